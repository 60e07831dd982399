"""The seventeen types of questions: how each is typed, read, kept and shown.

To change a type, open its class: `simple.py` (one value), `picks.py` (choices), `table.py`. To add one, write
its class, its template in `templates/reviews/questions/`, a line in `reviews.choices.QuestionType` and one here.
"""

from typing import Any

from reference.catalogue import objective_titles
from reviews.choices import QuestionType
from reviews.question_types.base import KEEP, Refused, Type
from reviews.question_types.picks import (
    Actions,
    Boolean,
    Multi,
    Objectives,
    Principles,
    Ranked,
    Single,
    Stakeholders,
)
from reviews.question_types.simple import Consultations, Date, Files, Long, Money, Number, Text, Url, list_of_names
from reviews.question_types.table import Table

__all__ = ["KEEP", "TYPES", "Refused", "Type", "list_of_names", "objective_titles", "of"]

TYPES: dict[str, Type] = {
    QuestionType.TEXT: Text(),
    QuestionType.LONG: Long(),
    QuestionType.SINGLE: Single(),
    QuestionType.MULTI: Multi(),
    QuestionType.RANKED: Ranked(),
    QuestionType.BOOLEAN: Boolean(),
    QuestionType.NUMBER: Number(),
    QuestionType.MONEY: Money(),
    QuestionType.DATE: Date(),
    QuestionType.URL: Url(),
    QuestionType.FILE: Files(),
    QuestionType.TABLE: Table(),
    QuestionType.OBJECTIVES: Objectives(),
    QuestionType.ACTIONS: Actions(),
    QuestionType.PRINCIPLES: Principles(),
    QuestionType.STAKEHOLDERS: Stakeholders(),
    QuestionType.CONSULTATIONS: Consultations(),
}


def of(question: Any) -> Type:
    """The type of `question`."""
    return TYPES[question.type]
