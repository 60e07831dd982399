"""A section in a further language: each text of the original beside its translation, which saves itself."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from core import autosave, rich_text
from core.access import allowed
from core.differences import difference, side
from core.kept_text import text_is_kept
from core.templatetags.portal import clock
from core.workflow import MovedOn
from reviews import languages
from reviews.checks import Asked, everything_asked
from reviews.forms.languages import TranslationForm
from reviews.languages import Beside
from reviews.models import ReviewLanguage, TranslatedAnswer, VoluntaryReview
from reviews.publishing import language_of
from reviews.steps import languages as steps
from reviews.views.check import review_of
from reviews.views.languages import language_of_review, readable_texts, trail_to


@text_is_kept
def translate(request: HttpRequest, year: int, country: str, language: str, code: str) -> HttpResponse:
    """The page. What somebody else wrote meanwhile is not lost."""
    review, into, asked, rows = _section(request, {"year": year, "country": country}, language, code)
    place = rows[0].asked.place
    may_write = allowed(request.user, "reviews.edit_section", place)
    data = request.POST if request.method == "POST" else None
    pairs = [(row, _form(row, language, data)) for row in rows]
    if data is not None:
        if not may_write:
            raise PermissionDenied(_("You may not write in this section."))
        if _save(request, into, pairs):
            if wanted := _wanted(data):
                return _put_back(request, into, asked, wanted)
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
        "trail": trail_to(review, str(place.section), into),
    }
    return render(request, "reviews/translate.html", context, status=409 if data is not None else 200)


@autosave.by_script
def save_text(request: HttpRequest, year: int, country: str, language: str, code: str) -> JsonResponse:
    """One text, sent by the script."""
    _review, into, _asked, rows = _section(request, {"year": year, "country": country}, language, code)
    row = next((one for one in rows if one.asked.name == request.POST.get("field")), None)
    if row is None:
        raise Http404
    if not allowed(request.user, "reviews.edit_section", row.asked.place):
        return autosave.refused(_("You may no longer write in this section. Your text is still here: copy it."), 409)
    form = _form(row, language, request.POST)
    if not form.is_valid():
        too_old = _("This page is too old to be saved from.")
        return autosave.refused(" ".join(map(str, form.errors.get("text", [too_old]))), 400)
    said = form.cleaned_data
    try:
        text = steps.translate(into, row, said["text"], seen=said["seen"] or 0, of=said["of"], by=request.user)
    except MovedOn:
        return autosave.conflict(request, _sides(request, into, row, said["text"]))
    return autosave.saved(str(text.version), text.changed_at) if text else autosave.unchanged("0")


def _section(
    request: HttpRequest, address: dict[str, Any], language: str, code: str
) -> tuple[VoluntaryReview, ReviewLanguage, list[Asked], list[Beside]]:
    """A section's questions and texts in that language. Raises Http404 where it has none that this person may read."""
    review = review_of(request, address["year"], address["country"])
    into = language_of_review(review, language)
    asked = [one for one in readable_texts(request, review) if one.place.section.code == code]
    rows = languages.beside(asked, languages.texts_of(into))
    if not rows:
        raise Http404
    return review, into, asked, rows


def _form(row: Beside, language: str, data: Any) -> TranslationForm:
    """Its box; unbound where nothing of it was sent, since its conflict stood there."""
    sent = data if data is not None and f"{row.asked.name}-seen" in data else None
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    return TranslationForm(sent, row=row, language=language, direction=direction)


def _key(row: Beside) -> int:
    return row.text.answer_id if row.text else 0


def _wanted(data: Any) -> str:
    """The row of the history that shall stand again: an earlier text, or one's own out of a conflict."""
    name, _colon, way = data.get("keep", "").rpartition(":")
    return str(data.get(f"{name}-mine", "") if way == "mine" else data.get("put_back", ""))


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


def _save(request: HttpRequest, into: ReviewLanguage, pairs: list[tuple[Beside, TranslationForm]]) -> bool:
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


def _shown(row: Beside, form: Any) -> dict[str, Any]:
    """A row of the page; after a conflict with what the other wrote, which the next press writes over knowingly."""
    theirs = None
    if form.is_bound and form.errors and row.text is not None and form["seen"].value() != str(row.text.version):
        theirs = row.text.value
        form.data = {**form.data.dict(), form.add_prefix("seen"): str(row.text.version)}
    return {
        "row": row,
        "form": form,
        "theirs": theirs,
        "question": row.asked.question,
        "field": form["text"],
        "saved_at": clock(row.text.changed_at) if row.text and row.value else "",
    }


def _sides(request: HttpRequest, into: ReviewLanguage, row: Beside, typed: str) -> dict[str, Any]:
    """Both texts of a conflict, as `components/conflict.html` takes them; one's own stands in the history."""
    theirs = TranslatedAnswer.objects.select_related("changed_by").get(into=into, answer=row.asked.answer)
    mine = theirs.history.filter(value=typed).order_by("-history_date").first()
    pieces = difference(rich_text.to_plain(theirs.value), rich_text.to_plain(typed))
    return {
        "key": row.asked.name,
        "mine": side(pieces, "ins"),
        "theirs": side(pieces, "del"),
        "mine_when": clock(mine.history_date) if mine else "",
        "theirs_when": clock(theirs.changed_at),
        **autosave.writer(theirs.changed_by, request.user),
        "hidden": [(f"{row.asked.name}-mine", mine.history_id)] if mine else [],
        "can_join": False,
    }
