"""Publications that are related to one another: on the same objectives, in the same States (FEATURES A18)."""

from collections import Counter
from typing import Any

from publications.models import Publication

LOOKED_AT = 100
"""The newest on the same objectives are compared; older ones are found by the list."""
WEIGHTS = {"objectives": 2, "countries": 1}
"""What one in common counts."""


def related(publication: Publication, kind: str, *, user: Any, most: int = 3) -> list[Publication]:
    """Current publications of `kind` that share most with `publication`, the newer first among equals.

    Keys alone are compared, and only what is shown is read whole. Six queries, whatever stands in the register.
    """
    own = {name: {other for _pk, other in _keys(name, [publication.pk])} for name in WEIGHTS}
    if not own["objectives"]:
        return []
    rows = Publication.objects.visible_to(user).current().of_kind(kind).of_objective(*own["objectives"])
    rows = rows.exclude(reference=publication.reference).order_by("-published_at", "-pk")
    newest = list(rows.values_list("pk", flat=True)[:LOOKED_AT])
    shared: Counter[int] = Counter()
    for name, weight in WEIGHTS.items() if newest else ():
        for pk, other in _keys(name, newest):
            shared[pk] += weight * (other in own[name])
    best = sorted(newest, key=lambda pk: -shared[pk])[:most]
    found = Publication.objects.in_bulk(best) if best else {}
    return [found[pk] for pk in best]


def _keys(name: str, pks: list[int]) -> Any:
    """Pairs: a publication, and the key of what it is linked to by `name`."""
    field: Any = Publication._meta.get_field(name)
    here, there = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    return field.remote_field.through._default_manager.filter(**{f"{here}__in": pks}).values_list(here, there)
