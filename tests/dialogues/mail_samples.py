"""Every message of dialogues once, made by the step that causes it."""

from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

from dialogues.notifications import DiscussionDigest, DraftOut, QueueReminder, SessionReminder
from dialogues.steps import (
    announcing,
    clearing,
    discussing,
    flagging,
    following,
    handing_over,
    moderating,
    registering,
    sessions,
)
from notifications.kinds import Kind
from notifications.models import Message
from tests.cast import Cast
from tests.dialogues import builders
from tests.notifications.samples import sample


def queued(name: str) -> list[Kind]:
    """The kind as the outbox rebuilds it from its rows."""
    return [Kind.of(message) for message in Message.objects.filter(kind=name)]


def followed(cast: Cast):
    meeting = builders.announced(cast, session={"interpretation": ["ar", "fr"], "city": "New York"})
    registering.follow(meeting, by=cast.member)
    return meeting


@sample("dialogues.session_changed")
def session_changed(cast: Cast):
    meeting = followed(cast)
    sessions.change(meeting.sessions.get(), by=cast.officer, time_of_day=time(15), time_until=time(17))
    second = builders.sitting(meeting, cast.officer, starts_on=builders.DAY.replace(day=20))
    sessions.call_off(second, by=cast.officer, note="No quorum")
    return queued("dialogues.session_changed")


@sample("dialogues.cancelled")
def cancelled(cast: Cast):
    announcing.cancel(followed(cast), by=cast.officer, note="The room is flooded")
    return queued("dialogues.cancelled")


@sample("dialogues.reminder")
def reminder(cast: Cast):
    followed(cast)
    return list(SessionReminder.plan(datetime(2030, 1, 15, 14, 30, tzinfo=UTC)))


@sample("dialogues.registered")
def registered(cast: Cast):
    meeting = builders.announced(cast, session={"registers_here": True, "places": 1})
    for person in (cast.member, cast.focal_point):
        registering.register(meeting.sessions.get(), by=person, name="A person")
    return queued("dialogues.registered")


@sample("dialogues.moderated")
def moderated(cast: Cast):
    space = builders.discussion(cast, moderation="before")
    first, second = (builders.contribution(space, cast.member, text) for text in ("One.", "Two."))
    moderating.approve(first, by=cast.moderator)
    moderating.hide(second, by=cast.moderator, ground="off_topic", words="Write about recognition.")
    return queued("dialogues.moderated")


@sample("dialogues.appeal_answered")
def appeal_answered(cast: Cast):
    space = builders.discussion(cast)
    for text, upheld in (("One.", True), ("Two.", False)):
        made = builders.contribution(space, cast.focal_point, text)
        hidden = moderating.hide(made, by=cast.moderator, ground="off_topic", words="Write about recognition.")
        appealed = discussing.appeal(hidden, by=cast.focal_point, words="It is about recognition.")
        moderating.answer(appealed, by=cast.head, upheld=upheld, words="We looked at it.")
    return queued("dialogues.appeal_answered")


@sample("dialogues.clearance_asked")
def clearance_asked(cast: Cast):
    handed_in(cast)
    return queued("dialogues.clearance_asked")


@sample("dialogues.note_returned")
def note_returned(cast: Cast):
    clearing.send_back(handed_in(cast), by=cast.co_chair, note_to_drafters="Say whose figure it is.")
    return queued("dialogues.note_returned")


@sample("dialogues.point_used")
def point_used(cast: Cast):
    note = builders.note(cast)
    builders.paragraph(note, cast.drafter, "Recognition is dear.", builders.point(note, cast))
    builders.published(note, cast)
    return queued("dialogues.point_used")


def handed_in(cast: Cast):
    note = builders.note(cast)
    builders.paragraph(note, cast.drafter, "Recognition is dear.")
    return clearing.hand_in(note, by=cast.drafter)


@sample("dialogues.draft_out")
def draft_out(cast: Cast):
    note = builders.out_for_comment(cast).note
    registering.follow(note.meeting, by=cast.member)
    return [DraftOut(note.phases.get())]


@sample("dialogues.flag_answered")
def flag_answered(cast: Cast):
    space = builders.discussion(cast)
    for number, act in enumerate(("stands", "hidden", "gone")):
        made = builders.contribution(space, cast.owner, f"Text {number}.")
        flagging.flag(made, by=cast.focal_point, ground="hate")
        if act == "stands":
            flagging.let_stand(made, by=cast.moderator, words="It is an opinion.")
        elif act == "hidden":
            moderating.hide(made, by=cast.moderator, ground="hate", words="No insults.")
        else:
            discussing.take_back(made, by=cast.owner)
    return queued("dialogues.flag_answered")


@sample("dialogues.waits_for_reader")
def waits_for_reader(cast: Cast):
    builders.contribution(builders.discussion(cast), cast.owner, "نص", language="ar")
    return queued("dialogues.waits_for_reader")


@sample("dialogues.handed_over")
def handed_over(cast: Cast):
    handing_over.hand_over(builders.discussion(cast), by=cast.moderator, to=cast.officer, languages=["en"])
    return queued("dialogues.handed_over")


@sample("dialogues.queue_reminder")
def queue_reminder(cast: Cast):
    space = builders.discussion(cast, moderation="before")
    builders.contribution(space, cast.owner)
    return [QueueReminder(space, day=builders.DAY)]


@sample("dialogues.discussion_digest")
def discussion_digest(cast: Cast):
    space = builders.discussion(cast)
    for number in range(12):
        by = [cast.owner, cast.focal_point, cast.pledger][number % 3]
        builders.contribution(space, by, f"Point {number}.")
    following.follow(space, by=cast.member, rhythm="daily")
    now = timezone.now()
    span = {"begin": now - timedelta(days=1), "end": now + timedelta(hours=1)}
    return [DiscussionDigest(space, rhythm="daily", day=builders.DAY, **span)]
