"""Starting a review, discarding it, taking it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.choices import Role
from core.access import allowed, countries_of
from core.templatetags.portal import day_of
from core.workflow import MovedOn, kept_until
from forum.models import ForumCycle
from reference.models import Country
from reviews import earlier
from reviews.choices import ReviewStatus
from reviews.forms.start import StartForm
from reviews.models import Intention, Questionnaire, VoluntaryReview
from reviews.steps import drafting
from reviews.views.check import review_of


def start(request: HttpRequest) -> HttpResponse:
    """One page: new or update, who reads what, and whether the secretariat may be told."""
    country, cycle = _country_of(request), ForumCycle.objects.current()
    if cycle and (first := drafting.standing(country, cycle)):
        return redirect(first)
    questionnaires = list(Questionnaire.objects.in_force(cycle)) if cycle else []
    form = StartForm(request.POST or None, questionnaires=questionnaires, published=earlier.offered(country.pk))
    if request.method == "POST" and questionnaires and form.is_valid():
        return _start(request, country, form)
    context = {
        "country": country,
        "cycle": cycle,
        "due": cycle and cycle.reviews_due,
        "form": form,
        "is_open": bool(questionnaires),
        "is_sample": any(one.is_sample for one in questionnaires),
        "trail": [{"label": _("My work"), "url": reverse("work")}, {"label": _("Start a review")}],
    }
    return render(request, "reviews/start.html", context)


def _start(request: HttpRequest, country: Country, form: StartForm) -> HttpResponse:
    said = form.cleaned_data
    questionnaire = form.by_kind[said["kind"]]
    try:
        review = drafting.start(
            country,
            questionnaire,
            by=request.user,
            ministries_read_all=said["reading"] == "all",
            earlier=form.published.get(said.get("begin", "")),
            form_key=said["form_key"],
        )
    except MovedOn as moved:
        messages.error(request, str(moved))
        return redirect("reviews:start")
    if said["telling"] == "yes":
        drafting.say_intention(country, questionnaire.cycle, by=request.user, expected_on=said["expected_on"])
    return redirect(review)


def discard(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """The confirming page names what happens; the draft can be taken back for 30 days."""
    review = review_of(request, year, country)
    _demand_discard(request, review)
    if request.method == "POST":
        try:
            gone = drafting.discard(review, by=request.user)
        except MovedOn as moved:
            messages.error(request, str(moved))
            return redirect(review)
        until = day_of(kept_until(gone))
        messages.success(request, _("Discarded. You can take it back until %(day)s.") % {"day": until})
        return redirect("work")
    context = {
        "review": review,
        "intention": Intention.objects.filter(country=review.country_id, cycle=review.cycle_id).first(),
        "trail": [
            {"label": _("My work"), "url": reverse("work")},
            {"label": review.title, "url": review.get_absolute_url()},
            {"label": _("Discard")},
        ],
    }
    return render(request, "reviews/discard.html", context)


@require_POST
def restore(request: HttpRequest, year: int, country: str, pk: int) -> HttpResponse:
    """Take a discarded draft back."""
    gone = VoluntaryReview.objects.visible_to(request.user).filter(status=ReviewStatus.DISCARDED)
    review = get_object_or_404(gone.select_related("country", "cycle"), pk=pk, cycle=year, country=country.upper())
    _demand_discard(request, review)
    try:
        review = drafting.restore(review, by=request.user)
    except MovedOn as moved:
        messages.error(request, str(moved))
        return redirect("work")
    messages.success(request, _("The review is back, with all its answers."))
    return redirect(review)


def _country_of(request: HttpRequest) -> Country:
    """The State whose focal point this person is."""
    codes = countries_of(request.user, Role.FOCAL_POINT)
    if not codes:
        raise PermissionDenied(_("Only a focal point of a State starts its voluntary review."))
    wanted = request.GET.get("state", "").upper()
    return Country.objects.get(pk=wanted if wanted in codes else min(codes))


def _demand_discard(request: HttpRequest, review: VoluntaryReview) -> None:
    if not allowed(request.user, "reviews.discard_voluntaryreview", review):
        raise PermissionDenied(_("Only a focal point of the State does this."))
