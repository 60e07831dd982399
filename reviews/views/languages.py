"""The further languages of a review: which there are, and the original beside the translation while it is written."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import allowed
from core.kept_text import text_is_kept
from reviews import languages
from reviews.checks import Asked, everything_asked
from reviews.forms.languages import LanguageForm
from reviews.models import ReviewLanguage, VoluntaryReview
from reviews.publishing import language_of
from reviews.sections import SectionInReview
from reviews.steps import languages as steps
from reviews.views.check import review_of
from reviews.views.overview import trail_of


@text_is_kept
def all_of_them(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """The languages of the review and how far each is; a focal point adds one."""
    review = review_of(request, year, country)
    may_manage = allowed(request.user, steps.MANAGE, review)
    if request.method == "POST" and not may_manage:
        raise PermissionDenied(_("A focal point adds languages, while the review is written."))
    asked = readable_texts(request, review)
    original = language_of(everything_asked(review))
    form = LanguageForm(request.POST if request.method == "POST" else None, original=original)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        into = steps.add(review, said["language"], said["standing"], by=request.user, form_key=said["form_key"])
        messages.success(request, languages.in_words(into.standing, into.language))
        return redirect("reviews:language", **review.address, language=into.language)
    context = {
        "review": review,
        "original": dict(settings.LANGUAGES).get(original, original),
        "rows": [
            {
                "into": into,
                "count": languages.count(languages.beside(asked, languages.texts_of(into))),
                "url": reverse("reviews:language", kwargs={**review.address, "language": into.language}),
            }
            for into in review.languages.all()
        ],
        "form": form if may_manage else None,
        "trail": trail_of(review, _("Languages")),
    }
    return render(request, "reviews/languages.html", context, status=400 if form.errors else 200)


@require_POST
def take_out(request: HttpRequest, year: int, country: str, language: str) -> HttpResponse:
    """Without this language from now on."""
    review = review_of(request, year, country)
    into = language_of_review(review, language)
    steps.take_out(into, by=request.user)
    messages.success(request, _("Taken out: %(language)s.") % {"language": into})
    return redirect("reviews:languages", **review.address)


def language(request: HttpRequest, year: int, country: str, language: str) -> HttpResponse:
    """The sections that hold texts, each with how far it is in this language."""
    review = review_of(request, year, country)
    into = language_of_review(review, language)
    texts = languages.texts_of(into)
    places: dict[str, tuple[SectionInReview, list[Asked]]] = {}
    for one in readable_texts(request, review):
        places.setdefault(one.place.section.code, (one.place, []))[1].append(one)
    rows: list[dict[str, Any]] = [
        {
            "section": place.section,
            "count": languages.count(languages.beside(asked, texts)),
            "url": reverse("reviews:translate", kwargs={**review.address, "language": language, "code": code}),
        }
        for code, (place, asked) in places.items()
    ]
    context = {
        "review": review,
        "into": into,
        "words": languages.in_words(into.standing, into.language),
        "rows": [row for row in rows if row["count"].asked],
        "may_manage": allowed(request.user, steps.MANAGE, review),
        "trail": trail_to(review, str(into)),
    }
    return render(request, "reviews/language.html", context)


def readable_texts(request: HttpRequest, review: VoluntaryReview) -> list[Asked]:
    """What is asked in the sections that this person may read."""
    asked = everything_asked(review)
    may: dict[str, bool] = {}
    for one in asked:
        code = one.place.section.code
        if code not in may:
            may[code] = allowed(request.user, "reviews.read_section", one.place)
    return [one for one in asked if may[one.place.section.code]]


def language_of_review(review: VoluntaryReview, language: str) -> ReviewLanguage:
    """The language of `review` that an address names. Raises Http404."""
    into: ReviewLanguage = get_object_or_404(ReviewLanguage, review=review, language=language)
    into.review = review
    return into


def trail_to(review: VoluntaryReview, here: str, into: ReviewLanguage | None = None) -> list[dict[str, str]]:
    """Where a page about languages stands."""
    trail = trail_of(review, here)
    above = [{"label": _("Languages"), "url": reverse("reviews:languages", kwargs=review.address)}]
    if into is not None:
        url = reverse("reviews:language", kwargs={**review.address, "language": into.language})
        above.append({"label": str(into), "url": url})
    return [*trail[:-1], *above, trail[-1]]
