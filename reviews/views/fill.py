"""The pages of a section: a State's people fill it, others of the team read it.

Everything works by a plain form; `autosave.js` sends the same boxes one by one (`core/autosave.py`).
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import allowed
from core.autosave import NOT_KEPT
from core.kept_text import kept, text_is_kept
from reference import catalogue
from reviews import answers, conditions, earlier, presence
from reviews.checks import covered_objectives, everything_asked
from reviews.choices import Meaning, QuestionType, Repeat, ReviewStatus
from reviews.fields import Field, fields_of, show, take
from reviews.models import EarlierDocument, Remark, VoluntaryReview
from reviews.offered import with_taken
from reviews.outline import outline_of
from reviews.progress import Counted, Stand, counted, stands_of
from reviews.sections import SectionInReview, asked_of, readable, sections_in
from reviews.steps import carrying


@dataclass(frozen=True)
class Step:
    """A page in the order of the questionnaire; `mark` is an objective or a roundtable where a section has several."""

    place: SectionInReview
    mark: int | None = None

    @property
    def url(self) -> str:
        """Its address."""
        address = {**self.place.review.address, "code": self.place.section.code}
        if self.place.section.repeat == Repeat.EACH_OBJECTIVE and self.mark:
            return reverse("reviews:section_objective", kwargs={**address, "objective": self.mark})
        page = reverse("reviews:section", kwargs=address)
        return f"{page}?roundtable={self.mark}" if self.mark else page


@dataclass
class Page:
    """One page of a section, as this person may see it; `stored` is not read before something is saved.
    `is_shown` is False where support surely does not look at it."""

    review: VoluntaryReview
    places: list[SectionInReview]
    place: SectionInReview
    covered: list[int]
    mark: int | None
    fields: list[Field]
    why_not: str
    status: int
    stored: Counted | None
    documents: list[EarlierDocument] = field(default_factory=list)
    open_comments: int = 0
    presence: str = ""
    is_shown: bool = True

    @property
    def steps(self) -> list[Step]:
        """All pages that this person may read, in order."""
        return [Step(place, mark) for place in self.places for mark in marks_of(place, self.covered)]

    @cached_property
    def history_url(self) -> str:
        """Where earlier texts are read."""
        return reverse("reviews:history", kwargs=self.review.address)

    @cached_property
    def comments_url(self) -> str:
        """Where the team talks about this section."""
        return reverse("reviews:comments", kwargs={**self.review.address, "code": self.place.section.code})

    @property
    def here(self) -> Step:
        """Where we are."""
        return Step(self.place, self.mark)


@text_is_kept
def section(request: HttpRequest, year: int, country: str, code: str) -> HttpResponse:
    """A section: its questions, or the objectives of one roundtable as a table."""
    return _answer(request, {"year": year, "country": country}, code, None)


@text_is_kept
def section_objective(request: HttpRequest, year: int, country: str, code: str, objective: int) -> HttpResponse:
    """A section for each objective: its page about one of them."""
    return _answer(request, {"year": year, "country": country}, code, objective)


def reviews_of(user: Any, address: dict[str, Any]) -> Any:
    """The State's own review of that forum, for its team alone; not yet fetched."""
    return VoluntaryReview.objects.at(user, address["year"], address["country"])


def why_not_edit(user: Any, place: SectionInReview) -> tuple[str, int]:
    """Why `user` may not write here, in a sentence, and the status of an answer that refuses; ("", 200) if they may."""
    if not place.review.is_editable:
        if place.review.status == ReviewStatus.SUBMITTED:
            return _("This review has been submitted already. Nothing is changed while the secretariat has it."), 409
        return _("This review is closed: its status is “%s”.") % place.review.get_status_display(), 409
    if allowed(user, "reviews.edit_section", place):
        return "", 200
    if place.is_cleared:
        return _("This section has been agreed to. The focal point can open it again."), 403
    return _("You may read this section. Those whom the focal point has given it can write in it."), 403


