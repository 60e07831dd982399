"""What the public reads of practices; every page here knows `publications` alone."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core import pdf
from core.kept import drawn
from practices import overview
from practices.steps import naming
from publications.choices import Kind, Standing
from publications.models import Publication, PublicationContent
from publications.querysets import PublicationQuerySet
from publications.related import related
from publications.views import (
    Versions,
    json_file,
    linked_data,
    of_version,
    pdf_file,
    points_to,
    public_page,
    whole_list,
)
from reference.models import Country, RegionalCommission

BESIDE = ("practice", "pledge")
"""Of what kinds stand beside a practice that are related to it."""
UNCONFIRMED = timedelta(days=3 * 365 + 1)
"""After so long without a word of its people the page says since when."""


@login_not_required
def published(request: HttpRequest) -> HttpResponseBase:
    """All published practices, newest first, filtered and searched by the query string."""

    def practices() -> PublicationQuerySet:
        return Publication.objects.visible_to(request.user).of_kind(Kind.PRACTICE).current()

    return whole_list(request, [Kind.PRACTICE], practices, overview.listing)


@login_not_required
def public(request: HttpRequest, reference: str, number: int | None = None) -> HttpResponseBase:
    """The newest version, or version `number`, which says for ever what it said."""
    return public_page(request, reference, number, lambda one, versions: _page(request, one, versions), beside=BESIDE)


@login_not_required
def translation(request: HttpRequest, reference: str, number: int, language: str) -> HttpResponseBase:
    """A translation of version `number`; it names its original, and says so where a newer version is there (X7)."""

    def draw(original: Publication, versions: list[Publication]) -> HttpResponseBase:
        same = Publication.objects.visible_to(request.user).filter(reference=reference, version=number)
        found = get_object_or_404(same.exclude(standing=Standing.ORIGINAL).select_related("content"), language=language)
        return _file(request, found) or _translated_page(request, found, original, versions)

    return public_page(request, reference, number, draw)


def _translated_page(
    request: HttpRequest, publication: Publication, original: Publication, versions: list[Publication]
) -> HttpResponseBase:
    kept = publication.content
    files = list(original.files.all())
    context = {
        "publication": publication,
        "original": original,
        "content": kept.content,
        "translator": kept.names[naming.TRANSLATOR]["name"],
        "is_stale": not original.is_current,
        "newest_url": versions[0].get_absolute_url(),
        "pictures": _pictures(original.content.content, files) if files else [],
        "downloads": _downloads(request),
        "trail": [
            {"label": _("Practices"), "url": reverse("practices:list")},
            {"label": publication.reference, "url": original.version_url()},
            {"label": publication.get_language_display()},
        ],
    }
    return render(request, "practices/public_translation.html", context)


def _page(request: HttpRequest, publication: Publication, versions: Versions) -> HttpResponseBase:
    if file := _file(request, publication):
        return file
    context = {
        "publication": publication,
        "permanent_url": request.build_absolute_uri(publication.version_url()),
        "trail": [{"label": _("Practices"), "url": reverse("practices:list")}, {"label": publication.reference}],
        **_named(publication),
        **_pieces(request, publication, versions),
    }
    return render(request, "practices/public.html", context)


def _named(publication: Publication) -> dict[str, Any]:
    """Reviewers who are named as they and its people agreed (A18), and who wrote its plain words, as (code and name of
    the language, name): read apart, so that a name can go at once."""
    facts = publication.facts if publication.is_current else {}
    if not (facts.get("names_reviewers") or facts.get("names_writers")):
        return {}
    beside = PublicationContent.objects.values_list("names", flat=True).get(publication=publication)
    said = {key: one["name"] for key, one in beside.items() if one["name"]}
    return {
        "reviewers": sorted(name for key, name in said.items() if not key.startswith(naming.PLAIN)),
        "writers": [
            (code, language, said[key]) for code, language in settings.LANGUAGES if (key := naming.PLAIN + code) in said
        ],
    }


def _pieces(request: HttpRequest, publication: Publication, versions: Versions) -> dict[str, str]:
    """The linked data, and everything below the breadcrumb: drawn once for what is frozen, and anew when what stands
    beside it changes. No name of a person stands in either."""

    def draw(_keys: Any) -> dict[str, str]:
        content = publication.content.content
        return {
            "text": render_to_string("practices/public_text.html", _context(request, publication, versions, content)),
            "linked_data": linked_data(
                request,
                publication,
                [content["implementer"]["name"]],
                spatialCoverage=[one["name"] for one in content["countries"]],
                about=[one["title"] for one in (*content["main_objectives"], *content["further_objectives"])],
            ),
        }

    hangs_on = [request.build_absolute_uri(request.path), publication.pk, timezone.localdate()]
    hangs_on += [pdf.is_available(), *versions.hangs_on]
    return drawn("practice", dict.fromkeys(("text", "linked_data"), hangs_on), draw)


def _context(
    request: HttpRequest, publication: Publication, versions: list[Publication], content: dict[str, Any]
) -> dict[str, Any]:
    files = list(publication.files.all())
    facts = publication.facts if publication.is_current else {}
    language, known = get_language(), dict(settings.LANGUAGES)
    plain = [{**one, "name": known[one["language"]]} for one in facts.get("plain", []) if one["language"] in known]
    return {
        "translations": _translations(publication),
        "plain": sorted(plain, key=lambda one: one["language"] != language),
        **of_version(request, publication, versions),
        "points_to": points_to(publication),
        "content": content,
        "facts": facts,
        "may_tell": publication.is_current and not facts.get("retired_on"),
        "unconfirmed_since": _unconfirmed_since(facts, versions[-1]) if publication.is_current else None,
        "related": related(publication, "practice", user=request.user) if publication.is_current else [],
        "pledges": related(publication, "pledge", user=request.user) if publication.is_current else [],
        "reviewed": publication.facets.filter(name="review", value="peer_reviewed").exists(),
        "pictures": _pictures(content, files),
        "downloads": _downloads(request),
        "regions": _regions(publication),
        "newest_url": "" if publication.is_current else versions[0].get_absolute_url(),
    }


def _translations(publication: Publication) -> list[dict[str, Any]]:
    """In which languages it is read as well, as its facts say; those of an earlier version say so (X7)."""
    known, standings = dict(settings.LANGUAGES), dict(Standing.choices)
    return [
        {
            **one,
            "name": known.get(one["language"], one["language"]),
            "label": standings.get(one["standing"], ""),
            "url": reverse(
                "practices:public_translation", args=[publication.reference, one["version"], one["language"]]
            ),
            "is_stale": one["version"] != publication.version,
        }
        for one in publication.facts.get("translations", [])
    ]


def _regions(publication: Publication) -> list[dict[str, Any]]:
    """How many of its States lie in each region of the regional reviews, as bars; a map would draw borders (A18).

    Nothing for a practice of one State. A State of two regions counts in both.
    """
    states = Country.objects.filter(publications=publication).order_by()
    pairs = set(states.values_list("pk", "review_regions"))
    total = len({state for state, _region in pairs})
    if total < 2:
        return []
    counted = Counter(region for _state, region in pairs if region)
    return [
        {
            "label": str(one.review_name),
            "value": counted[one.pk],
            "total": total,
            "words": ngettext("%(count)d State", "%(count)d States", counted[one.pk]) % {"count": counted[one.pk]},
        }
        for one in RegionalCommission.objects.filter(pk__in=counted)
    ]


def _unconfirmed_since(facts: dict[str, Any], first: Publication) -> date | None:
    """The day of the last word of its people, where that is three years ago or more (FEATURES A24)."""
    said = facts.get("confirmed_on") or ""
    last = date.fromisoformat(said) if said else timezone.localdate(first.published_at)
    return last if timezone.localdate() - last >= UNCONFIRMED and not facts.get("retired_on") else None


def _pictures(content: dict[str, Any], files: list[Any]) -> list[dict[str, Any]]:
    """Pictures with their words; they were copied in the order in which the text names them."""
    pairs = zip(content["images"], files, strict=False)
    return [{**words, "url": reverse("publications:file", args=[file.pk])} for words, file in pairs]


def _file(request: HttpRequest, publication: Publication) -> HttpResponseBase | None:
    return json_file(request, publication) or pdf_file(request, publication)


def _downloads(request: HttpRequest) -> list[dict[str, Any]]:
    forms = (*(("pdf",) if pdf.is_available() else ()), "json")
    return [{"label": form.upper(), "url": f"{request.path}?format={form}", "data": form == "json"} for form in forms]
