"""In use elsewhere, the yearly question, thanks, names in public, reviewers for many rounds (A20 to A24, A28)."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership
from core.workflow import MovedOn
from notifications import outbox
from notifications.kinds import Kind
from notifications.models import Message
from practices import proposing, thanks
from practices.figures import balance
from practices.models import Practice, ReviewAssignment, ReviewerProfile, ReviewRound, UsedElsewhere
from practices.notifications.submitter import StillTrue
from practices.steps import publication, screening, submission, uses
from tests.cast import member
from tests.practices.builders import published_practice, ready_practice, submitted_practice
from tests.practices.reviewing import body_of_un, filed, reviewer, round_of, three
from tests.practices.test_assess import client_of

pytestmark = pytest.mark.django_db
PAGE = "/en/practices/PR-0001/"


# --- A28


def told(cast):
    practice = published_practice(cast)
    client = cast.client("other_owner")
    form = client.get(f"{PAGE}use/").context["form"]
    sent = {"organisation": cast.other_association.pk, "account": "We run it in two ports.",
            "form_key": form["form_key"].value()}  # fmt: skip
    for _press in range(2):
        client.post(f"{PAGE}use/", sent)
    assert UsedElsewhere.objects.count() == 1
    return practice, UsedElsewhere.objects.get()


def test_a28_another_body_tells_that_it_took_a_practice_up_and_it_shows_once_checked(cast):
    assert cast.officer
    _practice, use = told(cast)
    visitor = cast.client("visitor")
    assert "My organisation took it up" in visitor.get(PAGE).text
    assert "We run it in two ports." not in visitor.get(PAGE).text
    assert Message.objects.filter(kind="practices.use_asked", recipient=cast.owner).count() == 1
    step = reverse("admin:practices_usedelsewhere_step", args=[use.pk, "confirm"])
    assert cast.client("officer").post(step, {"note": ""}).status_code == 403
    answer = f"/en/practices/uses/{use.pk}/"
    owner = cast.client("owner")
    assert answer in owner.get("/en/work/").text
    assert "We run it in two ports." in owner.get(answer).text
    assert {cast.client(who).get(answer).status_code for who in ("other_owner", "officer", "focal_point")} == {404}
    owner.post(answer, {"answer": "agree"})
    assert answer not in owner.get("/en/work/").text
    assert "We run it in two ports." not in visitor.get(PAGE).text
    assert Message.objects.filter(kind="practices.use_told", recipient=cast.officer).count() == 1
    cast.client("officer").post(step, {"note": "Not checked by telephone"})
    assert "We run it in two ports." in visitor.get(PAGE).text
    said = Message.objects.get(kind="practices.use_answered", recipient=cast.other_owner)
    assert "telephone" not in " ".join(Kind.of(said).paragraphs("")), "a note for officers"
    history = reverse("admin:practices_usedelsewhere_history", args=[use.pk])
    assert "Not checked by telephone" in cast.client("officer").get(history).text


def test_a28_what_was_shown_can_be_taken_off_and_its_teller_reads_why(cast):
    _practice, use = told(cast)
    uses.confirm(uses.agree(use, by=cast.owner), by=cast.officer)
    uses.decline(use, by=cast.officer, note="The port has closed it.")
    assert "We run it in two ports." not in cast.client("visitor").get(PAGE).text
    newest = Message.objects.filter(kind="practices.use_answered").order_by("-pk").first()
    assert "The port has closed it." in Kind.of(newest).paragraphs("")


def test_a28_where_nobody_writes_for_the_practice_any_more_the_secretariat_checks_at_once(cast):
    assert cast.officer
    published_practice(cast)
    Membership.objects.filter(organisation=cast.association).update(ends_at=timezone.now())
    use = uses.tell(Practice.objects.get(), cast.other_association, "We run it in two ports.", by=cast.other_owner)
    assert Message.objects.filter(kind="practices.use_told", recipient=cast.officer).count() == 1
    uses.confirm(use, by=cast.officer)
    assert "We run it in two ports." in cast.client("visitor").get(PAGE).text


def test_a28_the_people_of_the_practice_say_why_it_is_not_so_and_may_think_again(cast):
    assert cast.officer
    _practice, use = told(cast)
    owner, answer = cast.client("owner"), f"/en/practices/uses/{use.pk}/"
    assert "Say why, in a sentence." in owner.post(answer, {"answer": "refuse"}).text
    owner.post(answer, {"answer": "refuse", "note": "That is another programme."})
    newest = Message.objects.get(kind="practices.use_answered", recipient=cast.other_owner)
    assert "That is another programme." in Kind.of(newest).paragraphs("")
    assert not Message.objects.filter(kind="practices.use_told").exists()
    with pytest.raises(MovedOn):
        uses.confirm(use, by=cast.officer)
    owner.post(answer, {"answer": "agree"})
    uses.confirm(UsedElsewhere.objects.get(), by=cast.officer)
    assert "We run it in two ports." in cast.client("visitor").get(PAGE).text


def test_a28_a_body_tells_it_once_until_it_has_an_answer_and_what_it_typed_stays(cast):
    _practice, use = told(cast)
    client = cast.client("other_owner")
    again = {"organisation": cast.other_association.pk, "account": "In three ports now.",
             "form_key": client.get(f"{PAGE}use/").context["form"]["form_key"].value()}  # fmt: skip
    said = client.post(f"{PAGE}use/", again)
    assert said.status_code == 400
    assert "waits for its answer" in said.text
    assert "In three ports now." in said.text
    uses.refuse(use, by=cast.owner, note="Another programme.")
    assert client.post(f"{PAGE}use/", again).status_code == 302
    assert UsedElsewhere.objects.count() == 2


def test_a28_an_earlier_no_does_not_stand_beside_a_yes_and_an_answer_is_asked_for_once(cast):
    _practice, use = told(cast)
    owner, answer = cast.client("owner"), f"/en/practices/uses/{use.pk}/"
    owner.post(answer, {"answer": "refuse", "note": "That is another programme."})
    assert "That is another programme." in owner.get(answer).text, "one reads what one said"
    owner.post(answer, {"answer": "agree"})
    assert UsedElsewhere.objects.get().answer == ""
    assert "It stands so now: Waiting to be checked." in owner.get(answer, follow=True).text


def test_a28_nobody_tells_it_of_an_own_practice_of_one_that_is_not_public_or_for_others(cast):
    practice = published_practice(cast)
    owner = cast.client("owner")
    assert "you work for none" in owner.get(f"{PAGE}use/").text
    with pytest.raises(MovedOn):
        uses.tell(practice, cast.association, "Ours", by=cast.owner)
    waiting = submitted_practice(cast)
    assert cast.client("other_owner").get(f"/en/practices/{waiting.reference}/use/").status_code == 404
    foreign = cast.client("other_owner").post(f"{PAGE}use/", {"organisation": cast.association.pk, "account": "x"})
    assert foreign.status_code == 400
    assert cast.client("visitor").get(f"{PAGE}use/").status_code == 302


# --- A24


def asked_on(moment):
    with time_machine.travel(moment, tick=False):
        outbox.queue(list(StillTrue.plan(moment)))
    return Message.objects.filter(kind="practices.still_true").count()


def test_a24_its_people_are_asked_once_a_year_until_they_answer(cast):
    practice = published_practice(cast)
    begun = timezone.now()
    assert asked_on(begun + timedelta(days=364)) == 0
    assert [asked_on(begun + timedelta(days=days)) for days in (366, 380, 700)] == [1, 1, 1]
    with time_machine.travel(begun + timedelta(days=731), tick=False):
        assert "Is it still true?" in cast.client("owner").get("/en/work/").text
        publication.confirm(practice, by=cast.owner)
        assert "Is it still true?" not in cast.client("owner").get("/en/work/").text
    assert asked_on(begun + timedelta(days=740)) == 1
    assert asked_on(begun + timedelta(days=731 + 366)) == 2


# --- A22


def test_a22_answers_to_a_kind_of_message_go_where_the_settings_say(settings):
    settings.REPLY_TO = {"practices": "practices@demo.example", "practices.review": "reviewers@demo.example"}
    assert StillTrue().answers_to() == "practices@demo.example"
    assert Kind.answers_to(type("Other", (Kind,), {})()) == settings.CONTACT_EMAIL
    from practices.notifications.reviewing import ReviewInvited

    assert ReviewInvited().answers_to() == "reviewers@demo.example"


# --- A23


def test_a23_the_letter_of_thanks_is_of_the_years_with_a_report_and_names_no_practice(cast, monkeypatch):
    one = filed(round_of(cast), reviewer(cast, "first"), cast.officer)
    year = timezone.localdate().year
    assert thanks.years_of(one.reviewer) == [year]
    drawn = {}

    def draw(template, context, *, language):
        from django.template.loader import render_to_string

        drawn["text"] = render_to_string(template, {**context, "language": language})
        raise RuntimeError

    monkeypatch.setattr(thanks.pdf, "make", draw)
    with pytest.raises(RuntimeError):
        thanks.make(one.reviewer.pk, year, "en")
    assert f"In {year} you reviewed 1 practice" in " ".join(drawn["text"].split())
    assert "Skills passports" not in drawn["text"]
    monkeypatch.setattr("core.pdf.is_available", lambda: True)
    client = client_of(cast, one.reviewer)
    assert f"/en/practices/roster/thanks/{year}/" in client.get("/en/practices/roster/").text
    assert client.get(f"/en/practices/roster/thanks/{year - 1}/").status_code == 404


def test_a23_only_who_agreed_and_reported_is_named_in_public(cast):
    round_ = round_of(cast)
    for name, listed in (("first", True), ("second", False), ("nameless", True)):
        profile = reviewer(cast, name, affiliation=f"University of {name}", is_listed=listed)
        type(profile.user).objects.filter(pk=profile.user_id).update(name="" if name == "nameless" else f"Demo {name}")
        filed(round_, profile, cast.officer)
    reviewer(cast, "idle", affiliation="University of idle", is_listed=True)
    text = cast.client("visitor").get("/en/practices/reviewers/").text
    assert "University of first" in text
    assert "Demo first" in text
    assert "University of nameless" not in text  # whose only name is an e-mail address
    assert "@demo.example" not in text.partition("<footer")[0]
    assert "University of second" not in text
    assert "University of idle" not in text
    assert "PR-0001" not in text


# --- A20, A21


def rounds(cast, count):
    for number in range(count):
        version = submission.submit(ready_practice(cast, title=f"Practice {number}"), by=cast.owner)
        screening.send_to_review(version.practice, by=cast.officer)
    return ReviewRound.objects.select_related("practice__organisation", "version")


def test_a20_people_are_proposed_for_many_rounds_at_once_without_ties_and_evenly(cast):
    assert cast.officer
    for name in ("un-a", "un-b"):
        reviewer(cast, name, body_of_un(f"Demo UN entity {name}"))
    for name in ("a", "b", "c", "d"):
        reviewer(cast, name)
    tied = reviewer(cast, "inside", cast.association)
    away = reviewer(cast, "away", unavailable_until=timezone.localdate() + timedelta(days=30))
    found = proposing.propose(rounds(cast, 2))
    picked = [one.profile for proposal in found for one in proposal.candidates]
    assert [len(proposal.candidates) for proposal in found] == [3, 3]
    assert len(set(picked)) == 6
    assert not {tied, away} & set(picked)
    assert all(one.why for proposal in found for one in proposal.candidates)


def test_a20_the_officer_confirms_and_only_then_is_anybody_told(cast):
    assert cast.officer
    three(cast)
    rounds(cast, 1)
    client = client_of(cast, cast.officer)
    address = "/en/practices/rounds/proposal/"
    page = client.get(address)
    assert not ReviewAssignment.objects.exists()
    values = [f"{one.round.pk}:{it.profile.pk}" for one in page.context["proposals"] for it in one.candidates]
    assert len(values) == 3
    client.post(address, {"ask": [*values[:2], "forged", f"{values[0][:36]}:999999"]})
    assert ReviewAssignment.objects.filter(status="invited").count() == 2
    assert cast.client("owner").get(address).status_code == 404


def test_a20_a_round_that_cannot_be_filled_says_so(cast):
    assert cast.officer
    reviewer(cast, "alone")
    (proposal,) = proposing.propose(rounds(cast, 1))
    assert (len(proposal.candidates), proposal.empty) == (1, 2)


def test_a20_more_people_and_more_practices_ask_the_database_no_more(cast, django_assert_max_num_queries):
    assert cast.officer
    three(cast)
    waiting = list(rounds(cast, 1))
    with django_assert_max_num_queries(30) as few:
        proposing.propose(waiting)
    for number in range(12):
        reviewer(cast, f"more-{number}")
    waiting = list(rounds(cast, 4))
    with django_assert_max_num_queries(len(few)):
        assert len(proposing.propose(waiting)) == 5


def test_a21_the_roster_is_counted_by_language_gender_and_region(cast):
    reviewer(cast, "un", body_of_un(), gender="woman")
    reviewer(cast, "first", gender="man")
    member("not-a-reviewer", cast.secretariat, Role.STAKEHOLDER)
    found = balance()
    groups = {str(label): dict(counts) for label, counts in found.groups}
    assert (found.people, found.available) == (2, 2)
    assert groups["Gender"]["Woman"] == 1
    assert groups["Language"]["English"] == 2
    assert "2 people can be asked" in cast.client("officer").get("/en/practices/rounds/figures/").text
    assert ReviewerProfile.objects.count() == 2
    assert not Practice.objects.exists()
