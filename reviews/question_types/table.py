"""A table: rows of cells, each of a simple type, of `single`, or a pick typed by its codes.

Boxes are called `<name>-<row>-<column>`; rows are read in the order of their numbers, gaps and empty rows
are passed over, so that rows can be added and taken out without script.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reference.models import wording
from reviews.models.questionnaire import choices_of
from reviews.question_types import simple
from reviews.question_types.base import MAX_CHARACTERS, Refused, Type
from reviews.question_types.picks import Actions, Boolean, FromTheCompact, Objectives, Principles, Single, Stakeholders
from reviews.question_types.published import Published, in_words

MAX_ROWS = 200
EMPTY_ROWS = 1
SEPARATORS = re.compile(r"\s*(?:,|;|،|、|\s)\s*")
CELLS: dict[str, Type] = {
    "text": simple.Text(),
    "number": simple.Number(),
    "money": simple.Money(),
    "date": simple.Date(),
    "url": simple.Url(),
    "boolean": Boolean(),
    "single": Single(),
    "objectives": Objectives(),
    "actions": Actions(),
    "principles": Principles(),
    "stakeholders": Stakeholders(),
    "pledge": Published("pledge"),
    "progress": Published("progress"),
}


@dataclass
class Column:
    """A column as the types see it: what `Question` is to a question."""

    key: str
    label: Any
    type: str
    options: list[dict[str, Any]] = field(default_factory=list)

    @property
    def kind(self) -> Type:
        """The type of its cells."""
        return CELLS[self.type]

    @property
    def picks(self) -> bool:
        """Whether its cells hold codes of the Compact, typed into one box."""
        return isinstance(self.kind, FromTheCompact)

    @property
    def options_of(self) -> list[tuple[str, Any]]:
        """What a select offers."""
        return list(Boolean().labels(self).items()) if self.type == "boolean" else self.choices()

    def choices(self) -> list[tuple[str, Any]]:
        """Value and label of each choice."""
        return choices_of(self.options)


def columns_of(question: Any) -> list[Column]:
    """The columns of a table question."""
    return [
        Column(column["key"], wording(column["labels"]), column["type"], column.get("options", []))
        for column in question.columns
    ]


class Table(Type):
    """Rows, kept as a list of {column key: value}."""

    template = "reviews/questions/table.html"
    is_group = True

    def typed(self, post: QueryDict, name: str) -> list[dict[str, Any]]:
        rows: dict[int, dict[str, Any]] = {}
        box = re.compile(re.escape(name) + r"-([0-9]{1,4})-([-\w]{1,40})")
        for sent in post:
            if match := box.fullmatch(sent):
                column, _dash, part = match[2].partition("-")
                row = rows.setdefault(int(match[1]), {})
                if part in ("amount", "currency"):
                    row.setdefault(column, {})[part] = post[sent]
                else:
                    row[match[2]] = post[sent]
        return [row for _number, row in sorted(rows.items()) if not is_blank(row)]

    def untouched(self, value: Any) -> list[dict[str, Any]]:
        return [{key: in_box(cell) for key, cell in row.items()} for row in value or []]

    def parse(self, raw: Any, question: Any) -> list[dict[str, Any]] | None:
        """Every cell read. One that cannot be read stays as typed, and the sentence names row and column."""
        if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
            raise Refused(_("This is not a table."))
        if len(raw) > MAX_ROWS:
            raise Refused(_("A table can have at most %(count)s rows.") % {"count": MAX_ROWS})
        if sum(len(str(cell)) for row in raw for cell in row.values()) > MAX_CHARACTERS:
            raise Refused(_("The table has more than %(count)s characters.") % {"count": f"{MAX_CHARACTERS:,}"})
        columns = columns_of(question)
        problems: list[str] = []
        rows = [_row(number, row, columns, problems) for number, row in enumerate(raw, start=1)]
        rows = [row for row in rows if not is_blank(row)]
        if problems:
            raise ValidationError(" ".join(problems[:3]))
        return rows or None

    def shown(self, value: Any, question: Any) -> SafeString:
        columns = columns_of(question)
        head = format_html_join("", '<th scope="col">{}</th>', ((column.label,) for column in columns))
        rows = format_html_join(
            "",
            "<tr>{}</tr>",
            (
                (
                    format_html_join(
                        "",
                        '<td dir="auto" data-label="{}">{}</td>',
                        ((column.label, seen(row, column)) for column in columns),
                    ),
                )
                for row in value or []
            ),
        )
        table = '<table class="table table--cards"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
        return format_html(table, head, rows) if value else SafeString()

    def plain(self, value: Any, question: Any) -> str:
        columns = columns_of(question)
        return "\n".join(" | ".join(said(row, column) for column in columns) for row in value or [])

    def joined(self, mine: Any, theirs: Any) -> list[Any]:
        return [*(theirs or []), *(row for row in mine or [] if row not in (theirs or []))]

    def box(self, untouched: list[dict[str, Any]], question: Any, objective: int | None) -> dict[str, Any]:
        columns = columns_of(question)
        rows: list[dict[str, Any]] = [*untouched, *({} for _row in range(EMPTY_ROWS))]
        return {"columns": columns, "rows": [[(column, row.get(column.key, "")) for column in columns] for row in rows]}


def _row(number: int, row: dict[str, Any], columns: list[Column], problems: list[str]) -> dict[str, Any]:
    """The cells of one row; what could not be read stays as typed and adds a sentence to `problems`."""
    read = {}
    for column in columns:
        raw = row.get(column.key, "")
        try:
            value = column.kind.parse(_codes(raw, column) if column.picks else raw, column)
        except Refused:
            if not column.picks:
                raise
            value = raw
            problems.append(_where(number, column, _("“%(codes)s” is not known here.") % {"codes": str(raw)[:40]}))
        except ValidationError as unread:
            value = raw
            problems.append(_where(number, column, unread.messages[0]))
        if not column.kind.is_empty(value):
            read[column.key] = value
    return read


def _where(number: int, column: Column, problem: str) -> str:
    place = _("Row %(number)s, %(column)s: %(problem)s")
    return place % {"number": number, "column": column.label, "problem": problem}


def _codes(raw: Any, column: Column) -> list[str]:
    """“5, 7 and 23”, “2(a) 5(b)”, “(a), (c)”: the codes in a box. Principles may be given by letter."""
    if not isinstance(raw, str):
        raise Refused(_("This is not a list."))
    codes = [code for code in SEPARATORS.split(raw.strip().lower()) if code and code not in ("and", "et", "y", "и")]
    if column.type == "principles":
        letters = {letter: str(place) for place, letter in enumerate("abcdefghij", start=1)}
        codes = [letters.get(code.strip("()"), code) for code in codes]
    return codes


def in_box(cell: Any) -> Any:
    """A cell as its box shows it: lists of codes as text, true and false by their words."""
    if isinstance(cell, dict) and "reference" in cell:
        return in_words(cell)
    if isinstance(cell, list):
        return ", ".join(str(code) for code in cell)
    return Boolean.NAMES[cell] if isinstance(cell, bool) else cell


def said(row: dict[str, Any], column: Column) -> str:
    """A cell for reading; codes are enough where a label would fill the table."""
    value = row.get(column.key)
    if column.picks and column.type != "stakeholders":
        return str(in_box(value) or "")
    return column.kind.plain(value, column)


def seen(row: dict[str, Any], column: Column) -> Any:
    """The same as HTML: what names a publication leads to it."""
    is_named = isinstance(column.kind, Published)
    return column.kind.shown(row.get(column.key), column) if is_named else said(row, column)


def is_blank(row: dict[str, Any]) -> bool:
    """Whether no cell of `row` says anything."""
    cells = (any(cell.values()) if isinstance(cell, dict) else cell not in ("", None, []) for cell in row.values())
    return not any(cells)
