"""Records to test with: made as the portal makes them, through its steps where there is one."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from forum.models import ForumCycle
from reviews.models import Answer, GuestReader, Question, Questionnaire, VoluntaryReview
from reviews.steps import questionnaires
from tests.cast import Cast

CANARY = "canary-f3a9"
"""A phrase planted in a State's draft that nobody outside its team may ever meet."""


def questionnaire_in_force(cast: Cast, name: str = "full", year: int = 2030) -> Questionnaire:
    """The sample `name`, proposed by one officer and put in force by the other; the same one when asked twice."""
    cycle = ForumCycle.objects.get(year=year)
    kind = "new" if name == "full" else "update"
    if form := Questionnaire.objects.in_force(cycle).filter(kind=kind).first():
        return form
    form = questionnaires.load_sample(name, cycle, by=cast.officer)
    form = questionnaires.propose(form, by=cast.officer)
    return questionnaires.put_in_force(form, by=cast.second_officer)


def review(cast: Cast, year: int = 2030, **fields: Any) -> VoluntaryReview:
    """A draft of Demo State for the forum of `year`, nothing answered yet."""
    form = questionnaire_in_force(cast, year=year)
    fields = {"country": cast.state.country, "started_by": cast.focal_point, **fields}
    return VoluntaryReview.objects.create(cycle=form.cycle, kind=form.kind, questionnaire=form, **fields)


def answer(review: VoluntaryReview, key: str, value: Any, objective: int | None = None, **fields: Any) -> Answer:
    """An answer as saved; `value` in the stored form of its type."""
    question = Question.objects.get(section__questionnaire=review.questionnaire_id, key=key)
    fields = {"standing": "answered", "version": 1, **fields}
    return Answer.objects.create(review=review, question=question, objective_id=objective, value=value, **fields)


REQUIRED = {
    "a1": "Directorate of Migration",
    "a2": [{"name": "Contact of record", "office": "Directorate", "email": "office@demo.example"}],
    "a4": "en",
    "a5": "new",
    "d0": [5, 23],
    "h2": True,
}
"""Answers to every question of the full sample that must be answered."""


def ready_review(cast: Cast, **fields: Any) -> VoluntaryReview:
    """A draft with all that submission asks for, and the canary in a voluntary answer."""
    draft = review(cast, **fields)
    for key, value in REQUIRED.items():
        answer(draft, key, value)
    answer(draft, "b1", f"<p>{CANARY} steps</p>")
    answer(draft, "d2a", "<p>Seasonal work scheme.</p>", objective=5)
    answer(draft, "h3", f"<p>{CANARY} for the secretariat</p>")
    return draft


def guest_of(draft: VoluntaryReview, person: Any, *codes: str, **fields: Any) -> GuestReader:
    """`person` has accepted to read the sections `codes` of `draft` for a month (FEATURES U9)."""
    fields = {"until": timezone.now() + timedelta(days=30), "accepted_at": timezone.now(), "person": person, **fields}
    guest = GuestReader.objects.create(review=draft, name="Guest", email=person.email, office="Office", **fields)
    guest.sections.set(draft.questionnaire.sections.filter(code__in=codes))
    return guest
