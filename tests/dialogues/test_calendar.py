"""Calendar files: read back as a calendar program reads them."""

from datetime import UTC, date, datetime, time

import pytest

from dialogues.steps import announcing, planning, sessions
from tests.dialogues import builders
from tests.dialogues.rfc5545 import events_of

pytestmark = pytest.mark.django_db


def calendar(cast, address):
    response = cast.client("visitor").get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    return response.content


def only(cast, address):
    (event,) = events_of(calendar(cast, address))
    return event


def test_d3_a_moved_session_keeps_its_uid_and_has_a_higher_sequence(cast):
    meeting = builders.announced(cast)
    address = f"/calendar/dialogues/{meeting.reference}.ics"
    before = only(cast, address)
    assert before["DTSTART"] == datetime(2030, 1, 16, 14, tzinfo=UTC)
    assert before["DTEND"] == datetime(2030, 1, 16, 16, tzinfo=UTC)
    session = sessions.change(meeting.sessions.get(), by=cast.officer, time_of_day=time(15), time_until=time(17))
    after = only(cast, address)
    assert after["UID"] == before["UID"]
    assert after["DTSTART"] == datetime(2030, 1, 16, 20, tzinfo=UTC)
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert only(cast, f"/calendar/dialogues/{meeting.reference}/{session.pk}.ics") == after


def test_d3_cancelled_it_stays_in_the_calendar_as_cancelled(cast):
    meeting = builders.announced(cast)
    address = f"/calendar/dialogues/{meeting.reference}.ics"
    before = only(cast, address)
    announcing.cancel(meeting, by=cast.officer, note="Storm")
    after = only(cast, address)
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1


def test_d3_a_series_a_forum_and_an_objective_each_have_their_file(cast):
    roundtable = builders.roundtable(cast, session={"starts_on": date(2030, 5, 7)})
    series = planning.start_series(by=cast.officer, title="Dialogues", cycle=roundtable.cycle)
    for day in (16, 23):
        builders.announced(cast, series=series, session={"starts_on": date(2030, 1, day)})
    assert len(events_of(calendar(cast, f"/calendar/dialogues/series/{series.slug}.ics"))) == 2
    assert len(events_of(calendar(cast, "/calendar/dialogues/forum/2030.ics"))) == 3
    assert len(events_of(calendar(cast, "/calendar/dialogues/objective/5.ics"))) == 1
    for missing in ("series/nothing", "forum/2031", "objective/24", "DI-9999"):
        assert cast.client("visitor").get(f"/calendar/dialogues/{missing}.ics").status_code == 404


def test_d3_days_without_a_time_and_meetings_of_several_days_stand_as_whole_days(cast):
    meeting = builders.announced(cast, session={"time_of_day": None, "time_until": None})
    whole = only(cast, f"/calendar/dialogues/{meeting.reference}.ics")
    assert (whole["DTSTART"], whole["DTEND"]) == (date(2030, 1, 16), date(2030, 1, 17))
    longer = builders.announced(cast, title="Two days", session={"ends_on": date(2030, 1, 17)})
    several = only(cast, f"/calendar/dialogues/{longer.reference}.ics")
    assert (several["DTSTART"], several["DTEND"]) == (date(2030, 1, 16), date(2030, 1, 18))


def test_d3_an_alarm_rings_only_where_it_was_asked_for(cast):
    meeting = builders.announced(cast)
    address = f"/calendar/dialogues/{meeting.reference}.ics"
    assert b"BEGIN:VALARM" not in calendar(cast, address)
    assert b"TRIGGER:-PT1H" in calendar(cast, f"{address}?alarm=60")
    assert b"VALARM" not in calendar(cast, f"{address}?alarm=%D9%A3")


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "America/Santiago"])
def test_every_zone_is_described_in_the_file(cast, zone):
    meeting = builders.announced(cast, session={"time_zone": zone})
    text = calendar(cast, f"/calendar/dialogues/{meeting.reference}.ics").decode()
    assert "BEGIN:VTIMEZONE" in text
    assert f"DTSTART;TZID={zone}:20300116T090000" in text


def test_b55_a_line_break_in_a_title_starts_no_property_and_long_lines_are_folded(cast):
    title = "حوار; about, everything" * 5
    meeting = builders.announced(cast, title=title, session={"room": "Room\r\nATTENDEE:mailto:x@example.org"})
    type(meeting).objects.filter(pk=meeting.pk).update(title=f"{title}\r\nATTENDEE:mailto:evil@example.org")
    meeting.refresh_from_db()
    announcing.revise(meeting, by=cast.officer)
    content = calendar(cast, f"/calendar/dialogues/{meeting.reference}.ics")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (event,) = events_of(content)
    assert "ATTENDEE" not in event
    assert event["SUMMARY"] == f"{title} ATTENDEE:mailto:evil@example.org"


def test_the_address_to_join_is_in_no_public_file(cast):
    meeting = builders.announced(cast, session={"join_url": "https://meet.example.org/secret-room"})
    assert b"secret-room" not in calendar(cast, f"/calendar/dialogues/{meeting.reference}.ics")


def test_a_draft_is_in_no_file(cast):
    builders.sitting(builders.draft(cast.officer), cast.officer)
    assert events_of(calendar(cast, "/calendar/dialogues/forum/2030.ics")) == []


def test_a_program_asks_again_within_the_hour(cast):
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in calendar(cast, "/calendar/dialogues/forum/2030.ics")
