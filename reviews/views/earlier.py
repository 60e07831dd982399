"""The draft beside the earlier review that it begins with: compared, or a document at its side."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import allowed
from reviews import earlier
from reviews.checks import everything_asked
from reviews.choices import Since
from reviews.forms.copies import DocumentForm
from reviews.models import VoluntaryReview
from reviews.sections import SectionInReview, readable, section_in, sections_in
from reviews.steps import carrying
from reviews.views.check import review_of
from reviews.views.fill import why_not_edit
from reviews.views.overview import trail_of
from reviews.views.reading import draft_beside


def beside(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """Section by section what is unchanged, changed, new and no longer asked; 404 for a review that updates none."""
    review = review_of(request, year, country)
    if review.earlier is None:
        raise Http404
    return page_of(request, review)


def page_of(
    request: HttpRequest, review: VoluntaryReview, *, form: DocumentForm | None = None, status: int = 200
) -> HttpResponse:
    """The page, with the form that came back."""
    everywhere = sections_in(review)
    asked, places = everything_asked(review, everywhere), readable(request.user, everywhere)
    codes = {place.section.code for place in places}
    content = earlier.content_of(review)
    is_document = earlier.is_document(review)
    sections = _said(request, review, places) if is_document else []
    context = {
        "review": review,
        "earlier": review.earlier,
        "content": content,
        "is_document": is_document,
        "files": _files(review) if is_document else [],
        "documents": earlier.documents_of(review, request.user) if is_document else [],
        "form": form or DocumentForm(),
        "may_write": any(one["may"] for one in sections),
        "sections": sections,
        "compared": draft_beside(review, codes, asked),
        "waiting": sum(one.place.section.code in codes for one in earlier.waiting(review, asked)),
        "trail": trail_of(review, _("Earlier review")),
    }
    return render(request, "reviews/earlier.html", context, status=status)


@require_POST
def say(request: HttpRequest, year: int, country: str, code: str) -> HttpResponse:
    """Unchanged since the earlier document, changed, or new: one press for a section."""
    review = review_of(request, year, country)
    place = section_in(review, code)
    if review.earlier is None or not allowed(request.user, "reviews.read_section", place):
        raise Http404
    since = request.POST.get("since", "")
    why_not, _status = why_not_edit(request.user, place)
    if why_not:
        messages.error(request, why_not)
    elif since in Since.values:
        carrying.say_of_section(place, since, by=request.user)
        words = _("Kept: section %(code)s, %(since)s.")
        messages.success(request, words % {"code": code.upper(), "since": Since(since).label})
    else:
        messages.error(request, _("Choose one of the three."))
    return redirect(f"{reverse('reviews:earlier', kwargs=review.address)}#{code}")


def _files(review: VoluntaryReview) -> list[dict[str, Any]]:
    assert review.earlier is not None  # noqa: S101 - asked by the view
    return [
        {"label": file.name, "url": reverse("publications:file", args=[file.pk]), "lang": file.language}
        for file in review.earlier.files.all()
    ]


def _said(request: HttpRequest, review: VoluntaryReview, places: list[SectionInReview]) -> list[dict[str, Any]]:
    """Each section with what was said of it, and the three ways to say it."""
    said = earlier.said_of_sections(review)
    return [
        {
            "section": place.section,
            "said": Since(said[place.section.code]).label if place.section.code in said else "",
            "chosen": said.get(place.section.code, ""),
            "may": allowed(request.user, "reviews.edit_section", place),
            "choices": Since.choices,
            "url": reverse("reviews:earlier_say", kwargs={**review.address, "code": place.section.code}),
        }
        for place in places
    ]
