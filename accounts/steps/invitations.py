"""Invitations: offered, sent again, corrected, taken back, released, accepted (RELIABILITY S7, S8, B51)."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import notifications
from accounts.addresses import normalised
from accounts.choices import READ_ONLY_ROLES, SECRETARIAT_ROLES, InvitationState, OrganisationKind, Role
from accounts.models import Invitation, Membership, Organisation, User, hash_of
from accounts.steps import offices
from accounts.steps.people import end_logins
from core import access
from core.access import demand
from core.models import Act
from core.workflow import NotReady, signed

A_DAY = 200
"""Invitations that one person may send in 24 hours (B52)."""
OVERDRAWN = {"limit": A_DAY}


class InvitationClosed(Exception):
    """Used, expired, taken back, replaced or never made: nobody is told which."""


class WrongAddress(Exception):
    """Somebody signed in with another address than the one invited."""


@transaction.atomic
def invite(
    organisation: Organisation,
    email: str,
    role: str,
    *,
    by: Any,
    name: str = "",
    office: str = "",
    message: str = "",
    ground: str = "",
    role_starts_at: datetime | None = None,
    role_ends_at: datetime | None = None,
    withheld: str = "",
    within_state: bool = False,
    replaces: Membership | None = None,
    form_key: uuid.UUID | None = None,
) -> Invitation:
    """Offer `role` in `organisation` to whoever reads mail at `email`.

    A role of the secretariat, and an alternate proposed by a focal point, waits for a second officer.
    The same `form_key` gives the first invitation again (F2). Raises PermissionDenied
    for the address, NotReady with what stands in the way.
    """
    made = Invitation.objects.filter(form_key=form_key, invited_by=by).first() if form_key else None
    if made:
        return made
    invitation = Invitation(
        email=normalised(email), name=name, organisation=organisation, role=role, office=office,
        message=message, ground=ground, role_starts_at=role_starts_at, role_ends_at=role_ends_at,
        withheld=withheld, within_state=within_state,
        replaces=replaces, form_key=form_key,
    )  # fmt: skip
    by = demand(by, "accounts.send_invitation", invitation)
    for problem in problems_before_inviting(invitation, by=by):
        raise NotReady(problem)
    invitation.invited_by = by
    invitation.needs_release = role in SECRETARIAT_ROLES or (role == Role.FOCAL_POINT and not access.is_secretariat(by))
    send = _save if invitation.needs_release else _send
    try:
        with transaction.atomic():
            return send(invitation, by, "invited")
    except IntegrityError:  # the key was used at this very moment, or by somebody else
        if made := Invitation.objects.filter(form_key=form_key, invited_by=by).first():
            return made
        raise NotReady(_("This form was sent before. Open it again to invite somebody else.")) from None


def problems_before_inviting(invitation: Invitation, *, by: Any) -> list[str]:
    """What a person at the screen can put right before this invitation is sent, in words."""
    begins, ends, readers = invitation.role_starts_at, invitation.role_ends_at, invitation.role in READ_ONLY_ROLES
    stand_in = any(one.withheld for one in by.current_memberships if one.role == Role.FOCAL_POINT)
    same = {"organisation": invitation.organisation, "role": invitation.role}
    members = Membership.objects.current().filter(user__email__iexact=invitation.email, **same)
    invited = Invitation.objects.open().filter(email__iexact=invitation.email, **same)
    today = Invitation.objects.filter(invited_by=by, created_at__gt=timezone.now() - timedelta(days=1))
    found = [
        (
            invitation.email == by.email.lower(),
            _("Nobody gives a role to themselves. Ask another officer to invite you."),
        ),
        (
            invitation.organisation.merged_into_id,
            _("%(gone)s is part of another body now. Invite for that one.") % {"gone": invitation.organisation},
        ),
        (readers and not ends, _("Say until when: a reader's access ends on a date that the State sets.")),
        (ends and ends <= (begins or timezone.now()), _("The role would end before it begins.")),
        (invitation.withheld and not ends, _("Rights are kept back only while somebody stands in for a time.")),
        (
            stand_in and invitation.role == Role.FOCAL_POINT,
            _("You stand in with chosen rights: the focal point names alternates."),
        ),
        (members.exists(), _("This person has the role already.")),
        (invited.exists(), _("This address is invited already. Send the invitation again instead.")),
        (today.count() >= A_DAY, _("At most %(limit)s invitations a day. Go on tomorrow.") % OVERDRAWN),
    ]
    return [words for stands_in_the_way, words in found if stands_in_the_way]


def invite_first_heads(addresses: tuple[str, str]) -> list[Invitation]:
    """The first two heads, at installation, from the command line (condition 4).

    Raises NotReady when the secretariat has a head already. The caller prints or sends the links.
    """
    with transaction.atomic():
        body = Organisation.objects.select_for_update().get(kind=OrganisationKind.SECRETARIAT)
        heads = {"organisation": body, "role": Role.SECRETARIAT_ADMIN}
        if Membership.objects.current().filter(**heads).exists():
            raise NotReady(_("There is a head of the secretariat already, who invites the next."))
        invitations = []
        for address in addresses:
            Invitation.objects.pending().filter(email=normalised(address), **heads).update(revoked_at=timezone.now())
            invitation = Invitation(email=normalised(address), **heads)
            invitation.new_token()
            invitations.append(_save(invitation, None, "invited by command"))
        return invitations


@transaction.atomic
def release_invitation(invitation: Invitation, *, by: Any, note: str = "") -> Invitation:
    """A second officer releases what another proposed; then it is sent (P52)."""
    invitation = _locked(invitation)
    by = demand(by, "accounts.release_invitation", invitation)
    invitation.released_by, invitation.released_at = by, timezone.now()
    invitation.ground = invitation.ground or note[:200]
    return _send(invitation, by, "released")


@transaction.atomic
def send_again(invitation: Invitation, *, by: Any, note: str = "") -> Invitation:
    """A new link and a new life; the old link is void. The sender answers for it from now on."""
    invitation = _locked(invitation)
    by = demand(by, "accounts.manage_invitation", invitation)
    if invitation.needs_release and not invitation.released_at:
        raise NotReady(_("It has not been sent yet: it waits for a second officer."))
    if not invitation.needs_release:
        invitation.invited_by = by
    return _send(invitation, by, "invitation sent again")


@transaction.atomic
def correct_address(invitation: Invitation, email: str, *, by: Any, note: str = "") -> Invitation:
    """The address was mistyped: the old link is void, a new one goes to the right address.

    What a second officer released is released again: they agreed to that address.
    """
    invitation = _locked(invitation)
    by = demand(by, "accounts.manage_invitation", invitation)
    invitation.email, invitation.claimed_by = normalised(email), None
    invitation.invited_by = by
    if invitation.needs_release:
        invitation.released_by = invitation.released_at = None
        invitation.token_hash, invitation.nonce, invitation.expires_at = None, "", None
        return _save(invitation, by, "address corrected")
    return _send(invitation, by, "address corrected")


@transaction.atomic
def take_back(invitation: Invitation, *, by: Any, note: str = "") -> Invitation:
    """Take an invitation back before it is accepted; its link is void."""
    invitation = _locked(invitation)
    by = demand(by, "accounts.manage_invitation", invitation)
    invitation.revoked_at = timezone.now()
    return _save(invitation, by, "invitation taken back")


@transaction.atomic
def accept(offered: str | Invitation, user: User) -> Membership:
    """The person takes the role, once. `offered` is the token or the invitation that it opened.

    Raises InvitationClosed, or WrongAddress when the invitation went to another address.
    """
    invitation = _open(offered)
    if not is_addressee(user, invitation):
        raise WrongAddress
    if invitation.invited_by_id == user.pk:
        raise PermissionDenied(_("Nobody gives a role to themselves. Ask another officer to invite you."))
    return _give(invitation, user)


@transaction.atomic
def ask_inviter(offered: str | Invitation, user: User) -> None:
    """Signed in with another address: whoever invited is asked whether it is the same person (S8).

    The first who asks stands until a new link is sent: whoever confirms has read that name, and no other.
    """
    invitation = _open(offered)
    if invitation.claimed_by_id:
        return
    invitation.claimed_by = user
    _save(invitation, user, "opened with another address")
    notifications.OtherAddress(invitation).queue()


@transaction.atomic
def confirm_other_address(invitation: Invitation, *, by: Any, note: str = "") -> Membership:
    """Whoever invited says that it is the same person: the role goes to that account (S8)."""
    invitation = _open(invitation)
    demand(by, "accounts.manage_invitation", invitation)
    claimant = invitation.claimed_by
    if claimant is None:
        raise NotReady(_("Nobody asked."))
    if invitation.needs_release or claimant.pk == by.pk:
        raise PermissionDenied(_("Correct the address of the invitation instead."))
    return _give(invitation, claimant)


def ask_for_renewal(token: str) -> None:
    """An old link is shown again: ask whoever invited for a new one, once a day; silent otherwise (B51)."""
    expired = Invitation.objects.pending().filter(token_hash=hash_of(token)).first()
    if expired and expired.state == InvitationState.EXPIRED:
        notifications.RenewalAsked(expired, day=timezone.now().date()).queue()


def is_addressee(user: User, invitation: Invitation) -> bool:
    """Whether one of the person's addresses is the invited one."""
    return user.has_address(invitation.email)


