"""The text under review as a PDF: made once by a worker, with no author among the file's properties (FEATURES A17).

It is kept under the version's fingerprint and leaves through the reviewer's page alone, which asks each time. Where the
file is not there yet, the first reader sets the worker going; one that brings nothing is followed by a second.
"""

from django.core.cache import cache
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from core import broker, pdf
from practices.models import PracticeVersion

LEASE = 100
"""Seconds after which a worker that has not brought the file is thought dead; a task may last 90 (settings)."""


def is_ready(version: PracticeVersion) -> bool:
    """Whether the file is there; sets a worker going where none is at it."""
    if default_storage.exists(_name(version)):
        return True
    if cache.add(f"reading-copy:{version.pk}", 1, LEASE):
        broker.send("practices.tasks.make_reading_copy", [[str(version.pk)]])
    return False


def file_of(version: PracticeVersion) -> File:
    """The file, which is there."""
    return default_storage.open(_name(version))


def make(version: PracticeVersion) -> None:
    """Make the file, unless it is there."""
    if default_storage.exists(_name(version)):
        return
    context = {"version": version, "content": version.content, "reference": version.practice.reference}
    made = pdf.make("practices/reading_copy_pdf.html", context, language=version.language)
    default_storage.save(_name(version), ContentFile(made.data))


def _name(version: PracticeVersion) -> str:
    return f"practices/reading/{version.pk.hex}-{version.sha256[:16]}"
