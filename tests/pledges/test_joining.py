"""Bodies that come by themselves: adopting a common pledge, offering to take part, seeking until a day; chains."""

import uuid
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from core.workflow import NotReady
from pledges.choices import Answer, Together
from pledges.models import Pledge, PledgeParticipant
from pledges.steps import joining, submission
from pledges.tasks import close_seeking
from publications import register
from publications.models import Publication
from tests.cast import organisation
from tests.pledges import builders

pytestmark = pytest.mark.django_db


def public(cast, pledge):
    return cast.client("visitor").get(f"/en/pledges/{pledge.reference}/").content.decode()


def common(cast):
    """A published common pledge that its bank made."""
    pledge, asked = builders.joint(cast)
    Pledge.objects.filter(pk=pledge.pk).update(together=Together.COMMON)
    return builders.published(cast, Pledge.objects.get(pk=pledge.pk)), asked


def press(cast, who, pledge, body, client=None):
    form = {"organisation": body.pk, "agreed_to": pledge.published_version().commitment, "form_key": str(uuid.uuid4())}
    return (client or cast.client(who)).post(reverse("pledges:adopt", args=[pledge.reference]), form)


def test_c3_a_common_pledge_is_adopted_by_a_body_through_its_own_people(cast):
    assert cast.state
    pledge, asked = common(cast)
    assert "Adopt this pledge" in public(cast, pledge)
    assert press(cast, "visitor", pledge, cast.state).status_code == 302  # signs in first
    assert press(cast, "contributor", pledge, cast.state).status_code == 400
    assert "reauthenticate" in press(cast, "focal_point", pledge, cast.state).url
    assert press(cast, "focal_point", pledge, cast.state, cast.prove("focal_point")).status_code == 302
    assert "Demo State" in public(cast, pledge)
    assert press(cast, "partner", pledge, organisation("Demo City")).status_code == 302  # asked before: the same row
    asked.refresh_from_db()
    assert asked.answer == Answer.CONFIRMED
    assert PledgeParticipant.objects.count() == 2
    again = press(cast, "partner", pledge, organisation("Demo City"))
    assert again.status_code == 400
    assert Publication.objects.current().get(reference=pledge.reference).version == 1


def test_a_pledge_in_partnership_or_a_draft_is_adopted_by_nobody(cast):
    pledge = builders.published(cast, builders.joint(cast)[0])
    assert press(cast, "partner", pledge, organisation("Demo City")).status_code == 403
    draft = builders.of_bank(cast, together=Together.COMMON)
    assert cast.client("partner").get(f"/en/pledges/{draft.reference or 'PL-0002'}/adopt/").status_code == 404


def test_a_text_that_changed_while_it_was_read_is_not_adopted(cast):
    pledge, _asked = common(cast)
    form = {"organisation": organisation("Demo City").pk, "agreed_to": "0" * 64, "form_key": str(uuid.uuid4())}
    page = cast.client("partner").post(reverse("pledges:adopt", args=[pledge.reference]), form)
    assert "The text has changed while you read it" in page.content.decode()
    assert not PledgeParticipant.objects.filter(answer=Answer.CONFIRMED).exists()


def test_c13_an_offer_is_sent_once_and_the_lead_answers(cast):
    pledge = builders.published(cast, builders.of_bank(cast, together=Together.PARTNERSHIP, seeks="Trainers"))
    assert cast.partner
    city = organisation("Demo City")
    page = reverse("pledges:offer", args=[pledge.reference])
    form = {"organisation": city.pk, "contribution": "Classrooms", "offer": "From 2027", "form_key": str(uuid.uuid4())}
    assert cast.client("partner").post(page, {**form, "contribution": ""}).status_code == 400
    assert cast.client("partner").post(page, form).status_code == 302
    assert cast.client("partner").post(page, {**form, "form_key": str(uuid.uuid4())}).status_code == 400
    offer = PledgeParticipant.objects.get()
    lead = cast.client("pledger")
    assert "From 2027" in lead.get(reverse("pledges:partners", kwargs=pledge.address)).content.decode()
    assert "offers to take part" in lead.get("/en/work/").content.decode()
    assert "Demo City" not in public(cast, pledge)
    lead.post(reverse("pledges:partner_act", args=[pledge.pk, offer.pk, "accept"]))
    shown = public(cast, pledge)
    assert "Demo City" in shown
    assert "Classrooms" in shown
    assert "From 2027" not in shown


