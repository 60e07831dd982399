"""The nightly files, and what a program needs to check them."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import downloads, limits
from publications import counts, dumps
from publications.filters import PublicationFilter
from publications.lists import offer_of
from publications.models import Dump
from publications.views.public import cacheable


@login_not_required
@require_safe
def dump(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of all that is published; missing once something in it was withdrawn."""
    if refused := limits.too_often(request, "list taken away"):
        return refused
    file = _file(request, name)
    return cacheable(
        request,
        [file["sha256"]],
        lambda: downloads.file_response(default_storage.open(file["place"]), name=name, content_type=dumps.TYPE),
    )


@login_not_required
@require_safe
def checksum(request: HttpRequest, name: str) -> HttpResponse:
    """Its fingerprint as `sha256sum --check` reads it."""
    file = _file(request, name)
    return HttpResponse(f"{file['sha256']}  {name}\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def newest(request: HttpRequest, form: str) -> HttpResponse:
    """The way to the newest file of a form."""
    for one in Dump.objects.visible_to(request.user)[:1]:
        for file in one.files:
            if file["format"] == form:
                return redirect("dump", name=file["name"])
    raise Http404


@login_not_required
@require_safe
def figure(request: HttpRequest) -> HttpResponseBase:
    """How many records fit a selection, counted on the files of one night (`snapshot`), with what it takes to count
    them again (FEATURES O17); `list` is the kind of a list, `?format=json` the same for programs. 400 names what is
    wrong with the selection."""
    if refused := limits.too_often(request, "list taken away"):
        return refused
    offer = offer_of(request.GET.get("list", ""))
    wanted = offer.wanted(request.GET) if offer else PublicationFilter(request.GET, (), sorted(counts.COLUMNS))
    problems = [*wanted.problems]
    if wanted.words:
        problems.append(_("Words are not counted here: what they find changes with the search. Leave them out."))
    if problems:
        return render(request, "publications/figure.html", {"problems": problems}, status=400)
    snapshots = [one for one in Dump.objects.visible_to(request.user)[: dumps.KEPT] if dumps.facets_of(one)]
    asked = request.GET.get("snapshot", "")
    snapshot = next((one for one in snapshots if asked in ("", str(one))), None)
    if snapshot is None and asked:
        raise Http404
    kind = {"list": offer.kind} if offer else {}
    context: dict[str, Any] = {"snapshot": snapshot, "others": snapshots, "words": wanted.in_words(), "offer": offer}
    context |= {"title": offer.listing().title if offer else _("Everything published")}
    context |= {"today": f"{offer.url() if offer else reverse('search')}?{wanted.selection()}".rstrip("?")}
    context |= {"query": wanted.selection(**kind)}
    if snapshot is None:
        return render(request, "publications/figure.html", context)

    def make() -> HttpResponseBase:
        values = {name: wanted.values(name) for name in wanted.in_use}
        number = dumps.count(file, {**({"record": offer.kinds} if offer else {}), **values})
        address = f"{settings.SITE_URL}{request.path}?{wanted.selection(**kind, snapshot=str(snapshot))}"
        said = {"number": number, "snapshot": str(snapshot), "address": address}
        said |= {"file": _address(file["name"]), "sha256": file["sha256"]}
        if request.GET.get("format") == "json":
            return downloads.as_json({**said, "selection": context["words"], "list": str(context["title"])})
        return render(request, "publications/figure.html", {**said, **context})

    file = dumps.facets_of(snapshot) or {}
    return cacheable(request, [file["sha256"], len(snapshots)], make)


def as_said(one: Dump) -> dict[str, Any]:
    """A dump with the addresses of its files, for pages and programs."""
    files = [
        {**{name: file[name] for name in ("format", "name", "size", "sha256")}, "url": _address(file["name"])}
        for file in one.files
    ]
    return {"reference": str(one), "made": one.made_at.isoformat(), "records": one.records, "files": files}


def _address(name: str) -> str:
    return settings.SITE_URL + reverse("dump", args=[name])


def _file(request: HttpRequest, name: str) -> dict[str, Any]:
    day = name.removeprefix("publications-")[:10]
    for one in Dump.objects.visible_to(request.user).filter(day__in=_days(day)):
        for file in one.files:
            if file["name"] == name and default_storage.exists(file["place"]):
                return dict(file)
    raise Http404


def _days(text: str) -> list[date]:
    """The day that `text` names, or none."""
    try:
        day = parse_date(text)
    except ValueError:
        return []
    return [day] if day else []
