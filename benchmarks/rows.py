"""A row of the table: a page or a save of the portal beside its twin, and what each cost."""

import gzip
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.server import Client, Reply, Server

REQUESTS = 30
WARM = 12

Ask = Callable[[Client], Reply]


@dataclass
class Target:
    """Something to ask for: signed in by `session`, or as a visitor."""

    ask: Ask
    session: str = ""
    app: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    last: Reply | None = None

    def ask_for(self, running: Server, times: int) -> None:
        """Ask so often; anything but 200 ends the benchmark, since refusals are fast."""
        client = Client(running.port, self.session)
        for _time in range(times):
            self.last = self.ask(client)
            if self.last.status != 200:
                raise SystemExit(f"status {self.last.status}: {self.last.body[:500]!r}")

    def measure(self, running: Server) -> None:
        """One round; CPU is charged to this target."""
        before = running.used()
        self.ask_for(running, REQUESTS)
        app, database = (after - earlier for after, earlier in zip(running.used(), before, strict=True))
        self.app.append(app / REQUESTS)
        self.database.append(database / REQUESTS)

    @property
    def cost(self) -> float:
        """Median CPU ms of one request, web and database together."""
        return statistics.median(map(sum, zip(self.app, self.database, strict=True)))


@dataclass
class Row:
    """The portal's page, its twin, and how many times the twin it may cost."""

    name: str
    portal: Target
    twin: Target
    aim: float

    def __str__(self) -> str:
        """The line of the table (HEADING)."""
        reply, bare = self.portal.last, self.twin.last
        assert reply is not None and bare is not None  # noqa: S101, PT018 - measured before it is printed
        ratio = self.portal.cost / self.twin.cost
        app, database = statistics.median(self.portal.app), statistics.median(self.portal.database)
        return (
            f"{self.name:18}{app:8.1f}{database:7.1f}{self.twin.cost:8.1f}{ratio:7.2f}{self.aim:6.1f}"
            f"{'  ' if ratio <= self.aim else ' !'}{reply.headers['X-Queries']:>7}{bare.headers['X-Queries']:>6}"
            f"{len(reply.body) / 1000:8.1f}{len(gzip.compress(reply.body, 6)) / 1000:6.1f}"
        )


HEADING = f"{'':18}{'app ms':>8}{'db ms':>7}{'twin':>8}{'ratio':>7}{'aim':>6}  {'queries':>7}{'twin':>6}{'kB':>8}{'gzip':>6}"


def page(path: str, session: str = "") -> Target:
    """A page that is read."""
    return Target(lambda client: client.ask(path), session)
