"""A meeting before it is announced: who prepares it, what may be typed, what one forum can have."""

import uuid
from datetime import UTC

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse

from core.access import allowed
from dialogues.choices import MeetingKind, Status
from dialogues.models import Meeting, RoundtableObjective, Session
from dialogues.steps import planning
from forum.models import ForumCycle
from tests.dialogues import builders

pytestmark = pytest.mark.django_db


def new(**typed):
    values = {"form_key": str(uuid.uuid4()), "kind": "dialogue", "cycle": 2030, "title": "Dialogue on skills"}
    return {**values, **typed}


def test_an_officer_begins_and_writes_on_a_page_that_saves_itself(cast):
    client, typed = cast.client("officer"), new()
    page = client.post("/en/dialogues/new/", typed)
    assert client.post("/en/dialogues/new/", typed).url == page.url, "pressed twice it is one"
    meeting = Meeting.objects.get()
    assert meeting.slug == "dialogue-on-skills"
    shown = client.get(page.url).text
    assert "data-autosave" in shown
    saved = client.post(
        reverse("dialogues:save", kwargs=meeting.address),
        {"field": "about", "about": "What it costs.", "about-seen": _seen(shown, "about"), "person": cast.officer.pk},
        headers={"x-requested-with": "fetch"},
    )
    assert saved.status_code == 200
    assert Meeting.objects.get().about == "What it costs."


def _seen(page, name):
    return page.split(f'name="{name}-seen" value="')[1].split('"')[0]


def test_d18_p40_a_regional_office_prepares_its_own_meetings_and_meets_no_others(cast):
    own = builders.draft(cast.office, organisation=builders.office_of(cast.office))
    foreign = builders.draft(cast.other_office, organisation=builders.office_of(cast.other_office))
    of_secretariat = builders.draft(cast.officer)
    client = cast.client("office")
    assert client.get(own.get_absolute_url()).status_code == 200
    for other in (foreign, of_secretariat):
        for name in ("desk", "edit", "add_session", "add_participant"):
            assert client.get(reverse(f"dialogues:{name}", kwargs=other.address)).status_code == 404
        with pytest.raises(PermissionDenied):
            planning.add_participant(other, by=cast.office, body="A State")
    listed = client.get("/en/dialogues/planning/").context["meetings"]
    assert list(listed) == [own]
    assert cast.client("officer").get(own.get_absolute_url()).status_code == 200


def test_d18_a_regional_office_begins_in_its_own_name_alone(cast):
    client, office = cast.client("office"), builders.office_of(cast.office)
    other = builders.office_of(cast.other_office)
    refused = client.post("/en/dialogues/new/", new(organisation=other.pk))
    assert refused.status_code == 400
    assert (
        client.post("/en/dialogues/new/", new(kind="roundtable", number=1, organisation=office.pk)).status_code == 400
    )
    assert client.post("/en/dialogues/new/", new(organisation=office.pk)).status_code == 302
    assert Meeting.objects.get().organisation == office


@pytest.mark.parametrize("who", ["member", "focal_point", "moderator", "superuser"])
def test_p40_nobody_else_prepares_meetings(cast, who):
    meeting = builders.draft(cast.officer)
    client = cast.client(who)
    assert client.get("/en/dialogues/planning/").status_code == 403
    assert client.post("/en/dialogues/new/", new()).status_code == 403
    assert client.get(meeting.get_absolute_url()).status_code == 404
    assert not allowed(getattr(cast, who), "dialogues.change_meeting", meeting)


def test_a_roundtable_begins_with_the_objectives_of_the_grouping_each_in_one_of_a_forum(cast):
    for number in range(1, 5):
        builders.draft(cast.officer, kind=MeetingKind.ROUNDTABLE, number=number, title=f"Roundtable {number}")
    rows = RoundtableObjective.objects.filter(cycle=2030)
    assert sorted(rows.values_list("objective", flat=True)) == list(range(1, 24))
    four = rows.filter(roundtable__number=4).values_list("objective", flat=True)
    assert sorted(four) == [1, 3, 7, 17, 23]
    with pytest.raises(IntegrityError):
        planning.take_up(Meeting.objects.get(number=1), [1, 2], by=cast.officer)


def test_a_forum_has_each_roundtable_once_and_one_hearing(cast):
    client = cast.client("officer")
    for typed in ({"kind": "roundtable", "number": 2}, {"kind": "hearing"}):
        assert client.post("/en/dialogues/new/", new(**typed)).status_code == 302
        again = client.post("/en/dialogues/new/", new(**typed))
        assert again.status_code == 400
        assert 'value="Dialogue on skills"' in again.text
    without = client.post("/en/dialogues/new/", new(kind="roundtable"))
    assert "A roundtable has a number from 1 to 4" in without.text


