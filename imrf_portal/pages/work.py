"""My work: what waits for this person, over all kinds of records, soonest due first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from imrf_portal.pages import overviews


def work(request: HttpRequest) -> HttpResponse:
    """One list of what is due, and each kind's own panel below it."""
    items = [item for overview in overviews() for item in overview.work_of(request.user)]
    items.sort(key=lambda item: (item.due is None, item.due))
    return render(request, "pages/work.html", {"items": items})
