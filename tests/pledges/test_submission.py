"""From submission to the public page, changes and withdrawal."""

import html
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.workflow import NotReady
from pledges.choices import Outcome, Status
from pledges.models import Pledge, PledgeTarget, PledgeVersion
from pledges.steps import partners, submission
from pledges.triage import signs_of
from publications.models import Publication
from reference.models import Action, GuidingPrinciple
from tests.cast import organisation
from tests.pledges import builders

pytestmark = pytest.mark.django_db


def test_f2_pressed_twice_it_has_one_number_and_one_version(cast):
    pledge, key = builders.of_bank(cast), str(uuid.uuid4())
    page = reverse("pledges:submit", kwargs=pledge.address)
    for _press in range(2):
        assert cast.client("pledger").post(page, {"form_key": key}).status_code == 302
    version = PledgeVersion.objects.get(pledge=pledge)
    assert version.pledge.reference == "PL-0001"
    assert version.pledge.status == Status.SUBMITTED


def test_a_refused_submission_costs_no_number(cast):
    pledge = builders.of_bank(cast, targets=[])
    with pytest.raises(NotReady):
        submission.submit(pledge, by=cast.pledger)
    pledge.refresh_from_db()
    assert pledge.reference is None
    assert builders.submitted(cast).pledge.reference == "PL-0001"


def test_p33_a_state_proves_again_who_submits_and_may_file_as_it_stands(cast):
    pledge = builders.of_state(cast, targets=[], forms=[])
    page = reverse("pledges:submit", kwargs=pledge.address)
    key = {"form_key": str(uuid.uuid4())}
    assert "reauthenticate" in cast.client("focal_point").post(page, key).url
    assert cast.prove("focal_point").post(page, key).url == pledge.get_absolute_url()
    version = PledgeVersion.objects.get(pledge=pledge)
    submission.publish(version, by=cast.officer)
    shown = cast.client("visitor").get("/en/pledges/PL-0001/").content.decode()
    assert "No measurable target given" in shown


def test_p36_the_secretariat_reads_what_was_submitted_and_never_what_is_written_after(cast):
    version = builders.submitted(cast, builders.of_state(cast))
    submission.send_back(version, by=cast.officer, letter="Which register?")
    Pledge.objects.filter(pk=version.pledge_id).update(text="Only for us")
    sent = {"purpose": "attachment", "file": SimpleUploadedFile("Only for us.txt", b"A plan")}
    cast.client("focal_point").post(reverse("pledges:files", kwargs=version.pledge.address), sent)
    assert version.pledge.files.exists()
    page = cast.client("officer").get(reverse("pledges:version", args=[version.pk]))
    assert "Only for us" not in page.content.decode()
    assert cast.client("officer").get(version.pledge.get_absolute_url()).status_code == 404
    assert cast.client("pledger").get(reverse("pledges:version", args=[version.pk])).status_code == 404
    desk = cast.client("focal_point").get(version.pledge.get_absolute_url()).content.decode()
    assert "Which register?" in desk


def test_what_an_officer_notes_when_publishing_is_read_by_officers_alone(cast):
    version = builders.submitted(cast, builders.of_state(cast))
    cast.prove("officer").post(
        reverse("admin:pledges_pledgeversion_step", args=[version.pk, "publish"]),
        {"note": "Thin, but of form aside-3p"},
    )
    history = reverse("admin:pledges_pledgeversion_history", args=[version.pk])
    assert "aside-3p" in cast.client("second_officer").get(history).text
    for who, address in (
        ("focal_point", version.pledge.get_absolute_url()),
        ("focal_point", reverse("pledges:version", args=[version.pk])),
        ("visitor", "/en/pledges/PL-0001/"),
        ("visitor", "/api/v1/publications/PL-0001"),
    ):
        shown = cast.client(who).get(address, follow=True)
        assert shown.status_code == 200, address
        assert "aside-3p" not in shown.text, address


