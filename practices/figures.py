"""Figures of peer review by call: how long it takes, whether reviewers agree, who reads how much."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from practices import conflicts, roster
from practices.choices import FAVOURABLE, AssignmentStatus, Gender, Seat, Verdict
from practices.models import ReviewAssignment, ReviewRound
from practices.standing import criteria_apart


@dataclass(frozen=True)
class CallFigures:
    """One call, or what came outside any. Days are medians, None where nothing has been counted yet; `waivers` are
    counted by year (FEATURES A9)."""

    title: str
    rounds: int
    decided: dict[str, int]
    days_to_report: float | None
    days_to_decision: float | None
    agreed: int
    compared: int
    waivers: list[tuple[int, int]]
    declined: int
    replaced: int
    load: list[tuple[str, int]]


def by_call(rounds: Iterable[ReviewRound]) -> list[CallFigures]:
    """Of `rounds`, which a person may see. Two questions, whatever their number."""
    rounds = list(rounds)
    rows: dict[Any, list[ReviewAssignment]] = defaultdict(list)
    for one in ReviewAssignment.objects.filter(round__in=rounds).select_related("report", "reviewer"):
        rows[one.round_id].append(one)
    grouped: dict[str, list[ReviewRound]] = defaultdict(list)
    for round_ in rounds:
        call = round_.practice.call
        grouped[str(call) if call else str(_("Outside any call"))].append(round_)
    return [_of(title, those, rows) for title, those in sorted(grouped.items())]


def _of(title: str, rounds: list[ReviewRound], rows: dict[Any, list[ReviewAssignment]]) -> CallFigures:
    every = [one for round_ in rounds for one in rows[round_.pk]]
    filed = [one for one in every if one.status == AssignmentStatus.FILED]
    compared = [r for r in rounds if sum(one.status == AssignmentStatus.FILED for one in rows[r.pk]) > 1]
    counts = Counter(one.status for one in every)
    decisions = [decision for round_ in rounds if (decision := getattr(round_, "decision", None))]
    verdicts = Counter(decision.verdict for decision in decisions)
    return CallFigures(
        title=title,
        rounds=len(rounds),
        decided={str(Verdict(code).label): count for code, count in sorted(verdicts.items())},
        days_to_report=_days((one.invited_at, one.filed_at) for one in filed),
        days_to_decision=_days((decision.round.opened_at, decision.at) for decision in decisions),
        agreed=sum(_agree(round_, rows[round_.pk]) for round_ in compared),
        compared=len(compared),
        waivers=sorted(Counter(timezone.localtime(one.waived_at).year for one in every if one.waived_at).items()),
        declined=counts[AssignmentStatus.DECLINED] + counts[AssignmentStatus.STEPPED_ASIDE],
        replaced=counts[AssignmentStatus.REPLACED],
        load=Counter(str(one.reviewer) for one in filed).most_common(),
    )


@dataclass(frozen=True)
class Balance:
    """How the roster is made up: for each subject the number of people by label, in words (FEATURES A21)."""

    people: int
    available: int
    groups: list[tuple[str, list[tuple[str, int]]]]


def balance() -> Balance:
    """Of everybody who can be asked. Eight questions, however many people."""
    profiles = roster.reviewers()
    people = conflicts.people_of(profiles)
    languages: Counter[str] = Counter(code for one in profiles for code in one.languages)
    objectives: Counter[int] = Counter(row.pk for one in profiles for row in one.objectives.all())
    regions: Counter[str] = Counter(str(row) for one in profiles for row in one.regions.all())
    seats: Counter[str] = Counter(person.seat for person in people.values())
    genders: Counter[str] = Counter(one.gender for one in profiles)
    known = roster.LANGUAGES
    return Balance(
        people=len(profiles),
        available=sum(not one.is_away() for one in profiles),
        groups=[
            (_("From"), [(str(seat.label), seats[seat.value]) for seat in Seat]),
            (_("Gender"), [*((str(one.label), genders[one.value]) for one in Gender), (_("Not said"), genders[""])]),
            (_("Language"), [(str(label), languages[code]) for code, label in known.items()]),
            (_("Region"), regions.most_common()),
            (_("Objective"), [(str(number), objectives[number]) for number in range(1, 24)]),
        ],
    )


def _agree(round_: ReviewRound, rows: list[ReviewAssignment]) -> bool:
    """Whether all recommend the same way and no criterion lies apart."""
    reports = [one.report for one in rows if one.status == AssignmentStatus.FILED]
    sides = {report.recommendation in FAVOURABLE for report in reports}
    return len(sides) == 1 and not criteria_apart(reports, round_)


def _days(spans: Iterable[tuple[Any, Any]]) -> float | None:
    days = [(end - begin).total_seconds() / 86_400 for begin, end in spans if begin and end]
    return round(median(days), 1) if days else None
