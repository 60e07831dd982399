"""`make bench`: CPU of web and database for the portal's pages beside their bare twins, in one run.

Read the ratios: single times move with whatever else the machine does. Rounds of portal and twin alternate,
and the median of each is taken (docs/decisions/0006-benchmark-beside-twins.md).
"""

import gzip
import http.client
import os
import platform
import re
import statistics
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from benchmarks import cpu, data, server  # noqa: E402 - they need Django set up

ROUNDS = 5
REQUESTS = 40
SEEN = re.compile(r'name="b1-seen" value="([^"]*)"')


class Client:
    """One kept-alive connection, signed in or not."""

    def __init__(self, port: int, session: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookie = f"session={session}; csrf={'a' * 32}"

    def ask(self, method: str, path: str, body: dict[str, str] | None = None) -> tuple[http.client.HTTPResponse, bytes]:
        """The answer and its body."""
        headers = {"Cookie": self.cookie, "X-CSRFToken": "a" * 32, "Accept": "application/json, text/html"}
        encoded = urlencode(body) if body else None
        if encoded:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, encoded, headers)
        answer = self.connection.getresponse()
        return answer, answer.read()


@dataclass
class Target:
    """A page or save: what is asked for, and what it cost."""

    name: str
    ask: Callable[[Client, int], tuple[http.client.HTTPResponse, bytes]]
    session: str = ""
    app: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    queries: int = 0
    weight: int = 0
    packed: int = 0

    @property
    def cost(self) -> float:
        """Median CPU ms of one request, web and database together."""
        return statistics.median(a + d for a, d in zip(self.app, self.database, strict=True))

    def round(self, running: server.Server) -> None:
        """REQUESTS requests; their CPU is charged to this target."""
        client = Client(running.port, self.session)
        self.ask(client, 0)
        before = running.used()
        for number in range(REQUESTS):
            answer, body = self.ask(client, number)
            if answer.status != 200:
                raise SystemExit(f"{self.name}: status {answer.status}, {body[:200]!r}")
        after = running.used()
        self.app.append((after[0] - before[0]) / REQUESTS)
        self.database.append((after[1] - before[1]) / REQUESTS)
        self.queries = int(answer.headers["X-Queries"])
        self.weight, self.packed = len(body), len(gzip.compress(body, 6))


def page(path: str) -> Callable[[Client, int], tuple[http.client.HTTPResponse, bytes]]:
    """Ask for a page."""
    return lambda client, number: client.ask("GET", path)


def saving(path: str, filled: data.Filled) -> Callable[[Client, int], tuple[http.client.HTTPResponse, bytes]]:
    """Save one answer anew each time, with the version that the last reply gave."""
    seen = {"": ""}

    def save(client: Client, number: int) -> tuple[http.client.HTTPResponse, bytes]:
        if number == 0:
            _answer, body = client.ask("GET", path)
            found = SEEN.search(body.decode())
            if found is None:
                raise SystemExit("The fill page names no version for b1.")
            seen[""] = found.group(1)
        answer, body = client.ask("POST", path, {"b1": f"Text {number} {os.urandom(4).hex()}", "b1-seen": seen[""]})
        if told := re.search(rb'"seen": ?"([^"]*)"', body):
            seen[""] = told.group(1).decode()
        return answer, body

    return save


def bare_saving(filled: data.Filled) -> Callable[[Client, int], tuple[http.client.HTTPResponse, bytes]]:
    """The twin of `saving`: one conditional UPDATE."""
    from reviews.models import Answer

    state = {"version": 0}

    def save(client: Client, number: int) -> tuple[http.client.HTTPResponse, bytes]:
        if number == 0:
            state["version"] = Answer.objects.get(pk=filled.answer).version
        body = {"text": f"Text {number}", "version": str(state["version"])}
        reply = client.ask("POST", f"/bare/save/{filled.answer}/", body)
        state["version"] += 1
        return reply

    return save


def pairs(filled: data.Filled) -> list[tuple[Target, Target, float]]:
    """(portal, twin, how many times the twin it may cost)."""
    me = filled.sessions[0]
    year, country = filled.reference.split("-")[1:]
    fill = "/en/reviews/2030/zz/fill/b/"
    return [
        (Target("public list", page("/en/reviews/")), Target("", page("/bare/reviews/")), 1.3),
        (
            Target("published review", page(f"/en/reviews/{year}/{country.lower()}/")),
            Target("", page(f"/bare/reviews/{filled.reference}/")),
            1.7,
        ),
        (Target("fill page", page(fill), me), Target("", page(f"/bare/fill/{filled.review}/b/"), me), 1.7),
        (Target("save", saving(fill, filled), me), Target("", bare_saving(filled), me), 2.2),
    ]


def main() -> None:
    """Fill, serve, measure in turns, print."""
    from django.conf import settings

    print(_machine())
    filled = data.fill()
    with server.running(settings.DATABASES["default"]["NAME"]) as running:
        measured = pairs(filled)
        for _round in range(ROUNDS):
            for portal, twin, _limit in measured:
                portal.round(running)
                twin.round(running)
        print(f"{'':18}{'app ms':>8}{'db ms':>8}{'twin ms':>9}{'ratio':>7}{'aim':>6}{'queries':>9}{'kB':>7}{'gzip':>7}")
        for portal, twin, limit in measured:
            app, database = statistics.median(portal.app), statistics.median(portal.database)
            print(
                f"{portal.name:18}{app:8.1f}{database:8.1f}{twin.cost:9.1f}{portal.cost / twin.cost:7.2f}{limit:6.1f}"
                f"{portal.queries:9}{portal.weight / 1000:7.1f}{portal.packed / 1000:7.1f}"
            )
        memory = max(cpu.resident_megabytes(pid) for pid in running.workers())
        print(f"\nresident memory of a worker: {memory:.0f} MB (aim: under 140)")


def _machine() -> str:
    from django.db import connection

    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        database = cursor.fetchone()[0].split(" on ")[0]
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return (
        f"{os.cpu_count()} x {model.group(1) if model else platform.machine()}, Python {platform.python_version()}, "
        f"Django {django.__version__}, {database}, commit {commit.stdout.strip() or 'none'}\n"
    )


if __name__ == "__main__":
    main()
