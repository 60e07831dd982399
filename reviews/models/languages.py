"""A review in a further language: the State's own text, beside the original (FEATURES R18). Registered in no admin."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from publications.choices import Standing
from reviews.querysets import OfReviewQuerySet

WORTH = [(value, label) for value, label in Standing.choices if value != Standing.ORIGINAL]
"""What the State says its own translation is worth."""


class ReviewLanguage(models.Model):
    """A language into which the State translates its review, and what the translation is worth."""

    review = models.ForeignKey("reviews.VoluntaryReview", models.CASCADE, related_name="languages")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    standing = models.CharField(_("what it is worth"), max_length=10, choices=WORTH, default=Standing.COURTESY)
    added_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "language"], name="a_language_once_in_review"),
            models.CheckConstraint(
                condition=models.Q(standing__in=[value for value, _label in WORTH]), name="a_translation_is_no_original"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_language_display())

    @property
    def reference(self) -> str:
        """The review's, for the log of acts."""
        return self.review.reference

    def act_country(self) -> str:
        """The State, for the log of acts."""
        return self.review.act_country()

    def is_confidential(self) -> bool:
        """Always: it tells of a draft."""
        return True


class TranslatedAnswer(models.Model):
    """The text of one answer in that language. `of_version` is the version of the answer that was translated.

    `version` rises with each save (optimistic lock); an emptied text stays as "", so that it rises on.
    """

    into = models.ForeignKey(ReviewLanguage, models.CASCADE, related_name="texts")
    answer = models.ForeignKey("reviews.Answer", models.CASCADE, related_name="translations")
    value = models.TextField()
    of_version = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["into", "answer"], name="an_answer_once_in_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}/{self.into_id}"
