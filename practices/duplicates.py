"""Which practices an officer should hold beside a new one: alike by title or by summary."""

from typing import Any, NamedTuple

from practices.choices import UNDECIDED
from practices.models import PracticeVersion
from publications.choices import Kind
from publications.models import Publication

ALIKE_TITLE, ALIKE_TEXT = 82, 80
"""Of 100, by the words that two texts share, in whatever order."""
SHOWN = 8


class Alike(NamedTuple):
    """Another practice, and how alike it is: `score` of 100."""

    reference: str
    title: str
    score: int
    url: str


def alike(version: PracticeVersion, user: Any) -> list[Alike]:
    """Published practices and those that wait for a decision, most alike first; of the latter those `user` may see.

    Two queries; a few hundredths of a second for a thousand practices.
    """
    from rapidfuzz import utils

    mine = version.practice.reference
    title, summary = utils.default_process(version.title), utils.default_process(version.content["summary"])
    found: dict[str, Alike] = {}
    for reference, other, text, url in (*_published(), *_waiting(user)):
        score = _score(title, summary, utils.default_process(other), utils.default_process(text))
        known = found.get(reference)
        if reference != mine and score and (known is None or known.score < score):
            found[reference] = Alike(reference, other, score, url)
    return sorted(found.values(), key=lambda one: -one.score)[:SHOWN]


def _score(title: str, summary: str, other: str, text: str) -> int:
    from rapidfuzz import fuzz

    by_title = fuzz.token_set_ratio(title, other, score_cutoff=ALIKE_TITLE)
    by_text = fuzz.token_set_ratio(summary, text, score_cutoff=ALIKE_TEXT) if len(summary) > 40 else 0
    return round(max(by_title, by_text))


def _published() -> list[tuple[str, str, str, str]]:
    rows = Publication.objects.current().filter(kind=Kind.PRACTICE)
    return [(one.reference, one.title, one.summary, one.get_absolute_url()) for one in rows]


def _waiting(user: Any) -> list[tuple[str, str, str, str]]:
    rows = PracticeVersion.objects.visible_to(user).filter(practice__status__in=UNDECIDED).select_related("practice")
    return [(str(one.practice.reference), one.title, one.content["summary"], one.get_absolute_url()) for one in rows]
