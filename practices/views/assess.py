"""The reviewer's page `/practices/PR-0042/assess/`: card and declaration first, the text only after it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import downloads, pdf
from core.access import allowed
from core.autosave import by_script, refused
from core.kept_text import text_is_kept
from core.templatetags.portal import forum_time
from core.workflow import MovedOn, NotReady
from practices import reading_copy
from practices.choices import AssignmentStatus, Criterion, Interest, OwnLine
from practices.forms.assess import DateForm, DeclareForm, DeclineForm, ReportForm
from practices.models import PeerReview, ReviewAssignment
from practices.steps import naming
from practices.steps import reviewing as steps
from practices.views import reading


def own_assignment(request: HttpRequest, reference: str) -> ReviewAssignment:
    """The newest assignment of this person for the practice; 404 for everybody else."""
    rows = ReviewAssignment.objects.of_reviewer(request.user).filter(round__practice__reference=reference)
    found = rows.select_related("round__practice__organisation", "round__version", "report", "reviewer").first()
    if found is None:
        raise Http404
    return found


def assess(request: HttpRequest, reference: str) -> HttpResponse:
    """What stands open to this reviewer now: the gate, the text with the report, or a word that it is over."""
    assignment = own_assignment(request, reference)
    if allowed(request.user, "practices.write_report_of_reviewassignment", assignment):
        return _report_page(request, assignment, ReportForm(instance=assignment.report))
    if allowed(request.user, "practices.read_text_of_reviewassignment", assignment):
        return _filed_page(request, assignment)
    if allowed(request.user, "practices.declare_reviewassignment", assignment) and assignment.status in (
        AssignmentStatus.INVITED,
        AssignmentStatus.PERHAPS,
    ):
        return _gate(request, assignment, DeclareForm())
    return _ended(request, assignment)


def earlier(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    """One's own work on an earlier version: the report that was filed, and what came of it."""
    rows = ReviewAssignment.objects.of_reviewer(request.user).filter(round__practice__reference=reference)
    found = get_object_or_404(rows.select_related("round__practice__organisation", "round__version", "report"), pk=pk)
    return redirect(found) if found == rows.first() else _ended(request, found)


