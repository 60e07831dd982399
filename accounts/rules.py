"""Who may do what with people, bodies, roles and invitations (RELIABILITY P49 to P53, P61, P62).

There is no permission to act as another person (P62, S15): nothing could ask for it. Who needs help shows one page.
"""

from typing import Any

import rules

from accounts.choices import (
    CONTRIBUTORS,
    SECRETARIAT_ROLES,
    STATE_ROLES,
    OrganisationKind,
    RequestOutcome,
    Right,
    Role,
)
from core.access import countries_of, delegated, has_role, is_secretariat, organisations_of


def is_head(user: Any) -> bool:
    """Head of the secretariat, or the technical administrator (P52, P61)."""
    return has_role(user, Role.SECRETARIAT_ADMIN) or bool(getattr(user, "is_superuser", False))


def is_focal_point_of(user: Any, organisation: Any) -> bool:
    """Focal point of the State that `organisation` is, or is a ministry of."""
    country = organisation.country_id
    return bool(country) and has_role(user, Role.FOCAL_POINT, of=country)


@rules.predicate
def administers(user: Any, organisation: Any) -> bool:
    """Administrator of this organisation (condition 16)."""
    return has_role(user, Role.ORGANISATION_ADMINISTRATOR, of=organisation)


@rules.predicate
def is_self(user: Any, person: Any) -> bool:
    """One's own account (P49)."""
    return bool(person.pk == user.pk)


@rules.predicate
def works_with(user: Any, person: Any) -> bool:
    """Of one State's team, or members of one organisation (P53, condition 17)."""
    same_state = countries_of(user, *STATE_ROLES) & countries_of(person, *STATE_ROLES)
    return bool(same_state or organisations_of(user, *Role.values) & organisations_of(person, *Role.values))


@rules.predicate
def of_secretariat(user: Any, record: Any) -> bool:
    """Any officer, on any record."""
    return is_secretariat(user)


@rules.predicate
def stands_by_itself(user: Any, organisation: Any) -> bool:
    """Has not become part of another body (U5)."""
    return organisation.merged_into_id is None


@rules.predicate
def heads(user: Any, record: Any) -> bool:
    """A head or the technical administrator, on any record."""
    return is_head(user)


@rules.predicate
def technical(user: Any, person: Any) -> bool:
    """The superuser flag opens the list of accounts, since P61 lets it disable them; no contact list."""
    return bool(getattr(user, "is_superuser", False))


@rules.predicate
def may_see_body(user: Any, organisation: Any) -> bool:
    """All but the ministries that other States have put on record."""
    if organisation.kind != OrganisationKind.MINISTRY or is_secretariat(user):
        return True
    return organisation.country_id in countries_of(user, *STATE_ROLES)


@rules.predicate
def may_see_role(user: Any, membership: Any) -> bool:
    """One's own; those of one's State's team and body; the secretariat's own for the superuser (P52)."""
    if membership.user_id == user.pk or is_secretariat(user):
        return True
    if membership.role in SECRETARIAT_ROLES and getattr(user, "is_superuser", False):
        return True
    if membership.role in STATE_ROLES and membership.organisation.country_id in countries_of(user, *STATE_ROLES):
        return True
    return membership.organisation_id in organisations_of(user, *Role.values)


@rules.predicate
def may_end_role(user: Any, membership: Any) -> bool:
    """Anybody their own outside the secretariat; a State its team; an officer a focal point and others.

    A focal point ends no other focal point: that office is the State's nomination (P50, condition 15). Whom they
    named to stand in for a time, they end.
    An administrator of an organisation ends the roles of its contributors.
    """
    if membership.role in SECRETARIAT_ROLES:
        return False
    if membership.user_id == user.pk:
        return True
    if membership.stands_in_for and membership.given_by_id == user.pk:
        return is_focal_point_of(user, membership.organisation)
    if membership.role in STATE_ROLES and membership.role != Role.FOCAL_POINT:
        return is_focal_point_of(user, membership.organisation)
    if membership.role in CONTRIBUTORS.values() and administers(user, membership.organisation):
        return True
    return is_secretariat(user)


