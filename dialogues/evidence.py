"""What a background note can rest on, and what became of it since it was marked.

Only what everybody reads can be quoted: a public contribution, the transcript of a released recording, the summary
that was released, a publication by its number. Quoting an unpublished text is impossible (DOMAIN 6.3).
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import Membership
from core.forms import in_a_box
from dialogues.choices import NOT_QUOTABLE, PUBLIC, SourceKind, SourceState, Standing
from dialogues.models import BackgroundNote, Contribution, EvidencePoint, Meeting, Recording
from publications.models import Publication, PublicationFacet
from reference.models import RegionalCommission


@dataclass(frozen=True)
class Source:
    """A public text to take a passage from. `path` is its address without language; `field` the column of a point."""

    kind: str
    record: Any
    field: str
    label: str
    text: str
    language: str
    path: str

    @property
    def digest(self) -> str:
        """By which the whole wording is known again; blanks do not count."""
        return digest(self.text)

    def holds(self, passage: str) -> bool:
        """Whether `passage` stands in it, word for word; blanks and line ends do not count."""
        return bool(flat(passage)) and flat(passage) in flat(self.text)


def flat(text: str) -> str:
    """`text` with single blanks, as passages are compared."""
    return " ".join(text.split())


def digest(text: str) -> str:
    """SHA-256 of a wording."""
    return hashlib.sha256(flat(text).encode()).hexdigest()


def source(kind: str, pk: UUID) -> Source | None:
    """The public text of this kind and key; None for what is not public, or not there."""
    if kind == SourceKind.CONTRIBUTION:
        said = Contribution.objects.filter(status=Standing.PUBLISHED, space__meeting__status__in=PUBLIC)
        found: Any = said.select_related("space__meeting__cycle").filter(pk=pk).first()
    elif kind == SourceKind.TRANSCRIPT:
        released = Recording.objects.released().filter(meeting__status__in=PUBLIC).exclude(transcript="")
        found = released.select_related("meeting__cycle").filter(pk=pk).first()
    elif kind == SourceKind.SUMMARY:
        found = Meeting.objects.announced().select_related("cycle").filter(pk=pk).first()
    else:
        return None
    return source_of(kind, found) if found is not None and _text(kind, found) else None


def source_of(kind: str, record: Any) -> Source:
    """A source as it stands, without asking whether it is public."""
    meeting = {"contribution": lambda: record.space.meeting, "transcript": lambda: record.meeting}
    of: Meeting = meeting.get(kind, lambda: record)()
    label = {
        "contribution": _("Contribution of %(who)s, %(meeting)s"),
        "transcript": _("Transcript, %(meeting)s"),
        "summary": _("Summary, %(meeting)s"),
    }[kind]
    who = (getattr(record, "body", "") or _("a participant")) if kind == "contribution" else ""
    codes = dict(settings.LANGUAGES)
    spoken = getattr(record, "language", of.language)
    return Source(
        kind=kind,
        record=record,
        field="recording" if kind == SourceKind.TRANSCRIPT else "meeting" if kind == SourceKind.SUMMARY else kind,
        label=label % {"who": who, "meeting": of},
        text=_text(kind, record),
        language=spoken if spoken in codes else of.language,
        path=f"dialogues/contributions/{record.pk}/" if kind == SourceKind.CONTRIBUTION else of.public_path,
    )


def _text(kind: str, record: Any) -> str:
    if kind == SourceKind.CONTRIBUTION:
        return str(record.text)
    if kind == SourceKind.TRANSCRIPT:
        return str(record.transcript)
    return in_a_box(record.outcome.get("summary") or "")


@dataclass(frozen=True)
class Heard:
    """How much of a region stands among what a note can rest on; `region` is "" for what is of none that is known."""

    region: str
    contributions: int
    published: int | None


def heard(said: Any, texts: Any) -> list[Heard]:
    """Of each region of the Regional Reviews: contributions (of `said`) and published texts (of `texts`), so that one
    sees who has not been heard (D20).

    A contribution counts by the State of the body it is made on behalf of, else of the body its author works for; a
    State of two regions counts in both. Five queries.
    """
    region = "organisation__country__review_regions"
    spoken = said.order_by().exclude(organisation=None)
    counts: Counter[str | None] = Counter(dict(spoken.values_list(region).annotate(Count("pk"))))
    own = said.filter(organisation=None).order_by()
    works_in: dict[int, set[str | None]] = defaultdict(set)
    for person, code in Membership.objects.current().filter(user__in=own.values("author")).values_list("user", region):
        works_in[person].add(code)
    for author, number in own.values_list("author").annotate(Count("pk")):
        counts.update(dict.fromkeys(works_in[author] - {None} or {None}, number))
    facets = PublicationFacet.objects.filter(name="region", publication__in=texts.order_by().values("pk"))
    written = dict(facets.order_by().values_list("value").annotate(Count("pk")))
    of_regions = [
        Heard(str(one.review_name), counts[one.pk], written.get(one.pk, 0)) for one in RegionalCommission.objects.all()
    ]
    return [*of_regions, Heard("", counts[None], None)] if counts[None] else of_regions


def published(reference: str) -> Publication | None:
    """What is public now under this number; None for everything else."""
    found = Publication.objects.current().filter(reference=reference.strip().upper())
    return found.select_related("content").first()


def states_of(points: Iterable[EvidencePoint]) -> dict[UUID, SourceState]:
    """What became of the source of each of `points` (`with_source`), by key; one query for all that is published."""
    points = list(points)
    numbers = {one.reference for one in points if one.reference}
    found = Publication.objects.current().filter(reference__in=numbers) if numbers else []
    current = {one.reference: one for one in found}
    return {one.pk: _state(one, current.get(one.reference)) for one in points}


def paragraphs_that_cannot_stand(note: BackgroundNote) -> list[int]:
    """Numbers of the paragraphs of `note` that rest on what is no longer public, or no longer says what was quoted."""
    rests_on = [{point.pk for point in one.points.all()} for one in note.standing_paragraphs]
    states = states_of(note.points.with_source().filter(pk__in=set().union(*rests_on)))
    bad = {pk for pk, state in states.items() if state in NOT_QUOTABLE}
    return [number for number, keys in enumerate(rests_on, start=1) if bad & keys]


def _state(point: EvidencePoint, current: Publication | None) -> SourceState:
    if point.kind == SourceKind.PUBLICATION:
        if current is None:
            return SourceState.HIDDEN
        return SourceState.SAME if current.version == point.version else SourceState.NEWER
    record = point.source
    if point.kind == SourceKind.CONTRIBUTION and record.status == Standing.TAKEN_BACK:
        return SourceState.TAKEN_BACK
    if not _is_public(point.kind, record):
        return SourceState.HIDDEN
    now = source_of(point.kind, record)
    if now.digest == point.digest:
        return SourceState.SAME
    return SourceState.EDITED if now.holds(point.quote) else SourceState.REWORDED


def _is_public(kind: str, record: Any) -> bool:
    if kind == SourceKind.CONTRIBUTION:
        return record.status == Standing.PUBLISHED and record.space.meeting.status in PUBLIC
    if kind == SourceKind.TRANSCRIPT:
        return record.is_public and record.meeting.status in PUBLIC
    return record.status in PUBLIC and bool(record.outcome.get("summary"))


def label_of(point: EvidencePoint) -> str:
    """Where a point is from, in words. No person is named: whose words they are stands on the page it leads to."""
    if point.kind == SourceKind.PUBLICATION:
        return _("%(number)s, version %(version)s") % {"number": point.reference, "version": point.version}
    return source_of(point.kind, point.source).label
