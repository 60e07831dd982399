"""The calendar of all that is planned, with its clashes; and a whole series planned on one page."""

import calendar as weeks
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.access import is_secretariat
from core.kept_text import text_is_kept
from dialogues import clashes
from dialogues.forms.scheduling import SeriesForm
from dialogues.models import Session
from dialogues.rules import offices_of
from dialogues.steps import series as steps
from dialogues.views.planning import holds_meetings, trail

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 1)


def month(request: HttpRequest) -> HttpResponse:
    """The sessions of a month (`?month=2030-01`), one's own drafts and all that is announced; five queries."""
    if not holds_meetings(request.user):
        raise PermissionDenied(_("Dialogues are prepared by the secretariat and by regional offices."))
    first = _month_of(request)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    # A day of any zone: none is more than 14 hours away from UTC.
    begins, ends = (
        datetime.combine(day, time(0), tzinfo=timezone.get_default_timezone()) for day in (first, following)
    )
    near = Session.objects.known_to(request.user).held().within(begins - timedelta(days=1), ends + timedelta(days=1))
    sessions = list(near.select_related("meeting").prefetch_related("meeting__participants").order_by("starts_at"))
    found = clashes.among(sessions)
    clashing = {one.pk for clash in found for one in (clash.one, clash.other)}
    by_day: dict[date, list[Any]] = defaultdict(list)
    for one in sessions:
        one.clashes = one.pk in clashing
        by_day[one.starts_on].append(one)
    context = {
        "name": date_format(first, "YEAR_MONTH_FORMAT"),
        "weekdays": [date_format(date(2024, 1, 1) + timedelta(days=n), "D") for n in range(7)],
        "weeks": [
            [{"day": day, "inside": day.month == first.month, "sessions": by_day.get(day, [])} for day in week]
            for week in weeks.Calendar().monthdatescalendar(first.year, first.month)
        ],
        "clashes": [one for one in found if first <= one.one.starts_on < following],
        "before": f"{first - timedelta(days=1):%Y-%m}",
        "after": f"{following:%Y-%m}",
        "trail": trail(None, _("Calendar")),
    }
    return render(request, "dialogues/month.html", context)


def _month_of(request: HttpRequest) -> date:
    """The first day of the month asked for; the month of the next session where none is, or none that there is."""
    try:
        asked = datetime.strptime(request.GET.get("month", ""), "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
        if FIRST <= asked <= LAST:
            return asked
    except ValueError:
        pass
    ahead = Session.objects.known_to(request.user).held().filter(ends_at__gt=timezone.now()).order_by("starts_at")
    following = ahead.values_list("starts_on", flat=True).first() or timezone.localdate()
    return following.replace(day=1)


@text_is_kept
def plan_series(request: HttpRequest) -> HttpResponse:
    """A series with its dialogues, days, times and co-chairs. What clashes is said before anything is kept."""
    if not holds_meetings(request.user):
        raise PermissionDenied(_("Dialogues are prepared by the secretariat and by regional offices."))
    offices = None if is_secretariat(request.user) else offices_of(request.user)
    form, found = SeriesForm(request.POST or None, offices=offices), []
    if request.method == "POST" and "row" not in request.POST and "out" not in request.POST and form.is_valid():
        try:
            series = steps.plan(by=request.user, **form.plan)
        except steps.Clashing as clashing:
            found = clashing.found
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(
                request, _("Planned: %(title)s. Announce each dialogue when it is ready.") % {"title": series}
            )
            return redirect("dialogues:planning")
    if "row" in request.POST or "out" in request.POST:
        form = SeriesForm(initial=form.as_typed, offices=offices)
    context = {"form": form, "clashes": found, "trail": trail(None, _("Plan a series"))}
    return render(request, "dialogues/plan_series.html", context, status=400 if form.errors else 409 if found else 200)
