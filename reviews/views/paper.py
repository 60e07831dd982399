"""The questionnaire on paper, from the browser's own print: as it stands, or blank."""

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.templatetags.portal import clock
from reference import catalogue
from reviews.checks import Asked, everything_asked
from reviews.choices import QuestionType
from reviews.fields import Field
from reviews.models import Consultation, Question, Questionnaire, VoluntaryReview
from reviews.question_types.table import columns_of
from reviews.sections import readable, sections_in
from reviews.views.fill import reviews_of


def as_it_stands(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """Every section that this person may read with its answers, "Draft, not submitted" on every sheet."""
    review: VoluntaryReview = get_object_or_404(reviews_of(request.user, {"year": year, "country": country}))
    codes = {place.section.code for place in readable(request.user, sections_in(review))}
    asked = [one for one in everything_asked(review) if one.place.section.code in codes]
    context = {
        "review": review,
        "parts": [_part(list(group)) for _key, group in groupby(asked, key=_page_of)],
        "consultations": Consultation.objects.visible_to(request.user).filter(review=review).standing(),
        "at": clock(timezone.now()),
    }
    return render(request, "reviews/paper.html", context)


@login_not_required
def blank(request: HttpRequest, pk: int) -> HttpResponse:
    """The blank form, to circulate before anybody signs in; what is in force is no secret (FEATURES R14)."""
    form = get_object_or_404(Questionnaire.objects.visible_to(request.user).select_related("cycle"), pk=pk)
    questions = Question.objects.filter(section__questionnaire=form).select_related("section")
    parts = [
        {"section": section, "lines": [_blank_line(question) for question in group]}
        for section, group in groupby(questions, key=lambda question: question.section)
    ]
    return render(request, "reviews/paper_blank.html", {"questionnaire": form, "parts": parts})


def _page_of(one: Asked) -> tuple[str, int]:
    return one.place.section.code, one.objective or 0


def _part(group: list[Asked]) -> dict[str, Any]:
    first = group[0]
    return {
        "section": first.place.section,
        "objective": catalogue.objectives().get(first.objective) if first.objective else None,
        "fields": [Field(one.question, one.objective, one.answer, editable=False) for one in group],
    }


def _blank_line(question: Question) -> dict[str, Any]:
    """A question with what can be ticked, the columns of a table, or room to write."""
    kind = Field(question, None, None, editable=False)
    ticks = question.type in (QuestionType.SINGLE, QuestionType.MULTI, QuestionType.BOOLEAN)
    return {
        "question": question,
        "options": kind.box["options"] if ticks else [],
        "columns": columns_of(question) if question.type == QuestionType.TABLE else [],
        "room": question.type in (QuestionType.LONG, QuestionType.TEXT),
    }
