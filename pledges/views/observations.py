"""Observations on a published pledge: sent in from its page, answered by those who pledged (C19)."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core import proof
from core.access import allowed
from core.kept_text import text_is_kept
from core.workflow import MovedOn
from pledges.choices import ObservationStatus
from pledges.forms.observations import AnswerObservationForm, ObservationForm
from pledges.models import Observation
from pledges.steps import observations as steps
from pledges.views.drafting import bodies_of
from pledges.views.joining import drawn, published


@text_is_kept
def observe(request: HttpRequest, reference: str) -> HttpResponse:
    """What was observed, and where that can be read; the secretariat looks at it first."""
    pledge = published(request, reference, "pledges.observe_pledge")
    bodies = steps.observers_of(pledge, bodies_of(request.user))
    form = ObservationForm(request.POST or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        body = said.pop("organisation")
        language = request.LANGUAGE_CODE
        try:
            made = steps.send(pledge, body, by=request.user, language=language, **said)
        except MovedOn as sent_before:
            form.add_error(None, str(sent_before))
            form.replace("form_key", str(uuid4()))
        else:
            messages.success(request, _("Sent. The secretariat looks at it before it is public."))
            return redirect(made)
    context = {"content": None, "title": _("Send an observation"), "button": _("Send"), "bodies": bodies}
    return drawn(request, reference, form, context)


def observation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One observation: for those who wrote it with where it stands, for those who pledged with the box of an answer."""
    seen = Observation.objects.visible_to(request.user).select_related("pledge__organisation", "organisation")
    one = get_object_or_404(seen, pk=pk)
    may_answer = allowed(request.user, "pledges.respond_to_observation", one)
    form = AnswerObservationForm(request.POST or None)
    if request.method == "POST" and "withdraw" in request.POST:
        try:
            steps.withdraw(one, by=request.user)
        except MovedOn as not_now:
            messages.error(request, str(not_now))
        else:
            messages.success(request, _("Taken back."))
        return redirect(one)
    if request.method == "POST" and form.is_valid():
        if one.pledge.is_of_a_state and not proof.is_fresh(request):
            return proof.ask(request)
        try:
            steps.answer(one, by=request.user, text=form.cleaned_data["text"])
        except MovedOn as not_now:
            messages.error(request, str(not_now))
        else:
            messages.success(request, _("Published beside the observation."))
        return redirect(one)
    context = {
        "one": one,
        "form": form if may_answer else None,
        "private": one.status != ObservationStatus.PUBLISHED and _("Visible to those who filed it and the secretariat"),
        "may_withdraw": allowed(request.user, "pledges.withdraw_observation", one),
        "trail": [
            {"label": _("Pledges"), "url": reverse("pledges:list")},
            {"label": one.pledge.reference, "url": reverse("pledges:public", args=[one.pledge.reference])},
            {"label": _("Observation")},
        ],
    }
    return render(request, "pledges/observation.html", context, status=400 if form.errors else 200)
