"""What all messages of pledges share. Never the text of a pledge, only numbers and addresses."""

from typing import Any

from django.utils.translation import gettext_lazy

from accounts.choices import SECRETARIAT_ROLES, OrganisationKind, Role
from accounts.models import Membership, Organisation, User
from notifications.kinds import Kind, Recipient
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
    held = Membership.objects.current().filter(role__in=SECRETARIAT_ROLES).values("user")
    return list(User.objects.filter(pk__in=held).order_by("pk"))


class Letter(Kind):
    """What all messages of pledges share: a heading, paragraphs, one thing to do."""

    template = "notifications/mail/message"
    policy = "resend"
    button = gettext_lazy("Open the pledge")

    def paragraphs(self, recipient: Recipient) -> list[str]:
        """What it says."""
        raise NotImplementedError

    def url(self) -> str:
        """Where the person goes from the message."""
        raise NotImplementedError

    def heading(self, recipient: Recipient) -> str:
        """Its first line; the subject unless it says other."""
        return str(self.subject(recipient))

    def context(self, recipient: Recipient) -> dict[str, Any]:
        return {
            "heading": self.heading(recipient),
            "paragraphs": [text for text in self.paragraphs(recipient) if text],
            "button_url": self.url(),
            "button_label": self.button,
        }
