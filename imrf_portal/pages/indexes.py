"""All objectives, principles, States and regions, each with the numbers of what is published on it (FEATURES O2)."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from imrf_portal.pages import overviews
from imrf_portal.pages.subjects import link_of
from publications import counts, coverage
from publications.views.public import cacheable
from reference.models import Country, GuidingPrinciple, Objective, Region, RegionalCommission


@login_not_required
@require_safe
def objectives(request: HttpRequest) -> HttpResponseBase:
    """The 23 objectives with what is published on each."""

    def groups() -> list[dict[str, Any]]:
        rows = list(Objective.objects.order_by("roundtable", "number"))
        label = _("Roundtable %(number)s")
        return [
            _group(label % {"number": number}, [one for one in rows if one.roundtable == number], "objective", link_of)
            for number in range(1, 5)
        ]

    return _index(request, "objective", _("Objectives"), _("The 23 objectives of the Compact."), groups)


@login_not_required
@require_safe
def principles(request: HttpRequest) -> HttpResponseBase:
    """The ten guiding principles."""

    def groups() -> list[dict[str, Any]]:
        return [_group("", GuidingPrinciple.objects.all(), "principle", link_of)]

    lede = _("The ten guiding principles of the Compact, paragraph 15.")
    return _index(request, "principle", _("Guiding principles"), lede, groups)


@login_not_required
@require_safe
def countries(request: HttpRequest) -> HttpResponseBase:
    """The States in the alphabetical order of the reader's language, by their first letters."""

    def groups() -> list[dict[str, Any]]:
        letters: dict[str, list[Country]] = {}
        for one in Country.objects.states().by_name():
            letters.setdefault(str(one)[:1].upper(), []).append(one)
        return [_group(letter, rows, "country", link_of) for letter, rows in letters.items()]

    lede = _("193 Member States and two observer States, and what is published of each.")
    return _index(request, "country", _("Countries"), lede, groups)


@login_not_required
@require_safe
def regions(request: HttpRequest) -> HttpResponseBase:
    """The regional commissions with their reviews' regions, and the regions of the M49 standard."""

    def groups() -> list[dict[str, Any]]:
        areas = Region.objects.order_by("code")
        return [
            _group(_("Regional Reviews"), RegionalCommission.objects.all(), "region", link_of),
            _group(_("Regions of the M49 standard"), areas, "area", link_of),
        ]

    lede = _("By the regional commissions, which organize the Regional Reviews, and by the standard for statistics.")
    return _index(request, "region", _("Regions"), lede, groups)


# --- parts


def _index(
    request: HttpRequest, facet: str, title: str, lede: str, groups: Callable[[], list[dict[str, Any]]]
) -> HttpResponseBase:
    """All subjects of one kind with the numbers of what is published on each."""
    kinds = {overview.KIND: overview.LABEL for overview in overviews()}
    _total, changed = counts.total_of_list(kinds)

    def make() -> HttpResponse:
        drawn = groups()
        for name in {entry["facet"] for group in drawn for entry in group["entries"]}:
            numbers = coverage.of_values(name, kinds)
            for entry in (entry for group in drawn for entry in group["entries"] if entry["facet"] == name):
                entry["numbers"] = [
                    {"label": label, "number": number}
                    for kind, label in kinds.items()
                    if (number := numbers.get((entry["value"], kind), 0))
                ]
        return render(request, "pages/subjects.html", {"title": title, "lede": lede, "groups": drawn})

    return cacheable(request, (facet,), make, changed=changed)


def _group(label: str, rows: Iterable[Any], facet: str, url: Callable[[Any], str]) -> dict[str, Any]:
    entries = [
        {
            "facet": facet,
            "value": str(one.pk),
            "number": str(one.number) if hasattr(one, "number") else "",
            "title": one.review_name if isinstance(one, RegionalCommission) else one.name,
            "roundtable": getattr(one, "roundtable", 0),
            "url": url(one),
        }
        for one in rows
    ]
    return {"label": label, "entries": entries}
