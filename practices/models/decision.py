"""What the secretariat decided after the reviews, and what the author answered to each point."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practices.choices import OUTCOMES, Readers, Verdict
from practices.models.review import ReviewRound
from practices.querysets import DecisionQuerySet


class Decision(models.Model):
    """One for each round, with the letter as it was sent. `summary` stays in the secretariat."""

    round = models.OneToOneField(ReviewRound, models.PROTECT, related_name="decision")
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict)
    letter = models.TextField(_("letter"), max_length=20_000)
    summary = models.TextField(_("why, for the record of the secretariat"), max_length=5000)
    readers = models.CharField(_("who reads the changed text"), max_length=10, choices=Readers, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("decided"), default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision after peer review")
        verbose_name_plural = _("decisions after peer review")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.round.reference}: {self.get_verdict_display()}"

    @property
    def outcome(self) -> str:
        """What was decided, in words that stand after a colon."""
        return str(OUTCOMES[Verdict(self.verdict)])

    def is_confidential(self) -> bool:
        """See `ReviewRound.is_confidential`."""
        return True


class Point(models.Model):
    """A released comment of a reviewer, without a name, and the author's reply to it."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField()
    reviewer_number = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    reply = models.TextField(_("your reply"), blank=True, max_length=5000)
    replied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["decision", "position"], name="a_point_has_its_place")]

    def __str__(self) -> str:
        return f"{self.decision_id}.{self.position}"
