"""A report on progress while its people write it, and when the next one comes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from core import proof
from core.access import allowed
from core.autosave import by_script, refused
from core.kept_text import text_is_kept
from core.workflow import MovedOn, NotReady, steps_open_to
from pledges import reports
from pledges.choices import ReportStatus
from pledges.forms.progress import BodyForm, CorrectionForm, PlanForm, PublishReportForm, ReportForm
from pledges.models import Pledge, ProgressReport
from pledges.rules import is_delegate, speaks_for
from pledges.steps import progress as steps
from pledges.views.drafting import demand, own, trail

STEPS: dict[str, tuple[Any, Any, Any]] = {
    "discard": (
        steps.discard,
        gettext_lazy("Discard the report"),
        gettext_lazy("It goes out of sight. You can take it back within 30 days. Published reports stay as they are."),
    ),
    "restore": (
        steps.restore,
        gettext_lazy("Take the report back"),
        gettext_lazy("It comes back as it was."),
    ),
    "start_correction": (
        steps.start_correction,
        gettext_lazy("Correct the report"),
        gettext_lazy("You can write in it again. The public reads the present version until you publish the other."),
    ),
    "drop_correction": (
        steps.drop_correction,
        gettext_lazy("Drop the correction"),
        gettext_lazy("The published report stays as it is; what you have changed in it is thrown away."),
    ),
}
"""Steps with a page of their own: what runs, its button, what will happen."""


def bodies_for(user: Any, pledge: Pledge) -> Any:
    """The bodies of `pledge` for which `user` can report."""
    delegated = is_delegate(user, pledge)
    mine = [
        body.pk
        for body in steps.bodies_of(pledge)
        if speaks_for(user, body) or (delegated and body == pledge.organisation)
    ]
    return Organisation.objects.filter(pk__in=mine).order_by("name")


@text_is_kept
def start(request: HttpRequest, key: UUID) -> HttpResponse:
    """For which of one's bodies; the report itself is written on the next page, which saves itself."""
    pledge = own(request, key)
    demand(request, "pledges.report_on_pledge", pledge)
    form = BodyForm(request.POST or None, bodies=bodies_for(request.user, pledge))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        report = steps.start(pledge, said["organisation"], by=request.user, form_key=said["form_key"])
        return redirect("pledges:report", pk=report.pk)
    title = _("Report on progress")
    lede = _("A draft until you publish it. The body that leads speaks for the whole, a partner for its part.")
    return _small(request, pledge, form, (title, lede, _("Begin")))


def no_change(request: HttpRequest, key: UUID) -> HttpResponse:
    """One press, dated today: nothing has changed since the last report."""
    pledge = own(request, key)
    demand(request, "pledges.report_on_pledge", pledge)
    form = BodyForm(request.POST or None, bodies=bodies_for(request.user, pledge))
    if request.method == "POST" and form.is_valid():
        body = form.cleaned_data["organisation"]
        if body.kind == OrganisationKind.STATE and not proof.is_fresh(request):
            return proof.ask(request)
        try:
            steps.say_no_change(pledge, body, by=request.user, form_key=form.cleaned_data["form_key"])
        except (MovedOn, NotReady) as not_now:
            messages.error(request, str(not_now))
        else:
            messages.success(request, _("Published, as of today: nothing has changed."))
        return redirect(pledge)
    title = _("Nothing has changed")
    lede = _("Everybody can read from today that nothing has changed since your last report. It counts as a report.")
    return _small(request, pledge, form, (title, lede, _("Publish")))