@rules.predicate
def may_propose_end(user: Any, membership: Any) -> bool:
    """A head proposes to take a role of the secretariat, never their own (P52, condition 4)."""
    return membership.role in SECRETARIAT_ROLES and membership.user_id != user.pk and is_head(user)


@rules.predicate
def may_release_end(user: Any, membership: Any) -> bool:
    """Another officer than the one who proposed, never one's own role."""
    proposed = membership.end_proposed_by_id
    return bool(proposed) and user.pk not in (proposed, membership.user_id) and is_secretariat(user)


@rules.predicate
def may_invite(user: Any, invitation: Any) -> bool:
    """Who may offer this role in this body: heads the secretariat's own, officers a focal point and
    what is outside States, a State its team; a focal point proposes an alternate, an officer confirms."""
    body, role = invitation.organisation, invitation.role
    if role in SECRETARIAT_ROLES:
        return body.kind == OrganisationKind.SECRETARIAT and is_head(user)
    if role == Role.FOCAL_POINT:
        return body.kind == OrganisationKind.STATE and (is_secretariat(user) or is_focal_point_of(user, body))
    if role in STATE_ROLES:
        return body.kind in (OrganisationKind.STATE, OrganisationKind.MINISTRY) and is_focal_point_of(user, body)
    return is_secretariat(user)


@rules.predicate
def may_see_invitation(user: Any, invitation: Any) -> bool:
    """A State's focal points see its own; the secretariat never those by which a State builds its
    team (P55, condition 18)."""
    if invitation.role in STATE_ROLES and is_focal_point_of(user, invitation.organisation):
        return True
    if invitation.role in SECRETARIAT_ROLES and getattr(user, "is_superuser", False):
        return True
    return is_secretariat(user) and not invitation.within_state


@rules.predicate
def may_release(user: Any, invitation: Any) -> bool:
    """Another officer than the one who proposed, never one's own role (condition 4)."""
    own = invitation.email.lower() == user.email.lower()
    return invitation.needs_release and invitation.invited_by_id != user.pk and not own and is_secretariat(user)


@rules.predicate
def may_hand_over(user: Any, organisation: Any) -> bool:
    """A State's office: its focal point, or an officer with a new nomination (P50)."""
    is_state = organisation.kind == OrganisationKind.STATE
    return is_state and (is_secretariat(user) or is_focal_point_of(user, organisation))


@rules.predicate
def has_team(user: Any, organisation: Any) -> bool:
    """A focal point leads the own State's team."""
    return organisation.kind == OrganisationKind.STATE and is_focal_point_of(user, organisation)


@rules.predicate
def may_see_handover(user: Any, handover: Any) -> bool:
    """The State's focal points, and the secretariat."""
    return is_secretariat(user) or is_focal_point_of(user, handover.organisation)


@rules.predicate
def asked(user: Any, request: Any) -> bool:
    """Whoever asks to join."""
    return bool(request.person_id == user.pk)


@rules.predicate
def answers_for(user: Any, request: Any) -> bool:
    """The secretariat; of an organisation on record, its administrators (condition 16)."""
    return is_secretariat(user) or bool(request.organisation_id and administers(user, request.organisation))


@rules.predicate
def is_waiting(user: Any, request: Any) -> bool:
    """Nobody has answered yet."""
    return bool(request.outcome == RequestOutcome.WAITING)


@rules.predicate
def is_unsettled(user: Any, note: Any) -> bool:
    """Nobody has settled the note yet."""
    return bool(note.is_open)


@rules.predicate
def works_for_a_state(user: Any, person: Any) -> bool:
    """Somebody whom a State has in its team: nobody else has what a token could take along (S16)."""
    return has_role(user, *STATE_ROLES)