def remarks_on(review: VoluntaryReview) -> dict[str, str]:
    """What the secretariat asked when it returned `review`, by the name of the answer (FEATURES R11)."""
    if review.status != ReviewStatus.RETURNED:
        return {}
    last = review.submissions.order_by("-number").values("pk")[:1]
    return {one.name: one.text for one in Remark.objects.filter(submission=last).exclude(question_key="")}


def marks_of(place: SectionInReview, covered: list[int]) -> list[int | None]:
    """What the pages of a section are called: nothing, the covered objectives, or the roundtables they belong to."""
    if not place.section.repeats or not covered:
        return [None]
    if place.section.repeat == Repeat.EACH_OBJECTIVE:
        return [*covered]
    entries = catalogue.objectives()
    return [*sorted({entries[number].group for number in covered if number in entries})]


def _answer(request: HttpRequest, address: dict[str, Any], code: str, objective: int | None) -> HttpResponse:
    if request.method == "POST":
        with transaction.atomic():
            page = _page(request, address, code, objective, lock=True)
            return _save(request, page)
    page = _page(request, address, code, objective)
    if page.place.section.repeat == Repeat.EACH_OBJECTIVE and objective is None and page.covered:
        return redirect(Step(page.place, page.covered[0]).url)
    return _render(request, page)


def _page(
    request: HttpRequest, address: dict[str, Any], code: str, objective: int | None, *, lock: bool = False
) -> Page:
    reviews = reviews_of(request.user, address).select_related(None)
    review = get_object_or_404(answers.locked(reviews) if lock else reviews.saying_what_is_rare())
    places = readable(request.user, sections_in(review, with_people=False, agreed=lock or review.was_agreed))
    place = next((one for one in places if one.section.code == code), None)
    if place is None:
        raise Http404
    why_not, status = why_not_edit(request.user, place)
    stored = None if lock else counted(review)
    covered = stored.covered if stored else covered_objectives(review)
    mark = _mark(request, place, covered, objective)
    asked = _asked_about(place, covered, mark)
    fields = fields_of(place, asked, editable=not why_not)
    remarks = remarks_on(review)
    for one in fields:
        one.remark = remarks.get(one.name, "")
    earlier.mark(review, fields)
    _mark_conditions(review, fields)
    page = Page(review, places, place, covered, mark, fields, why_not, status, stored)
    if not lock:
        page.open_comments = presence.mark_comments(place, fields) if review.has_comments else 0
        page.presence = presence.of(request.user, fields)
        page.is_shown = review.has_looks
        documents = earlier.documents_of(review, request.user) if review.has_documents else []
        page.documents = [one for one in documents if one.headings]
    return page


def _mark_conditions(review: VoluntaryReview, fields: list[Field]) -> None:
    """Let each field say when it is asked, and why it is not as the others are answered now (R23)."""
    outline = outline_of(review.questionnaire_id)
    if not any(one.question.asked_if for one in fields):
        return
    reasons = {one.name: one.why_not for one in everything_asked(review)}
    for one in fields:
        one.condition = conditions.said_of(one.question, outline.by_key)
        one.why_not = reasons.get(one.name, "")


def _mark(request: HttpRequest, place: SectionInReview, covered: list[int], objective: int | None) -> int | None:
    marks = marks_of(place, covered)
    if objective is not None:
        if place.section.repeat != Repeat.EACH_OBJECTIVE or objective not in marks:
            raise Http404
        return objective
    if place.section.repeat != Repeat.TABLE:
        return None
    wanted = request.GET.get("roundtable", "")
    return int(wanted) if wanted.isascii() and wanted.isdecimal() and int(wanted) in marks else marks[0]


def _asked_about(place: SectionInReview, covered: list[int], mark: int | None) -> list[int | None]:
    if not place.section.repeats:
        return [None]
    if place.section.repeat == Repeat.EACH_OBJECTIVE:
        return [mark] if mark else []
    entries = catalogue.objectives()
    return [number for number in covered if number in entries and entries[number].group == mark]


