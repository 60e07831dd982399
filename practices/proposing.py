"""Reviewers for many rounds at once: who would fit each, nobody overburdened; an officer confirms (FEATURES A20).

People are read once and each practice once. Everybody is weighed first, which costs little; ties are looked for only
among the best, until the seats of a round are filled. Whoever is proposed for one round counts as busier for the next.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from practices import conflicts, roster
from practices.choices import Seat
from practices.conflicts import Matter, Person
from practices.models import ReviewAssignment, ReviewRound
from practices.roster import Candidate, Wanted
from practices.standing import standing


@dataclass(frozen=True)
class Proposal:
    """A round, whom to ask for it, and how many seats stay empty because nobody without a tie is left."""

    round: ReviewRound
    candidates: list[Candidate]
    empty: int


def propose(rounds: Iterable[ReviewRound]) -> list[Proposal]:
    """For each of `rounds`, which a person may see, as many people as are to be asked; the oldest round first."""
    rounds = sorted(rounds, key=lambda one: one.opened_at)
    prefetch_related_objects(rounds, *(f"practice__{name}" for name in roster.READ))
    profiles = roster.reviewers()
    people, bodies = conflicts.people_of(profiles), roster.bodies_of(profiles)
    matters = conflicts.matters_of([one.practice for one in rounds])
    at_hand = [one for one in profiles if not one.is_away()]
    rows: dict[Any, list[ReviewAssignment]] = {one.pk: [] for one in rounds}
    for row in ReviewAssignment.objects.filter(round__in=rounds).select_related("report"):
        rows[row.round_id].append(row)
    more: Counter[int] = Counter()
    found = []
    for round_ in rounds:
        to_ask = standing(round_, rows[round_.pk]).to_ask
        if not any(to_ask.values()):
            continue
        asked = {row.reviewer_id for row in rows[round_.pk]}
        wanted = Wanted.of(round_.practice)
        scored = ((roster.score(one, wanted) - 1.5 * more[one.user_id], one) for one in at_hand)
        ranked = sorted(scored, key=lambda pair: (-pair[0], pair[1].pk))
        free = (one for _score, one in ranked if one.user_id not in asked)
        chosen = _fill(matters[round_.practice.pk], dict(to_ask), free, people)
        more.update(one.user_id for one in chosen)
        found.append(
            Proposal(
                round_,
                [roster.candidate(one, people[one.user_id], wanted, [], bodies) for one in chosen],
                sum(to_ask.values()) - len(chosen),
            )
        )
    return found


def _fill(matter: Matter, seats: dict[str, int], ranked: Iterable[Any], people: dict[int, Person]) -> list[Any]:
    """The first of `ranked` without any tie for each of `seats`."""
    chosen = []
    for profile in ranked:
        person = people[profile.user_id]
        if seats[Seat(person.seat).value] and not conflicts.ties(person, matter):
            seats[person.seat] -= 1
            chosen.append(profile)
        if not any(seats.values()):
            break
    return chosen