def test_p37_what_is_public_is_the_frozen_text_without_contact_or_delegation(cast):
    pledge = builders.published(cast, builders.of_bank(cast, contact_name="Contact of record"))
    assert cast.client("visitor").get("/en/pledges/").status_code == 200
    page = cast.client("visitor").get("/en/pledges/PL-0001/").content.decode()
    assert "Certified care workers" in page
    assert "Contact of record" not in page
    assert "Contact of record" not in cast.client("visitor").get("/en/pledges/PL-0001/?format=json").content.decode()
    assert PledgeTarget.objects.get(pledge=pledge).number == 1


def test_c2_c16_the_page_says_what_is_advanced_which_need_is_met_and_where_it_was_announced(cast):
    announced = {
        "announced_at": "Roundtable 1",
        "announced_on": "2026-05-06",
        "announced_url": "https://demo.example/v",
    }
    pledge = builders.of_bank(cast, need="Trainers are missing", rights="Decent work", places="Two ports", **announced)
    action = Action.objects.order_by("pk")[0]
    pledge.actions.set([action])
    pledge.principles.set(GuidingPrinciple.objects.order_by("pk")[:1])
    builders.published(cast, pledge)
    page = html.unescape(cast.client("visitor").get("/en/pledges/PL-0001/").text)
    for words in (
        "Technical assistance", "National", "Two ports", "Objective </span>18", f"{action.code}: ", "Decent work",
        str(GuidingPrinciple.objects.order_by("pk")[0]), "Trainers are missing", "Roundtable 1 6 May 2026",
        'href="https://demo.example/v"',
    ):  # fmt: skip
        assert words in page, words


def test_a_pledge_that_is_declined_never_becomes_public(cast):
    version = builders.submitted(cast)
    submission.decline(version, by=cast.officer, reason="out_of_scope", letter="See the Global Refugee Forum.")
    assert not Publication.objects.exists()
    assert "Global Refugee Forum" in cast.client("pledger").get(version.pledge.get_absolute_url()).content.decode()


def test_p39_wording_keeps_confirmations_and_a_changed_target_asks_again(cast):
    pledge, asked = builders.joint(cast)
    builders.confirmed(cast, asked)
    pledge = builders.published(cast, pledge)
    public = Publication.objects.current().get(reference=pledge.reference)
    assert [one["name"] for one in public.facts["partners"]] == ["Demo City"]

    pledge = submission.start_change(pledge, by=cast.pledger)
    pledge.text = builders.TEXT.replace("free of charge", "at no charge")
    pledge.save()
    public = submission.change(pledge, by=cast.pledger, note="Spelling", editorial=True)
    public.refresh_from_db()
    assert public.version == 2
    assert public.note == "Editorial: wording alone.\nSpelling"
    assert "Editorial: wording alone." in cast.client("visitor").get(public.get_absolute_url()).text
    assert [one["name"] for one in public.facts["partners"]] == ["Demo City"]

    pledge = submission.start_change(Pledge.objects.get(pk=pledge.pk), by=cast.pledger)
    pledge.targets = [{**builders.TARGET, "target": "6000"}]
    pledge.save()
    with pytest.raises(NotReady):
        submission.change(pledge, by=cast.pledger, note="Half of it", editorial=True)
    public = submission.change(pledge, by=cast.pledger, note="Half of it")
    public.refresh_from_db()
    assert public.note == "Half of it"
    assert public.facts["partners"] == []
    assert PledgeTarget.objects.get(pledge=pledge, dropped_at=None).number == 1
    builders.confirmed(cast, asked)
    public.refresh_from_db()
    assert [one["name"] for one in public.facts["partners"]] == ["Demo City"]
    assert public.version == 3


def test_why_a_pledge_was_withdrawn_before_it_was_public_is_read_by_the_secretariat_alone(cast):
    version = builders.submitted(cast)
    page = reverse("pledges:step", kwargs={**version.pledge.address, "step": "withdraw"})
    assert "the secretariat alone reads the reason" in cast.client("pledger").get(page).text
    cast.client("pledger").post(page, {"note": "No money yet, aside-5w"})
    shown = reverse("pledges:version", args=[version.pk])
    assert "aside-5w" in cast.client("officer").get(shown).text
    assert cast.client("visitor").get("/en/pledges/PL-0001/").status_code == 404
    assert cast.client("other_focal_point").get(shown).status_code == 404


