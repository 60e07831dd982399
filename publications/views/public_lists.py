"""The public list of any kind: filtered, searched, sorted, a page at a time or taken away as a file.

Sibling apps call `whole_list` for all of a kind and `public_list` for a part of it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import downloads, limits
from core.kept import drawn, one_drawn
from core.pagination import Page
from core.templatetags.portal import day_of
from publications import counts, lists, names, search, words
from publications.choices import Kind
from publications.filters import PublicationFilter
from publications.lists import Listing, PublicList
from publications.models import Publication
from publications.querysets import PublicationQuerySet
from publications.records import COLUMNS, cells, licence_of, record
from publications.views.public import cacheable


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


# --- parts


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
