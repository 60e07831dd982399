"""Groups of people to whom the secretariat can write about pledges. Drafts are known to their own people alone, so
only pledges that were submitted count (RELIABILITY P32, P35)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import CONTRIBUTORS, OrganisationKind, Role
from accounts.models import Membership, Organisation, User
from notifications.audiences import Audience, Member
from pledges.choices import Answer, Status
from pledges.models import Pledge, PledgeParticipant
from pledges.rules import SPEAKERS


def speakers(bodies: Iterable[Organisation]) -> dict[int, list[User]]:
    """Those who can commit each of `bodies` now (`rules.speaks_for`), by its number; one query."""
    keys = {body.pk for body in bodies}
    state = Q(role=Role.FOCAL_POINT, organisation__kind=OrganisationKind.STATE)
    other = Q(role__in=SPEAKERS, organisation__kind__in=CONTRIBUTORS)
    held = Membership.objects.current().filter(state | other, organisation__in=keys).select_related("user")
    found: dict[int, list[User]] = defaultdict(list)
    for one in held.order_by("pk"):
        found[one.organisation_id].append(one.user)
    return found


class Leads(Audience):
    """Of bodies with a published pledge."""

    name = "pledges.leads"
    label = gettext_lazy("Those who answer for published pledges")
    reason = gettext_lazy("You get this because you answer for a published pledge.")

    def members(self, seat: str = "", seen_by: Any = None) -> Iterable[Member]:
        lead = Pledge.objects.published().filter(organisation__isnull=False).values("organisation")
        bodies = Organisation.objects.filter(pk__in=lead).order_by("name")
        bodies = bodies.filter(pk=seat) if seat else bodies
        found = speakers(bodies)
        return [
            Member(person, str(body.pk), _("answers for a pledge of %(body)s") % {"body": body})
            for body in bodies
            for person in found[body.pk]
        ]


class Partners(Audience):
    """Of pledges that were submitted, by what the partner answered."""

    name = "pledges.partners"
    label = gettext_lazy("Partners of pledges")
    reason = gettext_lazy(
        "You get this because you answer for an organisation that was named as a partner of a pledge."
    )

    @classmethod
    def choices(cls) -> Iterable[tuple[str, Any]]:
        return [
            (Answer.INVITED.value, _("Asked, and not answered yet")),
            (Answer.CONFIRMED.value, _("Confirmed, of published pledges")),
        ]

    def members(self, seat: str = "", seen_by: Any = None) -> Iterable[Member]:
        asked = PledgeParticipant.objects.filter(pledge__reference__isnull=False).exclude(pledge__status=Status.DRAFT)
        if self.choice == Answer.INVITED:
            asked = asked.waiting()
        else:
            asked = asked.filter(answer=Answer.CONFIRMED, pledge__status=Status.PUBLISHED)
        asked = asked.filter(pk=seat) if seat else asked
        rows = list(asked.select_related("pledge", "organisation").order_by("pledge__reference", "pk"))
        words = _("%(name)s, partner of %(pledge)s")
        found = speakers(row.organisation for row in rows if row.organisation)
        return [
            Member(who, str(row.pk), words % {"name": row, "pledge": row.pledge.reference})
            for row in rows
            for who in found.get(row.organisation_id or 0) or filter(None, [row.email])
        ]
