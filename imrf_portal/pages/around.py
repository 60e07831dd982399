"""What stands around the forum: the Secretary-General's reports, champion countries, the trust fund, stakeholders.

Facts come from `forum`, numbers of what is published from the summary behind the public lists.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from itertools import groupby
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.reading import last_day
from core.templatetags.portal import day_of, figure
from forum import calendar
from forum.choices import Audience, FigureKind
from forum.models import (
    ChampionCount,
    ChampionMembership,
    ForumCycle,
    Fund,
    FundFigure,
    JointProgramme,
    Milestone,
    Recommendation,
    SecretaryGeneralReport,
    ThematicArea,
)
from imrf_portal.pages import overviews
from imrf_portal.pages.subjects import link_of, place_of
from publications import coverage
from publications.choices import Kind
from publications.models import Publication, PublicationFacet
from publications.register import RECOMMENDATION
from reference.models import StakeholderGroup
from reference.querysets import plain

OLD = timedelta(days=548)
"""Eighteen months: an older figure says its date in the heading (docs/decisions/facts-around-the-forum.md)."""


MOST = 300
"""Publications that point to recommendations, on one page."""


class Counted(NamedTuple):
    """How many publications of a kind there are, and the list of exactly them."""

    label: Any
    number: int
    url: str


def counted(cells: coverage.Cells, facet: str, value: str) -> list[Counted]:
    """For each kind that has any, the number of `value` and its list; `cells` are of `coverage.of_values`."""
    return [
        Counted(overview.LABEL, number, place_of(overview.KIND, facet, value)["url"])
        for overview in overviews()
        if (number := cells.get((value, overview.KIND), 0))
    ]


# --- the Secretary-General's reports


@login_not_required
@require_safe
def secretary_general(request: HttpRequest) -> HttpResponse:
    """The reports with dates, languages, recommendations and what points to them, the newest first; five queries."""
    said = Recommendation.objects.visible_to(request.user).prefetch_related("objectives").order_by("number")
    reports = SecretaryGeneralReport.objects.visible_to(request.user).select_related("document__cycle")
    rows = reports.prefetch_related(Prefetch("recommendations", said, to_attr="said"))
    pointing = _pointing(request)
    context = {
        "reports": [_report(one, pointing) for one in rows],
        "trail": _trail(_("Reports of the Secretary-General")),
    }
    return render(request, "forum/secretary_general.html", context)


def _pointing(request: HttpRequest) -> dict[str, list[Publication]]:
    """By the reference of a recommendation what is published now and names it, the newest first."""
    current = Publication.objects.visible_to(request.user).current()
    facets = PublicationFacet.objects.filter(name=RECOMMENDATION, publication__in=current.order_by().values("pk"))
    found: dict[str, list[Publication]] = {}
    for facet in facets.select_related("publication").order_by("-publication__published_at", "-pk")[:MOST]:
        found.setdefault(facet.value, []).append(facet.publication)
    return found


def _report(report: SecretaryGeneralReport, pointing: dict[str, list[Publication]]) -> dict[str, Any]:
    document = report.document
    names = [
        (_("Date of the document"), document.dated_on),
        (_("Made available"), report.available_on),
        (_("Presented to Member States"), report.presented_on),
    ]
    return {
        "report": report,
        "document": document,
        "dates": [(label, day_of(day)) for label, day in names if day],
        "languages": [(code, _own_name(code), document.url_in(code)) for code in report.languages]
        if document.symbol
        else [],
        "said": [_said(one, report, pointing) for one in report.said],  # type: ignore[attr-defined]  # of the Prefetch
    }


def _own_name(code: str) -> str:
    """What a language is called in itself; Chinese is the simplified one."""
    return str(get_language_info("zh-hans" if code == "zh" else code)["name_local"])


def _said(
    recommendation: Recommendation, report: SecretaryGeneralReport, pointing: dict[str, list[Publication]]
) -> dict[str, Any]:
    recommendation.report = report  # known here: its reference needs the symbol
    pointed = pointing.get(recommendation.reference, [])
    return {"one": recommendation, "objectives": _objectives(recommendation), "pointed": pointed}


def _objectives(record: Any) -> list[dict[str, Any]]:
    """The objectives of `record`, prefetched, as `components/objkeys.html` takes them."""
    return [
        {"number": one.number, "roundtable": one.roundtable, "title": one.short_label, "url": link_of(one)}
        for one in record.objectives.all()
    ]


# --- champion countries


@login_not_required
@require_safe
def champions(request: HttpRequest) -> HttpResponse:
    """The States known as champions, with date and source and what each published; four queries."""
    known = ChampionMembership.objects.visible_to(request.user).select_related("country")
    order = sorted(known, key=lambda one: plain(one.country.name))
    cells = coverage.of_values("country", [overview.KIND for overview in overviews()])
    counts = list(ChampionCount.objects.visible_to(request.user))
    context = {
        "champions": [_champion(one, cells) for one in order if not one.left],
        "former": [_champion(one, cells) for one in order if one.left],
        "newest": counts[0] if counts else None,
        "newest_as_of": calendar.part_in_words(counts[0].as_of) if counts else "",
        "counts": [{"count": one, "as_of": calendar.part_in_words(one.as_of)} for one in counts],
        "bars": _bars([(calendar.part_in_words(one.as_of), one.number, str(one.number)) for one in reversed(counts)]),
        "trail": _trail(_("Champion countries")),
    }
    return render(request, "forum/champions.html", context)


def _champion(member: ChampionMembership, cells: coverage.Cells) -> dict[str, Any]:
    return {
        "member": member,
        "url": link_of(member.country),
        "joined": calendar.part_in_words(member.joined),
        "known_by": calendar.part_in_words(member.known_by),
        "left": calendar.part_in_words(member.left),
        "published": counted(cells, "country", member.country_id),
    }


# --- the trust fund


@login_not_required
@require_safe
def trust_fund(request: HttpRequest) -> HttpResponse:
    """The fund, its areas, its joint programmes and its figures; at most ten queries."""
    fund = Fund.objects.visible_to(request.user).first()
    if fund is None:
        raise Http404(_("No fund is in the list yet."))
    areas = ThematicArea.objects.visible_to(request.user).filter(fund=fund).prefetch_related("objectives")
    programmes = JointProgramme.objects.visible_to(request.user).filter(fund=fund).select_related("area")
    programmes = programmes.prefetch_related("countries", "objectives", "partners")
    figures = FundFigure.objects.visible_to(request.user).filter(fund=fund).select_related("programme")
    rows = [_figure(one) for one in figures if one.programme is None or one.programme in programmes]
    context = {
        "fund": fund,
        "areas": [{"area": one, "objectives": _objectives(one)} for one in areas],
        "programmes": [_programme(one, list(areas)) for one in programmes],
        "series": [_series(kind, list(some)) for kind, some in groupby(_of_the_whole(rows), lambda row: row["kind"])],
        "figures": rows,
        "trail": _trail(str(fund.name)),
    }
    return render(request, "forum/trust_fund.html", context)


def _of_the_whole(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of the fund itself, in the order of `FigureKind`, newest first in each."""
    order = {str(kind): place for place, kind in enumerate(FigureKind)}
    whole = [row for row in rows if row["figure"].programme_id is None]
    return sorted(whole, key=lambda row: order[row["kind"]])  # stable: newest first stays