def opened(token: str) -> Invitation | None:
    """The invitation that this link opens now, to look at; None for any other link."""
    row = Invitation.objects.open().filter(token_hash=hash_of(token)).select_related("organisation").first()
    return row if row and is_in_force(row) else None


def is_in_force(invitation: Invitation) -> bool:
    """Whether whoever invited is still in office, and the role would not have ended before it begins."""
    ends, inviter = invitation.role_ends_at, invitation.invited_by
    if ends and ends <= timezone.now():
        return False
    return not inviter or (inviter.is_active and access.allowed(inviter, "accounts.send_invitation", invitation))


def _open(offered: str | Invitation) -> Invitation:
    """The locked row of an invitation that can be accepted now. Raises InvitationClosed."""
    where = {"token_hash": hash_of(offered)} if isinstance(offered, str) else {"pk": offered.pk}
    row = Invitation.objects.open().filter(**where).select_for_update().first()
    if row is None or not is_in_force(row):
        raise InvitationClosed
    return row


def _locked(invitation: Invitation) -> Invitation:
    """The row read again and locked. Raises NotReady when it is settled."""
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if row.accepted_at or row.revoked_at:
        raise NotReady(_("This invitation is settled: it was accepted or taken back."))
    return row


def _give(invitation: Invitation, user: User) -> Membership:
    """The role, and what follows: receipt, end of other logins, the hand-over that waited for it."""
    body, role = invitation.organisation, invitation.role
    membership = Membership.objects.current().filter(user=user, organisation=body, role=role).first()
    if membership is None:
        membership = Membership(
            user=user, organisation=body, role=role, office=invitation.office, ground=invitation.ground,
            starts_at=max(invitation.role_starts_at or timezone.now(), timezone.now()), withheld=invitation.withheld,
            ends_at=invitation.role_ends_at, given_by=invitation.invited_by,
            released_by=invitation.released_by, released_at=invitation.released_at,
            stands_in_for=_principal(invitation),
        )  # fmt: skip
        if role in SECRETARIAT_ROLES and not membership.released_at:
            membership.released_at = timezone.now()  # the first two heads, made by command
        signed(membership, user)
        membership.save()
        Act.objects.log("role given", membership, by=user, detail=role)
        notifications.RoleChanged(membership, given=True).queue()
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    _save(invitation, user, "accepted")
    end_logins(user)
    if invitation.replaces_id:
        offices.complete_by_acceptance(invitation, membership)
    return membership


def _principal(invitation: Invitation) -> str:
    """The office that an alternate for a time acts for (U8): that of the focal point who asked; nothing for others."""
    if invitation.role != Role.FOCAL_POINT or invitation.role_ends_at is None or invitation.invited_by is None:
        return ""
    held = Membership.objects.current().filter(user=invitation.invited_by, organisation=invitation.organisation)
    asked = held.filter(role=Role.FOCAL_POINT).first()
    return (asked.office or asked.get_role_display())[:200] if asked else ""


def _send(invitation: Invitation, by: Any, verb: str) -> Invitation:
    invitation.new_token()
    invitation.claimed_by = None
    invitation.sent_at = timezone.now()
    _save(invitation, by, verb)
    notifications.InvitationSent(invitation, sending=invitation.token_hash[:12]).queue()  # type: ignore[index]
    return invitation


def _save(invitation: Invitation, by: Any, verb: str) -> Invitation:
    signed(invitation, by)
    invitation._change_reason = verb  # type: ignore[attr-defined]
    invitation.save()
    Act.objects.log(verb, invitation, by=by, detail=invitation.role)
    return invitation
