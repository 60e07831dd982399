"""Files that people send: what is taken, judged by name and content together (RELIABILITY B23 to B27)."""

import hashlib
import re
import zipfile
from pathlib import PurePath
from typing import NamedTuple

import puremagic
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image

from core import plain_text

OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
ACTIVE_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile)\b")
MAX_UNPACKED = 200_000_000
MAX_ENTRIES = 5_000
MAX_PIXELS = 50_000_000


class Checked(NamedTuple):
    """What is known of a file that passed: the name to show, its media type, size in bytes and SHA-256."""

    name: str
    content_type: str
    size: int
    sha256: str


def check(file: UploadedFile, *, max_bytes: int, extensions: tuple[str, ...] = tuple(TYPES)) -> Checked:
    """Look at `file` and say what it is. Raises ValidationError with a sentence for the person."""
    name = shown_name(file.name or "")
    extension = PurePath(name).suffix.lower().lstrip(".")
    size = file.size or 0
    if extension not in extensions:
        kinds = ", ".join(sorted({e.upper() for e in extensions}))
        raise ValidationError(_("This kind of file is not taken here. Send one of: %(kinds)s.") % {"kinds": kinds})
    if size == 0:
        raise ValidationError(_("The file is empty."))
    if size > max_bytes:
        raise ValidationError(
            _("The file has %(size)s MB; at most %(limit)s MB can be stored.")
            % {"size": f"{size / 1e6:.1f}", "limit": max_bytes // 1_000_000}
        )
    _check_content(file, extension)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return Checked(name, TYPES[extension], size, digest)


def shown_name(name: str) -> str:
    """`name` as shown to people: the last part of a path, without controls, at most 120 characters."""
    last = re.split(r"[/\\]", name)[-1]
    stem, dot, extension = plain_text.TURNS_THE_PAGE.sub("", plain_text.CONTROLS.sub("", last)).rpartition(".")
    stem = plain_text.INVISIBLE.sub("", stem).strip(" .\"'") or "file"
    return f"{stem[:110]}{dot}{extension[:8]}"


def _check_content(file: UploadedFile, extension: str) -> None:
    file.seek(0)
    head = file.read(4096)
    says = {match.extension.lstrip(".") for match in _magic(head)}
    file.seek(0)
    if extension == "pdf":
        good = head.startswith(b"%PDF-") and not ACTIVE_PDF.search(file.read())
    elif extension in ("jpg", "jpeg", "png"):
        good = bool(says & {"jpg", "jpeg", "png"}) and _is_sound_picture(file, extension)
    else:
        good = head.startswith(b"PK\x03\x04") and _is_sound_package(file, extension)
    if not good:
        raise ValidationError(
            _("The content is not that of a sound %(kind)s file, or holds a program. Save it anew and try again.")
            % {"kind": extension.upper()}
        )


def _magic(head: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        return puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return []


def _is_sound_picture(file: UploadedFile, extension: str) -> bool:
    try:
        with Image.open(file, formats=["PNG" if extension == "png" else "JPEG"]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return False
            picture.load()
    except (OSError, ValueError, Image.DecompressionBombError):
        return False
    return True


def _is_sound_package(file: UploadedFile, extension: str) -> bool:
    """An office document is a zip: its part for this kind is there, it is no bomb and carries no macro."""
    part = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml"}[extension]
    try:
        with zipfile.ZipFile(file) as package:  # type: ignore[arg-type]
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    names = {entry.filename for entry in entries}
    return (
        len(entries) <= MAX_ENTRIES
        and sum(entry.file_size for entry in entries) <= MAX_UNPACKED
        and part in names
        and not any(entry.flag_bits & 1 for entry in entries)
        and not any(".." in name or "vbaProject" in name for name in names)
    )
