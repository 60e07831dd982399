"""The register at a glance, over its rows: pledges and pledging bodies, money by currency, regions, objectives.

Everything comes from the summary of the list, or is counted in the selection, in a constant number of queries.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.portal import figure
from publications.lists import PublicList
from reference import catalogue


def drawn(shown: PublicList) -> str:
    """As HTML; nothing for an empty list, or for one that is too long to count with this selection."""
    bodies = shown.different("pledger")
    if bodies is None or not shown.count:
        return ""
    context = {
        "stats": [
            {"value": shown.count, "label": ngettext("pledge", "pledges", shown.count)},
            {"value": bodies, "label": ngettext("pledging body", "pledging bodies", bodies)},
        ],
        "money": [
            {"currency": currency, "total": figure(one.total), "count": one.publications}
            for currency, one in shown.sums("amount").items()
        ],
        "regions": _regions(shown),
        "objectives": _objectives(shown),
    }
    return render_to_string("pledges/spread.html", context)


def _regions(shown: PublicList) -> list[dict[str, Any]]:
    field = shown.wanted.field("region", shown.numbers.get("region", {}))
    options = field.boxes if field else []
    most = max((one.number or 0 for one in options), default=0)
    return [
        {
            "label": one.label,
            "value": one.number or 0,
            "total": most,
            "words": ngettext("%(count)d pledge", "%(count)d pledges", one.number or 0) % {"count": one.number or 0},
        }
        for one in options
    ]


def _objectives(shown: PublicList) -> list[dict[str, Any]]:
    """The tiles of the 23 objectives, a row for each roundtable; each leads to its pledges."""
    counted = shown.numbers.get("objective")
    if counted is None:
        return []
    rows: dict[int, list[dict[str, Any]]] = {}
    for number, entry in catalogue.objectives().items():
        count = counted.get(str(number), 0)
        words = ngettext("%(count)d pledge", "%(count)d pledges", count) % {"count": count}
        tile = {
            "number": number,
            "title": str(entry.label),
            "state": "some" if count else "empty",
            "state_label": words,
            "url": f"?objective={number}" if count else "",
        }
        rows.setdefault(entry.group, []).append(tile)
    return [
        {"number": number, "label": _("Roundtable %(number)s") % {"number": number}, "tiles": tiles}
        for number, tiles in sorted(rows.items())
    ]
