"""Take over practices from a list: JSON, CSV or XLSX (the fixed contract of docs/architecture.md, "Running")."""

import json
import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from core import imports
from practices.steps.import_practices import COMMAND, import_rows, undo
from publications.models import ImportedRecord


class Command(BaseCommand):
    """Safe to run again: rows are found by their id, and what people changed or decided here is kept."""

    help = "Import practices for the secretariat to look at. Nothing is published by it. --undo takes an import back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", nargs="?", help=".json, .csv or .xlsx")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write the report to this file, as JSON")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--by", metavar="E-MAIL", help="who runs it, for the log; submits nothing in that name")
        parser.add_argument(
            "--undo", type=uuid.UUID, metavar="RUN", help="take a whole import back, if untouched since"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._person(options["by"])
        if options["undo"]:
            self._undo(options["undo"], by)
            return
        if not options["file"]:
            raise CommandError("Name a file.")
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

    def _undo(self, run: uuid.UUID, by: User | None) -> None:
        try:
            self.stdout.write(f"{undo(run, by=by)} rows of the import {run} were taken out.")
        except ValueError as not_now:
            raise CommandError(str(not_now)) from not_now

    def _person(self, address: str | None) -> User | None:
        if not address:
            return None
        person = User.objects.filter(email=address.lower()).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {address}.")
        return person

    def _in_words(self, lines: list[imports.Line], *, dry: bool) -> str:
        outcomes = ("created", "updated", "held", "refused")
        counts = {outcome: sum(line.outcome == outcome for line in lines) for outcome in outcomes}
        words = [line.in_words() for line in lines]
        words.append(", ".join(f"{number} {outcome}" for outcome, number in counts.items()) + ".")
        if dry:
            return "\n".join([*words, "Dry run: nothing was changed."])
        last = ImportedRecord.objects.filter(command=COMMAND).order_by("-pk").first()
        return "\n".join([*words, f"To take it back: import_practices --undo {last.run}"] if last else words)
