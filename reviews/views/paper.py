"""The questionnaire on paper, from the browser's own print: as it stands, or blank."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import made_once
from core.access import is_secretariat
from core.templatetags.portal import clock
from reviews import paper
from reviews.choices import QuestionnaireStatus, QuestionType
from reviews.fields import Field
from reviews.models import Questionnaire, VoluntaryReview
from reviews.question_types.table import columns_of
from reviews.sections import readable, sections_in
from reviews.steps import copies
from reviews.views.fill import reviews_of


def as_it_stands(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """Every section that this person may read with its answers, "Draft, not submitted" on every sheet."""
    review: VoluntaryReview = get_object_or_404(reviews_of(request.user, {"year": year, "country": country}))
    codes = {place.section.code for place in readable(request.user, sections_in(review))}
    context = {**paper.content(review, codes, request.user), "at": clock(timezone.now())}
    return render(request, "reviews/paper.html", context)


@login_not_required
def questionnaires(request: HttpRequest) -> HttpResponse:
    """The forms that reviews are or were written in, newest forum first; what is in force is no secret (R14)."""
    forms = list(Questionnaire.objects.visible_to(AnonymousUser()).select_related("cycle"))
    context = {
        "in_force": [form for form in forms if form.status == QuestionnaireStatus.IN_FORCE],
        "replaced": [form for form in forms if form.status == QuestionnaireStatus.REPLACED],
        "trail": [{"label": _("Voluntary reviews"), "url": reverse("reviews:list")}, {"label": _("The questionnaire")}],
    }
    return render(request, "reviews/questionnaires.html", context)


@login_not_required
def blank(request: HttpRequest, pk: int) -> HttpResponse:
    """The blank form, to circulate before anybody signs in; what is in force is no secret (FEATURES R14)."""
    form = get_object_or_404(Questionnaire.objects.visible_to(request.user).select_related("cycle"), pk=pk)
    parts = [
        {"section": part.section, "lines": [_blank_line(field) for field in part.fields]}
        for part in paper.blank_parts(form)
    ]
    desk = reverse("admin:reviews_questionnaire_change", args=[form.pk]) if is_secretariat(request.user) else ""
    return render(
        request,
        "reviews/paper_blank.html",
        {
            "questionnaire": form,
            "parts": parts,
            "desk_url": desk,
            "files": _blank_files(form),
            "trail": [
                {"label": _("Voluntary reviews"), "url": reverse("reviews:list")},
                {"label": _("The questionnaire"), "url": reverse("reviews:questionnaires")},
                {"label": str(form.title)},
            ],
        },
    )


@login_not_required
def blank_word(request: HttpRequest, pk: int, language: str) -> HttpResponseBase:
    """The blank form in Word, in one of the six languages; only of what is or was in force, for it never changes."""
    forms = Questionnaire.objects.visible_to(request.user).select_related("cycle")
    form = get_object_or_404(forms.exclude(status__in=(QuestionnaireStatus.DRAFT, QuestionnaireStatus.PROPOSED)), pk=pk)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return made_once.answer(request, copies.blank_wanted(form, language))


def _blank_files(form: Questionnaire) -> list[dict[str, str]]:
    """The form in Word in each language that it is written in; none of a draft, which still changes."""
    if form.status in (QuestionnaireStatus.DRAFT, QuestionnaireStatus.PROPOSED):
        return []
    written = [(code, name) for code, name in settings.LANGUAGES if code in form.titles]
    return [
        {"label": f"Word, {name}", "url": reverse("reviews:blank_word", args=[form.pk, code])} for code, name in written
    ]


def _blank_line(field: Field) -> dict[str, Any]:
    """A question with what can be ticked, the columns of a table, or room to write."""
    question = field.question
    ticks = question.type in (QuestionType.SINGLE, QuestionType.MULTI, QuestionType.BOOLEAN, QuestionType.RANKED)
    return {
        "question": question,
        "condition": field.condition,
        "options": field.box["options"] if ticks else [],
        "columns": columns_of(question) if question.type == QuestionType.TABLE else [],
        "mark": f"1–{question.ranks}: ___" if question.type == QuestionType.RANKED else "☐",
        "room": question.type in (QuestionType.LONG, QuestionType.TEXT),
    }
