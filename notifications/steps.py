"""What people do with messages: decide on one, write to many, replace words, pause all mail, choose what they hear."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import access
from core.models import Act
from core.workflow import MovedOn, perform
from notifications import announcing, digests, kinds, outbox
from notifications.choices import Choice, Status
from notifications.models import Announcement, MailPause, MailText, Message, Preference, RefusedAddress
from notifications.notifications import AnnouncementTest

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
    by = access.demand(by, "notifications.resolve", message)
    if not outbox.decide(message, status, note):
        raise MovedOn(_("This message has moved on meanwhile. Look at it again."))
    Act.objects.log(verb, message, by=by, detail=note)


def decide_held(kind: str, status: Status, *, by: Any, note: str) -> int:
    """Decide on all held messages of `kind` that `by` may see, after a brake; returns how many."""
    held = Message.objects.visible_to(by).filter(kind=kind, status=Status.HELD).exclude(kind__in=kinds.names_to_many())
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
def works_again(mark: RefusedAddress, *, by: Any, note: str) -> None:
    """The address takes mail again, as its owner says: the mark goes. Raises PermissionDenied."""
    by = access.demand(by, "notifications.clear_refusedaddress", mark)
    Act.objects.log("address works again", mark, by=by, detail=note)
    mark.delete()


@transaction.atomic
def pause(*, by: Any, note: str = "") -> MailPause:
    """Stop all mail but security mail, within one message."""
    return _switch(by=by, note=note, stop=True)


@transaction.atomic
def resume(*, by: Any, note: str = "") -> MailPause:
    """Let mail go out again."""
    return _switch(by=by, note=note, stop=False)


def _switch(*, by: Any, note: str, stop: bool) -> MailPause:
    by = access.demand(by, "notifications.pause_mail", MailPause.now())
    switch, _made = MailPause.objects.update_or_create(
        pk=1, defaults={"paused": stop, "changed_by": by, "note": note[:200]}
    )
    Act.objects.log("paused mail" if stop else "resumed mail", switch, by=by, detail=note)
    return switch


@transaction.atomic
def choose(user: Any, kind: str, choice: str) -> None:
    """`user` hears of `kind` at once, in the digest or never; of the digest daily, weekly or never.

    What waits for the digest goes at once where that is chosen now. Without a digest nothing can wait for it: what
    was to come in it comes no more, and the page of choices says so. Raises PermissionDenied where the kind may not
    be switched off, LookupError for an unknown one.
    """
    cls = kinds.find(kind)
    if not cls.optional or choice not in cls.offered():
        raise PermissionDenied(str(cls.mandatory_because))
    Preference.objects.update_or_create(user=user, kind=kind, defaults={"choice": choice})
    if choice == Choice.AT_ONCE:
        outbox.wait_no_longer(user, kind)
    if kind == digests.NAME and choice == Choice.NEVER:
        Preference.objects.filter(user=user, choice=Choice.DIGEST).update(choice=Choice.NEVER)


# --- letters to many


@transaction.atomic
def propose(letter: Announcement, *, by: Any, note: str = "") -> Announcement:
    """Hand the letter to a second officer; from now on it is not edited."""
    return perform(letter, "propose", by=by, note=note)


@transaction.atomic
def take_back(letter: Announcement, *, by: Any, note: str = "") -> Announcement:
    """Back to draft, by the one who proposed it or the one who was to release it."""
    return perform(letter, "take_back", by=by, note=note)


@transaction.atomic
def release(letter: Announcement, *, by: Any, note: str = "") -> Announcement:
    """Put a row for each recipient of this moment into the outbox; never by the one who proposed it (P54)."""
    released = perform(letter, "release", by=by, note=note)
    new = announcing.put_in(released)
    Act.objects.log("letter put into the outbox", released, by=by, detail=f"{len(new)} recipients")
    return released


@transaction.atomic
def hold(letter: Announcement, *, by: Any, note: str = "") -> Announcement:
    """Nothing more of it goes until somebody lets it go on; whatever is due meanwhile is held."""
    return perform(letter, "hold", by=by, note=note)


@transaction.atomic
def go_on(letter: Announcement, *, by: Any, note: str = "") -> Announcement:
    """What was not handed over has its turn again, from now."""
    going = perform(letter, "go_on", by=by, note=note)
    announcing.let_go_on(going)
    return going


@transaction.atomic
def call_off(letter: Announcement, *, by: Any, note: str = "") -> Announcement:
    """What has not been handed over does not go; what went stays on record."""
    stopped = perform(letter, "call_off", by=by, note=note)
    outbox.call_off(stopped.messages(), "the letter was called off")
    return stopped


@transaction.atomic
def send_test(letter: Announcement, *, by: Any) -> list[Message]:
    """Send the letter to `by` alone, once in each language in which it is written. Raises PermissionDenied."""
    by = access.demand(by, "notifications.test_announcement", letter)
    tests = Message.objects.filter(kind=AnnouncementTest.name, occasion__startswith=f"{letter.occasion}:test:{by.pk}:")
    number = tests.count() + 1
    codes = announcing.languages_of(letter)
    Act.objects.log("sent test", letter, by=by)
    return outbox.queue(AnnouncementTest(letter, person=by.pk, number=number, language=code) for code in codes)


# --- own words for a kind of message


@transaction.atomic
def propose_text(text: MailText, *, by: Any, note: str = "") -> MailText:
    """Hand the words to a second officer; from now on they are not edited."""
    return perform(text, "propose", by=by, note=note)


@transaction.atomic
def take_text_back(text: MailText, *, by: Any, note: str = "") -> MailText:
    """Back to draft."""
    return perform(text, "take_back", by=by, note=note)


@transaction.atomic
def put_text_in_force(text: MailText, *, by: Any, note: str = "") -> MailText:
    """Messages written from now on have these words; the version before them ends. Never by who proposed them."""
    for earlier in MailText.objects.in_force(text.kind, text.language):
        perform(earlier, "end", by=by, note=note)
    return perform(text, "put_in_force", by=by, note=note)


@transaction.atomic
def back_to_shipped(text: MailText, *, by: Any, note: str = "") -> MailText:
    """Messages written from now on have the shipped words again."""
    return perform(text, "end", by=by, note=note)
