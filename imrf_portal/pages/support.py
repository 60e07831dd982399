"""“Let support look”: one page of one's own work, read by one named officer, for a day (FEATURES U11).

Nobody signs in as another (RELIABILITY S15). The page is drawn from the record by its app, for reading; what may be
shown is asked of the rules again at each look, for whoever shows it.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import steps
from accounts.forms import SupportForm
from accounts.models import SupportLook, neutral
from core.access import allowed, fresh
from core.overview import Shown
from core.workflow import MovedOn
from imrf_portal.pages import overviews

GONE = 410


def let_look(request: HttpRequest) -> HttpResponse:
    """Say what it means, choose an officer; `page` is the path of the page from which one comes."""
    page = request.GET.get("page", "")
    shown = shown_of(request.user, page)
    if shown is None:
        raise Http404
    form = SupportForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        officer = form.cleaned_data["officer"]
        steps.let_look(neutral(page), officer, by=request.user, country=shown.country)
        messages.success(request, _("%(officer)s can read this page for 24 hours.") % {"officer": officer})
        return HttpResponseRedirect(page)
    return render(request, "pages/support_open.html", {"form": form, "title": shown.title, "back": page})


@never_cache
def look(request: HttpRequest, pk: Any) -> HttpResponse:
    """The page, for the officer named; whoever shows it is led to the page itself."""
    found = get_object_or_404(SupportLook.objects.visible_to(request.user).select_related("opened_by"), pk=pk)
    if found.officer_id != request.user.pk:
        return HttpResponseRedirect(found.url)
    shown = shown_of(found.opened_by, found.url) if allowed(request.user, "accounts.look_as_support", found) else None
    if shown is None:
        return render(request, "pages/support_ended.html", {"look": found}, status=GONE)
    steps.look(found, by=request.user)
    text = render_to_string(shown.template, shown.context)
    return render(request, "pages/support_look.html", {"look": found, "shown": shown, "text": text})


@require_POST
def end(request: HttpRequest, pk: Any) -> HttpResponse:
    """End it, with one press."""
    found = get_object_or_404(SupportLook.objects.visible_to(request.user), pk=pk)
    try:
        steps.end_look(found, by=request.user)
    except MovedOn as moved:
        messages.info(request, str(moved))
    else:
        messages.success(request, _("It has ended: nobody of the secretariat can read the page any more."))
    return redirect("work") if found.officer_id == request.user.pk else HttpResponseRedirect(found.url)


def shown_of(person: Any, page: str) -> Shown | None:
    """What `person` may show of the page at the path `page`, with the rights of this moment; None for nothing."""
    if person is None or not person.is_active:
        return None
    try:
        match = resolve(page)
    except Resolver404:
        return None
    for overview in overviews():
        if match.view_name in getattr(overview, "SUPPORT", {}):
            found: Shown | None = overview.SUPPORT[match.view_name](fresh(person), **match.kwargs)
            return found
    return None
