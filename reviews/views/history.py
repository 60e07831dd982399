"""What became of an answer: every version with who wrote it, when, and what changed (P4, FEATURES R16)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User, read_offices
from core.autosave import NOT_KEPT
from core.differences import difference
from reviews import answers
from reviews.answers import History
from reviews.fields import Field, in_words
from reviews.models import Answer, VoluntaryReview
from reviews.sections import SectionInReview, readable, sections_in
from reviews.views.attachments import back_to
from reviews.views.fill import reviews_of, why_not_edit

NEWEST = 60
LONGEST_KEY = 18
"""Digits that fit into the database's numbers."""
REASONS = {
    NOT_KEPT: gettext_lazy("Not kept: somebody else had saved meanwhile"),
    answers.KEPT: gettext_lazy("Kept after a conflict"),
    answers.CARRIED: gettext_lazy("Carried over from the earlier review"),
    answers.RESTORED: gettext_lazy("Restored from an earlier version"),
}


def history(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """The newest changes in the sections that one may read, or with `?answer=` all versions of one answer;
    by section and person, who are those that wrote in these sections (R16)."""
    review = get_object_or_404(reviews_of(request.user, {"year": year, "country": country}))
    places = {place.section.pk: place for place in readable(request.user, sections_in(review))}
    name = request.GET.get("answer", "")
    if name:
        return _of_one(request, review, _answer(review, places, name), places)
    wanted = [pk for pk, place in places.items() if request.GET.get("section", "") in ("", place.section.code)]
    rows = History.objects.filter(review_id=review.pk, question__section__in=wanted)
    writers = list(User.objects.filter(pk__in=rows.order_by().values("history_user")).order_by("name", "email"))
    read_offices(writers)
    who = request.GET.get("person", "")
    rows = rows.filter(history_user=int(who)) if who.isdecimal() and len(who) < LONGEST_KEY else rows
    rows = _with_people(rows.select_related("question__section").order_by("-history_date")[:NEWEST])
    context = {
        "review": review,
        "rows": [_line(row) for row in rows],
        "newest": NEWEST,
        "sections": [place.section for place in places.values()],
        "section": request.GET.get("section", ""),
        "writers": [(str(one.pk), _named(one)) for one in writers],
        "person": who,
    }
    return render(request, "reviews/history.html", context)


@require_POST
def restore(request: HttpRequest, year: int, country: str, pk: Any) -> HttpResponse:
    """An earlier version becomes the newest one; what stands now stays in the history."""
    review = get_object_or_404(reviews_of(request.user, {"year": year, "country": country}))
    row = get_object_or_404(History, history_id=pk, review_id=review.pk)
    places = {place.section.pk: place for place in readable(request.user, sections_in(review))}
    current = get_object_or_404(_stored(review).filter(question__section__in=places), pk=row.id)
    place = places[current.question.section_id]
    why_not, _status = why_not_edit(request.user, place)
    field = _field(current, editable=not why_not)
    page = f"{reverse('reviews:history', kwargs=review.address)}?answer={field.name}"
    if why_not:
        messages.error(request, why_not)
    elif request.POST.get("version") != str(current.version) or not answers.restore(place, current, row, request.user):
        messages.error(request, _("Somebody saved another version meanwhile. Look at it first."))
    else:
        messages.success(request, _("Restored. What stood before is in the history."))
    return redirect(page)


def _stored(review: VoluntaryReview) -> Any:
    return review.answers.select_related("question__section", "changed_by")


def _answer(review: VoluntaryReview, places: dict[int, SectionInReview], name: str) -> Answer:
    key = name.rpartition("-")[0]
    stored = _stored(review).filter(question__section__in=places, question__key__in=(name, key))
    for one in stored:
        if _field(one, editable=False).name == name:
            return one
    raise Http404


def _field(answer: Answer, *, editable: bool) -> Field:
    return Field(answer.question, answer.objective_id, answer, editable)


def _of_one(
    request: HttpRequest, review: VoluntaryReview, answer: Answer, places: dict[int, SectionInReview]
) -> HttpResponse:
    place = places[answer.question.section_id]
    why_not, _status = why_not_edit(request.user, place)
    field = _field(answer, editable=not why_not)
    rows = _with_people(History.objects.filter(id=answer.pk).order_by("history_date"))
    context = {
        "review": review,
        "field": field,
        "versions": _versions(field, rows),
        "back": back_to(place, field),
    }
    return render(request, "reviews/history_answer.html", context)


def _versions(field: Field, rows: list[Any]) -> list[dict[str, Any]]:
    """Newest first, each compared with the version that stood before it."""
    versions, before = [], ""
    for row in rows:
        text = in_words(field, row)
        versions.append(
            {
                "row": row,
                "who": _who(row),
                "reason": REASONS.get(row.history_change_reason or "", ""),
                "pieces": difference(before, text),
                "is_current": row.version == field.answer.version and row.history_change_reason != NOT_KEPT
                if field.answer
                else False,
            }
        )
        if row.history_change_reason != NOT_KEPT:
            before = text
    return versions[::-1]


def _line(row: Any) -> dict[str, Any]:
    name = f"{row.question.key}-{row.objective_id}" if row.objective_id else row.question.key
    return {"row": row, "name": name, "who": _who(row), "reason": REASONS.get(row.history_change_reason or "", "")}


def _with_people(rows: Any) -> list[Any]:
    found = list(rows.select_related("history_user"))
    read_offices(row.history_user for row in found)
    return found


def _who(row: Any) -> str:
    """Name and office; the address of somebody who has neither."""
    return _named(row.history_user) if row.history_user else _("Somebody who has left")


def _named(who: Any) -> str:
    return ", ".join(filter(None, (who.name, who.office))) or str(who)
