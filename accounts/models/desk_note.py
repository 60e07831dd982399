"""What officers write to one another beside a record: notes and tasks, for the secretariat's eyes alone."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.person import User
from accounts.querysets import DeskNoteQuerySet


class DeskNote(models.Model):
    """A note on a record; with `wanted_from` it is a task of that officer (FEATURES W8). It is in no export."""

    NOTED = ("accounts.organisation", "reviews.submission", "reviews.receiveddocument")
    """What can have notes, as `<app>.<model>`: records from which no officer steps back for a tie."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", editable=False)
    object_id = models.CharField(max_length=40, editable=False)
    title = models.CharField(_("about"), max_length=300, editable=False)
    text = models.TextField(_("note"), max_length=2000)
    written_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("written by")
    )
    by_the_portal = models.BooleanField(default=False, db_default=False, editable=False)
    written_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    wanted_from = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="desk_tasks", verbose_name=_("task of")
    )
    told = models.ManyToManyField(User, related_name="+", blank=True, verbose_name=_("mentioned"))
    due_on = models.DateField(_("wanted by"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, editable=False)
    settled_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("settled by")
    )
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = DeskNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes and tasks")
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="notes_of_a_record")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether nobody has settled it."""
        return self.settled_at is None

    def record(self) -> Any:
        """What it is about; None where that is gone. One query."""
        model: Any = self.content_type.model_class()
        return model._base_manager.filter(pk=self.object_id).first() if model else None
