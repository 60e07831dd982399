"""Lists as files, and files that leave."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import FileField
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook

from core import downloads

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "=cmd|' /C calc'!A0", "\x00=1", "＝1+1",
            "-", "-2+3+cmd|x", "+49 30 1234", "- first point"]  # fmt: skip
NUMBERS = [-5, -5.25, Decimal("-1234.50"), "-1234.5", "-5", "+7", "12"]


def test_o3_a_workbook_opens_with_what_it_is_and_programs_read_the_rows_first():
    book = load_workbook(io.BytesIO(downloads.as_xlsx("list", ["a"], [[1]], {"licence": "open"}).content))
    assert (book.sheetnames, book.active.title) == (["data", "about"], "about")


def csv_rows(rows, columns=("a",)):
    response = downloads.as_csv("list", columns, rows)
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def xlsx_cells(rows, columns=("a",)):
    response = downloads.as_xlsx("list", columns, rows, {"licence": "=open"})
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["data", "about"]
    return [list(row) for row in book["data"].iter_rows()]


@pytest.mark.parametrize("text", FORMULAS)
def test_b32_a_text_that_could_be_a_formula_runs_nothing_in_csv(text):
    assert csv_rows([[text]])[1] == ["'" + text.replace("\x00", "")]
    assert csv_rows([["a"]], columns=[text])[0] == ["'" + text.replace("\x00", "")]


@pytest.mark.parametrize("text", FORMULAS)
def test_b32_nor_in_a_workbook(text):
    [cell] = xlsx_cells([[text]])[1]
    assert cell.data_type == "s"
    assert cell.value.strip() == text.replace("\x00", "").strip()


@pytest.mark.parametrize("number", NUMBERS)
def test_b32_numbers_stay_numbers_negative_ones_too(number):
    assert csv_rows([[number]])[1] == [str(number)]
    [cell] = xlsx_cells([[number]])[1]
    assert cell.data_type == ("s" if isinstance(number, str) else "n")
    assert str(cell.value).rstrip("0") == str(number).rstrip("0")


def test_b32_quotes_commas_and_lines_stay_in_their_cell():
    row = ['a,"b"', "two\nlines", "x;y", "عربي"]
    assert csv_rows([row], columns=list("abcd"))[1] == row


def test_a_workbook_takes_every_kind_of_value():
    moment = datetime(2030, 2, 28, 23, 59, tzinfo=UTC)
    row = [None, True, date(2030, 2, 28), moment, gettext_lazy("Home"), {"a": 1}, "bell\x07\x0b", "x" * 40_000]
    cells = [cell.value for cell in xlsx_cells([row], columns=list("abcdefgh"))[1]]
    assert cells[:2] == [None, True]
    assert cells[3] == moment.isoformat()
    assert cells[6] == "bell"
    assert cells[7].endswith("It is whole in the CSV and JSON files.")
    assert len(cells[7]) == downloads.LONGEST_CELL


def test_json_is_readable_and_escapes_nothing_but_what_json_must():
    assert json.loads(downloads.as_json({"a": "عربي =1"}).content) == {"a": "عربي =1"}


def test_equal_contents_have_equal_canonical_json():
    assert downloads.dumps({"b": 1, "a": date(2030, 1, 1)}) == downloads.dumps({"a": date(2030, 1, 1), "b": 1})


@pytest.mark.parametrize("name", ["a.pdf", 'a"b.pdf', "é ع 😀.pdf", "a; filename=x.html"])
def test_b27_s26_a_file_leaves_as_an_attachment_that_runs_nothing(name, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    stored = FieldFile(None, FileField(), default_storage.save("x", ContentFile(b"<script>")))
    response = downloads.file_response(stored, name=name, content_type="application/pdf")
    assert response["Content-Disposition"].startswith("attachment;")
    assert "\n" not in response["Content-Disposition"]
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content) == b"<script>"
    response.file_to_stream.close()


def test_s26_a_proxy_hands_the_file_out_under_the_same_headers_where_it_is_set_up(settings, tmp_path):
    settings.MEDIA_ROOT, settings.ACCEL_LOCATION = tmp_path, "/files/"
    stored = FieldFile(None, FileField(), default_storage.save("a b.pdf", ContentFile(b"%PDF")))
    response = downloads.file_response(stored, name="é.pdf", content_type="application/pdf")
    assert response["X-Accel-Redirect"] == f"/files/{stored.name.replace(' ', '%20')}"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.content == b""


def test_b32_a_person_or_a_translated_word_runs_nothing_either():
    class Person:
        def __str__(self):
            return "=HYPERLINK(1)"

    assert csv_rows([[Person(), gettext_lazy("=1+1"), None, True]])[1] == ["'=HYPERLINK(1)", "'=1+1", "", "True"]
