"""Events from a list: drafts for the secretariat, or held and said why; no day, end or zone is guessed."""

import pytest

from dialogues.choices import MeetingKind, Status
from dialogues.models import Meeting
from dialogues.steps import announcing
from dialogues.steps.import_events import EventImport
from publications.models import ImportedRecord, Publication

pytestmark = pytest.mark.django_db
import_rows = EventImport().import_rows

ROW = {
    "id": "a",
    "kind": "event",
    "event_type": "webinar",
    "title": "Saving lives",
    "title_lang": "en",
    "series": "Talks of 2023",
    "format": "hybrid",
    "start": "2023-03-23",
    "end": "2023-03-23",
    "dates_as_printed": "23 March",
    "times_as_printed": "3pm 4.30pm",
    "zone_as_printed": "CET",
    "zone_iana_suggested": "Europe/Zurich",
    "languages": ["en", "zh"],
    "organizers": ["UN Network on Migration"],
    "objectives": [8],
    "status": "held",
}


def lines(*rows):
    return list(import_rows([{**ROW, **row} for row in rows]))


def test_a_row_becomes_a_draft_with_its_session_and_nothing_is_announced(db):
    (line,) = lines({})
    assert line.outcome == "created", line.problems
    assert "the forum of 2026" in " ".join(line.problems)
    meeting = Meeting.objects.get()
    assert (meeting.status, meeting.kind, meeting.cycle_id) == (Status.DRAFT, MeetingKind.DIALOGUE, 2026)
    assert meeting.series.title == "Talks of 2023"
    session = meeting.sessions.get()
    assert session.starts_at.isoformat() == "2023-03-23T14:00:00+00:00"
    assert f"{session.time_until:%H:%M}" == "16:30"
    assert session.languages == ["en", "zh-hans"]
    assert not Publication.objects.exists()


def test_a_time_by_two_clocks_that_agree_is_kept_by_that_of_the_place(db):
    """EV-034: 10.00 in Nairobi is 9.00 in Zurich in summer. Where they do not agree, it waits (EV-043)."""
    twice = {"start": "2024-10-03", "end": "2024-10-03", "dates_as_printed": "Thursday, 3rd October",
             "times_as_printed": "10.00-11.30 / 9.00-10.30", "zone_as_printed": "(EAT), (CEST)",
             "zone_iana_suggested": "Africa/Nairobi"}  # fmt: skip
    agree, differ = lines(twice, {**twice, "id": "b", "times_as_printed": "10.00-11.30 / 11.00-12.30"})
    assert agree.outcome == "created", agree.problems
    assert Meeting.objects.get().sessions.get().starts_at.isoformat() == "2024-10-03T07:00:00+00:00"
    assert "one time by two clocks" in " ".join(agree.problems)
    assert differ.outcome == "held"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            {"start": "2023-05-16", "end": "2023-05-16", "dates_as_printed": "16 May"},
            "the clocks of Europe/Zurich show CEST",
        ),
        ({"end": None}, "no last day"),
        ({"times_as_printed": "09:30am"}, "no end"),
        ({"times_as_printed": "10 – 1pm", "zone_as_printed": "CET"}, "morning or in the afternoon"),
        ({"times_as_printed": "10.00-11.30 / 9.00-10.30", "zone_as_printed": "(EAT), (CEST)"}, "More than one"),
        ({"zone_as_printed": "IST"}, "can mean several"),
        ({"dates_as_printed": "22 Mar 2023 (page), 23 Mar 2023 (field)"}, "printed otherwise"),
        ({"dates_as_printed": "٢٤ آذار"}, "printed otherwise"),
        ({"event_type": "side event"}, "no kind of meeting"),
        ({"status": "rescheduled"}, "rescheduled"),
        ({"end": "2023-03-22"}, "ends before it begins"),
        ({"title": ""}, "no title"),
    ],
)
def test_what_can_be_read_in_two_ways_waits_for_a_decision(db, row, sentence):
    (line,) = lines(row)
    assert line.outcome == "held"
    assert sentence in " ".join(line.problems), line.problems
    assert not Meeting.objects.exists()
    assert ImportedRecord.objects.held().count() == 1


def test_a_day_in_the_digits_of_another_script_is_read(db):
    (line,) = lines({"dates_as_printed": "٢٣ آذار"})
    assert line.outcome == "created", line.problems


def test_running_again_updates_and_never_doubles_and_what_was_announced_stays(cast):
    lines({})
    (again,) = lines({"title": "Saving more lives"})
    assert again.outcome == "updated"
    meeting = Meeting.objects.get()
    assert (meeting.title, meeting.sessions.count()) == ("Saving more lives", 1)
    announcing.announce(meeting, by=cast.officer)
    (held,) = lines({"title": "Another title"})
    assert held.outcome == "held"
    assert "announced here" in " ".join(held.problems)
    assert Meeting.objects.get().title == "Saving more lives"


def test_what_was_said_in_a_discussion_elsewhere_waits_and_is_put_into_nobodys_mouth(db):
    row = {"id": "d", "kind": "discussion", "space": "Progress Declaration", "languages": ["en", "fr"], "posted": None,
           "space_closes": None, "in_reply_to": "c", "text_condensed": "How?"}  # fmt: skip
    (line,) = import_rows([row])
    assert line.outcome == "held"
    said = " ".join(line.problems)
    assert "“Progress Declaration”" in said
    assert "no closing date" in said
    assert "en, fr" in said
    assert "It answers c." in said
    assert not Meeting.objects.exists()


def test_what_was_cut_off_is_said_and_no_address_of_a_source_is_cut(db):
    address = "https://example.org/" + "x" * 250
    source = {"page_title": "A title of a page that is quoted whole", "url": address}
    held, taken = lines({"organizers": ["A body with a name"] * 40}, {"id": "b", "source": source})
    assert held.outcome == "held"
    assert any(problem.startswith("organizers: ") for problem in held.problems)
    assert taken.outcome == "created"
    assert "A title of a page that is quoted whole" in " ".join(taken.problems)
    assert Meeting.objects.get().source == address
    place, series = lines({"id": "c", "place": "x" * 101}, {"id": "d", "series": "x" * 201})
    assert (place.outcome, "more than 100 characters" in " ".join(place.problems)) == ("held", True)
    assert (series.outcome, "more than 200 characters" in " ".join(series.problems)) == ("held", True)


def test_for_whom_it_is_is_not_guessed_in_silence_and_what_a_meeting_has_no_place_for_is_named(db):
    told, other = lines({"audience": "Open to all", "panels": ["Panel 1"], "format": "In-person", "tags": ["a"],
                        "languages": ["English", "français"]},
                       {"id": "b", "title": "Other", "audience": "Member States only"})  # fmt: skip
    assert told.outcome == "created"
    assert "Not read here, and kept with the row alone: panels." in told.problems
    session = Meeting.objects.get(title="Saving lives").sessions.get()
    assert (session.format, session.languages) == ("in_person", ["en", "fr"])
    assert "For whom it is, “Member States only”, is not understood; it stands as open to all." in other.problems


def test_a_row_that_waits_for_a_decision_on_its_day_does_not_say_that_its_printed_dates_are_unread(db):
    (line,) = lines({"start": None, "end": None, "dates_as_printed": "Date: , -"})
    assert line.outcome == "held"
    assert "dates_as_printed" not in " ".join(line.problems)


def test_a_time_in_the_french_manner_is_read(db):
    (line,) = lines({"times_as_printed": "9h30 à 11h"})
    assert line.outcome == "created", line.problems
    assert f"{Meeting.objects.get().sessions.get().time_until:%H:%M}" == "11:00"
