"""Files with a list of records: JSON, CSV, XLSX and Word with the same names (docs/architecture.md, "Running").

A CSV or workbook has one row a record under a line of names, a Word document one table of names and values a record.
Lists are separated by ";" or written as JSON; the parts of `source` stand in columns `source.url` and
`source.page_title`.
"""

import csv
import io
import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from django.utils.translation import gettext as _

from core import downloads, uploads
from core.rows import Row, text_of

KINDS = (".json", ".csv", ".xlsx", ".docx")
OUTCOMES = ("created", "updated", "held", "refused")
MAX_ROWS = 20_000
MAX_BYTES = 50 * 1024 * 1024
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""What a sheet that was saved as “Unicode text” begins with."""
SEPARATORS = ",;\t"
WIDTH = 30
"""Characters of the progress bar."""


class UnreadableFile(Exception):
    """The file cannot be read as what its name says; the message is a sentence."""


@dataclass
class Line:
    """What became of one row; `outcome` is created, updated, held or refused. An update may find nothing new."""

    source_id: str
    outcome: str
    reference: str | None = None
    problems: list[str] = field(default_factory=list)
    is_unchanged: bool = False

    def as_dict(self) -> dict[str, Any]:
        """For the report: exactly source_id, outcome, reference, problems."""
        return {name: value for name, value in asdict(self).items() if name != "is_unchanged"}

    def in_words(self) -> str:
        """One line for a person."""
        outcome = "unchanged" if self.is_unchanged else self.outcome
        words = f"{self.source_id or '?'}: {outcome}" + (f", {self.reference}" if self.reference else "")
        return f"{words}. {' '.join(self.problems)}".strip()


def read(path: Path) -> list[Any]:
    """The rows of the file at `path`; what is no row is given as it is. Raises UnreadableFile."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFile(
                _("%(file)s has more than %(most)s MB. Divide it.") % {"file": path.name, "most": MAX_BYTES // 1024**2}
            )
        return rows_of(path.name, path.read_bytes())
    except OSError as error:
        raise UnreadableFile(f"{path.name}: {error.strerror or error}.") from error


def rows_of(name: str, data: bytes, most: int = MAX_ROWS) -> list[Any]:
    """The rows of a file of that name, at most `most`; what is no row is given as it is. Raises UnreadableFile."""
    readers: dict[str, Callable[[str, bytes], Iterable[Any]]] = dict(
        zip(KINDS, (_json, _csv, _xlsx, _docx), strict=True)
    )
    reader = readers.get(Path(name).suffix.lower())
    if reader is None:
        raise UnreadableFile(_("%(file)s: write a file that ends in .json, .csv or .xlsx, or .docx.") % {"file": name})
    try:
        rows = list(islice(reader(name, data), most + 1))
    except UnicodeDecodeError as error:
        raise UnreadableFile(_("%(file)s is neither UTF-8 nor UTF-16.") % {"file": name}) from error
    if len(rows) > most:
        raise UnreadableFile(
            _("%(file)s has more than %(most)s records, which is the most taken at once. Divide it.")
            % {"file": name, "most": most}
        )
    return rows


def counted(rows: Iterable[Any], total: int, out: TextIO = sys.stderr) -> Iterator[Any]:
    """`rows`, with a bar on a terminal."""
    if not out.isatty():
        yield from rows
        return
    for done, row in enumerate(rows, start=1):
        yield row
        filled = WIDTH * done // (total or 1)
        out.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{total}")
        out.flush()
    out.write("\n")


def _json(name: str, data: bytes) -> list[Any]:
    try:
        rows = json.loads(_text(data), parse_float=_number, parse_constant=_number, object_pairs_hook=_object)
    except RecursionError as error:
        raise UnreadableFile(_("%(file)s nests lists too deeply.") % {"file": name}) from error
    except ValueError as error:
        if isinstance(error, UnicodeDecodeError):
            raise
        raise UnreadableFile(_("%(file)s is not JSON: %(error)s.") % {"file": name, "error": error}) from error
    if not isinstance(rows, list):
        raise UnreadableFile(_("%(file)s must hold one list of records.") % {"file": name})
    return rows


