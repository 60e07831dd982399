"""How many publications stand behind each choice of a filter (docs/decisions/search.md).

Counts come from `PublicationFacet`, in which `register` writes the common columns too: those of a whole
list from a summary, `FacetCount`, those of a selection counted, up to ten thousand publications.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction
from django.db.models.functions import Cast, Substr

from publications.models import FacetCount, Publication, PublicationFacet
from publications.querysets import PublicationQuerySet
from reference.models import Country

MOST = 10_000
"""Publications that are counted while somebody waits."""
TOTAL = ""
"""The name, and value, under which the publications themselves are counted."""
COLUMNS = frozenset(
    {"record", "country", "area", "region", "objective", "principle", "cycle", "year", "language", "body", "group"}
)
"""The facets that every publication has of its own; an app's have other names."""
UNIT = 3
"""Letters of a unit in a value that is an amount: those of a currency."""
Counts = dict[str, dict[str, int]]
"""{name: {value: number of publications}}."""
Summary = tuple[int | None, datetime | None]
"""How many there are, and when a count last changed."""


def keep(publication: Publication, facets: Mapping[str, Iterable[str]]) -> None:
    """Add `facets` to those that `publication` has."""
    PublicationFacet.objects.bulk_create(
        PublicationFacet(publication=publication, name=name, value=value)
        for name, values in facets.items()
        for value in dict.fromkeys(values)
    )


def keep_columns(publication: Publication) -> None:
    """Write the common columns of `publication` as its facets, in place of those written before."""
    body = publication.organisation
    states = Country.objects.filter(publications=publication)
    areas = states.values_list("region", "region__parent", "region__parent__parent")
    keys: dict[str, Iterable[Any]] = {
        "record": [publication.kind],
        "area": {code for codes in areas for code in codes},
        "country": publication.countries.values_list("pk", flat=True),
        "region": states.values_list("review_regions", flat=True),
        "objective": publication.objectives.values_list("pk", flat=True),
        "principle": publication.principles.values_list("pk", flat=True),
        "cycle": [publication.cycle_id],
        "year": [publication.published_at.astimezone(UTC).year],
        "language": [publication.language],
        "body": [body and body.kind],
        "group": [body and body.stakeholder_group_id],
    }
    publication.facets.filter(name__in=COLUMNS).delete()
    keep(publication, {name: sorted({str(value) for value in values if value}) for name, values in keys.items()})


def exist() -> bool:
    """Whether there is a summary at all."""
    return FacetCount.objects.exists()


def of_list(kinds: Iterable[str], names: Iterable[str] | None = None) -> Counts:
    """Of everything current of `kinds` by the summary; by each of `names`, or of all."""
    found: Counts = {}
    rows = FacetCount.objects.filter(kind__in=list(kinds)).values_list("name", "value", "count")
    if names is not None:
        rows = rows.filter(name__in=list(names))
    for name, value, count in rows:
        values = found.setdefault(name, {})
        values[value] = values.get(value, 0) + count
    return found


class Sum(NamedTuple):
    """What publications hold of one unit together, and how many they are."""

    total: Decimal
    publications: int


def different(name: str, selected: PublicationQuerySet) -> int:
    """How many values of a facet stand in `selected`, each once."""
    return _facets_of(name, selected).values("value").distinct().count()


def sums(name: str, kinds: Iterable[str], selected: PublicationQuerySet | None = None) -> dict[str, Sum]:
    """The sum of a facet whose values are “USD 1200”, by unit of three letters; never across units. One query."""
    if selected is None:
        rows: Any = FacetCount.objects.filter(kind__in=list(kinds), name=name, count__gt=0)
        times: Any = models.F("count")
        many: Any = models.Sum("count")
    else:
        rows, times, many = _facets_of(name, selected), models.Value(1), models.Count("pk")
    amount = Cast(Substr("value", UNIT + 2), models.DecimalField(max_digits=24, decimal_places=3))
    found = rows.annotate(unit=Substr("value", 1, UNIT)).values("unit").order_by("unit")
    found = found.annotate(total=models.Sum(amount * times), many=many)
    return {row["unit"]: Sum(Decimal(row["total"]), row["many"]) for row in found}


def _facets_of(name: str, selected: PublicationQuerySet) -> Any:
    return PublicationFacet.objects.filter(name=name, publication__in=selected.order_by().values("pk"))


