"""What the public reads of voluntary reviews; every page here knows `publications` alone."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from core import downloads, made_once, pdf
from core.kept import one_drawn
from core.templatetags.portal import day_of
from publications import citations, coverage, printed
from publications.choices import Kind, Standing
from publications.models import Publication
from publications.querysets import PublicationQuerySet
from publications.views import Versions, json_file, linked_data, pdf_file, public_page, whole_list
from reviews import overview
from reviews.languages import in_words
from reviews.models.draft import reference_of
from reviews.views.reading import reading_context

BESIDE = (Kind.PLEDGE, Kind.PRACTICE)
"""Kinds of which what the same State has published stands beside its review."""
HANGS_ON = (Kind.REVIEW, *BESIDE)
"""And the review that this one updates: withdrawn, its words stand there no more."""
MOST_BESIDE = 5
COLUMNS = ("reference", "version", "section", "objective", "question", "label", "standing", "answer")


@login_not_required
def published(request: HttpRequest) -> HttpResponseBase:
    """All published reviews, newest first, filtered by the query string; `?format=` takes them along."""

    def reviews() -> PublicationQuerySet:
        return Publication.objects.visible_to(request.user).of_kind(Kind.REVIEW).current()

    return whole_list(request, [Kind.REVIEW], reviews, overview.listing)


@login_not_required
def public(
    request: HttpRequest, year: int, country: str, number: int | None = None, round: str = "forum"
) -> HttpResponseBase:
    """The newest version, or version `number`, which says for ever what it said."""
    reference = reference_of(round, year, country.upper())
    return public_page(request, reference, number, lambda one, versions: _page(request, one, versions), beside=HANGS_ON)


@login_not_required
def translated(request: HttpRequest, year: int, country: str, number: int, language: str) -> HttpResponseBase:
    """Version `number` in a further language, as its State wrote it; 404 where there is none."""

    def draw(original: Publication, versions: Versions) -> HttpResponseBase:
        texts = Publication.objects.visible_to(request.user).filter(reference=original.reference, version=number)
        found = texts.exclude(standing=Standing.ORIGINAL).filter(language=language).select_related("cycle").first()
        if found is None:
            raise Http404
        return _page(request, found, versions)

    return public_page(request, reference_of("forum", year, country.upper()), number, draw, beside=HANGS_ON)


def _page(request: HttpRequest, publication: Publication, versions: Versions) -> HttpResponseBase:
    if "format" in request.GET and (file := _table(request, publication) or _to_read(request, publication)):
        return file
    context = {
        "publication": publication,
        "permanent_url": request.build_absolute_uri(publication.version_url()),
        "trail": [
            {"label": _("Voluntary reviews"), "url": reverse("reviews:list")},
            {"label": publication.reference},
        ],
        "text": _text(request, publication, versions),
    }
    return render(request, "reviews/public.html", context)


def _text(request: HttpRequest, publication: Publication, versions: Versions) -> str:
    """Everything below the breadcrumb, and the linked data. It is drawn once for what is frozen; no name of a person
    stands in it."""

    def draw() -> str:
        content = publication.content.content
        drawn = render_to_string(f"reviews/public_{content['form']}.html", _context(request, publication, versions))
        return drawn + linked_data(request, publication, [content["country"]["name"]])

    hangs_on = [request.build_absolute_uri(request.path), publication.pk, pdf.is_available(), *versions.hangs_on]
    return one_drawn("review", hangs_on, draw)


def _table(request: HttpRequest, publication: Publication) -> HttpResponseBase | None:
    """The answers as the file that `?format=` asks for, if it does."""
    content, wanted = publication.content.content, request.GET.get("format", "")
    name = printed.file_name(publication)
    if file := json_file(request, publication):
        return file
    if content["form"] != "answers":
        return None
    if wanted in ("csv", downloads.UNMARKED):
        return downloads.as_csv(name, COLUMNS, _rows(publication), marked=wanted == "csv")
    if wanted == "xlsx":
        about = {
            _("Reference"): publication.reference,
            _("Version"): str(publication.version),
            _("Address"): request.build_absolute_uri(request.path),
            _("Published"): publication.published_at.isoformat(),
        }
        return downloads.as_xlsx(name, COLUMNS, _rows(publication), about)
    return None


def _to_read(request: HttpRequest, publication: Publication) -> HttpResponseBase | None:
    """As PDF or in Word. A review that came as a file is its own."""
    if publication.content.content["form"] != "answers":
        return None
    if request.GET["format"] == "docx":
        return made_once.answer(request, printed.wanted_in_word(publication, "reviews.tasks.make_word"))
    return pdf_file(request, publication)


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
        "publication": publication,
        "content": content,
        "eyebrow": _("Voluntary review"),
        "lede": _provenance(publication),
        "facts": _facts(publication),
        "downloads": _downloads(request, content),
        "files": [
            {"label": file.name, "url": reverse("publications:file", args=[file.pk]), "lang": file.language}
            for file in publication.files.all()
        ],
        "citation": citations.cite(publication),
        "work": citations.cite(publication, every_version=True),
        "languages": _languages(publication),
        "original": _original(publication, versions),
        "of_the_state": _of_the_state(request, publication),
        "superseded": not publication.is_current,
        "newest_url": newest.get_absolute_url(),
        "versions": [
            {
                "label": _("Version %(number)s, %(day)s") % {"number": one.version, "day": day_of(one.published_at)},
                "url": one.version_url(),
                "current": one.version == publication.version,
            }
            for one in versions
        ],
    }
    return context | (reading_context(content) if content["form"] == "answers" else {})


def _languages(publication: Publication) -> list[dict[str, Any]]:
    """The original and its translations, each with what it is worth; nothing where there is the original alone."""
    content = publication.content.content
    texts = content.get("translations", [])
    if not texts:
        return []
    original = content.get("translation_of", publication.language)
    said = [(original, Standing.ORIGINAL, ""), *((one["language"], one["standing"], one["language"]) for one in texts)]
    return [
        {
            "label": in_words(standing, language),
            "lang": language,
            "url": f"{publication.version_url()}{ending}{'/' if ending else ''}",
            "current": language == publication.language,
        }
        for language, standing, ending in said
    ]


def _original(publication: Publication, versions: list[Publication]) -> dict[str, str]:
    """The original of the version that a translation is of, as reviews/translation_note.html names it."""
    one = next(other for other in versions if other.version == publication.version)
    return {
        "url": one.version_url(),
        "title": one.title,
        "lang": one.language,
        "language": str(one.get_language_display()),
    }


def _original_language(publication: Publication) -> str:
    code = publication.content.content.get("translation_of", publication.language)
    return dict(settings.LANGUAGES).get(code, code)


def _of_the_state(request: HttpRequest, publication: Publication) -> list[dict[str, Any]]:
    """The newest pledges and practices of the State, each kind with the address of all of them; one query."""
    code = publication.content.content["country"]["code"]
    rows = Publication.objects.visible_to(request.user).current().of_kind(*BESIDE).of_country(code)
    found: dict[str, list[Publication]] = {}
    for one in coverage.newest_of_each_kind(rows, MOST_BESIDE):
        found.setdefault(one.kind, []).append(one)
    return [
        {"label": label, "rows": found[kind], "url": f"{reverse(f'{kind}s:list')}?country={code}"}
        for kind, label in (("pledge", _("Pledges of this State")), ("practice", _("Practices of this State")))
        if kind in found
    ]


def _provenance(publication: Publication) -> str:
    """Who speaks, which version, since when and in which language: above the first line of the text."""
    return _("Submitted by %(state)s. Version %(number)s, published on %(day)s. Original in: %(language)s.") % {
        "state": publication.content.content["country"]["name"],
        "number": publication.version,
        "day": day_of(publication.published_at),
        "language": _original_language(publication),
    }


def _facts(publication: Publication) -> list[dict[str, Any]]:
    content = publication.content.content
    received = publication.received_at
    return [
        {"label": _("State"), "value": content["country"]["name"]},
        {"label": _("Prepared for"), "value": content["cycle"]["name"]},
        *([{"label": _("Submitted by"), "value": content["office"]}] if content.get("office") else []),
        *_updates(content),
        {"label": _("Reference"), "value": f"{publication.reference}, {_('version')} {publication.version}"},
        {"label": _("Received"), "value": day_of(received) if received else _day(content.get("received_on", ""))},
        {"label": _("Published"), "value": day_of(publication.published_at)},
        {"label": _("Original language"), "value": _original_language(publication)},
        {"label": _("Fingerprint (SHA-256)"), "value": publication.content.sha256[:16]},
    ]


def _updates(content: dict[str, Any]) -> list[dict[str, Any]]:
    update = content.get("update_of")
    if not update:
        return []
    words = _("%(reference)s, version %(version)s")
    return [{"label": _("Update of"), "value": words % update}]


def _day(text: str) -> str:
    """A frozen date of a document in words; a year or a month alone stays as it was written."""
    return day_of(date.fromisoformat(text)) if len(text) == len("2022-05-12") else text


def _downloads(request: HttpRequest, content: dict[str, Any]) -> list[dict[str, Any]]:
    filled = content["form"] == "answers"
    texts = (*(("pdf",) if pdf.is_available() else ()), "docx") if filled else ()
    tables = ("csv", "xlsx", "json") if filled else ("json",)
    return [
        {"label": wanted.upper(), "url": f"{request.path}?format={wanted}", "data": wanted in tables}
        for wanted in (*texts, *tables)
    ]
