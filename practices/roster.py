"""Who can be asked for a review of a practice, best fit first, and why (FEATURES A7, A20)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.choices import OrganisationKind, Role
from accounts.models import Membership
from practices import conflicts
from practices.choices import Tie
from practices.conflicts import Finding, Person
from practices.models import Practice, ReviewAssignment, ReviewerProfile

READ = ("main_objectives", "further_objectives", "regions")
"""What of a practice says whom it wants."""
LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Candidate:
    """A reviewer as an officer sees her before any mail leaves."""

    profile: ReviewerProfile
    person: Person
    findings: list[Finding]
    score: float
    why: list[str]
    bodies: list[str]
    objectives: list[int]
    load: int
    last_filed_at: Any

    @property
    def result(self) -> Tie:
        """The heaviest tie."""
        return conflicts.result(self.findings)

    @property
    def languages(self) -> list[str]:
        """In words."""
        return [str(LANGUAGES.get(code, code)) for code in self.profile.languages]


@dataclass(frozen=True)
class Wanted:
    """What a practice asks of its reviewers."""

    objectives: frozenset[int]
    regions: frozenset[Any]
    language: str

    @classmethod
    def of(cls, practice: Practice) -> "Wanted":
        """Of `practice` as its people wrote it. Four questions."""
        objectives = {one.pk for one in (*practice.main_objectives.all(), *practice.further_objectives.all())}
        return cls(frozenset(objectives), frozenset(one.pk for one in practice.regions.all()), practice.language)


def reviewers() -> list[ReviewerProfile]:
    """Everybody on the roster who is a peer reviewer now, with load, and as sets what she knows. Three questions."""
    held = Membership.objects.current().filter(role=Role.PEER_REVIEWER).values("user")
    profiles = ReviewerProfile.objects.filter(user__in=held).with_load().select_related("user")
    found: list[Any] = list(profiles.prefetch_related("objectives", "regions"))
    for one in found:
        one.knows = frozenset(objective.pk for objective in one.objectives.all())
        one.lands = frozenset(region.pk for region in one.regions.all())
    return found


def candidates(practice: Practice, profiles: Iterable[ReviewerProfile] | None = None) -> list[Candidate]:
    """Everybody who is not at work on this version already: without ties first, then by fit and load."""
    profiles = reviewers() if profiles is None else list(profiles)
    taken = ReviewAssignment.objects.filter(round__practice=practice, round__closed_at=None).at_work()
    asked = set(taken.values_list("reviewer", flat=True))
    people, matter, wanted = conflicts.people_of(profiles), conflicts.matter_of(practice), Wanted.of(practice)
    bodies = bodies_of(profiles)
    found = [
        candidate(one, people[one.user_id], wanted, conflicts.ties(people[one.user_id], matter), bodies)
        for one in profiles
        if one.user_id not in asked
    ]
    order = {Tie.NONE: 0, Tie.SOFT: 1, Tie.HARD: 2}
    return sorted(found, key=lambda one: (order[one.result], one.profile.is_away(), -one.score, one.profile.pk))


def fit(profile: Any, wanted: Wanted) -> tuple[list[int], bool, bool]:
    """The objectives that both name, and whether region and language fit."""
    return (
        sorted(profile.knows & wanted.objectives),
        bool(profile.lands & wanted.regions),
        (wanted.language in profile.languages),
    )


def score(profile: Any, wanted: Wanted) -> float:
    """How well somebody fits, less for each report that she has to write or wrote."""
    shared, region, reads = len(profile.knows & wanted.objectives), profile.lands & wanted.regions, wanted.language
    fits = 3 * shared + 2 * bool(region) + 4 * (reads in profile.languages)
    return float(fits - 1.5 * profile.load - 0.1 * profile.done)


def candidate(
    profile: Any, person: Person, wanted: Wanted, findings: list[Finding], bodies: dict[int, list[str]]
) -> Candidate:
    """`profile` weighed against what is wanted: objectives, language, region, and an even load."""
    shared, region, reads = fit(profile, wanted)
    why = []
    if shared:
        why.append(_("knows objectives %(list)s") % {"list": ", ".join(map(str, shared))})
    if reads:
        why.append(_("reads %(language)s") % {"language": LANGUAGES.get(wanted.language, wanted.language)})
    if region:
        why.append(_("knows the region"))
    if not profile.load:
        why.append(_("has no open review"))
    names = bodies.get(profile.user_id) or [profile.affiliation]
    return Candidate(
        profile, person, findings, score(profile, wanted), why, [one for one in names if one],
        sorted(profile.knows), profile.load, profile.last_filed_at,
    )  # fmt: skip


def bodies_of(profiles: list[ReviewerProfile]) -> dict[int, list[str]]:
    """The bodies that each works for, with their State (A7), the secretariat's lent role left out."""
    names: dict[int, list[str]] = {}
    rows = Membership.objects.current().filter(user__in=[one.user_id for one in profiles])
    rows = rows.exclude(role=Role.PEER_REVIEWER, organisation__kind=OrganisationKind.SECRETARIAT)
    for one in rows.select_related("organisation__country"):
        body, state = str(one.organisation), one.organisation.country
        where = f"{body}, {state}" if state and str(state) != body else body
        names.setdefault(one.user_id, []).append(where)
    return names


def personal_data(user: Any) -> dict[str, Any]:
    """What peer review holds of `user`: the page of the roster, and what she was asked to read."""
    profile = ReviewerProfile.objects.filter(user=user).first()
    rows = ReviewAssignment.objects.filter(reviewer=user).select_related("round__practice")
    return {
        "roster": {
            "languages": profile.languages,
            "objectives": [one.pk for one in profile.objectives.all()],
            "affiliation": profile.affiliation,
            "unavailable_until": profile.unavailable_until,
        }
        if profile
        else None,
        "reviews": [
            {
                "practice": one.round.reference,
                "asked": one.invited_at,
                "status": one.status,
                "filed": one.filed_at,
                "may_be_named": one.may_be_named,
            }
            for one in rows
        ],
    }


def erase(user: Any) -> None:
    """Off the roster; that somebody reviewed stays on record, whoever it was is taken out with the account."""
    ReviewAssignment.objects.filter(reviewer=user).update(may_be_named=False)
    for profile in ReviewerProfile.objects.filter(user=user):
        profile.history.all().delete()
        profile.delete()
