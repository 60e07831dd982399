"""What is frozen when a meeting is announced, and what stays alive around it.

Frozen is the announcement: title, texts, agenda, questions, objectives, who takes which part. Times, places, links,
cancellation and what comes afterwards are facts of today (`facts_of`), handed in again by `restate`.
"""

from typing import Any, TypedDict

from django.utils import translation

from dialogues import evidence
from dialogues.choices import Audience, MeetingKind, NoteOffice, Part, SourceKind
from dialogues.models import BackgroundNote, CommentPhase, DiscussionSpace, EvidencePoint, Meeting, Session
from dialogues.models.notes import BUDGET
from publications import register
from publications.choices import Kind
from publications.models import Publication
from publications.register import Head, word

SCHEMA = 1
KIND = Kind.DIALOGUE.value
"""What its publications are called in the register."""
SUMMARY = 400
OUTCOME = ("summary", "chat_digest", "key_points", "attendance")
"""What is released together after a meeting."""


class Content(TypedDict):
    """An announcement, schema 1. Codes stand beside the words of that day. `people` have a `key` for their names, which
    are kept outside (they are public by consent and can be taken back). `objectives` say with `in_roadmap` whether
    IMRF roadmap no. 3 lists them for the roundtable."""

    schema: int
    reference: str
    kind: dict[str, str]
    number: int | None
    title: str
    language: str
    about: str
    concept_note: str
    organisers: str
    audience: dict[str, str]
    region: str
    cycle: int
    milestone: str
    roundtable: dict[str, Any] | None
    objectives: list[dict[str, Any]]
    objectives_note: str
    agenda: list[dict[str, str]]
    guiding_questions: list[dict[str, str]]
    people: list[dict[str, str]]
    source: str
    sample: bool


def content_of(meeting: Meeting) -> tuple[Content, dict[str, dict[str, str]]]:
    """The announcement as it stands now, labels in its own language; and the names that are public by consent."""
    with translation.override(meeting.language):
        people = list(meeting.participants.all())
        content = Content(
            schema=SCHEMA,
            reference=meeting.reference or "",
            kind=word(MeetingKind, meeting.kind),
            number=meeting.number,
            title=meeting.title,
            language=meeting.language,
            about=meeting.about,
            concept_note=meeting.concept_note,
            organisers=meeting.organisers or str(meeting.organisation or ""),
            audience=word(Audience, meeting.audience),
            region=str(meeting.region or ""),
            cycle=meeting.cycle_id,
            milestone=meeting.milestone.code if meeting.milestone else "",
            roundtable=_roundtable(meeting),
            objectives=objectives_of(meeting),
            objectives_note=meeting.objectives_note,
            agenda=meeting.agenda,
            guiding_questions=meeting.guiding_questions,
            people=[{"key": str(one.pk), "part": one.part, "body": one.body} for one in people],
            source=meeting.source,
            sample=meeting.is_sample,
        )
    return content, {str(one.pk): {"name": one.name} for one in people if one.name and one.name_is_public}


def objectives_of(meeting: Meeting) -> list[dict[str, Any]]:
    """Number, roundtable, title of each objective, and whether the Roadmap lists it."""
    if meeting.kind == MeetingKind.ROUNDTABLE:
        rows = meeting.roundtable_objectives.select_related("objective")
        chosen = [(row.objective, row.in_roadmap) for row in rows]
    else:
        chosen = [(one, True) for one in meeting.objectives.all()]
    return [
        {"number": one.number, "roundtable": str(one.roundtable), "title": str(one.title), "in_roadmap": listed}
        for one, listed in sorted(chosen, key=lambda pair: pair[0].number)
    ]


def head_of(meeting: Meeting, content: Content) -> Head:
    """What the register knows of it."""
    return Head(
        reference=content["reference"],
        kind=KIND,
        title=meeting.title,
        language=meeting.language,
        summary=meeting.about[:SUMMARY],
        path=meeting.public_path,
        organisation=meeting.organisation,
        cycle=meeting.cycle,
        objectives=[one["number"] for one in content["objectives"]],
        received_at=meeting.announced_at,
        facets={
            "event": [meeting.kind],
            "audience": [meeting.audience],
            "prepares": [str(meeting.roundtable.number)] if meeting.roundtable else [],
            "series": [meeting.series.slug] if meeting.series else [],
        },
    )


