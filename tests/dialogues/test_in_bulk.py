"""The secretariat in admin, many at once (FEATURES W3): looked at first, then done row by row; letters to
those around a meeting."""

import re
from datetime import date, time

import pytest
from django.urls import reverse

from core.models import Act
from core.workflow import MovedOn
from dialogues.choices import Standing, Status
from dialogues.models import Contribution, Meeting
from dialogues.steps import announcing, registering, sessions
from notifications.audiences import find
from notifications.models import Message
from tests.dialogues import builders

pytestmark = pytest.mark.django_db


def press(cast, model, action, chosen, who="officer", **said):
    form = {"action": action, "_selected_action": [str(one.pk) for one in chosen], **said}
    return cast.client(who).post(reverse(f"admin:dialogues_{model}_changelist"), form)


def shown(page):
    """What the page that asks sends along beside the chosen ones: how each stood."""
    return dict(re.findall(r'name="(seen-[^"]+)" value="([^"]+)"', page.text))


def after_looking(cast, model, action, chosen, who="officer", **said):
    """The yes, on the page that shows what would change."""
    return press(cast, model, action, chosen, who, said="1", **shown(press(cast, model, action, chosen, who)), **said)


def statuses(drafts):
    return [Meeting.objects.get(pk=one.pk).status for one in drafts]


def test_w3_the_page_says_what_would_change_and_what_cannot_and_changes_nothing(cast):
    drafts = [builders.draft(cast.officer, title=f"Dialogue {n}") for n in range(3)]
    Meeting.objects.filter(pk=drafts[1].pk).update(slug="")
    public = builders.announced(cast, title="Long since public")
    acts, history = Act.objects.count(), Meeting.history.count()
    page = press(cast, "meeting", "announce_chosen", [*drafts, public])
    for words in ("Nothing has changed yet", "Draft → announced", "It has no address.", "Nobody gets a message."):
        assert words in page.text
    assert "Not from where it stands: Announced." in page.text
    assert "do it for 2" in page.text
    assert statuses(drafts) == [Status.DRAFT] * 3
    assert (Act.objects.count(), Meeting.history.count()) == (acts, history)


def test_w3_a_series_is_announced_at_once_and_what_is_refused_is_said_by_name(cast):
    drafts = [builders.draft(cast.officer, title=f"Dialogue {n}") for n in range(3)]
    Meeting.objects.filter(pk=drafts[1].pk).update(slug="")
    answer = after_looking(cast, "meeting", "announce_chosen", drafts)
    assert "It has no address." in answer.text
    assert "Done for 2 of 3." in answer.text
    assert statuses(drafts) == [Status.ANNOUNCED, Status.DRAFT, Status.ANNOUNCED]
    acts = Act.objects.filter(verb="announce", by=cast.officer)
    assert {one.object_id for one in acts} == {str(drafts[0].pk), str(drafts[2].pk)}
    assert Meeting.objects.get(pk=drafts[0].pk).history.filter(history_user=cast.officer, status="announced").exists()


def test_w3_a_row_that_changed_since_it_was_shown_is_told_and_left_alone_though_it_left_the_filter(cast):
    drafts = [builders.draft(cast.officer, title=f"Dialogue {n}") for n in range(3)]
    on_page = shown(press(cast, "meeting", "announce_chosen", drafts))
    announcing.announce(drafts[0], by=cast.second_officer)
    Meeting.objects.get(pk=drafts[1].pk).save()  # as a colleague's page saves a field by itself
    only_drafts = reverse("admin:dialogues_meeting_changelist") + f"?status__exact={Status.DRAFT}"
    form = {"action": "announce_chosen", "_selected_action": [str(one.pk) for one in drafts], "said": "1", **on_page}
    answer = cast.client("officer").post(only_drafts, form)
    assert "Not from where it stands: Announced." in answer.text
    assert "It was changed meanwhile" in answer.text
    assert "Done for 1 of 3." in answer.text
    assert statuses(drafts) == [Status.ANNOUNCED, Status.DRAFT, Status.ANNOUNCED]
    assert "Done for 0 of 3." in cast.client("officer").post(only_drafts, form).text


def test_w3_a_row_that_is_gone_is_told_without_its_name(cast):
    gone, stays = builders.draft(cast.officer, title="Gone"), builders.draft(cast.officer, title="Stays")
    on_page = shown(press(cast, "meeting", "announce_chosen", [gone, stays]))
    Meeting.objects.filter(pk=gone.pk).delete()
    answer = press(cast, "meeting", "announce_chosen", [gone, stays], said="1", **on_page)
    assert "1 that you chose is not here any more." in answer.text
    assert "Done for 1 of 1." in answer.text


def test_w3_only_so_many_at_once_as_somebody_reads(cast, monkeypatch):
    monkeypatch.setattr("core.in_bulk.AT_ONCE", 1)
    drafts = [builders.draft(cast.officer, title=f"Dialogue {n}") for n in range(2)]
    answer = press(cast, "meeting", "announce_chosen", drafts)
    assert "At most 1 at a time." in cast.client("officer").get(answer.url).text
    assert statuses(drafts) == [Status.DRAFT] * 2


