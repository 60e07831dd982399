"""Who may do what with voluntary reviews (RELIABILITY 2, rows P1 to P20, P63, P64).

Records: VoluntaryReview, sections.SectionInReview, sections.SectionForGuest, sections.LogInReview, GuestReader,
Submission, Questionnaire, Intention, ReceivedDocument, Attachment. A missing record is a refusal
(`core.access.allowed`).
"""

from typing import Any

import rules

from accounts.choices import READ_ONLY_ROLES, STATE_ROLES, Right, Role
from core.access import delegated, has_role, is_secretariat, organisations_of
from reviews.choices import DocumentStatus, Outcome, QuestionnaireStatus, ReviewStatus


def holds(user: Any, record: Any, *roles: str) -> bool:
    """Whether `user` has one of `roles` for the State of the record; whoever practises is the focal point there."""
    whose = getattr(record, "practice_of_id", None)
    if whose is not None:
        return bool(whose == user.pk and Role.FOCAL_POINT in roles)
    return has_role(user, *roles, of=record.country_id)


@rules.predicate
def is_focal_point(user: Any, record: Any) -> bool:
    """The focal point (or alternate) of the State that the record belongs to."""
    return holds(user, record, Role.FOCAL_POINT)


@rules.predicate
def is_in_team(user: Any, record: Any) -> bool:
    """Anybody whom the State has in its team."""
    return holds(user, record, *STATE_ROLES)


@rules.predicate
def is_officer(user: Any, record: Any) -> bool:
    """Somebody of the secretariat."""
    return is_secretariat(user)


@rules.predicate
def is_head(user: Any, record: Any) -> bool:
    """A head of the secretariat."""
    return has_role(user, Role.SECRETARIAT_ADMIN)


@rules.predicate
def is_editable(user: Any, review: Any) -> bool:
    """The review stands where its State writes."""
    return bool(review.is_editable)


# --- the draft: P1 to P9, P64

is_with_secretariat = rules.predicate(
    lambda user, review: review.status == ReviewStatus.SUBMITTED, name="is_with_secretariat"
)
is_practice = rules.predicate(lambda user, review: bool(review.is_practice), name="is_practice")
is_correction = rules.predicate(lambda user, review: bool(review.is_correction), name="is_correction")
rules.add_perm("reviews.start_voluntaryreview", is_focal_point)  # asked of a country's own new record
rules.add_perm("reviews.view_voluntaryreview", is_in_team)
rules.add_perm("reviews.manage_voluntaryreview", is_focal_point & is_editable & ~is_practice)
rules.add_perm("reviews.export_voluntaryreview", is_in_team)
rules.add_perm("reviews.submit_voluntaryreview", is_focal_point & ~is_practice)
rules.add_perm("reviews.discard_voluntaryreview", is_focal_point & ~is_correction & ~is_practice)
rules.add_perm("reviews.empty_practice", is_focal_point & is_practice)
rules.add_perm("reviews.call_back_voluntaryreview", is_focal_point & is_with_secretariat)


@rules.predicate
def reads_section(user: Any, place: Any) -> bool:
    """The focal point; others of the team where ministries read all, or the section is theirs."""
    if holds(user, place.review, Role.FOCAL_POINT):
        return True
    if not holds(user, place.review, *STATE_ROLES):
        return False
    return bool(place.review.ministries_read_all) or has_section(user, place)


@rules.predicate
def has_section(user: Any, place: Any) -> bool:
    """A writing member of a ministry that has the section."""
    return any(
        role in STATE_ROLES and role not in READ_ONLY_ROLES and body in place.organisation_ids
        for role, body, _country in user.current_roles
    )


@rules.predicate
def edits_section(user: Any, place: Any) -> bool:
    """The focal point always; a ministry until the section is cleared (condition 2)."""
    if not place.review.is_editable:
        return False
    if holds(user, place.review, Role.FOCAL_POINT):
        return True
    return bool(has_section(user, place)) and not place.is_cleared


@rules.predicate
def clears_section(user: Any, place: Any) -> bool:
    """The focal point, or the officer named for this section (condition 3)."""
    if not place.review.is_editable or place.review.is_practice:
        return False
    named = any(a.clearing_officer_id == user.pk and user.pk for a in place.assignments)
    return holds(user, place.review, Role.FOCAL_POINT) or (named and holds(user, place.review, *STATE_ROLES))


