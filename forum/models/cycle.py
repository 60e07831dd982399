"""A forum cycle, and what cycles and milestones share: dates that move and keep the old one beside them."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from forum.models.moments import END_OF_DAY, is_time_zone, moment
from forum.querysets import ForumCycleQuerySet
from reference.models import Named, Wording, WordingsField, wording

if TYPE_CHECKING:
    from forum.models.milestone import Milestone

VOLUNTARY_REVIEWS_DUE = "voluntary_reviews_due"


class Movable(models.Model):
    """Something between two days that may be moved; the days it had before are kept, oldest first.

    `previous_dates` holds {"starts_on", "ends_on", "time_of_day", "time_until", "replaced_at"}, as far
    as the record has them, in ISO form. Its length is the number of moves.
    """

    previous_dates = models.JSONField(default=list, editable=False)
    MOVES: ClassVar[tuple[str, ...]] = ("starts_on", "ends_on", "time_of_day", "time_until")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the old days when they change."""
        if not self._state.adding:
            self._note_move()
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "previous_dates"}
        super().save(*args, **kwargs)

    def earlier_dates(self) -> list[tuple[date, date]]:
        """The days it was planned for before, oldest first."""
        return [
            (date.fromisoformat(old["starts_on"]), date.fromisoformat(old["ends_on"])) for old in self.previous_dates
        ]

    def _note_move(self) -> None:
        fields = [field for field in self._meta.fields if field.name in self.MOVES]
        before = type(self)._base_manager.filter(pk=self.pk).values(*(field.name for field in fields)).first()
        now = {field.name: field.to_python(getattr(self, field.name)) for field in fields}
        if before is None or before == now:
            return
        old = {name: value if name == "of_two" else value.isoformat() for name, value in before.items() if value}
        self.previous_dates = [*self.previous_dates, {**old, "replaced_at": timezone.now().isoformat()}]


class ForumCycle(Movable, Named):
    """One International Migration Review Forum with all that prepares it (A/RES/73/326), by its year."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    ordinal = models.PositiveSmallIntegerField(_("number in the series"), unique=True)
    venues = WordingsField(_("venue"), default=dict, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="America/New_York", validators=[is_time_zone])
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    dates_provisional = models.BooleanField(_("dates are provisional"), default=True)
    notes = WordingsField(_("note for readers"), default=dict, blank=True)

    objects = ForumCycleQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("forum cycle")
        verbose_name_plural = _("forum cycles")
        ordering = ["year"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_forum_ends_after_it_begins")
        ]

    def clean(self) -> None:
        """Raise ValidationError, at the field, for days that do not fit each other."""
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day is before the first.")})

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the days of this cycle are counted."""
        return ZoneInfo(self.time_zone)

    @property
    def venue(self) -> Wording:
        """Where the forum meets."""
        return wording(self.venues)

    @property
    def note(self) -> Wording:
        """What readers should know about the dates; may be empty."""
        return wording(self.notes)

    def is_over(self, now: datetime | None = None) -> bool:
        """Whether the last day has ended in the forum's zone at `now` (aware; the present when left out)."""
        return (now or timezone.now()).astimezone(UTC) > moment(self.ends_on, END_OF_DAY, self.zone, latest=True)

    @cached_property
    def reviews_due(self) -> "Milestone | None":
        """The preferred date for voluntary reviews; None before it is known. Reads once, as everybody asks for it."""
        return self.milestones.select_related("cycle").filter(code=VOLUNTARY_REVIEWS_DUE).first()
