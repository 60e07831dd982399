"""Who may do what with pledges (RELIABILITY 2, rows P32 to P39; FEATURES C9).

Records: Pledge, PledgeVersion, PledgeParticipant, ProgressReport, Observation, EvidenceLink. A missing record is a
refusal. A State pledges through its focal points alone; somebody of its team whom they name for one pledge writes in
it (condition 11) and submits nothing; on its progress they report.
"""

from typing import Any

import rules

from accounts.choices import CONTRIBUTORS, STATE_ROLES, OrganisationKind, Right, Role
from core.access import delegated, has_role, is_secretariat, organisations_of
from pledges.choices import PART, WRITTEN_IN, Answer, ObservationStatus, Outcome, ReportStatus, Status, Together

SPEAKERS = (Role.ORGANISATION_ADMINISTRATOR, *CONTRIBUTORS.values())
"""Roles that speak for an organisation outside States."""
PLEDGERS = (OrganisationKind.STATE, OrganisationKind.UN_ENTITY, OrganisationKind.STAKEHOLDER)
"""Kinds of bodies that pledge; local authorities and banks are stakeholders."""


def speaks_for(user: Any, body: Any) -> bool:
    """Whether `user` can commit the organisation `body` now."""
    if body is None or body.kind not in PLEDGERS:
        return False
    if body.kind == OrganisationKind.STATE:
        return has_role(user, Role.FOCAL_POINT, of=body.country_id)
    return body.pk in organisations_of(user, *SPEAKERS)


rules.add_perm("pledges.commit_organisation", rules.predicate(speaks_for))  # asked of the body itself


@rules.predicate
def speaks_for_lead(user: Any, pledge: Any) -> bool:
    """Somebody who can commit the body that files it."""
    return speaks_for(user, pledge.organisation)


@rules.predicate
def is_delegate(user: Any, pledge: Any) -> bool:
    """Named for this pledge by the focal point, and of the State's team still."""
    body = pledge.organisation
    if body is None or not body.country_id or not has_role(user, *STATE_ROLES, of=body.country_id):
        return False
    return bool(pledge.pk) and pledge.delegates.filter(pk=user.pk).exists()


@rules.predicate
def speaks_for_partner(user: Any, pledge: Any) -> bool:
    """Somebody who can commit a partner that was asked or has confirmed (P34)."""
    partners = pledge.participants.filter(answer__in=PART).select_related("organisation")
    return any(speaks_for(user, one.organisation) for one in partners)


is_officer = rules.predicate(lambda user, record: is_secretariat(user), name="is_officer")
is_editable = rules.predicate(lambda user, pledge: bool(pledge.is_editable), name="is_editable")
is_draft = rules.predicate(lambda user, pledge: pledge.status == Status.DRAFT, name="is_draft")
is_discarded = rules.predicate(lambda user, pledge: pledge.discarded_at is not None, name="is_discarded")
is_being_changed = rules.predicate(lambda user, pledge: pledge.being_changed_since is not None, name="is_being_changed")
is_standing = rules.predicate(
    lambda user, pledge: pledge.status in (*WRITTEN_IN, Status.SUBMITTED, Status.PUBLISHED), name="is_standing"
)
of_a_state = rules.predicate(
    lambda user, pledge: pledge.organisation is not None and pledge.organisation.kind == OrganisationKind.STATE,
    name="of_a_state",
)

rules.add_perm("pledges.view_pledge", speaks_for_lead | is_delegate | (speaks_for_partner & ~is_discarded))  # P32, P34
rules.add_perm("pledges.start_pledge", speaks_for_lead)  # asked of the body's own new record
rules.add_perm("pledges.edit_pledge", is_editable & (speaks_for_lead | is_delegate))  # P32
rules.add_perm("pledges.show_pledge_to_support", is_editable & (speaks_for_lead | is_delegate))  # S15
rules.add_perm("pledges.name_delegates_of_pledge", of_a_state & speaks_for_lead)  # condition 11
rules.add_perm("pledges.submit_pledge", speaks_for_lead & ~is_discarded)  # P33
rules.add_perm("pledges.discard_pledge", speaks_for_lead & is_draft & ~is_discarded)
rules.add_perm("pledges.restore_pledge", speaks_for_lead & is_draft & is_discarded)
rules.add_perm("pledges.start_change_of_pledge", speaks_for_lead & ~is_being_changed)  # P39
rules.add_perm("pledges.change_pledge", speaks_for_lead & is_being_changed)  # P39
rules.add_perm("pledges.drop_change_of_pledge", speaks_for_lead & is_being_changed)  # P39
rules.add_perm("pledges.withdraw_pledge", speaks_for_lead)  # P39
rules.add_perm("pledges.ask_partners_of_pledge", speaks_for_lead & is_standing & ~is_discarded)
rules.add_perm("pledges.screen_pledge", is_officer)  # P36: the workflow asks for "submitted"

