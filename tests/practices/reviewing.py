"""Peer reviews to test with, made by the steps that make them."""

from typing import Any

from accounts.choices import OrganisationKind, Role
from accounts.models import Membership, Organisation, User
from practices.choices import Criterion, Interest
from practices.models import PeerReview, ReviewAssignment, ReviewerProfile, ReviewRound
from practices.steps import reviewing, screening, submission
from tests.cast import Cast, member, stakeholder
from tests.practices.builders import ready_practice

GOOD = {
    **dict.fromkeys(Criterion.values, "2"),
    "recommendation": "publish",
    "to_author": "Say who pays for it after 2026.",
    "to_secretariat": "I know this field well.",
}


def body_of_un(name: str = "Demo UN entity") -> Organisation:
    """A UN entity that takes part in nothing."""
    slug = name.lower().replace(" ", "-")
    found, _made = Organisation.objects.get_or_create(
        slug=slug, defaults={"name": name, "kind": OrganisationKind.UN_ENTITY}
    )
    return found


def reviewer(cast: Cast, name: str, body: Organisation | None = None, **fields: Any) -> ReviewerProfile:
    """Somebody on the roster who works for `body`, else for an association of her own."""
    person = User.objects.filter(email=f"{name}@demo.example").first() or member(
        name, cast.secretariat, Role.PEER_REVIEWER
    )
    body = body or stakeholder(f"House of {name}")
    role = Role.UN_ENTITY if body.kind == OrganisationKind.UN_ENTITY else Role.STAKEHOLDER
    Membership.objects.get_or_create(user=person, organisation=body, role=role)
    profile, _made = ReviewerProfile.objects.get_or_create(user=person, defaults={"languages": ["en"], **fields})
    return profile


def three(cast: Cast) -> list[ReviewerProfile]:
    """One from the UN and two from outside."""
    return [reviewer(cast, "un", body_of_un()), reviewer(cast, "first"), reviewer(cast, "second")]


def round_of(cast: Cast, **fields: Any) -> ReviewRound:
    """A practice with its first round open."""
    assert cast.officer
    assert cast.second_officer
    practice = ready_practice(cast, **fields)
    version = submission.submit(practice, by=cast.owner)
    screening.send_to_review(version.practice, by=cast.officer)
    return ReviewRound.objects.select_related("practice__organisation", "version").get(version=version)


def invited(round_: ReviewRound, profile: ReviewerProfile, by: User) -> ReviewAssignment:
    """Asked, without a tie."""
    return reviewing.invite(round_, profile, by=by)


def reading(round_: ReviewRound, profile: ReviewerProfile, by: User) -> ReviewAssignment:
    """Asked, and declared free of ties."""
    return reviewing.declare(invited(round_, profile, by), Interest.NONE, by=profile.user)


def filed(round_: ReviewRound, profile: ReviewerProfile, by: User, **scores: Any) -> ReviewAssignment:
    """With a report in."""
    assignment = reading(round_, profile, by)
    PeerReview.objects.filter(assignment=assignment).update(**{**GOOD, **scores})
    return reviewing.file(assignment, by=profile.user)


def complete(cast: Cast, **fields: Any) -> ReviewRound:
    """A round whose three reports are in."""
    round_ = round_of(cast, **fields)
    for profile in three(cast):
        filed(round_, profile, cast.officer)
    return ReviewRound.objects.get(pk=round_.pk)
