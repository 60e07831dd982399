"""Who of a State writes what: ministries invited, sections given and taken back, ready, agreed."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import steps as accounts
from accounts.choices import Role
from accounts.models import Invitation, Membership, Organisation, User
from core.access import allowed, demand, fresh
from core.models import Act
from core.templatetags.portal import day_of
from core.workflow import MovedOn, signed
from reviews import progress
from reviews.models import Clearance, Section, SectionAssignment, VoluntaryReview
from reviews.notifications import team as mail
from reviews.sections import asked_of, section_in

MANAGE = "reviews.manage_voluntaryreview"
FULL = 1500
"""Characters of a note to a ministry, as its form has it."""


@transaction.atomic
def give(
    review: VoluntaryReview,
    organisation: Organisation,
    sections: Iterable[Section],
    *,
    by: Any,
    due_on: date | None = None,
    note: str = "",
) -> list[SectionAssignment]:
    """Give `sections` to a ministry of the same State; what it has already stays as it is. Tells its people.

    Returns the new assignments. Raises PermissionDenied to all but focal points, and for another State's ministry.
    """
    by = fresh(by)
    review = managed(review, by=by)
    if organisation.country_id != review.country_id:
        raise PermissionDenied(_("This ministry is not of your State."))
    held = set(review.assignments.filter(organisation=organisation).values_list("section", flat=True))
    given = [
        SectionAssignment(
            review=review, section=section, organisation=organisation, due_on=due_on, note=note, given_by=by
        )
        for section in sections
        if section.pk not in held
    ]
    for assignment in given:
        signed(assignment, by)
        assignment.save()
        Act.objects.log("gave section", assignment, by=by)
    if given:
        codes = [assignment.section.code for assignment in given]
        mail.SectionGiven(review, organisation=organisation.pk, sections=codes, batch=uuid.uuid4().hex).queue()
    return given


@transaction.atomic
def ask(
    review: VoluntaryReview, organisation: Organisation, section: Section, *, due_on: date, note: str, by: Any
) -> SectionAssignment:
    """Want something of a ministry in `section` by a day: the section is given to it, or its day and note are changed.

    What was wanted before stays in the note. Raises ValidationError where the note is full, PermissionDenied.
    """
    if given := give(review, organisation, [section], by=by, due_on=due_on, note=note):
        return given[0]
    held: SectionAssignment = review.assignments.select_related("review", "clearing_officer").get(
        organisation=organisation, section=section
    )
    lines = [line for line in held.note.splitlines() if line != note]
    whole = "\n".join([*lines, note])
    if len(whole) > FULL:
        raise ValidationError(_("The note to this ministry is full. Shorten it on the team's page."))
    return change(held, by=by, due_on=due_on, note=whole, clearing_officer=held.clearing_officer)


@transaction.atomic
def invite(
    review: VoluntaryReview,
    email: str,
    ministry: str,
    sections: Iterable[Section],
    *,
    by: Any,
    due_on: date | None = None,
    note: str = "",
    form_key: uuid.UUID | None = None,
) -> Invitation | None:
    """Give `sections` to the ministry of this name, made where there is none, and invite whoever reads `email`.

    Returns None for somebody who works for this ministry already: the sections are theirs at once. Raises
    NotReady, and keeps nothing, where the invitation is not possible.
    """
    by = fresh(by)
    review = managed(review, by=by)
    sections = list(sections)
    body = accounts.ministry(review.country_id, ministry)
    give(review, body, sections, by=by, due_on=due_on, note=note)
    role = Role.MINISTRY_CONTRIBUTOR
    if Membership.objects.current().filter(organisation=body, role=role, user__email__iexact=email).exists():
        return None
    return accounts.invite(
        body,
        email,
        role,
        by=by,
        message=_wanted(sections, due_on, note),
        within_state=True,
        form_key=form_key,
    )


def remove(membership: Membership, *, by: Any) -> None:
    """Somebody of a ministry or a reader leaves the team at this moment; the sections stay with the ministry."""
    accounts.end_membership(membership, by=by)


@transaction.atomic
def change(
    assignment: SectionAssignment,
    *,
    by: Any,
    due_on: date | None,
    note: str,
    clearing_officer: User | None,
) -> SectionAssignment:
    """Change what is asked of a ministry, and who agrees to the section besides the focal point."""
    by = fresh(by)
    review = managed(assignment.review, by=by)
    if clearing_officer and not people_of(review).filter(user=clearing_officer).exists():
        raise PermissionDenied(_("Only somebody of your team can agree to a section."))
    assignment = SectionAssignment.objects.select_for_update().get(pk=assignment.pk)
    assignment.due_on, assignment.note, assignment.clearing_officer = due_on, note, clearing_officer
    signed(assignment, by)
    assignment.save()
    Act.objects.log("changed section of ministry", assignment, by=by)
    return assignment


@transaction.atomic
def take_back(assignment: SectionAssignment, *, by: Any) -> None:
    """The ministry no longer has the section; what it wrote stays."""
    by = fresh(by)
    managed(assignment.review, by=by)
    Act.objects.log("took section back", assignment, by=by)
    signed(assignment, by)
    assignment.delete()


@transaction.atomic
def let_read(review: VoluntaryReview, *, everything: bool, by: Any) -> VoluntaryReview:
    """Whether ministries read all sections or their own alone."""
    by = fresh(by)
    review = managed(review, by=by)
    review.ministries_read_all = everything
    signed(review, by)
    review.save(update_fields=["ministries_read_all"])
    Act.objects.log("ministries read all" if everything else "ministries read their own", review, by=by)
    return review


@transaction.atomic
def say_ready(review: VoluntaryReview, code: str, *, ready: bool, by: Any) -> None:
    """A ministry says that its section is ready to be agreed to, or not after all; focal points hear of it."""
    place = section_in(review, code)
    refusal = _("Only a ministry that has this section says so, until it is agreed to.")
    by = demand(by, "reviews.say_section_ready", place, refusal)
    for assignment in asked_of(by, place):
        if bool(assignment.ready_at) != ready:
            assignment.ready_at = timezone.now() if ready else None
            signed(assignment, by)
            assignment.save(update_fields=["ready_at"])
            Act.objects.log("ready" if ready else "not ready", assignment, by=by)
            if ready:
                mail.SectionReady(assignment, at=assignment.ready_at).queue()


@transaction.atomic
def agree(review: VoluntaryReview, code: str, *, seen: str, by: Any) -> Clearance:
    """Agree to a section as it was read: `seen` is its fingerprint of that moment (R9).

    Raises PermissionDenied (P5), and MovedOn when the text has changed since it was read. A second press
    gives the first agreement back.
    """
    review = VoluntaryReview.objects.select_for_update().get(pk=review.pk)
    place = section_in(review, code)
    refusal = _("Only a focal point, or the officer named for this section, agrees to it.")
    by = demand(by, "reviews.clear_section", place, refusal)
    # No save slips in between: changed rows are locked here, new ones wait for the review.
    list(review.answers.select_for_update(of=("self",)).filter(question__section=place.section))
    now = progress.fingerprint(review, place.section)
    if place.clearance and place.clearance.fingerprint == now:
        return place.clearance
    if seen != now:
        raise MovedOn(_("The text has changed since you opened this page. Read it again, then agree."))
    try:
        with transaction.atomic():
            clearance = Clearance.objects.create(
                review=review, section=place.section, by=by, office=by.office, fingerprint=now
            )
    except IntegrityError:
        raise MovedOn(_("Somebody has agreed to this section meanwhile.")) from None
    Act.objects.log("agreed", clearance, by=by)
    return clearance


@transaction.atomic
def take_agreement_back(review: VoluntaryReview, code: str, *, by: Any) -> None:
    """The section is open again; that it was agreed to, and by whom it was taken back, stays on record."""
    place = section_in(review, code)
    refusal = _("Only a focal point, or the officer named for this section, takes it back.")
    by = demand(by, "reviews.clear_section", place, refusal)
    if place.clearance is None:
        return
    place.clearance.voided_at, place.clearance.voided_by = timezone.now(), by
    place.clearance.save(update_fields=["voided_at", "voided_by"])
    Act.objects.log("took agreement back", place.clearance, by=by)


def _wanted(sections: list[Section], due_on: date | None, note: str) -> str:
    """What an invitation says: the note, the sections, the day; in the language of whoever invites."""
    lines = [note] if note else []
    lines.append(_("Sections: %(titles)s") % {"titles": "; ".join(str(section) for section in sections)})
    if due_on:
        lines.append(_("Wanted by %(day)s.") % {"day": day_of(due_on)})
    return "\n\n".join(lines)[:2000]


def people_of(review: VoluntaryReview) -> Any:
    """The roles of all who are in the State's team now."""
    return Membership.objects.team_of(review.country_id)


def managed(review: VoluntaryReview, *, by: Any) -> VoluntaryReview:
    """The review, locked, for somebody who may manage its team now. Raises PermissionDenied (P6)."""
    review = VoluntaryReview.objects.select_for_update().get(pk=review.pk)
    if not allowed(by, MANAGE, review):
        raise PermissionDenied(_("Only a focal point of the State does this, while the review is being written."))
    return review
