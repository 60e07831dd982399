"""A gunicorn of our own on a free port, two workers as on a small server."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks import cpu


@dataclass
class Server:
    """Where it listens and which processes do the work."""

    port: int
    master: int
    database: str

    def workers(self) -> list[int]:
        """The processes that answer."""
        return cpu.children(self.master)

    def used(self) -> tuple[float, float]:
        """CPU ms of web workers and of the database so far."""
        return cpu.milliseconds(self.workers()), cpu.milliseconds(cpu.backends(self.database))


@contextlib.contextmanager
def running(database: str) -> Iterator[Server]:
    """The portal with its twins, served until the block ends."""
    port = _free_port()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    words = ["gunicorn", "imrf_portal.wsgi", "--workers", "2", "--bind", f"127.0.0.1:{port}", "--keep-alive", "30"]
    process = subprocess.Popen([sys.executable, "-m", *words, "--log-level", "warning"], env=environment)
    try:
        _wait_for(port)
        yield Server(port, process.pid, database)
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _try in range(100):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not start.")
