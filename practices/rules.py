"""Who may do what with practices and calls for practices (RELIABILITY 2, rows P21 to P31, P58).

Records: Practice, CallForPractices, UsedElsewhere. A missing record is a refusal. An officer who belongs to the
submitting organisation or State is recused: to the rules that is nobody of the secretariat (condition 7).
"""

from datetime import timedelta
from typing import Any

import rules
from django.utils import timezone

from accounts.choices import CONTRIBUTORS, READ_ONLY_ROLES, STATE_ROLES, OrganisationKind, Right, Role
from core.access import SECRETARIAT, countries_of, delegated, has_role, is_secretariat, organisations_of
from practices.choices import UNDECIDED, WITH_SECRETARIAT, Applicant, AssignmentStatus, Status

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
    """Of the submitting organisation or State, in whatever role, or with a declared tie (condition 7)."""
    if user.pk in practice.tied_officers:
        return True
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


def is_of_host(practice: Any) -> bool:
    """Whether the secretariat's own host, or a unit of it, submits: the body that the secretariat is part of."""
    body, above = practice.organisation, set()
    if body is None:  # an import brought it, and names no body on record
        return False
    hosts = set(type(body).objects.filter(kind=OrganisationKind.SECRETARIAT).values_list("parent", flat=True)) - {None}
    while hosts and body is not None and body.pk not in above:
        above.add(body.pk)
        body = body.parent
    return bool(hosts & above)


@rules.predicate
def screened_for_host(user: Any, practice: Any) -> bool:
    """Sent a practice of the host to review: another officer decides on it (condition 7, two officers)."""
    return is_of_host(practice) and practice.versions.filter(screenings__by=user).exists()


@rules.predicate
def decided_for_host(user: Any, practice: Any) -> bool:
    """Decided on a practice of the host: another officer publishes it."""
    return is_of_host(practice) and practice.rounds.filter(decision__by=user).exists()


is_unrecused_officer = is_officer & ~is_recused
is_submitted = rules.predicate(lambda user, practice: practice.status in WITH_SECRETARIAT, name="is_submitted")
is_editable = rules.predicate(lambda user, practice: bool(practice.is_editable), name="is_editable")
is_discarded = rules.predicate(lambda user, practice: practice.discarded_at is not None, name="is_discarded")
is_draft = rules.predicate(lambda user, practice: practice.status == Status.DRAFT, name="is_draft")
is_undecided = rules.predicate(lambda user, practice: practice.status in UNDECIDED, name="is_undecided")
is_imported = rules.predicate(lambda user, practice: bool(practice.is_imported), name="is_imported")
is_published = rules.predicate(lambda user, practice: practice.status == Status.PUBLISHED, name="is_published")
is_corrected = rules.predicate(
    lambda user, practice: practice.being_corrected_since is not None, name="is_being_corrected"
)

# --- its own people: P21, P23, P58

rules.add_perm("practices.view_practice", is_of_its_people | (is_unrecused_officer & is_submitted))  # P21, P22
rules.add_perm("practices.read_draft_of_practice", is_of_its_people)  # P21: the text that is being written
rules.add_perm("practices.start_practice", writes_for_it)  # asked of the organisation's own new record
rules.add_perm("practices.edit_practice", writes_for_it & is_editable)
rules.add_perm("practices.show_practice_to_support", writes_for_it & is_editable)  # S15: to one officer, for a day
rules.add_perm("practices.submit_practice", writes_for_it & ~is_discarded)
rules.add_perm("practices.discard_practice", writes_for_it & is_draft & ~is_discarded)
rules.add_perm("practices.restore_practice", writes_for_it & is_draft & is_discarded)
rules.add_perm("practices.withdraw_practice", writes_for_it & is_undecided)
rules.add_perm("practices.keep_practice", writes_for_it)
rules.add_perm("practices.translate_practice", writes_for_it & is_published)  # and say whether reviewers are named
rules.add_perm("practices.publish_translation_of_practice", writes_for_it & is_published)
rules.add_perm("practices.start_correction_of_practice", writes_for_it & ~is_corrected)
rules.add_perm("practices.correct_practice", writes_for_it & is_corrected)

delegated(
    Right.SUBMIT,
    "practices.submit_practice",
    "practices.discard_practice",
    "practices.withdraw_practice",
    "practices.correct_practice",
    "practices.publish_translation_of_practice",
)

# --- the secretariat: P24

rules.add_perm("practices.screen_practice", is_unrecused_officer)
rules.add_perm("practices.decide_practice", is_unrecused_officer & ~screened_for_host)
rules.add_perm("practices.publish_practice", is_unrecused_officer & ~decided_for_host)
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


@rules.predicate
def writes_for_the_practice(user: Any, use: Any) -> bool:
    """Somebody of the body whose practice it is."""
    return bool(writes_for_it(user, use.practice))


rules.add_perm("practices.view_usedelsewhere", said_it | writes_for_the_practice | is_officer)
rules.add_perm("practices.answer_usedelsewhere", writes_for_the_practice)
rules.add_perm("practices.check_usedelsewhere", is_officer & ~said_it)


# --- peer review: P25 to P30. Records: ReviewRound, ReviewAssignment, PeerReview, Decision, ReviewerProfile