def _save(request: HttpRequest, page: Page) -> HttpResponse:
    """Save every answer that was touched; what could not be saved comes back in its box with the reason."""
    if page.why_not:
        return kept(request, page.why_not, page.status)
    post = with_taken(_without_row(request.POST), page.fields)
    outcomes = [take(one, page.place, post, request.user) for one in page.fields]
    outcomes += _settle(request, page)
    _say_still_true(request, page)
    both = any(one.both is not None for one in page.fields)
    if any(isinstance(outcome, answers.Conflict) for outcome in outcomes):
        return _render(request, page, 409)
    if any(one.refusal for one in page.fields):
        return _render(request, page, 400)
    return _render(request, page) if both else HttpResponseRedirect(_where_to(request.POST, page))


def _settle(request: HttpRequest, page: Page) -> list[answers.Outcome]:
    """The way out of a conflict that was chosen: `keep` is “<name>:mine”, “:theirs” or “:both”."""
    name, _colon, way = request.POST.get("keep", "").rpartition(":")
    one = next((field for field in page.fields if field.name == name), None)
    if one is None or one.answer is None or way not in ("mine", "both"):
        return []
    mine = get_object_or_404(
        answers.History,
        history_id=_uuid(request.POST.get(f"{name}-mine", "")),
        id=one.answer.pk,
        history_user=request.user,
        history_change_reason=NOT_KEPT,
    )
    if way == "both":
        one.both = one.kind.joined(mine.value, one.stored)
        return []
    seen = request.POST.get(f"{name}-theirs", "")
    outcome = answers.keep_mine(page.place, one.answer, mine, seen, request.user)
    show(one, outcome)
    return [outcome]


def _say_still_true(request: HttpRequest, page: Page) -> None:
    """The button beside an answer that was carried over; what was typed in its box is saved before, and counts."""
    wanted = request.POST.get("still_true", "")
    one = next((field for field in page.fields if field.name == wanted and field.carried), None)
    if one is not None and one.answer is not None and not one.refusal and not one.conflict:
        carrying.still_true(page.place, one.answer, by=request.user)


def _uuid(text: str) -> Any:
    import uuid

    try:
        return uuid.UUID(text)
    except ValueError as forged:
        raise Http404 from forged


def _without_row(post: QueryDict) -> QueryDict:
    """The form without the row of a table that its button takes out (`out` is “<name>-<row>”)."""
    out = post.get("out", "")
    if not out:
        return post
    rest = post.copy()
    for name in [name for name in post if name.startswith(f"{out}-") and not name.endswith(("-seen", "-standing"))]:
        del rest[name]
    return rest


def _where_to(post: QueryDict, page: Page) -> str:
    stay = (
        post.get("keep", "").rpartition(":")[0]
        or post.get("take", "").rpartition(":")[0]
        or post.get("still_true", "")
        or post.get("row", "")
        or post.get("out", "").rpartition("-")[0]
    )
    if stay and any(one.name == stay for one in page.fields):
        return f"{page.here.url}#{stay}"
    return _next(page) if post.get("go") == "next" else page.here.url


def _next(page: Page) -> str:
    steps = page.steps
    place = steps.index(page.here) if page.here in steps else len(steps)
    return steps[place + 1].url if place + 1 < len(steps) else reverse("reviews:check", kwargs=page.review.address)


def _previous(page: Page) -> str:
    steps = page.steps
    place = steps.index(page.here) if page.here in steps else 0
    return steps[place - 1].url if place else page.review.get_absolute_url()


def _render(request: HttpRequest, page: Page, status: int = 200) -> HttpResponse:
    stands = stands_of(page.review, page.places, page.stored, with_people=False)
    stand = next(one for one in stands if one.place is page.place)
    context = {
        "review": page.review,
        "page": page,
        "place": page.place,
        "section": page.place.section,
        "stand": stand,
        "rail": rail_of(page, stands),
        "fields": page.fields,
        "problems": [{"text": f"{one.name}: {_what(one)}", "url": f"#{one.name}"} for one in page.fields if _what(one)],
        "came_back": status != 200,
        "previous": _previous(page),
        "marks": _marks(page),
        "objective": catalogue.objectives().get(page.mark) if page.mark else None,
        "is_table": page.place.section.repeat == Repeat.TABLE,
        "has_rich": any(one.question.type == QuestionType.LONG for one in page.fields),
        "has_money": any(one.question.type in (QuestionType.MONEY, QuestionType.TABLE) for one in page.fields),
        "consultations": _consultations(page),
        "choose": _choose(page),
        "may_show": not page.why_not and not page.review.is_practice,
        "asked_of_you": asked_of(request.user, page.place),
        "may_say_ready": allowed(request.user, "reviews.say_section_ready", page.place),
    }
    template = "reviews/matrix.html" if context["is_table"] else "reviews/section.html"
    if context["is_table"]:
        context["rows"] = _rows(page)
    return render(request, template, context, status=status)


