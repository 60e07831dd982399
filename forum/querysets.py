"""Questions about cycles, milestones, documents and reminder plans."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.db import models
from django.utils import timezone

from core.access import is_secretariat
from forum.choices import Confidence, MilestoneState, PlanStatus, ReportStatus

if TYPE_CHECKING:
    from forum.models import ForumCycle, Milestone


class Stop(NamedTuple):
    """A milestone as it stands on the road at one moment."""

    milestone: "Milestone"
    state: MilestoneState


class ForumCycleQuerySet(models.QuerySet["ForumCycle"]):
    """Questions about forum cycles. All are public."""

    def visible_to(self, user: Any) -> Self:
        """All of them, for anybody."""
        return self.all()

    def current(self, now: datetime | None = None) -> "ForumCycle | None":
        """The next forum that is not yet over in its own zone; after the last known one, that one.

        `now` is an aware moment, the present when left out. None where no cycle is loaded.
        """
        now = now or timezone.now()
        yesterday = now.astimezone(UTC).date() - timedelta(days=1)  # no zone is further behind
        near = self.filter(ends_on__gte=yesterday).order_by("starts_on")
        return next((cycle for cycle in near if not cycle.is_over(now)), None) or self.order_by("starts_on").last()


class SureQuerySet(models.QuerySet[Any]):
    """Rows with a `confidence`: what is unconfirmed is for the secretariat alone."""

    def visible_to(self, user: Any) -> Self:
        """What was at least given or derived, for everybody; all for the secretariat."""
        return self.all() if is_secretariat(user) else self.exclude(confidence=Confidence.UNCONFIRMED)


class ReportQuerySet(models.QuerySet[Any]):
    """Questions about the Secretary-General's reports."""

    def visible_to(self, user: Any) -> Self:
        """As sure as their documents are."""
        return self.all() if is_secretariat(user) else self.exclude(document__confidence=Confidence.UNCONFIRMED)


class OfReportQuerySet(SureQuerySet):
    """Questions about recommendations."""

    def visible_to(self, user: Any) -> Self:
        """What is sure, of reports that are."""
        sure = super().visible_to(user)
        return sure if is_secretariat(user) else sure.exclude(report__document__confidence=Confidence.UNCONFIRMED)


class FundQuerySet(models.QuerySet[Any]):
    """Questions about funds."""

    def visible_to(self, user: Any) -> Self:
        """All: that a fund exists is public."""
        return self.all()


class MilestoneQuerySet(SureQuerySet):
    """Questions about milestones."""

    def on_the_road(self, now: datetime | None = None) -> list[Stop]:
        """The milestones in the order of their dates, each with its state at `now`.

        The first that has not begun is `next`; with it, all that begin at the same moment.
        """
        now = now or timezone.now()
        rows = self.select_related("cycle").order_by("starts_on", "time_of_day", "ends_on", "code")
        stops = [Stop(milestone, milestone.state(now)) for milestone in rows]
        ahead = [stop.milestone.begins_at() for stop in stops if stop.state == MilestoneState.LATER]
        first = min(ahead, key=lambda moment: moment.astimezone(UTC), default=None)
        return [
            stop._replace(state=MilestoneState.NEXT)
            if stop.state == MilestoneState.LATER and stop.milestone.begins_at() == first
            else stop
            for stop in stops
        ]


class RegionalReviewQuerySet(models.QuerySet[Any]):
    """Questions about Regional Reviews."""

    def visible_to(self, user: Any) -> Self:
        """All: that a round took place in a region is known; its days are as sure as its milestone."""
        return self.all()


class ReminderPlanQuerySet(models.QuerySet[Any]):
    """Questions about reminder plans."""

    def visible_to(self, user: Any) -> Self:
        """The secretariat's alone."""
        return self.all() if is_secretariat(user) else self.none()

    def in_force(self) -> Self:
        """The plans that reminders are sent from, with milestone and cycle."""
        return self.filter(status=PlanStatus.IN_FORCE).select_related("milestone__cycle")


class TextPageQuerySet(models.QuerySet[Any]):
    """Questions about the pages whose words the secretariat writes."""

    def visible_to(self, user: Any) -> Self:
        """All: an address is no secret; its words are `PageText`."""
        return self.all()

    def readable(self) -> Self:
        """Those with words in force."""
        return self.filter(texts__status=PlanStatus.IN_FORCE).distinct()


class PageTextQuerySet(models.QuerySet[Any]):
    """Questions about the words of those pages."""

    def visible_to(self, user: Any) -> Self:
        """What is in force, for everybody; drafts and what was in force for the secretariat."""
        return self.all() if is_secretariat(user) else self.in_force()

    def in_force(self) -> Self:
        """What readers see."""
        return self.filter(status=PlanStatus.IN_FORCE)


class ErrorReportQuerySet(models.QuerySet[Any]):
    """Questions about what readers report."""

    def visible_to(self, user: Any) -> Self:
        """The secretariat's alone: a report may hold an address."""
        return self.all() if is_secretariat(user) else self.none()

    def waiting(self) -> Self:
        """Those nobody has dealt with yet."""
        return self.filter(status=ReportStatus.WAITING)

    def address_no_longer_needed(self, now: datetime) -> Self:
        """Dealt with ninety days ago, with an address still."""
        return self.filter(dealt_at__lt=now - timedelta(days=90)).exclude(email="")
