"""The office of focal point goes from one person to another (FEATURES U2; RELIABILITY P50, condition 15).

Drafts, sections and dates belong to the State: only memberships change, in one transaction.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import InvitationState, Role
from accounts.models import Handover, Invitation, Membership, Organisation, User
from accounts.steps import invitations, offices
from core.access import demand, is_secretariat
from core.models import Act
from core.workflow import NotReady, signed


@transaction.atomic
def hand_over(
    organisation: Organisation, leaving: User, to: User | str, *, by: Any, ground: str = ""
) -> Handover | Invitation:
    """`leaving` hands the office to `to`, a person or an address.

    To somebody who is focal point already it happens at once and the Handover is returned. Otherwise an
    Invitation is: the office changes hands in the minute in which the successor accepts, so that the
    State is never without. A leaving focal point may choose an alternate or the successor whom an
    officer has on record; an officer anybody, with the new nomination as `ground`.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    by = demand(by, "accounts.hand_over", organisation)
    office = _office_of(leaving, organisation)
    if is_secretariat(by):
        if not ground.strip():
            raise NotReady(_("Give the new nomination: reference and date of the note verbale."))
    elif leaving.pk != by.pk:
        raise NotReady(_("You can hand over your own office only."))
    if successor := _focal_point(to, organisation, leaving):
        return offices.complete(office, successor, by=by, ground=ground)
    return _prepare(office, to, by=by, ground=ground)


def _prepare(office: Membership, to: User | str, *, by: Any, ground: str) -> Invitation:
    """The successor must accept first: tie their invitation to the office that it replaces."""
    email = to.email if isinstance(to, User) else to
    body = office.organisation
    on_record = Invitation.objects.pending().filter(
        organisation=body, role=Role.FOCAL_POINT, email__iexact=email.strip()
    )
    invitation = on_record.filter(needs_release=False).first() or on_record.filter(released_at__isnull=False).first()
    if invitation is None and not is_secretariat(by):
        raise NotReady(_("Choose an alternate, or ask the secretariat to put your successor on record first."))
    if invitation is None:
        return invitations.invite(
            body, email, Role.FOCAL_POINT, by=by, office=office.office, ground=ground, replaces=office
        )
    invitation.replaces = office
    # The nomination on record stands; only an officer puts a new one in its place.
    kept = "" if is_secretariat(by) else invitation.ground
    invitation.ground = "; ".join(filter(None, [kept, ground]))[:200]
    signed(invitation, by)
    invitation.save()
    Act.objects.log("hand-over prepared", invitation, by=by)
    if is_secretariat(by) and invitation.state != InvitationState.OPEN:
        return invitations.send_again(invitation, by=by)
    return invitation


def _office_of(person: User, organisation: Organisation) -> Membership:
    """The current office of focal point that `person` holds there; NotReady without one."""
    held = Membership.objects.focal_points(organisation.country_id).filter(user=person)
    office = held.select_related("user", "organisation").first()
    if office is None:
        raise NotReady(_("This person is not focal point of this State."))
    if office.ends_at:  # U8: who stands in for a time has no office to give
        raise NotReady(_("Who stands in for a time cannot hand the office over."))
    return office


def _focal_point(to: User | str, organisation: Organisation, leaving: User) -> Membership | None:
    """The successor, when they hold the office already: a confirmed alternate."""
    others = Membership.objects.focal_points(organisation.country_id).exclude(user=leaving)
    same = {"user": to} if isinstance(to, User) else {"user__email__iexact": to.strip()}
    return others.filter(**same).select_related("user", "organisation").first()