def _what(one: Field) -> str:
    if one.conflict:
        return _("choose which text to keep")
    return one.problem


def _marks(page: Page) -> list[dict[str, Any]]:
    """The pages of this section, where it has several: each objective or roundtable, whether it is dealt with."""
    entries = catalogue.objectives()
    marks = marks_of(page.place, page.covered)
    if marks == [None]:
        return []
    return [
        {
            "number": mark,
            "url": Step(page.place, mark).url,
            "current": mark == page.mark,
            "title": entries[mark].label if page.place.section.repeat == Repeat.EACH_OBJECTIVE else "",
            "roundtable": entries[mark].group if page.place.section.repeat == Repeat.EACH_OBJECTIVE else mark,
        }
        for mark in marks
        if mark
    ]


def _rows(page: Page) -> list[dict[str, Any]]:
    """The table, a row for each objective: its first choice as the cells, the other questions under it."""
    entries = catalogue.objectives()
    rows: dict[int, dict[str, Any]] = {}
    for one in page.fields:
        number = one.objective or 0
        row = rows.setdefault(number, {"objective": entries[number], "cells": None, "more": []})
        if row["cells"] is None and one.question.type == QuestionType.SINGLE:
            row["cells"] = one
        else:
            row["more"].append(one)
    return list(rows.values())


def _consultations(page: Page) -> Any:
    if not any(one.question.type == QuestionType.CONSULTATIONS for one in page.fields):
        return []
    return page.review.consultations.standing()


def _choose(page: Page) -> str:
    """Where the objectives are chosen, for a section that repeats over them."""
    if not page.place.section.repeats:
        return ""
    chosen = outline_of(page.review.questionnaire_id).read_as(Meaning.COVERED)
    if chosen is None:
        return ""
    address = {**page.review.address, "code": chosen.section.code}
    return f"{reverse('reviews:section', kwargs=address)}#{chosen.key}"


def rail_of(page: Page, stands: list[Stand]) -> dict[str, Any]:
    """The list of sections beside the questions."""
    entries = [_entry(stand, current=stand.place is page.place) for stand in stands]
    address = page.review.address
    entries.append({"label": _("Consultations"), "url": reverse("reviews:consultations", kwargs=address)})
    entries.append({"label": _("Check and submit"), "url": reverse("reviews:check", kwargs=address)})
    here = next(number for number, stand in enumerate(stands, start=1) if stand.place is page.place)
    progress = next(stand.progress for stand in stands if stand.place is page.place)
    return {
        "sections": entries,
        "summary": _("Section %(number)s of %(count)s") % {"number": here, "count": len(stands)},
        "count": f"{progress.answered}/{progress.asked}",
    }


def _entry(stand: Stand, *, current: bool) -> dict[str, Any]:
    names = [str(one.organisation) for one in stand.place.assignments]
    who = names[0] if names else ""
    if len(names) > 1:
        who = _("%(first)s and %(count)s more") % {"first": names[0], "count": len(names) - 1}
    return {
        "label": str(stand.place.section),
        "url": reverse("reviews:section", kwargs={**stand.place.review.address, "code": stand.place.section.code}),
        "state": stand.dot,
        "state_label": _("An answer cannot be read") if stand.dot == "bad" else stand.status["label"],
        "count": f"{stand.progress.answered}/{stand.progress.asked}",
        "who": who,
        "current": current,
    }
