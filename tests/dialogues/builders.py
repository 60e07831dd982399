"""Meetings as the portal makes them, through its steps."""

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from dialogues.choices import MeetingKind
from dialogues.models import (
    BackgroundNote,
    CommentPhase,
    Contribution,
    DiscussionSpace,
    EvidencePoint,
    Meeting,
    NoteParagraph,
    Session,
)
from dialogues.steps import announcing, clearing, consulting, discussing, evidence, noting, planning, sessions
from forum.models import ForumCycle
from publications.models import Publication
from tests.cast import Cast

DAY = date(2030, 1, 16)


def draft(by: Any, **written: Any) -> Meeting:
    """A draft for the forum of 2030, a dialogue unless `written` says otherwise."""
    values = {"title": "A dialogue on skills", "about": "What recognition costs.", **written}
    values.setdefault("cycle", ForumCycle.objects.get(year=2030))
    return planning.start(by=by, **values)


def sitting(meeting: Meeting, by: Any, **written: Any) -> Session:
    """A session from nine to eleven in New York, unless `written` says otherwise."""
    values = {"starts_on": DAY, "time_of_day": time(9), "time_until": time(11), "time_zone": "America/New_York"}
    return sessions.add(meeting, by=by, **{**values, **written})


def announced(cast: Cast, *, session: dict[str, Any] | None = None, **written: Any) -> Meeting:
    """A public meeting of the secretariat with one session."""
    meeting = draft(cast.officer, **written)
    sitting(meeting, cast.officer, **(session or {}))
    announcing.announce(meeting, by=cast.officer)
    return Meeting.objects.get(pk=meeting.pk)


def roundtable(cast: Cast, number: int = 1, year: int = 2030, **written: Any) -> Meeting:
    """A public roundtable."""
    cycle = ForumCycle.objects.get(year=year)
    return announced(cast, kind=MeetingKind.ROUNDTABLE, number=number, cycle=cycle,
                     title=f"Roundtable {number}", **written)  # fmt: skip


def office_of(person: Any) -> Any:
    """The regional office of somebody."""
    return person.memberships.get().organisation


def discussion(
    cast: Cast, *, meeting: Meeting | None = None, reads: tuple[str, ...] = ("en", "fr"), **written: Any
) -> DiscussionSpace:
    """The open discussion of an announced meeting; the moderator reads `reads`, an officer what else is written."""
    today = timezone.localdate()
    values = {"purpose": "What migrants pay for recognition.", "opens_on": today - timedelta(days=5),
              "closes_on": today + timedelta(days=30), "moderation": "after", "reader": cast.second_officer,
              "questions": [{"text": "What does recognition cost?", "by": "Demo State"}],
              "moderators": [(cast.moderator, list(reads))], **written}  # fmt: skip
    return discussing.open_space(meeting or announced(cast), by=cast.officer, **values)


def contribution(space: DiscussionSpace, by: Any, text: str = "It costs too much.", **written: Any) -> Contribution:
    """Answers the first question, in English, unless `written` says otherwise."""
    values = {"question": space.questions.first(), "language": "en", "name": "A person", "body": "", **written}
    return discussing.contribute(space, by=by, text=text, **values)


def note(cast: Cast, meeting: Meeting | None = None, *, people: bool = True) -> BackgroundNote:
    """The background note of a public roundtable, with two drafters and two co-chairs."""
    made = noting.open_note(meeting or roundtable(cast), by=cast.officer)
    for who, office in NOTE_PEOPLE.items() if people else ():
        noting.appoint(made, getattr(cast, who), office, by=cast.officer)
    return made


NOTE_PEOPLE = {"drafter": "drafter", "second_drafter": "drafter", "co_chair": "co_chair", "second_co_chair": "co_chair"}


def said_for(made: BackgroundNote, cast: Cast, text: str = "It costs a year of pay. Nobody knows why.") -> Contribution:
    """A public contribution to the discussion of a dialogue that prepares the roundtable of a note."""
    space = discussion(cast)
    Meeting.objects.filter(pk=space.meeting_id).update(roundtable=made.meeting)
    return contribution(space, cast.focal_point, text, body="Demo State")


def point(made: BackgroundNote, cast: Cast, quote: str = "It costs a year of pay.", **written: Any) -> EvidencePoint:
    """A passage of such a contribution, marked by the drafter."""
    said = said_for(made, cast)
    return evidence.mark(made, "contribution", said.pk, by=cast.drafter, quote=quote, **written)


def paragraph(made: BackgroundNote, by: Any, text: str = "Recognition is dear.", *points: Any) -> NoteParagraph:
    """A paragraph that rests on `points`."""
    one = noting.add_paragraph(made, by=by)
    NoteParagraph.objects.filter(pk=one.pk).update(text=text)
    one.points.set(points)
    one.refresh_from_db()
    return one


def out_for_comment(cast: Cast, *texts: str) -> CommentPhase:
    """The draft of a note with a discussion, whose paragraphs of these texts are out for comment for ten days."""
    made = note(cast)
    discussion(cast, meeting=made.meeting)
    for text in texts or ("Recognition is dear.",):
        paragraph(made, cast.drafter, text)
    day = timezone.localdate() + timedelta(days=10)
    return consulting.put_out(anew(made), by=cast.officer, seen=anew(made).digest, closes_on=day)


def anew(made: BackgroundNote) -> BackgroundNote:
    """The note as it stands in the database now."""
    return BackgroundNote.objects.get(pk=made.pk)


def cleared(made: BackgroundNote, cast: Cast) -> BackgroundNote:
    """Handed in, cleared by both co-chairs and by an officer."""
    clearing.hand_in(made, by=cast.drafter)
    for who in ("co_chair", "second_co_chair"):
        clearing.agree(made, by=getattr(cast, who), seen=anew(made).digest)
    return clearing.clear(made, by=cast.officer, seen=anew(made).digest)


def published(made: BackgroundNote, cast: Cast) -> Publication:
    """The same, published by another officer."""
    return clearing.publish(cleared(made, cast), by=cast.second_officer)
