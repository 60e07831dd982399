"""How far a review is, section by section.

A question counts as answered as soon as it is dealt with in any way, "not applicable" included. A
section for each objective counts its questions once for every covered objective; what was said about an
objective that is no longer covered is kept, and not counted. The log of consultations is no question.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Case, JSONField, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import read_offices
from core import downloads
from reviews.checks import everything_asked, numbers_in
from reviews.choices import Meaning, QuestionType, Standing
from reviews.models import Answer, Clearance, Question, Section, TranslatedAnswer, VoluntaryReview
from reviews.outline import outline_of
from reviews.sections import SectionInReview, sections_in

STATES = {
    "empty": ("", _("Not started")),
    "part": ("info", _("Being written")),
    "ready": ("info", _("Ready to agree")),
    "done": ("ok", _("Agreed")),
}
"""State of a section: tone and word of its status."""


@dataclass(frozen=True)
class Progress:
    """Counts of a section or of a whole review; `unreadable` are answers that could not be understood."""

    asked: int = 0
    answered: int = 0
    required: int = 0
    required_answered: int = 0
    unreadable: int = 0
    changed_at: datetime | None = None

    @property
    def required_open(self) -> int:
        """Required questions that nobody has dealt with."""
        return self.required - self.required_answered

    @property
    def todo(self) -> int:
        """Questions that nobody has dealt with; most of them may stay so."""
        return self.asked - self.answered

    def __add__(self, other: "Progress") -> "Progress":
        moments = [moment for moment in (self.changed_at, other.changed_at) if moment]
        return Progress(
            self.asked + other.asked,
            self.answered + other.answered,
            self.required + other.required,
            self.required_answered + other.required_answered,
            self.unreadable + other.unreadable,
            max(moments, default=None),
        )


@dataclass
class Stand:
    """Where one section stands: whose it is, how far it is, who changed it last."""

    place: SectionInReview
    progress: Progress
    changed_by: Any = None
    voided: Clearance | None = None
    """The agreement that a later change has voided, as long as no new one stands."""

    @property
    def state(self) -> str:
        """A key of STATES."""
        if self.place.is_cleared:
            return "done"
        if self.is_ready:
            return "ready"
        return "part" if self.progress.answered or self.progress.changed_at else "empty"

    @property
    def is_ready(self) -> bool:
        """Whether every ministry that has it says so."""
        return bool(self.place.assignments) and all(one.ready_at for one in self.place.assignments)

    @property
    def dot(self) -> str:
        """Its mark in the list of sections: empty, part, done, or bad for an answer that cannot be read."""
        if self.progress.unreadable:
            return "bad"
        return {"ready": "part"}.get(self.state, self.state)

    @property
    def status(self) -> dict[str, Any]:
        """Tone and word, as `components/status.html` takes them; in a review that is not open nobody writes."""
        kind, label = STATES[self.state]
        review = self.place.review
        if review.is_editable or self.state == "done":
            return {"kind": kind, "label": label}
        return {"kind": "", "label": _("Left empty") if self.state == "empty" else review.get_status_display()}

    @property
    def due_on(self) -> date | None:
        """The first day on which one of its ministries is asked to be ready."""
        return min((one.due_on for one in self.place.assignments if one.due_on), default=None)

    def is_late(self, today: date | None = None) -> bool:
        """Whether that day has passed and it is neither agreed nor ready; said to the State's team alone."""
        late_from = today or timezone.localdate()
        is_awaited = self.place.review.is_editable and self.state in ("empty", "part")
        return is_awaited and self.due_on is not None and self.due_on < late_from


class Stored(NamedTuple):
    """What is counted of an answer, never its text; `value` is the choice of the covered objectives alone."""

    question_id: int
    objective_id: int | None
    standing: str
    problem: str
    version: int
    changed_at: datetime
    value: Any


class Counted(NamedTuple):
    """The objectives that a review covers, and what is counted of each of its answers."""

    covered: list[int]
    rows: list[Stored]


def counted(review: VoluntaryReview) -> Counted:
    """All that `progress_of` needs, in one query."""
    which = outline_of(review.questionnaire_id).read_as(Meaning.COVERED)
    choice = Case(When(question=which, then="value")) if which else Value(None, JSONField())
    found = review.answers.order_by().values_list(*Stored._fields[:-1], choice)
    rows = [Stored(*row) for row in found]
    chosen = next((row for row in rows if which and row.question_id == which.pk), None)
    return Counted(numbers_in(chosen), rows)


