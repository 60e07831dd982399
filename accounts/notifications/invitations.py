"""Invitations: the link, asking for a new one, another address."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import SECRETARIAT_ROLES, InvitationState
from accounts.models import Membership, User
from accounts.notifications.notice import Notice, minute
from notifications.kinds import Recipient, absolute


class InvitationSent(Notice):
    """The offer of a role, with the link that accepts it."""

    name = "accounts.invitation"
    label = gettext_lazy("Invitation")
    reason = gettext_lazy("You get this because somebody invited this address to the portal.")
    security = False
    secret = True

    def recipients(self) -> Iterable[Recipient]:
        return [self.about.email]

    def occasion(self) -> str:
        return f"accounts:invitation-{self.about.pk}:{self.facts['sending']}"

    def expires_at(self) -> datetime | None:
        return self.about.expires_at

    def country(self) -> str:
        return self.about.act_country()

    def confidential(self) -> bool:
        return bool(self.about.within_state)

    def irrelevant(self, recipient: Recipient) -> str:
        if self.about.state != InvitationState.OPEN:
            return _("The invitation is no longer open.")
        return "" if self.about.token_hash.startswith(self.facts["sending"]) else _("A newer link was sent.")

    def heading(self) -> str:
        return _("Invitation: %(organisation)s") % {"organisation": self.about.organisation}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        who = self.about.invited_by or _("The secretariat")
        words = {"who": who, "organisation": self.about.organisation, "role": self.about.get_role_display()}
        return [
            _("%(who)s invites you to work on the IMRF Portal for %(organisation)s.") % words,
            _("Your role: %(role)s.") % words,
            self.about.message,
            _("The link works once, until %(when)s.") % {"when": minute(self.about.expires_at.isoformat())},
            _("If you did not expect this, do nothing: without you nothing happens."),
        ]

    def button(self) -> tuple[str, str]:
        return absolute("accounts:invitation", token=self.about.token()), _("See the invitation")


class RenewalAsked(Notice):
    """Somebody with an old link asks for a new one: to the inviter or those in the inviter's place."""

    name = "accounts.renewal_asked"
    label = gettext_lazy("An invitation should be sent again")
    reason = gettext_lazy("You get this because you answer for this invitation.")
    security = False

    def recipients(self) -> Iterable[Recipient]:
        return inviters(self.about)

    def occasion(self) -> str:
        return f"accounts:invitation-{self.about.pk}:renewal-{self.facts['day']}"

    def country(self) -> str:
        return self.about.act_country()

    def confidential(self) -> bool:
        return bool(self.about.within_state)

    def irrelevant(self, recipient: Recipient) -> str:
        is_unanswered = self.about.state in (InvitationState.OPEN, InvitationState.EXPIRED)
        return "" if is_unanswered else _("The invitation is settled.")

    def heading(self) -> str:
        return _("An invitation has expired and is asked for again")

    def paragraphs(self, recipient: Recipient) -> list[str]:
        words = {"email": self.about.email, "organisation": self.about.organisation}
        return [_("The link sent to %(email)s for %(organisation)s was opened too late. Send it again?") % words]

    def button(self) -> tuple[str, str]:
        return place_of(self.about), _("See the invitation")


class OtherAddress(RenewalAsked):
    """An invitation was opened by somebody signed in with another address: the inviter is asked (S8)."""

    name = "accounts.other_address"
    label = gettext_lazy("An invitation was opened with another address")

    def occasion(self) -> str:
        return f"accounts:invitation-{self.about.pk}:other-address-{self.about.claimed_by_id}"

    def irrelevant(self, recipient: Recipient) -> str:
        is_open = self.about.state == InvitationState.OPEN
        return "" if is_open and self.about.claimed_by else _("The question is settled.")

    def heading(self) -> str:
        return _("An invitation was opened with another address")

    def paragraphs(self, recipient: Recipient) -> list[str]:
        words = {"email": self.about.email, "other": self.about.claimed_by.email, "role": self.about.get_role_display()}
        return [
            _("You invited %(email)s (%(role)s). Somebody signed in as %(other)s wants to accept.") % words,
            _("If it is the same person, confirm it. Otherwise take the invitation back."),
        ]


def inviters(invitation: Any) -> list[Any]:
    """Who answers for an invitation: the inviter while in office, else the office."""
    roles = Membership.objects.current()
    if invitation.within_state:
        office = roles.focal_points(invitation.organisation.country_id)
    else:
        office = roles.filter(role__in=SECRETARIAT_ROLES)
    people = list(User.objects.filter(pk__in=office.values("user")))
    return [person for person in people if person.pk == invitation.invited_by_id] or people


def place_of(invitation: Any) -> str:
    """Where whoever answers for an invitation finds it."""
    if invitation.within_state:
        return absolute("accounts:team", code=invitation.organisation.country_id.lower())
    return absolute("admin:accounts_invitation_change", object_id=invitation.pk)