@require_POST
def be_named(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    """Let one's name stand on the public page, or take it off (A18)."""
    rows = ReviewAssignment.objects.of_reviewer(request.user).filter(round__practice__reference=reference)
    found = get_object_or_404(rows.select_related("round"), pk=pk)
    yes = request.POST.get("yes") == "1"
    try:
        naming.let_name(found, yes=yes, by=request.user)
    except MovedOn as nameless:
        messages.error(request, str(nameless))
        return redirect(found)
    messages.success(request, _("Kept. You can change it at any time.") if yes else _("Your name is on no page."))
    return redirect(found)


# --- the gate


def declare(request: HttpRequest, reference: str) -> HttpResponse:
    """Declare interests; also later, when something has changed."""
    assignment = own_assignment(request, reference)
    if not allowed(request.user, "practices.declare_reviewassignment", assignment):
        return redirect(assignment)
    form = DeclareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            steps.declare(assignment, form.cleaned_data["interest"], by=request.user, words=form.cleaned_data["words"])
        except MovedOn as moved:
            messages.error(request, str(moved))
        return redirect(assignment)
    return _gate(request, assignment, form)


@require_POST
def tie(request: HttpRequest, reference: str) -> HttpResponse:
    """One press: a tie was found while reading. The text closes at once."""
    return _step(request, reference, lambda one: steps.declare(one, Interest.ASIDE, by=request.user))


@require_POST
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    """Decline, with a reason and perhaps the name of somebody else."""
    assignment = own_assignment(request, reference)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _gate(request, assignment, DeclareForm(), form)
    return _step(request, reference, lambda one: steps.decline(one, by=request.user, **form.cleaned_data))


def ask_date(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for another day for the report (FEATURES A10)."""
    assignment = own_assignment(request, reference)
    if not allowed(request.user, "practices.declare_reviewassignment", assignment):
        return redirect(assignment)
    form = DateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            steps.ask_date(assignment, by=request.user, **form.cleaned_data)
            messages.success(request, _("Asked. Until the secretariat has answered, the first date stands."))
        except MovedOn as moved:
            messages.error(request, str(moved))
        return redirect(assignment)
    context = {
        "form": form,
        "back": assignment.get_absolute_url(),
        "title": _("Ask for another date"),
        "lede": _("The report is due by %(day)s.") % {"day": _end_of(assignment, assignment.review_by)},
        "button": _("Ask the secretariat"),
        "trail": _trail(_("Another date")),
    }
    return render(request, "practices/form_page.html", context, status=400 if form.errors else 200)


@require_POST
def think_again(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a refusal back within a day."""
    return _step(request, reference, lambda one: steps.think_again(one, by=request.user))


@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Open the filed report again."""
    return _step(request, reference, lambda one: steps.take_back(one, by=request.user))


def _step(request: HttpRequest, reference: str, run: Any) -> HttpResponse:
    assignment = own_assignment(request, reference)
    try:
        run(assignment)
    except MovedOn as moved:
        messages.error(request, str(moved))
    return redirect(assignment)


def _gate(
    request: HttpRequest, assignment: ReviewAssignment, form: DeclareForm, declining: DeclineForm | None = None
) -> HttpResponse:
    round_, practice = assignment.round, assignment.round.practice
    content = round_.version.content
    context = {
        "assignment": assignment,
        "card": reading.card(content, practice),
        "respond": _end_of(assignment, assignment.respond_by),
        "review": _end_of(assignment, assignment.review_by),
        "form": form,
        "declining": declining or DeclineForm(),
        "is_invited": assignment.status == AssignmentStatus.INVITED,
        "waits": assignment.status == AssignmentStatus.PERHAPS,
        "choices": [
            (Interest.NONE, _("I can judge it fairly and will keep what I read confidential.")),
            (Interest.PERHAPS, _("Describe it. The secretariat decides.")),
            (Interest.ASIDE, _("No reason needed. Nobody but the secretariat learns that you were asked.")),
        ],
        "trail": _trail(_("Declaration")),
    }
    return render(request, "practices/assess_gate.html", context, status=400 if form.errors else 200)


def _end_of(assignment: ReviewAssignment, day: Any) -> str:
    round_ = assignment.round
    return strip_tags(forum_time(round_.end_of(day), round_.time_zone)) if day else ""


# --- the report


def _locked(request: HttpRequest, reference: str) -> PeerReview | None:
    """The report, held, of an assignment that may be written in at this very moment; else None."""
    mine = own_assignment(request, reference)
    report = get_object_or_404(PeerReview.objects.select_for_update(of=("self",), no_key=True), assignment=mine)
    report.assignment = own_assignment(request, reference)  # read again, now that nobody else can seal it
    if report.sealed_at or report.assignment.pk != mine.pk:
        return None
    may_write = allowed(request.user, "practices.write_report_of_reviewassignment", report.assignment)
    return report if may_write else None


@by_script
def save_report(request: HttpRequest, reference: str) -> JsonResponse:
    """One box of the report saves itself."""
    report = _locked(request, reference)
    if report is None:
        return refused(_("This review is closed to you. Your text is still here: copy it."), 409)
    return ReportForm(request.POST, instance=report).answer(request)


@require_POST
@text_is_kept
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """Save the whole report; `go=send` sends it as well."""
    with transaction.atomic():
        locked = _locked(request, reference)
        if locked is None:
            raise Http404  # text_is_kept gives back what was typed
        form = ReportForm(request.POST, instance=locked)
        form.take(by=request.user)
    assignment = own_assignment(request, reference)
    if not form.is_whole:
        return _report_page(request, assignment, form, status=form.status)
    if request.POST.get("go") != "send":
        return redirect("work" if request.POST.get("go") == "leave" else assignment)
    try:
        steps.file(assignment, by=request.user)
    except NotReady as not_ready:
        fresh = ReportForm(instance=assignment.report)
        return _report_page(request, assignment, fresh, problems=not_ready.problems, status=400)
    except MovedOn as moved:
        messages.error(request, str(moved))
    return redirect(assignment)


def _report_page(
    request: HttpRequest, assignment: ReviewAssignment, form: ReportForm, problems: Any = (), status: int = 200
) -> HttpResponse:
    boxes, asked = form.boxes, assignment.round.criteria
    criteria = [
        {
            "number": number,
            "label": one.label,
            "question": one.question,
            "score": boxes[one.code],
            "comment": boxes[f"{one.code}_comment"],
            "lines": [boxes[line] for line in OwnLine.values] if one.code == Criterion.PRINCIPLES else [],
        }
        for number, one in enumerate(asked, start=1)
    ]
    context = {
        **_reading(request, assignment),
        "criteria": criteria,
        "recommendation": boxes["recommendation"],
        "to_author": boxes["to_author"],
        "to_secretariat": boxes["to_secretariat"],
        "scored": sum(bool(getattr(assignment.report, one.code)) for one in asked),
        "of": len(asked),
        "problems": problems,
        "trail": _trail(_("Report")),
    }
    return render(request, "practices/assess_report.html", context, status=status)


def _reading(request: HttpRequest, assignment: ReviewAssignment) -> dict[str, Any]:
    """The frozen text, and what the author changed since this reviewer's last report."""
    round_ = assignment.round
    declared = assignment.declarations.last()
    return {
        "assignment": assignment,
        "version": round_.version,
        "practice": round_.practice,
        "due": _end_of(assignment, assignment.review_by),
        "declared": declared,
        "copy_url": reverse("practices:assess_copy", args=[round_.reference]) if pdf.is_available() else "",
        "card": reading.card(round_.version.content, round_.practice),
        "content": round_.version.content,
        "changed": reading.changes(round_.version),
        "points": reading.points_before(round_.version),
        "own_before": _own_before(request, assignment),
    }


def _own_before(request: HttpRequest, assignment: ReviewAssignment) -> str:
    """The page of this reviewer's report on the version before, where there is one."""
    if not assignment.again:
        return ""
    mine = ReviewAssignment.objects.of_reviewer(request.user).filter(
        round__practice=assignment.round.practice, status=AssignmentStatus.FILED
    )
    before = mine.exclude(pk=assignment.pk).first()
    return reverse("practices:assess_earlier", args=[assignment.round.reference, before.pk]) if before else ""


def _filed_page(request: HttpRequest, assignment: ReviewAssignment) -> HttpResponse:
    round_ = assignment.round
    others = round_.assignments.filter(status=AssignmentStatus.FILED).exclude(pk=assignment.pk)
    reports = [one.report for one in others.select_related("report__assignment__round__practice__organisation")]
    context = {
        **_reading(request, assignment),
        "own": reading.report_rows(assignment.report),
        "others": [
            reading.report_rows(one) for one in reports if allowed(request.user, "practices.read_peerreview", one)
        ],
        "trail": _trail(_("Report")),
    }
    return render(request, "practices/assess_filed.html", context)


def _ended(request: HttpRequest, assignment: ReviewAssignment) -> HttpResponse:
    """Over: declined, stepped aside, replaced, decided, withdrawn. One's own filed report stays readable."""
    own = allowed(request.user, "practices.read_peerreview", assignment.report)
    filed = assignment.status == AssignmentStatus.FILED
    decision = getattr(assignment.round, "decision", None) if filed else None
    context = {
        "assignment": assignment,
        "own": reading.report_rows(assignment.report) if own and filed else None,
        "decision": decision,
        "may_be_named": allowed(request.user, "practices.be_named_for_reviewassignment", assignment),
        "may_think_again": allowed(request.user, "practices.think_again_on_reviewassignment", assignment)
        and assignment.status == AssignmentStatus.DECLINED,
        "trail": _trail(_("Review")),
    }
    return render(request, "practices/assess_ended.html", context)


def _trail(here: str) -> list[dict[str, str]]:
    return [{"label": _("My work"), "url": reverse("work")}, {"label": here, "url": ""}]


def image(request: HttpRequest, reference: str, pk: UUID) -> HttpResponseBase:
    """A picture of the version under review, under a number instead of its name (FEATURES A17)."""
    assignment = own_assignment(request, reference)
    if not allowed(request.user, "practices.read_text_of_reviewassignment", assignment):
        raise Http404
    return reading.image_of(assignment.round.version, pk)


def copy(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The reading copy as PDF, or the page that says that it is being made."""
    assignment = own_assignment(request, reference)
    version = assignment.round.version
    if not pdf.is_available() or not allowed(request.user, "practices.read_text_of_reviewassignment", assignment):
        raise Http404
    if reading_copy.is_ready(version):
        name = f"{reference}-v{version.number}.pdf"
        return downloads.file_response(reading_copy.file_of(version), name=name, content_type="application/pdf")
    context = {"reference": reference, "back": assignment.get_absolute_url(), "trail": _trail(_("Reading copy"))}
    return render(request, "practices/copy_wait.html", context, status=202)
