"""Pledges in figures: those of today, and those that were frozen after a quarter (C18)."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import downloads
from pledges import figures as made
from pledges.views.public import of_any
from publications.models import Publication
from publications.views import cacheable, json_file, public_page

MOST = 40
"""Quarters that are listed: ten years."""


@login_not_required
def figures(request: HttpRequest) -> HttpResponseBase:
    """Every figure of the register as it stands, with its definition, query, day and rows."""
    shown = made.register_list()
    frozen = list(Publication.objects.current().of_kind(made.KIND).order_by("-reference")[:MOST])
    parts = [shown.count, [one.pk for one in frozen]]
    return cacheable(request, parts, lambda: _page(request, shown, frozen), changed=shown.changed)


def _page(request: HttpRequest, shown: Any, frozen: list[Publication]) -> HttpResponseBase:
    found, today = made.figures_of(shown), timezone.now()
    form = request.GET.get("format", "")
    if form == "json":
        rows = [{**one._asdict(), "address": _address(request, one.query)} for one in found]
        return downloads.as_json({"as_of": today.isoformat(), "figures": rows})
    if form == "csv":
        cells = ([*one, _address(request, one.query), today.date().isoformat()] for one in found)
        return downloads.as_csv("pledge-figures", (*made.Figure._fields, "address", "as_of"), cells)
    context = {
        "figures": found,
        "as_of": today.isoformat(),
        "list_url": request.build_absolute_uri(reverse("pledges:list")),
        "frozen": frozen,
        "trail": [{"label": _("Pledges"), "url": reverse("pledges:list")}, {"label": _("In figures")}],
    }
    return render(request, "pledges/figures.html", context)


def _address(request: HttpRequest, query: str) -> str:
    return request.build_absolute_uri(f"{reverse('pledges:list')}?{query}".rstrip("?"))


@login_not_required
def frozen(request: HttpRequest, reference: str, number: int | None = None) -> HttpResponseBase:
    """The figures of a quarter as they were frozen, with their rows as a file, to be cited."""
    return public_page(request, reference, number, lambda one, versions: _frozen(request, one, versions))


def _frozen(request: HttpRequest, publication: Publication, versions: list[Publication]) -> HttpResponseBase:
    content = publication.content.content
    if file := json_file(request, publication):
        return file
    context = {
        **of_any(request, publication, versions),
        "content": content,
        "figures": [made.Figure(**one) for one in content["figures"]],
        "as_of": content["as_of"],
        "list_url": request.build_absolute_uri(reverse("pledges:list")),
        "trail": [
            {"label": _("Pledges"), "url": reverse("pledges:list")},
            {"label": _("In figures"), "url": reverse("pledges:figures")},
            {"label": content["quarter"]},
        ],
    }
    return render(request, "pledges/figures_frozen.html", context)
