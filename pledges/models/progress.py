"""What became of a published pledge, told by each of its bodies (RELIABILITY P38, FEATURES C5)."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.choices import OrganisationKind
from pledges.choices import Progress, ReportStatus
from pledges.querysets import ReportQuerySet
from pledges.workflow import ReportWorkflow


class ProgressReport(ReportWorkflow):
    """A report of one body of the pledge. The lead speaks for the whole, a partner for its own part (`for_all`).

    A draft that saves itself; once published, a publication of its own (`PL-0042-R3`, part of `PL-0042`), and what is
    corrected is a further version of it. `figures` are rows of {"target": number of a PledgeTarget, "value": text};
    the value of a stage is a code of `choices.Stage`. `evidence` are rows of {"label", "url"}. Its period goes from
    `period_from` to `as_of`; without the first it speaks of `as_of` alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pledge = models.ForeignKey("pledges.Pledge", models.PROTECT, related_name="reports")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", verbose_name=_("reported by")
    )
    reference = models.CharField(_("number"), max_length=20, null=True, unique=True, editable=False)
    language = models.CharField(_("language of the report"), max_length=10, choices=settings.LANGUAGES, default="en")
    period_from = models.CharField(_("period begins"), max_length=10, blank=True, default="", db_default="")
    as_of = models.CharField(_("reported for"), max_length=10, blank=True)
    progress = models.CharField(_("progress"), max_length=20, choices=Progress, blank=True)
    figures = models.JSONField(_("figures"), default=list, blank=True)
    text = models.TextField(_("what was done"), blank=True)
    obstacles = models.TextField(_("what stands in the way"), blank=True)
    evidence = models.JSONField(_("evidence"), default=list, blank=True)
    is_no_change = models.BooleanField(_("nothing has changed"), default=False, editable=False)
    started_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", editable=False)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("first published"), null=True, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    history = HistoricalRecords()

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ReportStatus.values), name="a_report_status_of_the_list"),
            models.CheckConstraint(
                condition=Q(progress__in=["", *Progress.values]) & ~Q(progress=Progress.NO_REPORT),
                name="a_reported_progress_of_the_list",
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(reference__isnull=False), name="a_published_report_has_a_number"
            ),
            models.CheckConstraint(
                condition=Q(discarded_at__isnull=True) | Q(status="draft"), name="only_a_draft_report_is_discarded"
            ),
            models.CheckConstraint(
                condition=Q(being_corrected_since__isnull=True) | Q(status="published"),
                name="only_a_published_report_is_corrected",
            ),
            models.UniqueConstraint(
                fields=["pledge", "organisation"],
                condition=Q(status="draft", discarded_at__isnull=True),
                name="one_report_of_a_body_is_written",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference or self.pledge.reference} {self.organisation}"

    @property
    def is_editable(self) -> bool:
        """Whether its people can write in it now."""
        if self.status == ReportStatus.PUBLISHED:
            return self.being_corrected_since is not None
        return self.discarded_at is None

    @property
    def for_all(self) -> bool:
        """Whether it speaks for the whole pledge: the report of the body that leads it."""
        return self.organisation_id == self.pledge.organisation_id

    def get_absolute_url(self) -> str:
        """The page on which it is written, or read once it is public."""
        if self.is_editable:
            return reverse("pledges:report", kwargs={"pk": self.pk})
        if not self.reference:
            return str(self.pledge.get_absolute_url())
        return reverse("pledges:progress", kwargs={"reference": self.pledge.reference, "report": self.number})

    @property
    def number(self) -> int:
        """3 of `PL-0042-R3`; 0 before it has one."""
        return int((self.reference or "R0").rpartition("R")[2])

    def act_country(self) -> str:
        """The State that reports, for the log of acts."""
        body: Any = self.organisation
        return (body.country_id or "") if body.kind == OrganisationKind.STATE else ""

    def is_confidential(self) -> bool:
        """Whether an act on it must stay unknown to the secretariat (RELIABILITY P38): until it is published."""
        return self.status == ReportStatus.DRAFT or self.being_corrected_since is not None