def sitting(**typed):
    values = {
        "form_key": str(uuid.uuid4()),
        "starts_on": "16 January 2030",
        "time_of_day": "10:00",
        "time_until": "1 pm",
        "time_zone": "America/New_York",
    }
    return {**values, **typed}


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"time_until": "9:00"}, "time_until", "It ends before it begins"),
        ({"ends_on": "15 January 2030"}, "ends_on", "The last day is before the first"),
        ({"time_of_day": "", "time_until": "9:00"}, "time_of_day", "Write when it begins"),
        ({"time_of_day": "3"}, "time_of_day", "is not a time"),
        ({"time_of_day": "25:00"}, "time_of_day", "There is no such time"),
        ({"starts_on": "10 March 2030", "time_of_day": "2:30"}, "time_of_day", "skip 02:30"),
        ({"starts_on": "3 November 2030", "time_of_day": "1:30"}, "of_two", "show 01:30 twice"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "Select a valid choice"),
        ({"join_url": "http://10.0.0.1/"}, "join_url", "your own network"),
    ],
)
def test_b18_a_time_that_is_none_or_two_is_said_beside_its_box_and_what_was_typed_stays(cast, typed, field, words):
    meeting = builders.draft(cast.officer)
    page = cast.client("officer").post(reverse("dialogues:add_session", kwargs=meeting.address), sitting(**typed))
    assert page.status_code == 400
    assert any(words in error for error in page.context["form"].errors[field]), page.context["form"].errors
    assert 'value="10:00"' in page.text or "time_of_day" in typed
    assert not Session.objects.exists()


@pytest.mark.parametrize(("which", "moment"), [("first", "05:30"), ("second", "06:30")])
def test_b18_a_time_that_comes_twice_asks_which_is_meant(cast, which, moment):
    meeting, client = builders.draft(cast.officer), cast.client("officer")
    address = reverse("dialogues:add_session", kwargs=meeting.address)
    assert 'type="radio" name="of_two"' not in client.get(address).text, "asked only where it matters"
    typed = sitting(starts_on="3 November 2030", time_of_day="1:30", time_until="3:00")
    asked = client.post(address, typed)
    assert asked.status_code == 400
    assert 'type="radio" name="of_two"' in asked.text
    assert client.post(address, {**typed, "of_two": which}).status_code == 302
    session = Session.objects.get()
    assert f"{session.starts_at.astimezone(UTC):%d %H:%M}" == f"03 {moment}"
    change = reverse("dialogues:session", args=[meeting.pk, session.pk])
    assert 'type="radio" name="of_two"' in client.get(change).text, "and can be chosen anew"
    assert client.post(change, {**typed, "time_of_day": "2:30", "of_two": which}).status_code == 302
    session.refresh_from_db()
    assert session.of_two == ""


@pytest.mark.parametrize(
    ("typed", "read"),
    [("3 pm", "15:00"), ("15h00", "15:00"), ("10.30", "10:30"), ("12 a.m.", "00:00"), ("٩:٣٠", "09:30")],
)
def test_a_time_is_read_as_people_write_it(cast, typed, read):
    meeting = builders.draft(cast.officer)
    address = reverse("dialogues:add_session", kwargs=meeting.address)
    assert cast.client("officer").post(address, sitting(time_of_day=typed, time_until="")).status_code == 302
    assert f"{Session.objects.get().time_of_day:%H:%M}" == read


def test_f2_a_session_pressed_twice_is_one(cast):
    meeting, typed = builders.draft(cast.officer), sitting()
    for _press in range(2):
        cast.client("officer").post(reverse("dialogues:add_session", kwargs=meeting.address), typed)
    assert Session.objects.count() == 1


def test_d16_five_guiding_questions_are_enough(cast):
    meeting = builders.draft(cast.officer)
    page = reverse("dialogues:edit", kwargs=meeting.address)
    seen = _seen(cast.client("officer").get(page).text, "guiding_questions")
    typed = {f"guiding_questions-{row}-question": f"Question {row}" for row in range(6)}
    answer = cast.client("officer").post(page, {**typed, "guiding_questions-seen": seen})
    assert answer.status_code == 400
    assert "Five guiding questions at most" in answer.text
    assert "Question 5" in answer.text


def test_a_discarded_draft_is_taken_back(cast):
    meeting = planning.discard(builders.draft(cast.officer), by=cast.officer)
    assert meeting.status == Status.DISCARDED
    step = reverse("dialogues:step", kwargs={"key": meeting.pk, "step": "restore"})
    assert "Public, beside the version." not in cast.client("officer").get(step).text
    cast.client("officer").post(reverse("dialogues:step", kwargs={"key": meeting.pk, "step": "restore"}))
    assert Meeting.objects.get().status == Status.DRAFT


def test_two_meetings_of_one_title_have_two_addresses_and_none_that_a_page_has(cast):
    cycle = ForumCycle.objects.get(year=2030)
    first, second = (builders.draft(cast.officer, title="Search", cycle=cycle) for _ in range(2))
    assert (first.slug, second.slug) == ("search-2", "search-3")
