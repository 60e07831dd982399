"""Full-text search in six languages over what is published now (docs/decisions/search.md).

    register ──► refresh(reference) ──► SearchText, SearchWord (and the words, in FTS5, on SQLite)
    a list   ──► matching(publications, "domestic workers") ──► Found: keys, best first

The words of a text are made alike by `words`; a translation's words find its original. Both engines rank
the newest thousand matches, so that a word which every record holds costs no more than another.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.core.signing import BadSignature, Signer
from django.db import DatabaseError, connection, transaction
from django.db.models.expressions import RawSQL
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core import rich_text
from publications import engines, words
from publications.models import Publication, PublicationContent, SearchText, SearchWord
from publications.querysets import PublicationQuerySet

MOST = 1_000
"""Matches that are counted and ranked."""
SIZE = 25
LONGEST_TEXT = 300_000
"""Characters of one text that are searched."""
LONGEST_SHOWN = 20_000
"""Characters from which snippets are cut."""
ALIKE = 20_000
"""Words against which a mistyped one is held, the commonest first."""
NOT_TEXT = frozenset({
    "as_of", "audience", "code", "content_type", "corrects", "country", "cycle", "early", "form", "group_codes", "html",
    "id", "key",
    "kind", "label", "label_lang", "lang", "language", "objective", "questionnaire", "reference", "round", "schema",
    "sha256", "since", "size", "standing", "type", "update_of", "url", "value",
})  # fmt: skip
"""Keys of a content under which stand codes and the words of the form, which every text of its kind shares."""

log = logging.getLogger("portal.search")
signer = Signer(salt="publications.search")


class IndexLost(Exception):
    """The index is not there; lists go on without it (RELIABILITY F23)."""


@dataclass(frozen=True)
class Found:
    """What a query found: the newest thousand matches and whether there are more.

    `instead` is the query that was tried because a word of the one typed is in no record, or "".
    `is_behind` says that the index is being made anew and may not hold everything.
    """

    asked: tuple[words.Asked, ...]
    scores: Mapping[int, float]
    is_more: bool
    instead: str = ""
    is_behind: bool = False

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The forms to mark in what is shown."""
        return frozenset(form for one in self.asked for form in one.forms)

    def best(self, after: str = "", *, size: int = SIZE, asked: str = "") -> tuple[list[int], str]:
        """A page of keys, best first, and the signed key after which the next begins ("" at the end).

        `asked` names the selection to which keys shall be bound besides. Raises BadRequest for a key that was not
        given out for this very query (RELIABILITY B14).
        """
        ranked = sorted(((score, pk) for pk, score in self.scores.items()), reverse=True)
        if after:
            opened = self._opened(after, asked)
            ranked = [one for one in ranked if one < opened]
        last = ranked[size - 1] if len(ranked) > size else None
        key = signer.sign_object([self._query + asked, *last]) if last else ""
        return [pk for _score, pk in ranked[:size]], key

    @property
    def _query(self) -> str:
        return " ".join(one.typed for one in self.asked)

    def _opened(self, after: str, asked: str) -> tuple[float, int]:
        try:
            query, score, pk = signer.unsign_object(after)
        except (BadSignature, ValueError, TypeError):
            query = None
        if query != self._query + asked:
            raise BadRequest(_("This page address is not one of ours. Start from the first page."))
        return score, pk


# --- asking


def matching(publications: PublicationQuerySet, typed: str) -> Found:
    """The part of `publications`, all current, that holds every word of `typed`; at most five queries.

    A word that is in no record is taken for a mistyped one, and the nearest of `SearchWord` is tried. Nothing
    is asked, and nothing found, where `typed` holds no word. Raises IndexLost.
    """
    asked = words.asked(typed)
    if not asked:
        return Found((), {}, is_more=False)
    try:
        with _savepoint():
            is_behind = not is_complete()
            found = _found(publications, asked, is_behind=is_behind)
            if not found.scores and (corrected := _corrected(asked)):
                found = _found(publications, words.asked(corrected), instead=corrected, is_behind=is_behind)
    except DatabaseError as error:
        raise IndexLost from error
    return found


def narrowed(publications: PublicationQuerySet, asked: Sequence[words.Asked]) -> PublicationQuerySet:
    """`publications` that hold every word, in any order and number: for downloads and for the newest first."""
    engine = engines.current()
    return publications.filter(pk__in=RawSQL(engine.keys, [engine.query(asked)]))  # noqa: S611 - words alone


def is_complete() -> bool:
    """Whether everything is in the index, which is made anew from the newest on: one query."""
    oldest = Publication.objects.current().order_by("pk").values_list("pk", "search_text").first()
    return oldest is None or oldest[1] is not None


def _found(
    publications: PublicationQuerySet, asked: tuple[words.Asked, ...], *, is_behind: bool, instead: str = ""
) -> Found:
    scores = engines.current().newest(publications, asked, MOST + 1)
    is_more = len(scores) > MOST
    return Found(asked, dict(scores[:MOST]), is_more=is_more, instead=instead, is_behind=is_behind)


def _corrected(asked: Sequence[words.Asked]) -> str:
    """The query with the nearest known word for each that no record holds; "" where that changes nothing."""
    known = engines.current().is_known(asked)
    better = [one.typed if held else _nearest(one.typed) for one, held in zip(asked, known, strict=True)]
    return " ".join(better) if all(better) and not all(known) else ""


