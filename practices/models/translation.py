"""A published practice in further languages: whole translations, and summaries in plain language (FEATURES A29, X7)."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from practices.querysets import OfPracticeQuerySet
from publications.choices import Standing

TRANSLATED = (Standing.OFFICIAL, Standing.COURTESY)
TRANSLATOR = _("translated by")


class PracticeTranslation(models.Model):
    """A translation while its practice's people write it; what the public reads is a publication of its own.

    `published_version` is the version of the practice that was published in it last. After a correction of the practice
    it is the earlier one, and the page says so, until the translation is published again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("practices.Practice", models.PROTECT, related_name="translations")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    standing = models.CharField(
        _("standing"),
        max_length=10,
        choices=[(one.value, one.label) for one in TRANSLATED],
        default=Standing.OFFICIAL,
    )
    title = models.CharField(_("title"), max_length=300, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    impact = models.TextField(_("benefit and impact"), blank=True)
    lessons = models.TextField(_("key lessons"), blank=True)
    recommendations = models.TextField(_("recommendations"), blank=True)
    innovation = models.TextField(_("what is innovative"), blank=True)
    resources = models.TextField(_("resources that it took"), blank=True)
    translator = models.CharField(TRANSLATOR, max_length=150, blank=True)
    made_on = models.DateField(_("translated on"), null=True, blank=True)
    started_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", editable=False)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    published_version = models.PositiveIntegerField(null=True, editable=False)
    history = HistoricalRecords()

    objects = OfPracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation of a practice")
        verbose_name_plural = _("translations of practices")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "language"], name="a_practice_once_in_a_language"),
            models.CheckConstraint(
                condition=Q(standing__in=[one.value for one in TRANSLATED]), name="a_translation_official_or_courtesy"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice}: {self.get_language_display()}"

    @property
    def reference(self) -> str:
        """The number of the practice, for the log of acts."""
        return self.practice.reference or ""

    def act_country(self) -> str:
        """The State whose body publishes it, for the log of acts."""
        return self.practice.act_country()

    def is_confidential(self) -> bool:
        """Whether an act on it must stay unknown to the secretariat: it is the people's own until it is published."""
        return self.published_version is None


class PlainSummary(models.Model):
    """What a practice did, in at most 150 plain words of one language; shown beside the text as soon as it is kept."""

    practice = models.ForeignKey("practices.Practice", models.PROTECT, related_name="plain_summaries")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    text = models.TextField(_("in plain words"), max_length=2000)
    translator = models.CharField(_("written or translated by"), max_length=150)
    made_on = models.DateField(_("written on"))
    version = models.PositiveIntegerField(_("of version"))
    history = HistoricalRecords()

    objects = OfPracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("summary in plain language")
        verbose_name_plural = _("summaries in plain language")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "language"], name="a_practice_once_in_plain_words_of_a_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.practice}: {self.get_language_display()}"

    @property
    def reference(self) -> str:
        """The number of the practice, for the log of acts."""
        return self.practice.reference or ""

    def act_country(self) -> str:
        """The State whose body publishes it, for the log of acts."""
        return self.practice.act_country()

    def as_fact(self) -> dict[str, Any]:
        """As the public page shows it; who wrote it is kept beside the text (`practices.steps.naming`)."""
        return {
            "language": self.language,
            "text": self.text,
            "as_of": self.made_on.isoformat(),
            "version": self.version,
        }