def total_of_list(kinds: Iterable[str]) -> Summary:
    """How many are current of `kinds`, and when a count last changed; (None, None) where there is no summary.

    Whatever is counted in or out is counted under TOTAL too, so that one row of a kind tells. Who has a page already
    waits for this alone: the words of the question are kept, since the ORM takes longer for them than for the answer.
    """
    if not (asked := tuple(kinds)):
        return None, None
    with connection.cursor() as cursor:
        cursor.execute(*_asking_for_total(asked))
        found = cursor.fetchall()
    moments = [at if at.tzinfo else at.replace(tzinfo=UTC) for _one, at in found]  # SQLite knows no zones
    return (sum(one for one, _at in found), max(moments)) if found else (None, None)


@lru_cache(maxsize=64)
def _asking_for_total(kinds: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    rows = FacetCount.objects.filter(kind__in=kinds, name=TOTAL, value=TOTAL).values_list("count", "changed_at")
    return rows.query.sql_with_params()


def of_selection(
    selected: PublicationQuerySet, without: Mapping[str, PublicationQuerySet], names: Sequence[str]
) -> Counts:
    """Of the publications `selected` by each of `names`, in two queries; a name with more than `MOST` is left out.

    A filter in use is counted as if it were not set, since its other choices would widen the list:
    `without["country"]` is the selection without that one. How many publications there are is asked first, by their
    keys alone; their facets, some twenty for each, are read only where there are few enough.
    """
    few = _few({TOTAL: selected, **without})
    parts = [_grouped(TOTAL, selected).filter(name__in=names)] if TOTAL in few else []
    parts += [_grouped(name, rows).filter(name=name) for name, rows in without.items() if name in few]
    found: dict[str, Counts] = {part: {} for part in few}
    for part, name, value, number in parts[0].union(*parts[1:], all=True) if parts else ():
        found[part].setdefault(name, {})[value] = number
    part_of = {name: name if name in without else TOTAL for name in names}
    return {name: found[part].get(name, {}) for name, part in part_of.items() if part in few}


def _few(selections: Mapping[str, PublicationQuerySet]) -> set[str]:
    """Which of `selections` hold at most `MOST`. One query."""
    few, parts, params = set(selections), [], []
    for name, rows in selections.items():
        with suppress(EmptyResultSet):
            sql, given = rows.order_by().values("pk")[: MOST + 1].query.sql_with_params()
            parts.append(f"SELECT %s, COUNT(*) FROM ({sql}) AS chosen")  # noqa: S608 - written by the ORM
            params += [name, *given]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            few -= {name for name, number in cursor.fetchall() if number > MOST}
    return few


def capped(selected: PublicationQuerySet, most: int = MOST) -> int:
    """The number of publications `selected`; `most` + 1 stands for more."""
    return selected.order_by()[: most + 1].count()


@transaction.atomic
def change(publication: Publication, by: int) -> None:
    """Count `publication` in (`by` 1) or out (-1), with the facets that it has at this moment."""
    facets = publication.facets.values_list("name", "value")
    _add(publication.kind, {(TOTAL, TOTAL): by, **dict.fromkeys(facets, by)})


def moved(kind: str) -> None:
    """Say that lists of `kind` show something else from now on, though their counts stay."""
    _add(kind, {(TOTAL, TOTAL): 0})


@transaction.atomic
def rebuild() -> None:
    """Count everything anew; whoever publishes meanwhile waits a moment."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE publications_facetcount IN EXCLUSIVE MODE")
    FacetCount.objects.all().delete()
    current = Publication.objects.current().order_by()
    for kind, number in current.values_list("kind").annotate(models.Count("pk")):
        facets = PublicationFacet.objects.filter(publication__in=current.of_kind(kind).values("pk"))
        rows = facets.values_list("name", "value").annotate(models.Count("pk"))
        _add(kind, {(TOTAL, TOTAL): number, **{(name, value): count for name, value, count in rows}})


def _grouped(part: str, rows: PublicationQuerySet) -> models.QuerySet[PublicationFacet, Any]:
    facets = PublicationFacet.objects.filter(publication__in=rows.order_by().values("pk")).order_by()
    labelled = facets.annotate(part=models.Value(part)).values("part", "name", "value")
    return labelled.annotate(number=models.Count("pk")).values_list("part", "name", "value", "number")


def _add(kind: str, numbers: Mapping[tuple[str, str], int]) -> None:
    rows = [FacetCount(kind=kind, name=name, value=value, count=number) for (name, value), number in numbers.items()]
    FacetCount.objects.add(rows, key=("kind", "name", "value"))
