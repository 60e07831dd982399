"""Roles end: in a State, outside States, and by two officers in the secretariat (P50, P52)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import notifications
from accounts.choices import SECRETARIAT_ROLES, STATE_ROLES, Role
from accounts.models import Membership, Organisation
from accounts.steps.people import end_logins, void_invitations_of
from core.access import demand, is_secretariat
from core.models import Act
from core.workflow import NotReady, signed


@transaction.atomic
def end_membership(membership: Membership, *, by: Any, note: str = "") -> Membership:
    """End a role at this moment. Raises NotReady for the last focal point, unless an officer says why (U3)."""
    membership = locked(membership)
    by = demand(by, "accounts.end_membership", membership)
    if is_last_focal_point(membership) and not (is_secretariat(by) and note.strip()):
        raise NotReady(
            _("The last focal point of a State does not leave without a successor: hand over, or ask the secretariat.")
            if not is_secretariat(by)
            else _("Afterwards the State has no focal point. Say why in a note.")
        )
    return close(membership, by=by, note=note)


@transaction.atomic
def propose_end_of_role(membership: Membership, *, by: Any, note: str = "") -> Membership:
    """A head proposes to take a role of the secretariat; another officer releases it."""
    membership = locked(membership)
    by = demand(by, "accounts.propose_end_of_role", membership)
    membership.end_proposed_by = by
    save(membership, by, "end proposed", note)
    return membership


@transaction.atomic
def release_end_of_role(membership: Membership, *, by: Any, note: str = "") -> Membership:
    """Another officer agrees: the role and every login of the person end at this moment."""
    membership = locked(membership)
    by = demand(by, "accounts.release_end_of_role", membership)
    others = Membership.objects.current().filter(role=Role.SECRETARIAT_ADMIN).exclude(pk=membership.pk)
    if membership.role == Role.SECRETARIAT_ADMIN and not others.exists():
        raise NotReady(_("The secretariat needs a head. Give the role to somebody else first."))
    return close(membership, by=by, note=note)


def close(membership: Membership, *, by: Any, note: str = "") -> Membership:
    """What follows from the end of a role, whoever ended it.

    Its rights end with the row, since they are read at each act; a text on the screen is kept to copy (F6). Every
    login of the person ends as well (S12): who ends the own role keeps the one in hand by `update_session_auth_hash`.
    """
    membership.ends_at = max(timezone.now(), membership.starts_at)  # one that has not begun never does
    save(membership, by, "role ended", note)
    person = membership.user
    end_logins(person)
    if membership.role in (*SECRETARIAT_ROLES, Role.MODERATOR):
        void_invitations_of(person)
    elif membership.role == Role.FOCAL_POINT:
        void_invitations_of(person, organisation__country=membership.organisation.country_id, role__in=STATE_ROLES)
    notifications.RoleChanged(membership, given=False).queue()
    return membership


def locked(membership: Membership) -> Membership:
    """The row read again, with its body locked, so that the last two cannot leave at once.

    Raises PermissionDenied when the role has ended meanwhile.
    """
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    row = Membership.objects.select_related("user", "organisation").get(pk=membership.pk)
    if row.ends_at and row.ends_at <= timezone.now():
        raise PermissionDenied(_("This role has ended."))
    return row


def is_last_focal_point(membership: Membership) -> bool:
    """Whether the State would be without one; who stands in for a time keeps no office (U8)."""
    if membership.role != Role.FOCAL_POINT:
        return False
    points = Membership.objects.focal_points(membership.organisation.country_id)
    return not points.exclude(pk=membership.pk).filter(ends_at__isnull=True).exists()


def save(membership: Membership, by: Any, verb: str, note: str) -> None:
    """Write the row, its history and the act."""
    signed(membership, by)
    membership._change_reason = f"{verb}: {note}".rstrip(": ")  # type: ignore[attr-defined]
    membership.save()
    Act.objects.log(verb, membership, by=by, detail=membership.role)