def test_c7_a_withdrawn_pledge_keeps_its_page_date_and_reason(cast):
    pledge = builders.published(cast)
    submission.withdraw(pledge, by=cast.pledger, note="The programme has ended.")
    page = cast.client("visitor").get("/en/pledges/PL-0001/")
    assert page.status_code == 410
    assert "The programme has ended." in page.content.decode()
    assert builders.TEXT[:60] not in page.content.decode()


def test_a_false_pledge_in_a_states_name_is_held_back(cast):
    assert cast.state
    text = f"The Government of Demo State will receive a thousand people. {builders.TEXT}"
    version = builders.submitted(cast, builders.of_bank(cast, title="A promise", text=text))
    signs = " ".join(sign.text for sign in signs_of(version))
    assert "Demo State" in signs
    assert not Publication.objects.exists()
    assert "Demo State" in cast.client("officer").get(reverse("pledges:version", args=[version.pk])).content.decode()


def test_refugees_only_and_duplicates_are_pointed_out(cast):
    first = builders.submitted(cast)
    refugees = builders.of_bank(
        cast, title="Skills of the care workers", text="Refugees " * 60, beneficiaries="Refugees"
    )
    signs = signs_of(builders.submitted(cast, refugees))
    assert any("Global Refugee Forum" in sign.text for sign in signs)
    assert any(sign.other == first for sign in signs)


def test_a_pledge_answers_a_published_one_and_never_in_a_circle(cast):
    from pledges.checks import checks_of

    first = builders.published(cast)
    second = builders.published(cast, builders.of_bank(cast, title="An answer", answers=first.reference))
    assert "An answer" in cast.client("visitor").get(f"/en/pledges/{first.reference}/").content.decode()
    first = submission.start_change(first, by=cast.pledger)
    first.answers = second.reference
    assert any(check.field == "answers" and check.blocks for check in checks_of(first))


def test_the_register_asks_as_many_queries_for_thirty_rows_as_for_one(cast, django_assert_max_num_queries):
    builders.published(cast)
    with django_assert_max_num_queries(14):
        cast.client("visitor").get("/en/pledges/")
    for number in range(4):
        builders.published(cast, builders.of_bank(cast, title=f"Pledge {number}"))
    with django_assert_max_num_queries(14):
        page = cast.client("visitor").get("/en/pledges/")
    assert "5 pledges" in page.content.decode()


def test_the_queue_shows_it_and_publishes_on_a_fresh_proof(cast):
    version = builders.submitted(cast)
    page = reverse("admin:pledges_pledgeversion_changelist")
    assert "PL-0001" in cast.client("officer").get(page).content.decode()
    step = reverse("admin:pledges_pledgeversion_step", args=[version.pk, "publish"])
    assert "reauthenticate" in cast.client("officer").post(step).url
    assert cast.prove("officer").post(step).status_code == 302
    version.refresh_from_db()
    assert version.outcome == Outcome.PUBLISHED
    assert cast.client("pledger").get(page).status_code in (302, 403, 404)


def test_the_lead_passes_to_a_confirmed_partner_and_never_to_a_state(cast):
    pledge, asked = builders.joint(cast)
    with pytest.raises(NotReady):
        partners.pass_lead(pledge, asked, by=cast.pledger)
    builders.confirmed(cast, asked)
    pledge = partners.pass_lead(pledge, asked, by=cast.pledger)
    assert pledge.organisation == organisation("Demo City")
    assert cast.client("partner").get(reverse("pledges:edit", kwargs=pledge.address)).status_code == 200
    assert cast.client("pledger").get(reverse("pledges:edit", kwargs=pledge.address)).status_code == 403
