"""What the public opens of a publication besides its page, and what the public pages of all kinds share.

Sibling apps call `public_list` for their list and `public_page` for one record in its versions.
"""

import hashlib
import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header, http_date, quote_etag
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import downloads, limits, made_once, pdf
from core.access import allowed
from core.kept import drawn, one_drawn
from core.pagination import Page
from core.templatetags.portal import day_of
from publications import citations, counts, lists, names, printed, search, words
from publications.choices import Kind
from publications.filters import PublicationFilter
from publications.lists import Listing, PublicList
from publications.models import Publication, PublicationContent, PublishedFile
from publications.querysets import PublicationQuerySet
from publications.records import COLUMNS, cells, licence_of, record

# --- pages of sibling apps


class Versions(list[Any]):
    """All versions of one record, newest first, each with the name of its body as it is now; `around` moves with
    whatever stands beside them, and with names."""

    around: Sequence[Any] = ()

    @property
    def hangs_on(self) -> list[Any]:
        """What a page of any of them hangs on, besides its address and its language."""
        return [*self.around, *((one.pk, one.is_current, one.changed_at, one.body_name) for one in self)]


def whole_list(
    request: HttpRequest,
    kinds: Sequence[str],
    publications: Callable[[], PublicationQuerySet],
    listing: Callable[[], Listing],
) -> HttpResponseBase:
    """`public_list` of all that is published of `kinds`. Whoever has it already is told so after one query, before
    anything else of it is made: what it hangs on, whatever is asked of it, is the summary of its kinds."""
    summary = counts.total_of_list(kinds)
    if not summary[0]:
        return public_list(request, publications(), listing())
    return cacheable(request, summary, lambda: public_list(request, publications(), listing(), summary))


def public_list(
    request: HttpRequest,
    publications: PublicationQuerySet,
    listing: Listing,
    summary: counts.Summary | None = None,
) -> HttpResponseBase:
    """The part of `publications` that the query string asks for, as a page or as `?format=` wants it.

    400 with the page and the wrong value named (B15), 429 for too many searches or files (S4); an unknown parameter is
    ignored with a notice.
    At most twelve queries, whatever the number of rows. With a `summary` the caller has asked who has it already.
    """
    wanted = PublicationFilter(request.GET, listing.facets, listing.columns)
    form = request.GET.get("format", "")
    dear = "list taken away" if form else "search" if wanted.words else ""
    if dear and (refused := limits.too_often(request, dear)):
        return refused
    problems = list(wanted.problems)
    if form and form not in downloads.TAKEN:
        problems.append(_("There is no format “%(format)s”. Take csv, xlsx or json.") % {"format": form[:20]})
    if request.GET.get("sort", "") not in ("", *lists.ORDERS):
        problems.append(_("The list can be sorted by “best” and “newest” only."))
    shown = lists.PublicList(publications, wanted, listing.kinds, summary)
    if problems:
        return _page(request, listing, shown, problems=problems)

    def make() -> HttpResponseBase:
        made = _taken_away(request, form, listing, shown) if form else _page(request, listing, shown)
        if shown.is_behind:
            made["Cache-Control"] = "no-store"  # nobody keeps a page on which something is missing
        return made

    return make() if summary else cacheable(request, shown.hangs_on, make)


def public_page(
    request: HttpRequest,
    reference: str,
    number: int | None,
    draw: Callable[[Publication, Versions], HttpResponseBase],
    *,
    beside: Sequence[str] = (),
) -> HttpResponseBase:
    """The newest version of `reference`, or version `number`, which says for ever what it said, as `draw` makes it.

    `draw` gets the version and all of them, newest first; content and files are read where it asks for them. `beside`
    are the kinds of which something stands there too, such as pledges that answer it. 404 for what was never
    published, 410 with the stub for what was withdrawn; `?format=bibtex|ris|csl` is the citation.
    """
    visible = Publication.objects.visible_to(request.user).versions_of(reference)
    versions = Versions(visible.annotate(body_name=F("organisation__name")))
    found = (one for one in versions if (one.is_current if number is None else one.version == number))
    publication = next(found, None)
    if publication is None:
        raise Http404
    if publication.withdrawn_at:
        return withdrawn(request, publication)
    stamp = names.stamp()
    versions.around = (stamp, *counts.total_of_list(beside)) if beside else (stamp,)
    response = cacheable(
        request,
        versions.hangs_on,
        lambda: citation_file(request, publication) or draw(publication, versions),
        changed=max(one.changed_at for one in versions),
        stamp=stamp,
    )
    if publication.path:
        response["Link"] = _embedded(publication)
    return response


