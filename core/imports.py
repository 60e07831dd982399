"""Files that import commands read: JSON, CSV and XLSX with the same names (docs/architecture.md, "Running").

A CSV or workbook has one row a record under a line of names. Lists are separated by ";" or written as
JSON; the parts of `source` stand in columns `source.url` and `source.page_title`.
"""

import csv
import io
import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

from core import uploads

Row = dict[str, Any]
MAX_ROWS = 20_000
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""What a sheet that was saved as “Unicode text” begins with."""
WIDTH = 30
"""Characters of the progress bar."""


class UnreadableFile(Exception):
    """The file cannot be read as what its name says; the message is a sentence."""


@dataclass
class Line:
    """What became of one row; `outcome` is created, updated, held or refused."""

    source_id: str
    outcome: str
    reference: str | None = None
    problems: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For the report: exactly source_id, outcome, reference, problems."""
        return asdict(self)

    def in_words(self) -> str:
        """One line for a person."""
        words = f"{self.source_id or '?'}: {self.outcome}" + (f", {self.reference}" if self.reference else "")
        return f"{words}. {' '.join(self.problems)}".strip()


def read(path: Path) -> list[Any]:
    """The rows of the file at `path`; what is no row is given as it is. Raises UnreadableFile."""
    readers: dict[str, Callable[[Path], list[Any]]] = {".json": _json, ".csv": _csv, ".xlsx": _xlsx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UnreadableFile(f"{path.name}: write a file that ends in .json, .csv or .xlsx.")
    try:
        rows = reader(path)
    except OSError as error:
        raise UnreadableFile(f"{path.name}: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path.name} is neither UTF-8 nor UTF-16.") from error
    if len(rows) > MAX_ROWS:
        raise UnreadableFile(f"{path.name} has {len(rows)} records; at most {MAX_ROWS} are taken at once.")
    return rows


def text_of(value: Any) -> str:
    """A value of a row as trimmed text; nothing for null."""
    return "" if value is None else str(value).strip()


def list_of(value: Any) -> list[Any]:
    """A value of a row as a list: JSON lists as they are, text by ";" or as JSON, nothing as the empty one."""
    if isinstance(value, list):
        return value
    text = text_of(value)
    if text.startswith("["):
        try:
            parsed = json.loads(text)
        except ValueError:
            return [text]
        return parsed if isinstance(parsed, list) else [text]
    return [part.strip() for part in text.split(";") if part.strip()]


def part_of(row: Row, name: str, part: str) -> str:
    """The text of `row[name][part]`, or of a column `name.part`."""
    whole = row.get(name)
    if isinstance(whole, str) and whole.lstrip().startswith("{"):
        try:
            whole = json.loads(whole)
        except ValueError:
            whole = None
    return text_of(whole.get(part) if isinstance(whole, dict) else row.get(f"{name}.{part}"))


def truth_of(value: Any) -> bool:
    """Whether a value of a row says yes."""
    return value is True or text_of(value).lower() in ("true", "yes", "1")


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


def _json(path: Path) -> list[Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=_number, parse_constant=_number)
    except RecursionError as error:
        raise UnreadableFile(f"{path.name} nests lists too deeply.") from error
    except ValueError as error:
        if isinstance(error, UnicodeDecodeError):
            raise
        raise UnreadableFile(f"{path.name} is not JSON: {error}.") from error
    if not isinstance(data, list):
        raise UnreadableFile(f"{path.name} must hold one list of records.")
    return data


def _number(text: str) -> float:
    """Raises ValueError for what is no number to a database: NaN, Infinity, 1e999."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is no number")
    return number


def _csv(path: Path) -> list[Any]:
    data = path.read_bytes()
    text = data.decode("utf-16" if data[:2] in UTF_16 else "utf-8-sig")
    dialect: Any = "excel"
    if text[:4096].split("\n", 1)[0].count(";") > text[:4096].split("\n", 1)[0].count(","):
        dialect = "semicolons"
        csv.register_dialect(dialect, csv.excel, delimiter=";")
    try:
        return [_row(row) for row in csv.DictReader(io.StringIO(text, newline=""), dialect=dialect)]
    except csv.Error as error:
        raise UnreadableFile(f"{path.name} is not CSV: {error}.") from error


def _xlsx(path: Path) -> list[Any]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    broken = UnreadableFile(f"{path.name} is not an XLSX workbook.")
    file = io.BytesIO(path.read_bytes())
    if not uploads.is_sound_package(file, "xlsx"):
        raise broken
    try:
        rows = load_workbook(file, read_only=True, data_only=True).worksheets[0].iter_rows(values_only=True)
        names = [text_of(name) for name in next(rows, ())]
        filled = [values for values in rows if any(value is not None for value in values)]
    except (InvalidFileException, KeyError, IndexError, ValueError, SyntaxError) as error:  # SyntaxError: of its XML
        raise broken from error
    return [_row(dict(zip(names, values, strict=False))) for values in filled]


def _row(row: dict[Any, Any]) -> Row:
    """A row of a sheet: named cells alone, whole numbers without ".0", dates as ISO."""
    cells = {str(name): _cell(value) for name, value in row.items() if name}
    if row.get(None):  # csv.DictReader puts the cells beyond the named columns here
        cells["_beyond"] = row[None]
    return cells


def _cell(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value
