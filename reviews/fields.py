"""A question as it stands on a page that is filled in: what its template needs, and what came back of it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import QueryDict

from core.autosave import writer
from core.differences import difference, side
from core.templatetags.portal import clock
from reference.models import Wording
from reviews import answers, question_types
from reviews.choices import QuestionType
from reviews.models import Answer, Attachment, Question
from reviews.offered import Offer, asks_for_pledges, offers_for
from reviews.outline import outline_of
from reviews.question_types import Type
from reviews.sections import SectionInReview


@dataclass
class Field:
    """One question, once or about one objective. `typed`, `refusal`, `conflict` are set when it came back unsaved;
    `remark` is what the secretariat asked about it when it returned the review, `offers` are pledges to take in,
    `carried` says which earlier review the answer comes from and whether somebody has looked at it,
    `condition` says when it is asked and `why_not` why it is not, as others are answered,
    `comments` how many of the team's comments on it are open."""

    question: Question
    objective: int | None
    answer: Answer | None
    editable: bool
    typed: Any = None
    refusal: str = ""
    conflict: dict[str, Any] | None = None
    files: list[Attachment] = field(default_factory=list)
    both: Any = None
    instead_typed: str | None = None
    remark: str = ""
    offers: list[Offer] = field(default_factory=list)
    carried: dict[str, Any] | None = None
    comments: int = 0
    why_not: str = ""
    condition: str = ""

    @property
    def name(self) -> str:
        """The name of its boxes, and its anchor in the page."""
        return name_of(self.question, self.objective)

    @cached_property
    def label(self) -> Wording:
        """The question in the active language."""
        return self.question.label

    @cached_property
    def help(self) -> Wording:
        """The help that opens under the question."""
        return self.question.help

    @property
    def kind(self) -> Type:
        """Its type."""
        return question_types.of(self.question)

    @property
    def template(self) -> str:
        """The template that draws its boxes."""
        return self.kind.template

    @property
    def is_group(self) -> bool:
        """Whether it has several boxes."""
        return self.kind.is_group

    @property
    def takes_answer(self) -> bool:
        """Whether there is anything to answer: the log of consultations has its own pages."""
        return self.question.type != QuestionType.CONSULTATIONS

    @property
    def stored(self) -> Any:
        """The stored value."""
        return self.answer.value if self.answer else None

    @property
    def problem(self) -> str:
        """Why it could not be read or stored."""
        return self.refusal or (self.answer.problem if self.answer else "")

    @property
    def instead(self) -> str:
        """“Not applicable”, “Prefer not to say”, or nothing."""
        if self.instead_typed is not None:
            return self.instead_typed
        return self.answer.standing if self.answer and self.answer.standing in answers.INSTEAD else ""

    @cached_property
    def untouched(self) -> Any:
        """What the boxes bring back of the stored value when nobody touches them."""
        return self.kind.untouched(self.stored)

    @property
    def seen(self) -> str:
        """The token that says which version the boxes show."""
        return answers.token_of(self.answer, self.untouched)

    @property
    def is_dealt_with(self) -> bool:
        """Whether it counts as answered."""
        return bool(self.answer and self.answer.is_answered)

    @cached_property
    def box(self) -> dict[str, Any]:
        """What the boxes show."""
        value = self.stored
        if self.typed is not None and self.typed is not question_types.KEEP:
            value = self.kind.as_value(self.typed)
        elif self.both is not None:
            value = self.both
        untouched = self.untouched if value is self.stored else self.kind.untouched(value)
        return {
            "value": value if self.question.type == QuestionType.LONG else untouched,
            **self.kind.box(untouched, self.question, self.objective),
        }

    @property
    def echo(self) -> str:
        """What was understood."""
        return "" if self.problem else self.kind.echo(self.stored, self.question)

    @property
    def shown(self) -> Any:
        """The stored value for reading."""
        return self.kind.shown(self.stored, self.question)

    @cached_property
    def saved_at(self) -> str:
        """When it was saved, in the reader's zone."""
        return clock(self.answer.changed_at) if self.answer and self.answer.version else ""


def name_of(question: Question, objective: int | None) -> str:
    """The name of a question's boxes: `a1`, or `d2a-5` about objective 5."""
    return f"{question.key}-{objective}" if objective else str(question.key)


def fields_of(place: SectionInReview, objectives: list[int | None], *, editable: bool, one: str = "") -> list[Field]:
    """The questions of a section about each of `objectives` in order, in two queries; `one` is a single key."""
    questions = outline_of(place.review.questionnaire_id).by_section[place.section.pk]
    rows = [question for question in questions if one in ("", question.key)]
    stored = place.review.answers.filter(question__in=rows)
    if place.review.earlier_id:
        stored = stored.select_related("carried")
    found = {(answer.question_id, answer.objective_id): answer for answer in stored}
    fields = [
        Field(question, objective, found.get((question.pk, objective)), editable)
        for objective in objectives
        for question in rows
    ]
    _add_files(place, fields)
    for asked in fields:
        if editable and asks_for_pledges(asked.question):
            asked.offers = offers_for(place.review.country_id, asked.stored)
    return fields


def _add_files(place: SectionInReview, fields: list[Field]) -> None:
    wanted = [one for one in fields if one.question.type == QuestionType.FILE]
    if not wanted:
        return
    standing = list(place.review.attachments.standing().filter(question__section=place.section))
    for one in wanted:
        listed = set(one.stored or [])
        one.files = [file for file in standing if str(file.pk) in listed]


def take(one: Field, place: SectionInReview, post: QueryDict, by: Any) -> answers.Outcome | None:
    """Save what `post` holds of this field; None where it holds nothing of it.

    The field then shows how it stands: saved, refused with what was typed, or in conflict.
    """
    if f"{one.name}-seen" not in post or not one.takes_answer:
        return None
    raw, instead = one.kind.typed(post, one.name), post.get(f"{one.name}-standing", "")
    seen = post.get(f"{one.name}-seen", "")
    try:
        outcome = answers.save(place, one.question, one.objective, raw=raw, standing=instead, seen=seen, by=by)
    except question_types.Refused as refused:
        one.refusal, one.typed, one.instead_typed = refused.messages[0], raw, instead
        return answers.Unchanged(one.answer)
    show(one, outcome)
    return outcome


def show(one: Field, outcome: answers.Outcome) -> None:
    """Let the field show what became of it."""
    if isinstance(outcome, answers.Conflict):
        one.answer = outcome.theirs
        one.conflict = sides_of(one, outcome)
    elif outcome.answer is not None:
        one.answer = outcome.answer


def sides_of(one: Field, conflict: answers.Conflict) -> dict[str, Any]:
    """Both texts of a conflict with what differs marked, who wrote theirs, when, and whether they can be joined."""
    theirs, mine = conflict.theirs, conflict.mine
    pieces = difference(in_words(one, theirs), in_words(one, mine))
    return {
        "key": one.name,
        "mine": side(pieces, "ins"),
        "theirs": side(pieces, "del"),
        "mine_when": clock(mine.history_date),
        "theirs_when": clock(theirs.changed_at),
        **writer(theirs.changed_by, mine.history_user),
        "hidden": [
            (f"{one.name}-mine", mine.history_id),
            (f"{one.name}-theirs", answers.token(theirs, one.question)),
        ],
        "can_join": one.kind.joined(mine.value, theirs.value) is not None,
    }


def in_words(one: Field, answer: Any) -> str:
    """An answer, or a row of its history, as text."""
    if answer.standing in answers.INSTEAD:
        return str(answer.get_standing_display())
    if answer.problem:
        return str(answer.value)
    return one.kind.plain(answer.value, one.question)
