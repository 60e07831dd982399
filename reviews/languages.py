"""A review in further languages: which texts are translated, and how the whole reads in such a language (R18).

Texts are translated by the State. What is chosen from a list is said in the other language by the questionnaire, and
a text without a translation stays in the original, marked as such: nothing is left out, nothing is translated by us.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from publications.choices import Standing
from reviews.checks import Asked, Check
from reviews.choices import QuestionType
from reviews.choices import Standing as Dealt
from reviews.models import ReviewLanguage, TranslatedAnswer, VoluntaryReview

TEXTS = (QuestionType.TEXT, QuestionType.LONG)
"""Types whose answers are words of the State, to be said again in another language."""
ISOLATE, ISOLATED = "\u2068", "\u2069"
"""Round a name in a script of the other direction, so that the numbers after it stay where they are."""
Texts = dict[int, TranslatedAnswer]
"""{primary key of the answer: its text in a language}."""


@dataclass(frozen=True)
class Beside:
    """A text of the review and its translation, as the page for writing shows them."""

    asked: Asked
    text: TranslatedAnswer | None

    @property
    def value(self) -> str:
        """The translation; "" where there is none yet, or none any more."""
        return self.text.value if self.text else ""

    @property
    def is_behind(self) -> bool:
        """Whether the original changed after it was translated."""
        text, answer = self.text, self.asked.answer
        return bool(text and text.value and answer and text.of_version != answer.version)


@dataclass(frozen=True)
class Count:
    """How far a translation is: texts there are, texts translated, and those whose original changed since."""

    asked: int
    done: int
    behind: int


def is_text(asked: Asked) -> bool:
    """Whether something is said here that the State can say in another language."""
    answer = asked.answer
    return (
        asked.question.type in TEXTS
        and not asked.why_not
        and answer is not None
        and answer.standing == Dealt.ANSWERED
        and not answer.problem
        and bool(answer.value)
    )


def texts_of(into: ReviewLanguage) -> Texts:
    """What is translated, or was until it was emptied; one query."""
    return {one.answer_id: one for one in into.texts.select_related("changed_by")}


def beside(asked: Iterable[Asked], texts: Texts) -> list[Beside]:
    """The texts among `asked`, each with its translation or None."""
    return [Beside(one, texts.get(one.answer.pk)) for one in asked if one.answer is not None and is_text(one)]


def earlier_of(into: ReviewLanguage, rows: Iterable[Beside]) -> dict[int, list[Any]]:
    """What stood in place of each text before, and what could not be saved there, the newest first; one query.

    {primary key of the answer: rows of the history, each text once}.
    """
    found: dict[int, list[Any]] = {}
    now = {row.text.answer_id: row.value for row in rows if row.text is not None}
    past = TranslatedAnswer.history.filter(into=into.pk, answer__in=now).select_related("history_user")
    for one in past.order_by("-history_date", "-history_id"):
        texts = found.setdefault(one.answer_id, [])
        if one.value and one.value not in {now[one.answer_id], *(text.value for text in texts)}:
            texts.append(one)
    return found


def count(rows: Iterable[Beside]) -> Count:
    """How far they are."""
    rows = list(rows)
    return Count(len(rows), sum(bool(row.value) for row in rows), sum(row.is_behind for row in rows))


def unfinished(review: VoluntaryReview, asked: Sequence[Asked]) -> list[Check]:
    """For the check page: languages in which texts among `asked` are missing or older than the original."""
    found = []
    for into in review.languages.all():
        rows = count(beside(asked, texts_of(into)))
        if rows.done == rows.asked and not rows.behind:
            continue
        words = _("Translation, %(language)s: %(done)s of %(asked)s texts, in %(behind)s the original changed since.")
        said = {"language": f"{ISOLATE}{into}{ISOLATED}", "done": rows.done, "asked": rows.asked, "behind": rows.behind}
        page = reverse("reviews:language", kwargs={**review.address, "language": into.language})
        found.append(Check(words % said, page, _("Languages"), blocks=False))
    return found


def in_words(standing: str, language: str) -> str:
    """What a text is: "Courtesy translation, Français"."""
    return f"{Standing(standing).label}, {dict(settings.LANGUAGES).get(language, language)}"
