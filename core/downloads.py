"""A list as CSV, XLSX or JSON, and single files that leave only through a view that asks (S26).

Cells run nothing in a spreadsheet (B32): in CSV a text that could be read as a formula begins with "'", in
XLSX it is stored as text. Numbers stay numbers, negative ones too.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import File
from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from core import scanner
from core.plain_text import CONTROLS

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
FORMATS = ("csv", "xlsx", "json")
"""Those that pages offer."""
UNMARKED = "csv-no-bom"
"""CSV for programs that take a byte order mark for part of the first name; spreadsheets need it."""
TAKEN = (*FORMATS, UNMARKED)
LONGEST_CELL = 32_767
"""Characters that a cell of a workbook holds at most."""


ABOUT = "about"
"""The sheet that says what a workbook holds."""


def harmless(value: Any) -> Any:
    """`value` as a cell that no spreadsheet runs (B32): text that could be a formula gets a "'" before it."""
    if value is None or isinstance(value, int | float | Decimal):
        return value
    value = str(value).replace("\x00", "")  # a person or a translated word is text as well
    if NUMBER.fullmatch(value):
        return value
    return f"'{value}" if value.startswith(FORMULA) or value.lstrip().startswith(FORMULA) else value


def as_csv(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, marked: bool = True
) -> StreamingHttpResponse:
    """`rows` as UTF-8 CSV, with a byte order mark where it is `marked`, streamed."""

    def lines() -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        yield "\ufeff" if marked else ""
        for row in chain([columns], rows):
            writer.writerow([harmless(cell) for cell in row])
            yield _taken(buffer)

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.csv")
    return response


def as_xlsx(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], about: Mapping[str, str]) -> HttpResponse:
    """`rows` as a workbook that opens with what they are (query, date, licence), its second sheet: programs read the
    first."""
    return as_workbook(name, {"data": chain([columns], rows), ABOUT: about.items()})


def as_workbook(name: str, sheets: Mapping[str, Iterable[Sequence[Any]]]) -> HttpResponse:
    """A workbook with a sheet for each of `sheets`, by its title of at most 31 characters; it opens with the last."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    for title, table in sheets.items():
        sheet = book.create_sheet(title)
        for row in table:
            cells = []
            for value in map(_cell, row):
                cell = WriteOnlyCell(sheet, value)
                if isinstance(value, str):
                    cell.data_type = "s"
                cells.append(cell)
            sheet.append(cells)
    book.active = len(sheets) - 1
    out = io.BytesIO()
    book.save(out)
    response = HttpResponse(
        out.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.xlsx")
    return response


def as_json(data: Any) -> JsonResponse:
    """`data` as readable UTF-8 JSON."""
    return JsonResponse(data, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 1})


def as_json_list(about: Mapping[str, str], rows: Iterable[Any]) -> StreamingHttpResponse:
    """{"about": …, "items": […]} as readable UTF-8 JSON, a row a line, streamed: nobody waits for the last one."""

    def lines() -> Iterator[str]:
        yield f'{{\n "about": {json.dumps(about, ensure_ascii=False)},\n "items": ['
        for number, row in enumerate(rows):
            yield f"{',' if number else ''}\n  {json.dumps(row, ensure_ascii=False, cls=DjangoJSONEncoder)}"
        yield "\n ]\n}\n"

    return StreamingHttpResponse(lines(), content_type="application/json")


def as_table(
    form: str, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], about: Mapping[str, str]
) -> HttpResponseBase:
    """A small table in one of TAKEN; in JSON each row is an object with the columns as its keys."""
    if form in ("csv", UNMARKED):
        return as_csv(name, columns, rows, marked=form == "csv")
    if form == "xlsx":
        return as_xlsx(name, columns, rows, about)
    return as_json({"about": about, "items": [dict(zip(columns, row, strict=True)) for row in rows]})


def dumps(data: Any) -> str:
    """Canonical JSON: sorted, compact, so that equal contents have equal fingerprints."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder)


def file_response(stored: File, *, name: str, content_type: str) -> HttpResponseBase:
    """A stored file as an attachment that can run nothing in the portal's origin (B25).

    With ACCEL_LOCATION the proxy hands it out, once the view that asked has said who may have it (S26). 503 for one
    that waits for the virus scanner, 410 for one in which it found something (B26).
    """
    response: HttpResponseBase
    if mark := scanner.mark_of(stored.name or ""):
        return HttpResponse(
            render_to_string("held.html", {"name": name, "found": mark.found}), status=410 if mark.found else 503
        )
    if settings.ACCEL_LOCATION:
        response = HttpResponse(content_type=content_type)
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
        response["X-Accel-Redirect"] = quote(f"{settings.ACCEL_LOCATION}{stored.name}")
    else:
        response = FileResponse(stored.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _cell(value: Any) -> Any:
    """`value` as a workbook takes it: no moment with a zone, no control character, no text too long to be held."""
    if value is None or isinstance(value, bool | int | float | Decimal | time):
        return value
    if isinstance(value, datetime):
        return value.isoformat() if value.tzinfo else value
    if isinstance(value, date):
        return value
    text = CONTROLS.sub("", str(value))
    if len(text) > LONGEST_CELL:
        note = _(" […] The text is longer than a cell can be. It is whole in the CSV and JSON files.")
        text = text[: LONGEST_CELL - len(note)] + note
    return text


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
