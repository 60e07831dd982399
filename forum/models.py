"""Forum cycles, their milestones and documents, and the plans for reminding of them.

Every date is stored as it was announced, with its source and how sure it is; none is computed from
another. Days and times of day belong to the cycle's time zone (New York for every forum so far).
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.loading import Loadable
from core.workflow import Problem
from forum.choices import (
    Audience,
    Confidence,
    DocumentKind,
    MilestoneKind,
    MilestoneState,
    PlanStatus,
    Precision,
)
from forum.querysets import (
    ForumCycleQuerySet,
    MilestoneQuerySet,
    RegionalReviewQuerySet,
    ReminderPlanQuerySet,
    SureQuerySet,
)
from forum.workflow import ReminderPlanWorkflow
from notifications import kinds
from reference.models import Named, RegionalCommission, Wording, WordingsField, wording

VOLUNTARY_REVIEWS_DUE = "voluntary_reviews_due"
END_OF_DAY = time(23, 59, 59)
MORNING = time(9)
DEADLINES = (MilestoneKind.SOFT_DEADLINE, MilestoneKind.HARD_DEADLINE)


def is_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is an IANA zone."""
    if name not in available_timezones():
        raise ValidationError(_("Choose an IANA time zone, for example America/New_York."))


def moment(day: date, at: time, zone: ZoneInfo, *, latest: bool = False) -> datetime:
    """The aware moment when the clocks of `zone` show `at` on `day`.

    A time that the clocks skip is moved on by what they skip. Of a time that they show twice the first
    is taken, or the second with `latest`, so that no day ends before its last second.
    """
    local = datetime.combine(day, at, tzinfo=zone)
    first, second = (_real(local.replace(fold=fold)) for fold in (0, 1))
    skipped = first.replace(tzinfo=None) != local.replace(tzinfo=None)
    return second if latest and not skipped else first


def _real(local: datetime) -> datetime:
    """The same moment as the clocks show it: there and back through UTC."""
    zone = local.tzinfo
    return local.astimezone(UTC).astimezone(zone)


def clock_error(day: date, at: time, zone: ZoneInfo) -> str:
    """Why `at` on `day` is not one moment in `zone`, or nothing: the clocks skip it, or show it twice (B18)."""
    local = datetime.combine(day, at, tzinfo=zone)
    first, second = (_real(local.replace(fold=fold)) for fold in (0, 1))
    words = {"time": f"{at:%H:%M}", "zone": zone.key, "first": f"{first:%z}", "second": f"{second:%z}"}
    if first.replace(tzinfo=None) != local.replace(tzinfo=None):
        return _now("The clocks of %(zone)s skip %(time)s on that day. Choose another time.") % words
    if first.utcoffset() != second.utcoffset():
        twice = _now("The clocks of %(zone)s show %(time)s twice on that day, at UTC%(first)s and at UTC%(second)s.")
        return f"{twice % words} {_now('Which is meant? Choose a time before or after that hour.')}"
    return ""


class Movable(models.Model):
    """Something between two days that may be moved; the days it had before are kept, oldest first.

    `previous_dates` holds {"starts_on", "ends_on", "time_of_day", "time_until", "replaced_at"}, as far
    as the record has them, in ISO form. Its length is the number of moves.
    """

    previous_dates = models.JSONField(default=list, editable=False)
    MOVES = ("starts_on", "ends_on", "time_of_day", "time_until")

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
        old = {name: value.isoformat() for name, value in before.items() if value is not None}
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


class Milestone(Movable, Loadable):
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
        first = self.ends_on if self.is_deadline else self.starts_on
        for name, day in (("time_of_day", first), ("time_until", self.ends_on)):
            at = getattr(self, name)
            if at and day and self.cycle_id and (error := clock_error(day, at, self.cycle.zone)):
                raise ValidationError({name: error})

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
        return moment(self.ends_on, self.time_of_day or END_OF_DAY, self.cycle.zone, latest=True)

    def begins_at(self) -> datetime:
        """The aware moment at which it begins: its time of day, or midnight, on the first day."""
        begins = None if self.is_deadline else self.time_of_day
        return moment(self.starts_on, begins or time(0), self.cycle.zone)

    def ends_at(self) -> datetime:
        """The aware moment at which it is over."""
        if self.is_deadline:
            return self.due_at()
        return moment(self.ends_on, self.time_until or END_OF_DAY, self.cycle.zone, latest=True)

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


class ForumDocument(Named):
    """A document of a cycle: resolution, report, draft or outcome; `symbol` exactly as the UN writes it."""

    cycle = models.ForeignKey(ForumCycle, models.PROTECT, related_name="documents", verbose_name=_("forum cycle"))
    code = models.SlugField(_("code"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=DocumentKind)
    symbol = models.CharField(_("symbol"), max_length=40, blank=True)
    dated_on = models.DateField(_("date"), null=True, blank=True)
    precision = models.CharField(_("known to the"), max_length=5, choices=Precision, default=Precision.DAY)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence, default=Confidence.UNCONFIRMED)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = SureQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("document of a forum")
        verbose_name_plural = _("documents of forums")
        ordering = ["cycle", "order"]
        constraints = [models.UniqueConstraint(fields=["cycle", "code"], name="document_once_in_cycle")]

    @property
    def url(self) -> str:
        """The official document by symbol and language; empty without a symbol."""
        language = (get_language() or "en").split("-")[0]
        return f"https://undocs.org/{language}/{self.symbol}" if self.symbol else ""


class RegionalReview(Loadable):
    """A regional commission's review in one round; its days are those of its milestone.

    `round` is the year in which the round began: every four years from 2020 (A/RES/73/195, paragraph 50).
    """

    round = models.PositiveSmallIntegerField(_("round"))
    commission = models.ForeignKey(
        RegionalCommission, models.PROTECT, related_name="reviews", verbose_name=_("regional commission")
    )
    milestone = models.OneToOneField(
        Milestone, models.PROTECT, related_name="regional_review", verbose_name=_("milestone")
    )
    place = models.CharField(_("place"), max_length=100, blank=True)

    objects = RegionalReviewQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("Regional Review")
        verbose_name_plural = _("Regional Reviews")
        ordering = ["round", "commission"]
        constraints = [models.UniqueConstraint(fields=["round", "commission"], name="regional_review_once_in_round")]

    def __str__(self) -> str:
        return f"{self.commission.review_name} {self.round}"


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


class ReminderPlan(ReminderPlanWorkflow):
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