# --- a partner: P34, P35


@rules.predicate
def leads(user: Any, partner: Any) -> bool:
    """Somebody who can commit the body that files the pledge (condition 12)."""
    return speaks_for(user, partner.pledge.organisation)


@rules.predicate
def speaks_for_it(user: Any, partner: Any) -> bool:
    """Somebody who can commit the partner; before the partner is on record, an authorised person of some
    organisation who reads mail at the address that was asked."""
    if partner.organisation is not None:
        return speaks_for(user, partner.organisation)
    return bool(partner.email) and was_written_to(user, partner)


@rules.predicate
def was_written_to(user: Any, partner: Any) -> bool:
    """Signed in with the address that the question went to; sign-up has proved that address."""
    return partner.email.casefold() == getattr(user, "email", "").casefold() != ""


is_open = rules.predicate(lambda user, partner: partner.answer == Answer.INVITED, name="is_asked")
is_part = rules.predicate(lambda user, partner: partner.answer in PART, name="is_part")
is_removed = rules.predicate(lambda user, partner: partner.answer == Answer.REMOVED, name="is_removed_partner")
is_offered = rules.predicate(lambda user, partner: partner.answer == Answer.OFFERED, name="is_offered")
is_confirmed = rules.predicate(lambda user, partner: partner.answer == Answer.CONFIRMED, name="is_confirmed_partner")
pledge_stands = rules.predicate(
    lambda user, partner: (
        partner.pledge.discarded_at is None and partner.pledge.status not in (Status.DECLINED, Status.WITHDRAWN)
    ),
    name="pledge_stands",
)
is_numbered = rules.predicate(lambda user, partner: partner.pledge.reference is not None, name="is_numbered")
rules.add_perm(
    "pledges.view_pledgeparticipant", leads | speaks_for_it | was_written_to | (is_officer & is_numbered)
)  # P35
rules.add_perm("pledges.answer_pledgeparticipant", speaks_for_it & is_part & pledge_stands)  # P34
rules.add_perm("pledges.remove_pledgeparticipant", leads & is_part & pledge_stands)
rules.add_perm("pledges.put_back_pledgeparticipant", leads & is_removed & pledge_stands)
rules.add_perm("pledges.leave_pledgeparticipant", speaks_for_it & is_confirmed & pledge_stands)
rules.add_perm("pledges.answer_offer", leads & is_offered & pledge_stands)  # C13
rules.add_perm("pledges.take_offer_back", speaks_for_it & is_offered)
rules.add_perm("pledges.pass_lead_of_pledge", speaks_for_lead & is_standing & ~is_discarded)  # P39

# --- the version that was submitted: P36

is_waiting = rules.predicate(lambda user, version: version.outcome == Outcome.WAITING, name="version_is_waiting")
is_own_version = rules.predicate(
    lambda user, version: speaks_for(user, version.pledge.organisation), name="is_own_version"
)
rules.add_perm("pledges.view_pledgeversion", is_officer | is_own_version)
rules.add_perm("pledges.screen_pledgeversion", is_officer & is_waiting)

# --- a report on progress: P38


@rules.predicate
def speaks_for_a_confirmed_partner(user: Any, pledge: Any) -> bool:
    """Somebody who can commit a partner that takes part now."""
    partners = pledge.participants.filter(answer=Answer.CONFIRMED).select_related("organisation")
    return any(speaks_for(user, one.organisation) for one in partners)


@rules.predicate
def writes_it(user: Any, report: Any) -> bool:
    """Somebody who can commit the body that reports; for a State's own pledge whom its focal point named, too."""
    return speaks_for(user, report.organisation) or (report.for_all and is_delegate(user, report.pledge))


