"""The log of consultations: who was asked, at a glance, and each entry (R13, DOMAIN 4.3)."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.access import allowed
from core.kept_text import kept, text_is_kept
from core.workflow import MovedOn
from reference.models import StakeholderGroup
from reviews.choices import Approach
from reviews.forms.consultation import HIDDEN, ConsultationEntry, filled_again, initial_of
from reviews.models import Consultation, VoluntaryReview
from reviews.sections import LogInReview, log_in
from reviews.steps import consultations as steps
from reviews.views.check import review_of
from reviews.views.overview import trail_of


def consultations(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """All that this person may read, with whole-of-government and whole-of-society at a glance."""
    review, log = _log(request, year, country)
    rows = list(_visible(request, review).prefetch_related("stakeholder_groups", "objectives"))
    standing = [one for one in rows if one.removed_at is None]
    context = {
        "review": review,
        "rows": [_row(request, log, one) for one in standing],
        "removed": [row for one in rows if one.removed_at and (row := _row(request, log, one))["may_change"]],
        "glance": glance(standing),
        "may_add": allowed(request.user, "reviews.add_consultation", log),
        "trail": trail_of(review, _("Consultations")),
    }
    return render(request, "reviews/consultations.html", context)


@text_is_kept
def add(request: HttpRequest, year: int, country: str) -> HttpResponse:
    """Log a consultation."""
    review, log = _log(request, year, country)
    if not allowed(request.user, "reviews.add_consultation", log):
        return _refused(request, review)
    form = ConsultationEntry(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {**form.values(), "form_key": form.cleaned_data["form_key"]}
        try:
            logged = steps.add(review, values, by=request.user)
        except MovedOn as moved:
            form.add_error(None, str(moved))
        else:
            messages.success(request, _("Logged: %(title)s.") % {"title": logged.title})
            return _saved(review)
    return _form_page(request, review, form)


@text_is_kept
def change(request: HttpRequest, year: int, country: str, pk: Any) -> HttpResponse:
    """Change an entry; where somebody saved meanwhile both are shown and nothing is overwritten (B42)."""
    review, log, record = _record(request, year, country, pk)
    log.consultation = record
    if not allowed(request.user, "reviews.change_consultation", log):
        return _refused(request, review)
    if request.method != "POST" and (pk_aside := request.GET.get("not_kept", "")):
        return _brought_back(request, review, record, pk_aside)
    form = ConsultationEntry(request.POST or None, initial=initial_of(record))
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, review, form, record)
    seen = form.cleaned_data["version"] or 0
    outcome = steps.change(record, form.values(), typed=form.typed(), seen=seen, by=request.user)
    if isinstance(outcome, steps.Stale):
        newest = outcome.theirs.history.select_related("history_user").first()
        more = {"who": getattr(newest, "history_user", None), "when": getattr(newest, "history_date", None)}
        return _both(request, review, form, outcome.theirs, status=409, **more)
    messages.success(request, _("Saved: %(title)s.") % {"title": outcome.title})
    return _saved(review)


@require_POST
def remove(request: HttpRequest, year: int, country: str, pk: Any) -> HttpResponse:
    """Out of the log; it stands under “Removed” with a button to put it back."""
    record = _record(request, year, country, pk)[2]
    steps.remove(record, by=request.user)
    messages.success(request, _("Removed: %(title)s. You can put it back below.") % {"title": record.title})
    return redirect("reviews:consultations", **record.review.address)


@require_POST
def put_back(request: HttpRequest, year: int, country: str, pk: Any) -> HttpResponse:
    """Into the log again."""
    record = _record(request, year, country, pk)[2]
    steps.put_back(record, by=request.user)
    messages.success(request, _("Put back: %(title)s.") % {"title": record.title})
    return redirect("reviews:consultations", **record.review.address)


def glance(rows: list[Consultation]) -> dict[str, Any]:
    """Who was asked: consultations by approach, bodies and groups reached with how often each, people in all.

    Groups of the Compact that no entry names are listed apart: a picture, never a grade.
    """
    bodies = Counter(body.strip() for one in rows for body in one.bodies.splitlines() if body.strip())
    reached = Counter(group.pk for one in rows for group in one.stakeholder_groups.all())
    groups = list(StakeholderGroup.objects.all())
    return {
        "government": sum(one.approach in (Approach.GOVERNMENT, Approach.BOTH) for one in rows),
        "society": sum(one.approach in (Approach.SOCIETY, Approach.BOTH) for one in rows),
        "bodies": _bars([(body, bodies[body]) for body in sorted(bodies, key=lambda one: (-bodies[one], one))], rows),
        "groups": _bars([(group.name, reached[group.pk]) for group in groups if reached[group.pk]], rows),
        "not_yet": [str(group.name) for group in groups if not reached[group.pk]],
        "people": sum(one.participants or 0 for one in rows),
    }


def _bars(counts: list[tuple[Any, int]], rows: list[Consultation]) -> list[dict[str, Any]]:
    """As `components/bars.html` takes them: of all consultations, in how many."""
    total = len(rows)
    return [
        {
            "label": str(label),
            "value": value,
            "total": total,
            "words": _("%(value)s of %(total)s") % {"value": value, "total": total},
        }
        for label, value in counts
    ]


def _row(request: HttpRequest, log: LogInReview, one: Consultation) -> dict[str, Any]:
    entry = LogInReview(log.review, log.places, log.home, one)
    return {
        "one": one,
        "participants": _participants(one.participants),
        "groups": [str(group.name) for group in one.stakeholder_groups.all()],
        "objectives": [
            {"number": objective.number, "roundtable": objective.roundtable, "title": objective.title}
            for objective in one.objectives.all()
        ],
        "may_change": allowed(request.user, "reviews.change_consultation", entry),
    }


def _participants(count: int | None) -> str:
    return ngettext("%(n)d participant", "%(n)d participants", count) % {"n": count} if count else ""


def _brought_back(request: HttpRequest, review: VoluntaryReview, record: Consultation, pk: str) -> HttpResponse:
    """A text that was set aside, in the form again beside what stands."""
    aside = get_object_or_404(record.not_kept.select_related("by"), pk=pk if pk.isdecimal() and len(pk) < 19 else 0)
    form = filled_again(aside.typed)
    if not form.is_valid():  # a group or an objective that is no more
        return _form_page(request, review, form, record)
    return _both(request, review, form, record, brought_back=aside)


def _both(
    request: HttpRequest, review: VoluntaryReview, form: ConsultationEntry, theirs: Consultation, **more: Any
) -> HttpResponse:
    """What differs, side by side; the form keeps mine, and is saved on top only when it is sent again."""
    form.replace("version", str(theirs.version))
    stored = ConsultationEntry(initial=initial_of(theirs))
    fields = [name for name in form.fields if name not in HIDDEN]
    pairs = [
        (form[name].label, said(form, name, form.cleaned_data[name]), _stored(stored, theirs, name)) for name in fields
    ]
    differences = [{"label": label, "mine": mine, "theirs": other} for label, mine, other in pairs if mine != other]
    return _form_page(request, review, form, theirs, differences=differences, **more)


def said(form: ConsultationEntry, name: str, value: Any) -> str:
    """A value of the form in words."""
    if hasattr(value, "all") or isinstance(value, list):
        return ", ".join(str(getattr(one, "short_label", one)) for one in value)
    choices = dict(getattr(form.fields[name], "choices", None) or {})
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(choices.get(value, "" if value is None else value))


def _stored(form: ConsultationEntry, theirs: Consultation, name: str) -> str:
    value = getattr(theirs, name)
    return said(form, name, value.all() if hasattr(value, "all") else value)


def _form_page(
    request: HttpRequest,
    review: VoluntaryReview,
    form: ConsultationEntry,
    record: Consultation | None = None,
    status: int = 0,
    **more: Any,
) -> HttpResponse:
    title = _("Change a consultation") if record else _("Log a consultation")
    trail = trail_of(review, _("Consultations"), title)
    trail[2]["url"] = reverse("reviews:consultations", kwargs=review.address)
    aside = record.not_kept.select_related("by") if record else ()
    context = {"review": review, "form": form, "record": record, "title": title, "trail": trail, "aside": aside, **more}
    return render(request, "reviews/consultation_form.html", context, status=status or (400 if form.errors else 200))


def _refused(request: HttpRequest, review: VoluntaryReview) -> HttpResponse:
    """403 with a sentence; a text that was sent comes back to be copied (F6)."""
    reason = (
        _("You can no longer write in this log. Your section was taken back or agreed to.")
        if review.is_editable
        else _("This review has been submitted already. Nothing is changed while the secretariat has it.")
    )
    if request.method == "POST":
        return kept(request, reason, 403)
    raise PermissionDenied(reason)


def _saved(review: VoluntaryReview) -> HttpResponse:
    """To the log; the mark tells the browser that it need not keep the text any more."""
    return redirect(reverse("reviews:consultations", kwargs=review.address) + "#saved")


def _log(request: HttpRequest, year: int, country: str) -> tuple[VoluntaryReview, LogInReview]:
    """The log; 403 with a sentence for somebody of the team without a part in it."""
    review = review_of(request, year, country)
    log = log_in(review)
    if not allowed(request.user, "reviews.read_consultations", log):
        raise PermissionDenied(_("The focal point of your State has limited you to your own sections."))
    return review, log


def _visible(request: HttpRequest, review: VoluntaryReview) -> Any:
    return Consultation.objects.visible_to(request.user).filter(review=review)


def _record(
    request: HttpRequest, year: int, country: str, pk: Any
) -> tuple[VoluntaryReview, LogInReview, Consultation]:
    review, log = _log(request, year, country)
    record = _visible(request, review).filter(pk=pk).select_related("review").first()
    if record is None:
        raise Http404
    return review, log, record
