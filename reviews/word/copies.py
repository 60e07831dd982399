"""A copy of a draft in Word: written, and read back at once, so that what differs later was changed by somebody."""

import io
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from core.templatetags.portal import forum_time, written_day
from core.word import reading
from core.word.binding import Cover
from reviews import paper
from reviews.fields import Field
from reviews.models import Question, Questionnaire
from reviews.word import boxes
from reviews.word.writing import write

OBJECTIVES = range(1, 24)
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Written:
    """The file, and what our own reader finds in it: {"boxes": {name: [raw, standing]}, "outside": [text]},
    with the versions of the answers where it is a draft."""

    data: bytes
    base: dict[str, Any]


def of_draft(copy: Any, reader: Any) -> Written:
    """The sections `copy.codes` of a draft as `reader` may see them."""
    review, language = copy.review, copy.language
    with translation.override(language):
        content = paper.content(review, copy.codes, reader)
        parts = content["parts"] if copy.with_answers else _emptied(content["parts"])
        held = [f"{written_day(one.starts_on)}: {one.title}" for one in content["consultations"]]
        data = write(_cover(copy), parts, held if copy.with_answers else [])
    base = base_of(data, review.questionnaire)
    versions = {one.name: one.answer.version for part in parts for one in part.fields if one.answer}
    return Written(data, {**base, "versions": versions})


def of_blank(questionnaire: Questionnaire, language: str) -> Written:
    """The blank form, to circulate before anybody signs in."""
    with translation.override(language):
        parts = paper.blank_parts(questionnaire)
        name = f"{_('Blank form')} · {_('version %(number)s') % {'number': questionnaire.version}}"
        lines = [str(questionnaire.cycle), name, *([_sample()] if questionnaire.is_sample else [])]
        identifier = f"{questionnaire.cycle_id};{form_of(questionnaire)};v=0;l={language}"
        data = write(Cover(str(questionnaire.title), lines, name, identifier, language), parts)
    return Written(data, base_of(data, questionnaire))


def form_of(questionnaire: Questionnaire) -> str:
    """How a file names its questionnaire: `q=new-1`."""
    return f"q={questionnaire.kind}-{questionnaire.version}"


def questions_by_name(questionnaire: Questionnaire) -> dict[str, tuple[Question, int | None]]:
    """Every code that a file may hold, with its question and objective; `d2a` alone is asked of no objective."""
    found: dict[str, tuple[Question, int | None]] = {}
    for question in Question.objects.filter(section__questionnaire=questionnaire).select_related("section"):
        found[question.key] = (question, None)
        if question.section.repeats:
            found |= {f"{question.key}-{number}": (question, number) for number in OBJECTIVES}
    return found


def base_of(data: bytes, questionnaire: Questionnaire) -> dict[str, Any]:
    """What the reader finds in a file that nobody has touched."""
    named = questions_by_name(questionnaire)
    contents = reading.read(io.BytesIO(data), named)
    found: dict[str, Any] = {}
    for box in contents.boxes:
        question, objective = named[box.name]
        if question.type in boxes.BOXES_OF:
            read = boxes.read(box.grid, question, objective)
            found[box.name] = [read.raw, read.standing]
    return {"boxes": found, "outside": contents.outside}


def _cover(copy: Any) -> Cover:
    review = copy.review
    standing = _("Draft, not submitted") if review.is_editable else str(review.get_status_display())
    when = strip_tags(forum_time(copy.asked_at, review.cycle.time_zone))
    number = _("copy %(number)s") % {"number": copy.number}
    lines = [str(review.cycle), str(review.questionnaire.title), f"{review.reference}, {number}, {when}"]
    return Cover(
        title=str(review.country),
        lines=[*lines, *([_sample()] if review.questionnaire.is_sample else [])],
        mark=f"{standing} · {review.reference} · {number} · {when}",
        identifier=f"{review.reference};{form_of(review.questionnaire)};v={copy.number}",
        language=copy.language,
    )


def _sample() -> str:
    return _("Sample, not an official questionnaire")


def _emptied(parts: list[paper.Part]) -> list[paper.Part]:
    return [
        paper.Part(
            part.section,
            part.objective,
            [Field(one.question, one.objective, None, editable=False) for one in part.fields],
        )
        for part in parts
    ]
