"""What the portal promises of its speed, and what was measured last (FEATURES X13).

`make bench` writes docs/generated/measured.json; this page shows it, with what is not measured or not held.
"""

import json
from functools import lru_cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.kept import release
from imrf_portal.pages.documents import DOCS
from publications.views.public import cacheable

FILE = DOCS / "generated" / "measured.json"
LOAD = (
    ("L1", gettext_lazy("Public lists and records, 60 requests a second for ten minutes: 95 of 100 within 250 ms")),
    ("L2", gettext_lazy("Search in six languages, 20 a second: 95 of 100 within 400 ms")),
    ("L3", gettext_lazy("1,200 open editors, 60 saves a second for half an hour: 95 of 100 within 150 ms, none lost")),
    ("L5", gettext_lazy("A review is submitted within 2 s")),
    ("L6", gettext_lazy("A full review as Word or PDF within 8 s")),
    ("L7", gettext_lazy("5,000 rows as CSV or JSON begin within 1 s, as XLSX within 10 s")),
    ("L8", gettext_lazy("Reminders to 579 people are handed over within ten minutes")),
    ("L9", gettext_lazy("A letter to 5,000 is handed over within an hour")),
    ("L10", gettext_lazy("Lists of 100 for programs, 30 a second: 95 of 100 within 200 ms")),
    ("L14", gettext_lazy("A day at a quarter of the peak without growth of memory or an error")),
    ("L16", gettext_lazy("The nightly files are made within five minutes")),
)
"""Load to hold; what a run of `make bench b=load` has measured stands among its rows instead."""
FOR_LONG = {"L1"}
"""Measured for seconds only, so that it stays named."""
GROUPS = {
    "reviews": gettext_lazy("Reviews"),
    "practices": gettext_lazy("Practices"),
    "pledges": gettext_lazy("Pledges"),
    "dialogues": gettext_lazy("Dialogues"),
    "door": gettext_lazy("Pages of all kinds"),
    "server": gettext_lazy("Server"),
    "load": gettext_lazy("Under load, for seconds"),
}
"""What the groups of `make bench` are called."""
TESTED = (
    ("L11", gettext_lazy("Lists ask the database at most twelve times, however many rows they show")),
    ("L12", gettext_lazy("A first visit weighs at most 100 kB compressed, in at most twelve requests")),
)
"""Held by a test at every change: docs/promises.md names it."""


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    """Every target with what was measured, when, and of which commit; first how many are missed."""
    rows = _rows()
    context = {
        "rows": rows,
        "missed": sum(not row["is_held"] for row in rows),
        "tested": TESTED,
        "load": _not_measured(rows),
        "trail": [{"label": _("Home"), "url": reverse("home")}, {"label": _("Measured promises"), "url": ""}],
    }
    return cacheable(request, [release(), rows], lambda: render(request, "pages/measured.html", context))


def _not_measured(rows: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    measured = {row["name"].partition(":")[0] for row in rows if row["group"] == "load"} - FOR_LONG
    return [(code, words) for code, words in LOAD if code not in measured]


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, Any]]:
    """Missed ones first; none where nothing was measured yet."""
    found = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else []
    rows = [{**row, "of": GROUPS[row["group"]], "is_held": row["value"] <= row["aim"]} for row in found]
    return sorted(rows, key=lambda row: row["is_held"])
