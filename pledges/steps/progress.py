"""Reports on the progress of a published pledge: begun, published, corrected (P38, C5, C11)."""

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from core.access import demand
from core.models import Act
from core.workflow import MovedOn, demand_kept, perform, signed
from pledges import notifications, reports
from pledges.choices import Answer, Progress, ReportStatus
from pledges.models import Pledge, ProgressReport
from pledges.steps import evidence
from pledges.steps.submission import restate
from publications import register
from publications.models import Publication


def start(pledge: Pledge, body: Organisation, *, by: Any, form_key: uuid.UUID | None = None) -> ProgressReport:
    """A draft of a report of `body`; the one that is written already, if there is one. The same `form_key` gives the
    first one again (F2).

    Raises PermissionDenied for a body that does not take part, or that `by` cannot speak for.
    """
    if form_key and (first := pledge.reports.filter(form_key=form_key, organisation=body).first()):
        return first
    report = ProgressReport(
        pledge=pledge, organisation=body, started_by=by, form_key=form_key, language=by.language or pledge.language
    )
    by = demand(by, "pledges.report_on_pledge", pledge)
    demand(by, "pledges.view_progressreport", report)
    if body not in bodies_of(pledge):
        raise PermissionDenied(_("Only bodies that take part in a pledge report on it."))
    signed(report, by)
    try:
        with transaction.atomic():
            report.save()
            Act.objects.log("started a report", report, by=by)
    except IntegrityError:
        return ProgressReport.objects.written().select_related("pledge").get(pledge=pledge, organisation=body)
    return report


def bodies_of(pledge: Pledge) -> list[Organisation]:
    """The body that leads `pledge`, and the partners that have confirmed."""
    partners = pledge.participants.filter(answer=Answer.CONFIRMED).select_related("organisation")
    bodies = [pledge.organisation, *(one.organisation for one in partners)]
    return [body for body in bodies if body is not None]


@transaction.atomic
def publish(report: ProgressReport, *, by: Any, note: str = "") -> Publication:
    """Show it to everybody: a publication of its own, or a further version of it with the reason in `note`.

    What the pledge's page says of progress follows; the other bodies hear of it. Nobody screens it (P38). Raises
    NotReady with what is missing.
    """
    pledge = Pledge.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=report.pledge_id)
    first = report.reference is None
    if first:
        given = ProgressReport.objects.filter(pk=report.pk, reference__isnull=True)
        given.update(reference=f"{pledge.reference}-R{_next_number(pledge)}")
    report = perform(report, "publish", by=by, note=note)
    report.pledge = pledge
    if first:
        report.published_at = timezone.now()
        signed(report, by, "publish")
        report.save(update_fields=["published_at"])
    content = reports.content_of(report)
    publication = register.publish(reports.head_of(report, content), dict(content), by=by, note=note)
    evidence.keep(report)
    _follow(pledge, by)
    if first:
        notifications.ProgressPublished(report).queue()
    return publication


def _next_number(pledge: Pledge) -> int:
    """One more than the last; numbers are given in the order of publication and never again."""
    given = pledge.reports.filter(reference__isnull=False)
    return max((one.number for one in given), default=0) + 1


def _follow(pledge: Pledge, by: Any) -> None:
    """The pledge says what its reports say, and is asked for the next one in a year."""
    told = pledge.reports.filter(status=ReportStatus.PUBLISHED).select_related("organisation", "pledge")
    pledge.progress = reports.standing_of(told)["progress"]
    if pledge.next_report_on is None or pledge.next_report_on <= timezone.localdate():
        pledge.next_report_on = reports.in_a_year()
    signed(pledge, by, "progress")
    pledge.save(update_fields=["progress", "next_report_on"])
    restate(pledge)


@transaction.atomic
def say_no_change(pledge: Pledge, body: Organisation, *, by: Any, form_key: uuid.UUID | None = None) -> ProgressReport:
    """One press: nothing has changed since the last report, as of today (C5). Raises MovedOn where something else is
    being written."""
    report = start(pledge, body, by=by, form_key=form_key)
    if report.status == ReportStatus.PUBLISHED:
        return report
    if report.text or report.figures or report.obstacles or report.evidence:
        raise MovedOn(_("A report is being written. Publish or discard it first."))
    latest = pledge.reports.filter(organisation=body, status=ReportStatus.PUBLISHED).order_by("-published_at").first()
    report.is_no_change, report.as_of = True, timezone.localdate().isoformat()
    report.progress = latest.progress if latest else Progress.NOT_STARTED
    signed(report, by, "no change")
    report.save()
    publish(report, by=by)
    return report


def discard(report: ProgressReport, *, by: Any) -> ProgressReport:
    """Out of sight; taken back within 30 days (FEATURES X9)."""
    return perform(report, "discard", by=by)


@transaction.atomic
def restore(report: ProgressReport, *, by: Any) -> ProgressReport:
    """Take a discarded report back. Raises MovedOn after 30 days, or when another one is being written."""
    demand_kept(report)
    Pledge.objects.select_for_update().get(pk=report.pledge_id)
    same = report.pledge.reports.filter(organisation=report.organisation_id, status=ReportStatus.DRAFT)
    if same.standing().exclude(pk=report.pk).exists():
        raise MovedOn(_("Another report is being written meanwhile. Publish or discard that one first."))
    return perform(report, "restore", by=by)


def start_correction(report: ProgressReport, *, by: Any) -> ProgressReport:
    """Its people write in it; the public reads the published version meanwhile."""
    return perform(report, "start_correction", by=by)


@transaction.atomic
def drop_correction(report: ProgressReport, *, by: Any) -> ProgressReport:
    """Leave the published report as it is: the draft says again what the public reads."""
    report = perform(report, "drop_correction", by=by)
    content = Publication.objects.current().select_related("content").get(reference=report.reference).content.content
    report.period_from = content.get("period_from", "")
    for name in ("as_of", "text", "obstacles", "evidence", "language"):
        setattr(report, name, content[name])
    report.progress = content["progress"]["code"]
    report.figures = [{"target": row["target"], "value": row["value"]} for row in content["figures"]]
    signed(report, by, "drop_correction")
    report.save()
    return report


@transaction.atomic
def plan_reports(pledge: Pledge, *, by: Any, next_report_on: date | None, is_reminded: bool) -> None:
    """When the next report is to come, and whether anybody is reminded of it (C11)."""
    by = demand(by, "pledges.plan_reports_of_pledge", pledge)
    pledge.next_report_on, pledge.is_reminded = next_report_on, is_reminded
    signed(pledge, by, "planned reports")
    pledge.save(update_fields=["next_report_on", "is_reminded"])
