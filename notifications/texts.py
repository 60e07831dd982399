"""An officer's own words in place of the shipped ones, for kinds of messages that offer it (FEATURES W6).

A text belongs to one kind and one language, and comes in versions; one of them may be in force. Its placeholders stand
in braces and are those that the kind names. The frame stays: heading, button, reason, way out. A text that cannot
be filled any more is left out and the shipped words go (promise F24).
"""

import logging
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from notifications import kinds
from notifications.kinds import GoneError, Kind, Letter, Recipient, UnknownKindError
from notifications.models import MailText, Message

log = logging.getLogger("portal.mail")

PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
COMMON = {"name": _("name of the person, or else the address")}
RECENT = 20
"""So many of the newest messages of a kind are looked through for one to preview with."""


class OwnWords(NamedTuple):
    """Subject and paragraphs, filled in for one recipient."""

    subject: str
    paragraphs: list[str]


def offered() -> list[type[Kind]]:
    """The kinds whose words can be replaced, by label. None whose text opens a door."""
    found = (cls for cls in kinds.registry() if cls.placeholders and not cls.secret)
    return sorted(found, key=lambda cls: str(cls.label))


def placeholders_of(cls: type[Kind]) -> dict[str, Any]:
    """What may stand in braces, with what it stands for."""
    return {**cls.placeholders, **COMMON}


def unknown(text: str, cls: type[Kind]) -> list[str]:
    """What stands in braces in `text` and is no placeholder of `cls`; a brace alone too."""
    names = [f"{{{name}}}" for name in PLACEHOLDER.findall(text) if name not in placeholders_of(cls)]
    rest = PLACEHOLDER.sub("", text)
    return [*names, *(brace for brace in "{}" if brace in rest)]


def in_place_of(kind: Kind, recipient: Recipient, language: str) -> OwnWords | None:
    """The words in force for `kind` in `language`, filled in; None where the shipped ones go."""
    if not kind.placeholders:
        return None
    text = MailText.objects.in_force(kind.name, language).first()
    return filled(text, kind, recipient) if text else None


def filled(text: MailText, kind: Kind, recipient: Recipient) -> OwnWords | None:
    """`text` with the values of this recipient; None for one whose placeholders the kind does not know any more."""
    values = {"name": getattr(recipient, "name", "") or kinds.address_of(recipient), **kind.values(recipient)}
    try:
        subject, body = (_fill(part, values) for part in (text.subject, text.text))
    except KeyError:
        log.error("own words of %s in %s cannot be filled", text.kind, text.language)  # noqa: TRY400 - names nobody
        return None
    return OwnWords(subject, [part.strip() for part in body.split("\n\n") if part.strip()])


def _fill(text: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda match: str(values[match[1]]), text)


class Preview(NamedTuple):
    """One real message in the words of a version, and in the shipped ones."""

    mailbox: str
    own: Letter
    shipped: Letter


def preview(text: MailText, officer: Any) -> Preview | None:
    """`text` on the newest message of its kind that `officer` may see and whose record is still there."""
    rows = Message.objects.visible_to(officer).filter(kind=text.kind).order_by("-planned_at", "pk")
    for row in rows.select_related("recipient", "content_type")[:RECENT]:
        try:
            kind = Kind.of(row)
        except (GoneError, UnknownKindError):
            continue
        recipient = row.recipient or row.address
        with kinds.in_the_place_of(recipient, text.language):
            words = filled(text, kind, recipient)
        shipped = kinds.written_in(text.language, kind, recipient)
        return Preview(row.mailbox, kinds.written_in(text.language, kind, recipient, words), shipped)
    return None