def _number(text: str) -> float:
    """Raises ValueError for what is no number to a database: NaN, Infinity, 1e999."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is no number")
    return number


def _object(pairs: list[tuple[str, Any]]) -> Row:
    """Raises ValueError where a name stands twice: one of the two would be lost."""
    row = dict(pairs)
    if len(row) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"“{twice}” stands twice in one record")
    return row


def _text(data: bytes) -> str:
    """The text of a file in UTF-8 or, with a mark or seen from its empty bytes, UTF-16. Raises UnicodeDecodeError."""
    if data[:2] in UTF_16:
        return data.decode("utf-16")
    if b"\x00" in data[:2]:
        return data.decode("utf-16-le" if data[1:2] == b"\x00" else "utf-16-be")
    return data.decode("utf-8-sig")


def _csv(name: str, data: bytes) -> Iterator[Any]:
    text = _text(data)
    if text[:4].casefold() == "sep=":  # Excel's own first line
        text = text.partition("\n")[2]
    first = text[:4096].split("\n", 1)[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=first.count))
    try:
        names = _names(name, next(lines, []))
        yield from (_row(names, values) for values in lines if values)
    except csv.Error as error:
        raise UnreadableFile(_("%(file)s is not CSV: %(error)s.") % {"file": name, "error": error}) from error


def _xlsx(name: str, data: bytes) -> Iterator[Any]:
    """The rows of the sheet that has a column `id`; a formula that nobody has computed stands as its text."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    broken = UnreadableFile(_("%(file)s is not an XLSX workbook.") % {"file": name})
    if not uploads.is_sound_package(io.BytesIO(data), "xlsx"):
        raise broken
    try:
        shown, typed = (load_workbook(io.BytesIO(data), read_only=True, data_only=only) for only in (True, False))
        number = _sheet_of_records(name, shown)
        cells = (book.worksheets[number].iter_rows(values_only=True) for book in (shown, typed))
        rows = (
            [formula if value is None else value for value, formula in zip(*pair, strict=False)]
            for pair in zip(*cells, strict=False)
        )
        names = _names(name, next(rows, []))
        yield from (_row(names, values) for values in rows if any(value is not None for value in values))
    except (InvalidFileException, KeyError, IndexError, ValueError, SyntaxError) as error:  # SyntaxError: of its XML
        raise broken from error


def _docx(name: str, data: bytes) -> Iterator[Any]:
    """Each table is a record: names in the first column, values in the second. Text around the tables is for people."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    broken = UnreadableFile(_("%(file)s is not a Word document.") % {"file": name})
    if not uploads.is_sound_package(io.BytesIO(data), "docx"):
        raise broken
    try:
        tables = Document(io.BytesIO(data)).tables
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError) as error:
        raise broken from error
    found = [[[cell.text.strip() for cell in row.cells] for row in table.rows] for table in tables]
    records = [cells for cells in found if any(row and _plain(row[0]) == "id" for row in cells)]
    if not records:
        raise UnreadableFile(
            _("%(file)s holds no table with “id” in its first column. Each record is a table of two columns.")
            % {"file": name}
        )
    for cells in records:
        names = _names(name, [row[0] for row in cells])
        values = [" ".join(dict.fromkeys(row[1:])).strip() or None for row in cells]
        if any(values):  # a table that nobody has filled in is no record
            yield _row(names, values)


def _sheet_of_records(name: str, book: Any) -> int:
    """Which of its sheets; the first where none has a column `id`. Raises UnreadableFile where several have one."""
    firsts = [next(sheet.iter_rows(max_row=1, values_only=True), ()) for sheet in book.worksheets]
    told = downloads.ABOUT  # of our own workbooks the sheet that explains the names
    found = [number for number, names in enumerate(firsts)
             if "id" in map(_plain, names) and book.worksheets[number].title != told]  # fmt: skip
    if len(found) > 1:
        raise UnreadableFile(
            _("%(file)s has several sheets with a column “id”. Put all rows on one sheet.") % {"file": name}
        )
    return found[0] if found else 0


def _names(file: str, cells: Iterable[Any]) -> list[str]:
    """The line of names. Raises UnreadableFile where one stands twice or `id` is missing."""
    names = [_plain(cell) for cell in cells]
    if twice := next((name for name in names if name and names.count(name) > 1), ""):
        raise UnreadableFile(_("%(file)s: the name “%(name)s” stands twice.") % {"file": file, "name": twice})
    if "id" not in names:
        given = ", ".join(filter(None, names))[:200] or "–"
        raise UnreadableFile(
            _("%(file)s has no column “id”. Its first line must hold the names; it holds: %(names)s.")
            % {"file": file, "names": given}
        )
    return names


def _plain(cell: Any) -> str:
    return text_of(cell).lower()


def _row(names: list[str], values: Iterable[Any]) -> Row:
    """A row of a sheet: named cells, whole numbers without ".0", dates as ISO; what stands beyond them apart."""
    cells = [_cell(value) for value in values]
    row: Row = {name: value for name, value in zip(names, cells, strict=False) if name}
    row |= dict.fromkeys(filter(None, names[len(cells) :]))
    nameless = [cell for name, cell in zip(names, cells, strict=False) if not name]
    if beyond := [cell for cell in [*nameless, *cells[len(names) :]] if cell not in (None, "")]:
        row["_beyond"] = beyond
    return row


def _cell(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value
