"""A published background note: page, versions, JSON, PDF, Word. It reads `publications` alone."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core import downloads, made_once, pdf
from core.templatetags.portal import day_of
from dialogues.publishing import NOTE
from dialogues.word import wanted
from publications import citations
from publications.models import Publication
from publications.views import public_page
from publications.views.public import pdf_file


@login_not_required
def of_roundtable(request: HttpRequest, year: int, place: int, number: int | None = None) -> HttpResponseBase:
    """The note of a roundtable; version `number` says for ever what it said."""
    return _public(request, f"roundtables/{year}/{place}/note/", number)


@login_not_required
def of_meeting(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponseBase:
    """The note of the policy debate."""
    return _public(request, f"dialogues/{slug}/note/", number)


def _public(request: HttpRequest, path: str, number: int | None) -> HttpResponseBase:
    at_it = Publication.objects.visible_to(request.user).of_kind(NOTE).filter(path=path)
    newest = at_it.order_by("-published_at", "-pk").values_list("reference", flat=True).first()
    if newest is None:
        raise Http404
    return public_page(request, newest, number, lambda one, versions: _page(request, one, versions))


def _page(request: HttpRequest, publication: Publication, versions: list[Publication]) -> HttpResponseBase:
    content = publication.content.content
    if request.GET.get("format") == "json":
        return downloads.as_json({"version": publication.version, "sha256": publication.content.sha256, **content})
    if request.GET.get("format") == "docx":
        return made_once.answer(request, wanted(publication))
    if (printed := pdf_file(request, publication)) is not None:
        return printed
    context = {
        "publication": publication,
        "content": content,
        "about": _about(publication),
        "downloads": _downloads(request),
        "citation": citations.cite(publication),
        "work": citations.cite(publication, every_version=True),
        "superseded": not publication.is_current,
        "newest_url": versions[0].get_absolute_url(),
        "permanent_url": request.build_absolute_uri(publication.version_url()),
        "versions": [
            {
                "label": _("Version %(number)s, %(day)s") % {"number": one.version, "day": day_of(one.published_at)},
                "url": one.version_url(),
                "note": one.note,
                "current": one == publication,
            }
            for one in versions
        ],
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
