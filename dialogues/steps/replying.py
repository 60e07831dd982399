"""An answer to a digest becomes a contribution, which a moderator reads before anybody else (FEATURES D22)."""

import uuid

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from core.workflow import NotReady, Problem
from dialogues import replies
from dialogues.models import Contribution, DiscussionSpace
from dialogues.steps import discussing

LONGEST = 10_000


class NoSuchAddressError(LookupError):
    """It is none of ours, or nobody's any more."""


def take(reply: replies.Reply, *, to: str = "") -> Contribution | None:
    """Keep what `reply` says; `to` is the address it was delivered to, where the mail server tells.

    None for what a machine wrote. The same message gives the first contribution again. Raises NoSuchAddressError
    for an address that is none of ours, NotReady with the sentence that goes back to its writer.
    """
    known = filter(None, map(replies.whose, [to, *reply.addresses]))
    person_key, number = next(known, (0, ""))
    person = User.objects.filter(pk=person_key, is_active=True).first()
    space = DiscussionSpace.objects.visible_to(person).filter(meeting__reference=number).first() if person else None
    if person is None or space is None:
        raise NoSuchAddressError(number)
    if reply.is_by_a_machine:
        return None
    if problem := _problem(reply, person):
        raise NotReady([Problem(problem)])
    held = person.current_memberships
    return discussing.contribute(
        space,
        by=person,
        by_mail=True,
        form_key=uuid.uuid5(uuid.NAMESPACE_URL, f"{person.pk} {reply.number} {reply.words}"),
        name=person.name,
        body=str(held[0].organisation) if held else "",
        language=reply.language if reply.language in dict(settings.LANGUAGES) else person.language,
        text=reply.words,
    )


def _problem(reply: replies.Reply, person: User) -> str:
    """Why it is not taken, in words."""
    if not replies.is_from(reply, person):
        return _("This address takes answers from the one to whom it was given, sent from the e-mail of the account.")
    if not reply.words:
        return _("No words of yours were found in your message. Write above what is quoted, as plain text.")
    if len(reply.words) > LONGEST:
        return _("A contribution has 10,000 characters at most. Send a longer paper on the page, as a file.")
    return "" if person.name else _("Your account has no name, which everybody reads beside your text. Write it there.")
