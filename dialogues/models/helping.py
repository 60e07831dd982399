"""What helps a discussion along: reports of readers with what came of them, human translations, pinned summaries.

The original of a contribution always stands first, and nothing rewrites it (D15). A summary is a moderator's, and says
so (D19).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.choices import Ground, Outcome
from dialogues.models.discussion import Contribution, DiscussionSpace, GuidingQuestion
from dialogues.querysets import FlagQuerySet, OfContributionQuerySet, OfSpaceQuerySet


class ContributionFlag(models.Model):
    """A reader's report: which rule a contribution breaks. Each gets an outcome (D6)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="flags")
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    ground = models.CharField(_("rule"), max_length=15, choices=Ground)
    note = models.TextField(_("what is wrong"), max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(_("what came of it"), max_length=10, choices=Outcome, blank=True)
    words = models.TextField(_("words to who reported it"), max_length=1000, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a contribution")
        verbose_name_plural = _("reports of contributions")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "by"], name="a_person_reports_a_contribution_once"),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None) | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="an_answered_report_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_ground_display()} {self.at:%Y-%m-%d}"


class ContributionTranslation(models.Model):
    """What somebody wrote, in another language: made by a person, who is named."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    text = models.TextField(_("translation"), max_length=20_000)
    by_name = models.CharField(_("translated by"), max_length=150)
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation of a contribution")
        verbose_name_plural = _("translations of contributions")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "language"], name="one_translation_in_each_language")
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.language}"


class ThreadSummary(models.Model):
    """A moderator's summary at the head of a question, or of the whole discussion, with what it rests on."""

    space = models.ForeignKey(DiscussionSpace, models.CASCADE, related_name="summaries")
    question = models.ForeignKey(GuidingQuestion, models.CASCADE, null=True, blank=True, related_name="+")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    text = models.TextField(_("summary"), max_length=5_000)
    rests_on = models.ManyToManyField(Contribution, related_name="+", verbose_name=_("rests on"))
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfSpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("summary of a discussion")
        verbose_name_plural = _("summaries of discussions")
        ordering = ["question__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "question"], name="one_summary_for_each_question"),
            models.UniqueConstraint(
                fields=["space"], condition=Q(question=None), name="one_summary_of_a_whole_discussion"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
