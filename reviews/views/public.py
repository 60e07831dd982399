"""What the public reads of voluntary reviews; every page here knows `publications` alone."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core import downloads
from core.templatetags.portal import day_of
from publications.models import Publication
from reviews.models.draft import reference_of
from reviews.views.reading import reading_context

COLUMNS = ("reference", "version", "section", "objective", "question", "label", "standing", "answer")


@login_not_required
def public(
    request: HttpRequest, year: int, country: str, number: int | None = None, round: str = "forum"
) -> HttpResponse:
    """The newest version, or version `number`, which says for ever what it said."""
    versions = list(
        Publication.objects.visible_to(request.user)
        .filter(reference=reference_of(round, year, country.upper()), standing="original")
        .select_related("cycle", "content")
        .order_by("-version")
    )
    chosen = [one for one in versions if (one.is_current if number is None else one.version == number)]
    if not chosen:
        raise Http404
    publication = chosen[0]
    if publication.withdrawn_at:
        return render(request, "publications/withdrawn.html", {"publication": publication}, status=410)
    return _table(request, publication) or render(
        request,
        f"reviews/public_{publication.content.content['form']}.html",
        {"publication": publication, "versions": versions, **_context(request, publication, versions)},
    )


def _table(request: HttpRequest, publication: Publication) -> HttpResponse | None:
    """The answers as the file that `?format=` asks for, if it does."""
    content, wanted = publication.content.content, request.GET.get("format", "")
    name = f"{publication.reference}-v{publication.version}"
    if wanted == "json":
        return downloads.as_json({"version": publication.version, "sha256": publication.content.sha256, **content})
    if content["form"] != "answers":
        return None
    if wanted == "csv":
        return downloads.as_csv(name, COLUMNS, _rows(publication))
    if wanted == "xlsx":
        about = {
            _("Reference"): publication.reference,
            _("Version"): str(publication.version),
            _("Address"): request.build_absolute_uri(request.path),
            _("Published"): publication.published_at.isoformat(),
        }
        return downloads.as_xlsx(name, COLUMNS, _rows(publication), about)
    return None


def _rows(publication: Publication) -> list[tuple[Any, ...]]:
    return [
        (
            publication.reference,
            publication.version,
            part["title"],
            part["objective"]["number"] if part["objective"] else "",
            answer["key"],
            answer["label"],
            answer["standing"],
            answer["plain"],
        )
        for part in publication.content.content["sections"]
        for answer in part["answers"]
    ]


def _context(request: HttpRequest, publication: Publication, versions: list[Publication]) -> dict[str, Any]:
    content = publication.content.content
    newest = versions[0]
    context = {
        "content": content,
        "eyebrow": _("Voluntary review"),
        "facts": _facts(publication),
        "downloads": _downloads(request, content),
        "files": [
            {"label": file.name, "url": reverse("publications:file", args=[file.pk]), "lang": file.language}
            for file in publication.files.all()
        ],
        "superseded": not publication.is_current,
        "newest_url": address_of(newest),
        "permanent_url": request.build_absolute_uri(address_of(publication, versioned=True)),
        "versions": [
            {
                "label": _("Version %(number)s, %(day)s")
                % {"number": one.version, "day": day_of(one.published_at)},
                "url": address_of(one, versioned=True),
                "current": one == publication,
            }
            for one in versions
        ],
        "trail": [
            {"label": _("Voluntary reviews"), "url": reverse("reviews:list")},
            {"label": publication.reference},
        ],
    }
    return context | (reading_context(content) if content["form"] == "answers" else {})


def address_of(publication: Publication, *, versioned: bool = False) -> str:
    """The address of a published review, of its newest version or of this very one."""
    kind, year, country = publication.reference.split("-")
    name = ("regional" if kind == "RR" else "public") + ("_version" if versioned else "")
    kwargs = {"year": int(year), "country": country.lower()}
    if versioned:
        kwargs["number"] = publication.version
    return reverse(f"reviews:{name}", kwargs=kwargs)


def _facts(publication: Publication) -> list[dict[str, Any]]:
    content = publication.content.content
    received = publication.received_at
    return [
        {"label": _("State"), "value": content["country"]["name"]},
        {"label": _("Prepared for"), "value": content["cycle"]["name"]},
        {"label": _("Reference"), "value": f"{publication.reference}, {_('version')} {publication.version}"},
        {"label": _("Received"), "value": day_of(received) if received else content.get("received_on", "")},
        {"label": _("Published"), "value": day_of(publication.published_at)},
        {"label": _("Original language"), "value": publication.get_language_display()},
        {"label": _("Fingerprint (SHA-256)"), "value": publication.content.sha256[:16]},
    ]


def _downloads(request: HttpRequest, content: dict[str, Any]) -> list[dict[str, Any]]:
    formats = ("csv", "xlsx", "json") if content["form"] == "answers" else ("json",)
    return [
        {"label": wanted.upper(), "url": f"{request.path}?format={wanted}", "data": True} for wanted in formats
    ]
