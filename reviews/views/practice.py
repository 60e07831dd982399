"""The practice space: where it is opened and emptied. Inside it the pages are those of every draft."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import allowed
from forum.models import ForumCycle
from reviews.choices import ReviewKind
from reviews.models import Questionnaire, VoluntaryReview
from reviews.steps import practice as steps


def practice(request: HttpRequest) -> HttpResponse:
    """What it is, and the button that opens it."""
    form = _form()
    if form is not None and not allowed(request.user, "reviews.practise_with_questionnaire", form):
        raise PermissionDenied(_("The practice space is for the teams of States and for the secretariat."))
    if request.method == "POST" and form is not None:
        return redirect(steps.begin(form, by=request.user))
    context = {
        "form_in_force": form,
        "space": VoluntaryReview.in_practice.of(request.user).select_related("country").first(),
        "trail": [{"label": _("My work"), "url": reverse("work")}, {"label": _("Practice space")}],
    }
    return render(request, "reviews/practice.html", context)


@require_POST
def empty(request: HttpRequest) -> HttpResponse:
    """Empty it now."""
    steps.empty(get_object_or_404(VoluntaryReview.in_practice.of(request.user)), by=request.user)
    messages.success(request, _("The practice space is empty. Nothing of it is kept."))
    return redirect("reviews:practice")


def _form() -> Any:
    """The questionnaire for a new review of the coming forum; where none is in force, that for an update."""
    cycle = ForumCycle.objects.current()
    forms = {form.kind: form for form in Questionnaire.objects.in_force(cycle)} if cycle else {}
    return forms.get(ReviewKind.NEW) or next(iter(forms.values()), None)
