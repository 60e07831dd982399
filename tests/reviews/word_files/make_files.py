"""Makes the files of this folder anew: copies of a draft as LibreOffice leaves them.

    DEBUG=1 .venv/bin/python -m pytest tests/reviews/word_files/make_files.py

Needs LibreOffice Writer (`soffice`); the tests need the files alone. Each is the copy of `draft()`, worked on with
python-docx as somebody in a ministry would, and then opened and saved by LibreOffice, directly or by way of its own
format. To be run when the questionnaire's texts or the form of the file change; then look at the files.
"""

import io
import shutil
import subprocess
from pathlib import Path

import pytest
import time_machine
from docx import Document

from reviews import tasks
from reviews.models import DraftCopy
from reviews.steps import copies as steps
from tests import factories

HERE = Path(__file__).parent
MADE_AT = "2029-11-20 14:00Z"


def draft(cast, language="en"):
    """A draft whose copy, number 1, the files are made of."""
    from tests.reviews.test_word_out import ANSWERS

    review = factories.review(cast)
    for key, value in {**ANSWERS, "a4": language}.items():
        factories.answer(review, key, value)
    factories.answer(review, "d2a", "<p>Seasonal work scheme.</p>", objective=5)
    return review


def copy_of(review, cast) -> DraftCopy:
    """The copy, as it was on that day."""
    with time_machine.travel(MADE_AT, tick=False):
        made = steps.ask(review, format="docx", by=cast.focal_point)
        tasks.work("reviews.DraftCopy", str(made.pk))
    made.refresh_from_db()
    return made


def worked_on(data: bytes, *, tracked: bool = False) -> bytes:
    """What a ministry does to it: answers filled in, a choice made, a row added, a remark beside a box."""
    from tests.reviews.word import copies as back

    document = Document(io.BytesIO(data))
    back.write(document, "a1", "Ministry of Migration")
    cell = back.box(document, "b5").cell(0, 0)
    cell.paragraphs[0].add_run("Census and ")
    cell.paragraphs[0].add_run("border").bold = True
    cell.paragraphs[0].add_run(" data.")
    cell.add_paragraph("registers", style="List Bullet")
    cell.add_paragraph("first", style="List Number")
    back.swap_line(document, "c2", "Yes")
    back.swap(document, "c2", "☒", "☐")
    back.swap_line(document, "c2", "As part of another plan")
    table = back.box(document, "c1")
    for cell, text in zip(table.rows[2].cells, ["Act 2", table.rows[1].cells[1].text, "2028", "", "5, 7"], strict=True):
        cell.text = text
    back.box(document, "f1").add_row().cells[0].text = "A row more"
    back.heading(document, "b1").insert_paragraph_before("Remark of the minister")
    if tracked:
        back.track(document, "d2a-5", "Seasonal work scheme.", "Another scheme.")
    return back.saved(document)


def by_libreoffice(data: bytes, folder: Path, *formats: str) -> bytes:
    """`data` opened and saved by LibreOffice, once in each of `formats`, the last being docx."""
    program = shutil.which("soffice") or pytest.fail("LibreOffice Writer is not installed")
    current = folder / "start.docx"
    current.write_bytes(data)
    for number, form in enumerate(formats):
        out = folder / str(number)
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", form]
        subprocess.run([*command, "--outdir", str(out), str(current)], check=True, capture_output=True, timeout=180)
        current = next(out.iterdir())
    return current.read_bytes()


@pytest.mark.parametrize(
    ("name", "language", "formats"),
    [
        ("saved", "en", ["docx"]),
        ("by_odt", "en", ["odt", "docx"]),
        ("tracked", "en", ["docx"]),
        ("arabic", "ar", ["docx"]),
        ("by_doc", "en", ["doc", "docx"]),
    ],
)
def test_make(cast, tmp_path, name, language, formats):
    with copy_of(draft(cast, language), cast).file.open() as file:
        data = worked_on(file.read(), tracked=name == "tracked")
    (HERE / f"{name}.docx").write_bytes(by_libreoffice(data, tmp_path, *formats))


def test_make_untouched(cast, tmp_path):
    with copy_of(draft(cast), cast).file.open() as file:
        (HERE / "untouched.docx").write_bytes(by_libreoffice(file.read(), tmp_path, "docx"))
