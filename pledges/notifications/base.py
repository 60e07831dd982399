"""What all messages of pledges share. Never the text of a pledge, only numbers and addresses."""

from django.utils.translation import gettext_lazy

from accounts.choices import OrganisationKind, Role
from accounts.models import Membership, Organisation, User
from notifications.kinds import Note
from pledges.rules import SPEAKERS

PLEDGING = (Role.FOCAL_POINT, *SPEAKERS)
"""The roles that can commit a body, a State or another."""


def speakers_of(body: Organisation | None) -> list[User]:
    """Those who can commit `body` now (`rules.speaks_for`)."""
    if body is None:
        return []
    if body.kind == OrganisationKind.STATE:
        held = Membership.objects.focal_points(body.country_id)
    else:
        held = Membership.objects.current().filter(organisation=body, role__in=SPEAKERS)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("pk"))


def officers() -> list[User]:
    """The people of the secretariat, each once."""
    return list(User.objects.officers().order_by("pk"))


class Letter(Note):
    """Base of all messages of pledges."""

    policy = "resend"
    button = gettext_lazy("Open the pledge")
