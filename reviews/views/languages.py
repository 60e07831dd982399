"""The further languages of a review: which there are, and the original beside the translation while it is written."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import allowed
from core.kept_text import text_is_kept
from core.workflow import MovedOn
from reviews import languages
from reviews.checks import Asked, everything_asked
from reviews.forms.languages import LanguageForm, TranslationForm
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
    asked = _readable(request, review)
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
    into = _into(review, language)
    steps.take_out(into, by=request.user)
    messages.success(request, _("Taken out: %(language)s.") % {"language": into})
    return redirect("reviews:languages", **review.address)


def language(request: HttpRequest, year: int, country: str, language: str) -> HttpResponse:
    """The sections that hold texts, each with how far it is in this language."""
    review = review_of(request, year, country)
    into = _into(review, language)
    texts = languages.texts_of(into)
    places: dict[str, tuple[SectionInReview, list[Asked]]] = {}
    for one in _readable(request, review):
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
        "trail": _trail(review, str(into)),
    }
    return render(request, "reviews/language.html", context)


@text_is_kept
def translate(request: HttpRequest, year: int, country: str, language: str, code: str) -> HttpResponse:
    """A section: each text of the original beside its translation. What somebody else wrote meanwhile is not lost."""
    review = review_of(request, year, country)
    into = _into(review, language)
    asked = [one for one in _readable(request, review) if one.place.section.code == code]
    rows = languages.beside(asked, languages.texts_of(into))
    if not rows:
        raise Http404
    place = rows[0].asked.place
    may_write = allowed(request.user, "reviews.edit_section", place)
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    data = request.POST if request.method == "POST" else None
    pairs = [(row, TranslationForm(data, row=row, language=language, direction=direction)) for row in rows]
    if data is not None:
        if not may_write:
            raise PermissionDenied(_("You may not write in this section."))
        if _save(request, into, pairs):
            if "put_back" in data:
                return _put_back(request, into, asked, data["put_back"])
            messages.success(request, _("Saved."))
            return redirect("reviews:language", **review.address, language=language)
    earlier = languages.earlier_of(into, rows)
    context = {
        "review": review,
        "into": into,
        "place": place,
        "rows": [{**_shown(row, form), "earlier": earlier.get(_key(row), [])} for row, form in pairs],
        "original": language_of(everything_asked(review)),
        "may_write": may_write,
        "trail": _trail(review, str(place.section), into),
    }
    return render(request, "reviews/translate.html", context, status=409 if data is not None else 200)


def _key(row: languages.Beside) -> int:
    return row.text.answer_id if row.text else 0


def _put_back(request: HttpRequest, into: ReviewLanguage, asked: list[Asked], wanted: str) -> HttpResponse:
    """An earlier text stands again, after what was typed was saved: that is among the earlier ones then. Where its
    original has changed, it is marked as older, as it was."""
    rows = languages.beside(asked, languages.texts_of(into))
    found = {str(one.history_id): one for texts in languages.earlier_of(into, rows).values() for one in texts}
    one = found.get(wanted)
    row = next((row for row in rows if one is not None and _key(row) == one.answer_id), None)
    if one is None or row is None or row.text is None:
        raise Http404
    try:
        steps.translate(into, row, one.value, seen=row.text.version, of=one.of_version, by=request.user)
    except MovedOn as moved:
        messages.error(request, str(moved))
    else:
        messages.success(request, _("Put back. What stood before is among the earlier texts."))
    return redirect(f"{request.path}#{row.asked.name}")


def _save(request: HttpRequest, into: ReviewLanguage, pairs: list[tuple[languages.Beside, TranslationForm]]) -> bool:
    """Whether everything is kept; what could not be has its reason at its box."""
    for row, form in pairs:
        if not form.is_valid() or not (form.has_changed() or row.is_behind):
            continue
        said = form.cleaned_data
        try:
            steps.translate(into, row, said["text"], seen=said["seen"] or 0, of=said["of"], by=request.user)
        except MovedOn as moved:
            form.add_error("text", str(moved))
    return not any(form.errors for _row, form in pairs)


def _shown(row: languages.Beside, form: Any) -> dict[str, Any]:
    """A row of the page; after a conflict with what the other wrote, which the next press writes over knowingly."""
    theirs = None
    if form.is_bound and form.errors and row.text is not None and form["seen"].value() != str(row.text.version):
        theirs = row.text.value
        form.data = {**form.data.dict(), form.add_prefix("seen"): str(row.text.version)}
    kind = row.asked.question
    return {"row": row, "form": form, "theirs": theirs, "question": kind, "field": form["text"]}


def _readable(request: HttpRequest, review: VoluntaryReview) -> list[Asked]:
    asked = everything_asked(review)
    may: dict[str, bool] = {}
    for one in asked:
        code = one.place.section.code
        if code not in may:
            may[code] = allowed(request.user, "reviews.read_section", one.place)
    return [one for one in asked if may[one.place.section.code]]


def _into(review: VoluntaryReview, language: str) -> ReviewLanguage:
    into: ReviewLanguage = get_object_or_404(ReviewLanguage, review=review, language=language)
    into.review = review
    return into


def _trail(review: VoluntaryReview, here: str, into: ReviewLanguage | None = None) -> list[dict[str, str]]:
    trail = trail_of(review, here)
    above = [{"label": _("Languages"), "url": reverse("reviews:languages", kwargs=review.address)}]
    if into is not None:
        url = reverse("reviews:language", kwargs={**review.address, "language": into.language})
        above.append({"label": str(into), "url": url})
    return [*trail[:-1], *above, trail[-1]]
