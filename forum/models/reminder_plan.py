"""How many days before a milestone people are reminded of it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.workflow import Problem
from forum.choices import PlanStatus
from forum.models.milestone import Milestone
from forum.models.moments import MORNING, moment
from forum.querysets import ReminderPlanQuerySet
from forum.workflow import ReleasedByAnother
from notifications import kinds


class Moment(NamedTuple):
    """One reminder of a plan: how many days ahead, from when, and until when it still makes sense."""

    lead_days: int
    not_before: datetime
    expires_at: datetime


def are_lead_days(value: object) -> None:
    """Raise ValidationError unless `value` is a list of different whole days from 0 to 400."""
    days = value if isinstance(value, list) else []
    fits = all(type(day) is int and 0 <= day <= 400 for day in days)
    if not days or not fits or len(set(days)) < len(days):
        raise ValidationError(_("Write different numbers of days from 0 to 400, for example 60, 30, 14, 7, 1."))


class ReminderPlan(ReleasedByAnother):
    """When to remind of a milestone by which kind of message; in force only by a second officer (P48).

    `kind` is the name of a kind of `notifications.kinds`. A plan in force is not edited: it is ended,
    and another one proposed.
    """

    kind = models.CharField(_("kind of message"), max_length=60)
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="reminder_plans", verbose_name=_("milestone"))
    lead_days = models.JSONField(
        _("days ahead"),
        default=list,
        validators=[are_lead_days],
        help_text=_("Days before the milestone, counted in the forum's time zone; 0 is the day itself."),
    )

    objects = ReminderPlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reminder plan")
        verbose_name_plural = _("reminder plans")
        ordering = ["milestone", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "milestone"],
                condition=Q(status=PlanStatus.IN_FORCE),
                name="one_plan_in_force_per_kind_and_milestone",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind_label}: {self.milestone}"

    @property
    def kind_label(self) -> str:
        """What the kind of message is called; its name, when no app knows it any more."""
        return kinds.label_of(self.kind)

    def moments(self) -> list[Moment]:
        """The reminders, earliest first: from 09:00 in the forum's zone, until the next one or the due moment.

        The days are counted on the calendar, so a change of clocks neither moves nor doubles one. What
        would fall on or after the next one or the due moment is left out.
        """
        due, zone = self.milestone.due_at(), self.milestone.cycle.zone
        leads = sorted(self.lead_days, reverse=True)
        starts = [moment(self.milestone.ends_on - timedelta(days=lead), MORNING, zone) for lead in leads]
        planned = zip(leads, starts, [*starts[1:], due], strict=True)
        return [
            Moment(lead, start, min(until, due, key=datetime.timestamp))
            for lead, start, until in planned
            if start.timestamp() < min(until.timestamp(), due.timestamp())
        ]

    def wrong_milestone(self) -> str:
        """Why messages of this kind do not go by this milestone, in a sentence; "" where they do: the day they
        name must be the one that they are about."""
        kind = next((one for one in kinds.registry() if one.name == self.kind), None)
        if kind is None or kind.planned_by == self.milestone.code:
            return ""
        return _now("These messages are about another date. Choose the milestone that they name.")

    def problems_before(self, step: str) -> list[Problem]:
        """What still stands in the way of `step`: no lead times, a cancelled milestone, another plan in force."""
        if step not in ("propose", "put_in_force"):
            return []
        problems = []
        try:
            are_lead_days(self.lead_days)
        except ValidationError as invalid:
            problems.append(Problem(invalid.messages[0]))
        if self.milestone.cancelled_on:
            problems.append(Problem(_now("The milestone is cancelled.")))
        if wrong := self.wrong_milestone():
            problems.append(Problem(wrong))
        others = type(self).objects.in_force().filter(kind=self.kind, milestone=self.milestone)
        if others.exclude(pk=self.pk).exists():
            problems.append(Problem(_now("Another plan of this kind is in force for the milestone. End it first.")))
        return problems
