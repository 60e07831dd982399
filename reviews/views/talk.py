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
from core.workflow import MovedOn
from reviews.checks import Asked, everything_asked
from reviews.forms.talk import CommentForm, NoteForm
from reviews.models import Comment, VoluntaryReview
from reviews.sections import SectionInReview
from reviews.steps import talk as steps
from reviews.steps.team import people_of
from reviews.views.overview import place_of, trail_of


def comments(request: HttpRequest, year: int, country: str, code: str) -> HttpResponse:
    """What was said about a section and its answers, open first; a box to say more."""
    review, place = place_of(request, year, country, code)
    asked = [one for one in everything_asked(review) if one.place.section.pk == place.section.pk]
    may = allowed(request.user, "reviews.comment_on_section", place)
    form = _form(request, review, asked)
    if request.method == "POST":
        if not may:
            raise PermissionDenied(_("You may read the comments. Those who write in the review add to them."))
        if form.is_valid():
            row = _said(request, place, asked, form)
            messages.success(request, _("Said."))
            return redirect(f"{request.path}#comment-{row.pk}")
    context = {
        "review": review,
        "place": place,
        "form": form if may else None,
        "note": NoteForm(auto_id="id_note_%s"),
        "may_hand_back": _may_hand_back(request, place),
        **_listed(request, place, asked),
        "trail": trail_of(review, str(place.section), _("Comments")),
    }
    return render(request, "reviews/comments.html", context, status=400 if form.errors else 200)


@require_POST
def resolve(request: HttpRequest, year: int, country: str, code: str, pk: int) -> HttpResponse:
    """Dealt with, or (`done=no`) not after all."""
    review, place = place_of(request, year, country, code)
    row = get_object_or_404(Comment.objects.visible_to(request.user), pk=pk, review=review, section=place.section)
    steps.resolve(place, row, done=request.POST.get("done") != "no", by=request.user)
    return redirect(_page(review, code))


@require_POST
def hand_back(request: HttpRequest, year: int, country: str, code: str) -> HttpResponse:
    """To the ministries that called the section ready, with a note."""
    review, place = place_of(request, year, country, code)
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write what is wanted, then hand the section back."))
        return redirect(_page(review, code))
    said = form.cleaned_data
    try:
        steps.hand_back(place, said["text"], by=request.user, form_key=said["form_key"])
    except MovedOn as moved:
        messages.error(request, str(moved))
    else:
        messages.success(request, _("Handed back. The ministry gets a message."))
    return redirect(_page(review, code))


def _page(review: VoluntaryReview, code: str) -> str:
    return reverse("reviews:comments", kwargs={**review.address, "code": code})


def _form(request: HttpRequest, review: VoluntaryReview, asked: list[Asked]) -> CommentForm:
    people = people_of(review).select_related("user", "organisation").exclude(user=request.user.pk)
    return CommentForm(
        request.POST if request.method == "POST" else None,
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


def _may_hand_back(request: HttpRequest, place: SectionInReview) -> bool:
    ready = any(one.ready_at for one in place.assignments)
    return ready and allowed(request.user, "reviews.clear_section", place)


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
