"""The virus scanner of a deployment: what it finds, what waits for it (B26). A small clamd of our own answers."""

import socketserver
import struct
import threading
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import FileField
from django.db.models.fields.files import FieldFile

from core import downloads, scanner, uploads

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EIC\x41R-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless text that every scanner reports; one letter is written as a number, so that none reports this file."""
LONGEST = 2_000_000
WAITING = {"long": b"x" * (LONGEST + 1), **{f"clean{number}": b"clean" for number in range(6)}}


class Clamd(socketserver.StreamRequestHandler):
    """INSTREAM as clamd speaks it."""

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
            if len(data) > LONGEST:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0")


@contextmanager
def listening(server, settings, address):
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings.SCANNER = address(server)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def clamd(settings):
    return listening(
        socketserver.TCPServer(("127.0.0.1", 0), Clamd),
        settings,
        lambda one: f"tcp://127.0.0.1:{one.server_address[1]}",
    )


def sent(content=b"clean", name="note.txt"):
    return SimpleUploadedFile(name, content)


class Row:
    """What `uploads.store` needs of a record."""

    def __init__(self):
        self.file = Stored(None, FileField(), None)


class Stored(FieldFile):
    """A file of no table."""

    def save(self, name, content, save=True):
        self.name = default_storage.save("attachment", content)


def stored(content=b"clean"):
    row = Row()
    uploads.store(row, sent(content), max_bytes=LONGEST, extensions=("txt",))
    return row


def given(row):
    return downloads.file_response(row.file, name="note.txt", content_type="text/plain")


@pytest.fixture(autouse=True)
def _own_place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def test_b26_what_the_scanner_finds_is_refused_with_its_name_and_the_rest_is_taken(settings):
    with clamd(settings):
        assert uploads.check(sent(), max_bytes=LONGEST, extensions=("txt",)).waits is False
        with pytest.raises(ValidationError, match="The virus scanner found “Eicar-Test-Signature” in this file"):
            uploads.check(sent(EICAR), max_bytes=LONGEST, extensions=("txt",))
        long = sent(b"a" * (LONGEST + 200_000))
        with pytest.raises(scanner.Away, match="size limit exceeded"):
            scanner.finding(long)


def test_b26_it_is_asked_over_a_socket_of_the_machine_as_well(settings, tmp_path):
    place = str(tmp_path / "clamd.ctl")
    with listening(socketserver.UnixStreamServer(place, Clamd), settings, lambda _one: f"unix://{place}"):
        assert scanner.finding(sent(EICAR)) == "Eicar-Test-Signature"
        assert scanner.finding(sent()) == ""


@pytest.mark.django_db
def test_b26_while_the_scanner_is_away_a_file_is_held_and_a_list_is_refused(settings):
    settings.SCANNER = "tcp://127.0.0.1:1"
    with pytest.raises(ValidationError, match="The virus scanner does not answer"):
        uploads.check(sent(), max_bytes=LONGEST, extensions=("txt",))
    clean, bad = stored(), stored(EICAR)
    page = given(clean)
    assert (page.status_code, "Waiting for the virus check" in page.text) == (503, True)
    copy = default_storage.save("published", ContentFile(EICAR))
    scanner.pass_on(bad.file.name, copy)
    scanner.look_again()
    assert given(clean).status_code == 503

    with clamd(settings):
        scanner.look_again()
    page = given(clean)
    assert b"".join(page.streaming_content) == b"clean"
    page.file_to_stream.close()
    for name in (bad.file.name, copy):
        assert scanner.mark_of(name).found == "Eicar-Test-Signature"
    assert default_storage.listdir(scanner.HELD)[1] == [], "no old finding is opened each minute"
    page = given(bad)
    assert (page.status_code, "is not given out" in page.text) == (410, True)


@pytest.mark.django_db
def test_b26_a_file_that_the_scanner_refuses_keeps_no_other_one_waiting(settings):
    names = [default_storage.save(f"{letter}.txt", ContentFile(text)) for letter, text in WAITING.items()]
    for name in names:
        scanner.hold(name)
    with clamd(settings):
        scanner.look_again()
    assert [name for name in names if scanner.mark_of(name)] == [names[0]]


def test_b26_between_waiting_and_a_finding_nobody_gets_the_file(settings, monkeypatch):
    settings.SCANNER = "tcp://127.0.0.1:1"
    bad, pages = stored(EICAR), []

    class Watched:
        """The storage; after each change somebody asks for the file."""

        def __getattr__(self, name):
            act = getattr(default_storage, name)
            return act if name not in ("save", "delete") else lambda *said: (act(*said), pages.append(given(bad)))[0]

    monkeypatch.setattr(scanner, "default_storage", Watched())
    with clamd(settings):
        scanner.look_again()
    assert [page.status_code for page in pages] == [503, 410]
