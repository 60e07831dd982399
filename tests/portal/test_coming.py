"""A dry run of the calendar over a period, and what a moved date would change (FEATURES N16)."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils.html import strip_tags

from core.models import Act
from forum import steps as plans
from forum.models import ForumCycle, Milestone, ReminderPlan
from imrf_portal.pages import coming
from notifications import overview
from notifications.models import Message

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