def test_c13_whoever_only_offers_reads_no_draft_and_confirms_nothing(cast):
    offer = builders.offered(cast, together=Together.PARTNERSHIP)
    pledge = submission.start_change(Pledge.objects.get(pk=offer.pledge_id), by=cast.pledger)
    Pledge.objects.filter(pk=pledge.pk).update(text="Only for us")
    client, page = cast.client("partner"), reverse("pledges:partner", args=[offer.pk])
    assert client.get(pledge.get_absolute_url()).status_code == 404
    assert "Only for us" not in client.get(page).content.decode()
    client.post(page, {"act": "confirm", "agreed_to": pledge.commitment()})
    offer.refresh_from_db()
    assert offer.answer == Answer.OFFERED
    client.post(page, {"act": "take_back"})
    offer.refresh_from_db()
    assert offer.answer == Answer.REMOVED


def test_c13_an_offer_to_a_pledge_made_alone_waits_until_it_is_joint(cast):
    offer = builders.offered(cast)
    with pytest.raises(NotReady):
        joining.accept(offer, by=cast.pledger)
    joining.turn_down(offer, by=cast.pledger, reason="Found already")
    assert cast.client("reviewer").get(reverse("pledges:partner", args=[offer.pk])).status_code == 404


def test_an_answer_to_an_offer_does_not_go_without_the_words_that_were_written_for_it(cast):
    offer = builders.offered(cast)
    act = reverse("pledges:partner_act", args=[offer.pledge_id, offer.pk, "turn_down"])
    answer = cast.client("pledger").post(act, {"reason": "We have found trainers. " * 50}, follow=True)
    assert "at most 1000" in answer.text
    offer.refresh_from_db()
    assert offer.answer == Answer.OFFERED
    cast.client("pledger").post(act, {"reason": "We have found trainers."})
    offer.refresh_from_db()
    assert (offer.answer, offer.reason) == (Answer.DECLINED, "We have found trainers.")


def test_c13_after_its_day_a_pledge_seeks_no_longer(cast):
    pledge = builders.published(cast, builders.of_bank(cast, seeks="Trainers", seeks_partners_until=date(2027, 3, 1)))
    visitor = cast.client("visitor")
    assert pledge.title in visitor.get("/en/pledges/seeking/").content.decode()
    with time_machine.travel("2027-03-01T12:00:00+00:00", tick=False):
        close_seeking()
        assert pledge.title in visitor.get("/en/pledges/seeking/").content.decode()
    with time_machine.travel("2027-03-03T12:00:00+00:00", tick=False):
        close_seeking()
        assert pledge.title not in visitor.get("/en/pledges/seeking/").content.decode()
        assert "no longer" in public(cast, pledge)
        assert cast.client("partner").get(reverse("pledges:offer", args=[pledge.reference])).status_code == 403
        assert Publication.objects.current().get(reference=pledge.reference).version == 1


def test_c15_the_old_page_shows_what_continues_it(cast):
    first = builders.published(cast)
    second = builders.published(cast, builders.of_bank(cast, title="The next round", continues=first.reference))
    assert "The next round" in public(cast, first)
    assert first.reference in public(cast, second)


def test_c15_a_page_that_was_kept_leads_to_what_answers_or_continues_it_until_that_is_withdrawn(cast):
    first = builders.published(cast)
    assert "The next round" not in public(cast, first)
    second = builders.published(cast, builders.of_bank(cast, title="The next round", continues=first.reference))
    assert "The next round" in public(cast, first)
    third = builders.published(cast, builders.of_bank(cast, title="An answer", answers=first.reference))
    assert "An answer" in public(cast, first)
    third = submission.start_change(third, by=cast.pledger)
    third.answers = ""
    third.save()
    submission.change(third, by=cast.pledger, note="It answers nothing.")
    assert "An answer" not in public(cast, first)
    submission.withdraw(second, by=cast.pledger, note="Over.")
    assert "The next round" not in public(cast, first)


