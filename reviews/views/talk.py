"""Comments on a section and its answers, and handing a section back: for the State's team alone (FEATURES R17)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import allowed
from core.kept_text import kept, text_is_kept
from core.workflow import MovedOn
from reviews.checks import Asked, everything_asked
from reviews.forms.talk import CommentForm, NoteForm
from reviews.models import Comment, VoluntaryReview
from reviews.sections import SectionInReview
from reviews.steps import talk as steps
from reviews.steps.team import people_of
from reviews.views.overview import place_of, trail_of

NOTE_ID = "id_note_%s"
"""Both forms of the page have a box called `text`."""


@text_is_kept
def comments(request: HttpRequest, year: int, country: str, code: str) -> HttpResponse:
    """What was said about a section and its answers, open first; a box to say more."""
    review, place = place_of(request, year, country, code)
    asked = _asked(review, place)
    may = allowed(request.user, "reviews.comment_on_section", place)
    form = _form(request, review, asked, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may:
            raise PermissionDenied(_("You may read the comments. Those who write in the review add to them."))
        if form.is_valid():
            row = _said(request, place, asked, form)
            messages.success(request, _("Said."))
            return redirect(f"{request.path}#comment-{row.pk}")
    return _shown(request, place, asked, form if may else None, NoteForm(auto_id=NOTE_ID))


@require_POST
def resolve(request: HttpRequest, year: int, country: str, code: str, pk: int) -> HttpResponse:
    """Dealt with, or (`done=no`) not after all."""
    review, place = place_of(request, year, country, code)
    row = get_object_or_404(Comment.objects.visible_to(request.user), pk=pk, review=review, section=place.section)
    steps.resolve(place, row, done=request.POST.get("done") != "no", by=request.user)
    return redirect(_page(review, code))


@text_is_kept
@require_POST
def hand_back(request: HttpRequest, year: int, country: str, code: str) -> HttpResponse:
    """To the ministries that called the section ready, with a note."""
    review, place = place_of(request, year, country, code)
    note = NoteForm(request.POST, auto_id=NOTE_ID)
    if not note.is_valid():
        asked = _asked(review, place)
        may = allowed(request.user, "reviews.comment_on_section", place)
        return _shown(request, place, asked, _form(request, review, asked) if may else None, note)
    said = note.cleaned_data
    try:
        steps.hand_back(place, said["text"], by=request.user, form_key=said["form_key"])
    except MovedOn as moved:
        return kept(request, str(moved), 409)
    messages.success(request, _("Handed back. The ministry gets a message."))
    return redirect(_page(review, code))


def _page(review: VoluntaryReview, code: str) -> str:
    return reverse("reviews:comments", kwargs={**review.address, "code": code})


def _shown(
    request: HttpRequest, place: SectionInReview, asked: list[Asked], form: CommentForm | None, note: NoteForm
) -> HttpResponse:
    """The page, with whichever form came back."""
    context = {
        "review": place.review,
        "place": place,
        "form": form,
        "note": note,
        "may_hand_back": _may_hand_back(request, place, note),
        **_listed(request, place, asked),
        "trail": trail_of(place.review, str(place.section), _("Comments")),
    }
    came_back = note.errors or (form is not None and form.errors)
    return render(request, "reviews/comments.html", context, status=400 if came_back else 200)


def _asked(review: VoluntaryReview, place: SectionInReview) -> list[Asked]:
    return [one for one in everything_asked(review) if one.place.section.pk == place.section.pk]


def _form(request: HttpRequest, review: VoluntaryReview, asked: list[Asked], data: Any = None) -> CommentForm:
    people = people_of(review).select_related("user", "organisation").exclude(user=request.user.pk)
    return CommentForm(
        data,
        answers=[(one.name, f"{one.name} {one.question.label}") for one in asked],
        people=people.order_by("organisation__name", "pk"),
        initial={"about": request.GET.get("answer", "")},
    )


def _said(request: HttpRequest, place: SectionInReview, asked: list[Asked], form: CommentForm) -> Comment:
    said = form.cleaned_data
    one = next((one for one in asked if one.name == said["about"]), None)
    return steps.comment(
        place,
        said["text"],
        question=one.question if one else None,
        objective=one.objective if one else None,
        tell=[membership.user for membership in said.get("tell", ())],
        form_key=said["form_key"],
        by=request.user,
    )


def _may_hand_back(request: HttpRequest, place: SectionInReview, note: NoteForm) -> bool:
    """While a ministry calls it ready; and where a note comes back, so that its text is there."""
    ready = any(one.ready_at for one in place.assignments)
    return (ready or note.is_bound) and allowed(request.user, "reviews.clear_section", place)


def _listed(request: HttpRequest, place: SectionInReview, asked: list[Asked]) -> dict[str, Any]:
    """Open comments and those dealt with, each with the question that it is about; two queries."""
    labels = {one.name: one for one in asked}
    rows = Comment.objects.visible_to(request.user).filter(review=place.review, section=place.section)
    found = [
        {"row": row, "asked": labels.get(row.name), "name": row.name}
        for row in rows.select_related("by", "question", "resolved_by")
    ]
    return {
        "open": [one for one in found if one["row"].resolved_at is None],
        "resolved": [one for one in found if one["row"].resolved_at],
    }
