"""A Word file that came back: sent, watched while it is read, and taken over answer by answer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from core.access import allowed
from core.workflow import MovedOn
from reviews import answers, jobs
from reviews.forms.copies import ReturnForm
from reviews.models import ReturnedCopy, VoluntaryReview
from reviews.steps import returned as steps
from reviews.views import copies
from reviews.views.check import review_of
from reviews.views.fill import reviews_of, why_not_edit
from reviews.views.overview import trail_of
from reviews.word import comparing

NOTES = {
    "tracked": gettext_lazy(
        "The file holds tracked changes that nobody has accepted or rejected. They are read as if they were accepted; "
        "where they are, nothing is ticked for you."
    ),
    "comments": gettext_lazy("Comments in the margin are not read."),
    "pictures": gettext_lazy("Pictures, drawings and embedded objects are left out. Add them to an answer as files."),
    "footnotes": gettext_lazy("Footnotes cannot stand in an answer. Their words are listed below."),
    "doubles": gettext_lazy("A question stands in the file more than once. The first changed box is offered."),
    "other_form": gettext_lazy(
        "The file was made for another version of the questionnaire. Answers are placed by their codes; what is no "
        "longer asked is listed below."
    ),
    "unknown_origin": gettext_lazy(
        "The file no longer says which copy it was. Everything in it is compared with what stands now, and nothing "
        "that stands is overwritten unless you tick it."
    ),
    "blank": gettext_lazy("The file was filled in from the blank form."),
}


@require_POST
def send_back(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """Take the file, or say beside the box why not."""
    review = review_of(request, year, country)
    form = ReturnForm(request.POST, request.FILES)
    if not form.is_valid():
        return copies.page(request, review, back=form, status=400)
    try:
        returned, is_new = steps.take_in(review, form.cleaned_data["file"], by=request.user)
    except ValidationError as refused:
        form.add_error("file", refused)
        return copies.page(request, review, back=form, status=400)
    except MovedOn as busy:
        form.add_error(None, str(busy))
        return copies.page(request, review, back=form, status=409)
    if not is_new:
        messages.info(request, _("This very file was sent before. Here is what was found in it."))
    return redirect("reviews:returned", **review.address, pk=returned.pk)


def returned(request: HttpRequest, year: int, country: str, pk: Any) -> HttpResponse:
    """How far the reading is; then each change beside what stands, to be ticked and taken over."""
    review = review_of(request, year, country)
    mine = ReturnedCopy.objects.filter(review=review, by=request.user.pk)
    jobs.reclaim(mine.filter(pk=pk))
    file = get_object_or_404(mine.select_related("origin"), pk=pk)
    if request.method == "POST":
        _take_over(request, review, file)
        return redirect("reviews:returned", **review.address, pk=file.pk)
    if "HX-Request" in request.headers:
        return render(request, "reviews/returned.html#state", {"file": file, "watched": True})
    comparison = _compare(request, file, review)
    context = {
        "review": review,
        "file": file,
        "comparison": comparison,
        "notes": [NOTES[name] for name in file.found.get("notes", {}) if name in NOTES],
        "trail": trail_of(review, _("A copy that came back")),
    }
    return render(request, "reviews/returned.html", context)


def _compare(request: HttpRequest, file: ReturnedCopy, review: VoluntaryReview) -> comparing.Comparison:
    return comparing.compare(
        file,
        review,
        reads=lambda place: allowed(request.user, "reviews.read_section", place),
        why_not=lambda place: why_not_edit(request.user, place)[0],
    )


def _take_over(request: HttpRequest, review: VoluntaryReview, file: ReturnedCopy) -> None:
    """Save what was ticked, and say what became of it."""
    ticked = set(request.POST.getlist("take"))
    with transaction.atomic():
        locked = get_object_or_404(answers.locked(reviews_of(request.user, review.address)))
        offered = [one for one in _compare(request, file, locked).open if one.field.name in ticked]
        seen = [(one, request.POST.get(f"{one.field.name}-seen", "")) for one in offered]
        try:
            outcomes = steps.take_over(locked, seen, by=request.user)
        except BadRequest as forged:
            messages.error(request, str(forged))
            return
    saved = sum(isinstance(outcome, answers.Saved) for outcome in outcomes)
    late = sum(isinstance(outcome, answers.Conflict) for outcome in outcomes)
    if saved:
        words = ngettext("%(count)d answer was taken over.", "%(count)d answers were taken over.", saved)
        messages.success(request, words % {"count": saved})
    if late:
        words = ngettext(
            "%(count)d answer was saved by somebody else meanwhile. Look at both texts again.",
            "%(count)d answers were saved by somebody else meanwhile. Look at both texts again.",
            late,
        )
        messages.warning(request, words % {"count": late})
    if not outcomes:
        messages.info(request, _("Nothing was ticked, and nothing was changed."))
