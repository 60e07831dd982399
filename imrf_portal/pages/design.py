"""Every component in its states, for whoever works on the look (DEBUG only)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """The gallery of components."""
    return render(request, "components/gallery.html")
