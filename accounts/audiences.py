"""Groups of people to whom the secretariat can write: focal points, people of organisations, holders of a role."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import OrganisationKind, Role
from accounts.models import Membership
from notifications.audiences import Audience, Member
from reference.models import RegionalCommission

KINDS = (OrganisationKind.UN_ENTITY, OrganisationKind.STAKEHOLDER, OrganisationKind.REGIONAL_OFFICE)
"""Bodies outside States. The teams that States build are written to through their focal points alone."""
ROLES = (Role.PEER_REVIEWER, Role.MODERATOR, Role.NOTE_DRAFTER, Role.ROUNDTABLE_CO_CHAIR)


def focal_points(seat: str, why: Any, **states: Any) -> list[Member]:
    """The focal points of the States for which the lookups `states` hold; the State is the seat. One query."""
    points = Membership.objects.focal_points(seat).filter(**states).select_related("user", "organisation")
    return [
        Member(point.user, point.organisation.country_id, str(why) % {"state": point.organisation})
        for point in points.order_by("organisation__name", "pk")
    ]


class FocalPoints(Audience):
    """All of them, or those of the States that take part in one Regional Review."""

    name = "accounts.focal_points"
    label = gettext_lazy("National focal points")
    reason = gettext_lazy("You get this because you are a focal point of your State.")

    @classmethod
    def choices(cls) -> Iterable[tuple[str, Any]]:
        regions = [(one.pk, one.review_name) for one in RegionalCommission.objects.all()]
        return [("", _("Of all States")), *regions]

    def members(self, seat: str = "", seen_by: Any = None) -> Iterable[Member]:
        region = {"organisation__country__review_regions": self.choice} if self.choice else {}
        return focal_points(seat, _("focal point of %(state)s"), **region)


class PeopleOfOrganisations(Audience):
    """Whoever works for organisations of one kind."""

    name = "accounts.organisations"
    label = gettext_lazy("People of organisations")
    reason = gettext_lazy("You get this because you work for an organisation that uses the portal.")

    @classmethod
    def choices(cls) -> Iterable[tuple[str, Any]]:
        return [(kind.value, kind.label) for kind in KINDS]

    def members(self, seat: str = "", seen_by: Any = None) -> Iterable[Member]:
        if self.choice not in KINDS:
            return []
        held = Membership.objects.current().filter(organisation__kind=self.choice)
        held = held.filter(organisation=seat) if seat else held
        held = held.select_related("user", "organisation").order_by("organisation__name", "pk")
        return [
            Member(one.user, str(one.organisation_id), _("works for %(body)s") % {"body": one.organisation})
            for one in held
        ]


class Holders(Audience):
    """Whoever holds one of the roles that people have themselves, wherever they work."""

    name = "accounts.roles"
    label = gettext_lazy("People with a role")
    reason = gettext_lazy("You get this because of your role at the portal.")

    @classmethod
    def choices(cls) -> Iterable[tuple[str, Any]]:
        return [(role.value, role.label) for role in ROLES]

    def members(self, seat: str = "", seen_by: Any = None) -> Iterable[Member]:
        if self.choice not in ROLES:
            return []
        held = Membership.objects.current().filter(role=self.choice)
        held = held.filter(user=seat) if seat else held
        held = held.select_related("user").order_by("user__email", "pk")
        return [Member(one.user, str(one.user_id), str(Role(self.choice).label)) for one in held]
