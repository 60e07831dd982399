"""From a row to the mail server: connect, freeze the words, hand over one message to one mailbox, read the answer.

What is known for certain is settled so; what is not is uncertain, and never sent again blindly
(RFC 5321 6.1 and RFC 1047: between the server's acceptance and our knowledge of it lies a gap).
"""

import os
import re
import smtplib
import socket
import time
import uuid
from collections.abc import Sequence
from datetime import datetime
from email.header import Header
from email.utils import parseaddr
from typing import Any, Literal, NamedTuple, Protocol

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.core.validators import validate_email
from django.db import DatabaseError, transaction
from django.utils import timezone

from core import rehearsal
from notifications import home, kinds, outbox
from notifications.choices import Status
from notifications.kinds import GoneError, Kind, Letter, UnknownKindError
from notifications.models import Message

LONGEST_WORD = 60
SECONDS = 45
"""A task begins no further message after so many seconds, to end within sixty."""


class Answer(NamedTuple):
    """What the mail server said, and what it means."""

    outcome: Literal["sent", "postponed", "refused", "doubtful"]
    words: str


class Run(NamedTuple):
    """What one `deliver` did: the messages taken over, how many it touched, whether the server answered."""

    sent: list[Message]
    touched: int
    reachable: bool


class UnreachableError(Exception):
    """No connection to the mail server; no byte of a message has left."""


class Carrier(Protocol):
    """A way to the mailboxes."""

    def connect(self) -> None:
        """Be ready to hand over. Raises UnreachableError."""

    def hand_over(self, email: EmailMessage) -> Answer:
        """Give one message to the server and read its answer."""

    def close(self) -> None:
        """End the connection."""


class SmtpCarrier:
    """A conversation in SMTP, step by step, so that we know how far it came."""

    def __init__(self, backend: SmtpBackend) -> None:
        self.backend = backend

    def connect(self) -> None:
        if self._is_alive():
            return
        try:
            self.backend.open()
            smtp: Any = self.backend.connection
            smtp.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise UnreachableError(f"mail server away: {type(error).__name__}") from error

    def _is_alive(self) -> bool:
        smtp: Any = self.backend.connection
        if smtp is None:
            return False
        try:
            alive = smtp.noop()[0] == 250 and smtp.rset()[0] == 250
        except (OSError, smtplib.SMTPException):
            alive = False
        if not alive:
            self._drop()
        return alive

    def hand_over(self, email: EmailMessage) -> Answer:
        smtp: Any = self.backend.connection
        wire = _on_the_wire(email)
        try:
            for step in (
                lambda: smtp.mail(parseaddr(email.from_email)[1]),
                lambda: smtp.rcpt(email.to[0]),
                lambda: smtp.docmd("DATA"),
            ):
                code, words = step()
                if code not in {250, 251, 354}:
                    return _definite(code, words)
        except ValueError as error:  # an address that no command line can carry
            return Answer("refused", type(error).__name__)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Answer("postponed", type(error).__name__)
        outbox.moment("data")
        try:
            smtp.send(wire)
            code, words = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Answer("doubtful", type(error).__name__)
        return self._final(code, words)

    def _final(self, code: int, words: bytes) -> Answer:
        """The answer to the whole text."""
        if 200 <= code < 300:
            return Answer("sent", _read(code, words))
        if 400 <= code < 600:
            return _definite(code, words)
        self._drop()
        return Answer("doubtful", _read(code, words))

    def _drop(self) -> None:
        if self.backend.connection is not None:
            self.backend.connection.close()
            self.backend.connection = None

    def close(self) -> None:
        try:
            self.backend.close()
        except (OSError, smtplib.SMTPException):
            self._drop()


class LocalCarrier:
    """Mail kept on this machine: the folder of development, the memory of tests."""

    def __init__(self, backend: Any) -> None:
        self.backend = backend

    def connect(self) -> None:
        try:
            self.backend.open()
        except OSError as error:
            raise UnreachableError(f"no place for mail: {type(error).__name__}") from error

    def hand_over(self, email: EmailMessage) -> Answer:
        try:
            kept = self.backend.send_messages([email])
        except OSError as error:
            return Answer("postponed", type(error).__name__)
        return Answer("sent", "kept on this machine") if kept else Answer("postponed", "not kept")

    def close(self) -> None:
        self.backend.close()


class ClosedCarrier:
    """No way out of this machine: nothing is connected to, and every row waits (promise F27)."""

    def __init__(self, why: str) -> None:
        self.why = why

    def connect(self) -> None:
        raise UnreachableError(self.why)

    def hand_over(self, email: EmailMessage) -> Answer:
        return Answer("postponed", self.why)

    def close(self) -> None:
        """Nothing was opened."""


class RehearsalCarrier:
    """In a rehearsal (W14): what goes to those who signed up for it leaves, everything else stays in a folder.

    Without a way `out` all of it does.
    """

    def __init__(self, kept: LocalCarrier, out: SmtpCarrier | None) -> None:
        self.kept, self.out = kept, out

    def connect(self) -> None:
        self.kept.connect()

    def hand_over(self, email: EmailMessage) -> Answer:
        if self.out is None or not rehearsal.leaves(email.to[0]):
            return self.kept.hand_over(email)
        try:
            self.out.connect()
        except UnreachableError as away:
            return Answer("postponed", str(away))
        return self.out.hand_over(email)

    def close(self) -> None:
        self.kept.close()
        if self.out is not None:
            self.out.close()


AT_HOME = tuple(f"django.core.mail.backends.{one}.EmailBackend" for one in ("console", "dummy", "filebased", "locmem"))
"""Django's backends that keep mail on this machine."""


