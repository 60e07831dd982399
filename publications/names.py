"""Names that lists and pages show beside frozen texts, and which officers may correct."""

import hashlib

from core.kept import kept
from reference.models import Country, Objective


def stamp() -> str:
    """Changes within a minute of any correction of a name: what was drawn with the old ones is drawn anew."""
    return kept("names", _stamp)


def _stamp() -> str:
    said = [
        list(Country.objects.order_by("pk").values_list("code", "names")),
        list(Objective.objects.order_by("pk").values_list("number", "names", "short_labels", "roundtable")),
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
