"""Plain text that people type: what is taken, what is removed, what is refused (RELIABILITY 5).

Names and titles are one line (`clean_line`); longer text keeps its lines (`clean_lines`). Both store
NFC, so that a composed and a decomposed "é" are one and the same (B5).
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
TURNS_THE_PAGE = re.compile("[\u202a-\u202e\u2066-\u2069]")
INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
BLANK_LETTERS = set("\u115f\u1160\u2800\u3164\uffa0")
"""Counted as letters or symbols by Unicode, and yet drawn as nothing."""
MARKS_ON_ONE_LETTER = 8
UNREADABLE = re.compile("[\x00\ud800-\udfff\ufffd]")
"""What no database can store, and the sign that Django puts where bytes were broken (B1, B2)."""


TAKEN_OUT = gettext_lazy("Characters that cannot be seen were taken out of what you wrote.")
_has_taken_out: ContextVar[bool] = ContextVar("has_taken_out", default=False)


def without(characters: re.Pattern[str], text: str) -> str:
    """`text` without `characters`; whoever sent it is told (B3, B4)."""
    left = characters.sub("", text)
    if left != text:
        _has_taken_out.set(True)
    return left


def notice() -> str:
    """What to say to whoever sent this request: that something was taken out of it, or nothing."""
    return str(TAKEN_OUT) if _has_taken_out.get() else ""


def forget_notice() -> None:
    """A new request begins."""
    _has_taken_out.set(False)


def clean_line(text: str) -> str:
    """One line: trimmed, white space folded, controls and invisible characters gone.

    Raises ValidationError for characters that reverse the direction of what follows (B3) and for
    a letter buried under marks (B7).
    """
    return " ".join(clean_name(text).split())


def clean_name(text: str) -> str:
    """As `clean_line`, with its lines, which may part several names."""
    if TURNS_THE_PAGE.search(text):
        raise ValidationError(_("Remove the hidden characters that change the direction of the text."))
    return clean_lines(without(INVISIBLE, text)).strip()


def clean_lines(text: str) -> str:
    """Text with its lines: NFC, controls but tab and newline removed (B4); nothing visible is empty (B10).

    Raises ValidationError for a letter buried under marks (B7).
    """
    text = without(CONTROLS, text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", text)  # after the controls: one of them may part a letter from its mark
    if has_buried_letter(text):
        raise ValidationError(_("A letter carries more marks than any language uses. Type it again."))
    return "" if is_blank(text) else text


def read_json(body: bytes) -> Any:
    """What a program sent: an object or a list. Raises ValueError for others: broken, too deep, a name twice (B20)."""
    try:
        sent = json.loads(body, object_pairs_hook=_each_once)
    except RecursionError as error:
        raise ValueError from error
    if not isinstance(sent, dict | list):
        raise ValueError  # noqa: TRY004 - like all that cannot be read
    return sent


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError
    return found


def texts_of(value: Any) -> Iterator[str]:
    """Every text in decoded JSON, names included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)


def is_blank(text: str) -> bool:
    """Whether nothing of `text` is visible: spaces, joiners, marks without a letter (B10)."""
    return all(
        character in BLANK_LETTERS or unicodedata.category(character) in {"Cc", "Cf", "Mn", "Zl", "Zp", "Zs"}
        for character in text
    )


def has_buried_letter(text: str) -> bool:
    """Whether any letter is followed by more marks than real writing has; joiners between them do not help."""
    if text.isascii():
        return False
    run = 0
    for character in text:
        category = unicodedata.category(character)
        if category in {"Mn", "Me"}:
            run += 1
        elif category != "Cf":
            run = 0
        if run > MARKS_ON_ONE_LETTER:
            return True
    return False


def direction(text: str, otherwise: str = "ltr") -> str:
    """`rtl` or `ltr`, as the first letter of `text` that has a direction says; `otherwise` where none has."""
    strong = next((kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"}), "")
    return {"": otherwise, "L": "ltr"}.get(strong, "rtl")
