"""The closed lists of the outbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a message stands (drawn in models.py)."""

    QUEUED = "queued", _("Waiting")
    DIGEST = "digest", _("Waits for the digest")
    HELD = "held", _("Held for a decision")
    CLAIMED = "claimed", _("Being prepared")
    SENDING = "sending", _("Being handed over")
    SENT = "sent", _("Taken over by the mail server")
    FAILED = "failed", _("Refused")
    UNCERTAIN = "uncertain", _("Uncertain whether it went")
    CANCELLED = "cancelled", _("Not sent: no longer wanted")
    EXPIRED = "expired", _("Not sent: too late")
    TOLD = "told", _("Told in a digest")


UNDER_WAY = (Status.QUEUED, Status.CLAIMED, Status.SENDING)
"""What is still to be handed over."""
LIVE = (Status.QUEUED, Status.HELD, Status.CLAIMED, Status.SENDING, Status.SENT, Status.FAILED, Status.UNCERTAIN)
"""What counts against a second message to the same mailbox; the others never left and never will."""

WAITING = (Status.QUEUED, Status.HELD, Status.CLAIMED)
"""Not handed over yet: no byte has left."""


LOST = (Status.FAILED, Status.UNCERTAIN, Status.CANCELLED, Status.EXPIRED)
"""A digest that stands so may not have arrived: the next one tells again what it told."""


class Policy(models.TextChoices):
    """What happens to a message of which nobody knows whether it went (promise F14)."""

    HOLD = "hold", _("Held for the secretariat")
    RESEND = "resend", _("Sent again, at most once")


class Choice(models.TextChoices):
    """When a person wants to hear of something."""

    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("In the digest")
    DAILY = "daily", _("Each working day")
    WEEKLY = "weekly", _("Once a week, on its first working day")
    NEVER = "never", _("Never")


RHYTHMS = (Choice.DAILY, Choice.WEEKLY)
"""How often a digest comes."""


class LetterStatus(models.TextChoices):
    """Where a letter to many stands (drawn in workflow.py)."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    RELEASED = "released", _("Released")
    PAUSED = "paused", _("Paused")
    CALLED_OFF = "called_off", _("Called off")


class TextStatus(models.TextChoices):
    """Where an officer's own words for a kind of message stand (drawn in workflow.py)."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    IN_FORCE = "in_force", _("In force")
    ENDED = "ended", _("Ended")


class Nature(models.TextChoices):
    """What a letter to many is; it decides who may switch it off."""

    INFORMATION = "information", _("Information: people who switched such letters off do not get it")
    OFFICIAL = "official", _("Official: it concerns a duty or a procedure, and always comes")
    CORRECTION = "correction", _("Correction: it corrects a message, and comes to all who got that one")
