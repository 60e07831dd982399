"""`make bench`: what the portal's pages cost beside their bare twins, in one run; `make bench b=reviews` picks rows.

Rounds of portal and twin alternate and the median of each is taken (docs/decisions/0006-benchmark-beside-twins.md).
"""

import os
import platform
import re
import subprocess
import sys
from itertools import chain
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from benchmarks import (  # noqa: E402 - they need Django set up
    capital,
    data,
    dialogues,
    documents,
    door,
    load,
    measured,
    pledges,
    practices,
    reviews,
    server,
    together,
)
from benchmarks.rows import HEADING, REQUESTS, WARM  # noqa: E402
from tests.cast import Cast  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "5"))
CAPTION = f"""\
CPU of web and database as the kernel charged it: medians of {ROUNDS} rounds of {REQUESTS} requests, each in turn with
its twin. Other work on the machine moves single times; read the ratios.
"""
MEMORY = 140
"""MB, of the largest worker."""
GROUPS = {
    "reviews": reviews.rows,
    "practices": practices.rows,
    "pledges": pledges.rows,
    "dialogues": dialogues.rows,
    "door": door.rows,
    "load": load.fill,
}
"""A new capability adds its file and a line here."""
REPORTS = {
    "reviews": documents.report,
    "practices": practices.report,
    "dialogues": dialogues.report,
    "door": door.report,
}
"""What is measured by itself, without a twin; a sentence each."""


def main(picked: list[str]) -> None:
    """Fill, serve, measure in turns, print, keep."""
    machine, commit = _machine(), _commit()
    print(f"{machine}, commit {commit}", end="\n\n", flush=True)
    cast = data.empty()
    groups = {name: GROUPS[name](cast) for name in picked or GROUPS}
    rows = [row for group in groups.values() for row in group]
    with server.running() as running:
        for row in rows:
            row.portal.ask_for(running, WARM)
            row.twin.ask_for(running, WARM)
        for row in rows * ROUNDS:
            row.portal.measure(running)
            row.twin.measure(running)
        print(CAPTION)
        print(HEADING, *rows, sep="\n", end="\n\n")
        print(together.report(running, cast))
        memory = running.memory()
        figures = _loaded(running, cast) if "load" in groups else []
        measured.write(groups, figures, memory, MEMORY, commit=commit, machine=machine)
        for name in picked or GROUPS:
            if name in REPORTS:
                print(REPORTS[name](cast))
        print(f"largest web worker: {memory:.0f} MB resident (aim: under {MEMORY})")
    missed = [row.name for row in rows if not row.is_held] + ["memory of a worker"] * (memory >= MEMORY)
    missed += [one.promise for one in figures if not one.is_held]
    if missed:
        raise SystemExit(f"Over the aim by more than runs differ by: {', '.join(missed)}")


def _loaded(running: server.Server, cast: Cast) -> list[load.Figure]:
    """The figures under load, each printed as soon as it is there."""
    found = []
    for figure in chain(load.figures(running), capital.figures(running, cast)):
        print(figure, flush=True)
        found.append(figure)
    return found


def _machine() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        database = cursor.fetchone()[0].split(" (")[0]
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return (
        f"{os.cpu_count()} x {model.group(1) if model else platform.machine()}, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, Django {django.__version__}, {database}"
    )


def _commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], capture_output=True, text=True, check=False).stdout.strip()

    # What an earlier run has written of its figures changes nothing that is measured.
    changes = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs/generated")
    changed = " with changes" if changes else ""
    return f"{git('rev-parse', '--short', 'HEAD') or 'unknown'}{changed}"


if __name__ == "__main__":
    main(sys.argv[1:])