@rules.predicate
def holds_token(user: Any, token: Any) -> bool:
    """One's own personal token."""
    return bool(user.pk and token.person_id == user.pk)


rules.add_perm("accounts.make_accesstoken", is_self & works_for_a_state)
rules.add_perm("accounts.end_accesstoken", holds_token)

rules.add_perm("accounts.view_user", is_self | works_with | of_secretariat | technical)  # P53
rules.add_perm("accounts.change_user", is_self)  # P49
rules.add_perm("accounts.disable_user", heads & ~is_self)  # P61


@rules.predicate
def is_another_officers(user: Any, reset: Any) -> bool:
    """Started by somebody else, for somebody else: nobody confirms what they started, or their own (S14)."""
    return reset.started_by_id is not None and user.pk not in (reset.started_by_id, reset.person_id)


rules.add_perm("accounts.start_factorreset", of_secretariat & ~is_self)  # S14
rules.add_perm("accounts.view_factorreset", of_secretariat)
rules.add_perm("accounts.confirm_factorreset", of_secretariat & is_another_officers)
rules.add_perm("accounts.stop_factorreset", of_secretariat)

rules.add_perm("accounts.view_organisation", may_see_body)
rules.add_perm("accounts.change_organisation", of_secretariat & stands_by_itself)
rules.add_perm("accounts.merge_organisation", of_secretariat & stands_by_itself)
rules.add_perm("accounts.view_team", has_team)
rules.add_perm("accounts.manage_team", has_team)
rules.add_perm("accounts.administer_organisation", administers)

rules.add_perm("accounts.view_membershiprequest", asked | answers_for)  # P51
rules.add_perm("accounts.decide_membershiprequest", is_waiting & answers_for & ~asked)
rules.add_perm("accounts.take_back_membershiprequest", is_waiting & asked)

rules.add_perm("accounts.view_membership", may_see_role)  # P53
rules.add_perm("accounts.end_membership", may_end_role)  # P50
rules.add_perm("accounts.propose_end_of_role", may_propose_end)  # P52
rules.add_perm("accounts.release_end_of_role", may_release_end)  # P52

rules.add_perm("accounts.view_invitation", may_see_invitation)
rules.add_perm("accounts.send_invitation", may_invite)  # P50, P52
rules.add_perm("accounts.manage_invitation", may_invite & may_see_invitation)
rules.add_perm("accounts.release_invitation", may_release & may_see_invitation)  # P52

rules.add_perm("accounts.view_desknote", of_secretariat)
rules.add_perm("accounts.settle_desknote", of_secretariat & is_unsettled)

rules.add_perm("accounts.hand_over", may_hand_over)  # P50
rules.add_perm("accounts.view_handover", may_see_handover)
delegated(
    Right.TEAM,
    "accounts.manage_team",
    "accounts.end_membership",
    "accounts.send_invitation",
    "accounts.manage_invitation",
    "accounts.hand_over",
)

# --- a page shown to an officer: S15, FEATURES U11


@rules.predicate
def has_opened(user: Any, look: Any) -> bool:
    """Whoever shows the page."""
    return bool(user.pk and look.opened_by_id == user.pk)


@rules.predicate
def is_named(user: Any, look: Any) -> bool:
    """The officer to whom it is shown, and no other."""
    return bool(user.pk and look.officer_id == user.pk)


is_open_look = rules.predicate(lambda user, look: look.is_open, name="is_open_look")
leads_its_state = rules.predicate(
    lambda user, look: bool(look.country) and has_role(user, Role.FOCAL_POINT, of=look.country), name="leads_its_state"
)
rules.add_perm("accounts.look_as_support", is_named & of_secretariat & is_open_look)
rules.add_perm("accounts.view_supportlook", has_opened | is_named | leads_its_state)
rules.add_perm("accounts.end_supportlook", is_open_look & (has_opened | is_named | leads_its_state))
