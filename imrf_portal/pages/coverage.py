"""What is published, and where nothing is yet: objectives by regions and by kinds (FEATURES O14, W12)."""

from collections import Counter
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core import downloads, limits
from core.templatetags.portal import figure
from forum.models import ForumCycle
from imrf_portal.pages import overviews, tables
from publications import counts, coverage
from publications.choices import Kind
from publications.filters import PublicationFilter
from publications.models import Publication
from publications.querysets import PublicationQuerySet
from publications.views.public import cacheable
from reference.choices import MEMBER_STATES, CountryKind
from reference.models import Country


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    """Four tables, each to take away: `?table=regions&format=csv`. Eleven queries for a visitor."""
    kinds: dict[str, Any] = {overview.KIND: overview.LABEL for overview in overviews()}
    form, wanted = request.GET.get("format", ""), request.GET.get("table", "")
    if form in downloads.TAKEN and (refused := limits.too_often(request, "list taken away")):
        return refused
    kind = request.GET.get("record", "")
    shown = [kind] if kind in kinds else list(kinds)
    _total, changed = counts.total_of_list(kinds)

    def make() -> HttpResponseBase:
        drawn = _tables(request, shown, kinds)
        if form in downloads.TAKEN and wanted in drawn:
            return drawn[wanted].taken_away(request, form)
        context = {
            "tables": [(name, table, _files(name, kind)) for name, table in drawn.items()],
            "kinds": [{"kind": one, "label": label, "current": one == kind} for one, label in kinds.items()],
            "kind": kind if kind in kinds else "",
            "figures": _figures(kinds),
            "trends": _trends(drawn["forums"]),
        }
        return render(request, "pages/coverage.html", context)

    return cacheable(request, (), make, changed=changed)


@login_not_required
@require_safe
def states(request: HttpRequest) -> HttpResponseBase:
    """States by objectives: how many published reviews report on each; `?rows=all` shows those without one as well.

    Filtered by region, part of the world and forum. Eleven queries for a visitor, for one State as for 193.
    """
    wanted = PublicationFilter(request.GET, columns=("region", "area", "cycle"))
    everyone, form = request.GET.get("rows") == "all", request.GET.get("format", "")
    if form in downloads.TAKEN and (refused := limits.too_often(request, "list taken away")):
        return refused

    def make() -> HttpResponseBase:
        selected = wanted.select(Publication.objects.visible_to(request.user).current().of_kind(Kind.REVIEW))
        table = _by_state(selected, wanted, everyone=everyone)
        if form in downloads.TAKEN and not wanted.problems:
            return table.taken_away(request, form)
        rows = "all" if everyone else ""
        context = {
            "table": table,
            "wanted": wanted,
            "fields": wanted.fields({}),
            "everyone": everyone,
            "counted": "" if wanted.in_use or wanted.problems else _members(selected),
            "other_url": f"?{wanted.query(rows='' if everyone else 'all')}",
            "files": [
                {"label": one.upper(), "url": f"?{wanted.query(rows=rows, format=one)}"} for one in downloads.FORMATS
            ],
            "trail": [{"label": _("Coverage"), "url": reverse("coverage")}, {"label": _("States and objectives")}],
        }
        return render(request, "pages/coverage_states.html", context, status=400 if wanted.problems else 200)

    return cacheable(request, (), make, changed=counts.total_of_list([Kind.REVIEW])[1])


def _members(selected: PublicationQuerySet) -> str:
    """How many Member States have published one of `selected`, in words, and how many others; one query."""
    shown = Country.objects.filter(pk__in=selected.order_by().values("countries")).values_list("kind", flat=True)
    counted = Counter(shown)
    members, total = counted[CountryKind.MEMBER_STATE], counted.total()
    words = ngettext(
        "%(count)s of %(all)s Member States has published a review.",
        "%(count)s of %(all)s Member States have published a review.",
        members,
    )
    said = words % {"count": members, "all": MEMBER_STATES}
    if not (others := total - members):
        return said
    more = ngettext("%(count)s other stands in the table.", "%(count)s others stand in the table.", others)
    return f"{said} {more % {'count': others}}"


