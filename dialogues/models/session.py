"""When and where a meeting sits: the day and time as the clocks of a city show them, and the moments they are."""

import uuid
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from dialogues.choices import Format, When
from dialogues.models.meeting import Meeting
from dialogues.querysets import SessionQuerySet
from forum.models import END_OF_DAY, Clocked, is_time_zone, which_of_two


class Session(Clocked):
    """One sitting. Without `time_of_day` only its day is known. `starts_at` and `ends_at` are the same as moments: for
    the database to compare. The days it had before are kept (Movable), and `sequence` counts what calendars must learn.

    `languages` are those of the floor, `interpretation` those it is interpreted into: codes, or names of other
    languages. `join_url` is for those who registered alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="sessions")
    title = models.CharField(_("title"), max_length=200, blank=True)
    starts_on = models.DateField(_("day"))
    ends_on = models.DateField(_("last day"))
    time_of_day = models.TimeField(_("begins"), null=True, blank=True)
    time_until = models.TimeField(_("ends"), null=True, blank=True)
    of_two = which_of_two()
    time_zone = models.CharField(_("time zone"), max_length=60, default="America/New_York", validators=[is_time_zone])
    starts_at = models.DateTimeField(editable=False, db_index=True)
    ends_at = models.DateTimeField(editable=False)
    format = models.CharField(_("format"), max_length=10, choices=Format, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    room = models.CharField(_("building and room"), max_length=200, blank=True)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    interpretation = models.JSONField(_("interpretation into"), default=list, blank=True)
    accessibility = models.CharField(
        _("accessibility"), max_length=300, blank=True, help_text=_("For example: live captions, sign language.")
    )
    registration_url = models.URLField(_("registration elsewhere"), max_length=500, blank=True)
    join_url = models.URLField(_("address to join"), max_length=500, blank=True)
    registers_here = models.BooleanField(_("register here"), default=False)
    places = models.PositiveIntegerField(_("places"), null=True, blank=True, help_text=_("None: as many as want."))
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, editable=False)
    cancel_reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    history = HistoricalRecords()

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_session_ends_after_its_first_day"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_session_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.meeting.title} ({date_format(self.starts_on)})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Work out the two moments anew."""
        self.starts_at, self.ends_at = self.moments()
        super().save(*args, **kwargs)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its city."""
        return ZoneInfo(self.time_zone)

    @property
    def told(self) -> list[str]:
        """What those who follow it have to hear of when it changes: when, where, how to join, in which languages."""
        times = (one.astimezone(UTC).isoformat() for one in (self.starts_at, self.ends_at))
        places = (self.city, self.room, self.join_url, self.format)
        return [*times, *places, ",".join(self.languages), ",".join(self.interpretation), str(bool(self.cancelled_at))]

    @property
    def has_time(self) -> bool:
        """Whether more than the day is known."""
        return self.time_of_day is not None

    def moments(self) -> tuple[datetime, datetime]:
        """When it begins and ends (aware): its times, or the whole of its days."""
        begins = self.moment_at(self.starts_on, self.time_of_day, time(0))
        return begins, self.moment_at(self.ends_on, self.time_until, END_OF_DAY, ends=True)

    def clock_times(self) -> list[tuple[str, date]]:
        """It begins on its first day and ends on its last."""
        return [("time_of_day", self.starts_on), ("time_until", self.ends_on)]

    def clean(self) -> None:
        """Raise ValidationError, at the field, for times that are none or do not fit each other (B18)."""
        first: Any = self.starts_on
        if first is None or self.time_zone not in available_timezones():
            return
        self.ends_on = self.ends_on or first
        if self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day is before the first.")})
        if self.time_until and not self.time_of_day:
            raise ValidationError({"time_of_day": _("Write when it begins, too.")})
        self.check_clock()
        begins, ends = self.moments()
        if ends <= begins:
            raise ValidationError({"time_until": _("It ends before it begins.")})

    def when(self, now: datetime | None = None) -> When:
        """Past, now or to come at `now` (aware; the present when left out), or cancelled."""
        now = now or timezone.now()
        if self.cancelled_at:
            return When.CANCELLED
        if now > self.ends_at:
            return When.PAST
        return When.LIVE if now >= self.starts_at else When.LATER
