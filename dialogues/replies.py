"""Contributions that come as an answer to an e-mail (FEATURES D22).

The address that a digest is answered to names the person, the meeting and its own last day, and is signed: nobody makes
one for somebody else. It fits into the 64 octets that a mailbox may have before the @, and says the same in small
letters. A mail may be passed on with its address, so the sender has to be the person as well; what stands in From
proves nobody by itself (docs/decisions/answers-by-mail.md), so a moderator reads whatever comes.
"""

import base64
import email
import email.policy
import hmac
import re
import struct
from dataclasses import dataclass
from datetime import date, timedelta
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import getaddresses
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User
from dialogues.models import DiscussionSpace

PREFIX = "reply+"
SIGNED = 10
"""Octets of the signature."""
LASTS = timedelta(days=30)
"""So long an address takes answers; each digest brings a newer one."""
ADDRESS = re.compile(r"reply\+([a-z2-7]{36})@", re.IGNORECASE | re.ASCII)
HEADERS = ("delivered-to", "x-original-to", "to", "cc")
BELOW = re.compile(r"^(>|-- ?$|_{10,}|-{3}.+-{3}$)")
"""The line with which begins what was quoted, or a signature. No two parts repeat over the same characters, so that a
line of any length is soon read."""
MOST_LINES = 2
"""Lines that say who wrote what is quoted below them."""
BROKEN = (ValueError, LookupError, TypeError, AttributeError, RecursionError, MessageError)
"""What `email` raises, as late as one asks, for a message that it cannot read."""


class UnreadableError(ValueError):
    """It is no message, or one that is broken."""


@dataclass(frozen=True)
class Reply:
    """What a message says, read whole: to whom, from whom, and the words of its writer ("" for none)."""

    addresses: list[str]
    senders: list[str]
    is_by_a_machine: bool
    number: str
    language: str
    words: str


class Given(NamedTuple):
    """What an address of ours says: the key of its person, the number of the meeting, the last day that it is good."""

    person: int
    meeting: str
    until: date

    @property
    def is_over(self) -> bool:
        """Whether that day has gone by."""
        return self.until < timezone.localdate()


def is_on() -> bool:
    """Whether mail to addresses of this portal is brought to it at all."""
    return bool(settings.REPLY_DOMAIN)


def address_for(person: User, space: DiscussionSpace) -> str:
    """Where `person` answers to, to contribute to `space`, for the days of `LASTS`."""
    until = timezone.localdate() + LASTS
    said = struct.pack(">III", person.pk, int(str(space.meeting.reference).partition("-")[2]), until.toordinal())
    token = base64.b32encode(said + _signature(said, settings.SECRET_KEY)).decode().rstrip("=").lower()
    return f"{PREFIX}{token}@{settings.REPLY_DOMAIN}"


def whose(address: str) -> Given | None:
    """What `address` says, be it over or not; None where we did not make it."""
    found = ADDRESS.search(address)
    if not found:
        return None
    told = base64.b32decode(found[1].upper() + "=" * (-len(found[1]) % 8))
    said, signature = told[:-SIGNED], told[-SIGNED:]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(hmac.compare_digest(signature, _signature(said, key)) for key in keys):
        return None
    person, meeting, until = struct.unpack(">III", said)
    return Given(person, f"DI-{meeting:04}", date.fromordinal(until))


def read(raw: bytes) -> Reply:
    """What the message `raw` says. Raises UnreadableError for a broken one; nothing of it is met later."""
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        by_a_machine = _is_by_a_machine(message)
        reply = Reply(
            addresses=_addresses(message, *HEADERS),
            senders=_addresses(message, "from"),
            is_by_a_machine=by_a_machine,
            number=str(message.get("message-id", "")),
            language=str(message.get("content-language", "")).strip().lower(),
            words="" if by_a_machine else _words_of(message),
        )
        (reply.number + reply.words).encode()  # half a character, which no database takes, is found here
    except BROKEN as broken:
        raise UnreadableError from broken
    return reply


def is_from(reply: Reply, person: User) -> bool:
    """Whether the one sender that it names is `person`."""
    return [one.casefold() for one in reply.senders] == [person.email.casefold()]


def _addresses(message: EmailMessage, *headers: str) -> list[str]:
    said = [str(value) for name in headers for value in message.get_all(name, [])]
    return [address for _name, address in getaddresses(said)]


def _is_by_a_machine(message: EmailMessage) -> bool:
    """Whether an absence note or a mail server wrote it (RFC 3834)."""
    automatic = str(message.get("auto-submitted", "no")).strip().casefold()
    bulk = str(message.get("precedence", "")).strip().casefold()
    return automatic != "no" or bulk in {"bulk", "junk", "list", "auto_reply"}


def _words_of(message: EmailMessage) -> str:
    """What its writer wrote: the plain text without what is quoted and signed below; "" where there is none."""
    body = message.get_body(preferencelist=("plain",))
    if body is None:
        return ""
    lines = str(body.get_content()).splitlines()
    end = next((number for number, line in enumerate(lines) if BELOW.match(line)), len(lines))
    own = "\n".join(lines[:end]).strip()
    if end < len(lines) and lines[end].startswith(">"):
        above, _blank, last = own.rpartition("\n\n")
        if last.endswith(":") and last.count("\n") < MOST_LINES:  # "On 3 March somebody wrote:"
            own = above.strip()
    return own


def _signature(said: bytes, key: str) -> bytes:
    return salted_hmac("dialogues.replies", said, secret=key, algorithm="sha256").digest()[:SIGNED]
