"""A dry run of the calendar over a period, and what a moved date would change (FEATURES N16)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from accounts.choices import Role
from core.models import Act
from dialogues.steps import registering
from forum import steps as plans
from forum.models import ForumCycle, Milestone, ReminderPlan
from imrf_portal.pages import coming
from notifications import kinds, overview
from notifications.models import Message, RefusedAddress
from practices.models import CallForPractices
from tests.cast import member, state
from tests.dialogues import builders
from tests.practices import reviewing as peer
from tests.practices.builders import practice

START = datetime(2030, 1, 2, 12, tzinfo=UTC)
PERIOD = {"first": "2030-02-12", "last": "2030-03-01"}


@pytest.fixture
def plan(cast):
    cast.focal_point  # noqa: B018 - made when first asked for
    due = ForumCycle.objects.get(year=2030).reviews_due
    made = ReminderPlan.objects.create(kind="reviews.due", milestone=due, lead_days=[14, 7])
    return plans.put_in_force(plans.propose(made, by=cast.officer), by=cast.second_officer)


@pytest.fixture
def shown(cast, plan):
    with time_machine.travel(START, tick=False):
        client = cast.client("officer")
        yield lambda **asked: " ".join(
            strip_tags(client.get("/admin/coming/", asked).content.decode().replace("<", " <")).split()
        )


def test_n16_a_period_lists_each_day_with_kind_states_and_people(shown, cast):
    rows, acts = set(Message.objects.values_list("pk", flat=True)), Act.objects.count()
    said = shown(**PERIOD)
    for day in ("Thu 14 February 2030", "Thu 21 February 2030"):
        assert f"{day} Reminder of the preferred date for voluntary reviews 1 1 {cast.focal_point.email}" in said
    assert "Thu 28 February 2030 Reminder of the preferred" not in said
    assert (set(Message.objects.values_list("pk", flat=True)), Act.objects.count()) == (rows, acts)


def test_n16_reminders_of_a_session_stand_on_their_days_though_it_is_over_by_the_evening(shown, cast):
    meeting = builders.announced(cast, session={"registers_here": True})  # 16 January 2030, 14:00 UTC
    registering.register(meeting.sessions.get(), by=cast.member, name="M")
    said = shown(first="2030-01-10", last="2030-01-20")
    assert f"Tue 15 January 2030 Reminder of a session – 1 {cast.member.email}" in said
    assert f"Wed 16 January 2030 Reminder of a session – 1 {cast.member.email}" in said
    assert said.count("Reminder of a session") == 2
    planned = overview.coming(*overview.span_of(date(2030, 1, 16)))
    assert [one.subject for one in planned if one.kind == "dialogues.reminder"] == [f"In an hour: {meeting.title}"]


def test_n16_a_moved_date_is_shown_as_difference_and_moves_nothing(shown, plan):
    said = shown(**PERIOD, milestone=plan.milestone_id, moved_to="2030-03-07")
    kind = "Reminder of the preferred date for voluntary reviews"
    differences = said.partition("As it stands")[0]
    assert f"Thu 14 February 2030 {kind} 1 0" in differences
    assert f"Thu 28 February 2030 {kind} 0 1" in differences
    assert "Thu 21 February 2030 Reminder" not in differences, "one goes on that day either way"
    assert Milestone.objects.get(pk=plan.milestone_id).ends_on == date(2030, 2, 28)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"first": "2030-03-01", "last": "2030-02-01"}, "This is before the first day."),
        ({"first": "2030-01-02", "last": "2031-02-01"}, "Choose at most 155 days."),
        ({"first": "x", "last": "2030-02-01"}, "day"),
    ],
)
def test_n16_what_cannot_be_a_period_is_told_beside_the_field(shown, asked, words):
    assert words in shown(**asked)


def test_n16_a_date_to_move_needs_its_new_day(shown, plan):
    assert "Say to which day it would move." in shown(**PERIOD, milestone=plan.milestone_id, moved_to="")


@pytest.mark.parametrize("name", ["focal_point", "superuser", "member"])
def test_n16_nobody_but_the_secretariat_sees_it(cast, plan, name):
    answer = cast.client(name).get("/admin/coming/", PERIOD)
    assert cast.focal_point.email not in answer.content.decode()


def test_n16_the_days_agree_with_the_dry_run_of_one_day(cast, plan):
    with time_machine.travel(START, tick=False):
        whole = overview.planned_between(date(2030, 2, 10), date(2030, 2, 16))
        days = [date(2030, 2, day) for day in range(10, 17)]
        single = [one.kind for day in days for one in overview.coming(*overview.span_of(day))]
    assert sorted(one.kind for one in whole) == sorted(single)
    assert coming.by_day(whole)


def test_n16_a_look_ahead_asks_only_on_days_with_news_and_misses_nothing(cast, plan):
    first, last = date(2029, 12, 20), date(2030, 3, 10)
    evening = {"starts_on": date(2030, 1, 20), "time_of_day": time(18), "time_until": time(20)}
    builders.announced(cast, session=evening)
    call = CallForPractices.objects.create(
        slug="c", title="A call", about="x", status="open", closes_on=date(2030, 3, 1), time_zone="UTC"
    )
    practice(cast, call=call)
    with time_machine.travel(START, tick=False):
        RefusedAddress.objects.create(address=cast.focal_point.email)
        round_ = peer.round_of(cast)
        peer.invited(round_, peer.reviewer(cast, "first"), cast.officer)
        peer.reading(round_, peer.reviewer(cast, "second"), cast.officer)

        def found(turns):
            asked = set()
            for number in range((last - first).days + 1):
                day = first + timedelta(days=number)
                for cls, days in turns.items():
                    if days is None or day in days or not number:
                        asked |= {(cls.name, one.occasion()) for one in cls.plan(overview.span_of(day)[0])}
            return asked

        turns = {cls: cls.turns(first, last) for cls in kinds.registry()}
        said = found(turns)
        assert said == found(dict.fromkeys(turns))
    said_something = {name for name, _occasion in said}
    assert {cls.name for cls, days in turns.items() if days is not None} <= said_something


def test_l11_the_queries_of_a_day_and_of_a_period_do_not_grow_with_the_states(cast, plan):
    first, last = date(2030, 2, 10), date(2030, 2, 16)

    def asked() -> tuple[int, int, int]:
        with time_machine.travel(START, tick=False):
            with CaptureQueriesContext(connection) as of_day:
                rows = overview.coming(*overview.span_of(date(2030, 2, 14)))
            with CaptureQueriesContext(connection) as of_period:
                overview.planned_between(first, last)
        return len([one for one in rows if one.kind == "reviews.due"]), len(of_day), len(of_period)

    asked()
    one = asked()
    for number in range(20):
        member(f"point-{number}", state(f"Q{chr(65 + number)}", f"State {number}"), Role.FOCAL_POINT)
    many = asked()
    assert (one[0], many[0]) == (1, 21)
    assert many[1:] == one[1:]
