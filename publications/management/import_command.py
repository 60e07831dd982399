"""What every import command does (the fixed contract of docs/architecture.md, "Running")."""

import json
import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from core import imports
from publications.importing import Importer
from publications.models import ImportedRecord


class ImportCommand(BaseCommand):
    """Safe to run again: rows are found by their id, and what people changed or decided here is kept."""

    importer: Importer[Any, Any]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", nargs="?", help=".json, .csv or .xlsx")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write the report to this file, as JSON")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--by", metavar="E-MAIL", help="who runs it, for the log; it answers for nothing")
        parser.add_argument("--undo", type=uuid.UUID, metavar="RUN", help="take an import back, if untouched since")

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
        run = uuid.uuid4()
        if options["dry_run"]:
            with transaction.atomic():
                lines = self._lines(rows, run, by)
                transaction.set_rollback(True)
        else:
            lines = self._lines(rows, run, by)
        report = json.dumps([line.as_dict() for line in lines], ensure_ascii=False, indent=1)
        if options["report"]:
            options["report"].write_text(report, encoding="utf-8")
        words = self._in_words(lines, "" if options["dry_run"] else str(run))
        self.stdout.write(report if options["format"] == "json" else words)

    def _lines(self, rows: list[Any], run: uuid.UUID, by: User | None) -> list[imports.Line]:
        return list(imports.counted(self.importer.import_rows(rows, by=by, run=run), len(rows)))

    def _undo(self, run: uuid.UUID, by: User | None) -> None:
        try:
            self.stdout.write(f"{self.importer.undo(run, by=by)} rows of the import {run} were taken back.")
        except ValueError as not_now:
            raise CommandError(str(not_now)) from not_now

    def _person(self, address: str | None) -> User | None:
        if not address:
            return None
        person = User.objects.filter(email=address.lower()).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {address}.")
        return person

    def _in_words(self, lines: list[imports.Line], run: str) -> str:
        counts = [f"{sum(line.outcome == one for line in lines)} {one}" for one in imports.OUTCOMES]
        unchanged = sum(line.is_unchanged for line in lines)
        counts += [f"of the updated {unchanged} unchanged"] if unchanged else []
        words = [*(line.in_words() for line in lines), ", ".join(counts) + "."]
        if not run:
            words.append("Dry run: nothing was changed.")
        elif ImportedRecord.objects.filter(run=run).exists():
            words.append(f"To take it back: {self.importer.command} --undo {run}")
        return "\n".join(words)
