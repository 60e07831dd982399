"""Tables of figures: how much is published, each number leading to the list that it counts (FEATURES O14)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from core import downloads
from imrf_portal.pages.search import address
from publications.coverage import Cells
from reference.models import Objective, RegionalCommission

LEVELS = 4
"""Shades of a cell; 0 is none at all. The darkest stands for four at least."""


class Cell(NamedTuple):
    """A number, the list behind it, and how much it is beside the largest: 0 to 4."""

    column: Any
    number: int
    url: str
    level: int


class Row(NamedTuple):
    """What the cells of a row have in common."""

    label: Any
    cells: Sequence[Cell]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Numbers by two things. `name` is that of its files, `head` stands over the first column."""

    name: str
    caption: str
    head: str
    columns: Sequence[Any]
    rows: Sequence[Row]

    @property
    def is_empty(self) -> bool:
        """Whether there is no number at all."""
        return not any(cell.number for row in self.rows for cell in row.cells)

    def taken_away(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """The table as `form`, one of downloads.TAKEN."""
        columns = [self.head, *map(str, self.columns)]
        rows = [[str(row.label), *(cell.number for cell in row.cells)] for row in self.rows]
        about = {
            _("Table"): self.caption,
            _("Address"): settings.SITE_URL + request.path,
            _("Made"): timezone.now().isoformat(timespec="seconds"),
        }
        return downloads.as_table(form, self.name, columns, rows, about)


def table_of(
    cells: Cells,
    rows: tuple[str, Mapping[str, Any]],
    columns: tuple[str, Mapping[str, Any]],
    *,
    name: str,
    caption: str,
    head: str,
    chosen: Mapping[str, str] | None = None,
    leads_to: Callable[[str, str], str] | None = None,
) -> Table:
    """`cells` as a table; `rows` and `columns` are a filter of the search and its values with their labels.

    `chosen` are further filters that all numbers stand under. `leads_to` gives the address behind a number, of its row
    and column, where that is not the search.
    """
    (row_filter, row_labels), (column_filter, column_labels) = rows, columns
    most = max([LEVELS, *(cells.get((row, column), 0) for row in row_labels for column in column_labels)])

    def cell(row: str, column: str) -> Cell:
        number = cells.get((row, column), 0)
        if not number:
            return Cell(column_labels[column], 0, "", 0)
        filters = {**(chosen or {}), row_filter: row, column_filter: column}
        url = leads_to(row, column) if leads_to else address(**filters)
        return Cell(column_labels[column], number, url, -(-number * LEVELS // most))

    drawn = [Row(label, [cell(row, column) for column in column_labels]) for row, label in row_labels.items()]
    return Table(name=name, caption=caption, head=head, columns=list(column_labels.values()), rows=drawn)


def objectives() -> dict[str, str]:
    """The objectives as the labels of a table; one query."""
    return {str(one.pk): f"{one.number}. {one.short_label}" for one in Objective.objects.all()}


def regions() -> dict[str, Any]:
    """The regions of the Regional Reviews as the labels of a table; one query."""
    return {one.pk: one.review_name for one in RegionalCommission.objects.all()}
