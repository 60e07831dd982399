"""Plan a whole series with a clash found, and a calendar that shows what does not go together."""

import uuid
from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dialogues import clashes
from dialogues.choices import Part, Status
from dialogues.models import DialogueSeries, Meeting, Session
from dialogues.steps import planning, sessions
from tests.dialogues import builders

pytestmark = pytest.mark.django_db

PAGE = "/en/dialogues/planning/series/"
DAYS = ("16 January 2030", "23 January 2030", "30 January 2030", "6 February 2030")


def typed(**more):
    rows = {
        f"rows-{number}-{name}": text
        for number, day in enumerate(DAYS)
        for name, text in (("title", f"Dialogue {number + 1}"), ("day", day), ("roundtable", str(number + 1)),
                           ("co_chair", f"State {number}"))
    }  # fmt: skip
    values = {
        "form_key": str(uuid.uuid4()),
        "title": "Dialogues of 2030",
        "cycle": 2030,
        "audience": "all",
        "time_zone": "America/New_York",
        "time_of_day": "9:00",
        "time_until": "11:00",
        "format": "online",
        "interpretation": ["fr", "es"],
    }
    return {**values, **rows, **more}


def test_a_series_of_four_is_planned_on_one_page_as_drafts(cast):
    builders.roundtable(cast, number=2, session={"starts_on": date(2030, 5, 7)})
    client, said = cast.client("officer"), typed()
    for _press in range(2):
        assert client.post(PAGE, said).status_code == 302
    series = DialogueSeries.objects.get()
    meetings = list(series.meetings.order_by("title"))
    assert [one.status for one in meetings] == [Status.DRAFT] * 4
    assert [one.sessions.get().starts_on.isoformat() for one in meetings] == [
        "2030-01-16", "2030-01-23", "2030-01-30", "2030-02-06"]  # fmt: skip
    assert meetings[1].roundtable.number == 2
    assert meetings[0].participants.get().part == Part.CO_CHAIR
    assert cast.client("visitor").get(f"/en/dialogues/series/{series.slug}/").status_code == 404


def test_a_clash_is_said_before_anything_is_kept_and_can_be_planned_all_the_same(cast):
    builders.announced(cast, title="A hearing elsewhere", session={"interpretation": ["fr"], "time_of_day": time(10)})
    client, said = cast.client("officer"), typed()
    answer = client.post(PAGE, said)
    assert answer.status_code == 409
    assert "A hearing elsewhere" in answer.text
    assert "Both need interpretation into Français" in answer.text
    assert 'value="Dialogue 3"' in answer.text
    assert not DialogueSeries.objects.exists()
    assert client.post(PAGE, {**said, "all_the_same": "on"}).status_code == 302
    assert DialogueSeries.objects.get().meetings.count() == 4


def test_b18_a_row_on_the_day_of_a_change_of_clocks_is_named_and_what_was_typed_stays(cast):
    answer = cast.client("officer").post(PAGE, typed(**{"rows-1-day": "10 March 2030", "time_of_day": "2:30"}))
    assert answer.status_code == 400
    assert "Row 2" in answer.text
    assert "skip 02:30" in answer.text
    assert 'value="Dialogue 4"' in answer.text


def test_b18_a_series_with_a_doubled_hour_asks_which_is_meant(cast):
    said = typed(**{"rows-1-day": "3 November 2030", "time_of_day": "1:30", "time_until": "4:00"})
    answer = cast.client("officer").post(PAGE, said)
    assert answer.status_code == 400
    assert "Row 2: The clocks of America/New_York show 01:30 twice" in answer.text
    assert 'type="radio" name="of_two"' in answer.text
    assert cast.client("officer").post(PAGE, {**said, "of_two": "second"}).status_code == 302
    chosen = dict(Meeting.objects.values_list("sessions__starts_on", "sessions__of_two"))
    assert [which for day, which in chosen.items() if day.isoformat() == "2030-11-03"] == ["second"]
    assert set(chosen.values()) == {"", "second"}


def test_without_script_a_row_is_added_and_what_was_typed_stays(cast):
    answer = cast.client("officer").post(PAGE, typed(row="rows"))
    assert answer.status_code == 200
    assert 'value="Dialogue 4"' in answer.text
    assert 'name="rows-4-title"' in answer.text
    assert not DialogueSeries.objects.exists()