def carrier() -> Carrier:
    """The way that the settings name, unless it leads out of a machine whose mail must not go out."""
    if why := kept_at_home():
        return ClosedCarrier(why)
    backend = get_connection(fail_silently=False)
    if rehearsal.is_on():
        out = None if home.objection() else SmtpCarrier(SmtpBackend(fail_silently=False))
        return RehearsalCarrier(LocalCarrier(backend), out)
    return SmtpCarrier(backend) if isinstance(backend, SmtpBackend) else LocalCarrier(backend)


def kept_at_home() -> str:
    """Why no mail leaves this machine though the settings name a way out; "" where it may, or where there is none."""
    return "" if settings.EMAIL_BACKEND in AT_HOME else home.objection()


def _on_the_wire(email: EmailMessage) -> bytes:
    """The text as DATA carries it: CRLF, dots doubled, the closing dot."""
    written: Any = email.message()  # Django's own class, whose as_bytes takes the line end
    content = written.as_bytes(linesep="\r\n")
    return re.sub(rb"(?m)^\.", b"..", content).rstrip(b"\r\n") + b"\r\n.\r\n"


def _definite(code: int, words: bytes) -> Answer:
    """A refusal before the text, or of it: 5xx for good, anything else for now."""
    return Answer("refused" if 500 <= code < 600 else "postponed", _read(code, words))


def _read(code: int, words: bytes) -> str:
    return f"{code} {words.decode(errors='replace')}".replace("\x00", "")


# --- one message after the other


def deliver(ids: Sequence[str] | None = None, *, as_of: datetime | None = None, limit: int = outbox.TASK_SIZE) -> Run:
    """Claim and hand over at most `limit` due messages, of `ids` only where they are given."""
    by = f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    way, stop, touched = carrier(), time.monotonic() + SECONDS, 0
    sent: list[Message] = []
    try:
        while touched < limit and time.monotonic() < stop:
            message = outbox.claim(by, ids=ids, as_of=as_of)
            if message is None:
                break
            touched += 1
            outbox.moment("claimed")
            try:
                way.connect()
            except UnreachableError as away:
                outbox.put_back(message, str(away))
                return Run(sent, touched, reachable=False)
            outbox.moment("opened")
            if _deliver_one(message, way, as_of or timezone.now()):
                sent.append(message)
    finally:
        way.close()
    return Run(sent, touched, reachable=True)


def _deliver_one(message: Message, way: Carrier, now: datetime) -> bool:
    """Ask again, freeze, hand over, settle. Whether the server took it over."""
    email = _prepare(message, now)
    if email is None:
        return False
    outbox.moment("sending")
    answer = way.hand_over(email)
    outbox.moment("answered")
    settle = {
        "sent": outbox.sent,
        "postponed": outbox.postponed,
        "refused": outbox.refused,
        "doubtful": outbox.doubtful,
    }
    settle[answer.outcome](message, answer.words)
    return answer.outcome == "sent"


def _prepare(message: Message, now: datetime) -> EmailMessage | None:
    """The message with its words frozen and `sending` committed; nothing when it must not go (any more).

    What is wrong with it fails this row alone (promise F24); the log names no person and no text.
    """
    try:
        with transaction.atomic():
            return _frozen(message, now)
    except (DatabaseError, SoftTimeLimitExceeded):
        raise
    except UnknownKindError:
        outbox.give_up(message, Status.HELD, "no app knows this kind of message")
    except GoneError:
        outbox.give_up(message, Status.CANCELLED, "the record it is about is gone")
    except Exception as error:  # noqa: BLE001 - templates and rules of any app
        outbox.give_up(message, Status.FAILED, f"cannot be written: {type(error).__name__}")
    return None


def _frozen(message: Message, now: datetime) -> EmailMessage | None:
    if message.expires_at and message.expires_at <= now:
        outbox.give_up(message, Status.EXPIRED, "too late to be of use")
        return None
    kind = Kind.of(message)
    recipient = message.recipient or message.address
    if why := kind.on_hold():
        outbox.give_up(message, Status.HELD, why)
        return None
    if why := outbox.objection(kind, recipient):
        outbox.give_up(message, Status.CANCELLED, why)
        outbox.pass_on(kind, recipient)
        return None
    if outbox.lay_by(message, kind):
        return None
    letter = _letter(message, kind, recipient)
    email = compose(message, kind, letter)
    email.message()  # raises for a header that cannot be
    return email if outbox.begin(message, letter, kind.told()) else None


def _letter(message: Message, kind: Kind, recipient: kinds.Recipient) -> Letter:
    """The words frozen at an earlier attempt that may have arrived, or new ones."""
    if message.text:
        unsubscribe = kinds.unsubscribe_url(kind, recipient)
        return Letter(message.subject, message.text, message.html, message.reason, unsubscribe)
    return kinds.written(kind, recipient, message.language)


def compose(message: Message, kind: Kind, letter: Letter) -> EmailMessage:
    """One e-mail to one mailbox, marked as sent by a machine, with the row's own Message-ID.

    Raises ValidationError for what is no single address.
    """
    headers = {"Message-ID": message.message_id or message.header_id, "Auto-Submitted": "auto-generated"}
    if letter.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    validate_email(message.mailbox)
    email = EmailMultiAlternatives(
        subject=_header(letter.subject),
        body=letter.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.mailbox],
        reply_to=[kind.answers_to(message.recipient)],
        headers=headers,
    )
    email.attach_alternative(letter.html, "text/html")
    return email


def _header(subject: str) -> str:
    """As it stands where a header can hold it so; otherwise encoded, to be read as it was typed (E8):
    other letters, what looks like an encoded word, and a word too long for a line."""
    plain = subject.isascii() and "=?" not in subject and max(map(len, subject.split())) <= LONGEST_WORD
    return subject if plain else Header(subject, "utf-8", header_name="Subject").encode(linesep="")
