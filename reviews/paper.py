"""The questions with their answers as one text: for the browser's print, for PDF and for Word."""

from collections.abc import Container
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reference import catalogue
from reference.catalogue import Entry
from reviews import conditions
from reviews.checks import Asked, everything_asked
from reviews.fields import Field
from reviews.models import Answer, Consultation, Question, Questionnaire, Section, VoluntaryReview
from reviews.outline import outline_of
from reviews.publishing import language_of


@dataclass(frozen=True)
class Part:
    """A section, or what it asks about one objective."""

    section: Section
    objective: Entry | None
    fields: list[Field]


def parts_of(asked: list[Asked], codes: Container[str]) -> list[Part]:
    """The sections `codes` in order, each with its questions and answers."""
    chosen = [one for one in asked if one.place.section.code in codes]
    return [
        _part(list(group)) for _key, group in groupby(chosen, key=lambda one: (one.place.section.pk, one.objective))
    ]


def blank_parts(questionnaire: Questionnaire, codes: Container[str] | None = None) -> list[Part]:
    """The questions of `questionnaire`, each once and unanswered; `codes` are the sections wanted, or all."""
    questions = list(Question.objects.filter(section__questionnaire=questionnaire).select_related("section"))
    by_key = {question.key: question for question in questions}
    return [
        Part(section, None, [_field(question, by_key) for question in group])
        for section, group in groupby(questions, key=lambda question: question.section)
        if codes is None or section.code in codes
    ]


def content(review: VoluntaryReview, codes: Container[str], reader: Any) -> dict[str, Any]:
    """What a template of the draft needs: review, parts, and the consultations that `reader` may see."""
    return {
        "review": review,
        "parts": parts_of(everything_asked(review), codes),
        "consultations": Consultation.objects.visible_to(reader).filter(review=review).standing(),
    }


def language_of_review(review: VoluntaryReview) -> str:
    """The language that the review says it is written in."""
    return language_of(everything_asked(review))


def _part(group: list[Asked]) -> Part:
    first = group[0]
    objective = catalogue.objectives().get(first.objective) if first.objective else None
    by_key = outline_of(first.place.review.questionnaire_id).by_key
    fields = [_field(one.question, by_key, one.objective, one.answer) for one in group]
    return Part(first.place.section, objective, fields)


def _field(
    question: Question, by_key: dict[str, Question], objective: int | None = None, answer: Answer | None = None
) -> Field:
    return Field(question, objective, answer, editable=False, condition=conditions.said_of(question, by_key))