def restate(meeting: Meeting) -> None:
    """Say around the announcement what is true today; nothing where it is not public."""
    if meeting.reference:
        register.restate(meeting.reference, facts=facts_of(meeting))


def facts_of(meeting: Meeting) -> dict[str, Any]:
    """What a list needs to know, sessions, standing, series and what was released afterwards."""
    series = meeting.series
    return {
        "event": meeting.kind,
        "number": meeting.number,
        "milestone": meeting.milestone.code if meeting.milestone else "",
        "status": meeting.status,
        "reason": meeting.closing_reason,
        "sessions": [session_fact(one) for one in meeting.sessions.all()],
        "series": series and {"slug": series.slug, "title": series.title, "about": series.about,
                              "language": series.language},
        "discussion": DiscussionSpace.objects.filter(meeting=meeting).exists(),
        "note_out": _out_for_comment(meeting),
        "note": Publication.objects.current().filter(path=f"{meeting.public_path}note/").exists(),
        **record_of(meeting),
    }  # fmt: skip


def _out_for_comment(meeting: Meeting) -> dict[str, str] | None:
    """The draft of its note on which comments are taken, until when."""
    found = CommentPhase.objects.out().filter(note__meeting=meeting).first()
    return found and {"id": str(found.pk), "until": found.closes_at.isoformat()}


def record_of(meeting: Meeting) -> dict[str, Any]:
    """What was released after the meeting; nothing of what was not."""
    return {
        "recordings": [
            {
                "id": str(one.pk),
                "url": one.url,
                "language": one.language,
                "minutes": one.minutes,
                "captions": one.has_captions,
                "transcript": one.transcript,
                "session": str(one.session_id or ""),
            }
            for one in meeting.recordings.released()
        ],
        "files": [
            {"id": str(one.pk), "title": one.title, "name": one.name, "language": one.language, "size": one.size}
            for one in meeting.files.filter(is_public=True, removed_at__isnull=True)
        ],
        **{name: meeting.outcome.get(name) for name in OUTCOME},
    }


def session_fact(session: Session) -> dict[str, Any]:
    """One session as a page and a calendar show it; never the address to join."""
    return {
        "id": str(session.pk),
        "title": session.title,
        "starts_on": session.starts_on.isoformat(),
        "ends_on": session.ends_on.isoformat(),
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "has_time": session.has_time,
        "has_end": session.time_until is not None,
        "zone": session.time_zone,
        "format": session.format,
        "city": session.city,
        "room": session.room,
        "languages": session.languages,
        "interpretation": session.interpretation,
        "accessibility": session.accessibility,
        "registers_here": session.registers_here,
        "places": session.places,
        "registration_url": session.registration_url,
        "cancelled": session.cancelled_at is not None,
        "reason": session.cancel_reason,
        "earlier": session.previous_dates,
        "sequence": session.sequence,
        "changed_at": session.changed_at.isoformat(),
    }


def part_label(code: str) -> str:
    """What somebody does, in the words of the page; a code that is no longer known as it stands."""
    return str(Part(code).label) if code in Part.values else code


def _roundtable(meeting: Meeting) -> dict[str, Any] | None:
    one = meeting.roundtable
    return {"number": one.number, "cycle": one.cycle_id, "title": one.title} if one else None


# --- background notes


NOTE = "note"
"""What a background note is called in the register."""


class NoteContent(TypedDict):
    """A background note, schema 1. `sources` is its annex: each paragraph names by number those it rests on. Persons
    are named on the page of a source, where they can be taken back, and never here. `url` is an address without
    language."""

    schema: int
    reference: str
    title: str
    language: str
    meeting: dict[str, Any]
    cycle: int
    objectives: list[dict[str, Any]]
    paragraphs: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    words: int
    budget: int
    clearances: list[dict[str, str]]
    sample: bool


