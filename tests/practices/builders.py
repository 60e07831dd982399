"""Practices to test with, as their people write them."""

from typing import Any

from core.workflow import perform
from practices.choices import BodyKind, PracticeType, Scope, Stage
from practices.models import Practice
from practices.steps import publication, screening, submission
from reference.models import Country
from tests.cast import Cast
from tests.factories import CANARY

WRITTEN = {
    "title": "Skills passports for seasonal workers",
    "summary": "Workers carry a record of what they have learnt from one season to the next.",
    "type": PracticeType.PROGRAMME,
    "scope": Scope.NATIONAL,
    "starts_on": "2021-03",
    "is_ongoing": True,
    "stage": Stage.WELL_ON_ITS_WAY,
    "implementer": "Demo Association of Migrants",
    "implementer_kind": BodyKind.CIVIL_SOCIETY,
    "impact": "<p>Two thousand passports were given out.</p>",
    "lessons": "<p>Employers must be asked first.</p>",
    "recommendations": "<p>Begin with one sector.</p>",
    "innovation": "<p>The worker keeps the record.</p>",
    "consent": True,
}


def practice(cast: Cast, **fields: Any) -> Practice:
    """A draft of the association, nothing written yet."""
    fields = {"organisation": cast.association, "started_by": cast.owner, **fields}
    return Practice.objects.create(**fields)


def ready_practice(cast: Cast, **fields: Any) -> Practice:
    """A draft with all that submission asks for, and the canary in its text."""
    draft = practice(cast, **{**WRITTEN, "resources": f"<p>{CANARY} two officers</p>", **fields})
    draft.main_objectives.set([18])
    draft.further_objectives.set([5, 6])
    draft.principles.set([2])
    draft.goals.set([8])
    draft.countries.set(Country.objects.filter(pk=cast.state.country_id))
    return draft


def submitted_practice(cast: Cast, **fields: Any) -> Practice:
    """With the secretariat, to be screened."""
    version = submission.submit(ready_practice(cast, **fields), by=cast.owner)
    return version.practice


def accepted_practice(cast: Cast, **fields: Any) -> Practice:
    """Accepted, by the steps of the workflow alone; the reviews have tests of their own."""
    submitted = submitted_practice(cast, **fields)
    if submitted.on_behalf:
        submitted = submission.answer_for_implementer(submitted, answer="agreed")
    sent = screening.send_to_review(submitted, by=cast.officer)
    return perform(sent, "accept", by=cast.officer)


def published_practice(cast: Cast, **fields: Any) -> Practice:
    """In the repository, without the canary."""
    accepted = accepted_practice(cast, **{"resources": "<p>Two officers.</p>", **fields})
    publication.publish(accepted, by=cast.second_officer)
    return Practice.objects.select_related("organisation").get(pk=accepted.pk)
