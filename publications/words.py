"""How words of six languages are made alike, so that what is typed finds what is written.

    "Élèves" ──► eleves, elev        "والهجرة" ──► والهجره, هجره, هجر        "领事保护" ──► 领事, 事保, 保护

Every form is of letters and digits alone, so that no query language ever sees what a person typed
(RELIABILITY B38). Tried in six languages on both databases: docs/decisions/search.md.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from threading import Lock
from typing import Any, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
UNSEEN = "\u00ad\u0640\u200b-\u200f\u2060\ufeff"
TOKEN = re.compile(rf"[{CJK}]+|[^\W_{CJK}](?:[^\W_{CJK}]|[{MARKS}{UNSEEN}])*")
IS_CJK = re.compile(f"[{CJK}]")
IS_UNSEEN = re.compile(f"[{UNSEEN}]")
LETTERS = str.maketrans({"ى": "ي", "ة": "ه", "ٱ": "ا", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
ARTICLE = re.compile("^[وف]?(?:[بك]?ال|لل)(?=.{3})")
"""The Arabic article, also behind "and", "so", "with", "like", and joined to "for"; three letters must remain."""
LATIN = {"en": "english", "fr": "french", "es": "spanish"}
LONGEST = 60
"""Characters of a word that count; beyond it nobody wrote a word."""
MOST_WORDS = 12
MOST_CJK = 24
MOST_TYPED = 500
"""Of a query: words, Chinese characters in a row, characters that are read at all."""
_one_at_a_time = Lock()  # a stemmer keeps the word it works on in itself


class Asked(NamedTuple):
    """One word of a query: as typed, and the forms of which a record has to hold one."""

    typed: str
    forms: tuple[str, ...]


def plain(word: str) -> str:
    """Letters and digits without case and marks; Arabic letters that are written for one another made one."""
    word = word.casefold()
    if word.isascii():
        return word
    letters = IS_UNSEEN.sub("", unicodedata.normalize("NFKD", word)).translate(LETTERS)
    kept = (one for one in letters if one.isalnum() and not unicodedata.combining(one))
    return "".join(str(unicodedata.decimal(one, one)) for one in kept)


COMMONEST = """
a an and are as at by for from in is of on or the to with
au aux ce ces d dans de des du en et l la le les par pour qu que sur un une
al con del el las lo los para por se su una y
в и из к на не о от по с у
في من على إلى عن و
"""
SMALL = frozenset(map(plain, COMMONEST.split()))
"""Words that nobody looks for; in a query they count when there is no other."""


@lru_cache(100_000)
def forms(token: str, language: str = "") -> tuple[str, ...]:
    """The forms under which `token` of a text in `language` is kept; a short run of Chinese becomes its pairs.

    Without a language (as in a query) a Latin word gets the stems of English, French and Spanish.
    """
    token = IS_UNSEEN.sub("", unicodedata.normalize("NFKC", token[:LONGEST])).casefold()
    if IS_CJK.match(token):
        return tuple(token[i : i + 2] for i in range(len(token) - 1)) or (token,)
    bare = ARTICLE.sub("", token)
    found = {plain(token), plain(bare), *(plain(_stem(bare, name)) for name in _stemmers_for(bare, language))}
    return tuple(sorted(found - {""}))


def script(word: str) -> str:
    """Of its first letter: "latin", "cyrillic", "arabic", "cjk"; "" for a number and for other scripts."""
    name = unicodedata.name(word[0], "") if word and word[0].isalpha() else ""
    return next((one for one in ("latin", "cyrillic", "arabic", "cjk") if name.startswith(one.upper())), "")


def index_forms(text: str, language: str) -> Iterator[str]:
    """Every form of every word of `text`, in its order; of Chinese the single characters too."""
    for token in TOKEN.findall(text):
        if not IS_CJK.match(token):
            yield from forms(token, language)
        else:
            run = unicodedata.normalize("NFKC", token)
            yield from (run[i : i + 2] for i in range(len(run) - 1))
            yield from run


def asked(typed: str) -> tuple[Asked, ...]:
    """What a query asks for: at most twelve words, all of which a record has to hold; () for no word."""
    tokens = list(dict.fromkeys(TOKEN.findall(typed[:MOST_TYPED])))
    telling = [token for token in tokens if plain(token) not in SMALL] or tokens
    found: list[Asked] = []
    for token in telling[:MOST_WORDS]:
        if IS_CJK.match(token):
            found += [Asked(form, (form,)) for form in forms(token[:MOST_CJK])]
        elif of_token := forms(token):
            found.append(Asked(token, of_token))
    return tuple(found)


def marked(text: str, wanted: Iterable[str]) -> SafeString:
    """`text`, escaped, with <mark> round the words that have one of the forms `wanted`."""
    pieces, done = [], 0
    for start, end in _joined(text, _spans(text, frozenset(wanted))):
        pieces += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    return mark_safe("".join([*pieces, escape(text[done:])]))  # noqa: S308 - each piece is escaped above


def snippet(passages: Iterable[str], wanted: Iterable[str], *, length: int = 240) -> SafeString | None:
    """The first passage that holds one of the forms `wanted`, cut round it and marked; None when none does."""
    wanted = frozenset(wanted)
    starts = tuple({form[:3] for form in wanted})
    for passage in passages:
        folded = plain_text(passage)
        if not any(start in folded for start in starts):
            continue  # cheap, and enough for most passages
        if span := next(_spans(passage, wanted), None):
            return marked(_cut(passage, span, length), wanted)
    return None


def plain_text(text: str) -> str:
    """A whole text folded as `plain` folds a word, with its spaces."""
    text = text.casefold()
    if text.isascii():
        return text
    return re.sub(f"[{MARKS}{UNSEEN}]", "", unicodedata.normalize("NFKD", text)).translate(LETTERS)


def _stemmers_for(token: str, language: str) -> tuple[str, ...]:
    found = script(token)
    if found == "latin":
        return (LATIN.get(language, "english"),) if language else tuple(LATIN.values())
    return {"cyrillic": ("russian",), "arabic": ("arabic",)}.get(found, ())


@cache
def _stemmer(name: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(name)


def _stem(word: str, name: str) -> str:
    with _one_at_a_time:
        return str(_stemmer(name).stemWord(word))


def _spans(text: str, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    for match in TOKEN.finditer(text):
        if not IS_CJK.match(match[0]):
            if wanted.intersection(forms(match[0])):
                yield match.span()
            continue
        for at in range(match.start(), match.end()):
            if text[at : at + 2] in wanted:
                yield at, at + 2
            elif text[at] in wanted:
                yield at, at + 1


def _joined(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbours as one: "domestic workers" is one mark, not two."""
    last: tuple[int, int] | None = None
    for start, end in spans:
        if last and not text[last[1] : start].strip():
            last = last[0], max(end, last[1])
            continue
        if last:
            yield last
        last = start, end
    if last:
        yield last


def _cut(text: str, span: tuple[int, int], length: int) -> str:
    """About `length` characters of `text` round `span`, between words."""
    if len(text) <= length:
        return text
    start = max(0, min(span[0] - length // 3, len(text) - length))
    end = min(len(text), max(start + length, span[1]))
    if start and (space := text.find(" ", start, span[0])) >= 0:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", span[1], end)) >= 0:
        end = space
    return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"
