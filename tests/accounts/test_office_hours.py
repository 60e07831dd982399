"""Office hours and days off of a State: what is due comes when somebody is there to read it (FEATURES N11)."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from accounts.overview import weeks_of
from notifications.working import USUAL, Week, when_open

HERE = "/en/accounts/team/zz/hours/"
NAIROBI = ZoneInfo("Africa/Nairobi")
FRIDAY_OFF = Week(off=frozenset({4, 5}))


def at(day: int, hour: int, zone=NAIROBI) -> datetime:
    """In February 2030, whose 4th is a Monday."""
    return datetime(2030, 2, day, hour, tzinfo=zone)


@pytest.mark.parametrize(
    ("start", "week", "opens"),
    [
        (at(4, 6), USUAL, at(4, 9)),
        (at(4, 11), USUAL, at(4, 11)),
        (at(4, 17), USUAL, at(5, 9)),
        (at(8, 18), USUAL, at(11, 9)),
        (at(7, 18), FRIDAY_OFF, at(10, 9)),
        (at(9, 12), Week(off=frozenset(), opens=time(8)), at(9, 12)),
    ],
)
def test_n11_what_is_due_waits_for_the_morning_of_the_next_working_day(start, week, opens):
    assert when_open(start, week, NAIROBI) == opens


def test_n11_nothing_waits_past_its_date():
    friday, monday = at(8, 18), at(11, 9)
    assert when_open(friday, USUAL, NAIROBI, before=at(11, 10)) == monday
    assert when_open(friday, USUAL, NAIROBI, before=monday) == friday


def test_n11_a_change_of_clocks_moves_no_opening():
    new_york = ZoneInfo("America/New_York")
    saturday = datetime(2030, 3, 9, 9, tzinfo=new_york)  # summer time begins on the 10th
    assert when_open(saturday, USUAL, new_york).astimezone(UTC) == datetime(2030, 3, 11, 13, tzinfo=UTC)


def test_n11_a_focal_point_sets_days_and_hours_and_the_ministries_have_them_too(cast):
    page = cast.client("focal_point")
    assert "09:00" in page.get(HERE).content.decode()
    sent = {"days_off": ["4", "5"], "opens_at": "08:30", "closes_at": "15:00"}
    assert page.post(HERE, sent, follow=True).status_code == 200
    week = Week(frozenset({4, 5}), time(8, 30), time(15))
    assert weeks_of([cast.focal_point.pk, cast.contributor.pk, cast.officer.pk, cast.other_focal_point.pk]) == {
        cast.focal_point.pk: week,
        cast.contributor.pk: week,
        cast.other_focal_point.pk: USUAL,
    }
    assert "between 08:30 and 15:00" in page.get("/en/accounts/team/zz/").content.decode()
    assert (
        "Off: Friday, Saturday"
        in cast.client("officer").get(f"/admin/accounts/organisation/{cast.state.pk}/change/").content.decode()
    )


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"opens_at": "nine"}, "Write hour and minute, for example 09:00."),
        ({"closes_at": "08:00"}, "This must be later than the hour at which the offices open."),
        ({"days_off": list("0123456")}, "Leave one working day at least"),
    ],
)
def test_n11_what_no_office_could_keep_is_told_beside_the_field_and_stays(cast, sent, words):
    answer = cast.client("focal_point").post(
        HERE, {"days_off": ["6"], "opens_at": "09:00", "closes_at": "17:00"} | sent
    )
    assert words in answer.content.decode()
    cast.state.refresh_from_db()
    assert cast.state.week == USUAL


@pytest.mark.parametrize("name", ["contributor", "other_focal_point", "officer", "member"])
def test_n11_nobody_else_sets_the_hours_of_a_state(cast, name):
    assert cast.client(name).post(HERE, {"opens_at": "01:00", "closes_at": "02:00"}).status_code == 404


def test_n11_days_are_those_of_the_own_zone():
    samoa = ZoneInfo("Pacific/Apia")  # thirteen hours ahead: Friday evening in UTC is Saturday there
    opens = when_open(datetime(2030, 2, 8, 20, tzinfo=UTC), USUAL, samoa)
    assert (opens.date(), opens.hour) == (date(2030, 2, 11), 9)