def test_c15_a_new_draft_begins_with_what_a_pledge_says_and_leads_back_to_it(cast):
    first = builders.published(cast, builders.of_bank(cast, seeks="Trainers"))
    page = reverse("pledges:carry_on", args=[first.pk])
    assert page in cast.client("pledger").get(first.get_absolute_url()).text
    assert "Targets, money and dates are said anew" in cast.client("pledger").get(page).text
    press = {"form_key": str(uuid.uuid4())}
    for _time in range(2):
        sent = cast.client("pledger").post(page, press)
    draft = Pledge.objects.get(status="draft")
    assert sent.url == reverse("pledges:edit", args=[draft.pk])
    assert (draft.continues, draft.title, draft.text) == (first.reference, first.title, first.text)
    assert [one.pk for one in draft.objectives.all()] == [18]
    assert (draft.targets, draft.ends_on, draft.seeks, draft.reference) == ([], "", "", None)
    assert cast.client("partner").get(page).status_code == 404


def test_c10_the_register_is_filtered_by_one_body_leads_and_partners_alike(cast):
    pledge, asked = builders.joint(cast)
    builders.confirmed(cast, asked)
    builders.published(cast, pledge)
    builders.published(cast, builders.of_state(cast, title="Of the State"))
    visitor, city = cast.client("visitor"), organisation("Demo City")
    shown = visitor.get(f"/en/pledges/?pledger={city.pk}").content.decode()
    assert pledge.title in shown
    assert "Of the State" not in shown
    assert "Pledged by: Demo City" in shown
    union = organisation("A union that pledges nothing")
    assert "is not in the list" in visitor.get(f"/en/pledges/?pledger={union.pk}").content.decode()


def test_a_card_is_shown_in_frames_of_other_websites_and_nothing_else_is(cast):
    pledge = builders.published(cast)
    card = cast.client("visitor").get(f"/en/pledges/{pledge.reference}/card/")
    assert "frame-ancestors *" in card["Content-Security-Policy"]
    assert "script-src 'none'" in card["Content-Security-Policy"]
    assert "X-Frame-Options" not in card
    assert not card.cookies
    assert pledge.title in card.content.decode()
    page = cast.client("visitor").get(f"/en/pledges/{pledge.reference}/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert f"/en/pledges/{pledge.reference}/card/" in page.content.decode()
    register.withdraw(pledge.reference, by=cast.officer, reason="Asked for")
    gone = cast.client("visitor").get(f"/en/pledges/{pledge.reference}/card/")
    assert gone.status_code == 410
    assert not gone.cookies
    assert "script-src 'none'" in gone["Content-Security-Policy"]


def test_a_selection_by_one_choice_is_drawn_once_and_anew_when_a_pledge_comes(cast, django_assert_max_num_queries):
    builders.published(cast, builders.joint(cast)[0])
    visitor, page = cast.client("visitor"), "/en/pledges/?objective=18"
    visitor.get(page)
    with django_assert_max_num_queries(5):
        assert "<dt>pledge</dt><dd>1</dd>" in visitor.get(page).text
    assert "<dt>pledge</dt>" not in visitor.get("/en/pledges/?objective=5").text, "another choice is another page"
    builders.published(cast, builders.of_bank(cast, title="Another"))
    assert "<dt>pledges</dt><dd>2</dd>" in visitor.get(page).text


MONEY = {"amount": "100", "currency": "USD", "year": "2027", "money": "new", "funding": "secured"}


def test_c8_c10_the_register_counts_pledges_and_bodies_apart_and_adds_money_within_a_currency(
    cast, django_assert_max_num_queries
):
    pledge, asked = builders.joint(cast, amounts=[MONEY, {**MONEY, "amount": "20.50"}, {**MONEY, "currency": "EUR"}])
    builders.confirmed(cast, asked)
    builders.published(cast, pledge)
    builders.published(cast, builders.of_bank(cast, title="Another", amounts=[{**MONEY, "amount": "1000000"}]))
    with django_assert_max_num_queries(16):
        page = cast.client("visitor").get("/en/pledges/").content.decode()
    assert "<dt>pledges</dt><dd>2</dd>" in page
    assert "<dt>pledging bodies</dt><dd>2</dd>" in page
    assert "1,000,120.5" in page
    with django_assert_max_num_queries(18):
        page = cast.client("visitor").get("/en/pledges/?together=partnership").content.decode()
    assert "<dt>pledge</dt><dd>1</dd>" in page
    assert "120.5" in page
    assert 'href="?objective=18"' in page
