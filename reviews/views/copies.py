"""Copies of the draft to print and to take away: asked for, watched, fetched."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import downloads, uploads
from core.access import allowed
from core.models import Act
from core.workflow import MovedOn
from reviews import jobs
from reviews.forms.copies import CopyForm, ReturnForm
from reviews.models import DraftCopy, ReturnedCopy, VoluntaryReview
from reviews.models.copies import KEPT
from reviews.sections import readable, sections_in
from reviews.steps import copies as steps
from reviews.views.check import review_of
from reviews.views.overview import trail_of


def copies(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """Ask for a copy; those of the last hour, each with how far it is. The list is fetched again while one is made."""
    review = review_of(request, year, country)
    if "HX-Request" in request.headers:
        return render(request, "reviews/copies.html#made", _made(request, review))
    places = readable(request.user, sections_in(review))
    form = CopyForm(request.POST or None, places=places)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                steps.ask(review, **form.cleaned_data, by=request.user)
                return redirect("reviews:copies", **review.address)
            except MovedOn as busy:
                form.add_error(None, str(busy))
                status = 409
    return page(request, review, form=form, status=status)


def page(
    request: HttpRequest,
    review: VoluntaryReview,
    *,
    form: CopyForm | None = None,
    back: ReturnForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of copies, with the form that came back."""
    places = readable(request.user, sections_in(review))
    context = {
        "form": form or CopyForm(places=places),
        "back": back or ReturnForm(),
        "may_return": any(allowed(request.user, "reviews.edit_section", place) for place in places),
        "returned": ReturnedCopy.objects.filter(review=review, by=request.user.pk),
        "trail": trail_of(review, _("Copies to print and to take away")),
    }
    return render(request, "reviews/copies.html", {**context, **_made(request, review)}, status=status)


def fetch(request: HttpRequest, year: int, country: str, pk: Any) -> HttpResponseBase:
    """The file, for the person who asked for it."""
    review = review_of(request, year, country)
    copy = get_object_or_404(DraftCopy.objects.filter(review=review).select_related("section"), pk=pk)
    copy.review = review
    if not steps.may_fetch(copy, request.user):
        raise Http404
    Act.objects.log("took copy", copy, by=request.user, detail=f"{copy.format} {copy.number}")
    return downloads.file_response(copy.file, name=copy.name, content_type=uploads.TYPES[copy.format])


def _made(request: HttpRequest, review: VoluntaryReview) -> dict[str, Any]:
    mine = DraftCopy.objects.filter(review=review, by=request.user.pk)
    jobs.reclaim(mine)
    recent = mine.filter(asked_at__gt=timezone.now() - KEPT).select_related("section")
    rows: list[dict[str, Any]] = [
        {"copy": one, "url": reverse("reviews:copy", kwargs={**review.address, "pk": one.pk})} for one in recent[:10]
    ]
    return {"review": review, "rows": rows, "busy": any(row["copy"].is_open for row in rows)}
