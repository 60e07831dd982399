"""A call for practices: what is wanted, of whom, until when, and how it will be reviewed."""

from collections import Counter
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from forum.models import END_OF_DAY, is_time_zone, moment
from practices.choices import UNDECIDED, WITH_SECRETARIAT, CallStatus, Status
from practices.querysets import CallQuerySet
from practices.workflow import CallWorkflow

FORM_VERSION = 1
"""The version of the submission form that the code draws now."""


def draft_leads() -> list[int]:
    """Two weeks and three days before the deadline."""
    return [14, 3]


def report_leads() -> list[int]:
    """A week and a day before, and three days after: three at most (FEATURES A16)."""
    return [7, 1, -3]


class CallForPractices(CallWorkflow):
    """Open-ended, or with a deadline in its own time zone. A practice may also come outside any call."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    about = models.TextField(_("what is wanted"), max_length=10_000, blank=True)
    criteria = models.TextField(
        _("further criteria"), max_length=10_000, blank=True, help_text=_("Beside those of every practice.")
    )
    further_criteria = models.JSONField(
        _("criteria that reviewers score beside the seven"),
        default=list,
        blank=True,
        help_text=_("At most three, each with its question."),
    )
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("deadline"), null=True, blank=True, help_text=_("None: open without a deadline."))
    time_zone = models.CharField(_("time zone"), max_length=60, default="America/New_York", validators=[is_time_zone])
    applicants = models.JSONField(_("who may answer"), default=list, blank=True, help_text=_("Nothing: everybody."))
    stakeholder_groups = models.ManyToManyField(
        "reference.StakeholderGroup", verbose_name=_("stakeholders of these groups"), blank=True, related_name="+"
    )
    countries = models.ManyToManyField(
        "reference.Country", verbose_name=_("practices in these States"), blank=True, related_name="+"
    )
    objectives = models.ManyToManyField(
        "reference.Objective", verbose_name=_("on these objectives"), blank=True, related_name="+"
    )
    form_version = models.PositiveSmallIntegerField(_("version of the form"), default=FORM_VERSION, editable=False)
    musts = models.JSONField(
        _("criteria that must be met"), default=list, blank=True, help_text=_("The others are said as advice.")
    )
    reviewers_un = models.PositiveSmallIntegerField(
        _("reviewers from the United Nations"), default=1, validators=[MaxValueValidator(5)]
    )
    reviewers_outside = models.PositiveSmallIntegerField(
        _("reviewers from outside"), default=2, validators=[MaxValueValidator(5)]
    )
    review_days = models.PositiveSmallIntegerField(
        _("days for a review"), default=21, validators=[MinValueValidator(3), MaxValueValidator(120)]
    )
    is_blind = models.BooleanField(_("submitters never learn who reviewed"), default=True)
    reviewers_share = models.BooleanField(_("reviewers read each other's report after their own"), default=True)
    disagreement = models.PositiveSmallIntegerField(
        _("scores this far apart ask for one more reviewer"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
    )
    draft_reminders = models.JSONField(
        _("reminders to drafts, days before the deadline"), default=draft_leads, blank=True
    )
    report_reminders = models.JSONField(
        _("reminders to reviewers, days before their report is due"),
        default=report_leads,
        blank=True,
        help_text=_("At most three; −3 is three days after."),
    )
    questions = models.JSONField(_("usual questions and their answers"), default=list, blank=True)
    history = HistoricalRecords()

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for practices")
        verbose_name_plural = _("calls for practices")
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True) | Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
                name="a_call_closes_after_it_opens",
            ),
            models.CheckConstraint(condition=Q(status__in=CallStatus.values), name="a_call_status_of_the_list"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("practices:call", kwargs={"slug": self.slug})

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.status != CallStatus.DRAFT

    @property
    def zone(self) -> ZoneInfo:
        """Where its days begin and end."""
        return ZoneInfo(self.time_zone)

    def closes_at(self) -> datetime | None:
        """The end of its last day, in its own time zone."""
        return moment(self.closes_on, END_OF_DAY, self.zone) if self.closes_on else None

    def takes_practices(self, now: datetime | None = None) -> bool:
        """Whether a practice can be submitted for it now."""
        now, closes = now or timezone.now(), self.closes_at()
        begun = self.opens_on is None or moment(self.opens_on, time.min, self.zone) <= now
        return self.status == CallStatus.OPEN and begun and (closes is None or now <= closes)

    def progress(self) -> dict[str, int]:
        """How many answers it had so far, by where they stand; no names before publication (A25). One query."""
        counted = Counter(self.practices.values_list("status", flat=True))
        return {
            "received": sum(counted[status] for status in WITH_SECRETARIAT),
            "waiting": sum(counted[status] for status in UNDECIDED),
            "published": counted[Status.PUBLISHED] + counted[Status.ARCHIVED],
        }

    def gaps(self) -> list[str]:
        """What is missing before it can be opened, in words."""
        gaps = []
        if not self.about.strip():
            gaps.append(_t("Say what is wanted: people decide by it whether to take part."))
        closes: Any = self.closes_at()
        if closes and closes < timezone.now():
            gaps.append(_t("The deadline has passed. Set a later one."))
        if not self.reviewers_un + self.reviewers_outside:
            gaps.append(_t("At least one reviewer is needed."))
        return gaps
