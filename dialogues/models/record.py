"""What stays of a meeting: recordings by language, and files.

Nothing of it is public before it is released: not on a page, in a feed or for programs (D5). A recording lies
elsewhere; we keep its address, and the player is opened by the reader's own click.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.models import StoredFile
from dialogues.models.meeting import Meeting
from dialogues.models.session import Session
from dialogues.querysets import ShownQuerySet


class Recording(models.Model):
    """A recording in one language: where it is, how long, and whether those who spoke have agreed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="recordings")
    session = models.ForeignKey(
        Session, models.SET_NULL, null=True, blank=True, related_name="recordings", verbose_name=_("session")
    )
    url = models.URLField(_("address"), max_length=500)
    language = models.CharField(
        _("language"), max_length=60, help_text=_("Of the sound: the floor’s or an interpreter’s.")
    )
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), null=True, blank=True)
    has_captions = models.BooleanField(_("has captions"), default=False)
    transcript = models.TextField(_("transcript"), blank=True)
    consent = models.CharField(
        _("consent"), max_length=300, help_text=_("How those who spoke agreed to be recorded and shown.")
    )
    is_public = models.BooleanField(_("released to the public"), default=False, editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    history = HistoricalRecords()

    objects = ShownQuerySet.as_manager()

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ["added_at"]

    def __str__(self) -> str:
        return f"{self.meeting} ({self.language})"

    def get_language_display(self) -> str:
        """Its language by name; the floor is what was spoken."""
        names = {**dict(settings.LANGUAGES), "floor": _t("Floor, as spoken")}
        return str(names.get(self.language, self.language))


class MeetingFile(StoredFile):
    """A presentation, a concept note, captions: a file in one language."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="files")
    title = models.CharField(_("what it is"), max_length=200)
    is_public = models.BooleanField(_("released to the public"), default=False, editable=False)

    objects = ShownQuerySet.as_manager()

    class Meta(StoredFile.Meta):
        verbose_name = _("file of a meeting")
        verbose_name_plural = _("files of meetings")
