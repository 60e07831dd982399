"""Officers with a tie, the secretariat's own host, the implementer's word, dates and criteria (A3, A8, A10, A12)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.choices import OrganisationKind
from accounts.models import Membership, Organisation
from core.access import allowed
from core.workflow import NotReady
from notifications.kinds import Kind
from notifications.models import Message
from practices.choices import Looked
from practices.conflicts import matter_of, people_of, ties
from practices.models import CallForPractices, OfficerTie, PeerReview, Practice, ReviewRound, ScreeningDecision
from practices.steps import deciding, reviewing, screening, submission
from tests.practices.builders import ready_practice, submitted_practice
from tests.practices.reviewing import complete, filed, invited, reading, reviewer, round_of, three
from tests.practices.test_assess import client_of, page

pytestmark = pytest.mark.django_db
ROUND = "/en/practices/PR-0001/round/"
ASSESS = "/en/practices/PR-0001/assess/"
BEHALF = {"on_behalf": True, "contact_name": "Contact", "contact_email": "contact@elsewhere.example"}


# --- A8: an officer's own tie, and the host


def test_a8_an_officer_with_a_declared_tie_meets_the_practice_as_its_submitter_would(cast):
    round_ = round_of(cast)
    filed(round_, reviewer(cast, "first"), cast.officer)
    version = round_.version.get_absolute_url()
    client = client_of(cast, cast.second_officer)
    assert client.get(ROUND).status_code == 200
    client.post(reverse("practices:officer_tie", args=[round_.version_id]), {"words": "My sister works there."})
    assert OfficerTie.objects.get().officer == cast.second_officer
    for address in (ROUND, f"{ROUND}ask/", version):
        told = client.get(address)
        assert told.status_code == 403
        assert "You are recused" in told.text
        assert "House of first" not in told.text
    assert "My sister works there." in client_of(cast, cast.officer).get(version).text, "whoever handles it reads why"
    assert "My sister works there." not in cast.client("owner").get(version).text
    assert client.get(reverse("admin:practices_practice_change", args=[round_.practice_id])).status_code == 404
    assert "1 practice hidden" in client.get(reverse("admin:practices_reviewround_changelist")).text
    Message.objects.all().delete()
    reading(round_, reviewer(cast, "second"), cast.officer)
    assert not Message.objects.filter(recipient=cast.second_officer).exists()
    assert client_of(cast, cast.officer).get(ROUND).status_code == 200


def of_host(cast):
    host = Organisation.objects.create(name="Demo host", slug="demo-host", kind=OrganisationKind.UN_ENTITY)
    Organisation.objects.filter(pk=cast.secretariat.pk).update(parent=host)
    Organisation.objects.filter(pk=cast.association.pk).update(parent=host)
    return host


def test_a8_where_the_secretariats_host_submits_two_officers_decide(cast):
    of_host(cast)
    practice = complete(cast).practice
    practice.refresh_from_db()
    assert not allowed(cast.officer, "practices.decide_practice", practice)
    assert allowed(cast.second_officer, "practices.decide_practice", practice)
    round_ = ReviewRound.objects.get()
    deciding.decide(round_, by=cast.second_officer, verdict="publish", letter="x", summary="x", released=[])
    practice = Practice.objects.get()
    assert not allowed(cast.second_officer, "practices.publish_practice", practice)
    assert allowed(cast.officer, "practices.publish_practice", practice)


def test_a8_elsewhere_one_officer_may_do_all_of_it(cast):
    practice = complete(cast).practice
    assert allowed(cast.officer, "practices.decide_practice", practice)


def test_a8_nobody_of_the_host_reviews_what_the_host_submits(cast):
    host = of_host(cast)
    profile = reviewer(cast, "of-host", host)
    practice = submitted_practice(cast)
    found = ties(people_of([profile])[profile.user_id], matter_of(practice))
    assert "same_family" in {one.code for one in found}


# --- A3: the implementer's focal point


def asked(cast):
    version = submission.submit(ready_practice(cast, **BEHALF), by=cast.owner)
    message = Message.objects.get(kind="practices.implementer_asked")
    assert message.address == "contact@elsewhere.example"
    return version, "/" + Kind.of(message).url().split("/", 3)[3]


def test_a3_whoever_is_named_for_the_implementer_agrees_before_reviewers_read_it(cast):
    version, address = asked(cast)
    with pytest.raises(NotReady):
        screening.send_to_review(version.practice, by=cast.officer)
    visitor = cast.client("visitor")
    assert version.title in visitor.get(address).text
    assert visitor.post(address, {"words": "x"}).status_code == 400
    visitor.post(address, {"answer": "agreed", "words": "The second year is 2022."})
    assert "The second year is 2022." in client_of(cast, cast.officer).get(version.get_absolute_url()).text
    assert Message.objects.filter(kind="practices.implementer_answered", recipient=cast.owner).count() == 1
    screening.send_to_review(Practice.objects.get(), by=cast.officer)
    visitor.post(address, {"answer": "refused"})
    assert Practice.objects.get().implementer_answer == "agreed"


def test_a3_a_forged_link_and_one_of_a_focal_point_who_is_not_named_any_more_open_nothing(cast):
    _version, address = asked(cast)
    Practice.objects.update(contact_email="another@elsewhere.example")
    for link in (address, f"{address[:-4]}xxx/"):
        told = cast.client("visitor").get(link)
        assert told.status_code == 404
        assert "Skills passports" not in told.text


# --- criteria 8 and 9: looked through by the secretariat


def test_nothing_goes_to_reviewers_before_an_officer_has_looked_through_all_of_it(cast):
    practice = submitted_practice(cast)
    step = reverse("admin:practices_practice_step", args=[practice.pk, "send_to_review"])
    client = cast.client("officer")
    letter = {"letter": "Dear colleagues,\n\nit is read by reviewers now."}
    some = client.post(step, {"looked": ["language", "sources"], **letter, "seen": "1"})
    assert "Nothing in it puts anybody in danger" in some.text
    assert Practice.objects.get().status == "submitted"
    client.post(step, {"looked": Looked.values, **letter, "seen": "1"})
    assert Practice.objects.get().status == "in_review"
    assert ScreeningDecision.objects.get().looked == Looked.values
    assert "Looked through by the secretariat" in client.get(practice.latest_version().get_absolute_url()).text


# --- A10: another date


def test_a10_a_reviewer_asks_for_another_date_and_an_officer_moves_it(cast):
    one = reading(round_of(cast), reviewer(cast, "first"), cast.officer)
    day = timezone.localdate() + timedelta(days=50)
    client = client_of(cast, one.reviewer)
    assert client.post(f"{ASSESS}date/", {"day": "2020-01-01"}).status_code == 400
    client.post(f"{ASSESS}date/", {"day": day.isoformat(), "words": "I travel until then."})
    one.refresh_from_db()
    assert (one.asked_date, one.review_by != day) == (day, True)
    assert "I travel until then." in page(cast, cast.officer, ROUND).content.decode()
    client_of(cast, cast.officer).post(f"{ROUND}{one.pk}/date/", {"day": day.isoformat(), "words": ""})
    one.refresh_from_db()
    assert (one.review_by, one.asked_date) == (day, None)
    kinds = set(Message.objects.values_list("kind", flat=True))
    assert {"practices.review_date_asked", "practices.review_date_moved"} <= kinds


# --- A12, A16: what a call asks of reviewers


def with_call(cast, **fields):
    call = CallForPractices.objects.create(slug="c", title="A call", about="x", status="open", **fields)
    return round_of(cast, call=call)


def test_a12_a_call_adds_criteria_that_are_scored_with_a_reason_like_the_others(cast):
    round_ = with_call(cast, further_criteria=[{"label": "Fair recruitment", "question": "Does nobody pay a fee?"}])
    one = reading(round_, reviewer(cast, "first"), cast.officer)
    client = client_of(cast, one.reviewer)
    text = client.get(ASSESS).text
    assert "8. Fair recruitment" in text
    assert "Does nobody pay a fee?" in text
    assert "further_2" not in text
    sent = {"field": "further_1", "further_1": "1", "further_1-seen": client_seen(text), "person": str(one.reviewer.pk)}
    saved = client.post(f"{ASSESS}report/save/", sent)
    assert saved.status_code == 200
    assert PeerReview.objects.get(assignment=one).further_1 == "1"
    problems = [problem.text for problem in PeerReview.objects.get(assignment=one).gaps()]
    assert "Fair recruitment: say why the score is low." in problems


def client_seen(text):
    return text.partition('name="further_1-seen" value="')[2].partition('"')[0]


def test_a12_without_a_call_there_are_the_seven(cast):
    one = reading(round_of(cast), reviewer(cast, "first"), cast.officer)
    assert "further_1" not in page(cast, one.reviewer).content.decode()


def test_a13_reports_far_apart_on_a_criterion_of_the_call_ask_for_one_more(cast):
    round_ = with_call(cast, further_criteria=[{"label": "Fair recruitment", "question": "?"}])
    un, first, second = three(cast)
    filed(round_, un, cast.officer, further_1="3")
    filed(round_, first, cast.officer, further_1="2")
    filed(round_, second, cast.officer, further_1="0", further_1_comment="Fees are taken.")
    from tests.practices.test_decision import now

    assert now(round_).apart == ["Fair recruitment"]


def test_a16_the_call_says_when_its_reviewers_are_reminded(cast):
    one = reading(with_call(cast, report_reminders=[5, -1]), reviewer(cast, "first"), cast.officer)
    from practices.notifications.reviewing import ReportDue

    due = datetime.combine(one.review_by, time(12), UTC)
    planned = {
        days: [kind.facts["offset"] for kind in ReportDue.plan(due + timedelta(days=days))] for days in (-6, -5, 2)
    }
    assert planned == {-6: [], -5: [-5], 2: [1]}


def test_an_officer_types_the_days_of_reminders_and_a_wrong_one_is_named(cast):
    record = CallForPractices.objects.create(slug="c", title="A call", about="x")
    address = reverse("admin:practices_callforpractices_change", args=[record.pk])
    sent = {"title": "A call", "slug": "c", "about": "x", "time_zone": "UTC", "reviewers_un": 1, "disagreement": 2,
            "reviewers_outside": 2, "review_days": 21, "draft_reminders": "3, 30",
            "report_reminders": "7, soon"}  # fmt: skip
    client = cast.client("officer")
    assert "Write at most 3 numbers of days with commas." in client.post(address, sent).text
    client.post(address, {**sent, "report_reminders": "7, −3"})
    record.refresh_from_db()
    assert (record.draft_reminders, record.report_reminders) == ([30, 3], [7, -3])


def test_an_invitation_is_answered_with_another_date_before_it_is_accepted(cast):
    one = invited(round_of(cast), reviewer(cast, "first"), cast.officer)
    reviewing.ask_date(one, by=one.reviewer, day=date(2035, 3, 1))
    assert "You asked for" in page(cast, one.reviewer).content.decode()
    assert Membership.objects.filter(user=one.reviewer).exists()
