"""Saving one answer so that nothing is lost (RELIABILITY F1 to F7, B42, B62).

A form carries for each answer `seen`, "<version>.<digest of what its box held>". From it follow:

- a box that still holds what it was given was not touched: it never overwrites anybody (F3);
- the same text again, because the reply to a save was lost, changes nothing (F7);
- a version that has moved on is a conflict: the row is updated only WHERE version is the one that was
  seen; the text that could not be saved goes into the history as "not kept" before anybody is told (F2, F4).

History: within ten minutes the same person's next save rewrites the newest row. Another person, a
clearance, a submission or a conflict starts a new one.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import BooleanField, DateTimeField, Max, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from core.autosave import NOT_KEPT
from reviews import question_types
from reviews.choices import Standing
from reviews.models import Answer, Question, VoluntaryReview
from reviews.question_types import KEEP
from reviews.sections import SectionInReview

ONE_SITTING = timedelta(minutes=10)
KEPT, RESTORED, CARRIED = "kept after a conflict", "restored", "carried over"
History: Any = Answer.history.model
INSTEAD = (Standing.NOT_APPLICABLE, Standing.PREFER_NOT)
"""Ways of dealing with a question without answering it."""


@dataclass(frozen=True)
class Saved:
    """The answer as it stands now."""

    answer: Answer


@dataclass(frozen=True)
class Unchanged:
    """Nothing to do; `answer` is the stored one where it was looked at."""

    answer: Answer | None = None


@dataclass(frozen=True)
class Conflict:
    """Somebody else was faster: `theirs` stands, `mine` is a row of the history that is "not kept"."""

    theirs: Answer
    mine: Any


Outcome = Saved | Unchanged | Conflict


@dataclass(frozen=True)
class Reading:
    """What was understood of the boxes."""

    value: Any
    problem: str
    standing: str

    def is_in(self, answer: Any) -> bool:
        """Whether `answer` (or a row of its history) says this already."""
        if answer is None:
            return self.standing == Standing.OPEN
        return (answer.value, answer.problem, answer.standing) == (self.value, self.problem, self.standing)


# --- the token that a form carries


def digest(raw: Any, instead: str) -> str:
    """A short fingerprint of what the boxes of one answer hold; line ends of browsers do not count."""
    text = json.dumps(["" if raw is KEEP else raw, instead], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.replace("\\r\\n", "\\n").encode()).hexdigest()[:16]


def token(answer: Answer | None, question: Question) -> str:
    """`seen` for a form whose boxes show `answer`."""
    return token_of(answer, question_types.of(question).untouched(answer.value if answer else None))


def token_of(answer: Answer | None, untouched: Any) -> str:
    """The same, where it is known what the boxes bring back `untouched`."""
    if answer is None:
        return f"0.{digest(untouched, '')}"
    return f"{answer.version}.{digest(untouched, answer.standing if answer.standing in INSTEAD else '')}"


def token_after(version: int, raw: Any, instead: str) -> str:
    """`seen` for boxes that were left as typed after they were saved as `version`."""
    return f"{version}.{digest(raw, instead)}"


def _parts(seen: str) -> tuple[int, str]:
    version, _point, untouched = seen.partition(".")
    if not (version.isascii() and version.isdecimal() and len(version) < 10):
        raise BadRequest(_("This page is too old to be saved from. Open it again in a new tab and copy your text."))
    return int(version), untouched


# --- saving


AGREED = "SELECT max(c.at) FROM reviews_clearance c WHERE c.review_id = reviews_voluntaryreview.id"
SUBMITTED = "SELECT max(s.received_at) FROM reviews_submission s WHERE s.review_id = reviews_voluntaryreview.id"
NEWEST = (
    "SELECT h.history_id FROM reviews_historicalanswer h WHERE h.id = %s"
    " AND (h.history_change_reason IS NULL OR h.history_change_reason <> %s) ORDER BY h.history_date DESC LIMIT 1"
)
IN_PART = (
    "EXISTS (SELECT 1 FROM reviews_clearance c WHERE c.review_id = reviews_voluntaryreview.id AND c.voided_at IS NULL)"
)


def locked(reviews: QuerySet[VoluntaryReview]) -> QuerySet[VoluntaryReview]:
    """`reviews` held until the transaction ends, so that no answer slips in beside a submission.

    Each brings `agreed_at` and `submitted_at`, when a text of it last was, and `is_agreed_in_part`, whether any
    agreement stands. In SQL, like `NEWEST`: every save asks, and to put it together by objects takes as long as to ask.
    """
    return reviews.annotate(
        agreed_at=RawSQL(AGREED, [], output_field=DateTimeField()),  # noqa: S611 - no value in it
        submitted_at=RawSQL(SUBMITTED, [], output_field=DateTimeField()),  # noqa: S611
        is_agreed_in_part=RawSQL(IN_PART, [], output_field=BooleanField()),  # noqa: S611
    ).select_for_update(of=("self",), no_key=True)


def read(question: Question, raw: Any, instead: str, current: Answer | None) -> Reading:
    """What `raw` says. What cannot be read is kept as typed, with the sentence. Raises question_types.Refused."""
    kind, problem = question_types.of(question), ""
    if instead and instead not in INSTEAD:
        raise question_types.Refused(_("This is not one of the choices of this question."))
    try:
        value = (current.value if current else None) if raw is KEEP else kind.parse(raw, question)
    except question_types.Refused:
        raise
    except ValidationError as unread:
        value, problem = raw, unread.messages[0][:300]
    if instead:
        return Reading(value, "", instead)
    return Reading(value, problem, Standing.OPEN if kind.is_empty(value) else Standing.ANSWERED)


def save(
    place: SectionInReview,
    question: Question,
    objective: int | None,
    *,
    raw: Any,
    standing: str,
    seen: str,
    by: Any,
) -> Outcome:
    """Save what the boxes of one answer hold; `standing` is "", "not_applicable" or "prefer_not".

    Who may is asked before. Raises Refused for what is not stored, BadRequest for a `seen` that is none.
    """
    version, untouched = _parts(seen)
    if digest(raw, standing) == untouched:
        return Unchanged()
    current = find(place.review, question, objective)
    reading = read(question, raw, standing, current)
    if reading.is_in(current):
        return Unchanged(current)
    with transaction.atomic(savepoint=False):  # nothing was written before, and what goes wrong here ends the request
        before = current or _nothing_yet(place, question, objective)
        if version == before.version and (answer := _write(place, before, reading, by)):
            return Saved(answer)
        theirs = find(place.review, question, objective)
        if theirs is None:
            raise BadRequest(_("This page is too old to be saved from. Open it again in a new tab and copy your text."))
        return Conflict(theirs, _set_aside(theirs, reading, by))


def find(review: VoluntaryReview, question: Question, objective: int | None) -> Answer | None:
    """The stored answer."""
    stored = Answer.objects.filter(review=review.pk, question=question.pk, objective=objective)
    answer = next(iter(stored), None)  # one at most: nothing to sort, as `first` would, at every save
    if answer is not None:
        answer.review, answer.question = review, question  # known already, not to be asked for again
    return answer


@transaction.atomic
def keep_mine(place: SectionInReview, theirs: Answer, mine: Any, seen: str, by: Any) -> Outcome:
    """After a conflict: the text set aside takes the place of theirs, which stays in the history."""
    version, _untouched = _parts(seen)
    reading = Reading(mine.value, mine.problem, mine.standing)
    answer = None
    if version == theirs.version:
        answer = _write(place, theirs, reading, by, row=mine, reason=KEPT)
    return Saved(answer) if answer else Conflict(theirs, mine)


@transaction.atomic
def restore(place: SectionInReview, current: Answer, row: Any, by: Any) -> Answer | None:
    """An earlier text becomes the newest version; None when somebody saved meanwhile."""
    return _write(place, current, Reading(row.value, row.problem, row.standing), by, reason=RESTORED)


@transaction.atomic
def put(place: SectionInReview, question: Question, objective: int | None, value: Any, by: Any) -> Answer | None:
    """Set a value that no box holds (the files of a question); None when somebody saved meanwhile."""
    current = find(place.review, question, objective) or _nothing_yet(place, question, objective)
    standing = Standing.ANSWERED if value else Standing.OPEN
    if not value and current.standing in INSTEAD:
        standing = Standing(current.standing)
    return _write(place, current, Reading(value or None, "", standing), by)


def _nothing_yet(place: SectionInReview, question: Question, objective: int | None) -> Answer:
    return Answer(review=place.review, question=question, objective_id=objective)


def _write(
    place: SectionInReview, current: Answer, reading: Reading, by: Any, *, row: Any = None, reason: str = ""
) -> Answer | None:
    """The answer one version on, with its history; None when it is not at `current`'s version any more."""
    now = timezone.now()
    same_sitting = not reason and _is_same_sitting(place, current, by, now)
    answer = Answer(
        pk=current.pk,
        review=place.review,
        question=current.question,
        objective_id=current.objective_id,
        value=reading.value,
        problem=reading.problem,
        standing=reading.standing,
        version=current.version + 1,
        changed_by=by,
        changed_at=now,
    )
    if not (_update(answer) if current.pk else _insert(answer)):
        return None
    _note(answer, row, reason, same_sitting=same_sitting)
    void_clearance(place, by, now)
    return answer


