"""What people do with messages: decide on one, pause all mail, choose what they hear."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import access
from core.models import Act
from core.workflow import MovedOn
from notifications import kinds, outbox
from notifications.choices import Choice, Status
from notifications.models import MailPause, Message, Preference

DECISIONS = {
    Status.UNCERTAIN: {"arrived": gettext_lazy("It has arrived"), "send_again": gettext_lazy("Send again")},
    Status.HELD: {"send_again": gettext_lazy("Send again"), "drop": gettext_lazy("Do not send")},
}
"""What a person can decide of a message that waits for it, by the name of the step (promise P60)."""


def arrived(message: Message, *, by: Any, note: str) -> None:
    """It is in the mail server's log: count it as sent (promise P60)."""
    _decide(message, Status.SENT, by=by, note=note, verb="message arrived")


def send_again(message: Message, *, by: Any, note: str) -> None:
    """Let it go, or go again, under the same Message-ID; relevance is asked once more."""
    _decide(message, Status.QUEUED, by=by, note=note, verb="message sent again")


def drop(message: Message, *, by: Any, note: str) -> None:
    """Do not send it."""
    _decide(message, Status.CANCELLED, by=by, note=note, verb="message dropped")


@transaction.atomic
def _decide(message: Message, status: Status, *, by: Any, note: str, verb: str) -> None:
    """Raises PermissionDenied without the right of this moment, MovedOn when it needs no decision now."""
    by = access.fresh(by)
    if not access.allowed(by, "notifications.resolve", message):
        raise PermissionDenied(_("You do not have the right to do this."))
    if not outbox.decide(message, status, note):
        raise MovedOn(_("This message has moved on meanwhile. Look at it again."))
    Act.objects.log(verb, message, by=by, detail=note)


def decide_held(kind: str, status: Status, *, by: Any, note: str) -> int:
    """Decide on all held messages of `kind` that `by` may see, after a brake; returns how many."""
    held = Message.objects.visible_to(by).filter(kind=kind, status=Status.HELD)
    run = {Status.QUEUED: send_again, Status.CANCELLED: drop}[status]
    decided = 0
    for message in held.iterator():
        try:
            run(message, by=by, note=note)
        except (MovedOn, PermissionDenied):
            continue
        decided += 1
    return decided


@transaction.atomic
def pause(*, by: Any, note: str = "") -> MailPause:
    """Stop all mail but security mail, within one message."""
    return _switch(by=by, note=note, stop=True)


@transaction.atomic
def resume(*, by: Any, note: str = "") -> MailPause:
    """Let mail go out again."""
    return _switch(by=by, note=note, stop=False)


def _switch(*, by: Any, note: str, stop: bool) -> MailPause:
    by = access.fresh(by)
    if not access.allowed(by, "notifications.pause_mail", MailPause.now()):
        raise PermissionDenied(_("You do not have the right to do this."))
    switch, _made = MailPause.objects.update_or_create(
        pk=1, defaults={"paused": stop, "changed_by": by, "note": note[:200]}
    )
    Act.objects.log("paused mail" if stop else "resumed mail", switch, by=by, detail=note)
    return switch


def choose(user: Any, kind: str, choice: str) -> None:
    """`user` hears of `kind` at once, in the digest or never.

    Raises PermissionDenied where the kind may not be switched off, LookupError for an unknown one.
    """
    cls = kinds.find(kind)
    offered = {Choice.AT_ONCE, Choice.NEVER} | ({Choice.DIGEST} if cls.digest else set())
    if not cls.optional or choice not in offered:
        raise PermissionDenied(str(cls.mandatory_because))
    Preference.objects.update_or_create(user=user, kind=kind, defaults={"choice": choice})
