"""Load the forum cycles with milestones, documents and Regional Reviews; run after `load_reference`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from core.loading import Report, load
from forum.models import ForumCycle, ForumDocument, Milestone, RegionalReview

DATA = Path(__file__).resolve().parents[2] / "data"
REASON = "load_forum"


class Command(BaseCommand):
    """Safe to run again: what was edited or added here is kept, and the output says so."""

    help = "Load forum cycles, milestones, documents and Regional Reviews."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            reports = load_all()
            transaction.set_rollback(options["dry_run"])
        if options["format"] == "json":
            self.stdout.write(json.dumps([report.as_dict() for report in reports], ensure_ascii=False, indent=1))
            return
        if not options["verbosity"]:
            return
        for report in reports:
            self.stdout.write("\n".join(report.lines()))
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was changed.")


def load_all() -> list[Report]:
    """Load the four tables in the order in which they point to one another."""
    cycles = load(ForumCycle, rows("cycles"), key=["year"], reason=REASON)
    milestones = load(Milestone, rows("milestones"), key=["cycle", "code"], reason=REASON)
    documents = load(ForumDocument, rows("documents"), key=["cycle", "code"], reason=REASON)
    ids = {f"{year} {code}": pk for year, code, pk in Milestone.objects.values_list("cycle", "code", "pk")}
    reviews = [{**row, "milestone": ids[row["milestone"]]} for row in rows("regional_reviews")]
    return [cycles, milestones, documents, load(RegionalReview, reviews, key=["round", "commission"], reason=REASON)]


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of `data/<name>.json`."""
    data: dict[str, list[dict[str, Any]]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return data["rows"]
