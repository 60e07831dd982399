"""One organisation for each State, the UN entities known, the secretariat; run at every deployment."""

import json
from pathlib import Path
from typing import Any

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from core.loading import Report, load
from core.management.load_command import LoadCommand
from reference.choices import CountryKind
from reference.models import Country

DATA = Path(__file__).resolve().parents[2] / "data" / "organisations.json"


class Command(LoadCommand):
    """The States from the reference data, the others from `accounts/data`."""

    help = "Make one organisation for each State and observer, the UN entities known, and the secretariat."

    def load(self) -> list[Report]:
        rows = [*json.loads(DATA.read_text(encoding="utf-8"))["rows"], *rows_of_states()]
        return [load(Organisation, rows, key=["slug"], reason="load_organisations")]


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
