"""An earlier review as a Word file: sent, watched while it is read, and taken in part by part."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.access import allowed
from core.workflow import MovedOn
from reviews import answers, earlier, jobs
from reviews.checks import Asked
from reviews.forms.copies import DocumentForm
from reviews.models import EarlierDocument, VoluntaryReview
from reviews.steps import documents_read as steps
from reviews.views.check import review_of
from reviews.views.earlier import page_of
from reviews.views.fill import reviews_of
from reviews.views.overview import trail_of


@require_POST
def send(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """Take the file, or say beside the box why not."""
    review = review_of(request, year, country)
    if not earlier.is_document(review):
        raise Http404
    form = DocumentForm(request.POST, request.FILES)
    status = 400
    if form.is_valid():
        try:
            document = steps.take_in(review, form.cleaned_data["file"], by=request.user)
            return redirect("reviews:earlier_document", **review.address, pk=document.pk)
        except ValidationError as refused:
            form.add_error("file", refused)
        except MovedOn as twice:
            form.add_error("file", str(twice))
            status = 409
    return page_of(request, review, form=form, status=status)


def document(request: HttpRequest, year: int, country: str, pk: Any) -> HttpResponse:
    """How far the reading is; then what stands under each heading, for a yes or no."""
    review = review_of(request, year, country)
    found = EarlierDocument.objects.visible_to(request.user).filter(review=review)
    jobs.reclaim(found.filter(pk=pk))
    file = get_object_or_404(found, pk=pk)
    if not earlier.is_document(review):
        raise Http404
    if "HX-Request" in request.headers:
        return render(request, "reviews/earlier_document.html#state", {"file": file, "watched": True})
    wanted: dict[int, str] = {}
    status = 200
    if request.method == "POST":
        wanted = _take_over(request, review, file)
        if not wanted:
            return redirect("reviews:earlier_document", **review.address, pk=file.pk)
        status = 400
    context = {
        "review": review,
        "file": file,
        "parts": [
            {
                **part,
                "number": n,
                "wanted": request.POST.get(f"into-{n}", "") if n in wanted else "",
                "why": wanted.get(n),
            }
            for n, part in enumerate(file.parts)
        ],
        "targets": _targets(request, review),
        "trail": trail_of(review, _("Earlier document")),
    }
    return render(request, "reviews/earlier_document.html", context, status=status)


def _targets(request: HttpRequest, review: VoluntaryReview) -> list[Asked]:
    """The questions that a part can go into: those whose text this person may change."""
    open_ones = earlier.open_for_text(review)
    places = {one.place.section.pk: one.place for one in open_ones}
    may = {pk for pk, place in places.items() if allowed(request.user, "reviews.edit_section", place)}
    return [one for one in open_ones if one.place.section.pk in may]


def _take_over(request: HttpRequest, review: VoluntaryReview, file: EarlierDocument) -> dict[int, str]:
    """Put in what was said yes to, and say what became of it; returns why the rest was not, by its place."""
    with transaction.atomic():
        locked = get_object_or_404(answers.locked(reviews_of(request.user, review.address)))
        targets = {one.name: one for one in _targets(request, locked)}
        asked = {n: request.POST.get(f"into-{n}", "") for n in range(len(file.parts))}
        chosen = {n: targets[name] for n, name in asked.items() if name in targets}
        taken, refused = steps.take_over(file, locked, chosen, by=request.user) if chosen else ([], {})
    refused |= {n: _("This question cannot take it now.") for n, name in asked.items() if name and name not in targets}
    if taken:
        words = ngettext("%(count)d part was taken over.", "%(count)d parts were taken over.", len(taken))
        messages.success(request, words % {"count": len(taken)})
    elif not refused:
        messages.info(request, _("Nothing was chosen, and nothing was changed."))
    return refused