def test_p44_several_contributions_are_made_public_at_once_by_who_may_and_by_nobody_else(cast):
    space = builders.discussion(cast, moderation="before")
    made = [builders.contribution(space, cast.owner, f"Point {n}.") for n in range(2)]
    own = builders.contribution(space, cast.head, "My own point.")
    looked = press(cast, "contribution", "make_public", made)
    assert looked.text.count("You do not have the right to do this.") == 2, "an officer who moderates nothing here"
    assert "do it for" not in looked.text
    forged = press(
        cast,
        "contribution",
        "make_public",
        made,
        said="1",
        **shown(press(cast, "contribution", "make_public", made, "head")),
    )
    assert forged.text.count("You do not have the right to do this.") == 2
    assert press(cast, "contribution", "make_public", made, "moderator").status_code in (302, 403, 404)
    assert set(Contribution.objects.values_list("status", flat=True)) == {Standing.WAITING}
    asked = press(cast, "contribution", "make_public", [*made, own], "head")
    assert "Messages go to 1 person, 2 in all" in " ".join(asked.text.split())
    assert "My own point." in asked.text
    done = after_looking(cast, "contribution", "make_public", [*made, own], "head")
    assert "Done for 2 of 3." in done.text
    assert done.text.count("You do not have the right to do this.") == 1, "of one's own"
    assert {Contribution.objects.get(pk=one.pk).status for one in made} == {Standing.PUBLISHED}
    assert Message.objects.filter(kind="dialogues.moderated").count() == 2


def test_sessions_are_moved_by_days_and_called_off_together(cast):
    meeting = builders.announced(cast, title="Skills")
    first = meeting.sessions.get()
    night = {"starts_on": date(2030, 3, 3), "time_of_day": time(2, 30), "time_until": time(4)}
    second, skipped = builders.sitting(meeting, cast.officer, title="Second"), builders.sitting(
        meeting, cast.officer, title="At night", **night)  # fmt: skip
    registering.follow(meeting, by=cast.member)
    asked = press(cast, "session", "move_chosen", [first, second, skipped])
    assert "Messages go to 1 person, 3 in all" in asked.text
    assert "At night" in asked.text
    looked = press(cast, "session", "move_chosen", [first, second, skipped], look="1", days="7")
    assert looked.text.count("16 January 2030 → 23 January 2030") == 2
    assert "do it for 2" in looked.text
    assert {one.sequence for one in meeting.sessions.all()} == {0}
    for days in ("", "0", "9" * 30, "a week"):
        assert press(cast, "session", "move_chosen", [first], said="1", days=days).status_code == 400
    moved = press(cast, "session", "move_chosen", [first, second, skipped], said="1", days="7", **shown(asked))
    assert "Done for 2 of 3." in moved.text
    assert "At night" in moved.text, "the clocks skip half past two on the 10th: it is said and stays"
    assert [one.starts_on for one in meeting.sessions.all()] == [date(2030, 1, 23), date(2030, 1, 23), date(2030, 3, 3)]
    assert {one.sequence for one in meeting.sessions.filter(pk__in=[first.pk, second.pk])} == {1}
    told = Message.objects.filter(kind="dialogues.session_changed")
    assert (told.count(), {one.recipient_id for one in told}) == (2, {cast.member.pk})
    assert press(cast, "session", "call_off_chosen", [first], said="1", note="").status_code == 400
    asked = press(cast, "session", "call_off_chosen", [first, second])
    gone = press(
        cast, "session", "call_off_chosen", [first, second], said="1", note="No interpretation.", **shown(asked)
    )
    assert "Done for 2 of 2." in gone.text
    assert "Add another one" in press(cast, "session", "move_chosen", [first], said="1", days="7").text
    assert cast.client("member").post(reverse("admin:dialogues_session_changelist")).status_code in (302, 403, 404)


def test_f2_sessions_are_moved_once_however_often_the_form_is_sent_and_none_that_changed_since_it_was_shown(cast):
    meeting = builders.announced(cast)
    first, second = meeting.sessions.get(), builders.sitting(meeting, cast.officer, title="Second")
    registering.follow(meeting, by=cast.member)
    on_page = shown(press(cast, "session", "move_chosen", [first, second]))
    sessions.change(second, by=cast.second_officer, starts_on=date(2030, 1, 17), ends_on=date(2030, 1, 17))
    for done in (1, 0, 0):
        answer = press(cast, "session", "move_chosen", [first, second], said="1", days="7", **on_page)
        assert answer.text.count("It was changed meanwhile") == 2 - done
        assert ("Done for 1 of 2." in answer.text) == bool(done)
        assert [one.starts_on for one in meeting.sessions.order_by("-starts_on")] == [
            date(2030, 1, 23),
            date(2030, 1, 17),
        ]
    assert Message.objects.filter(kind="dialogues.session_changed").count() == 2, "one for each change"
    for odd in ({}, dict.fromkeys(on_page, ""), dict.fromkeys(on_page, "9" * 5_000), dict.fromkeys(on_page, "-1")):
        refused = press(cast, "session", "call_off_chosen", [first], said="1", note="No room.", **odd)
        assert "It was changed meanwhile" in refused.text, odd
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
