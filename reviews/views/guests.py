"""Named readers from outside: what a focal point sees of them, and what they see of the draft (FEATURES U9).

A guest's pages have addresses of their own, without year and State. Nothing on them leads into the draft.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core import downloads, proof
from core.access import allowed
from core.models import Act
from core.workflow import MovedOn, NotReady
from reference import catalogue
from reviews.checks import covered_objectives
from reviews.choices import Repeat
from reviews.forms.guests import GuestForm
from reviews.models import GuestReader
from reviews.sections import SectionForGuest, section_for, sections_for
from reviews.steps import guests as steps
from reviews.support import text_of
from reviews.views.team import managed, trail_in_team

GONE = 410


# --- for the focal point


def invite(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """A name, an address, sections, a last day."""
    review = managed(request, year, country)
    if not proof.is_fresh(request):
        return proof.ask(request)
    form = GuestForm(request.POST or None, sections=review.questionnaire.sections.all())
    if request.method == "POST" and form.is_valid():
        try:
            guest = steps.invite(review, by=request.user, **form.cleaned_data)
        except NotReady as problems:
            form.add_error("email", problems.texts)
        else:
            messages.success(request, _("Invited: %(address)s.") % {"address": guest.email})
            return redirect("reviews:team", **review.address)
    trail = trail_in_team(review, _("Invite a guest reader"))
    return render(request, "reviews/guest_invite.html", {"review": review, "form": form, "trail": trail})


def invited(request: HttpRequest, year: int, country: str, pk: Any) -> HttpResponse:
    """One guest: what may be read, and each thing that happened."""
    review = managed(request, year, country)
    guest = get_object_or_404(review.guests.visible_to(request.user).select_related("ended_by"), pk=pk)
    sections = list(guest.sections.all())
    by_code = {section.code: section for section in sections}
    acts = Act.objects.visible_to(request.user).filter(object_id=str(guest.pk)).select_related("by")
    context = {
        "review": review,
        "guest": guest,
        "sections": sections,
        "acts": [(act, by_code.get(act.detail)) for act in acts],
        "trail": trail_in_team(review, str(guest)),
    }
    return render(request, "reviews/guest_invited.html", context)


@require_POST
def end(request: HttpRequest, year: int, country: str, pk: Any) -> HttpResponse:
    """Take the access away, with one press."""
    review = managed(request, year, country)
    guest = get_object_or_404(review.guests.visible_to(request.user), pk=pk)
    try:
        steps.end(guest, by=request.user)
    except MovedOn as moved:
        messages.info(request, str(moved))
    else:
        messages.success(request, _("%(person)s no longer reads anything of this review.") % {"person": guest})
    return redirect("reviews:team", **review.address)


# --- for the guest


@never_cache
def guest(request: HttpRequest, pk: Any) -> HttpResponse:
    """The invitation, then the sections that it names. Every address that is not this account's says the same."""
    found = _guests().filter(pk=pk).first()
    if found is not None and found.person_id == request.user.pk:
        return _list(request, found)
    if found is None or not steps.may_accept(found, request.user):
        return render(request, "reviews/guest_unknown.html", status=404)
    if request.method == "POST":
        steps.accept(found, by=request.user)
        return redirect("reviews:guest", pk=pk)
    return render(request, "reviews/guest_offer.html", {"guest": found})


@never_cache
def section(request: HttpRequest, pk: Any, code: str, objective: int | None = None) -> HttpResponse:
    """One of the sections, for reading only; where it asks about each objective, its page about one of them."""
    shown = _shown(request, pk, code)
    if shown is None:
        return _ended(request)
    marks = _marks(shown)
    if objective is not None and objective not in marks:
        raise Http404
    if objective is None and marks:
        return redirect("reviews:guest_objective", pk=pk, code=code, objective=marks[0])
    steps.read(shown, by=request.user)
    context = {
        "guest": shown.guest,
        "section": shown.place.section,
        "objective": catalogue.objectives().get(objective) if objective else None,
        "marks": [
            {
                "number": one,
                "url": reverse("reviews:guest_objective", args=[pk, code, one]),
                "current": one == objective,
            }
            for one in marks
        ],
        **text_of(shown.place, objective),
    }
    return render(request, "reviews/guest_section.html", context)


@never_cache
def file(request: HttpRequest, pk: Any, code: str, file: Any) -> HttpResponseBase:
    """A file of an answer in one of the sections."""
    shown = _shown(request, pk, code)
    if shown is None:
        return _ended(request)
    standing = shown.guest.review.attachments.standing().filter(question__section=shown.place.section)
    record = get_object_or_404(standing, pk=file)
    steps.read(shown, by=request.user)
    return downloads.file_response(record.file, name=record.name, content_type=record.content_type)


def _guests() -> Any:
    return GuestReader.objects.select_related("review__country", "review__cycle", "review__questionnaire", "invited_by")


def _list(request: HttpRequest, found: GuestReader) -> HttpResponse:
    shown = [one for one in sections_for(found) if allowed(request.user, "reviews.read_as_guest", one)]
    sections = [one.place.section for one in shown]
    if not sections:
        return _ended(request)
    return render(request, "reviews/guest.html", {"guest": found, "sections": sections})


def _shown(request: HttpRequest, pk: Any, code: str) -> SectionForGuest | None:
    """The section, or None where the invitation is over; 404 to others, and for every section that it does not name."""
    found = get_object_or_404(_guests().filter(person=request.user.pk), pk=pk)
    shown = section_for(found, code)
    if shown.place.section.pk not in shown.named:
        raise Http404
    return shown if allowed(request.user, "reviews.read_as_guest", shown) else None


def _ended(request: HttpRequest) -> HttpResponse:
    return render(request, "reviews/guest_ended.html", status=GONE)


def _marks(shown: SectionForGuest) -> list[int]:
    is_each = shown.place.section.repeat == Repeat.EACH_OBJECTIVE
    return [*covered_objectives(shown.guest.review)] if is_each else []
