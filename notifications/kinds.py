"""What kinds of messages there are, and how one becomes words.

An app writes its kinds in its own `notifications.py`, as subclasses of `Kind` with a `name`; they are
known from then on. A row of the outbox keeps the name, one record and a few facts, and `Kind.of(row)`
builds the kind again when it is sent, so that rights, relevance and words are those of that moment.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.signing import BadSignature, Signer
from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from notifications.choices import Choice

if TYPE_CHECKING:
    from notifications.models import Message
    from notifications.texts import OwnWords

Recipient = Any
"""A person of settings.AUTH_USER_MODEL, or a bare address (str)."""

SUBJECT_LENGTH = 69
"""Under 70 characters (FEATURES N10): what a phone still shows; the words of the message hold the rest."""
OWN_WORDS = "notifications/mail/own_words"
signer = Signer(salt="notifications.unsubscribe")
_kinds: dict[str, type["Kind"]] = {}


class UnknownKindError(LookupError):
    """No app declares a kind of this name (any more, or not yet)."""


class GoneError(LookupError):
    """The record that the message is about does not exist any more."""


class Letter(NamedTuple):
    """A message in words, as one person gets it."""

    subject: str
    text: str
    html: str
    reason: str
    unsubscribe_url: str


class Kind:
    """One kind of message. Subclasses with a `name` are registered; without one they are a base."""

    name: ClassVar[str] = ""
    """Unique, `<app>.<what>`; its templates are `<app>/mail/<what>.txt` and `.html`, unless `template` says other."""
    template: ClassVar[str] = ""
    """Where several kinds share their templates: the path without `.txt` and `.html`."""
    label: ClassVar[Any] = ""
    reason: ClassVar[Any] = ""
    """ "You get this because …", at the foot of every message."""
    optional: ClassVar[bool] = False
    """May a person switch it off?"""
    roles: ClassVar[tuple[str, ...]] = ()
    """The roles whose holders alone can get it, so that no other page of choices shows it; () for everybody."""
    mandatory_because: ClassVar[Any] = _("It belongs to an official procedure.")
    """Said on the page of choices where it may not be switched off."""
    planned_by: ClassVar[str] = ""
    """The code of the date whose plan of reminders says when it goes; "" for a kind that no plan concerns."""
    in_office_hours: ClassVar[bool] = False
    """Does it wait until the office of its recipient is open (FEATURES N11)? Never past `expires_at`."""
    digest: ClassVar[bool] = False
    """May it wait, as one line, for the digest of those who chose so? Never what may not be switched off."""
    by_choice: ClassVar[bool] = False
    """May the officer whose step causes it leave it out, or add words of their own? (FEATURES N9)"""
    default: ClassVar[str] = Choice.AT_ONCE
    """What holds for whoever has chosen nothing."""
    policy: ClassVar[str] = "hold"
    """When nobody knows whether it went: "hold" for the secretariat, or "resend" once."""
    security: ClassVar[bool] = False
    """Goes out even while all mail is paused: about signing in and security."""
    secret: ClassVar[bool] = False
    """Its text opens a door (a link with a token): nobody reads it here, and it is emptied once it went."""
    to_many: ClassVar[bool] = False
    """A letter to many: paused, let go and called off on its own page, not row by row."""
    placeholders: ClassVar[dict[str, Any]] = {}
    """Names that an officer's own words for it may hold in braces, with what each stands for (FEATURES W6); none, and
    its words are fixed. `values` gives what they stand for."""
    falls_back: ClassVar[bool] = False
    """May it go out in English where the recipient's language breaks? (promise F24)"""

    def __init_subclass__(cls, **options: Any) -> None:
        """Register a subclass that has a name of its own; raise TypeError when another one has it, and for a receipt,
        a duty or a security message that would wait for a digest."""
        super().__init_subclass__(**options)
        if cls.digest and (cls.security or cls.secret or not cls.optional):
            raise TypeError(f"{cls.__name__} must come at once: it cannot wait for a digest")
        if "name" not in cls.__dict__ or not cls.name:
            return
        other = _kinds.get(cls.name)
        if other and (other.__module__, other.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"two kinds of message are called {cls.name}")
        _kinds[cls.name] = cls

    officers_words = ""
    """What the officer adds whose step caused it; plain text."""
    goes_at: datetime | None = None
    """When the row that it was built from may go; None before there is a row."""

    def __init__(self, about: models.Model | None = None, **facts: Any) -> None:
        self.about: Any = about
        self.facts: dict[str, Any] = json.loads(json.dumps(facts, cls=DjangoJSONEncoder))

    # --- what a kind says of itself

    def recipients(self) -> Iterable[Recipient]:
        """The people or bare addresses that it concerns now."""
        raise NotImplementedError

    def occasion(self) -> str:
        """The reason in one line, with the due date where there is one; never the time of running."""
        raise NotImplementedError

    def not_before(self) -> datetime | None:
        """When it may go; at once, unless said otherwise."""
        return None

    def expires_at(self) -> datetime | None:
        """When it has lost its use."""
        return None

    def country(self) -> str:
        """The two-letter code of the State concerned, or nothing."""
        return ""

    def confidential(self) -> bool:
        """Whether it is born of a State's own work that the secretariat must not know of (condition 18)."""
        return False

    def irrelevant(self, recipient: Recipient) -> str:
        """Why it need not go to `recipient` any more; "" while it should. Asked again at sending."""
        return ""

    def on_hold(self) -> str:
        """Why it must wait for a person's decision; "" while it may go. Asked at sending."""
        return ""

    def answers_to(self, recipient: Recipient | None = None) -> str:
        """Where a reply of `recipient` goes: REPLY_TO of the settings for the longest beginning of the name, else the
        secretariat."""
        found = [prefix for prefix in settings.REPLY_TO if self.name.startswith(prefix)]
        return str(settings.REPLY_TO[max(found, key=len)]) if found else str(settings.CONTACT_EMAIL)

    def subject(self, recipient: Recipient) -> str:
        """What and when, under 70 characters if it can be."""
        raise NotImplementedError

    def context(self, recipient: Recipient) -> dict[str, Any]:
        """What its templates need besides the common things."""
        return {}

    def told(self) -> list[Any]:
        """The ids of the rows whose matter this message tells as lines; known once it is written."""
        return []

    @classmethod
    def offered(cls) -> list[Choice]:
        """What a person can choose of it, where it may be switched off."""
        return [Choice.AT_ONCE, *([Choice.DIGEST] if cls.digest else []), Choice.NEVER]

    def values(self, recipient: Recipient) -> dict[str, str]:
        """What `placeholders` stand for, in the language and zone of the recipient."""
        return {}

    @classmethod
    def plan(cls, now: datetime) -> Iterable["Kind"]:  # noqa: ARG003 - for those who plan by date
        """What is due to be planned at `now` by date. Idempotent; looks back as far as it makes sense."""
        return ()

    @classmethod
    def plan_between(cls, since: datetime, until: datetime) -> Iterable["Kind"]:  # noqa: ARG003 - as for `plan`
        """What falls due after `since` and by `until`, for a look ahead: what `plan` gives at `until`, but for kinds
        whose messages would be too late by then."""
        return cls.plan(until)

    @classmethod
    def turns(cls, first: date, last: date) -> Collection[date] | None:  # noqa: ARG003 - for those who know
        """The days (UTC) from `first` to `last` at whose end `plan` may ask for what it did not ask for a day before,
        as long as nobody does anything; None for every day. So a look ahead need not ask on each."""
        return None

    @classmethod
    def audience(cls, milestone: Any) -> list[str]:  # noqa: ARG003 - for those who go by it
        """Whom a plan of reminders that counts back from `milestone` would reach as things stand now: in a line
        each the person, the address and why (FEATURES N2). For kinds with `planned_by`."""
        return []

    # --- what is done with it

    def queue(self) -> list["Message"]:
        """Put one row for each recipient into the outbox, in the caller's transaction; return the new ones.

        Rows that are there already (same recipient, kind and occasion) stay as they are (promise E1).
        """
        from notifications import outbox

        return outbox.queue([self])

    @staticmethod
    def of(message: "Message") -> "Kind":
        """The kind that `message` was made from. Raises UnknownKindError or GoneError."""
        cls = find(message.kind)
        about = None
        if message.content_type_id:
            about_type: Any = message.content_type
            model: Any = about_type.model_class()
            about = model._base_manager.filter(pk=message.object_id).first() if model else None
            if about is None:
                raise GoneError(message.kind)
        kind = cls(about, **message.facts)
        kind.officers_words = message.officers_words
        kind.goes_at = message.not_before
        return kind