def test_d18_a_regional_office_plans_in_its_own_name(cast):
    office = builders.office_of(cast.office)
    assert cast.client("office").post(PAGE, typed()).status_code == 400
    assert cast.client("office").post(PAGE, typed(organisation=office.pk)).status_code == 302
    assert set(Meeting.objects.values_list("organisation", flat=True)) == {office.pk}


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ({"chair": "Kestoria"}, {"chair": "kestoria "}, "co-chairs both"),
        ({"chair": "Kestoria"}, {"chair": "Norland"}, ""),
        ({"room": "Room XX", "city": "Geneva"}, {"room": "room xx", "city": "Geneva"}, "Both sit in"),
        ({"room": "Room XX", "city": "Geneva"}, {"room": "Room XX", "city": "Nairobi"}, ""),
        ({"interpretation": ["ar", "fr"]}, {"interpretation": ["fr"]}, "interpretation into Français"),
        ({"interpretation": ["ar"]}, {"interpretation": ["fr"]}, ""),
        ({"audience": "stakeholders"}, {"audience": "stakeholders"}, "same people"),
        ({"room": "X"}, {"room": "X", "time_of_day": time(11), "time_until": time(12)}, ""),
        ({"room": "X"}, {"room": "X", "time_zone": "Asia/Tokyo"}, ""),
        ({"room": "X"}, {"room": "X", "time_of_day": None, "time_until": None}, ""),
    ],
)
def test_what_clashes_and_what_does_not(cast, one, other, words):
    made = [_planned(cast, number, **fields) for number, fields in enumerate((one, other))]
    found = clashes.of(made[:1], cast.officer)
    assert [words in clash.words for clash in found] == ([True] if words else [])


def _planned(cast, number, chair="", audience="", **session):
    # Different audiences unless the case is about them.
    meeting = builders.draft(cast.officer, audience=audience or ("all", "member_states")[number])
    if chair:
        planning.add_participant(meeting, by=cast.officer, part=Part.CO_CHAIR, body=chair)
    return builders.sitting(meeting, cast.officer, **session)


def test_p40_a_clash_tells_a_regional_office_nothing_of_the_drafts_of_others(cast):
    foreign = builders.draft(cast.officer, title="Secret plan")
    builders.sitting(foreign, cast.officer)
    own = builders.draft(cast.office, organisation=builders.office_of(cast.office))
    session = builders.sitting(own, cast.office)
    assert clashes.of([session], cast.office) == []
    assert "Secret plan" not in cast.client("office").get("/en/dialogues/planning/calendar/?month=2030-01").text
    assert len(clashes.of([session], cast.officer)) == 1


def test_moving_one_says_the_clash_that_it_makes_and_keeps_the_new_time(cast):
    builders.announced(cast, title="The other one")
    meeting = builders.announced(cast, title="Moved", session={"starts_on": date(2030, 1, 17)})
    session = meeting.sessions.get()
    page = reverse("dialogues:session", kwargs={"key": meeting.pk, "pk": session.pk})
    said = {"form_key": str(uuid.uuid4()), "starts_on": "16 January 2030", "time_of_day": "10:00",
            "time_until": "12:00", "time_zone": "America/New_York"}  # fmt: skip
    answer = cast.client("officer").post(page, said, follow=True)
    assert "Clash with" in answer.text
    assert "The other one" in answer.text
    assert Session.objects.get(pk=session.pk).starts_on == date(2030, 1, 16)
    sessions.call_off(session, by=cast.officer, note="Storm")
    assert "At the same time" not in cast.client("officer").get(meeting.get_absolute_url()).text


def test_the_calendar_marks_clashes_in_words_and_asks_as_often_for_many_sessions(cast):
    def month():
        with CaptureQueriesContext(connection) as queries:
            answer = cast.client("officer").get("/en/dialogues/planning/calendar/?month=2030-01")
        return answer.text, len(queries)

    for title in ("First", "Second"):
        builders.announced(cast, title=title)
    month()  # what a process reads once
    page, few = month()
    assert page.count("month__one is-clash") == 2
    assert "Both are for the same people" in page
    for day in range(17, 29):
        builders.announced(cast, session={"starts_on": date(2030, 1, day)})
    page, many = month()
    assert many == few
    assert page.count("month__one is-clash") == 2


@pytest.mark.parametrize("asked", ["", "2030-13", "x", "٢٠٣٠-٠١", "0001-01", "9999-12"])
def test_b15_a_month_that_is_none_shows_that_of_the_next_session(cast, asked):
    answer = cast.client("officer").get("/en/dialogues/planning/calendar/", {"month": asked})
    assert answer.status_code == 200
    assert cast.client("member").get("/en/dialogues/planning/calendar/").status_code == 403
