"""A progress report as it is frozen, and the reports of a pledge as they are read together (FEATURES C5, C6, C12)."""

import calendar
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypedDict

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.reading import first_day, last_day
from core.workflow import Problem
from pledges.choices import TOLD_WHY, Progress, Stage
from pledges.models import ProgressReport
from pledges.publishing import body_of, targets_of
from publications.choices import Kind
from publications.models import Publication
from publications.register import Head, word

KIND = Kind.PROGRESS.value
"""What reports are called in the register."""
SCHEMA = 1
WAITED = 12
"""Months after which a pledge without news is one whose report would be welcome."""


class ReportContent(TypedDict):
    """A progress report, schema 1. `figures` name their target with all that a reader needs of it."""

    schema: int
    reference: str
    language: str
    pledge: dict[str, str]
    body: dict[str, str]
    for_all: bool
    no_change: bool
    period_from: str
    as_of: str
    progress: dict[str, str]
    text: str
    obstacles: str
    figures: list[dict[str, Any]]
    evidence: list[dict[str, str]]


def content_of(report: ProgressReport) -> ReportContent:
    """Everything that `report` says as it stands now, labels in its own language."""
    pledge = report.pledge
    public = pledge.published_version()
    with translation.override(report.language):
        return ReportContent(
            schema=SCHEMA,
            reference=report.reference or "",
            language=report.language,
            pledge={"reference": pledge.reference or "", "title": public.title if public else ""},
            body=body_of(report.organisation),
            for_all=report.for_all,
            no_change=report.is_no_change,
            period_from=report.period_from,
            as_of=report.as_of,
            progress=word(Progress, report.progress),
            text=report.text,
            obstacles=report.obstacles,
            figures=_figures(report),
            evidence=report.evidence,
        )


def _figures(report: ProgressReport) -> list[dict[str, Any]]:
    said = {row["target"]: row["value"] for row in report.figures}
    rows = []
    for target in targets_of(report.pledge):
        if value := said.get(target.number):
            label = word(Stage, value)["label"] if target.is_stage else ""
            row = {"target": target.number, "indicator": target.indicator, "unit": target.unit, "value": value}
            rows.append({**row, "is_stage": target.is_stage, "label": label})
    return rows


def head_of(report: ProgressReport, content: ReportContent) -> Head:
    """What the register knows of `report`."""
    pledge, number = report.pledge, report.number
    with translation.override(report.language):
        title = _("Progress report %(number)s: %(title)s") % {"number": number, "title": content["pledge"]["title"]}
    body: Any = report.organisation
    return Head(
        reference=content["reference"],
        kind=KIND,
        title=title[:500],
        language=report.language,
        summary=(report.text or content["progress"]["label"])[:400],
        part_of=pledge.reference or "",
        path=f"pledges/{pledge.reference}/R{number}/",
        organisation=body,
        cycle=pledge.cycle,
        countries=[body.country_id] if content["body"]["country"] else [],
        received_at=report.published_at,
        facets={"progress": [report.progress]},
    )


def problems_of(report: ProgressReport) -> list[Problem]:
    """What a report must say before others read it; each with the anchor of its box."""
    found = []
    if not report.as_of:
        found.append(Problem(_("Say for when you report."), "#as_of"))
    elif first_day(report.as_of) > timezone.localdate():
        found.append(Problem(_("You report for a time that has not come yet."), "#as_of"))
    elif report.period_from and first_day(report.period_from) > last_day(report.as_of):
        found.append(Problem(_("The period cannot end before it begins."), "#period_from"))
    if not report.progress:
        found.append(Problem(_("Say how far the pledge is."), "#progress"))
    if not (report.text or report.figures or report.obstacles or report.is_no_change):
        found.append(Problem(_("Give a figure, or say in words what was done."), "#text"))
    elif report.progress in TOLD_WHY and not (report.text or report.obstacles or report.is_no_change):
        found.append(Problem(_("Say in words what is different from what was pledged, and why."), "#text"))
    return found


def evidence_of(content: Mapping[str, Any], facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """What a published report names, each with whether it can be opened today, and a copy (C17)."""
    today = facts.get("evidence", {})
    return [{**one, "broken_since": "", "archived": "", **today.get(one["url"], {})} for one in content["evidence"]]


# --- read together


def published_of(reference: str) -> list[Publication]:
    """The public reports of a pledge with their contents, the newest first; one query."""
    found = Publication.objects.current().of_kind(KIND).filter(part_of=reference)
    rows: list[Any] = list(found.select_related("content", "organisation"))
    for one in rows:
        one.evidence = evidence_of(one.content.content, one.facts)
    return sorted(rows, key=lambda one: (last_day(one.content.content["as_of"]), one.published_at), reverse=True)


def standing_of(reports: Iterable[Any]) -> dict[str, Any]:
    """What the reports of a pledge say today, for its publication: progress, and the newest report there is.

    `reports` are those of the table that are published. The lead's newest says how far the whole is; without one
    nobody has said so.
    """
    told = sorted(reports, key=lambda one: (last_day(one.as_of), one.published_at), reverse=True)
    whole = next((one for one in told if one.for_all), None)
    newest = max(told, key=lambda one: one.published_at, default=None)
    return {
        "progress": whole.progress if whole else Progress.NO_REPORT.value,
        "last_report": {
            "reference": newest.reference,
            "on": newest.published_at.date().isoformat(),
            "as_of": newest.as_of,
            "by": str(newest.organisation),
        }
        if newest
        else None,
    }


def age_in_words(day: date | None, *, today: date | None = None) -> str:
    """“Last report 14 months ago”; the age of information, with no judgement in it (C6)."""
    if day is None:
        return _("No report yet")
    months = months_between(day, today or timezone.localdate())
    if months < 1:
        return _("Last report this month")
    return ngettext("Last report %(count)d month ago", "Last report %(count)d months ago", months) % {"count": months}


def months_between(first: date, then: date) -> int:
    """Whole months from one day to a later one; negative where it is earlier."""
    return (then.year - first.year) * 12 + then.month - first.month - (then.day < first.day)


def in_a_year(day: date | None = None) -> date:
    """The same day of the next year: when a report is asked for, unless the pledge's people choose another day."""
    day = day or timezone.localdate()
    return day.replace(year=day.year + 1, day=min(day.day, calendar.monthrange(day.year + 1, day.month)[1]))
