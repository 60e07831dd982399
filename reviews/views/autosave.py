"""One answer, one small POST: what `autosave.js` talks to. It answers JSON and never sends to another page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import autosave
from core.access import allowed
from reviews import answers, presence
from reviews.fields import Field, name_of, take
from reviews.models import Question
from reviews.outline import outline_of
from reviews.sections import SectionInReview, section_in
from reviews.views.fill import reviews_of, why_not_edit

OBJECTIVES = {str(number) for number in range(1, 24)}


@autosave.by_script
def answer(request: HttpRequest, year: int, country: str, code: str) -> JsonResponse:
    """Save the answer named by `field`."""
    one, place = _field(request, {"year": year, "country": country}, code)
    return _saved(request, one, place)


@require_POST
def leave(request: HttpRequest, year: int, country: str, code: str) -> HttpResponse:
    """The tab with a section was closed (R3): colleagues are no longer told that this person is there."""
    review = get_object_or_404(reviews_of(request.user, {"year": year, "country": country}))
    place = section_in(review, code)
    if not allowed(request.user, "reviews.read_section", place):
        raise Http404
    presence.leave(place, request.user)
    return HttpResponse(status=204)


def _field(request: HttpRequest, address: dict[str, Any], code: str) -> tuple[Field, SectionInReview]:
    """The question that was named, in a section of one's own State's review, held for saving: one or two queries."""
    reviews = reviews_of(request.user, address).select_related(None)
    review: Any = get_object_or_404(answers.locked(reviews))
    name = request.POST.get("field", "")
    asked = [one for one in outline_of(review.questionnaire_id).questions if one.section.code == code]
    found = ((one, _objective(name, one)) for one in asked)
    question, objective = next((pair for pair in found if _is_box(name, *pair)), (None, None))
    if question is None:
        raise Http404
    section, of_section = question.section, {"section": question.section_id}
    # Who has the section is read by the rules only where it matters: not for a focal point.
    assignments: Any = review.assignments.filter(**of_section)
    agreed = review.clearances.filter(**of_section, voided_at__isnull=True)
    place = SectionInReview(review, section, assignments, agreed.first() if review.is_agreed_in_part else None)
    if not allowed(request.user, "reviews.read_section", place):
        raise Http404
    return Field(question, objective, None, editable=True), place


def _objective(name: str, question: Question) -> int | None:
    """The number at the end of a box's name, where its question is asked about each objective."""
    number = name.rpartition("-")[2]
    return int(number) if question.section.repeats and number in OBJECTIVES else None


def _is_box(name: str, question: Question, objective: int | None) -> bool:
    return question.section.repeats == bool(objective) and name == name_of(question, objective)


def _saved(request: HttpRequest, one: Field, place: SectionInReview) -> JsonResponse:
    why_not, status = why_not_edit(request.user, place)
    if why_not:
        return autosave.refused(why_not, status)
    outcome = take(one, place, request.POST, request.user)
    if outcome is None:
        return autosave.refused(_("This page is too old to be saved from."), 400)
    if one.refusal:
        return autosave.refused(one.refusal, 400)
    if one.conflict:
        return autosave.conflict(request, one.conflict)
    stored = one.answer
    if stored is None:  # untouched: the page keeps the token it has
        return autosave.unchanged(request.POST[f"{one.name}-seen"])
    raw, instead = one.kind.typed(request.POST, one.name), request.POST.get(f"{one.name}-standing", "")
    return autosave.saved(
        answers.token_after(stored.version, raw, instead),
        stored.changed_at,
        problem=one.problem,
        echo=_("Understood as %(echo)s") % {"echo": one.echo} if one.echo else "",
        answered=one.is_dealt_with,
    )
