"""Who may do what with practices and calls for practices (RELIABILITY 2, rows P21 to P31, P58).

Records: Practice, CallForPractices, UsedElsewhere. A missing record is a refusal. An officer who belongs to the
submitting organisation or State is recused: to the rules that is nobody of the secretariat (condition 7).
"""

from typing import Any

import rules

from accounts.choices import CONTRIBUTORS, READ_ONLY_ROLES, STATE_ROLES, OrganisationKind, Role
from core.access import SECRETARIAT, countries_of, has_role, is_secretariat, organisations_of
from practices.choices import UNDECIDED, WITH_SECRETARIAT, Applicant, Status

WRITERS = (Role.FOCAL_POINT, Role.MINISTRY_CONTRIBUTOR, Role.ORGANISATION_ADMINISTRATOR, *CONTRIBUTORS.values())
"""Roles that write the practices of their organisation."""
PEOPLE = (*WRITERS, *READ_ONLY_ROLES)
OF_STATES = (OrganisationKind.STATE, OrganisationKind.MINISTRY)
BODIES = {
    OrganisationKind.STATE: Applicant.STATES,
    OrganisationKind.MINISTRY: Applicant.STATES,
    OrganisationKind.UN_ENTITY: Applicant.UN_ENTITIES,
    OrganisationKind.STAKEHOLDER: Applicant.STAKEHOLDERS,
}
"""Kinds of organisations that submit practices, and what a call names them."""


def belongs_to(user: Any, organisation: Any, roles_: tuple[str, ...]) -> bool:
    """Whether `user` holds one of `roles_` in `organisation`, or is focal point of the State whose body it is."""
    if organisation is None:
        return False
    if organisation.pk in organisations_of(user, *roles_):
        return True
    return organisation.kind in OF_STATES and organisation.country_id in countries_of(user, Role.FOCAL_POINT)


@rules.predicate
def is_of_its_people(user: Any, practice: Any) -> bool:
    """Anybody of the submitting organisation; of a State's, its focal points."""
    return belongs_to(user, practice.organisation, PEOPLE)


@rules.predicate
def writes_for_it(user: Any, practice: Any) -> bool:
    """Its people, without those who only read."""
    return belongs_to(user, practice.organisation, WRITERS)


@rules.predicate
def is_recused(user: Any, practice: Any) -> bool:
    """Of the submitting organisation or State, in whatever role (condition 7)."""
    body = practice.organisation
    if body is None:
        return False
    outside = tuple(role for role in Role.values if role not in SECRETARIAT)
    if body.pk in organisations_of(user, *outside):
        return True
    return body.kind in OF_STATES and body.country_id in countries_of(user, *STATE_ROLES)


@rules.predicate
def is_officer(user: Any, record: Any) -> bool:
    """Somebody of the secretariat, on a record without a submitter."""
    return is_secretariat(user)


is_unrecused_officer = is_officer & ~is_recused
is_submitted = rules.predicate(lambda user, practice: practice.status in WITH_SECRETARIAT, name="is_submitted")
is_editable = rules.predicate(lambda user, practice: bool(practice.is_editable), name="is_editable")
is_discarded = rules.predicate(lambda user, practice: practice.discarded_at is not None, name="is_discarded")
is_draft = rules.predicate(lambda user, practice: practice.status == Status.DRAFT, name="is_draft")
is_undecided = rules.predicate(lambda user, practice: practice.status in UNDECIDED, name="is_undecided")
is_imported = rules.predicate(lambda user, practice: bool(practice.is_imported), name="is_imported")
is_corrected = rules.predicate(
    lambda user, practice: practice.being_corrected_since is not None, name="is_being_corrected"
)

# --- its own people: P21, P23, P58

rules.add_perm("practices.view_practice", is_of_its_people | (is_unrecused_officer & is_submitted))  # P21, P22
rules.add_perm("practices.read_draft_of_practice", is_of_its_people)  # P21: the text that is being written
rules.add_perm("practices.start_practice", writes_for_it)  # asked of the organisation's own new record
rules.add_perm("practices.edit_practice", writes_for_it & is_editable)
rules.add_perm("practices.submit_practice", writes_for_it & ~is_discarded)
rules.add_perm("practices.discard_practice", writes_for_it & is_draft & ~is_discarded)
rules.add_perm("practices.restore_practice", writes_for_it & is_draft & is_discarded)
rules.add_perm("practices.withdraw_practice", writes_for_it & is_undecided)
rules.add_perm("practices.keep_practice", writes_for_it)
rules.add_perm("practices.start_correction_of_practice", writes_for_it & ~is_corrected)
rules.add_perm("practices.correct_practice", writes_for_it & is_corrected)

# --- the secretariat: P24

rules.add_perm("practices.screen_practice", is_unrecused_officer)
rules.add_perm("practices.decide_practice", is_unrecused_officer)
rules.add_perm("practices.publish_practice", is_unrecused_officer)
rules.add_perm("practices.carry_over_practice", is_unrecused_officer & is_imported)


@rules.predicate
def is_public_call(user: Any, call: Any) -> bool:
    """Opened once: its page is public."""
    return bool(call.is_public)


@rules.predicate
def said_it(user: Any, use: Any) -> bool:
    """Somebody of the body that took the practice up."""
    return has_role(user, *PEOPLE, of=use.organisation)


rules.add_perm("practices.view_callforpractices", is_public_call | is_officer)
rules.add_perm("practices.change_callforpractices", is_officer)
rules.add_perm("practices.view_usedelsewhere", said_it | is_officer)
rules.add_perm("practices.check_usedelsewhere", is_officer & ~said_it)
