"""Practices of the demo: a draft, one to be screened, one in peer review, one published after it; and an open call."""

from typing import Any

from accounts.choices import OrganisationKind, Role
from accounts.models import Membership, Organisation, User
from practices.choices import BodyKind, Criterion, Interest, PracticeType, Recommendation, Scope, Stage, Verdict
from practices.models import CallForPractices, PeerReview, Practice, ReviewAssignment, ReviewerProfile, ReviewRound
from practices.steps import calls, deciding, drafting, publication, reviewing, screening, submission

PUBLISHED = "Sample: evening courses that seasonal workers plan themselves"
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


REPORT = {
    **dict.fromkeys(Criterion.values, "2"),
    "evidence": "3",
    "recommendation": Recommendation.PUBLISH,
    "to_author": "Sample comment: say who pays for it after the first three years.",
}
REVIEWERS = {"reviewer-un": ["en"], "peer-reviewer": ["en", "fr"], "reviewer-outside": ["en", "es"]}


def make(people: dict[str, User]) -> None:
    """All of it, by the owner of the demo; what is there already is left as it is."""
    owner = people["practice-owner"]
    body = Organisation.objects.get(slug="demo-association")
    if Practice.objects.filter(organisation=body).exists():
        return
    call, roster = _call(people["secretariat"]), _roster(people)
    drafting.start(body, by=owner, title="Sample: evening classes designed with those who take them", call=call)
    submission.submit(_written(body, owner, SKILLS), by=owner)
    _published(_in_review(body, owner, people, {"title": PUBLISHED, "call": call}), people, roster)
    round_ = _in_review(body, owner, people, {"title": READ})
    _reported(round_, roster["reviewer-un"], people["secretariat"])
    _reading(round_, roster["reviewer-outside"], people["secretariat"])
    reviewing.invite(round_, roster["peer-reviewer"], by=people["secretariat"])


def _call(officer: User) -> CallForPractices:
    """A call without a deadline."""
    call = CallForPractices.objects.create(
        slug="sample-call",
        title="Sample: what helps people who work for a season",
        about=f"{NOTE} The call shows what a call looks like: what is wanted, of whom, and how it is read.",
        musts=["after_compact", "impact"],
        questions=[{"question": "In which language?", "answer": "In one of the six languages of the portal."}],
    )
    return calls.open(call, by=officer)


def _roster(people: dict[str, User]) -> dict[str, ReviewerProfile]:
    """The three reviewers of the demo; one of them works for a UN entity."""
    entity, _made = Organisation.objects.get_or_create(
        slug="demo-un-entity", defaults={"name": "Demo UN entity (sample)", "kind": OrganisationKind.UN_ENTITY}
    )
    Membership.objects.get_or_create(user=people["reviewer-un"], organisation=entity, role=Role.UN_ENTITY)
    found = {}
    for name, languages in REVIEWERS.items():
        found[name], _made = ReviewerProfile.objects.get_or_create(user=people[name], defaults={"languages": languages})
        found[name].objectives.set([5, 18])
    return found


def _in_review(body: Organisation, owner: User, people: dict[str, User], texts: dict[str, Any]) -> ReviewRound:
    """A practice whose first round is open."""
    practice = submission.submit(_written(body, owner, {**SKILLS, **texts}), by=owner).practice
    screening.send_to_review(practice, by=people["secretariat"])
    return ReviewRound.objects.get(practice=practice)


def _reading(round_: ReviewRound, profile: ReviewerProfile, officer: User) -> ReviewAssignment:
    asked = reviewing.invite(round_, profile, by=officer)
    return reviewing.declare(asked, Interest.NONE, by=profile.user)


def _reported(round_: ReviewRound, profile: ReviewerProfile, officer: User) -> None:
    assignment = _reading(round_, profile, officer)
    PeerReview.objects.filter(assignment=assignment).update(**REPORT)
    reviewing.file(assignment, by=profile.user)


def _published(round_: ReviewRound, people: dict[str, User], roster: dict[str, ReviewerProfile]) -> None:
    """Three reports, a decision with its letter, and the public page."""
    for profile in roster.values():
        _reported(round_, profile, people["secretariat"])
    letter = "Sample letter: the reviewers recommend it, and it will be published."
    said: dict[str, Any] = {
        "verdict": Verdict.PUBLISH,
        "letter": letter,
        "summary": "Sample: all agree.",
        "released": [],
    }
    deciding.decide(round_, by=people["secretariat"], **said)
    publication.publish(Practice.objects.get(pk=round_.practice_id), by=people["secretariat-head"])


def _written(body: Organisation, owner: User, texts: dict[str, Any]) -> Practice:
    """A draft with all that submission asks for."""
    practice = drafting.start(body, by=owner, **texts)
    practice.main_objectives.set([18])
    practice.further_objectives.set([5, 6])
    practice.principles.set([2])
    practice.goals.set([8])
    practice.countries.set(["ZZ"])  # type: ignore[list-item]  # keys of text are taken as well
    return practice
