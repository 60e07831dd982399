"""The log of consultations held while a review is prepared (whole of government, whole of society)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from forum.calendar import days_in_words
from reviews.choices import Approach, ConsultationForm, Level
from reviews.querysets import ConsultationQuerySet


class Consultation(models.Model):
    """One meeting or process. Participants are numbers and groups, never names (DOMAIN 4.3)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey("reviews.VoluntaryReview", models.CASCADE, related_name="consultations")
    title = models.CharField(_("title"), max_length=200)
    form = models.CharField(_("kind"), max_length=20, choices=ConsultationForm)
    starts_on = models.DateField(_("date"))
    ends_on = models.DateField(_("last day, if it was longer than one"), null=True, blank=True)
    place = models.CharField(_("place, or “online”"), max_length=200, blank=True)
    level = models.CharField(_("level"), max_length=20, choices=Level)
    approach = models.CharField(_("approach"), max_length=20, choices=Approach)
    bodies = models.TextField(
        _("government bodies that took part"), max_length=2000, blank=True, help_text=_("One on each line.")
    )
    stakeholder_groups = models.ManyToManyField("reference.StakeholderGroup", blank=True)
    objectives = models.ManyToManyField("reference.Objective", blank=True)
    participants = models.PositiveIntegerField(_("number of participants"), null=True, blank=True)
    women = models.PositiveIntegerField(_("of them women"), null=True, blank=True)
    men = models.PositiveIntegerField(_("of them men"), null=True, blank=True)
    migrants_part = models.TextField(_("how migrants themselves took part"), max_length=5000, blank=True)
    summary = models.TextField(_("summary"), max_length=20_000, blank=True)
    use = models.TextField(_("what changed because of it"), max_length=5000, blank=True)
    is_public = models.BooleanField(_("publish with the review"), default=True)
    organisation = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("logged by"),
        help_text="The ministry that logged it; none for the focal point.",
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    history = HistoricalRecords()

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="a_consultation_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def days(self) -> str:
        """When it was held, in words."""
        return days_in_words(self.starts_on, self.ends_on or self.starts_on)

    def act_country(self) -> str:
        """The State, for the log of acts."""
        return self.review.act_country()

    def is_confidential(self) -> bool:
        """As long as its review is."""
        return self.review.is_confidential()


class NotKept(models.Model):
    """What somebody typed into a consultation that had been saved meanwhile (F4): `typed` fills the form again."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="not_kept")
    typed = models.JSONField()
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.consultation_id)