def plan(request: HttpRequest, key: UUID) -> HttpResponse:
    """When the next report is to come, and whether anybody is reminded."""
    pledge = own(request, key)
    demand(request, "pledges.plan_reports_of_pledge", pledge)
    initial = {"next_report_on": pledge.next_report_on, "is_reminded": pledge.is_reminded}
    form = PlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        steps.plan_reports(pledge, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(pledge)
    title = _("The next report")
    lede = _("Reports are invited, never demanded. You choose the day.")
    return _small(request, pledge, form, (title, lede, _("Save")))


def _small(request: HttpRequest, pledge: Pledge, form: Any, words: tuple[Any, Any, Any]) -> HttpResponse:
    title, lede, button = words
    way = trail(pledge, str(title))
    context = {"pledge": pledge, "form": form, "title": title, "lede": lede, "button": button, "trail": way}
    return render(request, "pledges/form_page.html", context, status=400 if form and form.errors else 200)


def report_of(request: HttpRequest, pk: UUID) -> ProgressReport:
    """A report that one may see, or 404."""
    seen = ProgressReport.objects.visible_to(request.user).select_related("pledge__organisation", "organisation")
    return get_object_or_404(seen, pk=pk)


@text_is_kept
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page that saves itself."""
    with transaction.atomic():
        form = _form(request, pk)
        report = form.instance
        _demand_report(request, "pledges.edit_progressreport", report)
        if request.method == "POST":
            form.take(by=request.user)
            if form.is_whole:
                return redirect(_where_to(request, form))
        boxes = form.boxes
        context = {
            "report": report,
            "pledge": report.pledge,
            "boxes": boxes.values(),
            "may_publish": allowed(request.user, "pledges.publish_progressreport", report),
            "problems": [
                {"text": " ".join(map(str, errors)), "url": f"#{name}"} for name, errors in form.errors.items()
            ],
            "steps": [name for name in steps_open_to(request.user, report) if name in STEPS],
            "trail": trail(report.pledge, _("Report on progress")),
        }
        return render(request, "pledges/report.html", context, status=form.status)


def _where_to(request: HttpRequest, form: ReportForm) -> str:
    here = reverse("pledges:report", args=[form.instance.pk])
    stay = request.POST.get("row", "") or request.POST.get("out", "").rpartition("-")[0]
    if stay in form.fields:
        return f"{here}#{stay}"
    return reverse("pledges:report_publish", args=[form.instance.pk]) if "check" in request.POST else here


@by_script
def save(request: HttpRequest, pk: UUID) -> JsonResponse:
    """One field of the draft, sent by the script."""
    form = _form(request, pk)
    if not allowed(request.user, "pledges.edit_progressreport", form.instance):
        return refused(_("It can no longer be changed here."), 409)
    return form.answer(request)


def _form(request: HttpRequest, pk: UUID) -> ReportForm:
    """The form over the locked record; inside a transaction."""
    mine = ProgressReport.objects.visible_to(request.user).select_related("pledge__organisation", "organisation")
    return ReportForm(
        request.POST or None,
        instance=get_object_or_404(mine.select_for_update(of=("self",), no_key=True), pk=pk),
    )


def _demand_report(request: HttpRequest, permission: str, report: ProgressReport) -> None:
    if not allowed(request.user, permission, report):
        raise PermissionDenied(_("You do not have the right to do this, or it is not open now."))


def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is missing, what everybody will read, and the last button. A State proves again who presses it."""
    report = report_of(request, pk)
    if request.method == "POST" and report.organisation.kind == OrganisationKind.STATE and not proof.is_fresh(request):
        return proof.ask(request)
    if request.method == "POST" and not report.is_editable and report.reference:
        return redirect("pledges:public", reference=report.pledge.reference)  # the second press
    corrects = report.status == ReportStatus.PUBLISHED
    form = (CorrectionForm if corrects else PublishReportForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            steps.publish(report, by=request.user, note=form.cleaned_data.get("note", ""))
        except NotReady:
            form.add_error(None, _("Some things are still missing."))
        except MovedOn as moved:
            messages.error(request, str(moved))
            return redirect(report.pledge)
        else:
            messages.success(request, _("Published. Everybody can read it now."))
            return redirect("pledges:public", reference=report.pledge.reference)
    _demand_report(request, "pledges.publish_progressreport", report)
    context = {
        "report": report,
        "pledge": report.pledge,
        "form": form,
        "errors": reports.problems_of(report),
        "content": reports.content_of(report),
        "edit_url": reverse("pledges:report", args=[report.pk]),
        "trail": trail(report.pledge, _("Publish the report")),
    }
    return render(request, "pledges/report_publish.html", context, status=400 if form.errors else 200)


def step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """A small step: what will happen, and the button."""
    if step not in STEPS:
        raise Http404
    report = report_of(request, pk)
    run, title, lede = STEPS[step]
    _demand_report(
        request, f"pledges.{step}_{'of_report' if step.endswith('correction') else 'progressreport'}", report
    )
    if request.method == "POST":
        try:
            run(report, by=request.user)
        except MovedOn as not_now:
            messages.error(request, str(not_now))
        else:
            messages.success(request, _("Done."))
            if step in ("start_correction", "restore"):
                return redirect("pledges:report", pk=report.pk)
        return redirect(report.pledge)
    return _small(request, report.pledge, None, (title, lede, title))
