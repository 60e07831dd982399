"""What the pages of one version share, of whatever kind: where it stands, how it is cited, the others, its JSON."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import downloads
from core.templatetags.portal import as_linked_data, day_of
from publications import citations, register
from publications.choices import Kind
from publications.models import Publication
from publications.records import licence_of
from publications.views.public import Versions, public_page

REPORTS = {Kind.REVIEW, Kind.REGIONAL_REVIEW, Kind.PROGRESS, Kind.NOTE}
"""What schema.org calls a report; anything else is a work."""
Draw = Callable[[Publication, Versions], HttpResponseBase]


def public_page_at(request: HttpRequest, kind: str, path: str, number: int | None, draw: Draw) -> HttpResponseBase:
    """`public_page` of the publication at an address; one that was published anew after a withdrawal stands in its
    place. An address that it had before leads to the one of now, for ever (FEATURES O5). 404 where nothing ever was."""
    at_it = Publication.objects.visible_to(request.user).of_kind(kind).filter(path=path)
    newest = at_it.order_by("-published_at", "-pk").values_list("reference", flat=True).first()
    if newest is None:
        raise Http404

    def here(one: Publication, versions: Versions) -> HttpResponseBase:
        if one.path != path:
            return redirect(one.version_url() if number else one.get_absolute_url(), permanent=True)
        return draw(one, versions)

    return public_page(request, newest, number, here)


def json_file(request: HttpRequest, publication: Publication, **today: Any) -> HttpResponseBase | None:
    """The frozen content that `?format=json` asks for, with what is true `today` beside it; None for anything else."""
    if request.GET.get("format") != "json":
        return None
    kept = publication.content
    return downloads.as_json({"version": publication.version, "sha256": kept.sha256, **kept.content, **today})


def of_version(request: HttpRequest, publication: Publication, versions: list[Publication]) -> dict[str, Any]:
    """For the context of a page: the version, its citation, whether it is the newest, and `versions` to choose from."""
    return {
        "publication": publication,
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
    }


def points_to(publication: Publication) -> list[dict[str, str]]:
    """The recommendations of the Secretary-General that a text names, each with its anchor on their page; one query."""
    named = publication.facets.filter(name=register.RECOMMENDATION).order_by("value").values_list("value", flat=True)
    return [{"label": one, "anchor": one.lower().replace("/", "-").replace("#", "-")} for one in named]


def linked_data(request: HttpRequest, publication: Publication, authors: Iterable[str], **more: Any) -> SafeString:
    """The version in the words of schema.org, as a block of data that no browser runs and no text can leave (O11)."""
    licence = licence_of(publication.kind)
    said = {
        "@context": "https://schema.org",
        "@type": "Report" if publication.kind in REPORTS else "CreativeWork",
        "name": publication.title,
        "identifier": publication.reference,
        "version": publication.version,
        "inLanguage": publication.language,
        "datePublished": publication.published_at.date().isoformat(),
        "url": request.build_absolute_uri(publication.version_url()),
        "author": [{"@type": "Organization", "name": name} for name in authors if name],
        **({"abstract": publication.summary} if publication.summary else {}),
        **({"license": licence.url} if licence else {}),
        **more,
    }
    return as_linked_data(said)
