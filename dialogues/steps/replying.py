"""An answer to a digest becomes a contribution, which a moderator reads before anybody else (FEATURES D22)."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core import plain_text
from core.workflow import NotReady
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

    Nobody chose on a page what everybody reads beside the text, so it is the name alone: a membership may be one that
    nobody is to know of (P30), and to speak for a body is a choice of its own.
    """
    known = filter(None, map(replies.whose, [to, *reply.addresses]))
    given = next(known, None)
    person = User.objects.filter(pk=given.person, is_active=True).first() if given else None
    if given is None or person is None:
        raise NoSuchAddressError
    space = DiscussionSpace.objects.visible_to(person).filter(meeting__reference=given.meeting).first()
    if space is None:
        raise NoSuchAddressError(given.meeting)
    if reply.is_by_a_machine:
        return None
    text = _text_of(reply, person, given)
    return discussing.contribute(
        space,
        by=person,
        by_mail=True,
        form_key=uuid.uuid5(uuid.NAMESPACE_URL, f"{person.pk} {reply.number} {text}"),
        name=person.name,
        language=reply.language if reply.language in dict(settings.LANGUAGES) else person.language,
        text=text,
    )


def _text_of(reply: replies.Reply, person: User, given: replies.Given) -> str:
    """What `person` wrote, as a page would take it. Raises NotReady where it is not taken; anybody else hears no
    more than that."""
    if not replies.is_from(reply, person):
        said = _("This address takes answers from the one to whom it was given, sent from the e-mail of the account.")
        raise NotReady(said)
    if given.is_over:
        raise NotReady(_("This address is too old. Answer to a newer message, or write on the page."))
    try:
        text = plain_text.clean_lines(reply.words)
    except ValidationError as wrong:
        raise NotReady(*wrong.messages) from None
    if problem := _problem(person, text):
        raise NotReady(problem)
    return text


def _problem(person: User, text: str) -> str:
    """Why these words are not taken, in words."""
    if not text:
        return _("No words of yours were found in your message. Write above what is quoted, as plain text.")
    if len(text) > LONGEST:
        return _("A contribution has 10,000 characters at most. Send a longer paper on the page, as a file.")
    return "" if person.name else _("Your account has no name, which everybody reads beside your text. Write it there.")
