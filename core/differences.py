"""What changed between two texts, word by word, for the conflict and the history of an answer."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
LINES = re.compile(r"[^\n]*\n?")
MANY_WORDS = 6_000


class Piece(NamedTuple):
    """A stretch of text: the same on both sides, only in the new one (ins) or only in the old one (del)."""

    kind: str
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """The pieces that lead from `old` to `new`. Very long texts are compared line by line."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    if len(before) + len(after) > MANY_WORDS:
        before, after = LINES.findall(old), LINES.findall(new)
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
            continue
        if b > a:
            pieces.append(Piece("del", "".join(before[a:b])))
        if d > c:
            pieces.append(Piece("ins", "".join(after[c:d])))
    return pieces


def side(pieces: list[Piece], kind: str) -> list[Piece]:
    """One of the two texts with what only it says marked: `kind` is "ins" for the new, "del" for the old."""
    return [piece for piece in pieces if piece.kind in ("same", kind)]
