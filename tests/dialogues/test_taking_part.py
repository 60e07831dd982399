"""Following, registering, being told once, being reminded in one's own zone."""

from datetime import UTC, datetime, time

import pytest
from django.urls import reverse

from accounts.models import User
from dialogues.choices import Place
from dialogues.models import Follower, Registration
from dialogues.notifications import SessionReminder
from dialogues.steps import announcing, registering, sessions
from notifications import kinds, outbox
from notifications.models import Message
from tests.dialogues import builders

pytestmark = pytest.mark.django_db

DAY_AHEAD = datetime(2030, 1, 15, 14, 5, tzinfo=UTC)
HOUR_AHEAD = datetime(2030, 1, 16, 13, 5, tzinfo=UTC)


def with_list(cast, places=None, **session):
    meeting = builders.announced(cast, session={"registers_here": True, "places": places, **session})
    return meeting, meeting.sessions.get()


def mail(kind):
    return Message.objects.filter(kind=kind)


def test_who_asked_is_told_of_a_move_once(cast):
    meeting, session = with_list(cast)
    follow = reverse("dialogues:follow", args=[meeting.reference])
    for _press in range(2):
        assert cast.client("member").post(follow).status_code == 302
    registering.register(session, by=cast.member, name="M")  # follows and has a place: one message all the same
    sessions.change(session, by=cast.officer, time_of_day=time(15), time_until=time(17))
    (told,) = mail("dialogues.session_changed")
    assert told.recipient == cast.member
    kind = kinds.Kind.of(told)
    text = kinds.written(kind, cast.member).text
    assert "16 January 2030, 15:00 New York (UTC−5)" in text
    sessions.change(session, by=cast.officer, accessibility="Sign language")
    assert mail("dialogues.session_changed").count() == 1, "of what they need not act on nobody is told"
    assert not kinds.Kind.of(told).irrelevant(cast.member), "and what they have to hear of is not lost by it"
    sessions.change(session, by=cast.officer, interpretation=["fr", "ar"])
    newest = mail("dialogues.session_changed").order_by("occasion").last()
    assert newest
    assert "Interpretation into: Français, العربية" in kinds.written(kinds.Kind.of(newest), cast.member).text


def test_of_two_moves_the_first_message_is_void_when_the_second_overtakes_it(cast):
    meeting, session = with_list(cast)
    registering.follow(meeting, by=cast.member)
    for hour in (12, 15):
        session = sessions.change(session, by=cast.officer, time_of_day=time(hour), time_until=time(hour + 1))
    first, second = (kinds.Kind.of(one) for one in mail("dialogues.session_changed").order_by("occasion"))
    assert first.irrelevant(cast.member)
    assert not second.irrelevant(cast.member)


def test_a_cancellation_is_told_once_and_drafts_tell_nobody(cast):
    meeting, _session = with_list(cast)
    registering.follow(meeting, by=cast.member)
    announcing.cancel(meeting, by=cast.officer, note="Storm")
    (told,) = mail("dialogues.cancelled")
    assert "Storm" in kinds.written(kinds.Kind.of(told), cast.member).text
    assert not mail("dialogues.session_changed").exists()


def test_who_wants_to_hear_no_more_does_not(cast):
    meeting, session = with_list(cast)
    follow = reverse("dialogues:follow", args=[meeting.reference])
    cast.client("member").post(follow)
    sessions.change(session, by=cast.officer, time_of_day=time(15), time_until=time(17))
    cast.client("member").post(follow, {"no_more": "1"})
    (told,) = mail("dialogues.session_changed")
    assert kinds.Kind.of(told).irrelevant(cast.member)
    assert not Follower.objects.exists()


def test_d13_places_are_given_in_order_then_there_is_a_waiting_list(cast):
    _meeting, session = with_list(cast, places=1, join_url="https://meet.example.org/room")
    page = reverse("dialogues:register", args=[session.pk])
    typed = {"name": "A. Person", "needs": "Sign language"}
    assert cast.client("member").post(page, typed).status_code == 302
    assert "meet.example.org" in cast.client("member").get(page).text
    assert "All places are given" in cast.client("focal_point").get(page).text
    assert cast.client("focal_point").post(page, {"name": "F. Point"}).status_code == 302
    waiting = cast.client("focal_point").get(page).text
    assert "On the waiting list" in waiting
    assert "meet.example.org" not in waiting
    cast.client("member").post(reverse("dialogues:give_up", args=[session.pk]))
    assert Registration.objects.get(user=cast.focal_point).place == Place.GIVEN
    given_up = Registration.objects.get(user=cast.member)
    assert (given_up.place, given_up.needs) == (Place.GIVEN_UP, "")
    assert mail("dialogues.registered").filter(recipient=cast.focal_point).count() == 2


def test_more_places_go_to_those_who_wait(cast):
    _meeting, session = with_list(cast, places=1)
    for who in (cast.member, cast.focal_point):
        registering.register(session, by=who, name="N")
    sessions.change(session, by=cast.officer, places=2)
    assert set(Registration.objects.values_list("place", flat=True)) == {Place.GIVEN}


def test_registering_twice_is_one_place_and_a_change_of_what_was_written(cast):
    _meeting, session = with_list(cast, places=5)
    page = reverse("dialogues:register", args=[session.pk])
    for name in ("A", "B"):
        cast.client("member").post(page, {"name": name})
    assert Registration.objects.get().name == "B"
    assert mail("dialogues.registered").count() == 1


