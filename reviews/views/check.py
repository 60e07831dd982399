"""Check and submit: what is missing, what will be published, sign-off."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.middleware import has_factor
from core import proof
from core.access import allowed
from core.workflow import MovedOn, NotReady
from reviews import checks, earlier, languages, pieces, publishing, signing
from reviews.choices import Audience
from reviews.forms.submission import EarlyForm, SubmitForm
from reviews.frozen import Content
from reviews.models import Consultation, VoluntaryReview
from reviews.outline import outline_of
from reviews.sections import SectionInReview, readable, sections_in
from reviews.steps import submission as steps
from reviews.views.reading import draft_beside, draft_beside_corrected, hidden_from, reading_context


def review_of(request: HttpRequest, year: int, country: str) -> VoluntaryReview:
    """The State's own review for the forum of `year`, or 404 to everybody outside its team."""
    return get_object_or_404(VoluntaryReview.objects.at(request.user, year, country))


def check(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """What stands in the way and what to look at, each as a link to its field; who contributed."""
    return _check_page(request, review_of(request, year, country), SubmitForm())


@require_POST
def submit(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """Freeze and send; on any problem back to the check page, nothing lost."""
    review = review_of(request, year, country)
    if not proof.is_fresh(request):
        return proof.ask(request)
    form = SubmitForm(request.POST)
    if not form.is_valid():
        return _check_page(request, review, form, status=400)
    try:
        submission = steps.submit(review, by=request.user, **form.cleaned_data)
    except (NotReady, MovedOn):
        return _check_page(request, review_of(request, year, country), form, status=409)
    return redirect("reviews:submission", **review.address, number=submission.number)


@require_POST
def submit_part(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """Freeze and send the sections that were ticked; what is missing in others does not matter yet (R32)."""
    review = review_of(request, year, country)
    if not proof.is_fresh(request):
        return proof.ask(request)
    form = _early_form(review, request.POST)
    if not form.is_valid():
        return _check_page(request, review, SubmitForm(), early_form=form, status=400)
    try:
        submission = steps.submit(review, by=request.user, **form.cleaned_data)
    except (NotReady, MovedOn) as refused:
        for problem in getattr(refused, "problems", [refused]):
            form.add_error(
                "sections" if isinstance(refused, NotReady) else None, getattr(problem, "text", str(problem))
            )
        return _check_page(request, review_of(request, year, country), SubmitForm(), early_form=form, status=409)
    return redirect("reviews:submission", **review.address, number=submission.number)


def _early_form(review: VoluntaryReview, data: Any = None) -> EarlyForm:
    sections = outline_of(review.questionnaire_id).sections
    return EarlyForm(data, prefix="early", sections=sections, along=pieces.going_along(review))


def preview(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """The exact future public page, marked "not public"; for a limited ministry its own part of it (R30)."""
    review = review_of(request, year, country)
    content = publishing.content_of(review, log=Consultation.objects.visible_to(request.user))
    codes = _codes_read_by(request, review)
    content = publishing.part_of(content, codes)
    public = publishing.public_part(content)
    context = {
        "review": review,
        "title": f"{review.country}: {review.cycle}",
        "trail": _trail(review, _("Preview")),
        "hidden": _hidden(content),
        "office": _office(request.user, review),
        "files": [{"label": file["name"]} for file in public["files"]],
        **reading_context(public, hidden_from(review, codes)),
    }
    return render(request, "reviews/preview.html", context)


def _office(user: Any, review: VoluntaryReview) -> str:
    """The office that the public page would name, where `user` is who submits."""
    may = allowed(user, "reviews.submit_voluntaryreview", review)
    return user.office_in(review.country_id) if may else ""


def _check_page(
    request: HttpRequest,
    review: VoluntaryReview,
    form: SubmitForm,
    *,
    early_form: EarlyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    places = sections_in(review)
    asked, mine = checks.everything_asked(review, places), readable(request.user, places)
    codes = {place.section.code for place in mine}
    read = [one for one in asked if one.place.section.code in codes]
    found = [*checks.problems_of(review, codes, asked), *signing.problems_of(review)] if review.is_editable else []
    may_submit = review.is_editable and allowed(request.user, "reviews.submit_voluntaryreview", review)
    if early_form is None and may_submit and pieces.may_be(review):
        early_form = _early_form(review)
    context = {
        "review": review,
        "form": form,
        "early_form": early_form,
        "errors": [check for check in found if check.blocks],
        "warnings": [check for check in found if not check.blocks]
        + earlier.unseen(review, read)
        + languages.unfinished(review, read),
        "compared": draft_beside(review, codes, asked) if review.is_editable else [],
        **(draft_beside_corrected(review, codes, asked) if review.is_editable else {}),
        "contributors": _contributors(mine),
        "may_submit": may_submit,
        "due": review.cycle.reviews_due,
        "has_factor": has_factor(request.user),
        "submission": review.submissions.first(),
        "trail": _trail(review, _("Check and submit")),
    }
    return render(request, "reviews/check.html", context, status=status)


def _codes_read_by(request: HttpRequest, review: VoluntaryReview) -> set[str]:
    return {place.section.code for place in readable(request.user, sections_in(review))}


def _contributors(places: list[SectionInReview]) -> list[dict[str, Any]]:
    return [
        {
            "title": str(place.section),
            "who": ", ".join(str(one.organisation) for one in place.assignments) or _("Focal point"),
            "clearance": place.clearance,
        }
        for place in places
    ]


def _hidden(content: Content) -> list[str]:
    return [
        f"{answer['key']} {answer['label']}"
        for part in content["sections"]
        for answer in part["answers"]
        if answer["audience"] != Audience.PUBLISHED
    ]


def _trail(review: VoluntaryReview, here: str) -> list[dict[str, str]]:
    return [
        {"label": _("My work"), "url": reverse("work")},
        {"label": review.title, "url": review.get_absolute_url()},
        {"label": here},
    ]
