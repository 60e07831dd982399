"""Evidence for background notes: a passage that somebody said or published, kept as it was quoted."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.choices import SourceKind
from dialogues.models.discussion import Contribution
from dialogues.models.meeting import Meeting
from dialogues.models.notes import BackgroundNote
from dialogues.models.record import Recording
from dialogues.querysets import PointQuerySet


class EvidencePoint(models.Model):
    """A point of evidence for the note of one roundtable or of the policy debate.

    `quote` is the passage as it stood in its source, whose whole wording of that day `digest` knows again; a
    published text is named by `reference` and `version`, with `remark` for what it shows. What became of the source
    since is asked anew each time (`dialogues.evidence`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(BackgroundNote, models.CASCADE, related_name="points", verbose_name=_("background note"))
    kind = models.CharField(_("source"), max_length=15, choices=SourceKind)
    contribution = models.ForeignKey(
        Contribution, models.PROTECT, null=True, blank=True, related_name="points", verbose_name=_("contribution")
    )
    recording = models.ForeignKey(
        Recording, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recording")
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("meeting")
    )
    reference = models.CharField(_("number"), max_length=40, blank=True)
    version = models.PositiveIntegerField(_("version"), null=True, blank=True)
    quote = models.TextField(_("passage"), max_length=3000, blank=True)
    remark = models.TextField(_("what it shows"), max_length=1000, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    digest = models.CharField(max_length=64, editable=False)
    objective = models.ForeignKey(
        "reference.Objective", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("objective")
    )
    theme = models.CharField(_("theme"), max_length=100, blank=True)
    marked_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", editable=False)
    marked_at = models.DateTimeField(default=timezone.now, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = PointQuerySet.as_manager()

    class Meta:
        verbose_name = _("point of evidence")
        verbose_name_plural = _("points of evidence")
        ordering = ["marked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="contribution", contribution__isnull=False)
                | Q(kind="transcript", recording__isnull=False)
                | Q(kind="summary", meeting__isnull=False)
                | Q(kind="publication", version__isnull=False),
                name="a_point_has_the_source_of_its_kind",
            ),
            models.CheckConstraint(condition=~Q(quote="") | ~Q(remark=""), name="a_point_says_something"),
        ]

    def __str__(self) -> str:
        return self.words if len(self.words) <= 120 else f"{self.words[:119].rstrip()}…"

    @property
    def words(self) -> str:
        """The passage, or what a published text shows."""
        return self.quote or self.remark

    @property
    def source(self) -> Any:
        """The record that it is taken from; None for a published text, which is known by its number."""
        return self.contribution or self.recording or self.meeting