def progress_of(review: VoluntaryReview, stored: Counted | None = None) -> dict[int, Progress]:
    """Counts by primary key of the section; one query where what is `stored` is not given."""
    covered, rows = stored or counted(review)
    answers: dict[int, list[Stored]] = {}
    for row in rows:
        answers.setdefault(row.question_id, []).append(row)
    outline = outline_of(review.questionnaire_id)
    left = [one for one in everything_asked(review) if one.why_not] if outline.has_conditions else []
    skipped = {(one.question.pk, one.objective) for one in left}
    return {
        section: _progress(questions, answers, covered, skipped) for section, questions in outline.by_section.items()
    }


def _progress(
    questions: list[Question],
    answers: dict[int, list[Stored]],
    covered: list[int],
    skipped: set[tuple[int, int | None]],
) -> Progress:
    """Counts of one section; the questions `skipped` are not asked, as others were answered."""
    asked = [question for question in questions if question.type != QuestionType.CONSULTATIONS]
    required = {question.pk for question in asked if question.required}
    about: set[int | None] = {*covered} if questions and questions[0].section.repeats else {None}
    wanted = {(question.pk, objective) for question in asked for objective in about} - skipped
    counted = [
        row for question in asked for row in answers.get(question.pk, ()) if (question.pk, row.objective_id) in wanted
    ]
    done = [row for row in counted if row.standing != Standing.OPEN]
    moments = [row.changed_at for question in questions for row in answers.get(question.pk, ()) if row.version]
    return Progress(
        asked=len(wanted),
        answered=len(done),
        required=sum(question in required for question, _objective in wanted),
        required_answered=sum(row.question_id in required for row in done),
        unreadable=sum(bool(row.problem) for row in counted),
        changed_at=max(moments, default=None),
    )


def total(counts: Iterable[Progress]) -> Progress:
    """The sum of several sections."""
    return sum(counts, Progress())


def stands_of(
    review: VoluntaryReview,
    places: list[SectionInReview] | None = None,
    stored: Counted | None = None,
    *,
    with_people: bool = True,
) -> list[Stand]:
    """Where each section stands, in order: five queries, whatever the length of the questionnaire.

    Fewer where `places` and what is `stored` are given, or nobody asks who changed a section last.
    """
    places = sections_in(review) if places is None else places
    counts = progress_of(review, stored)
    people = _last_changed_by(review, counts) if with_people else {}
    return [
        Stand(
            place,
            counts.get(place.section.pk, Progress()),
            people.get(place.section.pk),
            None if place.is_cleared else place.voided,
        )
        for place in places
    ]


def fingerprint(review: VoluntaryReview, section: Section | None = None) -> str:
    """SHA-256, in hexadecimal, of all that is said in a section, or in the whole: what was agreed to or signed (R9)."""
    said = review.answers.exclude(standing=Standing.OPEN)
    if section is not None:
        said = said.filter(question__section=section)
    rows = said.order_by("question__key", "objective").values_list(
        "question__key", "objective", "standing", "value", "problem"
    )
    around = [*_translated(review, section), *(_around_the_answers(review) if section is None else [])]
    return hashlib.sha256(downloads.dumps([*map(list, rows), *around]).encode()).hexdigest()


def _translated(review: VoluntaryReview, section: Section | None) -> list[Any]:
    """What is said again in further languages; one query."""
    texts = TranslatedAnswer.objects.filter(into__review=review).exclude(value="")
    if section is not None:
        texts = texts.filter(answer__question__section=section)
    rows = texts.order_by("into", "answer").values_list("into__language", "into__standing", "answer", "value")
    return list(map(list, rows))


def _around_the_answers(review: VoluntaryReview) -> list[Any]:
    """What is frozen with the answers of the whole: consultations, what is said of an earlier review, the note to a
    correction. Three queries."""
    consultations = review.consultations.standing().order_by("pk").values_list("pk", "version", "is_public")
    sections = review.said_of_sections.order_by("section").values_list("section", "since")
    carried = review.carried.exclude(as_of=None).order_by("answer").values_list("answer", "version", "as_of")
    return [list(map(list, consultations)), list(map(list, sections)), list(map(list, carried)), review.correction_note]


def _last_changed_by(review: VoluntaryReview, counts: dict[int, Progress]) -> dict[int, Any]:
    """Who made the last change, by section."""
    moments = {count.changed_at for count in counts.values() if count.changed_at}
    newest = Answer.objects.filter(review=review, changed_at__in=moments).select_related("changed_by", "question")
    read_offices(answer.changed_by for answer in newest)
    return {
        answer.question.section_id: answer.changed_by
        for answer in newest
        if counts[answer.question.section_id].changed_at == answer.changed_at
    }
