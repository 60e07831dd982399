"""A section of a draft as somebody from outside of its team reads it: an officer whom somebody of the State lets look
(FEATURES U11), a guest whom it has invited (U9)."""

from typing import Any

from core.access import allowed
from core.overview import Shown
from reviews.checks import covered_objectives
from reviews.choices import Repeat
from reviews.fields import Field, fields_of
from reviews.models import VoluntaryReview
from reviews.sections import SectionInReview, section_in


def section(person: Any, year: Any, country: str, code: str, objective: int | None = None) -> Shown | None:
    """What `person`, who may write in it, shows of a section, or of its page about one objective; else None."""
    review = VoluntaryReview.objects.at(person, year, country).first()
    if review is None or review.is_practice:
        return None
    place = section_in(review, code)
    if not allowed(person, "reviews.show_section_to_support", place):
        return None
    context = text_of(place, objective)
    return Shown(
        f"{review.country}: {review.title}, {place.section}", "reviews/support.html", context, review.country_id
    )


def text_of(place: SectionInReview, objective: int | None) -> dict[str, Any]:
    """The questions of a section with their answers, for reading: what `reviews/support.html` needs."""
    fields = fields_of(place, _asked_about(place, objective), editable=False)
    return {"fields": fields, "consultations": _consultations(place.review, fields)}


def _asked_about(place: SectionInReview, objective: int | None) -> list[int | None]:
    if not place.section.repeats:
        return [None]
    covered = covered_objectives(place.review)
    if place.section.repeat == Repeat.TABLE:
        return [*covered]
    return [objective] if objective in covered else []


def _consultations(review: VoluntaryReview, fields: list[Field]) -> Any:
    return [] if all(one.takes_answer for one in fields) else review.consultations.standing()