def content_of_note(note: BackgroundNote) -> NoteContent:
    """The note as it stands now, with its annex in the order in which it is cited; labels in its own language."""
    with translation.override(note.language):
        paragraphs, sources, _keys = _cited(note)
        return NoteContent(
            schema=SCHEMA,
            reference=note.reference,
            title=note.title,
            language=note.language,
            meeting={
                "reference": note.meeting.reference,
                "kind": note.meeting.kind,
                "number": note.meeting.number,
                "title": note.meeting.title,
                "url": note.meeting.public_path,
            },
            cycle=note.meeting.cycle_id,
            objectives=objectives_of(note.meeting),
            paragraphs=paragraphs,
            sources=sources,
            words=note.words,
            budget=BUDGET,
            clearances=[
                {
                    "by": one.office,
                    "label": str(one.get_office_display()),
                    "body": one.body if one.office == NoteOffice.CO_CHAIR else "",
                    "on": one.at.date().isoformat(),
                }
                for one in note.valid_clearances
            ],
            sample=note.is_sample or note.meeting.is_sample,
        )


def wording_of(note: BackgroundNote) -> dict[str, Any]:
    """The paragraphs and sources of a draft as they go out for comment; each source knows the key of its point."""
    with translation.override(note.language):
        paragraphs, sources, keys = _cited(note)
        with_points = [{**one, "point": str(key)} for one, key in zip(sources, keys, strict=True)]
        return {"language": note.language, "words": note.words, "paragraphs": paragraphs, "sources": with_points}


def _cited(note: BackgroundNote) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[Any]]:
    """The paragraphs with numbers, the points that they rest on, each once, and the keys of these."""
    points = {one.pk: one for one in note.points.with_source()}
    numbers: dict[Any, int] = {}
    paragraphs: list[dict[str, Any]] = []
    for number, one in enumerate(note.standing_paragraphs, start=1):
        cited = [numbers.setdefault(point.pk, len(numbers) + 1) for point in one.points.all()]
        paragraphs.append({"number": number, "heading": one.heading, "text": one.text, "sources": sorted(cited)})
    sources = [
        {
            **_source(points[pk], number),
            "paragraphs": [one["number"] for one in paragraphs if number in one["sources"]],
        }
        for pk, number in numbers.items()
    ]
    return paragraphs, sources, list(numbers)


def _source(point: EvidencePoint, number: int) -> dict[str, Any]:
    of_record = point.kind != SourceKind.PUBLICATION
    url = evidence.source_of(point.kind, point.source).path if of_record else _path_of(point)
    return {
        "number": number,
        "kind": word(SourceKind, point.kind),
        "id": str(point.contribution_id or ""),
        "from": evidence.label_of(point),
        "quote": point.quote,
        "remark": point.remark,
        "language": point.language,
        "objective": point.objective_id,
        "theme": point.theme,
        "reference": point.reference,
        "version": point.version,
        "url": url,
    }


def _path_of(point: EvidencePoint) -> str:
    """The very version that was cited."""
    cited = Publication.objects.filter(reference=point.reference, version=point.version or 0).first()
    return f"{cited.path}v{cited.version}/" if cited and cited.path else ""


def head_of_note(note: BackgroundNote, content: NoteContent) -> Head:
    """What the register knows of a note; the facets lead from a source to the notes that rest on it."""
    first = next((one["text"] for one in content["paragraphs"] if one["text"]), "")
    return Head(
        reference=note.reference,
        kind=NOTE,
        title=content["title"],
        language=note.language,
        summary=first[:SUMMARY],
        path=note.public_path,
        cycle=note.meeting.cycle,
        objectives=[one["number"] for one in content["objectives"]],
        facets={
            "contribution": sorted({one["id"] for one in content["sources"] if one["id"]}),
            "cites": sorted({one["reference"] for one in content["sources"] if one["reference"]}),
        },
    )


def is_public(note: BackgroundNote) -> bool:
    """Whether a version of it is public now."""
    return Publication.objects.current().filter(reference=note.reference).exists()


def uses_of(contribution: Any) -> list[dict[str, Any]]:
    """In which published notes, and in which paragraphs of them, a contribution is cited (D21)."""
    notes = Publication.objects.current().of_kind(NOTE).with_facet("contribution", str(contribution.pk))
    return [
        {
            "title": one.title,
            "url": one.get_absolute_url(),
            "paragraphs": sorted(
                {
                    number
                    for source in one.content.content["sources"]
                    if source["id"] == str(contribution.pk)
                    for number in source["paragraphs"]
                }
            ),
        }
        for one in notes.select_related("content")
    ]
