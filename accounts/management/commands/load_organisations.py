"""One organisation for each State, the UN entities known, the secretariat; run at every deployment."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from core.loading import load
from reference.choices import CountryKind
from reference.models import Country

DATA = Path(__file__).resolve().parents[2] / "data" / "organisations.json"


class Command(BaseCommand):
    """Safe to run again: what officers changed or added is kept, and the output says so."""

    help = "Make one organisation for each State and observer, the UN entities known, and the secretariat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [*json.loads(DATA.read_text(encoding="utf-8"))["rows"], *rows_of_states()]
        with transaction.atomic():
            report = load(Organisation, rows, key=["slug"], reason="load_organisations")
            transaction.set_rollback(options["dry_run"])
        if options["format"] == "json":
            self.stdout.write(json.dumps([report.as_dict()], ensure_ascii=False, indent=1))
            return
        if options["verbosity"]:
            self.stdout.write("\n".join(report.lines()))
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was changed.")


def rows_of_states() -> list[dict[str, Any]]:
    """A row for each Member State and observer State, named as the reference data name it."""
    states = Country.objects.exclude(kind=CountryKind.SAMPLE)
    return [
        {
            "slug": f"state-{state.slug}",
            "kind": OrganisationKind.STATE.value,
            "name": state.names["en"],
            "names": state.names,
            "country": state.pk,
        }
        for state in states
    ]