rules.add_perm("reviews.read_section", reads_section)
rules.add_perm("reviews.edit_section", edits_section)
is_real = rules.predicate(lambda user, place: not place.review.is_practice, name="is_real")
rules.add_perm("reviews.show_section_to_support", edits_section & is_real)  # S15: one page, to one officer, for a day
rules.add_perm("reviews.clear_section", clears_section)


@rules.predicate
def finishes_section(user: Any, place: Any) -> bool:
    """A ministry says of its own section that it is ready, or not after all."""
    return bool(place.review.is_editable and not place.is_cleared and has_section(user, place))


@rules.predicate
def talks_about_section(user: Any, place: Any) -> bool:
    """Whoever reads the section and writes for the State somewhere: readers from outside have no say."""
    writers = [role for role in STATE_ROLES if role not in READ_ONLY_ROLES]
    return bool(
        place.review.is_editable
        and not place.review.is_practice
        and reads_section(user, place)
        and holds(user, place.review, *writers)
    )


@rules.predicate
def is_named_in_link(user: Any, link: Any) -> bool:
    """The person of this link of the chain, still in the team, and free to read all that is signed."""
    reads_all = link.review.ministries_read_all or holds(user, link.review, Role.FOCAL_POINT)
    return bool(
        link.review.is_editable and link.person_id == user.pk and holds(user, link.review, *STATE_ROLES) and reads_all
    )


rules.add_perm("reviews.comment_on_section", talks_about_section)
rules.add_perm("reviews.sign_off", is_named_in_link)


@rules.predicate
def reads_log(user: Any, log: Any) -> bool:
    """The focal point; others of the team where ministries read all, or where they have a section."""
    if holds(user, log.review, Role.FOCAL_POINT):
        return True
    if not holds(user, log.review, *STATE_ROLES):
        return False
    return bool(log.review.ministries_read_all) or any(has_section(user, place) for place in log.places)


@rules.predicate
def writes_log(user: Any, log: Any) -> bool:
    """Whoever can write in some section now logs the consultations held for it (condition 2)."""
    return any(edits_section(user, place) for place in log.places)


@rules.predicate
def reads_consultation(user: Any, log: Any) -> bool:
    """Limited ministries read those of their own body, and all where they have the section that shows the log."""
    review, body = log.review, log.consultation.organisation_id
    if not holds(user, review, *STATE_ROLES):
        return False
    if holds(user, review, Role.FOCAL_POINT) or review.ministries_read_all:
        return True
    return body in organisations_of(user, *STATE_ROLES) or any(has_section(user, place) for place in log.home)


@rules.predicate
def changes_consultation(user: Any, log: Any) -> bool:
    """The focal point, the ministry that logged it, and whoever can write in the section that shows the log."""
    if holds(user, log.review, Role.FOCAL_POINT):
        return True
    own = log.consultation.organisation_id in organisations_of(user, Role.MINISTRY_CONTRIBUTOR)
    return own or any(edits_section(user, place) for place in log.home)


rules.add_perm("reviews.say_section_ready", finishes_section)
rules.add_perm("reviews.read_consultations", reads_log)
rules.add_perm("reviews.add_consultation", writes_log)
rules.add_perm("reviews.view_consultation", reads_consultation)
rules.add_perm("reviews.change_consultation", writes_log & changes_consultation)

# --- a named person from outside who reads sections until a day: FEATURES U9


@rules.predicate
def has_accepted(user: Any, guest: Any) -> bool:
    """Whoever took this invitation with the own account, and nobody else."""
    return bool(user.pk and guest.person_id == user.pk)


@rules.predicate
def reads_as_guest(user: Any, shown: Any) -> bool:
    """The guest alone, sections named alone, until the day, while the State writes; never the secretariat."""
    guest, place = shown.guest, shown.place
    return bool(
        has_accepted(user, guest)
        and guest.is_open
        and guest.review_id == place.review.pk
        and place.section.pk in shown.named
        and place.review.is_editable
        and not place.review.is_practice
        and not is_secretariat(user)
    )


leads_state_of_guest = rules.predicate(
    lambda user, guest: holds(user, guest.review, Role.FOCAL_POINT), name="leads_state_of_guest"
)
rules.add_perm("reviews.view_guestreader", has_accepted | leads_state_of_guest)
rules.add_perm("reviews.read_as_guest", reads_as_guest)

# --- the submission: P12 to P18

