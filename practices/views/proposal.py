"""Reviewers proposed for all rounds that wait for some; the officer ticks whom to invite (FEATURES A20)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import is_secretariat
from core.workflow import MovedOn, NotReady
from practices import proposing
from practices.models import ReviewerProfile, ReviewRound
from practices.steps import reviewing

MOST = 100
"""Rounds on one page; the others follow once these are asked for."""


def proposal(request: HttpRequest) -> HttpResponse:
    """Round by round whom to ask and why, before any mail leaves; POST invites whoever is ticked."""
    if not is_secretariat(request.user):
        raise Http404
    rounds = ReviewRound.objects.visible_to(request.user).open().order_by("opened_at")
    if request.method == "POST":
        _invite(request, rounds)
        return redirect("practices:round_proposal")
    seen = rounds.select_related("practice__organisation", "version")[:MOST]
    context = {
        "proposals": proposing.propose(seen),
        "trail": [
            {"label": _("Rounds of peer review"), "url": reverse("admin:practices_reviewround_changelist")},
            {"label": _("Proposed reviewers"), "url": ""},
        ],
    }
    return render(request, "practices/round_proposal.html", context)


def _invite(request: HttpRequest, rounds: Any) -> None:
    """Invite whoever is ticked, each by the step that looks for ties once more; say what could not be done."""
    asked = [value.partition(":") for value in request.POST.getlist("ask")[: MOST * 10]]
    found = {str(one.pk): one for one in rounds.filter(pk__in=_uuids(one[0] for one in asked))}
    numbers = [int(one[2]) for one in asked if one[2].isascii() and one[2].isdigit() and len(one[2]) < 10]
    people = {str(one.pk): one for one in ReviewerProfile.objects.filter(pk__in=numbers).select_related("user")}
    count = 0
    for round_key, _colon, person_key in asked:
        round_, person = found.get(round_key), people.get(person_key)
        if round_ is None or person is None:
            continue
        try:
            reviewing.invite(round_, person, by=request.user)
            count += 1
        except (NotReady, MovedOn) as not_now:
            messages.error(request, f"{round_}, {person}: {not_now}")
    words = ngettext("%(count)d person was invited.", "%(count)d people were invited.", count)
    messages.success(request, words % {"count": count})


def _uuids(values: Any) -> list[str]:
    return [value for value in values if len(value) == 36 and set(value) <= set("0123456789abcdef-")]
