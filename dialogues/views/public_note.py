"""A published background note: page, versions, JSON, PDF, Word. It reads `publications` alone."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core import made_once, pdf
from core.templatetags.portal import day_of
from dialogues.publishing import NOTE
from publications import printed
from publications.models import Publication
from publications.views import json_file, linked_data, of_version, pdf_file, points_to, public_page_at


@login_not_required
def of_roundtable(request: HttpRequest, year: int, place: int, number: int | None = None) -> HttpResponseBase:
    """The note of a roundtable; version `number` says for ever what it said."""
    return _public(request, f"roundtables/{year}/{place}/note/", number)


@login_not_required
def of_meeting(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponseBase:
    """The note of the policy debate."""
    return _public(request, f"dialogues/{slug}/note/", number)


def _public(request: HttpRequest, path: str, number: int | None) -> HttpResponseBase:
    return public_page_at(request, NOTE, path, number, lambda one, versions: _page(request, one, versions))


def _page(request: HttpRequest, publication: Publication, versions: list[Publication]) -> HttpResponseBase:
    content = publication.content.content
    if file := json_file(request, publication):
        return file
    if request.GET.get("format") == "docx":
        return made_once.answer(request, printed.wanted_in_word(publication, "dialogues.tasks.make_word"))
    if (file := pdf_file(request, publication)) is not None:
        return file
    context = {
        **of_version(request, publication, versions),
        "points_to": points_to(publication),
        "linked_data": linked_data(request, publication, publication.authors),
        "content": content,
        "about": _about(publication),
        "downloads": _downloads(request),
        "trail": [
            {"label": _("Dialogues and roundtables"), "url": reverse("dialogues:list")},
            {"label": content["meeting"]["title"], "url": f"{reverse('home')}{content['meeting']['url']}"},
            {"label": _("Background note")},
        ],
    }
    return render(request, "dialogues/notes/public.html", context)


def _downloads(request: HttpRequest) -> list[dict[str, Any]]:
    offered = [{"label": "PDF", "url": f"{request.path}?format=pdf"}] if pdf.is_available() else []
    return [
        *offered,
        {"label": "Word", "url": f"{request.path}?format=docx"},
        {"label": "JSON", "url": f"{request.path}?format=json", "data": True},
    ]


def _about(publication: Publication) -> list[dict[str, Any]]:
    content = publication.content.content
    return [
        {"label": _("Number"), "value": f"{publication.reference}, {_('version')} {publication.version}"},
        {"label": _("Published"), "value": day_of(publication.published_at)},
        {"label": _("Original language"), "value": publication.get_language_display()},
        {"label": _("Words"), "value": str(content["words"])},
        {"label": _("Fingerprint (SHA-256)"), "value": publication.content.sha256[:16]},
    ]
