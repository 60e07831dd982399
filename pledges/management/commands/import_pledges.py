"""Take over reviews from a list: JSON, CSV or XLSX (the fixed contract of docs/architecture.md, "Running")."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from core import imports
from pledges.steps.import_pledges import import_rows


class Command(BaseCommand):
    """Safe to run again: rows are found by their id, and what people changed here is kept."""

    help = "Import pledges as submitted, for the secretariat to look at. Nothing is published, nobody is written to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help=".json, .csv or .xlsx")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write the report to this file, as JSON")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--by", metavar="E-MAIL", help="who runs it, for the log")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._person(options["by"])
        try:
            rows = imports.read(options["file"])
        except imports.UnreadableFile as unreadable:
            raise CommandError(str(unreadable)) from unreadable
        with transaction.atomic():
            lines = list(imports.counted(import_rows(rows, by=by), len(rows)))
            transaction.set_rollback(options["dry_run"])
        report = json.dumps([line.as_dict() for line in lines], ensure_ascii=False, indent=1)
        if options["report"]:
            options["report"].write_text(report, encoding="utf-8")
        self.stdout.write(report if options["format"] == "json" else self._in_words(lines, dry=options["dry_run"]))

    def _person(self, address: str | None) -> User | None:
        if not address:
            return None
        person = User.objects.filter(email=address.lower()).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {address}.")
        return person

    def _in_words(self, lines: list[imports.Line], *, dry: bool) -> str:
        counts = {outcome: sum(line.outcome == outcome for line in lines) for outcome in
                  ("created", "updated", "held", "refused")}  # fmt: skip
        words = [line.in_words() for line in lines]
        words.append(", ".join(f"{number} {outcome}" for outcome, number in counts.items()) + ".")
        return "\n".join([*words, "Dry run: nothing was changed."] if dry else words)