def cacheable(
    request: HttpRequest,
    parts: Iterable[Any],
    make: Callable[[], HttpResponseBase],
    *,
    changed: datetime | None = None,
    dated: bool = False,
    stamp: str = "",
) -> HttpResponseBase:
    """The page that `make` draws, or 304 where the visitor has it already.

    `parts` and the moment `changed` are what the page hangs on, as
    `cacheable(request, [v.pk for v in versions], make, changed=max(v.changed_at for v in versions))`.
    The names of States, objectives and organizations are among it everywhere; `stamp` is theirs, where it is read
    already. Anybody may keep the page, and has to ask each time whether it is still true, so that a withdrawal works at
    once; nobody keeps what `make` marks itself. There is no Last-Modified, since a list from which something goes is no
    older, unless the page is `dated`: `changed` then moves whatever happens. Whoever has a session gets the page fresh.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES:
        return make()
    etag = _etag(request, [stamp or names.stamp(), *parts, changed])
    moment = _over(changed) if dated else None
    response = get_conditional_response(request, etag=etag, last_modified=moment) or make()
    if moment and response.status_code in (200, 304):
        response["Last-Modified"] = http_date(moment)
    is_own = "Cache-Control" in response
    if response.status_code in (200, 304) and not is_own and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        response["ETag"] = etag
        response["Cache-Control"] = "public, max-age=0, must-revalidate"
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


def withdrawn(request: HttpRequest, publication: Publication) -> HttpResponse:
    """What is left of a withdrawn publication: 410 with title, dates, reason and fingerprint; for a program that asks
    for `?format=json` as a problem (RFC 9457)."""
    if request.GET.get("format") == "json":
        return _withdrawn_for_programs(publication)
    return render(request, "publications/withdrawn.html", {"publication": publication}, status=410)


def _withdrawn_for_programs(publication: Publication) -> JsonResponse:
    said = {
        "status": 410,
        "title": "Gone",
        "detail": _("This publication was withdrawn. Its reason stands here, its text is shown no more."),
        "reference": publication.reference,
        "version": publication.version,
        "withdrawn_at": publication.withdrawn_at,
        "reason": publication.withdrawal_reason,
    }
    problem = {"ensure_ascii": False}
    return JsonResponse(
        said, status=410, content_type="application/problem+json; charset=utf-8", json_dumps_params=problem
    )


def citation_file(request: HttpRequest, publication: Publication) -> HttpResponse | None:
    """The citation that `?format=bibtex`, `ris` or `csl` asks for, `of=all` that of all versions; else None."""
    form = request.GET.get("format", "")
    if form not in citations.TYPES:
        return None
    is_work = request.GET.get("of", "") == "all"
    cited = getattr(citations.cite(publication, every_version=is_work), form)
    response = HttpResponse(cited, content_type=f"{citations.TYPES[form]}; charset=utf-8")
    number = "" if is_work else f"-v{publication.version}"
    name = f"{publication.reference}{number}.{citations.ENDINGS[form]}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def pdf_file(request: HttpRequest, publication: Publication) -> HttpResponseBase | None:
    """The PDF that `?format=pdf` asks for, or the page that says how far it is; None for anything else."""
    if request.GET.get("format", "") != "pdf" or not pdf.is_available():
        return None
    return made_once.answer(request, printed.wanted(publication))


# --- own addresses


@login_not_required
@require_safe
def file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """A published file; missing once its publication is withdrawn."""
    stored = get_object_or_404(PublishedFile.objects.visible_to(request.user).select_related("publication"), pk=pk)
    if not allowed(request.user, "publications.read_file", stored):
        raise Http404
    return cacheable(
        request,
        (stored.sha256,),
        lambda: downloads.file_response(stored.file, name=stored.name, content_type=stored.content_type),
    )


@login_not_required
@require_safe
def by_number(request: HttpRequest, reference: str, version: int) -> HttpResponse:
    """The way to a version by its number, for texts that keep nothing else of it."""
    seen = Publication.objects.visible_to(request.user).filter(reference=reference, version=version).exclude(path="")
    one = seen.order_by("-standing").first()
    if one is None:
        raise Http404
    return redirect(one.version_url())


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Which publication or published file a fingerprint belongs to (FEATURES R29)."""
    typed = request.GET.get("sha256", "").strip()
    sha256 = re.sub(r"[\s:]", "", typed[:200]).lower()
    is_one = re.fullmatch(r"[0-9a-f]{64}", sha256) is not None
    found: list[dict[str, Any]] = []
    if is_one:
        texts = PublicationContent.objects.filter(sha256=sha256).defer("content").select_related("publication")
        found = [{"publication": text.publication, "file": None} for text in texts.order_by("pk")[:20]]
        files = PublishedFile.objects.visible_to(request.user).filter(sha256=sha256).select_related("publication")
        found += [{"publication": one.publication, "file": one} for one in files.order_by("pk")[:20]]
    context = {"typed": typed[:200], "is_wrong": bool(typed) and not is_one, "asked": is_one, "found": found}
    return render(request, "publications/verify.html", context, status=400 if context["is_wrong"] else 200)


