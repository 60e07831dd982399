"""One answer, one small POST: what `autosave.js` talks to. It answers JSON and never sends to another page."""

import time
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from redis.exceptions import RedisError

from core.access import allowed
from reviews import answers
from reviews.fields import Field, clock, name_of, take
from reviews.models import Question
from reviews.sections import SectionInReview
from reviews.views.fill import reviews_of, why_not_edit

OBJECTIVES = {str(number) for number in range(1, 24)}
WINDOW = 60
MOST_IN_WINDOW = 240
"""Seconds, and how many answers one person may save in them: somebody who types fast saves twenty."""


@login_not_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, year: int, country: str, code: str) -> JsonResponse:
    """GET gives a fresh token to a page that outlived its login; POST saves the answer named by `field`."""
    if not request.user.is_authenticated:
        return _no(_("You were signed out."), 401)
    if request.method == "GET":
        return JsonResponse({"token": get_token(request), "person": str(request.user.pk)})
    if request.POST.get("person", "") != str(request.user.pk):
        return _no(_("Somebody else is signed in in this browser now."), 403)
    if wait := seconds_to_wait(request.user):
        response = _no(_("Too many answers at once. They are sent in a moment."), 429)
        response["Retry-After"] = str(wait)
        return response
    try:
        with transaction.atomic():
            one, place = _field(request, {"year": year, "country": country}, code)
            return _saved(request, one, place)
    except BadRequest as unusable:
        return _no(str(unusable), 400)


def seconds_to_wait(user: Any) -> int:
    """How long until `user` may save again; 0 for now. Counts in the fast cache and lets pass when that is away."""
    now = int(time.time())
    key = f"autosave:{user.pk}:{now // WINDOW}"
    try:
        caches["fast"].add(key, 0, WINDOW)
        count = caches["fast"].incr(key)
    except (RedisError, OSError, ValueError):
        return 0
    return WINDOW - now % WINDOW if count > MOST_IN_WINDOW else 0


def _field(request: HttpRequest, address: dict[str, Any], code: str) -> tuple[Field, SectionInReview]:
    """The question that was named, in a section of one's own State's review, held for saving: four queries."""
    review = get_object_or_404(answers.locked(reviews_of(request.user, address)))
    name = request.POST.get("field", "")
    questions = Question.objects.filter(
        section__questionnaire=review.questionnaire_id, section__code=code, key__in=(name, name.rpartition("-")[0])
    ).select_related("section")
    found = ((one, _objective(name, one)) for one in questions)
    question, objective = next((pair for pair in found if _is_box(name, *pair)), (None, None))
    if question is None:
        raise Http404
    section, of_section = question.section, {"section": question.section_id}
    # Who has the section is read by the rules only where it matters: not for a focal point.
    assignments: Any = review.assignments.filter(**of_section)
    clearance = review.clearances.filter(**of_section, voided_at__isnull=True).first()
    place = SectionInReview(review, section, assignments, clearance)
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
        return _no(why_not, status)
    outcome = take(one, place, request.POST, request.user)
    if outcome is None:
        return _no(_("This page is too old to be saved from."), 400)
    if one.refusal:
        return _no(one.refusal, 400)
    if isinstance(outcome, answers.Conflict):
        panel = render_to_string("reviews/conflict.html", {"field": one}, request)
        return JsonResponse({"state": "conflict", "panel": panel}, status=409)
    return JsonResponse(_reply(request, one, outcome))


def _reply(request: HttpRequest, one: Field, outcome: answers.Outcome) -> dict[str, Any]:
    stored = one.answer
    reply = {
        "state": "saved",
        "at": clock(stored.changed_at if stored else timezone.now()),
        "problem": one.problem,
        "echo": _("Understood as %(echo)s") % {"echo": one.echo} if one.echo else "",
        "answered": one.is_dealt_with,
    }
    if stored is None:  # untouched: the page keeps the token it has
        return {"state": "unchanged", "seen": request.POST[f"{one.name}-seen"]}
    raw, instead = one.kind.typed(request.POST, one.name), request.POST.get(f"{one.name}-standing", "")
    return {**reply, "seen": answers.token_after(stored.version, raw, instead)}


def _no(message: str, status: int) -> JsonResponse:
    return JsonResponse({"state": "refused", "message": message}, status=status)
