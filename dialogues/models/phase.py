"""The draft of a background note that everybody may comment on until a day (FEATURES D11)."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.models.notes import BackgroundNote
from dialogues.querysets import PhaseQuerySet
from forum.models import END_OF_DAY, moment


class CommentPhase(models.Model):
    """A wording of a note that is out for comment. It stays as it was put out, whatever its drafters write meanwhile:
    `wording` is its paragraphs and sources as `publishing.wording_of` gives them. Comments are contributions to the
    discussion of the meeting, each on one paragraph. The day is the forum's; `closes_at` is its end as a moment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(BackgroundNote, models.CASCADE, related_name="phases", verbose_name=_("background note"))
    wording = models.JSONField(editable=False)
    closes_on = models.DateField(_("comments until the end of"))
    closes_at = models.DateTimeField(editable=False)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = PhaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of a note out for comment")
        verbose_name_plural = _("drafts of notes out for comment")
        ordering = ["-opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opened_at")), name="comments_close_after_they_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.note} {self.opened_at:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Work out the moment anew."""
        self.closes_at = moment(self.closes_on, END_OF_DAY, self.note.meeting.cycle.zone, latest=True)
        super().save(*args, **kwargs)

    @property
    def is_out(self) -> bool:
        """Whether comments are taken now."""
        return self.ended_at is None and timezone.now() < self.closes_at

    @property
    def over_at(self) -> datetime:
        """When comments are, or were, taken no more: the day that was said, or when it was ended before."""
        return self.ended_at or self.closes_at

    def paragraph(self, number: int | None) -> dict[str, Any] | None:
        """Its paragraph of that number."""
        return next((one for one in self.wording["paragraphs"] if one["number"] == number), None)

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("dialogues:note_out", kwargs={"pk": self.pk})
