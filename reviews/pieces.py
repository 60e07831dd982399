"""Chosen sections that a State submits before the rest (FEATURES R32): which go along, and what is left out."""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils import translation

from reviews import publishing
from reviews.choices import Meaning, Outcome, QuestionType
from reviews.frozen import Content
from reviews.models import Section, VoluntaryReview
from reviews.outline import Outline, outline_of


def may_be(review: VoluntaryReview) -> bool:
    """Whether part of it can go first: until the whole has been published."""
    published = review.submissions.filter(outcome=Outcome.PUBLISHED).order_by("number").last()
    return published is None or published.is_part


def going_along(review: VoluntaryReview) -> list[Section]:
    """The sections that every submission holds: those that say the language and the clearance, and those published."""
    along = _always(review)
    return [one for one in outline_of(review.questionnaire_id).sections if one.code in along]


def with_needed(review: VoluntaryReview, chosen: Iterable[str]) -> list[str]:
    """The codes `chosen` and those that have to go along, in order; where one repeats, the list of objectives too."""
    outline = outline_of(review.questionnaire_id)
    codes = {*chosen, *_always(review)}
    if any(one.repeats for one in outline.sections if one.code in codes):
        codes |= _of_meaning(outline, Meaning.COVERED)
    return [one.code for one in outline.sections if one.code in codes]


def cut(content: Content, review: VoluntaryReview, codes: Collection[str]) -> Content:
    """`content` with the sections `codes`, and nothing that another section tells: it says which follow."""
    outline = outline_of(review.questionnaire_id)
    part: Any = publishing.part_of(content, codes)
    log = {one.section.code for one in outline.questions if one.type == QuestionType.CONSULTATIONS}
    if not log & set(codes):
        part["consultations"] = []
    if not _of_meaning(outline, Meaning.COVERED) & set(codes):
        part["objectives"] = []
    part.pop("update_of", None)  # compared as a whole, once the whole is there
    with translation.override(content["language"]):
        said = [(one.code in codes, {"code": one.code, "title": str(one.title)}) for one in outline.sections]
    part["early"] = {
        "sections": [one for is_in, one in said if is_in],
        "follow": [one for is_in, one in said if not is_in],
    }
    whole: Content = part
    return whole


def _always(review: VoluntaryReview) -> set[str]:
    outline = outline_of(review.questionnaire_id)
    last = review.submissions.filter(outcome=Outcome.PUBLISHED, is_part=True).order_by("number").last()
    before = {one["code"] for one in last.content["early"]["sections"]} if last else set()
    return _of_meaning(outline, Meaning.LANGUAGE) | _of_meaning(outline, Meaning.CLEARED) | before


def _of_meaning(outline: Outline, meaning: Meaning) -> set[str]:
    question = outline.read_as(meaning)
    return {question.section.code} if question else set()
