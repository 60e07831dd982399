"""A rehearsal of the coming forum, with invented States: docs/for-operators.md says how one is set up."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import rehearsal
from core.models import Rehearsal
from core.templatetags.portal import clock
from imrf_portal.management import rounds, structure


class Command(BaseCommand):
    """`take` reads only, on any portal; `begin` and `end-round` work in a rehearsal alone."""

    help = "Take the coming forum without its people as a file; begin a rehearsal with it; end a round now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["take", "begin", "end-round"])
        parser.add_argument("file", nargs="?", help="the file that is written by take, and read by begin")

    def handle(self, *args: Any, act: str, file: str | None, **options: Any) -> None:
        if act != "end-round" and not file:
            raise CommandError("Name the file.")
        if act != "take" and not rehearsal.is_on():
            raise CommandError("Set REHEARSAL=1, with a database and a folder for files of its own.")
        if act == "take":
            self._take(Path(str(file)))
        elif act == "begin":
            self._begin(Path(str(file)))
        else:
            self._end()

    def _take(self, file: Path) -> None:
        try:
            taken = structure.take()
        except LookupError:
            raise CommandError("No forum is loaded here.") from None
        file.write_text(json.dumps(taken, ensure_ascii=False, indent=1), encoding="utf-8")
        counts = ", ".join(f"{len(rows)} {part}" for part, rows in taken.items() if isinstance(rows, list))
        self.stdout.write(f"Forum of {taken['cycle']['year']}: {counts}. No person, and nothing that a State wrote.")

    def _begin(self, file: Path) -> None:
        try:
            made = rounds.begin(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError) as wrong:
            raise CommandError(f"{file}: {wrong}") from wrong
        except rounds.NotEmptyError:
            raise CommandError("There are accounts or files here. A rehearsal begins in empty places only.") from None
        for account in made:
            self.stdout.write(f"{account.email:42} {account.password}  {account.what}")
        said = "These passwords are shown once; they stay when a round ends." if made else "Begun anew."
        self.stdout.write(f"{said} Everything is emptied on {clock(rehearsal.next_end())}.")

    def _end(self) -> None:
        try:
            rounds.end_round()
        except Rehearsal.DoesNotExist:
            raise CommandError("This database is no rehearsal. Nothing was changed.") from None
        self.stdout.write(f"Emptied and filled anew. The next time is {clock(rehearsal.next_end())}.")
