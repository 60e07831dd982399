"""What leaves the hands of a pledge's people: frozen versions with what the secretariat answered, and their targets."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pledges.choices import Outcome, Reason
from pledges.querysets import VersionQuerySet
from publications.models import CanonicalJSONField


class PledgeVersion(models.Model):
    """A pledge as it was submitted: what officers read. `content` never changes; `sha256` proves it.

    `content` is `pledges.publishing.Content`. `commitment` is the digest that partners agree to. What its body
    changes in a published pledge is a version that nobody screens (P39): its outcome is "published" at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pledge = models.ForeignKey("pledges.Pledge", models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    content = CanonicalJSONField(editable=False)
    sha256 = models.CharField(_("fingerprint"), max_length=64, editable=False)
    commitment = models.CharField(max_length=64, editable=False)
    is_editorial = models.BooleanField(_("wording only"), default=False)
    submitted_at = models.DateTimeField(_("received"), default=timezone.now)
    submitted_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    office = models.CharField(_("submitted by"), max_length=300, blank=True)
    note = models.TextField(_("what is new in it, and why"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, default=Outcome.WAITING)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    letter = models.TextField(_("letter"), blank=True)
    decided_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submitted pledge")
        verbose_name_plural = _("submitted pledges")
        ordering = ["-submitted_at"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "number"], name="a_version_once_in_a_pledge"),
            models.UniqueConstraint(fields=["pledge"], condition=Q(outcome="waiting"), name="one_pledge_version_waits"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="a_pledge_outcome_of_the_list"),
        ]

    def __str__(self) -> str:
        return f"{self.pledge.reference} {self.title}"

    @property
    def reference(self) -> Any:
        """The pledge's number."""
        return self.pledge.reference

    def act_country(self) -> str:
        """The State that files it, for the log of acts."""
        return str(self.pledge.act_country())


class PledgeTarget(models.Model):
    """A target or stage that is published: what progress reports give figures against.

    `number` counts within the pledge and is never given again. A later version that drops a target leaves the row
    with `dropped_at`: earlier reports stand on it. `target` is None for a stage of a policy pledge.
    """

    pledge = models.ForeignKey("pledges.Pledge", models.PROTECT, related_name="target_rows")
    number = models.PositiveSmallIntegerField(_("number"))
    indicator = models.CharField(_("indicator or stage"), max_length=300)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=24, decimal_places=6, null=True)
    target = models.DecimalField(_("target"), max_digits=24, decimal_places=6, null=True)
    by_when = models.CharField(_("by when"), max_length=10, blank=True)
    how_known = models.CharField(_("how it will be known"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    dropped_at = models.DateTimeField(_("dropped"), null=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["position", "number"]
        constraints = [models.UniqueConstraint(fields=["pledge", "number"], name="a_target_number_once_in_a_pledge")]

    def __str__(self) -> str:
        return self.indicator

    @property
    def is_stage(self) -> bool:
        """Whether it is reached or not, without a number."""
        return self.target is None
