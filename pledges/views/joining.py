"""From the public page of a pledge: adopting a common one, offering to take part in one that seeks partners."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import OrganisationKind
from core import proof
from core.access import allowed
from core.kept_text import text_is_kept
from core.workflow import MovedOn, NotReady
from pledges.forms.partners import AdoptForm, OfferForm
from pledges.models import Pledge
from pledges.steps import joining as steps
from pledges.views.drafting import bodies_of


def published(request: HttpRequest, reference: str, permission: str) -> Pledge:
    """A published pledge by its number; 403 with a sentence where it is not open for this."""
    pledge = get_object_or_404(Pledge.objects.published().select_related("organisation"), reference=reference)
    if not allowed(request.user, permission, pledge):
        raise PermissionDenied(_("You do not have the right to do this, or it is not open now."))
    return pledge


def adopt(request: HttpRequest, reference: str) -> HttpResponse:
    """The text, and the button that makes it the commitment of one's own body too. A State proves again who it is."""
    pledge = published(request, reference, "pledges.adopt_pledge")
    version = pledge.published_version()
    bodies = bodies_of(request.user).exclude(pk=pledge.organisation_id)
    form = AdoptForm(request.POST or None, bodies=bodies, initial={"agreed_to": version.commitment})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["organisation"].kind == OrganisationKind.STATE and not proof.is_fresh(request):
            return proof.ask(request)
        try:
            steps.adopt(pledge, said.pop("organisation"), by=request.user, **said)
        except (NotReady, MovedOn) as not_now:
            form.add_error(None, str(not_now))
            form.replace("agreed_to", version.commitment)
        else:
            messages.success(request, _("Adopted. Your organisation stands on the public page."))
            return redirect("pledges:public", reference=reference)
    context = {"content": version.content, "title": _("Adopt this pledge"), "button": _("Adopt it")}
    return drawn(request, reference, form, {**context, "bodies": bodies})


@text_is_kept
def offer(request: HttpRequest, reference: str) -> HttpResponse:
    """What one would bring; those who made the pledge answer."""
    pledge = published(request, reference, "pledges.offer_to_pledge")
    bodies = bodies_of(request.user).exclude(pk=pledge.organisation_id)
    form = OfferForm(request.POST or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            steps.offer(pledge, said.pop("organisation"), by=request.user, **said)
        except (NotReady, MovedOn) as not_now:
            form.add_error(None, str(not_now))
        else:
            messages.success(request, _("Sent. Those who made the pledge answer; nobody else sees your offer."))
            return redirect("pledges:public", reference=reference)
    context = {"content": None, "title": _("Offer to take part"), "button": _("Send the offer")}
    return drawn(request, reference, form, {**context, "bodies": bodies})


def drawn(request: HttpRequest, reference: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    """The page of a form that begins on a public page."""
    trail = [
        {"label": _("Pledges"), "url": reverse("pledges:list")},
        {"label": reference, "url": reverse("pledges:public", args=[reference])},
        {"label": context["title"]},
    ]
    page = {"form": form, "reference": reference, "trail": trail, **context}
    return render(request, "pledges/join.html", page, status=400 if form.errors else 200)
