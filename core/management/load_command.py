"""What every command that loads reference data does (the fixed contract of docs/architecture.md, "Running")."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from core.loading import Report


class LoadCommand(BaseCommand):
    """Safe to run again: what was edited or added here is kept, and the output says so."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def load(self) -> list[Report]:
        """Load the tables in the order in which they point to one another."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            reports = self.load()
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
