"""The minute in which an office changes hands: one membership ends, another goes on (FEATURES U2)."""

from typing import Any

from django.utils import timezone

from accounts import notifications
from accounts.choices import STATE_ROLES
from accounts.models import Handover, Invitation, Membership, Organisation
from accounts.steps import roles
from accounts.steps.people import end_logins
from core.models import Act


def complete_by_acceptance(invitation: Invitation, successor: Membership) -> None:
    """The successor has accepted: the office changes hands in this minute, if it is still held."""
    Organisation.objects.select_for_update().get(pk=invitation.organisation_id)
    office = Membership.objects.current().filter(pk=invitation.replaces_id).select_related("user").first()
    if office and office.user_id != successor.user_id:
        complete(office, successor, by=invitation.invited_by, ground=invitation.ground)


def complete(office: Membership, successor: Membership, *, by: Any, ground: str) -> Handover:
    """Close the one, keep the other, pass on what was open, tell both and the team."""
    country = office.organisation.country_id
    now = timezone.now()
    Invitation.objects.pending().filter(
        invited_by=office.user, role__in=STATE_ROLES, organisation__country=country
    ).update(invited_by=successor.user)
    office.ends_at = now
    roles.save(office, by, "handed over", ground)
    end_logins(office.user)
    if successor.ends_at:  # who stood in for a time has the office now
        successor.ends_at, successor.stands_in_for, successor.withheld = None, "", ""
        roles.save(successor, by, "stays on", ground)
    handover = Handover.objects.create(
        organisation=office.organisation, from_user=office.user, to_user=successor.user, by=by,
        ground=ground[:200], at=now,
    )  # fmt: skip
    Act.objects.log("handed over", handover, by=by)
    notifications.HandoverDone(handover).queue()
    return handover
