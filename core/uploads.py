"""Files that people send: what is taken, judged by name and content together (RELIABILITY B23 to B27)."""

import hashlib
import re
import shutil
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import plain_text, scanner

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
USUAL = tuple(TYPES)
"""Taken everywhere unless a form says other."""
TYPES |= {
    "txt": "text/plain",
    "rtf": "application/rtf",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
PART = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    **dict.fromkeys(("odt", "odp", "ods"), "content.xml"),
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STREAM = {"doc": ("WordDocument",), "xls": ("Workbook", "Book"), "ppt": ("PowerPoint Document",)}
"""The stream of an old office file that holds its text."""
ACTIVE_STREAMS = ("_VBA_PROJECT", "VBA", "Macros", "Ole10Native", "ObjectPool", "EncryptedPackage")
ACTIVE_RTF = re.compile(rb"\\(?:obj|dde|\*\\template)", re.IGNORECASE)
ACTIVE_PDF = re.compile(rb"/(?:JavaScript|Launch|RichMedia|EmbeddedFile)\b")
ACTIVE_PART = re.compile(r"vbaproject|(?:^|/)(?:activex|basic|scripts)/", re.IGNORECASE)
ACTIVE_TYPE = re.compile(rb"macroenabled|vbaproject|activex", re.IGNORECASE)
PACKED_OBJECTS = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}
MAX_UNPACKED = 200_000_000
MAX_ENTRIES = 5_000
MAX_PIXELS = 50_000_000
CHUNK = 65_536
NO_ROOM = gettext_lazy("The file could not be stored. What you wrote is saved; try again later.")
NEARLY_FULL = 80
"""Per cent of the disk for files from which operators and officers are warned (F20)."""


AWAY = gettext_lazy("The virus scanner does not answer. Nothing was stored; send the file again in a few minutes.")


class Checked(NamedTuple):
    """What is known of a file that passed: the name to show, its media type, size in bytes and SHA-256.

    `waits` says that the virus scanner gave no answer.
    """

    name: str
    content_type: str
    size: int
    sha256: str
    waits: bool = False


def check(
    file: UploadedFile, *, max_bytes: int, extensions: tuple[str, ...] = USUAL, may_wait: bool = False
) -> Checked:
    """Look at `file` and say what it is. Raises ValidationError with a sentence for the person.

    Without an answer of the virus scanner it is refused, unless it `may_wait`: who stores it then holds it (`store`).
    """
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
    waits = waits_for_scanner(file)
    if waits and not may_wait:
        raise ValidationError(AWAY)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return Checked(name, TYPES[extension], size, digest, waits)


def waits_for_scanner(file: UploadedFile) -> bool:
    """Whether the virus scanner is away. Raises ValidationError for what it finds."""
    try:
        found = scanner.finding(file)
    except scanner.Away:
        return True
    if found:
        raise ValidationError(
            _("The virus scanner found “%(found)s” in this file. It was not stored.") % {"found": found[:100]}
        )
    return False


def store(
    row: Any,
    file: UploadedFile,
    *,
    max_bytes: int,
    extensions: tuple[str, ...] = USUAL,
    then: Callable[[], object] = lambda: None,
) -> None:
    """Check `file`, fill and save the new `row` (a core.models.StoredFile), and do what belongs to it (`then`).

    While the virus scanner is away the file is stored and held: nobody gets it before it was looked at (B26).
    Raises ValidationError with a sentence, or what `then` raises; neither file nor row is left then (F20).
    """
    known = check(file, max_bytes=max_bytes, extensions=extensions, may_wait=True)
    row.name, row.content_type, row.size, row.sha256, waits = known
    try:
        with transaction.atomic():
            row.file.save(known.name, file, save=True)
            if waits:
                scanner.hold(row.file.name)
            then()
    except OSError as full:
        _forget(row)
        raise ValidationError(NO_ROOM) from full
    except BaseException:
        _forget(row)
        raise


def _forget(row: Any) -> None:
    """No half file stays behind."""
    name = row.file.name or row.file.field.generate_filename(row, row.name)
    with suppress(OSError):
        row.file.storage.delete(name)


def fullness() -> int:
    """How many per cent of the disk for files are taken."""
    place = next(path for path in (settings.MEDIA_ROOT, *Path(settings.MEDIA_ROOT).parents) if Path(path).exists())
    disk = shutil.disk_usage(place)
    return round(100 * disk.used / (disk.used + disk.free))


def shown_name(name: str) -> str:
    """`name` as shown to people: the last part of a path, one line without controls, at most 120 characters."""
    last = re.split(r"[/\\]", name)[-1]
    for characters in (plain_text.CONTROLS, plain_text.TURNS_THE_PAGE, plain_text.INVISIBLE):
        last = plain_text.without(characters, last)
    last = " ".join(unicodedata.normalize("NFC", last).split())
    stem, dot, extension = last.rpartition(".") if "." in last else (last, "", "")
    stem = stem.strip(" .\"'") or "file"
    if stem.upper() in RESERVED:  # Windows opens a device in place of such a file
        stem = f"{stem}-file"
    return f"{stem[:110]}{dot}{extension[:8]}"


