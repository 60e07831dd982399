"""Load the Compact and the lists of the United Nations; run at every deployment."""

import json
from pathlib import Path
from typing import Any

from core.loading import Report, load
from core.management.load_command import LoadCommand
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


class Command(LoadCommand):
    """The Compact and the lists of the United Nations, from `reference/data`."""

    help = "Load objectives, actions, principles, Goals, regions, commissions, countries, stakeholder groups."

    def load(self) -> list[Report]:
        return [load_table(model, name) for model, name in TABLES]


def load_table(model: Any, name: str) -> Report:
    """Load `data/<name>.json` into `model`."""
    data = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return load(model, data["rows"], key=[model._meta.pk.name], reason="load_reference")
