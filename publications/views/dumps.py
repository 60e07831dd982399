"""The nightly files, and what a program needs to check them."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from core import downloads, limits
from publications import dumps
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
