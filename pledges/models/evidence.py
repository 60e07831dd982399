"""Whether what reports name as evidence can still be opened (FEATURES C17)."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from pledges.querysets import EvidenceQuerySet

EVERY = timedelta(days=7)
AGAIN = timedelta(days=1)
"""A link that failed is tried again the next day: a server that is down for an hour is no dead link."""
BROKEN_AFTER = 2


class EvidenceLink(models.Model):
    """An address that a published report names. Two failures in a row make it a broken one, for its people and for
    readers; `archived_url` is a copy that its people found."""

    report = models.ForeignKey("pledges.ProgressReport", models.CASCADE, related_name="links")
    url = models.URLField(_("address"), max_length=500)
    label = models.CharField(_("what it is"), max_length=300, blank=True)
    archived_url = models.URLField(_("address of a copy"), max_length=500, blank=True)
    checked_at = models.DateTimeField(_("last looked at"), null=True)
    due_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(_("cannot be opened since"), null=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence of a report")
        verbose_name_plural = _("evidence of reports")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "url"], name="an_address_once_in_a_report")]
        indexes = [models.Index(fields=["due_at"])]

    def __str__(self) -> str:
        return self.url

    @property
    def is_broken(self) -> bool:
        """Whether it could not be opened twice in a row."""
        return self.failures >= BROKEN_AFTER

    @property
    def reference(self) -> Any:
        """The report's number, for the log of acts."""
        return self.report.reference

    def act_country(self) -> str:
        """The State that reports, for the log of acts."""
        return self.report.act_country()
