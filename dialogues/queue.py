"""What waits for moderators of a discussion: contributions, reports of readers, appeals (D6, D17)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet, prefetch_related_objects

from accounts.choices import Role
from accounts.models import Membership, User
from core.access import allowed
from dialogues.choices import Standing
from dialogues.models import Contribution, ContributionFlag, DiscussionSpace, ModerationDecision


@dataclass(frozen=True)
class Waiting:
    """How much waits, and since when the oldest; None where nothing does."""

    contributions: int = 0
    flags: int = 0
    appeals: int = 0
    oldest: datetime | None = None

    @property
    def number(self) -> int:
        """All of it."""
        return self.contributions + self.flags + self.appeals


def parts(contributions: Any = None, by: Any = None) -> tuple[tuple[QuerySet[Any], str, str], ...]:
    """What waits of `contributions` (all of them by default): rows, the way to the discussion, since when. Without what
    `by` may not decide: their own words, an appeal against their own decision (P44, P46)."""
    among = Contribution.objects.all() if contributions is None else contributions
    if by is not None:
        among = among.exclude(author=by)
    keys: Any = among.values("pk")
    decisions: Any = ModerationDecision.objects.filter(contribution__in=keys)
    if by is not None:
        decisions = decisions.exclude(by=by)
    return (
        (among.filter(status=Standing.WAITING), "space", "waits_since"),
        (ContributionFlag.objects.filter(contribution__in=keys).open(), "contribution__space", "at"),
        (decisions.appealed(), "contribution__space", "appealed_at"),
    )


def of(space: DiscussionSpace, contributions: Any = None) -> Waiting:
    """What waits in `space`. Three queries."""
    among = space.contributions.all() if contributions is None else contributions
    found = [rows.order_by().aggregate(n=Count("pk"), since=Min(when)) for rows, _way, when in parts(among)]
    since = [one["since"] for one in found if one["since"]]
    contributions, flags, appeals = (one["n"] for one in found)
    return Waiting(contributions, flags, appeals, oldest=min(since, default=None))


def by_space(contributions: Any, by: Any) -> dict[Any, int]:
    """How much of `contributions` waits for `by`, by the key of the discussion. Three queries."""
    counts: dict[Any, int] = {}
    for rows, way, _when in parts(contributions, by):
        for key, number in rows.order_by().values_list(way).annotate(number=Count("pk", distinct=True)):
            counts[key] = counts.get(key, 0) + number
    return counts


def spaces_with_waiting(before: datetime) -> set[Any]:
    """Keys of discussions where something has waited since `before`, or longer. Three queries."""
    return {
        key
        for rows, way, when in parts()
        for key in rows.filter(**{f"{when}__lte": before}).order_by().values_list(way, flat=True)
    }


def who_answers(space: DiscussionSpace) -> list[User]:
    """Those assigned to `space` who may decide something of what waits; the heads of the secretariat too, where
    something waits that none of them may decide: their own words, an appeal against their own decision (P44, P46).
    As many queries however much waits."""
    prefetch_related_objects([space], "posts")
    keys = {*(one.user_id for one in space.posts.all()), space.reader_id}
    assigned = list(User.objects.filter(pk__in=[key for key in keys if key], is_active=True))
    found: dict[int, User] = {}
    left_over = False
    for permission, record in _to_decide(space):
        able = {one.pk: one for one in assigned if allowed(one, permission, record)}
        left_over = left_over or not able
        found |= able
    if left_over:
        found |= {one.pk: one for one in heads_of_secretariat()}
    return list(found.values())


def heads_of_secretariat() -> Any:
    """Who moderates everywhere."""
    heads = Membership.objects.current().filter(role=Role.SECRETARIAT_ADMIN).values("user")
    return User.objects.filter(pk__in=heads, is_active=True)


def _to_decide(space: DiscussionSpace) -> Iterator[tuple[str, Any]]:
    """Each thing that waits, with the right that deciding it takes. Three queries."""
    permissions = ("moderate_contribution", "moderate_contribution", "answer_appeal")
    for (rows, _way, _when), permission in zip(parts(space.contributions.all()), permissions, strict=True):
        of_others = rows.model is not Contribution
        for record in rows.select_related("contribution") if of_others else rows:
            (record.contribution if of_others else record).space = space
            yield f"dialogues.{permission}", record.contribution if rows.model is ContributionFlag else record