def _figure(one: FundFigure) -> dict[str, Any]:
    return {
        "figure": one,
        "kind": str(one.kind),
        "value": one.value,
        "words": f"{one.unit} {figure(one.value)}".strip(),
        "as_of": calendar.part_in_words(one.as_of),
        "is_old": timezone.localdate() - last_day(one.as_of) > OLD,
    }


def _series(kind: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """All figures of a kind: the newest, and a bar for each where there is more than one of the same unit."""
    alike = [row for row in rows if row["figure"].unit == rows[0]["figure"].unit]
    bars = [(row["as_of"], row["value"], row["words"]) for row in reversed(alike)]
    return {"label": FigureKind(kind).label, "newest": rows[0], "bars": _bars(bars) if len(bars) > 1 else []}


def _bars(values: Iterable[tuple[str, Any, str]]) -> list[dict[str, Any]]:
    """Label, share of the largest and words of each bar, as `components/bars.html` takes them."""
    values = list(values)
    most = max((value for _label, value, _words in values), default=0) or 1
    return [
        {"label": label, "value": int(100 * value / most), "total": 100, "words": words}
        for label, value, words in values
    ]


def _programme(one: JointProgramme, areas: Collection[ThematicArea]) -> dict[str, Any]:
    """Its area only where that is one of `areas`, which the reader may see."""
    countries = sorted(one.countries.all(), key=lambda country: plain(country.name))
    return {
        "programme": one,
        "area": one.area if one.area and one.area in areas else None,
        "countries": [{"label": country, "url": link_of(country)} for country in countries],
        "objectives": _objectives(one),
        "partners": sorted(str(partner) for partner in one.partners.all()),
        "begins": calendar.part_in_words(one.begins),
        "ends": calendar.part_in_words(one.ends),
        "as_of": calendar.part_in_words(one.as_of),
    }


# --- stakeholders


@login_not_required
@require_safe
def stakeholders(request: HttpRequest) -> HttpResponse:
    """The groups of the Compact, how each takes part, what it brought in, and the dates that concern them."""
    cells = coverage.of_values("group", [overview.KIND for overview in overviews()])
    consulted = coverage.of_values("consulted", [Kind.REVIEW])
    groups = StakeholderGroup.objects.visible_to(request.user)
    dates = Milestone.objects.visible_to(request.user).filter(
        Q(audience=Audience.STAKEHOLDERS) | Q(code="hearing"), cancelled_on=None
    )
    dates = dates.select_related("cycle").order_by("-cycle", "starts_on", "pk")
    rows: list[dict[str, Any]] = [
        {
            "group": one,
            "published": counted(cells, "group", one.code),
            "consulted": consulted.get((one.code, Kind.REVIEW), 0),
        }
        for one in groups
    ]
    context = {
        "groups": [row for row in rows if row["group"].in_compact],
        "added": [row for row in rows if not row["group"].in_compact],
        "cycles": [
            {"cycle": cycle, "dates": [_date(one) for one in some]}
            for cycle, some in groupby(dates, lambda one: one.cycle)
        ],
        "cycle": ForumCycle.objects.current(),
        "trail": _trail(_("Stakeholders")),
    }
    return render(request, "forum/stakeholders.html", context)


def _date(milestone: Milestone) -> dict[str, Any]:
    return {
        "milestone": milestone,
        "when": calendar.when(milestone),
        "provisional": calendar.is_provisional(milestone),
        "exact": milestone.due_at() if milestone.is_deadline else milestone.has_time and milestone.begins_at(),
        "url": f"{reverse('roadmap_cycle', args=[milestone.cycle_id])}#{milestone.code}",
    }


def _trail(title: str) -> list[dict[str, str]]:
    return [{"label": _("Home"), "url": f"/{get_language()}/"}, {"label": title, "url": ""}]
