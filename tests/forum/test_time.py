"""Days belong to the forum's zone, whatever its clocks do (RELIABILITY F18)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from forum.models import ForumCycle, moment
from tests.forum.builders import milestone, plan, utc

NEW_YORK, LORD_HOWE, APIA = "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"


def test_a_day_is_due_at_its_last_second_in_new_york():
    due = milestone(date(2030, 2, 28)).due_at()
    assert due == utc(2030, 3, 1, 4, 59, 59)
    assert due.isoformat() == "2030-02-28T23:59:59-05:00"


def test_a_time_of_day_is_kept():
    assert milestone(date(2022, 1, 26), time_of_day=time(17)).due_at() == utc(2022, 1, 26, 22)


def test_an_event_with_hours_lasts_from_one_to_the_other():
    hearing = milestone(date(2022, 5, 16), kind="fixed", time_of_day=time(10), time_until=time(18))
    assert (hearing.begins_at(), hearing.ends_at()) == (utc(2022, 5, 16, 14), utc(2022, 5, 16, 22))
    states = [hearing.state(utc(2022, 5, 16, hour)) for hour in (13, 14, 22, 23)]
    assert states == ["later", "now", "now", "past"]


@pytest.mark.parametrize(
    ("zone", "day", "seconds"),
    [
        (NEW_YORK, date(2030, 3, 10), 23 * 3600),
        (NEW_YORK, date(2030, 11, 3), 25 * 3600),
        (LORD_HOWE, date(2029, 10, 7), 23.5 * 3600),
        (LORD_HOWE, date(2030, 4, 7), 24.5 * 3600),
        (NEW_YORK, date(2028, 2, 29), 24 * 3600),
        ("America/Havana", date(2025, 11, 2), 25 * 3600),
        ("America/Sao_Paulo", date(2018, 2, 17), 25 * 3600),  # 23:00 to 24:00 came twice
    ],
)
def test_a_day_lasts_as_long_as_its_clocks_say(zone, day, seconds):
    whole = milestone(day, zone, kind="window")
    assert whole.ends_at().timestamp() - whole.begins_at().timestamp() + 1 == seconds


def test_a_time_that_the_clocks_skip_is_moved_on_by_what_they_skip():
    assert moment(date(2030, 3, 10), time(2, 30), ZoneInfo(NEW_YORK)).isoformat() == "2030-03-10T03:30:00-04:00"


def test_of_a_time_that_comes_twice_a_deadline_takes_the_second():
    day, at, zone = date(2030, 11, 3), time(1, 30), ZoneInfo(NEW_YORK)
    first, second = (moment(day, at, zone, latest=latest) for latest in (False, True))
    assert first.astimezone(UTC) == utc(2030, 11, 3, 5, 30)  # by way of UTC: Python calls no repeated hour equal
    assert second.astimezone(UTC) == utc(2030, 11, 3, 6, 30)


def test_reminders_go_out_at_nine_in_the_forums_zone_until_the_next():
    moments = plan(date(2030, 2, 28), [1, 7, 14, 30, 60]).moments()
    assert [m.lead_days for m in moments] == [60, 30, 14, 7, 1]
    assert [m.not_before.isoformat() for m in moments] == [
        "2029-12-30T09:00:00-05:00",
        "2030-01-29T09:00:00-05:00",
        "2030-02-14T09:00:00-05:00",
        "2030-02-21T09:00:00-05:00",
        "2030-02-27T09:00:00-05:00",
    ]
    assert [m.expires_at for m in moments] == [*(m.not_before for m in moments[1:]), utc(2030, 3, 1, 4, 59, 59)]


@pytest.mark.parametrize("zone", [NEW_YORK, LORD_HOWE, APIA, "Asia/Kathmandu", "UTC"])
@pytest.mark.parametrize(
    "due", [date(2030, 3, 15), date(2029, 10, 12), date(2030, 4, 10), date(2030, 11, 8), date(2028, 3, 2)]
)
def test_over_every_change_of_clocks_each_day_has_one_reminder_at_nine(zone, due):
    moments = plan(due, list(range(10)), zone).moments()
    assert [m.not_before.date() for m in moments] == [due - timedelta(days=n) for n in range(9, -1, -1)]
    assert {m.not_before.time() for m in moments} == {time(9)}
    assert all(m.not_before < m.expires_at for m in moments)


def test_a_day_that_a_zone_leaves_out_gives_no_second_reminder():
    moments = plan(date(2012, 1, 2), [4, 3, 2, 1], APIA).moments()  # Samoa had no 30 December 2011
    starts = [m.not_before.date().isoformat() for m in moments]
    assert starts == ["2011-12-29", "2011-12-31", "2012-01-01"]
    assert len({m.not_before.timestamp() for m in moments}) == 3


def test_29_february_is_a_day_like_others():
    moments = plan(date(2028, 3, 1), [2, 1]).moments()
    assert [m.not_before.date() for m in moments] == [date(2028, 2, 28), date(2028, 2, 29)]


def test_a_reminder_after_the_due_moment_is_left_out():
    assert [m.lead_days for m in plan(date(2030, 2, 28), [1, 0], time_of_day=time(8)).moments()] == [1]


def test_a_moved_milestone_moves_its_reminders():
    moved = plan(date(2030, 2, 28), [1])
    moved.milestone.ends_on = date(2030, 3, 15)
    assert moved.moments()[0].not_before == datetime(2030, 3, 14, 9, tzinfo=ZoneInfo(NEW_YORK))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "year"),
    [
        (utc(2021, 1, 1), 2022),
        (utc(2022, 5, 21, 3, 59), 2022),  # 20 May, 23:59 in New York
        (utc(2022, 5, 21, 4), 2026),
        (utc(2026, 11, 24), 2030),
        (utc(2031, 1, 1), 2030),
    ],
)
def test_the_current_forum_is_the_next_that_is_not_over(now, year):
    assert ForumCycle.objects.current(now).year == year
