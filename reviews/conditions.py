"""Questions that are asked only where another was answered in a certain way (FEATURES R23).

A condition is written as “b2 = yes, partly”: the code of a question with choices that comes before, and the answers
with which this one is asked. Nothing is hidden: the question stays where it is, says why it is not asked, and an answer
that it has is kept and left out of what is submitted.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from reviews.choices import QuestionType
from reviews.models import Question

WRITTEN = re.compile(r"\s*([A-Za-z][\w-]*)\s*=\s*([\w-]+(?:\s*,\s*[\w-]+)*)\s*")
DECIDING = (QuestionType.SINGLE, QuestionType.MULTI, QuestionType.BOOLEAN)
YES_OR_NO = {True: "yes", False: "no"}


class Condition(NamedTuple):
    """The code of the question that decides, and the answers with which another one is asked."""

    key: str
    values: tuple[str, ...]

    def holds(self, value: Any) -> bool:
        """Whether the stored `value` of the question that decides is one of the answers, or has one among it."""
        said = value if isinstance(value, list) else [YES_OR_NO.get(value, value) if value is not None else None]
        return any(one in self.values for one in said)

    def words(self, decides: Question | None) -> str:
        """As a sentence: “Asked only if b2 is answered: Yes, Partly.”."""
        labels = labels_of(decides) if decides is not None else {}
        said = ", ".join(str(labels.get(value, value)) for value in self.values)
        return _("Asked only if %(key)s is answered: %(answers)s.") % {"key": self.key, "answers": said}


def written(text: str) -> Condition | None:
    """The condition that `text` writes; None where it is none."""
    found = WRITTEN.fullmatch(text)
    return Condition(found[1].lower(), tuple(value.strip() for value in found[2].split(","))) if found else None


def labels_of(question: Question) -> Mapping[str, Any]:
    """What a question that decides can be answered with: label by value."""
    if question.type == QuestionType.BOOLEAN:
        return {"yes": _("Yes"), "no": _("No")}
    return dict(question.choices())


def said_of(question: Question, questions: Mapping[str, Question]) -> str:
    """Under which condition `question` is asked, in words; nothing for one that is always asked."""
    condition = written(question.asked_if)
    return condition.words(questions.get(condition.key)) if condition else ""


class Deciding:
    """Goes through the questions of a review in their order and says of each why it is not asked."""

    def __init__(self, questions: Mapping[str, Question]) -> None:
        self.questions = questions
        self.values: dict[tuple[str, int | None], Any] = {}

    def why_not(self, question: Question, objective: int | None, answer: Any) -> str:
        """Why `question` is not asked, in words; nothing where it is. What is not asked itself decides nothing."""
        condition = written(question.asked_if)
        why = ""
        if condition is not None:
            once = self.values.get((condition.key, None))
            if not condition.holds(self.values.get((condition.key, objective), once)):
                why = condition.words(self.questions.get(condition.key))
        if question.type in DECIDING and not why and answer is not None and answer.is_answered and not answer.problem:
            self.values[question.key, objective] = answer.value
        return why


def problem_of(question: Question, before: Mapping[str, Question]) -> str:
    """What is wrong with the condition of `question`, in words; `before` are the questions above it.

    What the portal itself reads, consultations too, is always asked: it stands in the submission at other places.
    """
    if question.meaning or question.type == QuestionType.CONSULTATIONS:
        return _("The portal reads the answer to this question: it is always asked.")
    condition = written(question.asked_if)
    if condition is None:
        return _("Write it as “b2 = yes”, or “b2 = yes, partly”.")
    decides = before.get(condition.key)
    if decides is None or decides.type not in DECIDING:
        return _("%(key)s is no question with choices that comes before this one.") % {"key": condition.key}
    if decides.section.repeats and decides.section_id != question.section_id:
        return _("%(key)s is asked about each objective, in another section.") % {"key": condition.key}
    unknown = [value for value in condition.values if value not in labels_of(decides)]
    if unknown:
        known = ", ".join(labels_of(decides))
        words = _("%(key)s cannot be answered with %(answer)s. Its answers are: %(known)s.")
        return words % {"key": condition.key, "answer": unknown[0], "known": known}
    return ""
