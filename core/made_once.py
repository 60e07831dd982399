"""A file that a worker makes once and everybody reads then: the PDF of a published version, a blank form in Word.

It is kept under a name that says all that it depends on. Where it is not there yet, the first reader sets the worker
going; killed or broken, it is tried once more, and then the page says so. `templates/being_made.html` is that page.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from core import broker, downloads

LEASE = 100
"""Seconds after which a worker that has not brought the file is thought dead; a task may last 90 (settings)."""
TRIES = 2
REST = 600
"""Seconds before somebody may set it going again after that."""


class Wanted(NamedTuple):
    """A file by its `name` in the storage, and the task that makes it; `title` and `back` are for the page."""

    name: str
    task: str
    args: Sequence[Any]
    file_name: str
    content_type: str
    title: str
    back: str


class State(NamedTuple):
    """Whether the file is there; else whether it is being made (`waiting`) or could not be."""

    ready: bool
    waiting: bool


def answer(request: HttpRequest, wanted: Wanted) -> HttpResponseBase:
    """The file, or the page that says how far it is; of that page only the part that changes, where htmx asks."""
    state, part = look(wanted), "HX-Request" in request.headers
    if state.ready and not part:
        stored = default_storage.open(wanted.name)
        return downloads.file_response(stored, name=wanted.file_name, content_type=wanted.content_type)
    template = "being_made.html#state" if part else "being_made.html"
    status = 200 if part or state.ready else 202 if state.waiting else 503
    response = render(request, template, {"wanted": wanted, **state._asdict()}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def look(wanted: Wanted) -> State:
    """How far the file is; sets a worker going where none is at it."""
    if default_storage.exists(wanted.name):
        return State(ready=True, waiting=False)
    tries, since = cache.get(_key(wanted.name), (0, 0.0))
    now = timezone.now().timestamp()
    if tries and now - since < LEASE:
        return State(ready=False, waiting=True)
    if tries >= TRIES:
        return State(ready=False, waiting=False)
    cache.set(_key(wanted.name), (tries + 1, now), REST)
    broker.send(wanted.task, [wanted.args])
    return State(ready=False, waiting=True)


def is_made(name: str) -> bool:
    """Whether there is nothing to do."""
    return default_storage.exists(name)


def keep(name: str, data: bytes) -> None:
    """Store what a worker has made."""
    default_storage.save(name, ContentFile(data))


def failed(name: str) -> None:
    """A try is over: whoever asks next starts the second one at once."""
    tries, _since = cache.get(_key(name), (1, 0.0))
    cache.set(_key(name), (tries, 0.0), REST)


def _key(name: str) -> str:
    return f"made:{name[-120:]}"