def _check_content(file: UploadedFile, extension: str) -> None:
    file.seek(0)
    if extension == "pdf":
        good = _is_sound_pdf(file.read())
    elif extension in STREAM:
        good = _is_sound_old_office(file.read(), extension)
    elif extension in ("txt", "rtf"):
        good = _is_sound_text(file.read(), extension)
    elif extension in PART:
        good = is_sound_package(file, extension)
    else:
        good = _is_sound_picture(file, extension)
    if not good:
        raise ValidationError(
            _("The content is not that of a sound %(kind)s file, or holds a program. Save it anew and try again.")
            % {"kind": extension.upper()}
        )


def _is_sound_pdf(data: bytes) -> bool:
    """A PDF without script, program or attached file, also where objects are packed or names are escaped.

    Raises ValidationError for one under a password: nobody can look into it, neither we nor a reader.
    """
    if b"/Encrypt" in data:
        raise ValidationError(_("The file is protected by a password. Save it without one and send it again."))
    return data.startswith(b"%PDF-") and not _is_active(data) and not any(map(_is_active, _unpacked(data)))


def _is_active(data: bytes) -> bool:
    plain = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)
    return bool(ACTIVE_PDF.search(data) or ACTIVE_PDF.search(plain))


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The streams in which a PDF packs objects (not pictures or pages).

    Raises ValidationError where together they are more than MAX_UNPACKED bytes: what came behind could not
    be looked at.
    """
    whole, left = memoryview(data), MAX_UNPACKED
    for found in PACKED_OBJECTS.finditer(data):
        stream = _inflated(whole[found.end() :], left)
        left -= len(stream)
        if left <= 0:
            raise ValidationError(_("Unpacked, the file is too large to be looked at. Save it anew and try again."))
        yield stream


def _inflated(packed: memoryview, most: int) -> bytes:
    """At most `most` bytes of the stream that `packed` begins with; what follows it is not copied.

    Nothing for what zlib did not pack: its names stand in the file as they are.
    """
    machine, parts = zlib.decompressobj(), []
    for start in range(0, len(packed), CHUNK):
        portion = packed[start : start + CHUNK]
        try:
            parts.append(machine.decompress(portion, most))
        except zlib.error:
            break
        most -= len(parts[-1])
        if machine.eof or most <= 0:
            break
    return b"".join(parts)


def _is_sound_old_office(data: bytes, extension: str) -> bool:
    """A Word, Excel or PowerPoint file of before 2007 without macro, packed object or password.

    It is a small file system; the names of its streams stand in it as UTF-16.
    """

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    return data.startswith(OLE) and any(map(holds, STREAM[extension])) and not any(map(holds, ACTIVE_STREAMS))


def _is_sound_text(data: bytes, extension: str) -> bool:
    """Plain text in UTF-8, UTF-16 or one byte a letter, without other controls; or RTF without an object in it."""
    if extension == "rtf":
        return data.startswith(b"{\\rtf") and not ACTIVE_RTF.search(data)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return len(data) % 2 == 0
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", data)


def _is_sound_picture(file: UploadedFile, extension: str) -> bool:
    """Raises ValidationError for a picture that would fill the memory; its size is known before it is unpacked."""
    from PIL import Image

    try:
        with Image.open(file, formats=["PNG" if extension == "png" else "JPEG"]) as picture:
            small = picture.width * picture.height <= MAX_PIXELS
            if small:
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        small = False
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error):
        return False
    if not small:
        sentence = _("The picture has more than %(millions)s million pixels. Make it smaller and send it again.")
        raise ValidationError(sentence % {"millions": MAX_PIXELS // 1_000_000})
    return True


def is_sound_package(file: Any, extension: str) -> bool:
    """An office document is a zip: its part for this kind is there, it is no bomb and carries no program.

    Sizes are looked at as declared, before anything is unpacked, and then counted: what was declared too
    small does not match its checksum.
    """
    try:
        with zipfile.ZipFile(file) as package:
            return _is_harmless(package, extension) and package.testzip() is None
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError, struct.error):
        return False  # RuntimeError: under a password, or packed in a way that nobody uses


def _is_harmless(package: zipfile.ZipFile, extension: str) -> bool:
    entries = package.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        return False
    if PART[extension] not in names or any(entry.flag_bits & 1 for entry in entries):
        return False
    if any(_leaves_its_place(entry) or ACTIVE_PART.search(entry.filename) for entry in entries):
        return False
    told = "mimetype" if extension in ("odt", "odp", "ods") else "[Content_Types].xml"
    kind = package.read(told) if told in names else b""
    return TYPES[extension].encode() in kind and not ACTIVE_TYPE.search(kind)


def _leaves_its_place(entry: zipfile.ZipInfo) -> bool:
    """Whether unpacking would write outside: `../`, an absolute path, a link."""
    parts = re.split(r"[/\\]", entry.filename)
    return ".." in parts or parts[0] == "" or ":" in parts[0] or stat.S_ISLNK(entry.external_attr >> 16)