def _nearest(typed: str) -> str:
    """The word of titles and summaries, in the same script, that differs in a letter or two."""
    from rapidfuzz.distance import OSA

    word = words.plain(typed)
    most = 0 if len(word) < 4 else 1 if len(word) < 6 else 2
    if not most or not words.script(word) or words.script(word) == "cjk":
        return ""
    alike = SearchWord.objects.filter(
        script=words.script(word), length__range=(len(word) - most, len(word) + most), count__gt=0
    )
    rows = alike.order_by("-count", "pk").values_list("word", "spelling")[:ALIKE]
    near = (
        (OSA.distance(word, known, score_cutoff=most), place, spelling) for place, (known, spelling) in enumerate(rows)
    )
    distance, _place, spelling = min(near, default=(most + 1, 0, ""))
    return spelling if distance <= most else ""


# --- keeping


def refresh(reference: str) -> None:
    """Make the index say of `reference` what is public at this moment, in the caller's transaction.

    Only the current original is found, by its own words and those of its translations. Without an index
    nothing is written: it is made anew by `rebuild_search`.
    """
    try:
        with transaction.atomic():
            _take_out(reference)
            current = Publication.objects.current().filter(reference=reference).first()
            if current is not None:
                _put_in(current)
    except DatabaseError:
        if engines.current().exists():
            raise
        log.exception("the search index is lost: run rebuild_search")


def is_there() -> bool:
    """Whether there is an index at all."""
    return engines.current().exists()


def create() -> None:
    """Make an empty index where it is lost; words against mistakes are then counted anew."""
    engines.current().create()
    if not SearchText.objects.exists():
        SearchWord.objects.all().delete()


def forget_what_is_gone() -> None:
    """Take out of the index what is no longer current, should an earlier fault have left it there."""
    gone = SearchText.objects.exclude(pk__in=Publication.objects.current().values("pk"))
    for reference in gone.values_list("publication__reference", flat=True):
        refresh(reference)


def _take_out(reference: str) -> None:
    earlier = SearchText.objects.filter(publication__reference=reference)
    rows = list(earlier.select_for_update(of=("self",)) if connection.vendor == "postgresql" else earlier)
    for row in rows:
        _count_words(row.spellings, -1)
    SearchText.objects.filter(pk__in=[row.pk for row in rows]).delete()
    engines.current().remove([row.pk for row in rows])


def _put_in(current: Publication) -> None:
    versions = [current, *_translations(current)]
    spellings = _spellings(" ".join(f"{one.title} {one.summary}" for one in versions))
    texts = {one.pk: _passages(one) for one in versions}
    SearchText.objects.create(
        publication=current,
        passages=[[one.language, _shown(texts[one.pk])] for one in versions],
        spellings=spellings,
    )
    title = [form for one in versions for form in words.index_forms(one.title, one.language)]
    engines.current().put(current.pk, title, [*_names(current), *_forms(versions, texts)])
    _count_words(spellings, 1)


def _translations(current: Publication) -> PublicationQuerySet:
    same = Publication.objects.filter(reference=current.reference, version=current.version, withdrawn_at__isnull=True)
    return same.exclude(pk=current.pk).order_by("pk")


def _forms(versions: Iterable[Publication], texts: Mapping[int, list[str]]) -> Iterator[str]:
    for one in versions:
        yield from words.index_forms("\n".join(texts[one.pk])[:LONGEST_TEXT], one.language)


def _names(publication: Publication) -> Iterator[str]:
    """By what else a publication is looked for: its number, its body, its States in all languages, former names too."""
    body = publication.organisation
    bodies = [one for one in (body, body and body.merged_into) if one]
    terms = [publication.reference, *(name for one in bodies for name in one.all_names)]
    terms += [term for country in publication.countries.all() for term in country.search_terms()]
    return words.index_forms(" ".join(terms), "")


def _passages(publication: Publication) -> list[str]:
    """The public words of one version: its summary, then its content by paragraphs."""
    content = PublicationContent.objects.get(publication=publication).content
    texts = [publication.summary, *_texts(content)]
    return list(dict.fromkeys(line.strip() for text in texts for line in text.split("\n") if line.strip()))


def _texts(node: Any) -> Iterator[str]:
    """Every text of a content that is no code and no word of the form."""
    if isinstance(node, str):
        yield rich_text.to_plain(node) if "<" in node else node
    elif isinstance(node, list):
        for one in node:
            yield from _texts(one)
    elif isinstance(node, dict):
        is_section = "answers" in node  # its title is the form's
        for key, value in node.items():
            if key not in NOT_TEXT and not (is_section and key == "title"):
                yield from _texts(value)


def _spellings(text: str) -> dict[str, str]:
    """The words that somebody may mistype, with their usual spelling."""
    tokens = {words.plain(token): token.casefold() for token in words.TOKEN.findall(text)}
    return {
        word: spelling
        for word, spelling in tokens.items()
        if max(len(word), len(spelling)) <= words.LONGEST and len(word) >= 4 and words.script(word) not in ("", "cjk")
    }


def _shown(passages: Iterable[str]) -> list[str]:
    shown: list[str] = []
    left = LONGEST_SHOWN
    for passage in passages:
        if left <= 0:
            break
        shown.append(passage[:left])
        left -= len(passage)
    return shown


def _count_words(spellings: Mapping[str, str], by: int) -> None:
    rows = [
        SearchWord(word=word, spelling=spelling, script=words.script(word), length=len(word), count=by)
        for word, spelling in spellings.items()
        if word
    ]
    SearchWord.objects.add(rows, key=("word",))
    if by < 0:
        SearchWord.objects.filter(word__in=list(spellings), count__lte=0).delete()


def _savepoint() -> Any:
    """Within a transaction, so that a lost table does not break it; a page outside of one pays nothing."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()
