"""The life of a letter to many (RELIABILITY P54: a second officer releases what the first proposed), and that of an
officer's own words for a kind of message (FEATURES W6).

draft --propose--> proposed --release--> released --hold--> paused
  ^                   |                     ^                  |
  +---- take_back ----+                     +------ go_on -----+

call_off leads from each of them to called off: before it went, or while it goes.

draft --propose--> proposed --put_in_force--> in force --end--> ended
  ^                   |
  +---- take_back ----+
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMModelMixin, transition

from core.workflow import Problem, StatusField, may
from notifications.choices import LetterStatus, TextStatus


class ProposedAndReleased(FSMModelMixin, models.Model):
    """Who proposed it, who released it and when."""

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

    def problems_before(self, step: str) -> list[Problem]:
        """What still stands in the way of `step`; the model says it."""
        return []


class AnnouncementWorkflow(ProposedAndReleased):
    """Status of a letter to many; nothing goes out before it is released."""

    status = StatusField(_("status"), choices=LetterStatus.choices, default=LetterStatus.DRAFT, editable=False)

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


class MailTextWorkflow(ProposedAndReleased):
    """Status of own words; nobody gets them before they are in force."""

    status = StatusField(_("status"), choices=TextStatus.choices, default=TextStatus.DRAFT, editable=False)

    class Meta:
        abstract = True

    @transition(status, [TextStatus.DRAFT], TextStatus.PROPOSED, permission=may("notifications.propose_mailtext"))
    def propose(self, by: Any, note: str) -> None:
        """Propose."""
        self.proposed_by = by

    @transition(status, [TextStatus.PROPOSED], TextStatus.DRAFT, permission=may("notifications.take_back_mailtext"))
    def take_back(self, by: Any, note: str) -> None:
        """Back to draft."""
        self.proposed_by = None

    @transition(
        status, [TextStatus.PROPOSED], TextStatus.IN_FORCE, permission=may("notifications.put_in_force_mailtext")
    )
    def put_in_force(self, by: Any, note: str) -> None:
        """Put in force."""
        self.released_by, self.released_at = by, timezone.now()

    @transition(status, [TextStatus.IN_FORCE], TextStatus.ENDED, permission=may("notifications.end_mailtext"))
    def end(self, by: Any, note: str) -> None:
        """Back to the shipped text."""
