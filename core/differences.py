"""What changed between two texts, word by word, for conflicts, histories and what stands beside an earlier text."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from hashlib import blake2b
from typing import Any, NamedTuple

WORDS = re.compile(r"(\w+|[^\w\s]|\A(?=\s))(\s*)")
LINES = re.compile(r"([^\n]+|(?=\n))(\n?)")
MANY_WORDS = 3_000
KEPT = 2_000


class Piece(NamedTuple):
    """A stretch of text: the same on both sides, only in the new one (ins) or only in the old one (del)."""

    kind: str
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """The pieces that lead from `old` to `new`. Very long texts are compared line by line."""
    if old == new:
        return [Piece("same", old)] if old else []
    before, after = WORDS.findall(old), WORDS.findall(new)
    if len(before) + len(after) > MANY_WORDS:
        before, after = LINES.findall(old), LINES.findall(new)
    found = _Pieces()
    for kind, a, b, c, d in _steps(old, new, before, after):
        if kind == "equal":
            for (word, gap), (_same, other) in zip(before[a:b], after[c:d], strict=True):
                found.same(word)
                found.change(gap, other)
        else:
            found.change("".join(map("".join, before[a:b])), "".join(map("".join, after[c:d])))
    return found.all()


def side(pieces: list[Piece], kind: str) -> list[Piece]:
    """One of the two texts with what only it says marked: `kind` is "ins" for the new, "del" for the old."""
    return [piece for piece in pieces if piece.kind in ("same", kind)]


class _Pieces:
    """Pieces as they come in, joined where neighbours are of a kind; a gap that both sides end on is the same."""

    def __init__(self) -> None:
        self.done: list[Piece] = []
        self.both = self.old = self.new = ""

    def same(self, text: str) -> None:
        if text:
            self._end_of_change()
            self.both += text

    def change(self, old: str, new: str) -> None:
        if old == new and not (self.old or self.new):
            self.both += old
            return
        self.old += old
        self.new += new

    def all(self) -> list[Piece]:
        self._end_of_change()
        return [*self.done, Piece("same", self.both)] if self.both else self.done

    def _end_of_change(self) -> None:
        if not (self.old or self.new):
            return
        old, new = self.old.rstrip(), self.new.rstrip()
        gap = self.old[len(old) :]
        if not (old and new and gap and gap == self.new[len(new) :]):
            old, new, gap = self.old, self.new, ""
        parts = (("same", self.both), ("del", old), ("ins", new))
        self.done += [Piece(kind, text) for kind, text in parts if text]
        self.both, self.old, self.new = gap, "", ""


_kept: dict[bytes, list[Any]] = {}
"""The steps between texts that this process compared before, by the fingerprint of both: finding them is most of the
work, and a draft is read beside its earlier text again and again. They are numbers; no word of a text is kept, so a
draft stays where it is."""


def _steps(old: str, new: str, before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> list[Any]:
    name = blake2b(repr((old, new)).encode(), digest_size=16).digest()
    if (steps := _kept.get(name)) is None:
        words = [word for word, _gap in before], [word for word, _gap in after]
        steps = SequenceMatcher(None, *words, autojunk=False).get_opcodes()
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[name] = steps
    return steps