def _by_state(selected: PublicationQuerySet, wanted: PublicationFilter, *, everyone: bool) -> tables.Table:
    """A row for each State that has published a review, or for all of the regions that are chosen."""
    cells = coverage.crossed(selected, "country", "objective")
    shown = Country.objects.filter(pk__in=selected.order_by().values("countries"))
    if everyone:
        shown |= Country.objects.states().in_regions(regions=wanted.values("region"), areas=wanted.values("area"))
    return tables.table_of(
        cells,
        ("country", {state.pk: state for state in shown.by_name()}),
        ("objective", tables.objectives()),
        name="states-by-objectives",
        caption=_("Published reviews by State and objective"),
        head=_("State"),
        leads_to=lambda state, number: f"{reverse('reviews:on_objective', args=[number])}?country={state}",
    )


def _tables(request: HttpRequest, shown: list[str], kinds: dict[str, Any]) -> dict[str, tables.Table]:
    current = Publication.objects.visible_to(request.user).current().of_kind(*shown)
    objectives, regions = tables.objectives(), tables.regions()
    chosen = {"record": shown[0]} if len(shown) == 1 else {}
    found = {
        "regions": tables.table_of(
            coverage.crossed(current, "objective", "region"),
            ("objective", objectives),
            ("region", regions),
            name="objectives-by-regions",
            caption=_("By objective and region"),
            head=_("Objective"),
            chosen=chosen,
        )
    }
    if not chosen:
        found["kinds"] = tables.table_of(
            coverage.of_values("objective", kinds),
            ("objective", objectives),
            ("record", kinds),
            name="objectives-by-kinds",
            caption=_("By objective and kind of record"),
            head=_("Objective"),
        )
    found["forums"] = _by_forum(shown, kinds)
    trend = coverage.of_values("year", shown)
    years = sorted({year for year, _kind in trend})
    found["years"] = tables.table_of(
        trend,
        ("year", {year: year for year in years}),
        ("record", {kind: kinds[kind] for kind in shown}),
        name="years",
        caption=_("By year of publication"),
        head=_("Year"),
    )
    return found


def _by_forum(shown: list[str], kinds: dict[str, Any]) -> tables.Table:
    """How the kinds that belong to forums grow from one to the next; a practice belongs to none."""
    cells = coverage.of_values("cycle", shown)
    with_forum = {kind for _year, kind in cells}
    years = ForumCycle.objects.order_by("year").values_list("year", flat=True)
    return tables.table_of(
        cells,
        ("cycle", {str(year): str(year) for year in years}),
        ("record", {kind: kinds[kind] for kind in shown if kind in with_forum}),
        name="forums",
        caption=_("By forum"),
        head=_("Forum"),
    )


def _trends(table: tables.Table) -> list[dict[str, Any]]:
    """A picture for each column: a bar for each row, as `components/bars.html` takes them."""
    found = []
    for place, label in enumerate(table.columns):
        numbers = [(row.label, row.cells[place].number) for row in table.rows]
        most = max(number for _label, number in numbers)
        bars = [{"label": one, "value": number, "total": most, "words": figure(number)} for one, number in numbers]
        found.append({"label": label, "bars": bars})
    return found


def _files(name: str, kind: str) -> list[dict[str, str]]:
    chosen = f"&record={kind}" if kind else ""
    return [{"label": form.upper(), "url": f"?table={name}&format={form}{chosen}"} for form in downloads.FORMATS]


def _figures(kinds: dict[str, Any]) -> list[dict[str, Any]]:
    numbers = coverage.of_kinds(kinds)
    return [{"label": label, "value": numbers.get(kind, 0)} for kind, label in kinds.items()]
