"""How each type of question stands in its box, and is read out of it again.

`write` gives rows of cells, each cell being paragraphs; `read` takes the table back and gives what a form would
have sent (`Type.parse` reads both). Nothing is guessed: what cannot be placed is returned as left over.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from core import words
from core.word import markup
from core.word.cells import Grid
from core.word.ticks import MARK, is_ticked
from reviews.choices import QuestionType, Standing
from reviews.fields import Field
from reviews.question_types import table as tables
from reviews.question_types.picks import FromTheCompact

SPARE_ROWS = 3
PLACE = re.compile(r"^(?:([0-9]{1,2})\s*|[–—_\s-]*)[:.)]\s*")
"""The place before a choice, or the sign that it has none."""
CODE = re.compile(r"[0-9]{1,2}\s?\([a-z]\)|\([a-j]\)|[0-9]{1,2}")
CURRENCY = re.compile(r"(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])")


@dataclass
class Read:
    """What a form would have sent; `left` is what stands in the box and could not be understood."""

    raw: Any
    left: list[str] = field(default_factory=list)
    standing: str = ""


class Box:
    """One line of text."""

    def write(self, one: Field, link: markup.Link, whole: str) -> list[list[str]]:
        """Rows of cells."""
        return [[markup.plain(self.said(one), whole=whole)]]

    def said(self, one: Field) -> str:
        """The stored value in words."""
        return one.kind.plain(one.stored, one.question) if one.answer and not one.problem else str(one.stored or "")

    def read(self, grid: Grid, question: Any, objective: int | None) -> Read:
        """What stands in the box."""
        return Read(" ".join(line for line in grid.lines() if line))


class Web(Box):
    """A web address as it is."""

    def said(self, one: Field) -> str:
        return str(one.stored or "")


class Formatted(Box):
    """Text with its formatting."""

    def write(self, one: Field, link: markup.Link, whole: str) -> list[list[str]]:
        return [[markup.formatted(one.stored if isinstance(one.stored, str) else "", link, whole=whole)]]

    def read(self, grid: Grid, question: Any, objective: int | None) -> Read:
        return Read({"html": grid.html()})


class Amount(Box):
    """“USD 1,250,000”, in any order."""

    def read(self, grid: Grid, question: Any, objective: int | None) -> Read:
        return Read(amount_in(" ".join(grid.lines())))


class Ticks(Box):
    """A list of which one line, or several, are ticked. Where no sign is left, the lines that are left are meant."""

    one_alone = False

    def write(self, one: Field, link: markup.Link, whole: str) -> list[list[str]]:
        lines = [
            markup.tick(f"{option.mark} {option.label}".strip(), chosen=option.chosen, whole=whole)
            for option in _marked(one, one.box["options"])
        ]
        return [["".join(lines) or markup.plain("", whole=whole)]]

    def read(self, grid: Grid, question: Any, objective: int | None) -> Read:
        lines = [line for line in grid.lines() if line.strip()]
        marks = [MARK.match(line) for line in lines]
        known, chosen, left = labels_of(question), [], []
        for line, mark in zip(lines, marks, strict=True):
            value = _value(line[mark.end() :] if mark else line, known)
            if value is None:
                if mark is None or is_ticked(mark):
                    left.append(line)
            elif is_ticked(mark) if mark else not any(marks):
                chosen.append(value)
        if self.one_alone and len(set(chosen)) > 1:
            return Read("", [*left, " / ".join(lines[n] for n, m in enumerate(marks) if m and is_ticked(m))])
        return Read((chosen or [""])[0] if self.one_alone else chosen, left)


class OneTick(Ticks):
    """A list of which one line is ticked."""

    one_alone = True


class Ranks(Box):
    """Every choice on a line, its place before it: “1: Housing”, “–: Health”. Where no line has a number, and not all
    are left, the order of the lines is meant."""

    def write(self, one: Field, link: markup.Link, whole: str) -> list[list[str]]:
        order = one.stored if isinstance(one.stored, list) else []
        lines = [
            markup.plain(
                f"{order.index(option.value) + 1 if option.value in order else '–'}: {option.label}", whole=whole
            )
            for option in one.box["options"]
        ]
        return [["".join(lines) or markup.plain("", whole=whole)]]

    def read(self, grid: Grid, question: Any, objective: int | None) -> Read:
        known, left = labels_of(question), []
        placed: list[tuple[int, str]] = []
        bare: list[str] = []
        lines = [line.strip() for line in grid.lines() if line.strip()]
        for line in lines:
            mark = PLACE.match(line)
            value = known.get(_plain(line[mark.end() :])) if mark else known.get(_plain(line))
            if value is None:
                left.append(line)
            elif mark and mark[1]:
                placed.append((int(mark[1]), value))
            elif mark is None:
                bare.append(value)
        if not placed and len(lines) < len(set(known.values())):
            return Read(bare, left)
        places = [place for place, _value in placed]
        if len(set(places)) < len(places):
            return Read([], [*left, " / ".join(line for line in lines if (m := PLACE.match(line)) and m[1])])
        return Read([value for _place, value in sorted(placed)], left)


class ActionsBox(Ticks):
    """Ticks beside the actions of one objective; elsewhere a line of codes: there are 187."""

    def write(self, one: Field, link: markup.Link, whole: str) -> list[list[str]]:
        if one.objective:
            return super().write(one, link, whole)
        return [[markup.plain(str(tables.in_box(one.stored or [])), whole=whole)]]

    def read(self, grid: Grid, question: Any, objective: int | None) -> Read:
        if objective:
            return super().read(grid, question, objective)
        text = " ".join(grid.lines())
        codes = [code.replace(" ", "") for code in CODE.findall(text)]
        left = re.sub(r"[\s,;،、]|and", "", CODE.sub("", text))
        return Read(codes, [text] if left else [])


class Rows(Box):
    """A table with a line of headings, and room for more rows."""

    def write(self, one: Field, link: markup.Link, whole: str) -> list[list[str]]:
        columns = tables.columns_of(one.question)
        stored = one.stored if isinstance(one.stored, list) else []
        head = [markup.plain(str(column.label), "TableHead", whole=whole) for column in columns]
        rows = [[markup.plain(_in_cell(row, column), whole=whole) for column in columns] for row in stored]
        spare = [[markup.plain("", whole=whole) for _column in columns] for _row in range(SPARE_ROWS)]
        return [head, *rows, *spare]

    def read(self, grid: Grid, question: Any, objective: int | None) -> Read:
        columns = tables.columns_of(question)
        places, left = self._places(grid, question, columns)
        rows = []
        for row in grid.rows[1:] if places.pop("head", None) else grid.rows:
            read = {}
            for number, cell in enumerate(row):
                text, column = " ".join(filter(None, cell.lines())).strip(), places.get(number)
                if column is not None:
                    read[column.key] = _from_cell(text, column)
                elif text:
                    left.append(text)
            if not tables.is_blank(read):
                rows.append(read)
        return Read(rows, left)

    def _places(self, grid: Grid, question: Any, columns: list[tables.Column]) -> tuple[dict[Any, Any], list[str]]:
        """Which column of the table is which of the question, by the headings; by their order where none is known."""
        known: dict[str, tables.Column] = {}
        for _language in _each_language():
            known |= {_plain(str(column.label)): column for column in tables.columns_of(question)}
        first = [" ".join(cell.lines()).strip() for cell in grid.rows[0]] if grid.rows else []
        places: dict[Any, Any] = {n: known[_plain(text)] for n, text in enumerate(first) if _plain(text) in known}
        if places:
            unknown = [text for n, text in enumerate(first) if n not in places and text]
            return {**places, "head": True}, unknown
        return dict(enumerate(columns)), []


BOXES_OF: dict[str, Box] = {
    QuestionType.TEXT: Box(),
    QuestionType.NUMBER: Box(),
    QuestionType.DATE: Box(),
    QuestionType.URL: Web(),
    QuestionType.LONG: Formatted(),
    QuestionType.MONEY: Amount(),
    QuestionType.SINGLE: OneTick(),
    QuestionType.BOOLEAN: OneTick(),
    QuestionType.MULTI: Ticks(),
    QuestionType.RANKED: Ranks(),
    QuestionType.OBJECTIVES: Ticks(),
    QuestionType.PRINCIPLES: Ticks(),
    QuestionType.STAKEHOLDERS: Ticks(),
    QuestionType.ACTIONS: ActionsBox(),
    QuestionType.TABLE: Rows(),
}
"""Files and consultations have none: they are looked after in the portal alone."""


def read(grid: Grid, question: Any, objective: int | None) -> Read:
    """What stands in the box of `question`; “[Not applicable]” alone is that answer."""
    words = [line.strip() for line in grid.lines() if line.strip()]
    if len(words) == 1 and (standing := instead_of(words[0])):
        return Read("", standing=standing)
    return BOXES_OF[question.type].read(grid, question, objective)


def instead_of(text: str) -> str:
    """The standing that “[Not applicable]” or “[Prefer not to say]” says, in any language; or nothing."""
    if not (text.startswith("[") and text.endswith("]")):
        return ""
    wanted = _plain(text.strip("[] "))
    for _language in _each_language():
        for standing in (Standing.NOT_APPLICABLE, Standing.PREFER_NOT):
            if _plain(str(standing.label)) == wanted:
                return str(standing)
    return ""


def labels_of(question: Any) -> dict[str, str]:
    """What may be ticked: the value by every way of naming it, in every language."""
    from reviews import question_types

    kind: Any = question_types.of(question)
    known: dict[str, str] = {}
    for _language in _each_language():
        if isinstance(kind, FromTheCompact):
            for entry in kind.entries().values():
                value = str(entry.code)
                names = (f"{entry.mark} {entry.label}", f"{entry.mark}. {entry.label}", str(entry.label), value)
                known |= {_plain(name): value for name in names}
                if entry.mark:
                    known[entry.mark] = value
        else:
            choices = kind.labels(question) if hasattr(kind, "labels") else kind.choices(question)
            known |= {_plain(str(label)): str(value) for value, label in choices.items()}
    return known


def amount_in(text: str) -> dict[str, str]:
    """Amount and currency of “USD 1,250,000” or “1 250 000 eur”."""
    found = CURRENCY.search(text)
    rest = CURRENCY.sub("", text, count=1) if found else text
    return {"amount": " ".join(rest.split()), "currency": found[0].upper() if found else ""}


def _value(text: str, known: dict[str, str]) -> str | None:
    whole = known.get(_plain(text))
    if whole is not None:
        return whole
    first = text.strip().split(" ", 1)[0].rstrip(".")
    return known.get(first) if CODE.fullmatch(first) else None


def _marked(one: Field, options: list[Any]) -> list[Any]:
    """Objectives as “5. …”, the way they are read."""
    if one.question.type == QuestionType.OBJECTIVES:
        return [option._replace(mark=f"{option.mark}.") for option in options]
    return options


def _in_cell(row: dict[str, Any], column: tables.Column) -> str:
    value = row.get(column.key)
    return str(tables.in_box(value) or "") if column.picks else column.kind.plain(value, column)


def _from_cell(text: str, column: tables.Column) -> Any:
    if column.type == "money":
        return amount_in(text) if text else ""
    if column.type in ("single", "boolean"):
        for _language in _each_language():
            labels: Any = column.kind
            for value, label in labels.labels(column).items():
                if _plain(str(label)) == _plain(text):
                    return value
    return text


def _each_language() -> Any:
    for code, _name in settings.LANGUAGES:
        with words.of_django(code):  # a copy may carry words that Django brought
            yield code


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(" .:")
