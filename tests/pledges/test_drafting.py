"""A pledge while it is written: who may, what is kept, what is refused, what is missing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import OrganisationKind, Role
from accounts.models import Membership
from core.drafts import token
from pledges.checks import checks_of, length
from pledges.models import Pledge
from pledges.steps import drafting, submission
from tests.cast import organisation, person
from tests.pledges import builders

pytestmark = pytest.mark.django_db


def blocking(pledge):
    return {check.field for check in checks_of(pledge) if check.blocks}


def typed(pledge, **fields):
    """What the page sends for these fields, as it showed them."""
    return {**fields, **{f"{name}-seen": token(getattr(pledge, name)) for name in {n.split("-")[0] for n in fields}}}


def test_p33_a_body_is_pledged_for_by_its_own_people_alone(cast):
    assert cast.pledger
    page = reverse("pledges:start")
    bank = organisation("Demo Development Bank")
    for who, may in (("pledger", True), ("partner", False), ("focal_point", False), ("contributor", False),
                     ("officer", False), ("superuser", False)):  # fmt: skip
        form = {"organisation": bank.pk, "title": who, "form_key": "6c6b0b52-66e5-4d2c-9a2c-7f7fd1b0a001"}
        cast.client(who).post(page, form)
        assert Pledge.objects.filter(title=who).exists() is may, who


def test_p33_a_state_pledges_through_its_focal_point(cast):
    page = reverse("pledges:start")
    for who, may in (("focal_point", True), ("alternate", True), ("contributor", False), ("other_focal_point", False)):
        cast.client(who).post(
            page, {"organisation": cast.state.pk, "title": who, "form_key": f"6c6b0b52-66e5-4d2c-9a2c-{len(who):012}"}
        )
        assert Pledge.objects.filter(title=who).exists() is may, who


def test_f2_the_second_press_finds_the_first_draft(cast):
    assert cast.pledger
    form = {"organisation": organisation("Demo Development Bank").pk, "title": "Once"}
    form["form_key"] = "6c6b0b52-66e5-4d2c-9a2c-7f7fd1b0a002"
    first = cast.client("pledger").post(reverse("pledges:start"), form)
    second = cast.client("pledger").post(reverse("pledges:start"), form)
    assert first.url == second.url
    assert Pledge.objects.filter(title="Once").count() == 1


def test_p32_nobody_else_opens_a_draft_and_whom_the_focal_point_names_writes_in_it(cast):
    pledge = builders.of_state(cast)
    edit = reverse("pledges:edit", kwargs=pledge.address)
    for who in ("visitor", "member", "contributor", "other_focal_point", "officer", "head", "superuser", "pledger"):
        assert cast.client(who).get(edit).status_code == (302 if who == "visitor" else 404), who
    cast.client("focal_point").post(
        reverse("pledges:delegates", kwargs=pledge.address), {"delegates": [cast.contributor.pk]}
    )
    assert cast.client("contributor").get(edit).status_code == 200
    assert cast.client("contributor").get(reverse("pledges:submit", kwargs=pledge.address)).status_code == 403
    assert cast.client("other_contributor").get(edit).status_code == 404


def test_what_is_typed_is_saved_field_by_field(cast):
    pledge = builders.of_bank(cast)
    sent = typed(pledge, beneficiaries="Nurses and carers")
    sent |= {"field": "beneficiaries", "person": cast.pledger.pk}
    answer = cast.client("pledger").post(reverse("pledges:save", kwargs=pledge.address), sent)
    assert answer.status_code == 200, answer.content
    pledge.refresh_from_db()
    assert pledge.beneficiaries == "Nurses and carers"


@pytest.mark.parametrize(
    ("amount", "currency", "sentence"),
    [
        ("1000000000000000000", "USD", "too large"),
        ("-5", "USD", "Not below zero"),
        ("10.50", "JPY", "at most 0 decimals"),
        ("10.5055", "USD", "at most 2 decimals"),
        ("10", "", "required"),
        ("10", "DEM", "not a currency"),
        ("10", "HRK", "not a currency"),
    ],
)
def test_b12_money_that_no_budget_has_comes_back_with_a_sentence(cast, amount, currency, sentence):
    pledge = builders.of_bank(cast)
    row = {"amount": amount, "currency": currency, "year": "2027", "money": "new", "funding": "secured"}
    sent = typed(pledge, **{f"amounts-0-{name}": text for name, text in row.items()})
    page = cast.client("pledger").post(reverse("pledges:edit", kwargs=pledge.address), sent)
    assert page.status_code == 400
    assert sentence in page.content.decode()
    assert f'value="{amount}"' in page.content.decode()


@pytest.mark.parametrize(
    ("target", "good"), [("0", True), ("120.5", True), ("-1", False), ("1" + "0" * 30, False), ("10^30", False)]
)
def test_b11_a_target_is_a_number_that_something_has(cast, target, good):
    pledge = builders.of_bank(cast)
    sent = typed(pledge, **{f"targets-0-{name}": text for name, text in {**builders.TARGET, "target": target}.items()})
    page = cast.client("pledger").post(reverse("pledges:edit", kwargs=pledge.address), sent)
    assert page.status_code == (302 if good else 400)


def test_an_end_before_the_start_is_said_beside_it(cast):
    pledge = builders.of_bank(cast, ends_on="2028")
    page = cast.client("pledger").post(
        reverse("pledges:edit", kwargs=pledge.address), typed(pledge, starts_on="March 2029")
    )
    assert page.status_code == 400
    assert "It cannot end before it begins." in page.content.decode()


def test_characters_are_counted_as_people_count_them():
    assert length("👨‍👩‍👧é") == 2
    assert length("नि") == 1
    assert length("  abc\n") == 3


def test_c1_everybody_but_a_state_needs_a_target_with_a_date_and_a_way_to_know(cast):
    vague = {"targets": [], "forms": [], "scope": []}
    bank = builders.of_bank(cast, **vague)
    assert blocking(bank) == {"forms", "scope", "targets"}
    bank.targets = [{**builders.TARGET, "how_known": ""}]
    assert "targets" in blocking(bank)
    bank.targets = [builders.LAW]
    assert "targets" not in blocking(bank)
    state = builders.of_state(cast, **vague)
    assert blocking(state) == set()
    assert {"forms", "scope", "targets"} <= {check.field for check in checks_of(state)}


def test_c1_what_is_missing_is_said_anew_after_each_save(cast):
    pledge = builders.of_bank(cast, targets=[])
    page = reverse("pledges:missing", kwargs=pledge.address)
    assert "How will we know?" in cast.client("pledger").get(page).content.decode()
    Pledge.objects.filter(pk=pledge.pk).update(targets=[builders.TARGET])
    assert "How will we know?" not in cast.client("pledger").get(page).content.decode()
    for who in ("member", "officer", "partner"):
        assert cast.client(who).get(page).status_code == 404


def test_c1_a_text_is_asked_for_even_of_a_state_and_too_long_is_too_long(cast):
    state = builders.of_state(cast, text="")
    assert blocking(state) == {"text"}
    state.text = "é" * 3001
    assert blocking(state) == {"text"}
    state.text = "é" * 10
    assert blocking(state) == set()


def test_more_than_a_hundred_percent_is_asked_about_not_refused(cast):
    pledge = builders.of_bank(cast, targets=[{**builders.TARGET, "unit": "percent", "target": "150"}])
    assert any("100 percent" in check.text for check in checks_of(pledge))
    assert blocking(pledge) == set()


def test_a_draft_is_discarded_and_taken_back(cast):
    pledge = builders.of_bank(cast)
    cast.client("pledger").post(reverse("pledges:step", kwargs={**pledge.address, "step": "discard"}))
    pledge.refresh_from_db()
    assert pledge.discarded_at
    assert cast.client("pledger").get(reverse("pledges:edit", kwargs=pledge.address)).status_code == 403
    cast.client("pledger").post(reverse("pledges:step", kwargs={**pledge.address, "step": "restore"}))
    pledge.refresh_from_db()
    assert pledge.discarded_at is None


@pytest.mark.parametrize(("name", "content"), [("a.pptx", b"PK\x03\x04"), ("a.svg", b"<svg/>"), ("a.png", b"\x89PNG")])
def test_b23_a_file_that_the_form_does_not_take_is_refused_with_a_sentence(cast, name, content):
    pledge = builders.of_bank(cast)
    sent = {"purpose": "attachment", "file": SimpleUploadedFile(name, content)}
    page = cast.client("pledger").post(reverse("pledges:files", kwargs=pledge.address), sent)
    assert page.status_code == 400
    assert not pledge.files.exists()


@pytest.mark.parametrize(("size", "status"), [(25_000_000, 302), (25_000_001, 400)])
def test_b24_an_attachment_has_at_most_25_megabytes(cast, size, status):
    pledge = builders.of_bank(cast)
    file = SimpleUploadedFile("plan.txt", b"plan " * (size // 5) + b"x" * (size % 5))
    page = cast.client("pledger").post(
        reverse("pledges:files", kwargs=pledge.address), {"purpose": "attachment", "file": file}
    )
    assert page.status_code == status
    assert pledge.files.exists() == (status == 302)
    assert status == 302 or "25" in page.content.decode()


def test_the_files_of_the_real_form_are_taken_and_a_letter_of_delegation_is_for_the_secretariat_alone(cast):
    pledge = builders.of_bank(cast)
    page = reverse("pledges:files", kwargs=pledge.address)
    for purpose, name in (("attachment", "plan.txt"), ("delegation", "letter.rtf")):
        file = SimpleUploadedFile(name, b"{\\rtf1 Plan}")
        assert cast.client("pledger").post(page, {"purpose": purpose, "file": file}).status_code == 302
    version = builders.submitted(cast, pledge)
    letter = pledge.files.get(purpose="delegation")
    address = reverse("pledges:version_file", args=[version.pk, letter.pk])
    assert b"Plan" in b"".join(cast.client("officer").get(address).streaming_content)
    assert cast.client("focal_point").get(address).status_code == 404
    public = submission.publish(version, by=cast.officer)
    assert [one.name for one in public.files.all()] == ["plan.txt"]


def test_a_pledge_whose_filer_leaves_stays_with_its_body(cast):
    pledge = builders.of_bank(cast)
    edit = reverse("pledges:edit", kwargs=pledge.address)
    Membership.objects.filter(user=cast.pledger).update(ends_at=timezone.now())
    assert cast.client("pledger").get(edit).status_code == 404
    successor = person("successor")
    Membership.objects.create(user=successor, organisation=pledge.organisation, role=Role.STAKEHOLDER)
    client = Client()
    client.force_login(successor, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(edit).status_code == 200


def test_only_kinds_that_pledge_are_pledged_for(cast):
    from django.core.exceptions import PermissionDenied

    office = organisation("Office", OrganisationKind.REGIONAL_OFFICE)
    with pytest.raises(PermissionDenied):
        drafting.start(office, by=cast.pledger, title="No")


@pytest.mark.parametrize("sent", [["XX"], ["Atlantis"], ["de\x00"]])
def test_b63_a_state_that_no_list_holds_is_refused_beside_its_box(cast, sent):
    pledge = builders.of_bank(cast)
    typed_in = {"countries": sent, "countries-seen": token([])}
    page = cast.client("pledger").post(reverse("pledges:edit", kwargs=pledge.address), typed_in)
    assert page.status_code == 400
    pledge.refresh_from_db()
    assert not pledge.countries.exists()


def test_the_page_saved_whole_as_it_was_drawn_is_no_mistake(cast):
    pledge = builders.of_bank(cast)
    page = reverse("pledges:edit", kwargs=pledge.address)
    spare = {"amounts-0-amount": "", "amounts-0-currency": "", "amounts-0-year": "", "amounts-0-money": "new",
             "amounts-0-funding": "secured", "amounts-seen": token([])}  # fmt: skip
    assert cast.client("pledger").post(page, {**spare, "check": "1"}).url == pledge.get_absolute_url()
    pledge.refresh_from_db()
    assert pledge.amounts == []
