"""Make the search index and the counts beside choices anew (docs/for-operators.md, "Search")."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from core import imports
from publications import counts, register, search
from publications.models import FacetCount, Publication, SearchText, SearchWord


class Command(BaseCommand):
    """Safe to run again, and while people search and publish: each publication is one short transaction."""

    help = "Make the search index and the counts beside choices anew from what is published. Needs no pause."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-needed", action="store_true", help="only where something is missing")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, change nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        is_lost = not search.is_there()
        if not options["dry_run"]:
            search.create()
        # From the newest on: as long as the oldest is not in the index, pages say that it is being made.
        current = list(Publication.objects.current().order_by("-pk").values_list("reference", flat=True))
        is_behind = is_lost or not search.is_complete() or bool(current and not counts.exist())
        is_needed = is_behind or not options["if_needed"]
        if is_needed and not options["dry_run"]:
            for reference in imports.counted(current, len(current)):
                register.reindex(reference)
            search.forget_what_is_gone()
            counts.rebuild()
        self._report(options["format"], len(current) if is_needed else 0, dry=options["dry_run"])

    def _report(self, form: str, rebuilt: int, *, dry: bool) -> None:
        if form == "json":
            has = {"texts": SearchText, "words": SearchWord, "counts": FacetCount}
            numbers = {name: model._default_manager.count() for name, model in has.items()}
            self.stdout.write(json.dumps({"rebuilt": rebuilt, "dry_run": dry, **numbers}))
        elif dry:
            self.stdout.write(f"Dry run: {rebuilt} publications would be read again.")
        else:
            self.stdout.write(f"{rebuilt} publications were read again." if rebuilt else "Nothing was missing.")