def _update(answer: Answer) -> bool:
    fields = ("value", "problem", "standing", "version", "changed_by", "changed_at")
    rows = Answer.objects.filter(pk=answer.pk, version=answer.version - 1)
    return bool(rows.update(**{name: getattr(answer, name) for name in fields}))


def _insert(answer: Answer) -> bool:
    try:
        with transaction.atomic():
            Answer.objects.bulk_create([answer])  # writes no history of its own: `_note` does
    except IntegrityError:
        return False
    return True


# --- history


def _is_same_sitting(place: SectionInReview, current: Answer, by: Any, now: datetime) -> bool:
    if current.pk is None or current.changed_by_id != by.pk or now - current.changed_at > ONE_SITTING:
        return False
    review: Any = place.review
    fixed_at = _fixed_at(review)
    return fixed_at is None or fixed_at < current.changed_at


def _fixed_at(review: Any) -> datetime | None:
    """When a text was last agreed to or submitted; `locked` brings it along without a query."""
    if not hasattr(review, "agreed_at"):
        review.agreed_at = review.clearances.aggregate(at=Max("at"))["at"]
        review.submitted_at = review.submissions.aggregate(at=Max("received_at"))["at"]
    return max(filter(None, (review.agreed_at, review.submitted_at)), default=None)


