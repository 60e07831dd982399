"""The officer's desk of a round: who reads it, whom to ask, what came in, and the decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import downloads, pdf
from core.access import allowed, is_secretariat
from core.admin import step_words
from core.templatetags.portal import forum_time
from core.workflow import MovedOn, NotReady, steps_open_to
from practices import conflicts, letters, reading_copy, roster
from practices.choices import AWAITED, AssignmentStatus, Tie
from practices.forms.assess import DayForm
from practices.forms.rounds import DecisionForm, InviteForm, NoteForm
from practices.models import ReviewAssignment, ReviewRound
from practices.standing import standing
from practices.steps import deciding
from practices.steps import reviewing as steps
from practices.views import reading
from practices.views.versions import RECUSED

ACTS: dict[str, tuple[Any, Any]] = {
    "waive": (steps.waive, gettext_lazy("The invitation goes out. Your reason is kept and counted.")),
    "drop": (steps.drop, gettext_lazy("Nobody is told: the person was not invited yet.")),
    "clear_tie": (steps.clear_tie, gettext_lazy("The text opens to the reviewer, who gets a message.")),
    "turn_away": (steps.turn_away, gettext_lazy("The assignment ends, and the reviewer gets a message.")),
    "replace": (
        steps.replace,
        gettext_lazy("The text closes at once, an unfinished report is sealed, and a message goes out."),
    ),
}
TONES = {
    AssignmentStatus.FILED: "ok",
    AssignmentStatus.ACCEPTED: "info",
    AssignmentStatus.INVITED: "info",
    AssignmentStatus.PERHAPS: "warn",
    AssignmentStatus.PROPOSED: "warn",
}
SHOWN = 30


def round_of(request: HttpRequest, reference: str) -> ReviewRound:
    """The newest round of a practice. A recused officer is told so; for everybody else there is none."""
    rounds = ReviewRound.objects.visible_to(request.user).filter(practice__reference=reference)
    found = rounds.select_related("practice__organisation", "version").order_by("-version__number").first()
    if found is not None:
        return found
    if is_secretariat(request.user) and ReviewRound.objects.filter(practice__reference=reference).exists():
        raise PermissionDenied(RECUSED)
    raise Http404


def desk(request: HttpRequest, reference: str) -> HttpResponse:
    """Who was asked, where each stands, what is missing, and the reports that are in."""
    round_ = round_of(request, reference)
    rows = _assignments(round_)
    now = standing(round_, rows)
    may_change = allowed(request.user, "practices.change_reviewround", round_)
    filed = [one for one in rows if one.status == AssignmentStatus.FILED]
    context = {
        "round": round_,
        "practice": round_.practice,
        "rows": [_row(request, one) for one in rows],
        "standing": now,
        "reports": [(one, reading.report_rows(one.report)) for one in filed],
        "may_ask": may_change,
        "may_decide": may_change and now.is_complete,
        "decision": getattr(round_, "decision", None),
        "content": round_.version.content,
        "changed": reading.changes(round_.version),
        "points": reading.points_before(round_.version),
        "copy_url": reverse("practices:round_copy", args=[reference]) if pdf.is_available() else "",
        "others": round_.practice.rounds.exclude(pk=round_.pk).select_related("version", "decision"),
        "trail": _trail(round_),
    }
    return render(request, "practices/round.html", context)


def _assignments(round_: ReviewRound) -> list[ReviewAssignment]:
    rows = round_.assignments.select_related(
        "reviewer", "report", "invited_by", "waived_by", "round__practice__organisation"
    )
    found = list(rows.prefetch_related("declarations", "reviewer__memberships__organisation"))
    for one in found:
        one.round = round_
    return found


def _row(request: HttpRequest, one: ReviewAssignment) -> dict[str, Any]:
    round_ = one.round
    due = {AssignmentStatus.INVITED: one.respond_by, AssignmentStatus.ACCEPTED: one.review_by}.get(
        AssignmentStatus(one.status)
    )
    label = str(one.get_status_display())
    acts = [name for name in steps_open_to(request.user, one) if name in ACTS]
    address = {"reference": round_.reference, "pk": one.pk}
    declared = list(one.declarations.all())
    moves = one.status in AWAITED and allowed(request.user, "practices.change_reviewassignment", one)
    return {
        "one": one,
        "status": {"kind": "bad" if one.is_late else TONES.get(AssignmentStatus(one.status), ""), "label": label},
        "due": strip_tags(forum_time(round_.end_of(due), round_.time_zone)) if due else "",
        "declared": declared,
        "closing": "" if one.closing_words in [said.words for said in declared] else one.closing_words,
        "acts": [
            {
                "label": step_words(one, name),
                "url": reverse("practices:round_act", kwargs={**address, "name": name}),
            }
            for name in acts
        ]
        + ([{"label": _("Move the date"), "url": reverse("practices:round_date", kwargs=address)}] if moves else []),
    }


def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Whom to ask: best fit first, with ties, before any mail leaves (FEATURES A7, A20)."""
    round_ = round_of(request, reference)
    if not allowed(request.user, "practices.change_reviewround", round_):
        raise PermissionDenied(_("This round is over."))
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            steps.invite(round_, form.cleaned_data["person"], by=request.user, reason=form.cleaned_data["reason"])
        except (NotReady, MovedOn) as not_now:
            problems = not_now.texts if isinstance(not_now, NotReady) else [str(not_now)]
            form.add_error(None, problems)
        else:
            messages.success(request, _("Done."))
            return redirect(round_)
    found = roster.candidates(round_.practice)
    shown = found[:SHOWN]
    conflicts.keep(round_.version, {one.profile.user_id: one.findings for one in shown}, by=request.user)
    context = {
        "round": round_,
        "practice": round_.practice,
        "standing": standing(round_, _assignments(round_)),
        "candidates": [one for one in shown if one.result != Tie.HARD],
        "shut_out": [one for one in shown if one.result == Tie.HARD],
        "more": len(found) - len(shown),
        "form": form,
        "chosen": request.POST.get("person", ""),
        "trail": _trail(round_, _("Ask a reviewer")),
    }
    return render(request, "practices/round_ask.html", context, status=400 if form.errors else 200)


