"""Practices of the demo: a draft that its owner goes on with, and one that waits for the secretariat."""

from typing import Any

from accounts.models import Organisation, User
from practices.choices import BodyKind, PracticeType, Scope, Stage
from practices.models import Practice, ReviewerProfile, ReviewRound
from practices.steps import drafting, reviewing, screening, submission

READ = "Sample: a help line answered by those who once needed it"
NOTE = "Sample text about invented work, to show how a practice looks."
SKILLS = {
    "title": "Sample: a skills record for seasonal workers",
    "summary": f"{NOTE} Workers carry a record of what they learnt from one season to the next.",
    "type": PracticeType.PROGRAMME,
    "scope": Scope.NATIONAL,
    "starts_on": "2021-03",
    "is_ongoing": True,
    "stage": Stage.WELL_ON_ITS_WAY,
    "implementer": "Demo Association of Migrants (sample)",
    "implementer_kind": BodyKind.MIGRANTS,
    "participants": [
        {"name": "Chamber of Growers (sample)", "part": "partner", "kind": "employers", "country": "Demo State"},
        {"name": "Ministry of Labour (sample)", "part": "partner", "kind": "government", "country": "Demo State"},
    ],
    "impact": f"<p>{NOTE} Records were taken by nine in ten workers asked.</p>",
    "lessons": "<p>Sample: employers must be asked before the season, not in it.</p>",
    "recommendations": "<p>Sample: begin with one sector and one form.</p>",
    "innovation": "<p>Sample: the worker, not the employer, keeps the record.</p>",
    "consent": True,
}


def make(people: dict[str, User]) -> None:
    """All of it, by the owner of the demo; what is there already is left as it is."""
    owner = people["practice-owner"]
    body = Organisation.objects.get(slug="demo-association")
    if Practice.objects.filter(organisation=body).exists():
        return
    drafting.start(body, by=owner, title="Sample: evening classes designed with those who take them")
    submission.submit(_written(body, owner, SKILLS), by=owner)
    _in_review(submission.submit(_written(body, owner, {**SKILLS, "title": READ}), by=owner).practice, people)


def _in_review(practice: Practice, people: dict[str, User]) -> None:
    """A further one that the peer reviewer of the demo is asked to read."""
    officer, reviewer = people["secretariat"], people["peer-reviewer"]
    profile, _made = ReviewerProfile.objects.get_or_create(user=reviewer, defaults={"languages": ["en", "fr"]})
    profile.objectives.set([5, 18])
    practice = screening.send_to_review(practice, by=officer)
    reviewing.invite(ReviewRound.objects.get(practice=practice), profile, by=officer)


def _written(body: Organisation, owner: User, texts: dict[str, Any]) -> Practice:
    """A draft with all that submission asks for."""
    practice = drafting.start(body, by=owner, **texts)
    practice.main_objectives.set([18])
    practice.further_objectives.set([5, 6])
    practice.principles.set([2])
    practice.goals.set([8])
    practice.countries.set(["ZZ"])  # type: ignore[list-item]  # keys of text are taken as well
    return practice
