"""A gunicorn of our own on a free port, started as docs/for-operators.md says, and who asks it."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPMessage
from urllib.parse import urlencode

from django.conf import settings

from benchmarks import cpu

TOKEN = "a" * 32
LOG = settings.BASE_DIR / "var" / "bench.log"
"""What gunicorn says: a line a request."""


@dataclass
class Server:
    """Where it listens and which processes do the work."""

    port: int
    master: int

    def workers(self) -> list[int]:
        """The processes that answer."""
        return cpu.children(self.master)

    def used(self) -> tuple[dict[int, float], dict[int, float]]:
        """CPU ms of each web worker and of each process of the database so far."""
        return cpu.used(self.workers()), cpu.used(cpu.backends())

    def memory(self) -> float:
        """Resident memory of the largest worker, in MB."""
        return max(cpu.resident_megabytes(pid) for pid in self.workers())


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: HTTPMessage
    body: bytes


@dataclass
class Client:
    """A browser of the shortest kind; `session` is the key of a login."""

    port: int
    session: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        login = f"{settings.SESSION_COOKIE_NAME}={self.session}; " if self.session else ""
        self.headers = {"Cookie": f"{login}{settings.CSRF_COOKIE_NAME}={TOKEN}", "X-CSRFToken": TOKEN}

    def ask(self, path: str, form: Mapping[str, str] | None = None) -> Reply:
        """GET `path`, or POST `form` to it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        if form is None:
            connection.request("GET", path, headers=self.headers)
        else:
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, urlencode(form), self.headers | kind)
        with contextlib.closing(connection), connection.getresponse() as answer:
            return Reply(answer.status, answer.headers, answer.read())


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """The portal with its twins, served until the block ends."""
    port = _free_port()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.settings", "MALLOC_ARENA_MAX": "2"}
    words = ["gunicorn", "imrf_portal.wsgi", "--workers=2", "--threads=4", f"--bind=127.0.0.1:{port}"]
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("w") as log:
        process = subprocess.Popen([sys.executable, "-m", *words], env=environment, stdout=log, stderr=log)
    try:
        _wait_for(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    told = "nothing"
    for _try in range(150):
        try:
            reply = Client(port).ask("/healthz")
            if reply.status == 200:
                return
            told = f"{reply.status} {reply.body[:300]!r}"
        except OSError as error:
            told = str(error)
        time.sleep(0.2)
    raise SystemExit(f"The server did not start: {told}\n{LOG.read_text()[-2000:]}")
