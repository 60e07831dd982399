"""What was measured last, kept beside the code for the page of promises (FEATURES X13).

A run writes over the rows of its own groups; every row says on which day, on what machine and of which commit it is.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.conf import settings

from benchmarks.load import Figure
from benchmarks.rows import Row

FILE = settings.BASE_DIR / "docs" / "generated" / "measured.json"


def write(
    groups: Mapping[str, Sequence[Row]],
    figures: Sequence[Figure],
    memory: float,
    most: float,
    *,
    commit: str,
    machine: str,
) -> None:
    """Keep `groups` of rows, `figures` under load and the memory of the largest worker in MB beside earlier runs."""
    known = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else []
    run = {"day": f"{datetime.now(UTC):%Y-%m-%d}", "commit": commit, "machine": machine}
    rows = [
        {"group": group, "name": row.name, "value": round(row.ratio, 2), "aim": row.aim, "unit": "times", **run}
        for group, found in groups.items()
        for row in found
    ]
    worker = {"group": "server", "name": "memory of a worker", "value": round(memory), "aim": most, "unit": "MB"}
    rows.append({**worker, **run})
    for one in figures:
        found = {"name": f"{one.promise}: {one.how}", "value": round(one.value, 2), "aim": one.aim, "unit": one.unit}
        rows.append({"group": "load", **found, **run})
    again = {row["group"] for row in rows}
    kept = [row for row in known if row["group"] not in again]
    FILE.write_text(json.dumps([*kept, *rows], indent=1) + "\n", encoding="utf-8")
