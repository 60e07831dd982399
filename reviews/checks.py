"""What is missing or inconsistent in a review before it is submitted (FEATURES R8).

Errors block: a required question left open, an answer that could not be read, the statement of
clearance. Warnings do not: a State may leave anything else blank, and it is never graded.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from reviews import conditions
from reviews.choices import Meaning, Standing
from reviews.models import Answer, Question, VoluntaryReview
from reviews.outline import outline_of
from reviews.sections import SectionInReview, sections_in

OBJECTIVES = 23


@dataclass(frozen=True)
class Check:
    """One thing to look at; `url` opens its field, `blocks` says whether submission waits for it."""

    text: str
    url: str
    section: str
    blocks: bool


@dataclass
class Asked:
    """A question as it is asked in a review: once, or about one of the covered objectives."""

    place: SectionInReview
    question: Question
    objective: int | None
    answer: Answer | None
    why_not: str = ""
    """Why it is not asked, as the others were answered (R23); nothing where it is."""

    @property
    def is_open(self) -> bool:
        """Whether nothing was said, not even "not applicable"."""
        return self.answer is None or self.answer.standing == Standing.OPEN

    @property
    def name(self) -> str:
        """The name of its field in the form, and of its anchor in the page."""
        return f"{self.question.key}-{self.objective}" if self.objective else self.question.key

    @property
    def url(self) -> str:
        """The address that opens its field."""
        address = {**self.place.review.address, "code": self.place.section.code}
        if self.objective and self.place.section.repeat == "each_objective":
            page = reverse("reviews:section_objective", kwargs={**address, "objective": self.objective})
        else:
            page = reverse("reviews:section", kwargs=address)
        return f"{page}#{self.name}"


def covered_objectives(review: VoluntaryReview) -> list[int]:
    """Numbers of the objectives that the sections for each objective repeat over, in order."""
    question = outline_of(review.questionnaire_id).read_as(Meaning.COVERED)
    return numbers_in(review.answers.filter(question=question).first()) if question else []


def covered_in(asked: Iterable[Asked]) -> list[int]:
    """The same, of what is read already."""
    return next((numbers_in(one.answer) for one in asked if one.question.meaning == Meaning.COVERED), [])


def everything_asked(review: VoluntaryReview, places: list[SectionInReview] | None = None) -> list[Asked]:
    """Every question of `review` in order with its answer, whatever its length in one query, and two more where its
    `places` are not given."""
    outline = outline_of(review.questionnaire_id)
    deciding = conditions.Deciding(outline.by_key)
    answers = {(a.question_id, a.objective_id): a for a in review.answers.select_related("changed_by")}
    which = outline.read_as(Meaning.COVERED)
    covered = numbers_in(answers.get((which.pk, None))) if which else []
    asked = []
    for place in sections_in(review) if places is None else places:
        for objective in covered if place.section.repeats else [None]:
            for question in outline.by_section[place.section.pk]:
                answer = answers.get((question.pk, objective))
                why_not = deciding.why_not(question, objective, answer) if outline.has_conditions else ""
                asked.append(Asked(place, question, objective, answer, why_not))
    return asked


def problems_of(
    review: VoluntaryReview, only: Container[str] | None = None, everything: Iterable[Asked] | None = None
) -> list[Check]:
    """All there is to look at before submission, errors and warnings, in the order of the questionnaire.

    `only` names the codes of sections to look at, for somebody who may not read the others; `everything` is what is
    asked, where that is read already.
    """
    everything = everything_asked(review) if everything is None else everything
    asked = [one for one in everything if only is None or one.place.section.code in only]
    found = [check for one in asked for check in _checks_of(one)]
    return found + _coverage(asked) + _without_consultation(review)


def _checks_of(one: Asked) -> list[Check]:
    title = str(one.place.section)
    label = f"{one.question.key}: {one.question.label}"
    if one.objective:
        label = _("%(question)s (objective %(number)s)") % {"question": label, "number": one.objective}
    if one.why_not:
        words = _("%(question)s. %(why)s The answer is kept and left out of what you submit.")
        said = words % {"question": label, "why": one.why_not}
        return [] if one.is_open else [Check(said, one.url, title, blocks=False)]
    if one.answer is not None and one.answer.problem:
        return [Check(f"{label}. {one.answer.problem}", one.url, title, blocks=True)]
    if one.question.required and one.is_open:
        return [Check(_("Not answered yet: %(question)s") % {"question": label}, one.url, title, blocks=True)]
    if one.question.meaning == Meaning.CLEARED and not (one.answer and one.answer.value is True):
        text = _("%(question)s Say yes before you submit.") % {"question": label}
        return [Check(text, one.url, title, blocks=True)]
    return []


def _coverage(asked: list[Asked]) -> list[Check]:
    by_meaning: dict[str, Asked] = {one.question.meaning: one for one in asked if one.question.meaning}
    covered, rest = by_meaning.get(Meaning.COVERED), by_meaning.get(Meaning.REST_LEFT_OUT)
    if covered is None or rest is None or covered.is_open:
        return []
    missing = OBJECTIVES - len(_list(covered.answer))
    if missing == 0 or (rest.answer is not None and rest.answer.value is True):
        return []
    text = _("%(count)s objectives are not reported on. Say in %(key)s whether that is on purpose.")
    return [Check(text % {"count": missing, "key": rest.question.key}, rest.url, str(rest.place.section), blocks=False)]


def _without_consultation(review: VoluntaryReview) -> list[Check]:
    if review.consultations.standing().exists():
        return []
    url = reverse("reviews:consultations", kwargs=review.address)
    text = _("No consultation is logged. States are encouraged to hold and to log them.")
    return [Check(text, url, _("Consultations"), blocks=False)]


def numbers_in(answer: Any) -> list[int]:
    """The objectives that an answer names, or whatever has its `value` and `problem`; none where there is none."""
    return sorted(int(number) for number in _list(answer)) if answer is not None and not answer.problem else []


def _list(answer: Any) -> list[Any]:
    return answer.value if answer is not None and isinstance(answer.value, list) else []
