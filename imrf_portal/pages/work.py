"""My work: what waits for this person, over all kinds of records, soonest due first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.overview import Desk, WorkItem
from imrf_portal.pages import overviews


def work(request: HttpRequest) -> HttpResponse:
    """One list of what waits, and round it the parts that each kind of record draws itself."""
    items: list[WorkItem] = []
    desks: list[Desk] = []
    for overview in overviews():
        own = overview.desks_of(request.user)
        items += overview.work_of(request.user, own)
        desks += own
    items.sort(key=lambda item: (item.due is None, item.due))
    return render(request, "pages/work.html", {"items": items, "desks": desks, "offices": _offices(request.user)})


def _offices(user: Any) -> list[str]:
    """What this person is, where."""
    return [str(membership) for membership in user.current_memberships]
