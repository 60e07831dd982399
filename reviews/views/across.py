"""Reading across what States have published: on one objective, and up to four reviews question by question."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import downloads, limits
from core.kept import kept
from publications import counts
from publications.choices import Kind
from publications.filters import PublicationFilter
from publications.models import Publication
from publications.querysets import PublicationQuerySet
from publications.views import cacheable
from reference.models import Objective
from reviews import across

FILTERS = ("country", "region", "area", "cycle", "language")
AT_ONCE = 10
"""States on a page: their texts are read whole."""
REFERENCE = re.compile(r"R[VR]-[0-9]{4}-[A-Z]{2}")
WHOLE = "all"
OPTION = '<option value="{0}">{1}, {0}</option>'


@login_not_required
@require_safe
def on_objective(request: HttpRequest, number: int) -> HttpResponseBase:
    """What States say on an objective, by State; filtered by the query string, taken away by `?format=`.

    Eleven queries for a visitor, however many have reported.
    """
    objective = get_object_or_404(Objective, pk=number)
    wanted = PublicationFilter(request.GET, columns=FILTERS)
    reported = _published(request).of_objective(number)
    form = request.GET.get("format", "")
    if form and (refused := limits.too_often(request, "list taken away")):
        return refused
    if form in downloads.TAKEN and not wanted.problems:
        selected = wanted.select(reported).select_related("content").order_by("reference")
        return _taken_away(request, form, f"objective-{number}", across.rows_of(selected.iterator(20), number))

    def make() -> HttpResponseBase:
        everyone = across.heads(wanted.select(reported, without="country"))
        chosen = set(wanted.select(reported).values_list("pk", flat=True)) if wanted.in_use else None
        rows = [one for one in everyone if chosen is None or one.pk in chosen]
        page, after = _from(rows, request.GET.get("after", ""))
        context = {
            "objective": objective,
            "trail": _trail(_("Objective %(number)s") % {"number": number}),
            "wanted": wanted,
            "fields": wanted.fields({"country": Counter(one.state.pk for one in everyone if one.state)}),
            "states": len({one.state for one in rows}),
            "reviews": len(rows),
            "said": across.on_objective([one.pk for one in page], number),
            "most": across.MOST,
            "next_url": f"?{wanted.query(after=after)}" if after else "",
            "first_url": f"?{wanted.query()}" if request.GET.get("after") else "",
            "files": [{"label": one.upper(), "url": f"?{wanted.query(format=one)}"} for one in downloads.FORMATS],
        }
        return render(request, "reviews/on_objective.html", context, status=400 if wanted.problems else 200)

    return cacheable(request, (number,), make, changed=counts.total_of_list([Kind.REVIEW])[1])


@login_not_required
@require_safe
def compare(request: HttpRequest) -> HttpResponseBase:
    """`?review=RV-2030-MX&review=RV-2030-PT`: question by question, a section at a time; `?part=all` is the whole.

    Three queries for a visitor, however long the reviews are, and three more when a review came or went.
    """
    asked = list(dict.fromkeys(one.strip().upper() for one in request.GET.getlist("review") if one.strip()))
    chosen, problems = _chosen(request, asked)
    form = request.GET.get("format", "")
    if form and (refused := limits.too_often(request, "list taken away")):
        return refused
    if form in downloads.TAKEN and chosen and not problems:
        return _taken_away(request, form, "-".join(["reviews", *asked]), across.rows_of(chosen))

    total = counts.total_of_list([Kind.REVIEW])

    def make() -> HttpResponseBase:
        parts = across.compared(chosen) if chosen else []
        part = request.GET.get("part", "") or (parts[0].name if parts else "")
        shown = [one for one in parts if part in (WHOLE, one.name)] or parts[:1]
        context = {
            "trail": _trail(_("Compare reviews")),
            "problems": problems,
            "chosen": [{"one": one, "without": _query([r for r in asked if r != one.reference])} for one in chosen],
            "offered": _offered(request, asked, total) if len(asked) < across.MOST else "",
            "most": across.MOST,
            "tabs": [
                {"part": one, "url": _query(asked, part=one.name), "current": part != WHOLE and one in shown}
                for one in parts
            ],
            "whole": {"url": _query(asked, part=WHOLE), "current": part == WHOLE},
            "parts": shown,
            "files": [{"label": one.upper(), "url": _query(asked, format=one)} for one in downloads.FORMATS],
        }
        return render(request, "reviews/compare.html", context, status=400 if problems else 200)

    return cacheable(request, (), make, changed=total[1])


def _published(request: HttpRequest) -> PublicationQuerySet:
    return Publication.objects.visible_to(request.user).of_kind(Kind.REVIEW).current()


def _trail(here: str) -> list[dict[str, str]]:
    return [{"label": _("Voluntary reviews"), "url": reverse("reviews:list")}, {"label": here}]


def _from(rows: list[across.Head], after: str) -> tuple[list[across.Head], str]:
    """The rows of a page, and the reference after which the next begins; 400 for one that is not in the list (B14)."""
    start = 0
    if after:
        places = [place for place, one in enumerate(rows) if one.reference == after]
        if not places:
            raise BadRequest(_("This page address is not one of ours. Start from the first page."))
        start = places[0] + 1
    page = rows[start : start + AT_ONCE]
    return page, page[-1].reference if start + AT_ONCE < len(rows) else ""


def _chosen(request: HttpRequest, asked: list[str]) -> tuple[list[Publication], list[str]]:
    """The reviews asked for, in that order, and what is wrong with the request in words."""
    if len(asked) > across.MOST:
        return [], [_("At most %(count)s reviews can be compared at once.") % {"count": across.MOST}]
    known = [one for one in asked if REFERENCE.fullmatch(one)]
    rows = _published(request).with_facet("form", "answers").filter(reference__in=known).select_related("content")
    found = {one.reference: one for one in rows} if known else {}
    missing = [one for one in asked if one not in found]
    words = _("“%(reference)s” is not a published review with answers that could be compared.")
    return [found[one] for one in asked if one in found], [words % {"reference": one[:20]} for one in missing]


def _offered(request: HttpRequest, asked: list[str], total: tuple[Any, ...]) -> SafeString:
    """The options of all reviews that can be compared but those `asked` for; kept until one comes or goes."""

    def make() -> dict[str, SafeString]:
        heads = across.heads(_published(request).with_facet("form", "answers"))
        return {one.reference: format_html(OPTION, one.reference, one.state or one.title) for one in heads}

    found = kept("-".join(["reviews-to-compare", *map(str, total)]).replace(" ", "-"), make)
    return SafeString("".join(option for reference, option in found.items() if reference not in asked))


def _query(references: list[str], **more: str) -> str:
    return f"?{urlencode([*(('review', one) for one in references), *more.items()])}"


def _taken_away(request: HttpRequest, form: str, name: str, rows: Iterable[tuple[Any, ...]]) -> HttpResponseBase:
    about = {
        _("Address"): settings.SITE_URL + request.get_full_path(),
        _("Made"): timezone.now().isoformat(timespec="seconds"),
    }
    return downloads.as_table(form, name, across.COLUMNS, list(rows), about)
