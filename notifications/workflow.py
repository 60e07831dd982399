"""The life of a letter to many (RELIABILITY P54: a second officer releases what the first proposed).

draft --propose--> proposed --release--> released --hold--> paused
  ^                   |                     ^                  |
  +---- take_back ----+                     +------ go_on -----+

call_off leads from each of them to called off: before it went, or while it goes.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from core.workflow import Problem, may
from notifications.choices import LetterStatus


class AnnouncementWorkflow(FSMModelMixin, models.Model):
    """Status of a letter to many, who moved it and when; nothing goes out before it is released."""

    status = FSMField(
        _("status"), choices=LetterStatus.choices, default=LetterStatus.DRAFT, protected=True, editable=False
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("released by"),
    )
    released_at = models.DateTimeField(_("released"), null=True, editable=False)

    class Meta:
        abstract = True

    @transition(
        status, [LetterStatus.DRAFT], LetterStatus.PROPOSED, permission=may("notifications.propose_announcement")
    )
    def propose(self, by: Any, note: str) -> None:
        """Propose."""
        self.proposed_by = by

    @transition(
        status, [LetterStatus.PROPOSED], LetterStatus.DRAFT, permission=may("notifications.take_back_announcement")
    )
    def take_back(self, by: Any, note: str) -> None:
        """Back to draft."""
        self.proposed_by = None

    @transition(
        status, [LetterStatus.PROPOSED], LetterStatus.RELEASED, permission=may("notifications.release_announcement")
    )
    def release(self, by: Any, note: str) -> None:
        """Release."""
        self.released_by, self.released_at = by, timezone.now()

    @transition(status, [LetterStatus.RELEASED], LetterStatus.PAUSED, permission=may("notifications.hold_announcement"))
    def hold(self, by: Any, note: str) -> None:
        """Pause."""

    @transition(
        status, [LetterStatus.PAUSED], LetterStatus.RELEASED, permission=may("notifications.go_on_announcement")
    )
    def go_on(self, by: Any, note: str) -> None:
        """Let it go on."""

    @transition(
        status,
        [LetterStatus.DRAFT, LetterStatus.PROPOSED, LetterStatus.RELEASED, LetterStatus.PAUSED],
        LetterStatus.CALLED_OFF,
        permission=may("notifications.call_off_announcement"),
    )
    def call_off(self, by: Any, note: str) -> None:
        """Call off."""

    def problems_before(self, step: str) -> list[Problem]:
        """What still stands in the way of `step`; the model says it."""
        return []
