"""Calendar files: read back as a calendar program reads them."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from dialogues.steps import announcing, planning, registering, sessions
from tests.dialogues import builders
from tests.dialogues.readers import event_and_moment
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


def test_d3_a_session_that_ends_after_midnight_is_no_matter_of_days(cast):
    night = {"time_of_day": time(22), "time_until": time(1), "ends_on": date(2030, 1, 17)}
    meeting = builders.announced(cast, session=night)
    event = only(cast, f"/calendar/dialogues/{meeting.reference}.ics")
    assert event["DTEND"] - event["DTSTART"] == timedelta(hours=3)


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


def test_d3_ones_own_calendar_has_a_secret_address_said_once_with_the_way_to_join(cast):
    session = {"registers_here": True, "join_url": "https://meet.example/secret"}
    registered, followed = builders.announced(cast, session=session), builders.announced(cast, title="Followed")
    other = builders.announced(cast, title="Nobody asked for it")
    registering.register(registered.sessions.get(), by=cast.member, name="A")
    registering.follow(followed, by=cast.member)
    page = cast.client("member").post("/en/dialogues/calendar/")
    (address,) = re.findall(r"/calendar/dialogues/own/[\w-]{43}\.ics", page.text)
    assert address not in cast.client("member").get("/en/dialogues/calendar/").text, "it is not shown again"
    own = {event["SUMMARY"]: event for event in events_of(calendar(cast, address))}
    assert set(own) == {registered.title, "Followed"}
    assert "https://meet.example/secret" in own[registered.title]["DESCRIPTION"]
    public = cast.client("visitor").get(f"/calendar/dialogues/{registered.reference}.ics").content
    assert b"meet.example" not in public.replace(b"\r\n ", b"")
    assert other.title not in own
    assert cast.client("visitor").get(address)["Referrer-Policy"] == "strict-origin", "the address is a key"
    newer = cast.client("member").post("/en/dialogues/calendar/").text
    assert cast.client("visitor").get(address).status_code == 404, "a new address ends the one before"
    (address,) = re.findall(r"/calendar/dialogues/own/[\w-]{43}\.ics", newer)
    cast.client("member").post("/en/dialogues/calendar/", {"no_more": "1"})
    assert cast.client("visitor").get(address).status_code == 404, "taken back"


def test_d3_libraries_that_did_not_write_it_read_the_same(cast):
    meeting = builders.announced(cast, title="Skills;\nrecognition, and «كلفة»", session={"interpretation": ["ar"]})
    address = f"/calendar/dialogues/{meeting.reference}.ics"
    before, begins = event_and_moment(calendar(cast, address).decode())
    day = date(2030, 7, 2)
    sessions.change(meeting.sessions.get(), by=cast.officer, starts_on=day, ends_on=day)
    after, begins_later = event_and_moment(calendar(cast, address).decode())
    assert before.summary.value == "Skills; recognition, and «كلفة»"
    assert begins == datetime(2030, 1, 16, 14, tzinfo=UTC)
    assert begins_later == datetime(2030, 7, 2, 13, tzinfo=UTC), "nine by the clocks of summer"
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)
