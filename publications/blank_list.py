"""The Word document in which a body writes a list: a table of two columns for each record, made once by a worker."""

import io
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core import made_once, uploads
from publications.importing import OFFERED

TABLES = 3


def wanted(command: str, language: str) -> made_once.Wanted:
    """The document, in one language."""
    return made_once.Wanted(
        name=f"lists/{command}-{language}-1",
        task="publications.tasks.make_blank_list",
        args=[command, language],
        file_name=f"{command}-{language}.docx",
        content_type=uploads.TYPES["docx"],
        title=str(OFFERED[command].label),
        back=reverse("publications:import_send", args=[command]),
    )


def make(command: str, language: str) -> None:
    """Make and keep it, unless it is there."""
    with translation.override(language):
        name = wanted(command, language).name
        if made_once.is_made(name):
            return
        try:
            data = _written(OFFERED[command])
        except Exception:
            made_once.failed(name)
            raise
    made_once.keep(name, data)


def _written(importer: Any) -> bytes:
    from docx import Document

    document = Document()
    document.add_heading(str(importer.label), level=1)
    document.add_paragraph(
        _("Each table is one record. Copy a table for each further one; leave the names on the left as they are. "
          "Separate the values of a list by a semicolon.")
    )  # fmt: skip
    for name, words in importer.columns().items():
        document.add_paragraph(f"{name}: {words}", style="List Bullet")
    for number in range(1, TABLES + 1):
        document.add_heading(str(number), level=2)
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for name in importer.columns():
            table.add_row().cells[0].text = name
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
