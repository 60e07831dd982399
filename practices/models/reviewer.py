"""Who can be asked to review: the roster (FEATURES A20, A21)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from practices.choices import Gender
from practices.querysets import ReviewerQuerySet


class ReviewerProfile(models.Model):
    """What a reviewer says of herself. That she reviews is a membership with the role of peer reviewer."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reviewer_profile", verbose_name=_("person")
    )
    languages = models.JSONField(_("languages you can review in"), default=list, blank=True)
    objectives = models.ManyToManyField(
        "reference.Objective", verbose_name=_("objectives you know well"), blank=True, related_name="+"
    )
    regions = models.ManyToManyField(
        "reference.Region", verbose_name=_("regions you know well"), blank=True, related_name="+"
    )
    affiliation = models.CharField(
        _("where you work"),
        max_length=250,
        blank=True,
        help_text=_("If you have no role here for an organization. Practices of that body are not sent to you."),
    )
    ties = models.ManyToManyField(
        "accounts.Organisation",
        verbose_name=_("bodies that you worked for or were paid by in the last four years"),
        blank=True,
        related_name="+",
    )
    unavailable_until = models.DateField(_("not available until"), null=True, blank=True)
    gender = models.CharField(
        _("gender"),
        max_length=10,
        choices=Gender,
        blank=True,
        help_text=_("Only counted, so that rounds are read by women and men alike."),
    )
    is_listed = models.BooleanField(
        _("my name may stand in the public list of reviewers"),
        default=False,
        help_text=_("With where you work; never with the practices that you read."),
    )
    created_at = models.DateTimeField(_("on the roster since"), default=timezone.now, editable=False)
    history = HistoricalRecords()

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("roster of reviewers")
        ordering = ["user__name", "pk"]

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        """The reviewer's own page."""
        return reverse("practices:roster")

    def is_away(self, today: Any = None) -> bool:
        """Whether nobody should ask now."""
        return self.unavailable_until is not None and self.unavailable_until > (today or timezone.localdate())

    def is_confidential(self) -> bool:
        """Acts on it are its owner's own."""
        return False
