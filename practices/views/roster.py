"""The roster of reviewers: one's own page of it, the letter of thanks, and who may be named in public (A21, A23)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import made_once, pdf
from core.access import allowed
from practices import thanks
from practices.forms.assess import ProfileForm
from practices.models import ReviewAssignment, ReviewerProfile
from practices.steps import reviewing as steps


def roster(request: HttpRequest) -> HttpResponse:
    """What a reviewer says of herself: languages, objectives, "not available until"."""
    user: Any = request.user
    profile = ReviewerProfile.objects.filter(user=user).first() or ReviewerProfile(user=user)
    if not allowed(request.user, "practices.edit_reviewerprofile", profile):
        raise Http404
    form = ProfileForm(request.POST or None, instance=profile, by=request.user)
    if request.method == "POST" and form.is_valid():
        steps.save_profile(profile, form, by=request.user)
        messages.success(request, _("Kept."))
        return redirect("practices:roster")
    rows = ReviewAssignment.objects.of_reviewer(request.user).select_related("round__practice", "round__version")
    context = {
        "form": form,
        "assignments": _with_addresses(rows[:50]),
        "thanks": thanks.years_of(request.user) if pdf.is_available() else [],
        "trail": [{"label": _("My work"), "url": reverse("work")}, {"label": _("Roster of reviewers"), "url": ""}],
    }
    return render(request, "practices/roster.html", context, status=400 if form.errors else 200)


def _with_addresses(rows: Any) -> list[tuple[ReviewAssignment, str]]:
    """Each with its page: the newest of a practice stands at the practice's own address."""
    found, seen = [], set()
    for one in rows:
        kept = reverse("practices:assess_earlier", args=[one.round.reference, one.pk])
        found.append((one, kept if one.round.practice_id in seen else one.get_absolute_url()))
        seen.add(one.round.practice_id)
    return found


def letter(request: HttpRequest, year: int) -> HttpResponseBase:
    """The letter of thanks for a year in which this person reported. 404 for any other."""
    if not pdf.is_available() or year not in thanks.years_of(request.user):
        raise Http404
    return made_once.answer(request, thanks.wanted(request.user, year))


@login_not_required
@require_safe
def named(request: HttpRequest) -> HttpResponse:
    """The reviewers who agreed to be named, and reported at least once; never what they read."""
    context = {
        "people": ReviewerProfile.objects.listed().select_related("user"),
        "trail": [{"label": _("Practices"), "url": reverse("practices:list")}, {"label": _("Reviewers")}],
    }
    return render(request, "practices/reviewers.html", context)
