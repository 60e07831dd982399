"""My work: what waits for this person, over all kinds of records, soonest due first; the digest has the same list."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import is_secretariat
from core.overview import Desk, WorkItem
from imrf_portal.pages import documents, overviews
from reviews.rules import works_on_reviews


def work(request: HttpRequest) -> HttpResponse:
    """One list of what waits, and round it the parts that each kind of record draws itself."""
    items, desks = waiting_for(request.user)
    context = {
        "items": items,
        "desks": desks,
        "offices": _offices(request.user),
        "for_reviews": works_on_reviews(request.user, None),
        "guide": _guide(request.user),
    }
    return render(request, "pages/work.html", context)


def waiting_for(user: Any) -> tuple[list[WorkItem], list[Desk]]:
    """What waits for `user`, soonest due first and what has no date last, and the desks of each kind of record."""
    items: list[WorkItem] = []
    desks: list[Desk] = []
    for overview in overviews():
        own = overview.desks_of(user)
        items += overview.work_of(user, own)
        desks += own
    items.sort(key=lambda item: (item.due is None, item.due))
    return items, desks


def _guide(user: Any) -> dict[str, Any] | None:
    """A link to the guide that is written for this person, where there is one."""
    if is_secretariat(user):
        return documents.link_to("secretariat")
    return documents.link_to("focal-points") if works_on_reviews(user, None) else None


def _offices(user: Any) -> list[str]:
    """What this person is, where."""
    return [str(membership) for membership in user.current_memberships]