class Note(Kind):
    """Base of messages that are a heading, paragraphs and one thing to do; one template says them all."""

    template = "notifications/mail/message"
    button: ClassVar[Any] = _("Open the page")

    def heading(self, recipient: Recipient) -> str:
        """Its first line; the subject unless it says other."""
        return str(self.subject(recipient))

    def paragraphs(self, recipient: Recipient) -> list[str]:
        """What it says, in plain text; empty ones are left out."""
        raise NotImplementedError

    def url(self) -> str:
        """Where the person goes from the message."""
        raise NotImplementedError

    def context(self, recipient: Recipient) -> dict[str, Any]:
        return {
            "heading": self.heading(recipient),
            "paragraphs": [text for text in self.paragraphs(recipient) if text],
            "button_url": self.url(),
            "button_label": self.button,
        }


def registry() -> list[type[Kind]]:
    """Every kind of message, by name."""
    return [cls for _name, cls in sorted(_kinds.items())]


def label_of(name: str) -> str:
    """What a kind is called; its name, when no app knows it any more."""
    try:
        return str(find(name).label)
    except UnknownKindError:
        return name


def find(name: str) -> type[Kind]:
    """The kind called `name`. Raises UnknownKindError."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKindError(name) from None


def names_of_security() -> list[str]:
    """The names of the kinds that go out while mail is paused."""
    return [cls.name for cls in registry() if cls.security]


def names_to_many() -> list[str]:
    """The names of the kinds that are letters to many."""
    return [cls.name for cls in registry() if cls.to_many]


def is_secret(name: str) -> bool:
    """Whether nobody may read the text of this kind here; so it is for a kind that nobody knows."""
    return name not in _kinds or _kinds[name].secret


# --- into words


def address_of(recipient: Recipient) -> str:
    """The mailbox of a person, or the bare address itself."""
    return str(recipient if isinstance(recipient, str) else recipient.email).strip()


def language_of(recipient: Recipient, fallback: str = "") -> str:
    """The language in which `recipient` reads, one of ours."""
    code = getattr(recipient, "language", "") or fallback
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@contextmanager
def in_the_place_of(recipient: Recipient, language: str) -> Iterator[None]:
    """Language and time zone of `recipient`."""
    zone = getattr(recipient, "time_zone", "") or settings.TIME_ZONE
    with translation.override(language), timezone.override(zone):
        yield


def written(kind: Kind, recipient: Recipient, language: str = "") -> Letter:
    """`kind` in words for `recipient`; in English where its language breaks and the kind allows that.

    Raises whatever a broken template raises, and ValueError when a part comes out empty.
    """
    language = language_of(recipient, language)
    try:
        return _with_own_words(language, kind, recipient)
    except Exception:
        if not kind.falls_back or language == settings.LANGUAGE_CODE:
            raise
    return _with_own_words(settings.LANGUAGE_CODE, kind, recipient)


def _with_own_words(language: str, kind: Kind, recipient: Recipient) -> Letter:
    from notifications import texts

    with in_the_place_of(recipient, language):
        own = texts.in_place_of(kind, recipient, language)
    return written_in(language, kind, recipient, own)


def written_in(language: str, kind: Kind, recipient: Recipient, own: "OwnWords | None" = None) -> Letter:
    """`kind` in words of `language`: an officer's own where they are given, else the shipped ones."""
    with in_the_place_of(recipient, language):
        subject = one_line(own.subject if own else kind.subject(recipient))
        unsubscribe = unsubscribe_url(kind, recipient)
        context = {
            "site_url": settings.SITE_URL,
            "contact_email": settings.CONTACT_EMAIL,
            "demo_banner": settings.FORUM_DEMO,
            "recipient": recipient,
            "reason": str(kind.reason),
            "preferences_url": absolute("notifications:preferences") if unsubscribe else "",
            "unsubscribe_url": unsubscribe,
            "subject": subject,
            "officers_words": kind.officers_words,
            **kind.context(recipient),
        }
        template = kind.template or kind.name.replace(".", "/mail/", 1)
        if own:
            context |= {"heading": subject, "paragraphs": own.paragraphs}
            template = OWN_WORDS
        text = tidy(render_to_string(f"{template}.txt", context))
        html = render_to_string(f"{template}.html", context)
    if not (subject and text.strip() and html.strip()):
        raise ValueError(f"{kind.name} comes out empty")
    return Letter(subject, text, html, str(context["reason"])[:400], unsubscribe)


def one_line(subject: str) -> str:
    """A subject that a header can carry: no line ends, no controls, not endless (promise E8)."""
    visible = "".join(" " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter for letter in subject)
    line = " ".join(visible.split())
    return line if len(line) <= SUBJECT_LENGTH else f"{line[: SUBJECT_LENGTH - 1].rstrip()}…"


def tidy(text: str) -> str:
    """Plain text without the blank lines that template tags leave."""
    return re.sub(r"\n[ \t]*\n(?:[ \t]*\n)+", "\n\n", text).strip() + "\n"


def absolute(name: str, **parts: Any) -> str:
    """An address for a message: from the settings, never from a request (promise B37)."""
    return str(settings.SITE_URL) + reverse(name, kwargs=parts or None)


def unsubscribe_url(kind: Kind, recipient: Recipient) -> str:
    """The signed address that switches `kind` off for this person; "" where that may not be."""
    if not kind.optional or isinstance(recipient, str):
        return ""
    return absolute("notifications:unsubscribe", token=signer.sign_object([recipient.pk, kind.name]))


def read_unsubscribe(token: str) -> tuple[int, str] | None:
    """(id of the person, name of the kind) of a signed address, or nothing for a forged one."""
    try:
        person, name = signer.unsign_object(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return person, name
