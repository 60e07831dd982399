"""A date on the road to a forum."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.loading import Loadable
from forum.choices import Audience, Confidence, MilestoneKind, MilestoneState, Precision
from forum.models.clocked import Clocked, which_of_two
from forum.models.cycle import ForumCycle
from forum.models.moments import END_OF_DAY
from forum.querysets import MilestoneQuerySet
from reference.models import Wording, WordingsField, wording

DEADLINES = (MilestoneKind.SOFT_DEADLINE, MilestoneKind.HARD_DEADLINE)


class Milestone(Clocked, Loadable):
    """A dated step of a cycle.

    Days are whole days in the cycle's zone. `time_of_day` is the moment of a deadline, or when an event
    begins; `time_until` when an event ends. With `precision` month, only months are known and the days
    are the first and the last of them.
    """

    cycle = models.ForeignKey(ForumCycle, models.PROTECT, related_name="milestones", verbose_name=_("forum cycle"))
    code = models.SlugField(_("code"), max_length=60)
    labels = WordingsField(_("what happens"), default=dict)
    kind = models.CharField(_("kind"), max_length=15, choices=MilestoneKind, default=MilestoneKind.FIXED)
    audience = models.CharField(_("concerns"), max_length=15, choices=Audience, default=Audience.ALL)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    precision = models.CharField(_("known to the"), max_length=5, choices=Precision, default=Precision.DAY)
    time_of_day = models.TimeField(
        _("time of day"), null=True, blank=True, help_text=_("A deadline's moment, or when an event begins.")
    )
    time_until = models.TimeField(_("until"), null=True, blank=True, help_text=_("When an event ends."))
    of_two = which_of_two()
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence, default=Confidence.PROVISIONAL)
    source = models.CharField(
        _("source"), max_length=300, help_text=_("Symbol, page or letter in which the date stands.")
    )
    notes = WordingsField(_("note for readers"), default=dict, blank=True)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)
    updated_at = models.DateTimeField(_("last changed"), default=timezone.now, editable=False)

    objects = MilestoneQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["cycle", "starts_on", "time_of_day", "code"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "code"], name="milestone_once_in_cycle"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_milestone_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.cycle_id})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Say when it was last changed; see Movable for moves."""
        self.updated_at = timezone.now()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "updated_at"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Raise ValidationError, at the field, for days that do not fit each other."""
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day is before the first.")})
        if self.time_until and not self.time_of_day:
            raise ValidationError({"time_of_day": _("Write when it begins, too.")})
        if self.time_of_day and self.precision == Precision.MONTH:
            raise ValidationError({"precision": _("What has a time of day is known to the day.")})
        same_day = self.starts_on == self.ends_on
        if self.time_until and self.time_of_day and same_day and self.time_until <= self.time_of_day:
            raise ValidationError({"time_until": _("It ends before it begins.")})
        if self.cycle_id:
            self.check_clock()

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its forum."""
        return self.cycle.zone

    def clock_times(self) -> list[tuple[str, date]]:
        """A deadline's moment is on its last day, an event begins on its first."""
        first = self.ends_on if self.is_deadline else self.starts_on
        return [("time_of_day", first), ("time_until", self.ends_on)]

    @property
    def label(self) -> Wording:
        """What happens, in the active language or English."""
        return wording(self.labels)

    @property
    def note(self) -> Wording:
        """One sentence for readers; may be empty."""
        return wording(self.notes)

    @property
    def is_deadline(self) -> bool:
        """Whether it is something to be done by then."""
        return self.kind in DEADLINES

    @property
    def is_confirmed(self) -> bool:
        """Whether the date was read on a published page."""
        return self.confidence == Confidence.CONFIRMED

    @property
    def has_time(self) -> bool:
        """Whether more than the day is known."""
        return self.time_of_day is not None

    def due_at(self) -> datetime:
        """The aware moment by which it is due: its time of day, or 23:59:59, on the last day in the cycle's zone."""
        return self.moment_at(self.ends_on, self.time_of_day, END_OF_DAY, ends=True)

    def begins_at(self) -> datetime:
        """The aware moment at which it begins: its time of day, or midnight, on the first day."""
        begins = None if self.is_deadline else self.time_of_day
        return self.moment_at(self.starts_on, begins, time(0))

    def ends_at(self) -> datetime:
        """The aware moment at which it is over."""
        if self.is_deadline:
            return self.due_at()
        return self.moment_at(self.ends_on, self.time_until, END_OF_DAY, ends=True)

    def state(self, now: datetime | None = None) -> MilestoneState:
        """Past, now or later at `now` (aware; the present when left out), or cancelled.

        Which of the later ones is next only `MilestoneQuerySet.on_the_road` can tell.
        """
        now = (now or timezone.now()).astimezone(UTC)
        if self.cancelled_on:
            return MilestoneState.CANCELLED
        if now > self.ends_at():
            return MilestoneState.PAST
        return MilestoneState.NOW if now >= self.begins_at() else MilestoneState.LATER
