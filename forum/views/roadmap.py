"""The road to a forum, for everybody."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.templatetags.portal import day_of
from forum import calendar
from forum.choices import MilestoneState
from forum.models import ForumCycle, Milestone


@login_not_required
@require_safe
def roadmap(request: HttpRequest) -> HttpResponse:
    """The milestones of the next forum."""
    cycle = ForumCycle.objects.visible_to(request.user).current()
    if cycle is None:
        raise Http404(_("No forum is in the list yet."))
    return _page(request, cycle)


@login_not_required
@require_safe
def roadmap_cycle(request: HttpRequest, year: int) -> HttpResponse:
    """The milestones of the forum of `year`."""
    return _page(request, get_object_or_404(ForumCycle.objects.visible_to(request.user), year=year))


@login_not_required
@require_safe
def calendar_file(request: HttpRequest, year: int) -> HttpResponse:
    """The milestones of a cycle as the public sees them, for a calendar to subscribe to."""
    cycle = get_object_or_404(ForumCycle, year=year)
    milestones = _public_milestones(cycle)
    return _ics(f"imrf-{year}", calendar.ics(cycle, milestones))


@login_not_required
@require_safe
def calendar_json(request: HttpRequest, year: int) -> HttpResponse:
    """A cycle with its milestones and documents for programs: ISO dates, texts by language; what the public sees."""
    cycle = get_object_or_404(ForumCycle, year=year)
    documents = cycle.documents.visible_to(AnonymousUser())
    return JsonResponse(calendar.as_data(cycle, _public_milestones(cycle), documents))


@login_not_required
@require_safe
def calendar_entry(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """One milestone as a calendar file."""
    cycle = get_object_or_404(ForumCycle, year=year)
    milestone = get_object_or_404(_public_milestones(cycle), code=code)
    return _ics(f"imrf-{year}-{code}", calendar.ics(cycle, [milestone]))


def _page(request: HttpRequest, cycle: ForumCycle) -> HttpResponse:
    """The roadmap of `cycle`: three queries, whatever its length."""
    stops = cycle.milestones.visible_to(request.user).on_the_road()
    context = {
        "cycle": cycle,
        "days": calendar.days_in_words(cycle.starts_on, cycle.ends_on),
        "earlier_plans": calendar.earlier_plans(cycle),
        "stops": [_stop(stop.milestone, stop.state) for stop in stops],
        "documents": [
            {"document": document, "date": document.dated_on and day_of(document.dated_on)}
            for document in cycle.documents.visible_to(request.user)
        ],
        "event": calendar.as_event(cycle),
        "other_cycles": ForumCycle.objects.visible_to(request.user).exclude(pk=cycle.pk),
    }
    return render(request, "forum/roadmap.html", context)


def _stop(milestone: Milestone, state: MilestoneState) -> dict[str, Any]:
    """A milestone as the page shows it."""
    return {
        "milestone": milestone,
        "state": str(state),
        "state_words": state.label,
        "when": calendar.when(milestone),
        "provisional": calendar.is_provisional(milestone),
        "earlier_plans": calendar.earlier_plans(milestone),
        "exact": milestone.due_at() if milestone.is_deadline else milestone.has_time and milestone.begins_at(),
    }


def _public_milestones(cycle: ForumCycle) -> Any:
    return cycle.milestones.visible_to(AnonymousUser()).select_related("cycle")


def _ics(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.ics") or ""
    return response
