"""Publications that are related to one another: on the same objectives, in the same States (FEATURES A18)."""

from typing import Any

from django.db.models import Prefetch

from publications.models import Publication
from reference.models import Country, Objective

LOOKED_AT = 100
"""The newest on the same objectives are compared; older ones are found by the list."""


def related(publication: Publication, kind: str, *, user: Any, most: int = 3) -> list[Publication]:
    """Current publications of `kind` that share most with `publication`, the newer first among equals.

    An objective in common counts two, a State one. At most five queries, whatever stands in the register.
    """
    objectives = {one.pk for one in publication.objectives.all()}
    countries = {one.pk for one in publication.countries.all()}
    rows = Publication.objects.visible_to(user).current().of_kind(kind).of_objective(*objectives)
    rows = (
        rows.exclude(reference=publication.reference)
        .order_by("-published_at", "-pk")
        .prefetch_related(
            Prefetch("objectives", Objective.objects.only("number")),
            Prefetch("countries", Country.objects.only("code")),
        )
    )

    def shared(one: Publication) -> int:
        return 2 * sum(o.pk in objectives for o in one.objectives.all()) + sum(
            c.pk in countries for c in one.countries.all()
        )

    return sorted(rows[:LOOKED_AT], key=lambda one: -shared(one))[:most] if objectives else []