@pytest.mark.parametrize("closed", ["called off", "past", "elsewhere"])
def test_nobody_registers_for_what_is_closed(cast, closed, time_machine):
    _meeting, session = with_list(cast)
    if closed == "called off":
        sessions.call_off(session, by=cast.officer, note="Storm")
    elif closed == "past":
        time_machine.move_to(datetime(2030, 2, 1, tzinfo=UTC))
    else:
        sessions.change(session, by=cast.officer, registers_here=False)
    answer = cast.client("member").post(reverse("dialogues:register", args=[session.pk]), {"name": "A"})
    assert answer.status_code == 403
    assert not Registration.objects.exists()


def test_who_registered_is_read_by_those_who_prepare_it_alone_and_taking_the_list_along_is_logged(cast):
    from core.models import Act

    meeting, session = with_list(cast)
    registering.register(session, by=cast.member, name="A. Person", needs="=HYPERLINK(1)")
    page = reverse("dialogues:registrations", kwargs={"key": meeting.pk, "pk": session.pk})
    for who in ("focal_point", "moderator", "office", "superuser"):
        assert cast.client(who).get(page).status_code == 404, who
    assert "A. Person" in cast.client("officer").get(page).text
    taken = b"".join(cast.client("officer").get(f"{page}?format=csv").streaming_content).decode()
    assert "A. Person" in taken
    assert ",=HYPERLINK" not in taken
    assert Act.objects.filter(verb="exported registrations").exists()
    assert "A. Person" not in cast.client("visitor").get(f"/en/{meeting.public_path}").text


def test_reminders_go_a_day_and_an_hour_ahead_each_once_in_ones_own_zone(cast):
    _meeting, session = with_list(cast, join_url="https://meet.example.org/room")
    cast.member.time_zone = "Asia/Kolkata"
    cast.member.save()
    registering.register(session, by=cast.member, name="M")
    for _round in range(3):
        outbox.plan(DAY_AHEAD)
    (planned,) = mail("dialogues.reminder")
    text = kinds.written(kinds.Kind.of(planned), cast.member).text
    assert "16 January 2030, 19:30 (UTC+5:30)" in text
    assert "meet.example.org" in text
    outbox.plan(HOUR_AHEAD)
    assert mail("dialogues.reminder").count() == 2
    outbox.plan(datetime(2030, 1, 16, 14, 1, tzinfo=UTC))
    assert mail("dialogues.reminder").count() == 2


@pytest.mark.parametrize(("zone", "word"), [("America/New_York", "Tomorrow:"), ("Asia/Manila", "Today:")])
def test_a_reminder_that_goes_late_says_the_day_of_its_reader(cast, time_machine, zone, word):
    meeting, _session = with_list(cast)
    cast.member.time_zone = zone
    cast.member.save()
    registering.follow(meeting, by=cast.member)
    (reminder,) = SessionReminder.plan(DAY_AHEAD)
    time_machine.move_to(datetime(2030, 1, 15, 16, 30, tzinfo=UTC), tick=False)  # half past midnight in Manila
    assert kinds.written(reminder, cast.member).subject.startswith(word)


def test_reminders_of_the_old_time_are_void_once_a_session_moved(cast):
    meeting, session = with_list(cast)
    registering.follow(meeting, by=cast.member)
    outbox.plan(DAY_AHEAD)
    (planned,) = mail("dialogues.reminder")
    assert not kinds.Kind.of(planned).irrelevant(cast.member)
    sessions.change(session, by=cast.officer, time_of_day=time(10), time_until=time(12))
    assert "moved" in kinds.Kind.of(planned).irrelevant(cast.member)


def test_the_address_to_join_is_told_to_those_alone_who_have_a_place(cast):
    meeting, _session = with_list(cast, join_url="https://meet.example.org/room")
    registering.follow(meeting, by=cast.member)
    (reminder,) = SessionReminder.plan(DAY_AHEAD)
    assert "meet.example.org" not in kinds.written(reminder, cast.member).text


def test_a_closed_account_leaves_its_place_to_others(cast):
    from dialogues import overview

    _meeting, session = with_list(cast, places=1)
    for who in (cast.member, cast.focal_point):
        registering.register(session, by=who, name="N")
    assert overview.personal_data(cast.member)["dialogue_registrations"][0]["name"] == "N"
    overview.erase(cast.member)
    assert Registration.objects.get().place == Place.GIVEN


def test_a_thousand_reminders_are_planned_with_few_questions_and_each_once(cast, django_assert_max_num_queries):
    meeting, _session = with_list(cast)
    people = User.objects.bulk_create(User(email=f"p{number}@demo.example") for number in range(1000))
    Follower.objects.bulk_create(Follower(meeting=meeting, user=one) for one in people)
    with django_assert_max_num_queries(40):
        new = outbox.insert(outbox.rows_for(SessionReminder.plan(DAY_AHEAD)))
    assert len(new) == 1000
    assert outbox.insert(outbox.rows_for(SessionReminder.plan(DAY_AHEAD))) == []


def test_d13_who_registered_is_forgotten_after_the_forum_and_not_before(cast):
    meeting, session = with_list(cast)
    registering.register(session, by=cast.member, name="M")
    registering.follow(meeting, by=cast.focal_point)
    ends = meeting.cycle.ends_on
    assert registering.forget_what_is_over(datetime(2030, 1, 17, tzinfo=UTC)) == 0
    assert registering.forget_what_is_over(datetime(ends.year, ends.month, ends.day, tzinfo=UTC)) == 0
    assert registering.forget_what_is_over(datetime(2030, 7, 1, tzinfo=UTC)) == 2
    assert not Registration.objects.exists()
    assert not Follower.objects.exists()
