"""The virus scanner of a deployment: clamd, asked over its socket (RELIABILITY B26).

`SCANNER` says where it listens: `tcp://clamd:3310` or `unix:///run/clamav/clamd.ctl`. Without it nobody is asked. What
it finds is refused. Is it away, a file is taken and held: `downloads.file_response` gives it to nobody until
`look_again`, which runs each minute, had an answer.

A held file has a mark in the storage, named by the digest of its own name, so that the mark lives and is restored with
the files, whatever table a file belongs to: under HELD while it waits, under FOUND for ever once something was found.
"""

import hashlib
import json
import logging
import socket
import struct
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

HELD, FOUND = "held", "found"
PORT = 3310
PATIENCE = 20
"""Seconds for one answer."""
PIECE = 65_536
MOST = 100
"""Held files looked at in one run."""

log = logging.getLogger("portal.scanner")


class Away(Exception):
    """The scanner gave no answer that says yes or no."""


class Unreadable(Away):
    """The scanner answered, and will not look at this file: longer than its own limit, for one."""


class Mark(NamedTuple):
    """Why a file is held: it waits (`found` empty), or what was found in it."""

    name: str
    found: str


def finding(file: Any) -> str:
    """What the scanner finds in `file`, "" for nothing or where there is no scanner. Raises Away."""
    if not settings.SCANNER:
        return ""
    file.seek(0)
    try:
        with closing(_connected()) as line:
            said = _asked(line, file)
    except OSError as error:
        raise Away(str(error)) from error
    finally:
        file.seek(0)
    verdict = said.partition(":")[2].strip()
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise Unreadable(said)


def _connected() -> socket.socket:
    place = urlsplit(settings.SCANNER)
    if place.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(PATIENCE)
        try:
            line.connect(place.path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((place.hostname or "", place.port or PORT), timeout=PATIENCE)


def _asked(line: socket.socket, file: Any) -> str:
    """The answer of clamd to INSTREAM: each piece with its length before it, nothing at the end.

    It hangs up in the middle of a file that is longer than its own limit, with the reason.
    """
    with suppress(BrokenPipeError, ConnectionResetError):
        line.sendall(b"zINSTREAM\0")
        for piece in _pieces(file):
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
    said = b""
    while not said.endswith(b"\0") and (more := line.recv(1024)) and len(said) < 4096:
        said += more
    return said.rstrip(b"\0\n").decode(errors="replace")


def _pieces(file: Any) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


# --- what waits for it


def hold(name: str, found: str = "") -> None:
    """Give the stored file `name` to nobody until the scanner has looked at it; never, where something was `found`."""
    place = _place(name, FOUND if found else HELD)
    if not default_storage.exists(place):
        default_storage.save(place, ContentFile(json.dumps([name, found]).encode()))


def mark_of(name: str) -> Mark | None:
    """Why the stored file `name` is held; None for one that may leave."""
    for folder in (HELD, FOUND):  # a finding is written before the waiting mark goes: in this order none is missed
        place = _place(name, folder)
        with suppress(FileNotFoundError):  # it was looked at in this moment
            if default_storage.exists(place):
                return _read(place)
    return None


def pass_on(name: str, copy: str) -> None:
    """Hold `copy` as the file it was made from is held."""
    if mark := mark_of(name):
        hold(copy, mark.found)


def look_again() -> None:
    """Have the scanner look at what waits; stop at the first that gets no answer."""
    if not settings.SCANNER or not default_storage.exists(HELD):
        return
    for digest in sorted(default_storage.listdir(HELD)[1])[:MOST]:
        place = f"{HELD}/{digest}"
        mark = _read(place)
        if not default_storage.exists(mark.name):
            default_storage.delete(place)
            continue
        try:
            with default_storage.open(mark.name) as stored:
                found = finding(stored)
        except Unreadable as refused:  # those after it wait for their own answer
            log.warning("the scanner will not look at the stored file %s, which waits: %s", mark.name, refused)
            continue
        except Away as away:
            log.warning("no answer from the scanner; files wait: %s", away)
            return
        if found:
            log.error("%s found in the stored file %s: it is given to nobody", found, mark.name)
            hold(mark.name, found)
        default_storage.delete(place)


def _place(name: str, folder: str) -> str:
    return f"{folder}/{hashlib.sha256(name.encode()).hexdigest()[:40]}"


def _read(place: str) -> Mark:
    with default_storage.open(place) as stored:
        return Mark(*json.loads(stored.read()))
