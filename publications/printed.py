"""A published version as PDF or in Word: made once by a worker, kept under its fingerprint, read by everybody.

A kind has its template in the app that publishes it (`TEMPLATES`). It gets `publication`, `content`, `address` (the
permanent one), `files` (label, url) and nothing else.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core import made_once, pdf, uploads
from publications.choices import Kind, Standing
from publications.models import Publication

TEMPLATES: dict[str, str] = {
    Kind.REVIEW: "reviews/public_pdf.html",
    Kind.PRACTICE: "practices/public_pdf.html",
    Kind.NOTE: "dialogues/notes/public_pdf.html",
}
"""The kinds that are had as PDF."""


def wanted(publication: Publication) -> made_once.Wanted:
    """The file, and the task that makes it."""
    return made_once.Wanted(
        name=f"publications/pdf/{publication.pk}-{publication.content.sha256}",
        task="publications.tasks.make_pdf",
        args=[publication.pk],
        file_name=f"{file_name(publication)}.pdf",
        content_type="application/pdf",
        title=publication.title,
        back=_place(publication.version_url(), publication),
    )


def file_name(publication: Publication) -> str:
    """Of a file of this version, without its ending: a translation says its language."""
    language = "" if publication.standing == Standing.ORIGINAL else f"-{publication.language}"
    return f"{publication.reference}-v{publication.version}{language}"


def address_of(publication: Publication) -> str:
    """The permanent address of this version in its own language."""
    version = f"{settings.SITE_URL}/{publication.language}/{publication.path}v{publication.version}/"
    return _place(version, publication)


def _place(version_url: str, publication: Publication) -> str:
    return version_url if publication.standing == Standing.ORIGINAL else f"{version_url}{publication.language}/"


def make(publication: Publication) -> None:
    """Make the file, unless it is there or the version has been withdrawn meanwhile."""
    name = wanted(publication).name
    if publication.withdrawn_at or made_once.is_made(name):
        return
    context: dict[str, Any] = {
        "publication": publication,
        "content": publication.content.content,
        "address": address_of(publication),
        "files": [
            {"label": file.name, "url": f"{settings.SITE_URL}{reverse('publications:file', args=[file.pk])}"}
            for file in publication.files.all()
        ],
    }
    try:
        made = pdf.make(TEMPLATES[publication.kind], context, language=publication.language)
    except Exception:
        made_once.failed(name)
        raise
    made_once.keep(name, made.data)


def wanted_in_word(publication: Publication, task: str) -> made_once.Wanted:
    """The Word file; `task` makes it by `make_in_word`."""
    return wanted(publication)._replace(
        name=f"publications/word/{publication.pk}-{publication.content.sha256}",
        task=task,
        file_name=f"{file_name(publication)}.docx",
        content_type=uploads.TYPES["docx"],
    )


def make_in_word(publication: Publication, write: Callable[[Publication], bytes]) -> None:
    """Make that file by `write`, in the language of the text; nothing where it is there or the version withdrawn."""
    name = wanted_in_word(publication, "").name
    if publication.withdrawn_at or made_once.is_made(name):
        return
    try:
        with translation.override(publication.language):
            data = write(publication)
    except Exception:
        made_once.failed(name)
        raise
    made_once.keep(name, data)
