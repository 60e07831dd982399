"""How a round stands: whose reports are in, what is missing, whether they agree (DOMAIN 5.3, FEATURES A13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.choices import AWAITED, FAVOURABLE, AssignmentStatus, Seat
from practices.models import ReviewAssignment, ReviewRound


@dataclass(frozen=True)
class Standing:
    """Counts by seat, and where reports are too far apart."""

    filed: dict[str, int]
    awaited: dict[str, int]
    needs: dict[str, int]
    apart: list[str]
    is_split: bool
    extra: bool

    @property
    def missing(self) -> dict[str, int]:
        """How many more reports are needed, by seat."""
        return {seat: max(0, self.needs[seat] - self.filed[seat]) for seat in self.needs}

    @property
    def to_ask(self) -> dict[str, int]:
        """How many more people have to be asked, by seat: those at work are counted."""
        return {seat: max(0, missing - self.awaited[seat]) for seat, missing in self.missing.items()}

    @property
    def is_complete(self) -> bool:
        """Whether the mix that the call demands has reported."""
        return not any(self.missing.values())

    @property
    def disagrees(self) -> bool:
        """Whether one more reviewer is proposed: reports are apart, and nobody more has read it yet."""
        return self.is_complete and (self.is_split or bool(self.apart)) and not self.extra

    @property
    def words(self) -> list[str]:
        """What an officer has to know, in sentences."""
        said = []
        for seat, count in self.to_ask.items():
            if count and seat == Seat.UN:
                told = ngettext(
                    "%(count)d more reviewer from the United Nations has to be asked.",
                    "%(count)d more reviewers from the United Nations have to be asked.",
                    count,
                )
                said.append(told % {"count": count})
            elif count:
                told = ngettext(
                    "%(count)d more reviewer from outside has to be asked.",
                    "%(count)d more reviewers from outside have to be asked.",
                    count,
                )
                said.append(told % {"count": count})
        if self.disagrees:
            said.append(_("The reports are far apart. Ask one more reviewer before you decide."))
        return said


def standing(round_: ReviewRound, assignments: Iterable[ReviewAssignment]) -> Standing:
    """Of `round_` with its `assignments`, their reports read with them."""
    rows = list(assignments)
    filed = [one for one in rows if one.status == AssignmentStatus.FILED]
    waiting = [one for one in rows if one.status in (*AWAITED, AssignmentStatus.PROPOSED)]
    needs = {Seat.UN.value: round_.needs_un, Seat.OUTSIDE.value: round_.needs_outside}
    reports = [one.report for one in filed]
    favourable = {report.recommendation in FAVOURABLE for report in reports}
    return Standing(
        filed=_by_seat(filed),
        awaited=_by_seat(waiting),
        needs=needs,
        apart=criteria_apart(reports, round_),
        is_split=len(favourable) == 2,
        extra=len(filed) + len(waiting) > sum(needs.values()),
    )


def _by_seat(rows: Iterable[ReviewAssignment]) -> dict[str, int]:
    counts = dict.fromkeys(Seat.values, 0)
    for one in rows:
        counts[one.seat] += 1
    return counts


def criteria_apart(reports: Iterable[Any], round_: ReviewRound) -> list[str]:
    """The criteria of `round_`, in words, whose scores lie as far apart as its call finds too far."""
    scores = [report.scores() for report in reports]
    far = []
    for one in round_.criteria:
        given = [score[one.code] for score in scores if one.code in score]
        if given and max(given) - min(given) >= round_.disagreement:
            far.append(str(one.label))
    return far


def trail_of(practice: Any) -> dict[str, Any] | None:
    """What the public may know of the peer review of `practice`: dates and counts, no name (FEATURES A27).

    None where there was none. Two questions.
    """
    rounds = list(practice.rounds.order_by("opened_at"))
    rows = list(ReviewAssignment.objects.filter(round__in=rounds))
    filed = _by_seat(one for one in rows if one.status == AssignmentStatus.FILED)
    if not sum(filed.values()):
        return None
    ended = [one.closed_at for one in rounds if one.closed_at]
    return {
        "began": rounds[0].opened_at.date().isoformat(),
        "ended": max(ended).date().isoformat() if ended else "",
        "reports_un": filed[Seat.UN],
        "reports_outside": filed[Seat.OUTSIDE],
        "revisions": len(rounds) - 1,
        "waivers": sum(one.waived_at is not None and one.status == AssignmentStatus.FILED for one in rows),
    }
