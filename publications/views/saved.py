"""The searches that a person keeps: saved from a public list, listed, renamed, deleted (FEATURES O10)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notifications.choices import Choice
from notifications.models import Preference
from publications import steps
from publications.forms import SaveSearchForm, SearchNameForm
from publications.lists import Offer, PublicList, offer_of
from publications.models import SavedSearch
from publications.notifications import SavedSearches

LONGEST = 1_500
"""Characters of a selection that is kept."""


@require_safe
def searches(request: HttpRequest) -> HttpResponse:
    """All of one's own, each with its list, name and rhythm."""
    own = SavedSearch.objects.visible_to(request.user)
    choice = Preference.objects.choice_of(request.user, SavedSearches.name)
    context = {"rows": [_row(one) for one in own], "is_switched_off": choice == Choice.NEVER}
    return render(request, "publications/saved_searches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, kind: str) -> HttpResponse:
    """The selection of the query string, named and kept. 400 where it cannot be one, with the reason."""
    offer = offer_of(kind)
    if offer is None:
        raise Http404
    shown = PublicList(offer.publications(request.user), offer.wanted(request.GET), offer.kinds)
    problems = list(shown.wanted.problems)
    selection = "" if problems else shown.selection()
    if len(selection) > LONGEST:
        problems.append(_("This selection is too long to be kept. Leave out some filters or words."))
    form = SaveSearchForm(request.POST or None, initial={"name": _suggested(offer, shown)})
    if request.method == "POST" and not problems and form.is_valid():
        try:
            saved = steps.save_search(by=request.user, kind=kind, query=selection, **form.cleaned_data)
        except steps.TooManySearches as full:
            form.add_error(None, str(full))
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": saved.name})
            return redirect("publications:saved_searches")
    context = {"form": form, "problems": problems, "list": offer.listing(), "list_url": offer.url(selection)}
    context["selection"] = "" if problems else shown.wanted.in_words()
    status = 400 if problems else 422 if form.errors else 200
    return render(request, "publications/save_search.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name or rhythm."""
    saved = get_object_or_404(SavedSearch.objects.visible_to(request.user), pk=pk)
    form = SearchNameForm(request.POST or None, initial={"name": saved.name, "rhythm": saved.rhythm})
    if request.method == "POST" and form.is_valid():
        steps.change_search(saved, by=request.user, **form.cleaned_data)
        messages.success(request, _("“%(name)s” is saved.") % {"name": form.cleaned_data["name"]})
        return redirect("publications:saved_searches")
    context = {"form": form, **_row(saved)}
    return render(request, "publications/save_search.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep it no longer; a second press finds it gone and says the same."""
    saved = SavedSearch.objects.visible_to(request.user).filter(pk=pk).first()
    if saved is not None:
        steps.delete_search(saved, by=request.user)
    messages.success(request, _("The search is deleted."))
    return redirect("publications:saved_searches")


def _row(saved: SavedSearch) -> dict[str, Any]:
    """A search with its selection in words, and whether that still works."""
    offer = offer_of(saved.kind)
    wanted = offer.wanted(saved.asked) if offer else None
    return {
        "saved": saved,
        "list": offer.listing() if offer else None,
        "selection": wanted.in_words() if wanted else "",
        "list_url": offer.url(saved.query) if offer else "",
        "is_broken": wanted is None or bool(wanted.problems),
    }


def _suggested(offer: Offer, shown: PublicList) -> str:
    """A name to begin with."""
    wanted = shown.wanted
    title = str(offer.listing().title)
    return (f"{title}: {wanted.in_words()}" if wanted.words or wanted.in_use else title)[:120]