is_readable_by_office = rules.predicate(
    lambda user, submission: submission.outcome != Outcome.CALLED_BACK, name="is_readable_by_office"
)
accepted_by_another = rules.predicate(
    lambda user, review: review.accepted_by_id is not None and review.accepted_by_id != user.pk,
    name="accepted_by_another",
)
is_published = rules.predicate(
    lambda user, review: (
        review.status == ReviewStatus.PUBLISHED or (review.is_correction and review.status != ReviewStatus.WITHDRAWN)
    ),
    name="is_published",
)
withdrawal_proposed_by_another = rules.predicate(
    lambda user, review: review.withdrawal_proposed_by_id is not None and review.withdrawal_proposed_by_id != user.pk,
    name="withdrawal_proposed_by_another",
)
rules.add_perm("reviews.assess_voluntaryreview", is_officer & is_with_secretariat)
rules.add_perm("reviews.publish_voluntaryreview", is_officer & accepted_by_another)
rules.add_perm("reviews.correct_voluntaryreview", is_focal_point)
rules.add_perm("reviews.drop_correction_of_voluntaryreview", is_focal_point & is_correction)
rules.add_perm("reviews.ask_withdrawal_of_voluntaryreview", is_published & is_focal_point)
rules.add_perm("reviews.propose_withdrawal_of_voluntaryreview", is_published & is_head)
rules.add_perm("reviews.withdraw_voluntaryreview", is_officer & is_published & withdrawal_proposed_by_another)
rules.add_perm("reviews.view_submission", is_in_team | is_officer)
rules.add_perm("reviews.read_submission", is_in_team | (is_officer & is_readable_by_office))

delegated(Right.AGREE, "reviews.clear_section")
delegated(
    Right.SUBMIT,
    "reviews.submit_voluntaryreview",
    "reviews.call_back_voluntaryreview",
    "reviews.discard_voluntaryreview",
    "reviews.correct_voluntaryreview",
    "reviews.drop_correction_of_voluntaryreview",
    "reviews.ask_withdrawal_of_voluntaryreview",
    "reviews.change_intention",
)
delegated(Right.TEAM, "reviews.manage_voluntaryreview")

# --- questionnaires: P19, P20

is_draft = rules.predicate(lambda user, form: form.status == QuestionnaireStatus.DRAFT, name="is_draft")
proposed_by_another = rules.predicate(
    lambda user, form: form.proposed_by_id is not None and form.proposed_by_id != user.pk,
    name="proposed_by_another",
)
is_or_was_in_force = rules.predicate(
    lambda user, form: form.status in (QuestionnaireStatus.IN_FORCE, QuestionnaireStatus.REPLACED),
    name="is_or_was_in_force",
)
rules.add_perm("reviews.view_questionnaire", is_officer | is_or_was_in_force)
rules.add_perm("reviews.change_questionnaire", is_officer & is_draft)
rules.add_perm("reviews.release_questionnaire", is_officer & proposed_by_another)
rules.add_perm("reviews.replace_questionnaire", is_officer)


@rules.predicate
def works_on_reviews(user: Any, form: Any) -> bool:
    """Somebody of a State's team, or of the secretariat, who may read or will be asked about such a form."""
    return is_secretariat(user) or has_role(user, *STATE_ROLES)


rules.add_perm("reviews.practise_with_questionnaire", works_on_reviews & is_or_was_in_force)

# --- intentions and documents: P10, P11, P63

is_registered = rules.predicate(
    lambda user, document: document.status == DocumentStatus.REGISTERED, name="is_registered"
)
is_unconfirmed = rules.predicate(
    lambda user, document: document.registered_by_id is None, name="is_unconfirmed"
)  # an import answers for nothing: a first officer confirms what it brought, a second releases it
registered_by_another = rules.predicate(
    lambda user, document: document.registered_by_id is not None and document.registered_by_id != user.pk,
    name="registered_by_another",
)
rules.add_perm("reviews.change_intention", is_focal_point)
rules.add_perm("reviews.view_intention", is_in_team | is_officer)
rules.add_perm("reviews.view_receiveddocument", is_officer)
rules.add_perm("reviews.change_receiveddocument", is_officer & is_registered)
rules.add_perm("reviews.confirm_receiveddocument", is_officer & is_registered & is_unconfirmed)
rules.add_perm("reviews.release_receiveddocument", is_officer & registered_by_another)
