"""A published version as PDF: made once by a worker, kept under its fingerprint, read by everybody.

The template is `<kind>s/public_pdf.html` of the app that published it ("reviews/public_pdf.html"), which gets
`publication`, `content`, `address` (the permanent one), `files` (label, url) and nothing else. Where the file is
not there yet, the first reader sets the worker going; killed or broken, it is tried once more, and then the page says
so.
"""

from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from core import broker, pdf
from publications.models import Publication

LEASE = 100
"""Seconds after which a worker that has not brought the file is thought dead; a task may last 90 (settings)."""
TRIES = 2
REST = 600
"""Seconds before somebody may set it going again after that."""


class State(NamedTuple):
    """Whether the file is there; else whether it is being made (`waiting`) or could not be."""

    ready: bool
    waiting: bool


def look(publication: Publication) -> State:
    """How far the file is; sets a worker going where none is at it."""
    if default_storage.exists(_name(publication)):
        return State(ready=True, waiting=False)
    tries, since = cache.get(_key(publication), (0, 0.0))
    now = timezone.now().timestamp()
    if tries and now - since < LEASE:
        return State(ready=False, waiting=True)
    if tries >= TRIES:
        return State(ready=False, waiting=False)
    cache.set(_key(publication), (tries + 1, now), REST)
    broker.send("publications.tasks.make_pdf", [[publication.pk]])
    return State(ready=False, waiting=True)


def file_of(publication: Publication) -> File:
    """The file, which is there."""
    return default_storage.open(_name(publication))


def make(publication: Publication) -> None:
    """Make the file, unless it is there or the version has been withdrawn meanwhile."""
    name = _name(publication)
    if publication.withdrawn_at or default_storage.exists(name):
        return
    context: dict[str, Any] = {
        "publication": publication,
        "content": publication.content.content,
        "address": f"{settings.SITE_URL}/{publication.language}/{publication.path}v{publication.version}/",
        "files": [
            {"label": file.name, "url": f"{settings.SITE_URL}{reverse('publications:file', args=[file.pk])}"}
            for file in publication.files.all()
        ],
    }
    made = pdf.make(f"{publication.kind}s/public_pdf.html", context, language=publication.language)
    default_storage.save(name, ContentFile(made.data))


def failed(publication: Publication) -> None:
    """A try is over: whoever asks next starts the second one at once."""
    tries, _since = cache.get(_key(publication), (1, 0.0))
    cache.set(_key(publication), (tries, 0.0), REST)


def _name(publication: Publication) -> str:
    return f"publications/pdf/{publication.pk}-{publication.content.sha256}"


def _key(publication: Publication) -> str:
    return f"pdf:{publication.pk}:{publication.content.sha256[:16]}"
