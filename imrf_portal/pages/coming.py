"""A dry run of the calendar: every message of a period by day and kind, and what a moved date would change (N16)."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DayField
from forum.models import Milestone
from notifications import overview
from notifications.kinds import label_of
from notifications.overview import Planned

LONGEST = 155
"""Days of a period."""


class PeriodForm(forms.Form):
    """Which days, and which date moved to when."""

    first = DayField(label=gettext_lazy("From"), not_past=True)
    last = DayField(label=gettext_lazy("To"))
    milestone = forms.ModelChoiceField(
        Milestone.objects.none(), label=gettext_lazy("If this date moved"), required=False,
    )  # fmt: skip
    moved_to = DayField(label=gettext_lazy("To this last day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["milestone"]
        coming = Milestone.objects.filter(cancelled_on=None, reminder_plans__isnull=False).distinct()
        field.queryset = coming.select_related("cycle").order_by("ends_on")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("This is before the first day."))
        elif first and last and last - first > timedelta(days=LONGEST):
            self.add_error("last", _("Choose at most %(days)d days.") % {"days": LONGEST})
        if data.get("milestone") and not data.get("moved_to") and "moved_to" not in self.errors:
            self.add_error("moved_to", _("Say to which day it would move."))
        return data


class Line(NamedTuple):
    """A kind of message on a day, and who gets it."""

    day: date
    what: str
    people: list[str]
    states: int


class Change(NamedTuple):
    """How many messages of a kind a day has now, and how many with the date moved."""

    day: date
    what: str
    now: int
    then: int


def by_day(planned: Iterable[Planned]) -> list[Line]:
    """Grouped by day and kind."""
    groups: dict[tuple[date, str], list[Planned]] = defaultdict(list)
    for one in planned:
        groups[one.day, label_of(one.kind)].append(one)
    return [
        Line(day, what, [one.recipient for one in group], len({one.country for one in group if one.country}))
        for (day, what), group in sorted(groups.items())
    ]


def changes(now: Iterable[Planned], then: Iterable[Planned]) -> list[Change]:
    """The days and kinds whose number changes."""
    before, after = (Counter((one.day, label_of(one.kind)) for one in planned) for planned in (now, then))
    days = sorted(before.keys() | after.keys())
    return [Change(*key, before[key], after[key]) for key in days if before[key] != after[key]]


def if_moved(milestone: Milestone, moved_to: date, first: date, last: date) -> list[Planned]:
    """What would go with the last day of `milestone` moved; the database is as before afterwards."""
    shift = moved_to - milestone.ends_on
    with transaction.atomic():
        Milestone.objects.filter(pk=milestone.pk).update(starts_on=milestone.starts_on + shift, ends_on=moved_to)
        planned = overview.planned_between(first, last)
        transaction.set_rollback(True)
    return planned


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of the page."""
    today = timezone.localdate()
    start = {"first": today, "last": today + timedelta(days=30)}
    form = PeriodForm(request.GET if "first" in request.GET else None, initial=start)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        data = form.cleaned_data
        now = overview.planned_between(data["first"], data["last"])
        context |= {"lines": by_day(now), "total": len(now)}
        if milestone := data["milestone"]:
            then = if_moved(milestone, data["moved_to"], data["first"], data["last"])
            context |= {"milestone": milestone, "moved_to": data["moved_to"], "changes": changes(now, then)}
    return context
