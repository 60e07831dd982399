"""What a mail server sends back: which of our messages did not arrive, for good (FEATURES N13).

A report (RFC 3464) names the message by its Message-ID, a random number that only those have met who carried or got
it. Nothing else of it is believed, and its words are kept as the mail server's answer.
"""

import email
import email.policy
import re
import uuid
from email.message import EmailMessage
from typing import Any, NamedTuple

from django.conf import settings

FOR_GOOD = re.compile(r"5\.\d{1,3}\.\d{1,3}")
OF_THE_ADDRESS = re.compile(r"(?:\d{3}[ -])?(?:5\.1\.\d{1,3}|5\.2\.1)\b|(?:550|551|553)\b(?![ -]+5\.\d)")
"""Answers that say that the address does not exist or is closed (RFC 3463 3.2, 3.3; RFC 5321 4.2.3): not that a mailbox
is full, or that a text is not wanted."""


def names_the_address(words: str) -> bool:
    """Whether the mail server's answer is about the address itself."""
    return bool(code_of(words))


def code_of(words: str) -> str:
    """With what `words` begin, “550 5.1.1”, where it is about the address itself. All else in a report may be written
    by whoever got the message, or by whom it was forwarded to."""
    found = OF_THE_ADDRESS.match(words)
    return found[0] if found else ""


class UnreadableError(Exception):
    """Not a report that a mail server writes."""


class Report(NamedTuple):
    """Which message did not arrive, and why, in the words of the mail server."""

    message: uuid.UUID
    words: str


def read(raw: bytes) -> Report | None:
    """What the report `raw` says; None where it is about a delay, or about no message of ours.

    Raises UnreadableError for what is no report.
    """
    try:
        told: Any = email.message_from_bytes(raw, policy=email.policy.default)
        fields = [part for whole in _parts(told, "message/delivery-status") for part in whole.get_payload()]
        if told.get_content_type() != "multipart/report" or not fields:
            raise UnreadableError
        said = next((words for part in fields if (words := _refusal(part))), "")
        number = _number(told)
        said.encode()
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as broken:
        raise UnreadableError from broken
    return Report(number, said) if said and number else None


def _parts(told: EmailMessage, kind: str) -> list[Any]:
    return [part for part in told.walk() if part.get_content_type() == kind]


def _refusal(fields: Any) -> str:
    """What the fields of one recipient say of a failure for good; "" for anything else."""
    failed = str(fields.get("Action", "")).strip().lower() == "failed"
    status = FOR_GOOD.match(str(fields.get("Status", "")).strip())
    if not (failed and status):
        return ""
    return " ".join(f"{status[0]} {str(fields.get('Diagnostic-Code', ''))[:400]}".replace("\x00", "").split())


def _number(told: EmailMessage) -> uuid.UUID | None:
    """The number of our message, from the headers that the report brings along."""
    kept = _parts(told, "text/rfc822-headers") + _parts(told, "message/rfc822")
    ours = re.compile(rf"(?im)^Message-ID:\s*<([0-9a-f-]{{36}})@{re.escape(settings.MAIL_DOMAIN)}>")
    found = next((match for part in kept if (match := ours.search(part.as_string()[:20_000]))), None)
    return uuid.UUID(found[1]) if found else None
