"""The State's own chain of signatures: who signs after whom, and the button of the one whose turn it is."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import allowed
from core.kept_text import text_is_kept
from core.workflow import MovedOn
from reviews import progress, signing
from reviews.forms.talk import LinkForm
from reviews.forms.team import AgreeForm
from reviews.models import SignOff, VoluntaryReview
from reviews.steps import signing as steps
from reviews.steps.team import MANAGE, people_of
from reviews.views.check import review_of
from reviews.views.overview import trail_of


@text_is_kept
def sign_offs(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """The chain in its order; a focal point adds to it."""
    review = review_of(request, year, country)
    may_manage = allowed(request.user, MANAGE, review)
    if request.method == "POST" and not may_manage:
        raise PermissionDenied(
            _("You may read who signs. A focal point adds to the chain, while the review is written.")
        )
    form = LinkForm(request.POST if request.method == "POST" else None, people=_people(review))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        steps.add(review, said["person"].user, said["words"], by=request.user, form_key=said["form_key"])
        messages.success(request, _("Added: %(words)s.") % {"words": said["words"]})
        return redirect("reviews:sign_offs", **review.address)
    return _page(request, review, form, may_manage=may_manage)


@require_POST
def sign(request: HttpRequest, year: int, country: str, pk: int) -> HttpResponse:
    """Sign the text that was read, by its fingerprint."""
    review = review_of(request, year, country)
    link = get_object_or_404(SignOff.objects.visible_to(request.user), pk=pk, review=review)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Read the text first, then sign on this page."))
        return redirect("reviews:sign_offs", **review.address)
    try:
        steps.sign(link, seen=form.cleaned_data["seen"], by=request.user)
    except MovedOn as moved:
        messages.error(request, str(moved))
    else:
        messages.success(request, _("Signed."))
    return redirect("reviews:sign_offs", **review.address)


@require_POST
def take_out(request: HttpRequest, year: int, country: str, pk: int) -> HttpResponse:
    """The person is no longer asked."""
    review = review_of(request, year, country)
    link = get_object_or_404(SignOff.objects.visible_to(request.user), pk=pk, review=review)
    steps.take_out(link, by=request.user)
    messages.success(request, _("Taken out of the chain."))
    return redirect("reviews:sign_offs", **review.address)


def _page(request: HttpRequest, review: VoluntaryReview, form: LinkForm, *, may_manage: bool) -> HttpResponse:
    chain = signing.chain_of(review)
    context: dict[str, Any] = {
        "review": review,
        "chain": chain,
        "mine": [link.row.pk for link in chain if link.is_open and allowed(request.user, "reviews.sign_off", link.row)],
        "seen": progress.fingerprint(review),
        "form": form if may_manage else None,
        "trail": trail_of(review, _("Signatures inside the State")),
    }
    return render(request, "reviews/sign_offs.html", context, status=400 if form.errors else 200)


def _people(review: VoluntaryReview) -> Any:
    return people_of(review).select_related("user", "organisation").order_by("organisation__name", "pk")