def row_of(answer: Answer, reading: Any, by: Any, when: datetime, reason: str) -> Any:
    """A version of `answer` for its history, not saved yet."""
    return History(
        id=answer.pk,
        review_id=answer.review_id,
        question_id=answer.question_id,
        objective_id=answer.objective_id,
        value=reading.value,
        problem=reading.problem,
        standing=reading.standing,
        version=answer.version,
        changed_by_id=by.pk,
        changed_at=when,
        history_user_id=by.pk,
        history_date=when,
        history_change_reason=reason or None,
        history_type="~" if answer.version > 1 else "+",
    )


def _note(answer: Answer, row: Any, reason: str, *, same_sitting: bool) -> None:
    """Write the version into the history: a row of its own, or the newest one again."""
    now = answer.changed_at
    if same_sitting:
        plain = Q(history_change_reason__isnull=True) | Q(history_change_reason="")
        newest = RawSQL(NEWEST, [answer.pk, NOT_KEPT])  # noqa: S611 - values go as parameters
        rewritten = History.objects.filter(plain, history_id=newest, history_user_id=answer.changed_by_id).update(
            value=answer.value,
            problem=answer.problem,
            standing=answer.standing,
            version=answer.version,
            changed_at=now,
            history_date=now,
        )
        if rewritten:
            return
    fresh = row_of(answer, answer, answer.changed_by, now, reason)
    if row is not None:
        fresh.history_id = row.history_id
        fresh.save(force_update=True)
    else:
        fresh.save(force_insert=True)


def _set_aside(theirs: Answer, reading: Reading, by: Any) -> Any:
    """The text that could not be saved, as a row of its own; the same text again is the same row."""
    aside = History.objects.filter(id=theirs.pk, history_user=by, history_change_reason=NOT_KEPT)
    for row in aside.order_by("-history_date")[:5]:
        if reading.is_in(row):
            return row
    row = row_of(theirs, reading, by, timezone.now(), NOT_KEPT)
    row.save(force_insert=True)
    return row


def void_clearance(place: SectionInReview, by: Any, now: datetime) -> None:
    """A section agreed to as it stood is no longer agreed to when it changes (R9); the page says who and when."""
    if place.clearance is None:
        return
    place.review.clearances.filter(section=place.section, voided_at__isnull=True).update(voided_at=now, voided_by=by)
    place.clearance = None
