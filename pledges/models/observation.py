"""What others observe about a published pledge, beside what its own people report (FEATURES C19)."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from pledges.choices import ObservationStatus
from pledges.querysets import ObservationQuerySet, OpenQuerySet
from pledges.workflow import ObservationWorkflow


class ObservationsOpen(models.Model):
    """For pledges of this forum observations are taken. Without a row they are not; taking it out closes them again:
    what is published stays."""

    cycle = models.OneToOneField("forum.ForumCycle", models.PROTECT, primary_key=True, verbose_name=_("forum"))
    opened_at = models.DateTimeField(_("opened"), default=timezone.now, editable=False)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("forum that takes observations on pledges")
        verbose_name_plural = _("forums that take observations on pledges")
        ordering = ["-cycle"]

    def __str__(self) -> str:
        return str(self.cycle)


class Observation(ObservationWorkflow):
    """A sourced observation of one body outside States that takes no part in the pledge. The secretariat looks at it
    for the published rules; `answer` is what the body that leads the pledge says to it. Both stand side by side.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pledge = models.ForeignKey("pledges.Pledge", models.PROTECT, related_name="observations")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="+", verbose_name=_("observed by")
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    text = models.TextField(_("what is observed"), max_length=3000)
    source_title = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500)
    written_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", editable=False)
    written_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    history = HistoricalRecords()

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation on a pledge")
        verbose_name_plural = _("observations on pledges")
        ordering = ["-written_at"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ObservationStatus.values), name="an_observation_status"),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False),
                name="a_published_observation_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pledge.reference} {self.organisation}"

    @property
    def reference(self) -> Any:
        """The pledge's number, for the log of acts."""
        return self.pledge.reference

    def get_absolute_url(self) -> str:
        """The page of those who wrote it, and of those who can answer it."""
        return reverse("pledges:observation", kwargs={"pk": self.pk})

    def act_country(self) -> str:
        """The State that pledged, for the log of acts."""
        return str(self.pledge.act_country())

    def is_confidential(self) -> bool:
        """Never: the secretariat reads all that comes in."""
        return False