is_published = rules.predicate(lambda user, pledge: pledge.status == Status.PUBLISHED, name="is_published_pledge")
of_a_published_one = rules.predicate(
    lambda user, report: report.pledge.status == Status.PUBLISHED, name="of_a_published_pledge"
)
is_report_draft = rules.predicate(
    lambda user, report: report.status == ReportStatus.DRAFT and report.discarded_at is None, name="is_report_draft"
)
is_corrected = rules.predicate(lambda user, report: report.being_corrected_since is not None, name="is_corrected")
rules.add_perm(
    "pledges.report_on_pledge", is_published & (speaks_for_lead | is_delegate | speaks_for_a_confirmed_partner)
)
is_common = rules.predicate(lambda user, pledge: pledge.together == Together.COMMON, name="is_common")
seeks_partners = rules.predicate(lambda user, pledge: pledge.is_seeking, name="seeks_partners")
is_anybody = rules.predicate(lambda user: bool(user.is_authenticated), name="is_anybody")
rules.add_perm("pledges.adopt_pledge", is_anybody & is_published & is_common & ~is_being_changed)  # C3
rules.add_perm("pledges.offer_to_pledge", is_anybody & is_published & seeks_partners)  # C13
rules.add_perm("pledges.carry_on_pledge", is_published & speaks_for_lead)  # C15
rules.add_perm("pledges.plan_reports_of_pledge", is_published & speaks_for_lead)  # C11
rules.add_perm("pledges.view_progressreport", writes_it)
rules.add_perm("pledges.edit_progressreport", writes_it & is_editable & of_a_published_one)
rules.add_perm("pledges.publish_progressreport", writes_it & is_editable & of_a_published_one)
rules.add_perm("pledges.discard_progressreport", writes_it & is_report_draft)
rules.add_perm("pledges.restore_progressreport", writes_it & is_discarded)
rules.add_perm("pledges.start_correction_of_report", writes_it & ~is_corrected & of_a_published_one)
rules.add_perm("pledges.drop_correction_of_report", writes_it & is_corrected)
rules.add_perm("pledges.keep_evidence_of_report", writes_it & of_a_published_one & ~is_report_draft)  # C17
rules.add_perm("pledges.view_evidencelink", is_officer)

delegated(Right.TEAM, "pledges.name_delegates_of_pledge")
delegated(
    Right.SUBMIT,
    "pledges.commit_organisation",
    "pledges.submit_pledge",
    "pledges.discard_pledge",
    "pledges.change_pledge",
    "pledges.withdraw_pledge",
    "pledges.pass_lead_of_pledge",
    "pledges.answer_pledgeparticipant",
    "pledges.leave_pledgeparticipant",
    "pledges.answer_offer",
    "pledges.publish_progressreport",
    "pledges.respond_to_observation",
)

# --- observations of others: C19


@rules.predicate
def takes_observations(user: Any, pledge: Any) -> bool:
    """Whether the secretariat has switched them on for the forum of the pledge."""
    from pledges.models import ObservationsOpen

    return pledge.cycle_id is not None and ObservationsOpen.objects.filter(pk=pledge.cycle_id).exists()


@rules.predicate
def speaks_for_observer(user: Any, observation: Any) -> bool:
    """Somebody who can commit the body that observed."""
    return speaks_for(user, observation.organisation)


is_unanswered = rules.predicate(lambda user, observation: not observation.answer, name="is_unanswered")
is_public_observation = rules.predicate(
    lambda user, observation: observation.status == ObservationStatus.PUBLISHED, name="is_public_observation"
)
rules.add_perm("pledges.observe_pledge", is_anybody & is_published & takes_observations)
rules.add_perm("pledges.view_observation", is_officer | speaks_for_observer | (leads & is_public_observation))
rules.add_perm("pledges.moderate_observation", is_officer)
rules.add_perm("pledges.withdraw_observation", speaks_for_observer)
rules.add_perm("pledges.respond_to_observation", leads & is_public_observation & is_unanswered & pledge_stands)
rules.add_perm("pledges.view_observationsopen", is_officer)
rules.add_perm("pledges.delete_observationsopen", is_officer)

# --- what the secretariat follows: public already

rules.add_perm("pledges.view_followedpledge", is_officer & is_published)
rules.add_perm("pledges.view_followedreport", is_officer & of_a_published_one & ~is_report_draft)
