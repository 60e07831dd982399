"""The questionnaire on paper, from the browser's own print: as it stands, or blank."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from core.access import is_secretariat
from core.templatetags.portal import clock
from reviews import paper
from reviews.choices import QuestionType
from reviews.fields import Field
from reviews.models import Questionnaire, VoluntaryReview
from reviews.question_types.table import columns_of
from reviews.sections import readable, sections_in
from reviews.views.fill import reviews_of


def as_it_stands(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """Every section that this person may read with its answers, "Draft, not submitted" on every sheet."""
    review: VoluntaryReview = get_object_or_404(reviews_of(request.user, {"year": year, "country": country}))
    codes = {place.section.code for place in readable(request.user, sections_in(review))}
    context = {**paper.content(review, codes, request.user), "at": clock(timezone.now())}
    return render(request, "reviews/paper.html", context)


@login_not_required
def blank(request: HttpRequest, pk: int) -> HttpResponse:
    """The blank form, to circulate before anybody signs in; what is in force is no secret (FEATURES R14)."""
    form = get_object_or_404(Questionnaire.objects.visible_to(request.user).select_related("cycle"), pk=pk)
    parts = [
        {"section": part.section, "lines": [_blank_line(field) for field in part.fields]}
        for part in paper.blank_parts(form)
    ]
    desk = reverse("admin:reviews_questionnaire_change", args=[form.pk]) if is_secretariat(request.user) else ""
    return render(request, "reviews/paper_blank.html", {"questionnaire": form, "parts": parts, "desk_url": desk})


def _blank_line(field: Field) -> dict[str, Any]:
    """A question with what can be ticked, the columns of a table, or room to write."""
    question = field.question
    ticks = question.type in (QuestionType.SINGLE, QuestionType.MULTI, QuestionType.BOOLEAN)
    return {
        "question": question,
        "options": field.box["options"] if ticks else [],
        "columns": columns_of(question) if question.type == QuestionType.TABLE else [],
        "room": question.type in (QuestionType.LONG, QuestionType.TEXT),
    }
