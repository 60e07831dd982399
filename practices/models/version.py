"""What leaves the hands of a practice's people: frozen versions, what screening said, and who took it up."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from practices.choices import Outcome, Reason
from practices.querysets import UseQuerySet, VersionQuerySet
from practices.workflow import UseWorkflow
from publications.models import CanonicalJSONField


class PracticeVersion(models.Model):
    """A practice as it was submitted: what officers and reviewers read. `content` never changes; `sha256` proves it.

    `content` is `practices.publishing.Content`; `title` and `language` stand beside it for lists.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("practices.Practice", models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(_("language"), max_length=10)
    content = CanonicalJSONField(editable=False)
    sha256 = models.CharField(_("fingerprint"), max_length=64, editable=False)
    submitted_at = models.DateTimeField(_("received"), default=timezone.now)
    submitted_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    office = models.CharField(_("submitted by"), max_length=300, blank=True)
    note = models.TextField(_("what is new in it"), blank=True)
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submitted version")
        verbose_name_plural = _("submitted versions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["practice", "number"], name="a_version_once_in_a_practice")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def get_absolute_url(self) -> str:
        """Where officers and its own people read it."""
        return reverse("practices:version", kwargs={"key": self.pk})

    @property
    def reference(self) -> str:
        """The number of the practice, for the log of acts."""
        return self.practice.reference or ""

    def act_country(self) -> str:
        """The State whose body submitted it, for the log of acts."""
        return self.practice.act_country()


class ScreeningDecision(models.Model):
    """What the secretariat answered after a first look, with the letter as it was sent."""

    version = models.ForeignKey(PracticeVersion, models.PROTECT, related_name="screenings")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    letter = models.TextField(_("letter"), blank=True)
    looked = models.JSONField(_("looked through"), default=list, blank=True)
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("screening decision")
        verbose_name_plural = _("screening decisions")
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["version"], name="a_version_is_screened_once")]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_outcome_display()}"


class OfficerTie(models.Model):
    """An officer of the secretariat says that she cannot judge a practice: from then on a colleague handles it (A8)."""

    practice = models.ForeignKey("practices.Practice", models.PROTECT, related_name="officer_ties")
    officer = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    words = models.TextField(_("what ties you to it"), blank=True, max_length=1000)
    at = models.DateTimeField(_("declared"), default=timezone.now)

    class Meta:
        verbose_name = _("tie of an officer")
        verbose_name_plural = _("ties of officers")
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["practice", "officer"], name="an_officer_declares_a_tie_once")]

    def __str__(self) -> str:
        return f"{self.practice}: {self.officer_id}"


class UsedElsewhere(UseWorkflow):
    """A body says that it took a published practice up; shown once its people and the secretariat agree (A28)."""

    practice = models.ForeignKey("practices.Practice", models.PROTECT, related_name="uses")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    account = models.TextField(_("what was taken up, and how"), max_length=1500)
    said_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(_("said on"), default=timezone.now)
    checked_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True, editable=False)
    answer = models.TextField(_("answer"), blank=True, max_length=2000)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    history = HistoricalRecords()

    objects = UseQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice taken up elsewhere")
        verbose_name_plural = _("practices taken up elsewhere")
        ordering = ["-said_at"]

    def __str__(self) -> str:
        return f"{self.practice.reference}: {self.organisation}"
