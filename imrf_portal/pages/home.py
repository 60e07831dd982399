"""The home page: the forum, its road, how to take part, what was published last."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from forum.models import ForumCycle
from publications.models import Publication
from reference.models import Objective


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The road to the next forum, the 23 objectives, the latest publications."""
    context = {
        "cycle": ForumCycle.objects.current(),
        "cycles": ForumCycle.objects.order_by("year"),
        "objectives": Objective.objects.all(),
        "latest": Publication.objects.visible_to(request.user).current().order_by("-published_at")[:5],
        "now": timezone.now(),
    }
    return render(request, "pages/home.html", context)
