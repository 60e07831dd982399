"""A list as CSV, XLSX or JSON, and single files that leave only through a view that asks (S26)."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

FORMULA = ("=", "+", "-", "@", "\t", "\r")
FORMATS = ("csv", "xlsx", "json")


def harmless(value: Any) -> Any:
    """`value` as a cell that no spreadsheet runs (B32): text that could be a formula gets a "'" before it."""
    if isinstance(value, str):
        value = value.replace("\x00", "")
        return f"'{value}" if value.startswith(FORMULA) else value
    return value


def as_csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """`rows` as UTF-8 CSV with a byte order mark, streamed."""

    def lines() -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        yield "\ufeff"
        writer.writerow(columns)
        for row in rows:
            writer.writerow([harmless(cell) for cell in row])
            yield _taken(buffer)
        yield _taken(buffer)

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.csv")
    return response


def as_xlsx(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], about: Mapping[str, str]) -> HttpResponse:
    """`rows` as a workbook whose second sheet says what they are (query, date, licence)."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    for title, table in (("data", [columns, *rows]), ("about", list(about.items()))):
        sheet = book.create_sheet(title)
        for row in table:
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet, value)
                if isinstance(value, str):
                    cell.data_type = "s"
                cells.append(cell)
            sheet.append(cells)
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


def dumps(data: Any) -> str:
    """Canonical JSON: sorted, compact, so that equal contents have equal fingerprints."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder)


def file_response(stored: FieldFile, *, name: str, content_type: str) -> FileResponse:
    """A stored file as an attachment that can run nothing in the portal's origin (B25)."""
    response = FileResponse(stored.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
