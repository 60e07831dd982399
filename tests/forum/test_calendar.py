"""The calendar file: days stay days, times carry their zone, a moved date is followed."""

from datetime import date

import pytest
from django.test import Client
from icalendar import Calendar

from forum.models import Milestone

pytestmark = pytest.mark.django_db


def events(path):
    response = Client().get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    parsed = Calendar.from_ical(response.content)
    return parsed, {str(event["uid"]).split("@")[0]: event for event in parsed.walk("VEVENT")}


def test_a_day_is_a_whole_day_and_ends_with_the_next():
    _, found = events("/calendar/2022.ics")
    plenary = found["2022-plenary"]
    assert (plenary["dtstart"].dt, plenary["dtend"].dt) == (date(2022, 5, 19), date(2022, 5, 21))


def test_a_time_carries_its_zone_and_the_file_explains_it():
    parsed, found = events("/calendar/2022.ics")
    hearing = found["2022-hearing"]
    assert hearing["dtstart"].params["TZID"] == "America/New_York"
    assert hearing["dtstart"].dt.isoformat() == "2022-05-16T10:00:00-04:00"
    assert hearing["dtend"].dt.isoformat() == "2022-05-16T18:00:00-04:00"
    assert [str(zone["tzid"]) for zone in parsed.walk("VTIMEZONE")] == ["America/New_York"]


def test_the_preferred_date_for_reviews_is_a_day():
    _, found = events("/calendar/2030.ics")
    assert found["2030-voluntary_reviews_due"]["dtstart"].dt == date(2030, 2, 28)


def test_provisional_dates_are_tentative_and_say_so():
    _, found = events("/calendar/2030.ics")
    assert all(str(event["status"]) == "TENTATIVE" for event in found.values())
    assert all("(provisional)" in str(event["summary"]) for event in found.values())


def test_uids_stay_and_the_sequence_counts_the_moves():
    _, before = events("/calendar/2030.ics")
    hearing = Milestone.objects.get(cycle=2030, code="hearing")
    for day in (13, 20):
        hearing.starts_on = hearing.ends_on = date(2030, 5, day)
        hearing.save()
    _, after = events("/calendar/2030.ics")
    assert set(before) == set(after)
    assert (before["2030-hearing"]["sequence"], after["2030-hearing"]["sequence"]) == (0, 2)
    assert "Earlier plan: 6 May 2030" in str(after["2030-hearing"]["description"])


def test_a_cancelled_milestone_says_so():
    Milestone.objects.filter(cycle=2030, code="hearing").update(cancelled_on=date(2029, 1, 1))
    _, found = events("/calendar/2030/hearing.ics")
    assert [str(event["status"]) for event in found.values()] == ["CANCELLED"]


def test_the_file_is_the_same_for_every_reader(cast):
    assert cast.client("officer").get("/calendar/2026.ics").content == Client().get("/calendar/2026.ics").content
