"""A section of the questionnaire in one State's review: who has it, whether it is cleared.

Rules ask about it, so everything they need is loaded here, in a fixed number of queries.
"""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404

from core.access import allowed
from reviews.choices import QuestionType
from reviews.models import Clearance, Consultation, GuestReader, Section, SectionAssignment, VoluntaryReview
from reviews.outline import outline_of


@dataclass
class SectionInReview:
    """One section as it stands in `review`; `clearance` is the valid one or None, `voided` the last that was voided."""

    review: VoluntaryReview
    section: Section
    assignments: list[SectionAssignment] = field(default_factory=list)
    clearance: Clearance | None = None
    voided: Clearance | None = None

    @property
    def organisation_ids(self) -> set[int]:
        """The ministries that have it."""
        return {assignment.organisation_id for assignment in self.assignments}

    @property
    def is_cleared(self) -> bool:
        """Whether a clearance stands."""
        return self.clearance is not None


@dataclass
class LogInReview:
    """The log of consultations in `review`; `home` are the sections that show it.

    `consultation` is the one that a rule is asked about.
    """

    review: VoluntaryReview
    places: list[SectionInReview]
    home: list[SectionInReview]
    consultation: Consultation | None = None


@dataclass
class SectionForGuest:
    """The section `place` for the reader `guest`; `named` are the ids of the sections that the invitation names."""

    guest: GuestReader
    place: SectionInReview
    named: set[int]


def section_for(guest: GuestReader, code: str) -> SectionForGuest:
    """The section `code` of the review that `guest` reads in, in four queries. Raises Http404 for an unknown code."""
    return SectionForGuest(guest, section_in(guest.review, code), {one.pk for one in guest.sections.all()})


def sections_for(guest: GuestReader) -> list[SectionForGuest]:
    """All sections that the invitation of `guest` names, in order."""
    named = {one.pk for one in guest.sections.all()}
    places = [place for place in sections_in(guest.review) if place.section.pk in named]
    return [SectionForGuest(guest, place, named) for place in places]


def section_in(review: VoluntaryReview, code: str) -> SectionInReview:
    """The section `code` of `review`'s questionnaire, in three queries. Raises Http404 for an unknown code."""
    section = review.questionnaire.sections.filter(code=code).first()
    if section is None:
        raise Http404
    section.questionnaire = review.questionnaire
    assignments = list(review.assignments.filter(section=section).select_related("organisation"))
    agreements = list(review.clearances.filter(section=section).order_by("voided_at"))
    stands = next((one for one in agreements if one.voided_at is None), None)
    voided = [one for one in agreements if one.voided_at]
    return SectionInReview(review, section, assignments, stands, voided[-1] if voided else None)


def sections_in(review: VoluntaryReview, *, with_people: bool = True, agreed: bool = True) -> list[SectionInReview]:
    """Every section of `review`'s questionnaire in order, in two queries, and three when a process sees it first.

    Who agrees, agreed and voided it comes along unless nobody asks. One query less where nothing was ever `agreed` to.
    """
    outline = outline_of(review.questionnaire_id)
    places = {section.pk: SectionInReview(review, section) for section in outline.sections}
    assignments, clearances = review.assignments.select_related("organisation"), review.clearances.order_by("voided_at")
    if with_people:
        assignments = assignments.select_related("clearing_officer")
        clearances = clearances.select_related("by", "voided_by")
    for assignment in assignments:
        places[assignment.section_id].assignments.append(assignment)
    for clearance in clearances if agreed else ():
        if clearance.voided_at is None:
            places[clearance.section_id].clearance = clearance
        else:
            places[clearance.section_id].voided = clearance
    return list(places.values())


def asked_of(user: Any, place: SectionInReview) -> list[SectionAssignment]:
    """What the focal point wants in this section of the ministries in which `user` works."""
    own = {body for _role, body, _country in user.current_roles}
    return [one for one in place.assignments if one.organisation_id in own]


def readable(user: Any, places: list[SectionInReview]) -> list[SectionInReview]:
    """Those that `user` may read."""
    return [place for place in places if allowed(user, "reviews.read_section", place)]


def log_in(review: VoluntaryReview, consultation: Consultation | None = None) -> LogInReview:
    """The log of `review`, in two queries."""
    places = sections_in(review)
    questions = outline_of(review.questionnaire_id).questions
    homes = {one.section_id for one in questions if one.type == QuestionType.CONSULTATIONS}
    return LogInReview(review, places, [place for place in places if place.section.pk in homes], consultation)
