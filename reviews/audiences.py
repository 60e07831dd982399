"""Groups of focal points by how their State's voluntary review stands, as far as the secretariat knows (P1):
submitted, announced, or nothing; never by what follows from a draft."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audiences import focal_points
from forum.models import ForumCycle
from notifications.audiences import Audience, Member
from reviews import board
from reviews.models import Intention


class OfCycle(Audience):
    """Focal points by how their State stands for one forum."""

    reason = gettext_lazy("You get this because you are a focal point of your State.")

    @classmethod
    def choices(cls) -> Iterable[tuple[str, Any]]:
        return [(str(cycle.pk), str(cycle)) for cycle in ForumCycle.objects.order_by("-year") if not cycle.is_over()]

    def _filed(self, seat: str) -> tuple[ForumCycle | None, set[str]]:
        """The forum, and the States that have filed for it; only `seat` is looked at, where it is given."""
        cycle = ForumCycle.objects.filter(pk=self.choice).first() if self.choice.isdecimal() else None
        if cycle is None:
            return None, set()
        if seat:
            return cycle, {seat} if board.has_filed(seat, cycle) else set()
        return cycle, board.filed(cycle)


class NotSubmitted(OfCycle):
    """Of States without a submitted version."""

    name = "reviews.not_submitted"
    label = gettext_lazy("Focal points of States that have not submitted a voluntary review")

    def members(self, seat: str = "", seen_by: Any = None) -> Iterable[Member]:
        cycle, filed = self._filed(seat)
        found = focal_points(seat, _("focal point of %(state)s, which has not submitted")) if cycle else []
        return [member for member in found if member.seat not in filed]


class Submitted(OfCycle):
    """Of States that have filed."""

    name = "reviews.submitted"
    label = gettext_lazy("Focal points of States that have submitted a voluntary review")

    def members(self, seat: str = "", seen_by: Any = None) -> Iterable[Member]:
        _cycle, filed = self._filed(seat)
        return focal_points(seat, _("focal point of %(state)s, which has submitted"), organisation__country__in=filed)


class Announced(OfCycle):
    """Of States that said they prepare one, and have not filed."""

    name = "reviews.announced"
    label = gettext_lazy("Focal points of States that have announced a voluntary review and not submitted it")

    def members(self, seat: str = "", seen_by: Any = None) -> Iterable[Member]:
        cycle, filed = self._filed(seat)
        announced = set(Intention.objects.filter(cycle=cycle).values_list("country", flat=True)) - filed
        return focal_points(
            seat, _("focal point of %(state)s, which has announced one"), organisation__country__in=announced
        )