def copy(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The reading copy as reviewers get it, for the officer who looks at it before she asks anybody (A17)."""
    round_ = round_of(request, reference)
    if not pdf.is_available():
        raise Http404
    if reading_copy.is_ready(round_.version):
        name = f"{reference}-v{round_.version.number}.pdf"
        return downloads.file_response(reading_copy.file_of(round_.version), name=name, content_type="application/pdf")
    context = {"reference": reference, "back": round_.get_absolute_url(), "trail": _trail(round_, _("Reading copy"))}
    return render(request, "practices/copy_wait.html", context, status=202)


def act(request: HttpRequest, reference: str, pk: UUID, name: str) -> HttpResponse:
    """The page of one step on an assignment: what will happen, a reason, one button."""
    round_ = round_of(request, reference)
    assignment = get_object_or_404(
        round_.assignments.select_related("reviewer", "round__practice__organisation"), pk=pk
    )
    if name not in ACTS:
        raise Http404
    if name not in steps_open_to(request.user, assignment):
        raise PermissionDenied(_("This step is not open to you, or no longer open."))
    run, explain = ACTS[name]
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            run(assignment, by=request.user, note=form.cleaned_data["note"])
        except MovedOn as moved:
            messages.error(request, str(moved))
        except NotReady as not_ready:
            for text in not_ready.texts:
                messages.error(request, text)
        return redirect(round_)
    context = {
        "round": round_,
        "assignment": assignment,
        "words": step_words(assignment, name),
        "explain": explain,
        "declared": assignment.declarations.last(),
        "form": form,
        "trail": _trail(round_, step_words(assignment, name)),
    }
    return render(request, "practices/round_act.html", context, status=400 if form.errors else 200)


def move_date(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    """Another day for a report, in answer to a reviewer who asked or before she does."""
    round_ = round_of(request, reference)
    assignment = get_object_or_404(
        round_.assignments.select_related("reviewer", "round__practice__organisation"), pk=pk
    )
    if not allowed(request.user, "practices.change_reviewassignment", assignment):
        raise PermissionDenied(_("This step is not open to you, or no longer open."))
    form = DayForm(request.POST or None, initial={"day": assignment.asked_date or assignment.review_by})
    if request.method == "POST" and form.is_valid():
        try:
            steps.move_date(assignment, by=request.user, **form.cleaned_data)
        except MovedOn as moved:
            messages.error(request, str(moved))
        return redirect(round_)
    context = {
        "round": round_,
        "assignment": assignment,
        "words": _("Move the date"),
        "explain": _("The reviewer gets a message with the new day."),
        "form": form,
        "trail": _trail(round_, _("Move the date")),
    }
    return render(request, "practices/round_act.html", context, status=400 if form.errors else 200)


def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose decision and comments, look at the letter, send it once (FEATURES A14)."""
    round_ = round_of(request, reference)
    rows = _assignments(round_)
    if not allowed(request.user, "practices.change_reviewround", round_):
        raise PermissionDenied(_("This round is over."))
    if not standing(round_, rows).is_complete:
        raise PermissionDenied(_("Reports are still missing: a decision is not open yet."))
    comments = deciding.comments_of(rows)
    form = DecisionForm(request.POST or None, comments=comments)
    preview = ""
    if request.method == "POST" and form.is_valid():
        fresh = letters.compose(round_, comments, form.cleaned_data)
        preview = form.letter_for(fresh)
        if request.POST.get("go") == "send" and not form.errors:
            if preview.split() == form.cleaned_data["letter"].split():
                return _send(request, round_, form)
            messages.info(request, _("The letter is written anew for your choices. Look at it before it goes."))
        errors = form.errors
        form = DecisionForm({**_again(request), "letter": preview, "written": fresh}, comments=comments)
        form.errors.update(errors)
    context = {
        "round": round_,
        "practice": round_.practice,
        "comments": comments,
        "chosen": request.POST.getlist("released") if request.method == "POST" else [one.key for one in comments],
        "standing": standing(round_, rows),
        "waived": [one for one in rows if one.waived_at and one.status == AssignmentStatus.FILED],
        "form": form,
        "preview": [part for part in preview.split("\n\n") if part.strip()],
        "trail": _trail(round_, _("Decide")),
    }
    return render(request, "practices/round_decide.html", context, status=400 if form.errors else 200)


def _again(request: HttpRequest) -> dict[str, Any]:
    return {name: values if name == "released" else values[-1] for name, values in request.POST.lists()}


def _send(request: HttpRequest, round_: ReviewRound, form: DecisionForm) -> HttpResponse:
    typed = form.cleaned_data
    why = "\n\n".join(filter(None, [typed["summary"], typed["without"]]))
    try:
        deciding.decide(
            round_,
            by=request.user,
            verdict=typed["verdict"],
            letter=typed["letter"],
            summary=why,
            released=typed["released"],
            readers=typed["readers"],
        )
    except MovedOn as moved:
        messages.error(request, str(moved))
    except NotReady as not_ready:
        for text in not_ready.texts:
            messages.error(request, text)
    else:
        messages.success(request, _("Decided. The letter is on its way."))
    return redirect(round_)


def _trail(round_: ReviewRound, here: str = "") -> list[dict[str, str]]:
    trail = [{"label": _("Rounds of peer review"), "url": reverse("admin:practices_reviewround_changelist")}]
    own = {"label": str(round_), "url": round_.get_absolute_url() if here else ""}
    return [*trail, own, {"label": here, "url": ""}] if here else [*trail, own]
