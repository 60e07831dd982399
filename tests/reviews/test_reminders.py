"""Reminders of the preferred date and the secretariat's digest: by plan, once, and only while they are true."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import steps as desk
from accounts.models import DeskNote, Invitation, Membership, Organisation, User
from forum import steps as plans
from forum.models import ForumCycle, ReminderPlan
from notifications import delivery, outbox
from notifications.models import Message, Preference
from reference.models import Country
from reviews import board
from reviews.models import Intention, ReceivedDocument
from reviews.notifications.reminders import ReviewDue, SecretariatDigest
from reviews.steps import calling, documents
from reviews.steps import submission as steps
from tests.cast import member
from tests.factories import CANARY, ready_review, review

FOURTEEN = datetime(2030, 2, 14, 15, 0, tzinfo=UTC)
"""10:00 in New York, an hour after the reminder of 14 days."""
OCCASION = "reviews:2030:ZZ:due-2030-02-28:14-days"


@pytest.fixture
def plan(cast):
    due = ForumCycle.objects.get(year=2030).reviews_due
    made = ReminderPlan.objects.create(kind="reviews.due", milestone=due, lead_days=[60, 30, 14, 7, 1])
    return plans.put_in_force(plans.propose(made, by=cast.officer), by=cast.second_officer)


@pytest.fixture
def point(cast, plan) -> User:
    """The focal point, without any other message in the way."""
    person = cast.focal_point
    Message.objects.all().delete()
    return person


def reminders():
    return Message.objects.filter(kind="reviews.due")


def planned(now: datetime) -> list[Message]:
    return [message for message in outbox.plan(now) if message.kind == "reviews.due"]


def send(now: datetime):
    """Plan and deliver at `now`; the subjects of the reminders that went out."""
    with time_machine.travel(now, tick=False):
        outbox.plan(now)
        mail.outbox.clear()
        delivery.deliver()
        return [one.subject for one in mail.outbox if "voluntary review for the forum" in one.subject]


def test_n2_nothing_goes_without_a_plan_that_a_second_officer_put_in_force(cast):
    due = ForumCycle.objects.get(year=2030).reviews_due
    cast.focal_point  # noqa: B018 - made when first asked for
    made = ReminderPlan.objects.create(kind="reviews.due", milestone=due, lead_days=[14])
    assert planned(FOURTEEN) == []
    plans.propose(made, by=cast.officer)
    assert planned(FOURTEEN) == []
    plans.put_in_force(made, by=cast.second_officer)
    assert len(planned(FOURTEEN)) == 1


def test_n4_a_hundred_plannings_make_one_row_for_each_focal_point_and_moment(cast, point):
    cast.alternate  # noqa: B018
    for _again in range(10):
        outbox.plan(FOURTEEN)
    assert {(m.recipient, m.occasion) for m in reminders()} == {(point, OCCASION), (cast.alternate, OCCASION)}
    row = reminders().first()
    assert row.not_before == datetime(2030, 2, 14, 14, 0, tzinfo=UTC)
    assert row.expires_at == datetime(2030, 2, 21, 14, 0, tzinfo=UTC)


@pytest.mark.once
def test_n3_five_reminders_go_at_nine_in_new_york_and_none_between_or_after(point):
    Intention.objects.create(country_id="ZZ", cycle_id=2030, said_at=datetime(2030, 2, 27, tzinfo=UTC))
    days = [FOURTEEN.date() + timedelta(days=number) for number in range(-60, 30)]
    sent = {day: send(datetime(day.year, day.month, day.day, 15, 0, tzinfo=UTC)) for day in days}
    went = {day: subjects[0] for day, subjects in sent.items() if subjects}
    assert list(went) == [
        date(2029, 12, 31),  # the 60th day before is a Sunday: it waits for Monday (N11)
        date(2030, 1, 29),
        date(2030, 2, 14),
        date(2030, 2, 21),
        date(2030, 2, 27),
    ]
    assert went[date(2030, 2, 14)] == "14 days left: voluntary review for the forum of 2030"
    assert went[date(2030, 2, 27)] == "1 day left: voluntary review for the forum of 2030"


def test_n10_the_mail_gives_date_zone_and_own_zone_softly_and_says_why_and_when_the_next_comes(point):
    point.time_zone = "Africa/Nairobi"
    point.save()
    assert send(FOURTEEN) == []  # it is 18:00 in Nairobi
    send(datetime(2030, 2, 15, 6, 0, tzinfo=UTC))
    [letter] = [one for one in mail.outbox if one.to == [point.email]]
    assert letter.subject == "13 days left: voluntary review for the forum of 2030"
    assert (letter.cc, letter.bcc) == ([], [])
    html = next(part for part, kind in letter.alternatives if kind == "text/html")
    for text in (letter.body, html):
        assert "Preferably by 28 February 2030, 23:59 New York" in text
        assert "1 March 2030, 07:59" in text
        assert "Nothing closes then" in text
        assert "You get this because you are a focal point of your State." in text
        assert "The next reminder comes on 21 February 2030" in text
        assert "must" not in text
        assert reverse("work") in text
    assert "List-Unsubscribe" in letter.extra_headers


def test_the_last_reminder_says_that_it_is_the_last(point):
    send(datetime(2030, 2, 27, 15, 0, tzinfo=UTC))
    [letter] = [one for one in mail.outbox if "day left" in one.subject]
    assert "This is the last reminder before the date." in letter.body


def test_f17_after_thirty_hours_off_it_goes_late_with_the_days_that_are_truly_left(point):
    assert send(FOURTEEN + timedelta(hours=30)) == ["13 days left: voluntary review for the forum of 2030"]
    assert reminders().get().occasion == OCCASION


def test_f17_what_was_missed_until_the_next_one_is_pointless_and_only_the_next_goes(point):
    assert send(datetime(2030, 2, 21, 15, 0, tzinfo=UTC)) == ["7 days left: voluntary review for the forum of 2030"]
    assert reminders().count() == 1


def test_f17_what_waited_in_the_outbox_too_long_expires(point):
    outbox.plan(FOURTEEN)
    later = datetime(2030, 2, 21, 13, 0, tzinfo=UTC) + timedelta(hours=2)
    with time_machine.travel(later, tick=False):
        outbox.expire()
    assert reminders().get().status == "expired"


def test_e5_a_state_that_submits_between_plan_and_sending_gets_nothing(cast, point):
    draft = ready_review(cast)
    outbox.plan(FOURTEEN)
    steps.submit(draft, by=cast.focal_point)
    assert send(FOURTEEN) == []
    assert (reminders().get().status, reminders().get().error) == ("cancelled", "submitted meanwhile")


def test_e5_after_a_handover_it_goes_to_the_successor_once(cast, point):
    outbox.plan(FOURTEEN)
    Membership.objects.filter(user=point).update(ends_at=timezone.now())
    successor = member("successor", cast.state, "focal_point")
    send(FOURTEEN)
    send(FOURTEEN + timedelta(minutes=5))
    assert {(m.recipient, m.status) for m in reminders()} == {(point, "cancelled"), (successor, "sent")}


def test_a_milestone_that_moves_cancels_the_old_and_makes_new_occasions(point, plan):
    outbox.plan(FOURTEEN)
    due = plan.milestone
    due.starts_on = due.ends_on = date(2030, 3, 2)
    due.save()
    assert send(FOURTEEN) == ["16 days left: voluntary review for the forum of 2030"], "the new date is said at once"
    assert reminders().get(occasion=OCCASION).error == "the date was moved"
    assert send(datetime(2030, 2, 16, 15, 0, tzinfo=UTC)) == [], "a Saturday"
    assert send(datetime(2030, 2, 18, 15, 0, tzinfo=UTC)) == ["12 days left: voluntary review for the forum of 2030"]
    assert reminders().filter(occasion="reviews:2030:ZZ:due-2030-03-02:14-days").exists()


def test_a_plan_that_ended_or_a_cancelled_date_stops_what_is_queued(cast, point, plan):
    outbox.plan(FOURTEEN)
    plans.end(plan, by=cast.officer)
    assert send(FOURTEEN) == []
    assert reminders().get().error == "the reminder plan has ended"


def test_n3_the_rule_is_no_submitted_version_and_never_has_a_draft(cast, point):
    with_draft = review(cast)
    assert len(planned(FOURTEEN)) == 1
    reminders().delete()
    with_draft.delete()
    assert len(planned(FOURTEEN)) == 1


@pytest.mark.parametrize(("end", "reminded"), [("waiting", 0), ("returned", 0), ("called_back", 1)])
def test_n3_a_submission_counts_until_the_state_calls_it_back(cast, point, end, reminded):
    received = steps.submit(ready_review(cast), by=cast.focal_point)
    if end == "returned":
        steps.send_back(received, by=cast.officer, note="A question")
    if end == "called_back":
        steps.call_back(received, by=cast.focal_point, note="An annex")
    assert len(planned(FOURTEEN)) == reminded


def test_n3_a_document_by_e_mail_counts_once_an_officer_answers_for_it(cast, point):
    made = ReceivedDocument.objects.create(
        country=cast.state.country, cycle_id=2030, year=2030, title="Sent", web_address="https://example.org"
    )
    assert len(planned(FOURTEEN)) == 1, "imported, looked at by nobody"
    reminders().delete()
    documents.confirm(made, by=cast.officer)
    assert planned(FOURTEEN) == []
    assert board.has_filed("ZZ", made.cycle)
    documents.release(made, by=cast.second_officer)
    assert planned(FOURTEEN) == []


def test_n7_a_person_who_switched_it_off_gets_none_also_when_it_waits_already(point):
    outbox.plan(FOURTEEN)
    Preference.objects.create(user=point, kind="reviews.due", choice="never")
    assert send(FOURTEEN) == []
    reminders().delete()
    assert planned(FOURTEEN) == []


def test_e7_two_focal_points_with_one_mailbox_get_one(cast, point):
    cast.alternate  # noqa: B018
    assert len({message.mailbox for message in planned(FOURTEEN)}) == 2


def test_e6_each_of_many_gets_a_message_without_anothers_name(cast, point):
    for number in range(30):
        country = Country.objects.states()[number]
        body = Organisation.objects.get(kind="state", country=country)
        member(f"person-{number}", body, "focal_point")
    outbox.plan(FOURTEEN)
    addresses = set(reminders().values_list("recipient__email", flat=True))
    with time_machine.travel(FOURTEEN, tick=False):
        mail.outbox.clear()
        delivery.deliver(limit=100)
    letters = [one for one in mail.outbox if "voluntary review for the forum" in one.subject]
    assert len(letters) == 31
    for letter in letters:
        others = addresses - set(letter.to)
        assert len(letter.to) == 1
        raw = letter.message().as_string()
        assert not [address for address in others if address in raw]


def test_send_reminders_says_beforehand_who_would_get_what(point, capsys):
    capsys.readouterr()
    call_command("send_reminders", dry_run=True, on=date(2030, 2, 14), format="json")
    said = [one for one in json.loads(capsys.readouterr().out) if one["kind"] == "reviews.due"]
    assert [(one["recipient"], one["occasion"], one["subject"]) for one in said] == [
        (point.email, OCCASION, "14 days left: voluntary review for the forum of 2030")
    ]
    assert not reminders().exists()


def test_e1_193_states_with_three_people_are_planned_in_few_queries(cast, plan):
    hasher = User(email="x")
    hasher.set_unusable_password()
    people = [User(email=f"p{number}@many.example", password=hasher.password) for number in range(579)]
    User.objects.bulk_create(people)
    bodies = list(Organisation.objects.filter(kind="state", country__kind="member_state"))
    assert len(bodies) == 193
    Membership.objects.bulk_create(
        Membership(user=user, organisation=bodies[number // 3], role="focal_point")
        for number, user in enumerate(User.objects.filter(email__endswith="@many.example"))
    )
    if connection.vendor == "postgresql":  # takes what was just filled for empty, until it looks as it does by itself
        connection.cursor().execute("ANALYZE accounts_user, accounts_membership")
    with CaptureQueriesContext(connection) as queries:
        assert len(list(ReviewDue.plan(FOURTEEN))) == 193
    assert len(queries) <= 6
    with CaptureQueriesContext(connection) as queries:
        new = planned(FOURTEEN)
    assert len(new) == 579
    assert len(queries) <= 67, "all kinds together, written a portion at a time"


def digests():
    return Message.objects.filter(kind="reviews.digest")


def test_n6_the_digest_goes_to_the_secretariat_each_monday_and_with_each_reminder(cast, plan):
    outbox.plan(datetime(2030, 2, 13, 15, 0, tzinfo=UTC))
    outbox.plan(FOURTEEN)
    outbox.plan(FOURTEEN + timedelta(hours=5))
    assert set(digests().values_list("occasion", flat=True)) == {
        "reviews:2030:digest-2030-02-11",
        "reviews:2030:digest-2030-02-14",
    }
    assert {message.recipient for message in digests()} == {cast.officer, cast.second_officer}


def test_n6_the_digest_says_who_submitted_announced_and_is_invited_and_nothing_of_a_draft(cast, plan):
    cast.other_focal_point  # noqa: B018
    ready_review(cast)
    Intention.objects.create(country=cast.other_state.country, cycle_id=2030, expected_on=date(2030, 2, 20))
    body = Organisation.objects.get(country="MX", kind="state")
    Invitation.objects.create(
        email="a@b.example", organisation=body, role="focal_point", expires_at=timezone.now() - timedelta(days=1)
    )
    digest = SecretariatDigest(plan.milestone, day=date(2030, 2, 14))
    before = digest.context(cast.officer)["lists"]
    lists = {one["title"]: one["names"] for one in before}
    assert lists["Announced"] == ["Other Demo State (expected by 20 February 2030)"]
    assert lists["Invitation expired"] == ["Mexico"]
    assert "Submitted" not in lists
    assert next(one for one in before if one["title"] == "Without a focal point")["more"] > 100
    send(FOURTEEN)
    letters = [one for one in mail.outbox if "how they stand" in one.subject]
    assert letters
    assert all(CANARY not in one.body and "Demo State" in one.body for one in letters)
    assert not any("\n- Demo State" in one.body for one in letters), "a draft is not known"


def test_n2_who_puts_a_plan_in_force_sees_first_whom_it_reaches_and_why(cast):
    assert cast.focal_point
    due = ForumCycle.objects.get(year=2030).reviews_due
    made = ReminderPlan.objects.create(kind="reviews.due", milestone=due, lead_days=[14])
    proposed = plans.propose(made, by=cast.officer)
    address = f"/admin/forum/reminderplan/{proposed.pk}/transition/put_in_force/"
    page = cast.client("second_officer").get(address).text
    assert "&lt;focal-point@demo.example&gt;: focal point of Demo State, which has not submitted" in page
    steps.submit(ready_review(cast), by=cast.focal_point)
    page = cast.client("second_officer").get(address).text
    assert "focal-point@demo.example" not in page


def test_e11_a_digest_of_nothing_is_not_sent(cast, plan, monkeypatch):
    nothing = board.Situation([], [], [], [], [])
    outbox.plan(FOURTEEN)
    monkeypatch.setattr(board, "situation", lambda cycle: nothing)
    send(FOURTEEN)
    assert set(digests().values_list("status", "error")) == {("cancelled", "nothing to tell")}
    digests().delete()
    outbox.plan(FOURTEEN)
    assert not digests().exists()


def test_n7_an_officer_may_do_without_the_digest(cast, plan):
    Preference.objects.create(user=cast.officer, kind="reviews.digest", choice="never")
    outbox.plan(FOURTEEN)
    assert cast.officer not in [message.recipient for message in digests()]


# --- the third that nobody answers is a call (N12)


@pytest.fixture
def two_unanswered(cast, point) -> User:
    """Two reminders went, and nobody signed in or announced anything since."""
    User.objects.filter(pk=point.pk).update(last_login=datetime(2029, 11, 30, tzinfo=UTC))
    for day in (datetime(2029, 12, 31, 15, 0, tzinfo=UTC), datetime(2030, 1, 29, 15, 0, tzinfo=UTC)):
        assert len(send(day)) == 1
    return point


def calls(now: datetime = FOURTEEN) -> list[DeskNote]:
    with time_machine.travel(now, tick=False):
        calling.put_calls_on_the_desk()
    return list(DeskNote.objects.for_anybody())


def test_n12_the_third_unanswered_reminder_is_a_task_for_a_call_and_no_mail(cast, two_unanswered):
    assert calls(datetime(2030, 2, 13, 15, 0, tzinfo=UTC)) == [], "not before the day of the third"
    assert send(FOURTEEN) == []
    [task] = calls()
    assert (task.record(), str(task.due_on)) == (cast.state, "2030-02-21")
    assert [one.pk for one in calls()] == [task.pk], "running again asks once"
    assert [one.pk for one in calls(FOURTEEN + timedelta(days=7))] == [task.pk], "and so does the next moment"
    with time_machine.travel(FOURTEEN, tick=False):
        page = cast.client("officer").get("/admin/").content.decode()
    assert "Tasks for any officer" in page
    assert f"/admin/accounts/desknote/{task.pk}/" in page


def test_n12_p1_a_draft_makes_no_difference_to_whom_an_officer_calls(cast, two_unanswered):
    without = calls()
    DeskNote.objects.all().delete()
    review(cast)
    assert [(one.title, one.text) for one in calls()] == [(one.title, one.text) for one in without]
    assert CANARY not in without[0].text


@pytest.mark.parametrize("answer", ["announces", "signs in", "is called"])
def test_n12_an_answer_that_the_secretariat_may_know_of_brings_the_next_reminder(cast, two_unanswered, answer):
    if answer == "announces":
        Intention.objects.create(country_id="ZZ", cycle_id=2030, said_at=FOURTEEN - timedelta(days=3))
    elif answer == "signs in":
        User.objects.filter(pk=two_unanswered.pk).update(last_login=datetime(2030, 1, 2, tzinfo=UTC))
    else:
        [task] = calls()
        with time_machine.travel(FOURTEEN, tick=False):
            desk.settle_note(task, by=cast.officer)
    assert calls() == []
    assert len(send(FOURTEEN + timedelta(hours=1))) == 1


def test_n12_a_reminder_of_this_week_may_still_be_answered(cast, point):
    send(datetime(2029, 12, 31, 15, 0, tzinfo=UTC))
    late = datetime(2030, 2, 13, 15, 0, tzinfo=UTC)  # the reminder of 30 days went out late
    assert len(send(late)) == 1
    assert len(send(FOURTEEN)) == 1
    assert calls() == []
