"""Partners: asked by mail, answering for their own body alone, public only once confirmed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.workflow import MovedOn, NotReady
from notifications.models import Message
from pledges.choices import Answer
from pledges.models import Pledge, PledgeParticipant
from pledges.steps import partners, submission
from publications.models import Publication
from tests.cast import organisation, person
from tests.pledges import builders

pytestmark = pytest.mark.django_db


def page_of(asked):
    return reverse("pledges:partner", kwargs={"pk": asked.pk})


def test_p34_the_question_opens_for_the_partners_own_people_alone(cast):
    _pledge, asked = builders.joint(cast)
    assert cast.client("partner").get(page_of(asked)).status_code == 200
    for who in ("member", "focal_point", "reviewer", "superuser"):
        assert cast.client(who).get(page_of(asked)).status_code == 404, who
        assert cast.client(who).post(page_of(asked), {"act": "confirm"}).status_code == 404, who


def test_p34_a_forwarded_message_opens_nothing_for_a_stranger(cast):
    pledge, _asked = builders.joint(cast)
    asked = partners.ask(pledge, by=cast.pledger, name="A union", email="union@demo.example")
    stranger = cast.client("reviewer")
    assert stranger.get(page_of(asked)).status_code == 404
    assert stranger.post(page_of(asked), {"act": "confirm", "agreed_to": pledge.commitment()}).status_code == 404
    asked.refresh_from_db()
    assert asked.answer == Answer.INVITED


def test_a_partner_without_account_signs_up_joins_its_organisation_and_confirms(cast):
    from django.test import Client

    from accounts.choices import Role
    from accounts.models import Membership

    pledge, _asked = builders.joint(cast)
    asked = partners.ask(pledge, by=cast.pledger, name="A union", email="union@demo.example")
    somebody, client = person("union"), Client()
    client.force_login(somebody, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(page_of(asked)).content.decode()
    assert builders.TEXT[:60] not in page
    assert client.post(page_of(asked), {"act": "confirm", "agreed_to": pledge.commitment()}).status_code == 403
    union = organisation("Union of carers")
    Membership.objects.create(user=somebody, organisation=union, role=Role.STAKEHOLDER)
    assert builders.TEXT[:60] in client.get(page_of(asked)).content.decode()
    client.post(page_of(asked), {"act": "confirm", "agreed_to": pledge.commitment(), "organisation": union.pk})
    asked.refresh_from_db()
    assert (asked.answer, asked.organisation) == (Answer.CONFIRMED, union)


def test_p35_nobody_sees_who_does_not_take_part(cast):
    pledge, asked = builders.joint(cast)
    cast.client("partner").post(page_of(asked), {"act": "refuse", "reason": "No mandate"})
    lead = cast.client("pledger").get(reverse("pledges:partners", kwargs=pledge.address)).content.decode()
    assert "No mandate" in lead
    partners.ask(pledge, by=cast.pledger, name="A union", email="union@demo.example")
    pledge = builders.published(cast, pledge)
    version = pledge.latest_version()
    assert "Demo City" not in cast.client("visitor").get(f"/en/pledges/{pledge.reference}/").content.decode()
    assert "Demo City" not in cast.client("officer").get(reverse("pledges:version", args=[version.pk])).content.decode()
    assert "No mandate" not in str(list(Message.objects.values_list("facts", flat=True)))


def test_confirming_twice_changes_nothing_and_after_the_end_is_refused(cast):
    pledge, asked = builders.joint(cast)
    first = builders.confirmed(cast, asked)
    assert builders.confirmed(cast, asked).answered_at == first.answered_at
    assert Message.objects.filter(kind="pledges.partner_answered").count() == 1
    pledge = builders.published(cast, pledge)
    submission.withdraw(pledge, by=cast.pledger, note="Ended")
    with pytest.raises(MovedOn):
        builders.confirmed(cast, asked)


def test_a_partner_is_asked_again_once_a_day_and_never_after_its_answer(cast):
    pledge, asked = builders.joint(cast)
    letters = Message.objects.filter(kind="pledges.partner_asked")

    def press(words):
        page = reverse("pledges:partner_act", args=[pledge.pk, asked.pk, "again"])
        assert words in cast.client("pledger").post(page, follow=True).content.decode()
        return letters.count()

    assert press("less than a day ago") == 1
    PledgeParticipant.objects.update(asked_at=timezone.now() - timedelta(days=2))
    assert press("Asked again: Demo City") == 2
    builders.confirmed(cast, asked)
    assert press("has answered already") == 2
    Pledge.objects.update(ends_on="2029")
    assert press("Asked again: Demo City") == 3, "of the text as it stands now"
    cast.client("partner").post(page_of(asked), {"act": "leave"})
    assert press("has answered already") == 3


def test_p34_a_state_that_takes_part_proves_again_who_confirms(cast):
    pledge, _asked = builders.joint(cast)
    asked = partners.ask(pledge, by=cast.pledger, name="Demo State", organisation=cast.state)
    said = {"act": "confirm", "agreed_to": pledge.commitment()}
    assert "reauthenticate" in cast.client("focal_point").post(page_of(asked), said).url
    cast.prove("focal_point").post(page_of(asked), said)
    asked.refresh_from_db()
    assert asked.is_confirmed


def test_a_text_that_changed_while_it_was_read_is_not_confirmed(cast):
    pledge, asked = builders.joint(cast)
    read = pledge.commitment()
    pledge.targets = [{**builders.TARGET, "target": "5"}]
    pledge.save()
    page = cast.client("partner").post(page_of(asked), {"act": "confirm", "agreed_to": read})
    assert "The text has changed while you read it" in page.content.decode()
    asked.refresh_from_db()
    assert asked.answer == Answer.INVITED


def test_a_partner_leaves_with_a_date_and_one_taken_out_is_gone(cast):
    pledge, asked = builders.joint(cast)
    builders.confirmed(cast, asked)
    pledge = builders.published(cast, pledge)
    cast.client("partner").post(page_of(asked), {"act": "leave", "on": "2030-03-01"})
    facts = Publication.objects.current().get(reference=pledge.reference).facts
    assert (facts["partners"], facts["left"]) == ([], [{"name": "Demo City", "on": "2030-03-01"}])
    with pytest.raises(MovedOn):
        builders.confirmed(cast, asked)


def test_a_body_is_asked_once_and_never_the_one_that_files(cast):
    pledge, _asked = builders.joint(cast)
    for body in (organisation("Demo City"), organisation("Demo Development Bank")):
        with pytest.raises(NotReady):
            partners.ask(pledge, by=cast.pledger, name=body.name, organisation=body)


def test_a_name_that_nobody_has_exactly_asks_instead_of_guessing(cast):
    pledge, _asked = builders.joint(cast)
    form = {"name": "Demo Citty", "form_key": "6c6b0b52-66e5-4d2c-9a2c-7f7fd1b0a003"}
    page = cast.client("pledger").post(reverse("pledges:partners", kwargs=pledge.address), form)
    assert page.status_code == 400
    assert "“Demo City”" in page.content.decode()


def test_sixty_partners_are_asked_and_the_page_takes_no_more_queries(cast, django_assert_max_num_queries):
    pledge, _asked = builders.joint(cast)
    page = reverse("pledges:partners", kwargs=pledge.address)
    for number in range(59):
        partners.ask(pledge, by=cast.pledger, name=f"Body {number}", email=f"body-{number}@demo.example")
    cast.client("pledger").get(page)
    with django_assert_max_num_queries(14):
        shown = cast.client("pledger").get(page).content.decode()
    assert "Body 58" in shown


def test_p39_while_a_change_is_written_partners_confirm_what_is_public(cast):
    pledge, asked = builders.joint(cast)
    pledge = builders.published(cast, pledge)
    pledge = submission.start_change(pledge, by=cast.pledger)
    pledge.targets = [{**builders.TARGET, "indicator": "Not public yet"}]
    pledge.save()
    page = cast.client("partner").get(page_of(asked))
    assert "Not public yet" not in page.content.decode()
    cast.client("partner").post(page_of(asked), {"act": "confirm", "agreed_to": page.context["commitment"]})
    assert "Demo City" in cast.client("visitor").get(f"/en/pledges/{pledge.reference}/").content.decode()
    with pytest.raises(MovedOn):
        partners.confirm(asked, by=cast.partner, agreed_to=pledge.commitment())
    submission.change(Pledge.objects.get(pk=pledge.pk), by=cast.pledger, note="Other target")
    assert "Demo City" not in cast.client("visitor").get(f"/en/pledges/{pledge.reference}/").content.decode()
    assert Message.objects.filter(kind="pledges.partner_asked").count() >= 1
    assert "The text has changed" in cast.client("partner").get(page_of(asked)).content.decode()
    builders.confirmed(cast, asked)
    assert "Demo City" in cast.client("visitor").get(f"/en/pledges/{pledge.reference}/").content.decode()


def test_a_pledge_made_alone_shows_no_partner_until_its_change_is_public(cast):
    pledge = submission.start_change(builders.published(cast), by=cast.pledger)
    pledge.together = "partnership"
    pledge.save()
    asked = partners.ask(pledge, by=cast.pledger, name="Demo City", organisation=organisation("Demo City"))
    builders.confirmed(cast, asked)
    page = f"/en/pledges/{pledge.reference}/"
    assert "Demo City" not in cast.client("visitor").get(page).content.decode()
    submission.change(Pledge.objects.get(pk=pledge.pk), by=cast.pledger, note="Made joint")
    assert "Demo City" in cast.client("visitor").get(page).content.decode()
