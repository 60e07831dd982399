"""Who wants to hear of a meeting, and who takes part in a session. Personal: nothing of it is ever public, and it is
deleted after the forum (D13)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.choices import Place
from dialogues.models.meeting import Meeting
from dialogues.models.session import Session
from dialogues.querysets import FollowerQuerySet, RegistrationQuerySet


class Follower(models.Model):
    """Somebody who asked to be told when a meeting moves or is cancelled, and to be reminded of it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="followers")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now, editable=False)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower of a meeting")
        verbose_name_plural = _("followers of meetings")
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="a_meeting_is_followed_once")]

    def __str__(self) -> str:
        return f"{self.user_id}"


class Registration(models.Model):
    """A place in a session, or one on its waiting list. What somebody needs is for those who prepare the session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="registrations")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=150)
    body = models.CharField(_("State or organisation"), max_length=250, blank=True)
    language = models.CharField(_("language to listen in"), max_length=10, choices=settings.LANGUAGES, blank=True)
    needs = models.TextField(_("what you need to take part"), max_length=1000, blank=True)
    place = models.CharField(_("place"), max_length=10, choices=Place, default=Place.GIVEN)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    given_at = models.DateTimeField(null=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="a_person_registers_once_for_a_session"),
            models.CheckConstraint(condition=Q(place__in=Place.values), name="a_place_of_the_list"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.place}"
