"""How what is published spreads: over the kinds of records, and over objectives, regions or any other common facet.

Everything is counted in the database, in one query a table, from the facets of what is current
(docs/decisions/search.md), so that a number here is the number of the list behind it.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from publications.counts import TOTAL
from publications.models import FacetCount, PublicationFacet
from publications.querysets import PublicationQuerySet

Cells = dict[tuple[str, str], int]
"""{(value of the row, value of the column): number of publications}; what is missing is none."""


def of_facet(name: str, value: str, kinds: Iterable[str]) -> dict[str, int]:
    """{kind: number of current publications that hold `value` of the facet `name`}, from the summary."""
    rows = FacetCount.objects.filter(name=name, value=value, kind__in=list(kinds), count__gt=0)
    return dict(rows.values_list("kind", "count"))


def of_values(name: str, kinds: Iterable[str]) -> Cells:
    """{(value, kind): number} for all values of a facet, from the summary."""
    rows = FacetCount.objects.filter(name=name, kind__in=list(kinds), count__gt=0)
    return {(value, kind): number for value, kind, number in rows.values_list("value", "kind", "count")}


def of_kinds(kinds: Iterable[str]) -> dict[str, int]:
    """{kind: number of current publications}, from the summary."""
    return of_facet(TOTAL, TOTAL, kinds)


def by_kind(selected: PublicationQuerySet, rows: str) -> Cells:
    """The publications `selected`, by the values of the facet `rows` and by kind."""
    facets = PublicationFacet.objects.filter(name=rows, publication__in=selected.order_by().values("pk")).order_by()
    return _cells(facets.values_list("value", "publication__kind"))


def crossed(selected: PublicationQuerySet, rows: str, columns: str) -> Cells:
    """The publications `selected`, by the values of two facets; one with two values counts under each."""
    facets = PublicationFacet.objects.filter(
        name=rows, publication__facets__name=columns, publication__in=selected.order_by().values("pk")
    )
    return _cells(facets.order_by().values_list("value", "publication__facets__value"))


def newest_of_each_kind(selected: PublicationQuerySet, most: int) -> PublicationQuerySet:
    """At most `most` of each kind, newest first, in one query."""
    place = Window(RowNumber(), partition_by=F("kind"), order_by=[F("published_at").desc(), F("pk").desc()])
    return selected.annotate(place=place).filter(place__lte=most).order_by("kind", "place")


def _cells(pairs: Any) -> Cells:
    return {(row, column): number for row, column, number in pairs.annotate(number=Count("pk"))}
