"""What a State tells the secretariat beforehand: in preparation, expected by … (R21; P10, P11)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.choices import STATE_ROLES
from core.access import allowed, countries_of
from forum.models import ForumCycle
from reference.models import Country
from reviews.forms.intention import IntentionForm
from reviews.models import Intention
from reviews.steps import drafting


def intention(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """Say it, change it, or take it back. It stands by itself: made with or without a draft."""
    record = _intention_of(request, year, country)
    form = IntentionForm(request.POST or None, initial={"expected_on": record.expected_on})
    if request.method == "POST" and form.is_valid():
        drafting.say_intention(
            record.country, record.cycle, by=request.user, expected_on=form.cleaned_data["expected_on"]
        )
        messages.success(request, _("The secretariat now sees it."))
        return redirect("work")
    context = {
        "form": form,
        "intention": record,
        "said": record.pk is not None,
        "due": record.cycle.reviews_due,
        "trail": [{"label": _("My work"), "url": reverse("work")}, {"label": _("Tell the secretariat")}],
    }
    return render(request, "reviews/intention.html", context)


@require_POST
def take_back(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """The secretariat no longer sees it."""
    record = _intention_of(request, year, country)
    if record.pk is None:
        raise Http404
    drafting.take_intention_back(record, by=request.user)
    messages.success(request, _("Taken back. The secretariat no longer sees it."))
    return redirect("work")


def _intention_of(request: HttpRequest, year: int, country: str) -> Intention:
    """What the State has said, or what it could say; 404 outside its team, 403 for others of the team."""
    code = country.upper()
    if code not in countries_of(request.user, *STATE_ROLES):
        raise Http404
    cycle = get_object_or_404(ForumCycle, year=year)
    said = Intention.objects.visible_to(request.user).filter(country=code, cycle=cycle).select_related("country")
    record: Intention = said.first() or Intention(country=Country.objects.get(pk=code), cycle=cycle)
    if not allowed(request.user, "reviews.change_intention", record):
        raise PermissionDenied(_("Only a focal point of the State tells the secretariat."))
    return record
