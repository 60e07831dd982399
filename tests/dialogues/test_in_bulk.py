"""The secretariat in admin, many at once; letters to those around a meeting."""

import re
from datetime import date, time

import pytest
from django.urls import reverse

from core.workflow import MovedOn
from dialogues.choices import Standing, Status
from dialogues.models import Contribution, Meeting
from dialogues.steps import registering, sessions
from notifications.audiences import find
from notifications.models import Message
from tests.dialogues import builders

pytestmark = pytest.mark.django_db


def act(cast, model, action, chosen, who="officer", **said):
    form = {"action": action, "_selected_action": [str(one.pk) for one in chosen], **said}
    return cast.client(who).post(reverse(f"admin:dialogues_{model}_changelist"), form, follow=True)


def shown(page):
    """What the page that asks sends along beside the chosen ones: how each stood."""
    return dict(re.findall(r'name="(sequence-[^"]+)" value="(\d+)"', page.text))


def test_a_series_is_announced_at_once_and_what_is_refused_is_said_by_name(cast):
    drafts = [builders.draft(cast.officer, title=f"Dialogue {n}") for n in range(3)]
    Meeting.objects.filter(pk=drafts[1].pk).update(slug="")
    answer = act(cast, "meeting", "announce_chosen", drafts)
    assert "It has no address." in answer.text
    assert "Done for 2." in answer.text
    assert [Meeting.objects.get(pk=one.pk).status for one in drafts] == [
        Status.ANNOUNCED,
        Status.DRAFT,
        Status.ANNOUNCED,
    ]


def test_p44_several_contributions_are_made_public_at_once_by_who_may_and_by_nobody_else(cast):
    space = builders.discussion(cast, moderation="before")
    made = [builders.contribution(space, cast.owner, f"Point {n}.") for n in range(2)]
    assert "Done for" not in act(cast, "contribution", "make_public", made).text, (
        "an officer who moderates nothing here"
    )
    assert act(cast, "contribution", "make_public", made, "moderator").status_code in (302, 403, 404, 200)
    assert set(Contribution.objects.values_list("status", flat=True)) == {Standing.WAITING}
    assert "Done for 2." in act(cast, "contribution", "make_public", made, "head").text
    assert set(Contribution.objects.values_list("status", flat=True)) == {Standing.PUBLISHED}


def test_sessions_are_moved_by_days_and_called_off_together(cast):
    meeting = builders.announced(cast, title="Skills")
    first = meeting.sessions.get()
    night = {"starts_on": date(2030, 3, 3), "time_of_day": time(2, 30), "time_until": time(4)}
    second, skipped = builders.sitting(meeting, cast.officer, title="Second"), builders.sitting(
        meeting, cast.officer, title="At night", **night)  # fmt: skip
    registering.follow(meeting, by=cast.member)
    asked = act(cast, "session", "move_chosen", [first, second, skipped])
    assert "get a message" in asked.text
    assert "At night" in asked.text
    for days in ("", "0", "9" * 30, "a week"):
        assert act(cast, "session", "move_chosen", [first], said="1", days=days).status_code == 400
    moved = act(cast, "session", "move_chosen", [first, second, skipped], said="1", days="7", **shown(asked))
    assert "Done for 2." in moved.text
    assert "At night" in moved.text, "the clocks skip half past two on the 10th: it is said and stays"
    assert [one.starts_on for one in meeting.sessions.all()] == [date(2030, 1, 23), date(2030, 1, 23), date(2030, 3, 3)]
    assert {one.sequence for one in meeting.sessions.filter(pk__in=[first.pk, second.pk])} == {1}
    told = Message.objects.filter(kind="dialogues.session_changed")
    assert (told.count(), {one.recipient_id for one in told}) == (2, {cast.member.pk})
    assert act(cast, "session", "call_off_chosen", [first], said="1", note="").status_code == 400
    asked = act(cast, "session", "call_off_chosen", [first, second])
    gone = act(cast, "session", "call_off_chosen", [first, second], said="1", note="No interpretation.", **shown(asked))
    assert "Done for 2." in gone.text
    assert "Add another one" in act(cast, "session", "move_chosen", [first], said="1", days="7").text
    assert cast.client("member").post(reverse("admin:dialogues_session_changelist")).status_code in (302, 403, 404)


def test_f2_sessions_are_moved_once_however_often_the_form_is_sent_and_none_that_changed_since_it_was_shown(cast):
    meeting = builders.announced(cast)
    first, second = meeting.sessions.get(), builders.sitting(meeting, cast.officer, title="Second")
    registering.follow(meeting, by=cast.member)
    on_page = shown(act(cast, "session", "move_chosen", [first, second]))
    sessions.change(second, by=cast.second_officer, starts_on=date(2030, 1, 17), ends_on=date(2030, 1, 17))
    for done in (1, 0, 0):
        answer = act(cast, "session", "move_chosen", [first, second], said="1", days="7", **on_page)
        assert answer.text.count("This session was changed meanwhile") == 2 - done
        assert ("Done for 1." in answer.text) == bool(done)
        assert [one.starts_on for one in meeting.sessions.order_by("-starts_on")] == [
            date(2030, 1, 23),
            date(2030, 1, 17),
        ]
    assert Message.objects.filter(kind="dialogues.session_changed").count() == 2, "one for each change"
    for odd in ({}, dict.fromkeys(on_page, ""), dict.fromkeys(on_page, "9" * 5_000), dict.fromkeys(on_page, "-1")):
        refused = act(cast, "session", "call_off_chosen", [first], said="1", note="No room.", **odd)
        assert "This session was changed meanwhile" in refused.text, odd
    assert not meeting.sessions.exclude(cancelled_at=None).exists()
    with pytest.raises(MovedOn):  # as it stood before, with the number that it has now
        sessions.move(first, by=cast.officer, days=7, sequence=meeting.sessions.get(pk=first.pk).sequence)


def test_letters_reach_who_registered_or_follows_and_who_contributed(cast):
    space = builders.discussion(cast)
    meeting = space.meeting
    registering.follow(meeting, by=cast.member)
    builders.contribution(space, cast.owner)
    assert [one.recipient for one in find(f"dialogues.taking_part:{meeting.reference}").members()] == [cast.member]
    writers = find(f"dialogues.contributing:{meeting.reference}")
    assert [one.recipient for one in writers.members()] == [cast.owner]
    assert list(writers.members(seat="0")) == []
    assert meeting.title in writers.title
    assert list(find("dialogues.contributing:DI-9999").members()) == []