# --- parts


def _etag(request: HttpRequest, parts: Iterable[Any]) -> str:
    """Changes with the page's `parts`, language, address, the release's files, and once a day."""
    release = getattr(staticfiles_storage, "manifest_hash", "")
    said = [get_language(), request.get_full_path(), release, timezone.now().date(), *parts]
    return quote_etag(hashlib.sha256(repr([str(one) for one in said]).encode()).hexdigest()[:32])


def _embedded(publication: Publication) -> str:
    """Where programs learn how the page is shown in a frame (oembed.com, "Discovery")."""
    page = urlencode({"url": settings.SITE_URL + publication.get_absolute_url()})
    return f'<{settings.SITE_URL}{reverse("oembed")}?{page}>; rel="alternate"; type="application/json+oembed"'


def _over(changed: datetime | None) -> int | None:
    """`changed` in whole seconds, once that second is over: another change could share it."""
    second = int(changed.timestamp()) if changed else 0
    return second if 0 < second < int(timezone.now().timestamp()) else None


def _page(request: HttpRequest, listing: Listing, shown: PublicList, *, problems: Sequence[str] = ()) -> HttpResponse:
    wanted, after = shown.wanted, request.GET.get("after", "") if not problems else ""
    page = Page([], "") if problems else shown.light_page(after)
    context = {
        "listing": listing,
        "wanted": wanted,
        "shown": shown,
        "choices": _choices(request, listing, shown),
        "above": "" if problems else _above(listing, shown),
        "problems": problems,
        "counted": "" if problems else _in_words(listing, shown),
        "rows": _rows(page, shown, listing),
        "older_url": f"?{wanted.query(after=page.after)}" if page.after else "",
        "newer_url": f"?{wanted.query()}" if after else "",
        "follow": {} if problems else _follow(listing, shown),
        "behind": _behind(listing, shown) if not problems else "",
        "most": {"counted": counts.MOST, "ranked": search.MOST},
        "taken_away": [{"label": form.upper(), "url": f"?{wanted.query(format=form)}"} for form in downloads.FORMATS],
    }
    return render(request, "publications/list.html", context, status=400 if problems else 200)


def _follow(listing: Listing, shown: PublicList) -> dict[str, str]:
    """Where the present selection is followed; empty for a list that is not offered."""
    offer = lists.offer_of(*listing.kinds)
    if offer is None:
        return {}
    language = get_language() or settings.LANGUAGE_CODE
    said = {} if language == settings.LANGUAGE_CODE else {"lang": language}
    feed = reverse("feed", kwargs={"kind": offer.kind})
    mail = reverse("publications:save_search", kwargs={"kind": offer.kind})
    return {"feed": f"{feed}?{shown.selection(**said)}".rstrip("?"), "mail": f"{mail}?{shown.selection()}".rstrip("?")}


def _behind(listing: Listing, shown: PublicList) -> str:
    """Where the number of the list is counted on a snapshot; "" for words, and for a list that holds less than all."""
    offer = lists.offer_of(*listing.kinds)
    if shown.found or shown.is_lost or offer is None:
        return ""
    return f"{reverse('publications:figure')}?{shown.selection(list=offer.kind)}"


def _in_words(listing: Listing, shown: PublicList) -> str:
    """The number of results: "12 practices", "More than 1,000 practices for “work”"."""
    is_more = shown.most is not None and shown.count > shown.most
    counted = listing.counted(shown.most if is_more and shown.most else shown.count)
    if is_more:
        counted = _("More than %(counted)s") % {"counted": counted}
    if shown.found is None:
        return counted
    typed = shown.found.instead or shown.wanted.words
    return _("%(counted)s for “%(words)s”") % {"counted": counted, "words": typed[:100]}


def _choices(request: HttpRequest, listing: Listing, shown: PublicList) -> str:
    """The filters, drawn; kept as long as no publication, count or name changes where many will want the same."""

    def draw() -> str:
        counted = shown.numbers
        context = {
            "path": request.path,
            "fields": shown.wanted.fields(counted),
            "uncounted": not shown.wanted.problems and not set(shown.wanted.names) <= counted.keys(),
            "most": counts.MOST,
        }
        return render_to_string("publications/choices.html", context)

    if not shown.is_kept:
        return draw()
    hangs_on = [listing.name, request.path, names.stamp(), *shown.hangs_on, timezone.now().year, shown.selection()]
    return one_drawn("choices", hangs_on, draw)


