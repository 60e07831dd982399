"""Load the Compact and the lists of the United Nations; run at every deployment."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from core.loading import Report, load
from reference.models import (
    Action,
    Country,
    GuidingPrinciple,
    Objective,
    Region,
    RegionalCommission,
    StakeholderGroup,
    SustainableDevelopmentGoal,
)

DATA = Path(__file__).resolve().parents[2] / "data"
TABLES = (
    (Objective, "objectives"),
    (Action, "actions"),
    (GuidingPrinciple, "principles"),
    (SustainableDevelopmentGoal, "goals"),
    (Region, "regions"),
    (RegionalCommission, "commissions"),
    (Country, "countries"),
    (StakeholderGroup, "stakeholder_groups"),
)


class Command(BaseCommand):
    """Safe to run again: what was edited or added here is kept, and the output says so."""

    help = "Load objectives, actions, principles, Goals, regions, commissions, countries, stakeholder groups."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            reports = [load_table(model, name) for model, name in TABLES]
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


def load_table(model: Any, name: str) -> Report:
    """Load `data/<name>.json` into `model`."""
    data = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return load(model, data["rows"], key=[model._meta.pk.name], reason="load_reference")