THINK_AGAIN = timedelta(hours=24)


def _handles(user: Any, practice: Any) -> bool:
    """An officer who is not recused, once it was submitted."""
    return bool(is_unrecused_officer(user, practice)) and practice.status in WITH_SECRETARIAT


@rules.predicate
def handles_round(user: Any, round: Any) -> bool:
    """Whether `user` is an officer of the round who is not recused."""
    return _handles(user, round.practice)


@rules.predicate
def handles_assignment(user: Any, assignment: Any) -> bool:
    """The same for the work of one reviewer."""
    return _handles(user, assignment.round.practice)


@rules.predicate
def is_the_reviewer(user: Any, assignment: Any) -> bool:
    """The person who was invited, while she is a peer reviewer."""
    invited = assignment.reviewer_id == user.pk and assignment.invited_at is not None
    return invited and has_role(user, Role.PEER_REVIEWER)


@rules.predicate
def is_another_officer(user: Any, assignment: Any) -> bool:
    """Not the one who proposed it: there is no setting that turns this off (condition 8)."""
    return assignment.invited_by_id != user.pk


@rules.predicate
def declined_just_now(user: Any, assignment: Any) -> bool:
    """A refusal can be taken back for a day (FEATURES A10)."""
    return assignment.closed_at is not None and timezone.now() - assignment.closed_at < THINK_AGAIN


is_in_open_round = rules.predicate(lambda user, assignment: assignment.round.is_open, name="is_in_open_round")
is_open_round = rules.predicate(lambda user, record: record.is_open, name="is_open_round")
has_the_text = rules.predicate(
    lambda user, assignment: assignment.status in (AssignmentStatus.ACCEPTED, AssignmentStatus.FILED),
    name="declared_and_at_work",
)
is_writing = rules.predicate(lambda user, assignment: assignment.status == AssignmentStatus.ACCEPTED, name="is_writing")


is_filed = rules.predicate(lambda user, assignment: assignment.status == AssignmentStatus.FILED, name="is_filed")
is_of_published = rules.predicate(
    lambda user, assignment: assignment.round.practice.status == Status.PUBLISHED, name="is_of_a_published_practice"
)


@rules.predicate
def may_read_report(user: Any, report: Any) -> bool:
    """One's own until it is sealed; a filed one the officers and, after their own, the others of the round (P29)."""
    assignment = report.assignment
    if report.sealed_at is not None:
        return False
    if is_the_reviewer(user, assignment):
        return assignment.status in (AssignmentStatus.ACCEPTED, AssignmentStatus.FILED)
    if assignment.status != AssignmentStatus.FILED:
        return False
    return _handles(user, assignment.round.practice) or _filed_own_beside(user, assignment.round)


def _filed_own_beside(user: Any, round_: Any) -> bool:
    """Looks among the round's assignments, which the page has read already."""
    return round_.reviewers_share and any(
        one.reviewer_id == user.pk and one.status == AssignmentStatus.FILED for one in round_.assignments.all()
    )


@rules.predicate
def may_read_decision(user: Any, decision: Any) -> bool:
    """The letter: the practice's people and its officers."""
    practice = decision.round.practice
    return bool(is_of_its_people(user, practice)) or _handles(user, practice)


@rules.predicate
def may_reply(user: Any, decision: Any) -> bool:
    """Whoever writes the practice, while changes are asked for."""
    practice = decision.round.practice
    return bool(writes_for_it(user, practice)) and practice.status == Status.REVISION_REQUESTED


is_own_profile = rules.predicate(lambda user, profile: profile.user_id == user.pk, name="is_own_profile")
is_reviewer = rules.predicate(lambda user, profile: has_role(user, Role.PEER_REVIEWER), name="is_reviewer")

rules.add_perm("practices.view_reviewround", handles_round)  # P25
rules.add_perm("practices.change_reviewround", handles_round & is_open_round)
rules.add_perm("practices.view_reviewassignment", handles_assignment | is_the_reviewer)  # P30
rules.add_perm("practices.change_reviewassignment", handles_assignment & is_in_open_round)  # P25
rules.add_perm("practices.invite_reviewassignment", handles_assignment & is_in_open_round)
rules.add_perm("practices.waive_reviewassignment", handles_assignment & is_in_open_round & is_another_officer)  # P27
rules.add_perm("practices.declare_reviewassignment", is_the_reviewer & is_in_open_round)  # P26
rules.add_perm("practices.think_again_on_reviewassignment", is_the_reviewer & is_in_open_round & declined_just_now)
rules.add_perm("practices.read_text_of_reviewassignment", is_the_reviewer & is_in_open_round & has_the_text)  # P22
rules.add_perm("practices.write_report_of_reviewassignment", is_the_reviewer & is_in_open_round & is_writing)  # P28
rules.add_perm("practices.be_named_for_reviewassignment", is_the_reviewer & is_filed & is_of_published)  # A18
rules.add_perm("practices.read_peerreview", may_read_report)  # P28, P29
rules.add_perm("practices.read_decision", may_read_decision)
rules.add_perm("practices.reply_to_decision", may_reply)
rules.add_perm("practices.view_reviewerprofile", is_own_profile | is_officer)
rules.add_perm("practices.edit_reviewerprofile", is_own_profile & is_reviewer)
