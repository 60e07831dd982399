"""Which Word files are opened at all (RELIABILITY B22, B23). Looks before anything is unpacked, then counts.

Nothing that a file names is ever fetched: no part of it is opened but those that hold its text.
"""

import re
import zipfile
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from core import uploads

MAX_BYTES = 20_000_000
MAX_TEXT = 40_000_000
"""Bytes of XML that are read: a text of 200 pages has two million."""
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
DOCTYPE_16 = tuple("<!DOCTYPE".encode(code) for code in ("utf-16-le", "utf-16-be"))
TEXTS = ("word/document.xml", "word/styles.xml", "word/numbering.xml", "word/footnotes.xml", "word/endnotes.xml",
         "word/comments.xml", "word/_rels/document.xml.rels", "docProps/core.xml")  # fmt: skip


class Sound(NamedTuple):
    """A file that may be opened: its name to show and its SHA-256."""

    name: str
    sha256: str


def check(file: UploadedFile) -> Sound:
    """Look at an upload. Raises ValidationError with a sentence for the person."""
    file.seek(0)
    if file.read(4) == OLD_OR_LOCKED:
        raise ValidationError(
            _("The file is protected by a password, or in the old format .doc. Save it as .docx without a password.")
        )
    known = uploads.check(file, max_bytes=MAX_BYTES, extensions=("docx",))
    parts_of(file)
    file.seek(0)
    return Sound(known.name, known.sha256)


def parts_of(file: Any) -> dict[str, bytes]:
    """The parts that hold text, by name. Raises ValidationError for what is too large or defines entities."""
    file.seek(0)
    with zipfile.ZipFile(file) as package:
        names = set(package.namelist())
        wanted = [name for name in TEXTS if name in names]
        if sum(package.getinfo(name).file_size for name in wanted) > MAX_TEXT:
            raise ValidationError(_("The text of the file is too long to be read. Send it section by section."))
        parts = {name: package.read(name) for name in wanted}
    for data in parts.values():
        if DOCTYPE.search(data) or any(sign in data[:2000] for sign in DOCTYPE_16):
            raise ValidationError(_("The file defines entities, which no word processor does. It is not read."))
    return parts
