"""The draft at a glance, what one may do in it, and the agreement to single sections."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import allowed
from core.workflow import MovedOn
from reviews import progress, publishing, versions
from reviews.forms.copies import formats
from reviews.forms.team import AgreeForm
from reviews.models import Intention, VoluntaryReview
from reviews.overview import row_of
from reviews.sections import LogInReview, SectionInReview, readable, section_in, sections_in
from reviews.steps import practice, team
from reviews.views.check import review_of


def overview(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """Every section that this person may read: how far, with whom, by when, changed last by whom (R6)."""
    review = review_of(request, year, country)
    if review.is_practice:
        practice.use(review)
    places = sections_in(review)
    stands = progress.stands_of(review, readable(request.user, places))
    context = {
        "review": review,
        "rows": [row_of(request.user, stand) for stand in stands],
        "total": progress.total(stand.progress for stand in stands),
        "due": review.cycle.reviews_due,
        "may_manage": allowed(request.user, "reviews.manage_voluntaryreview", review),
        "may_discard": review.is_editable and allowed(request.user, "reviews.discard_voluntaryreview", review),
        "may_copy": bool(formats()),
        "may_log": allowed(request.user, "reviews.read_consultations", LogInReview(review, places, [])),
        "intention": Intention.objects.filter(country=review.country_id, cycle=review.cycle_id).first(),
        "submission": review.submissions.first(),
        "newer": versions.newer(review.questionnaire) if review.is_editable and not review.is_practice else None,
        "trail": trail_of(review),
    }
    return render(request, "reviews/overview.html", context)


def newer(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """What the version in force asks otherwise than the one that this review began with; 404 where there is none."""
    review = review_of(request, year, country)
    form = versions.newer(review.questionnaire)
    if form is None:
        raise Http404
    context = {
        "review": review,
        "newer": form,
        "differences": versions.between(review.questionnaire, form),
        "trail": trail_of(review, _("The newer questionnaire")),
    }
    return render(request, "reviews/newer.html", context)


def agree(request: HttpRequest, year: int, country: str, code: str) -> HttpResponse:
    """Read the section as it stands, then agree to exactly that text (R9)."""
    review, place = place_of(request, year, country, code)
    _demand(request, "reviews.clear_section", place)
    form = AgreeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            team.agree(review, code, seen=form.cleaned_data["seen"], by=request.user)
        except MovedOn as moved:
            form.add_error(None, str(moved))
            review, place = place_of(request, year, country, code)
        else:
            messages.success(request, _("Agreed: section %(code)s.") % {"code": code.upper()})
            return redirect(review)
    return _agree_page(request, review, place, form)


@require_POST
def take_agreement_back(request: HttpRequest, year: int, country: str, code: str) -> HttpResponse:
    """The section is open again."""
    review, place = place_of(request, year, country, code)
    team.take_agreement_back(review, place.section.code, by=request.user)
    messages.success(request, _("The agreement is taken back; the section is open again."))
    return redirect(review)


@require_POST
def ready(request: HttpRequest, year: int, country: str, code: str) -> HttpResponse:
    """A ministry says that its section is ready, or (`ready=no`) not after all."""
    review, place = place_of(request, year, country, code)
    is_ready = request.POST.get("ready") != "no"
    team.say_ready(review, place.section.code, ready=is_ready, by=request.user)
    words = _("The focal point of your State is told.") if is_ready else _("Marked as still being written.")
    messages.success(request, words)
    return redirect(review)


def trail_of(review: VoluntaryReview, *here: str) -> list[dict[str, str]]:
    """The way back from a page of the draft."""
    home = {"label": _("My work"), "url": reverse("work")}
    if not here:
        return [home, {"label": review.title}]
    return [home, {"label": review.title, "url": review.get_absolute_url()}, *({"label": one} for one in here)]


def _agree_page(request: HttpRequest, review: VoluntaryReview, place: SectionInReview, form: AgreeForm) -> HttpResponse:
    content = publishing.part_of(publishing.content_of(review), {place.section.code})
    context = {
        "review": review,
        "place": place,
        "stand": progress.stands_of(review, [place])[0],
        "content": content,
        "form": form,
        "seen": progress.fingerprint(review, place.section),
        "edit_url": reverse("reviews:section", kwargs={**review.address, "code": place.section.code}),
        "trail": trail_of(review, str(place.section)),
    }
    return render(request, "reviews/agree.html", context, status=409 if form.errors else 200)


def place_of(request: HttpRequest, year: int, country: str, code: str) -> tuple[VoluntaryReview, SectionInReview]:
    """The section; 404 for one that this person may not read."""
    review = review_of(request, year, country)
    place = section_in(review, code)
    if not allowed(request.user, "reviews.read_section", place):
        raise Http404
    return review, place


def _demand(request: HttpRequest, permission: str, place: SectionInReview) -> None:
    if not allowed(request.user, permission, place):
        raise PermissionDenied(_("Only a focal point, or the officer named for this section, agrees to it."))