def _above(listing: Listing, shown: PublicList) -> str:
    """What the app draws over the rows, kept as the filters are."""
    draw = listing.above
    if draw is None or shown.is_behind:
        return ""
    if not shown.is_kept:
        return draw(shown)
    hangs_on = [listing.name, names.stamp(), *shown.hangs_on, shown.selection()]
    return one_drawn("above", hangs_on, lambda: draw(shown))


def _rows(page: Page, shown: PublicList, listing: Listing) -> list[str]:
    """The rows, drawn; each kept, by the words that are marked in it, as long as neither it nor a name changes."""
    found = shown.found
    marked = [*sorted(found.wanted), found.is_behind, *shown.hangs_on] if found else []
    around = [names.stamp(), *marked]
    parts = {one.pk: [one.changed_at, one.organisation, *around] for one in page.rows}
    pieces = drawn("row", parts, lambda keys: {one.pk: _row(one, found, listing) for one in shown.whole(keys)})
    return [pieces[one.pk] for one in page.rows if one.pk in pieces]


def _row(publication: Publication, found: search.Found | None, listing: Listing) -> str:
    row = {**_of_row(publication, found), "status": listing.badge(publication)}
    return render_to_string("components/result.html", row)


def _of_row(publication: Publication, found: search.Found | None) -> dict[str, Any]:
    """A publication as components/result.html shows it; what was found is marked."""
    return {
        "title": words.marked(publication.title, found.wanted) if found else publication.title,
        "url": publication.get_absolute_url(),
        "lang": publication.language,
        "eyebrow": ", ".join(publication.authors),
        "snippet": _snippet(publication, found),
        "meta": [
            publication.reference,
            _("Published %(day)s") % {"day": day_of(publication.published_at)},
            publication.get_language_display(),
            publication.of_forum(),
        ],
        "objectives": [
            {"number": str(one.number), "roundtable": str(one.roundtable), "title": one.title}
            for one in publication.objectives.all()
        ],
    }


def _snippet(publication: Any, found: search.Found | None) -> dict[str, str] | None:
    """Where the words stand, in the original or else a translation; without words the beginning of the summary."""
    if found and (kept := getattr(publication, "search_text", None)):
        for language, passages in kept.passages:
            if text := words.snippet(passages, found.wanted):
                return {"text": text, "lang": language}
    return (
        {"text": Truncator(publication.summary).chars(300), "lang": publication.language}
        if publication.summary
        else None
    )


def _taken_away(request: HttpRequest, form: str, listing: Listing, shown: PublicList) -> HttpResponseBase:
    """The same selection as a file (FEATURES O3); a value that is JSON there is a cell here."""
    if shown.is_lost:
        return render(request, "publications/list.html", {"listing": listing, "shown": shown}, status=503)
    selected = shown.every().annotate(sha256=F("content__sha256"))
    name = f"{listing.name}-{timezone.now():%Y-%m-%d}"
    records = (record(one) for one in selected.iterator(chunk_size=500))
    if form in ("csv", downloads.UNMARKED):
        return downloads.as_csv(name, COLUMNS, cells(records), marked=form == "csv")
    about = {**_about(request, listing, shown.wanted, selected.count()), **_licences(listing.kinds)}
    if form == "xlsx":
        return downloads.as_xlsx(name, COLUMNS, cells(records), about)
    return downloads.as_json_list(about, records)


def _licences(kinds: Sequence[str]) -> dict[str, str]:
    """The licence of each of `kinds` that has one, for the sheet about a file (FEATURES O8)."""
    given = {kind: licence_of(kind) for kind in kinds}
    return {_("Licence") + f", {Kind(kind).label}": f"{one.name} {one.url}" for kind, one in given.items() if one}


def _about(request: HttpRequest, listing: Listing, wanted: PublicationFilter, count: int) -> dict[str, str]:
    """What the file is: query, date, definitions, terms (FEATURES O3)."""
    return {
        _("List"): str(listing.title),
        _("Selection"): wanted.in_words(),
        _("Address"): f"{settings.SITE_URL}{request.path}?{wanted.query()}",
        _("Made"): timezone.now().isoformat(timespec="seconds"),
        _("Rows"): str(count),
        "reference": _("Number of the publication; it never changes and is never given again."),
        "version": _("Newest version; earlier ones stay readable at the address with v1, v2 and so on."),
        "countries": _("ISO 3166 codes of the States, by the list of the United Nations."),
        "objectives": _("Numbers of the objectives of the Global Compact for Migration."),
        "received": _("When it reached the secretariat, if that is known."),
        "sha256": _("Fingerprint of the published content, checked at %(address)s.")
        % {"address": settings.SITE_URL + reverse("publications:verify")},
        _("Terms"): _(
            "Responsibility for each text lies with the State or organization that sent it; publication is no "
            "endorsement. Name the source, the reference and the version."
        ),
    }
