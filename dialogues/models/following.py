"""What one asked for: a digest of a discussion (D14), and a calendar of one's own under a secret address (D3)."""

import hashlib
import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogues.choices import Rhythm
from dialogues.models.discussion import DiscussionSpace
from dialogues.querysets import FollowerQuerySet


class SpaceFollower(models.Model):
    """Somebody who wants a digest of a discussion, daily or weekly; never a message for each contribution."""

    space = models.ForeignKey(DiscussionSpace, models.CASCADE, related_name="followers")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm)
    since = models.DateTimeField(default=timezone.now, editable=False)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower of a discussion")
        verbose_name_plural = _("followers of discussions")
        constraints = [models.UniqueConstraint(fields=["space", "user"], name="a_discussion_is_followed_once")]

    def __str__(self) -> str:
        return f"{self.user_id}"


class OwnCalendar(models.Model):
    """The secret address of a person's own calendar: kept as a digest, shown once, replaced or taken back at will."""

    user = models.OneToOneField("accounts.User", models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar of one’s own")
        verbose_name_plural = _("calendars of one’s own")

    def __str__(self) -> str:
        return f"{self.user_id}"

    def renew(self) -> str:
        """A new secret (256 bit), unsaved; whoever knows the one before reads nothing any more."""
        secret = secrets.token_urlsafe(32)
        self.digest, self.made_at = digest_of(secret), timezone.now()
        return secret


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
