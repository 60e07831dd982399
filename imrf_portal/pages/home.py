"""The home page: the forum, its road, how to take part, what was published last."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import calendar
from forum.models import VOLUNTARY_REVIEWS_DUE, ForumCycle
from imrf_portal.pages import overviews
from imrf_portal.pages.cards import card
from publications.models import Publication
from reference.models import Objective

STONES = 6
LATEST = 5


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The road to the next forum, the 23 objectives, the latest publications; eight queries for a visitor."""
    cycle = ForumCycle.objects.current()
    cards = {overview.KIND: overview.CARD for overview in overviews()}
    published = Publication.objects.visible_to(request.user).current().of_kind(*cards)
    published = published.prefetch_related("objectives", "countries")
    context: dict[str, Any] = {
        "cycle": cycle,
        "others": ForumCycle.objects.exclude(pk__in=[cycle.pk] if cycle else []).order_by("year"),
        "rows": objective_rows(),
        "registers": [{"label": one.LABEL, "url": reverse(one.LIST)} for one in overviews()],
        "latest": [{"card": cards[one.kind], **card(one)} for one in published.order_by("-published_at")[:LATEST]],
    }
    if cycle:
        due = cycle.reviews_due
        context |= {
            "days": days_until(cycle),
            "when": calendar.days_in_words(cycle.starts_on, cycle.ends_on),
            "stones": near(_stones(cycle, request.user)),
            "due": due,
        }
    return render(request, "pages/home.html", context)


def days_until(cycle: ForumCycle) -> int:
    """Whole days until the first day of the forum, counted in its own zone; not below zero."""
    return max(0, (cycle.starts_on - timezone.localdate(timezone=cycle.zone)).days)


def objective_rows() -> list[dict[str, Any]]:
    """The 23 objectives, a row for each roundtable, as `components/objgrid.html` takes them; one query."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for objective in Objective.objects.order_by("roundtable", "number"):
        url = reverse("objective", args=[objective.pk])
        tile = {"number": objective.number, "title": objective.short_label, "url": url}
        rows.setdefault(objective.roundtable, []).append(tile)
    return [
        {"number": number, "label": _("Roundtable %(number)s") % {"number": number}, "tiles": tiles}
        for number, tiles in rows.items()
    ]


def _stones(cycle: ForumCycle, user: Any) -> list[dict[str, Any]]:
    """The road with the code of each milestone."""
    return [{**stone, "code": stone["milestone"].code} for stone in calendar.road(cycle, user)]


def near(stones: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """At most six milestones of a road: the last one that is past, what is now, and what comes next.

    The preferred date for reviews and the end of the road always stand among them while they are ahead.
    """
    ahead = next((place for place, stone in enumerate(stones) if stone["state"] != "past"), len(stones))
    first = min(max(0, ahead - 1), max(0, len(stones) - STONES))
    window = stones[first : first + STONES]
    missing = [one for one in stones[first + STONES :] if one.get("code") == VOLUNTARY_REVIEWS_DUE or one is stones[-1]]
    return window[: STONES - len(missing)] + missing
