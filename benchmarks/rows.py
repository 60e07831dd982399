"""A row of the table: a page or a save of the portal beside its twin, and what each cost."""

import gzip
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks import cpu
from benchmarks.server import Client, Reply, Server

REQUESTS = 25
WARM = 12
NOISE = 1.15
"""Ratios of the same code in two runs on a busy machine differ by up to a sixth
(docs/decisions/0006-benchmark-beside-twins.md)."""

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
        app, database = map(cpu.since, before, running.used())
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

    @property
    def ratio(self) -> float:
        """How many times its twin the portal's page costs."""
        return self.portal.cost / self.twin.cost

    @property
    def is_held(self) -> bool:
        """Whether the aim is kept, but for what the same code differs by from run to run."""
        return self.ratio <= self.aim * NOISE

    def __str__(self) -> str:
        """The line of the table (HEADING); "!" where the aim is missed."""
        reply, bare = self.portal.last, self.twin.last
        if reply is None or bare is None:
            return f"{self.name}: not measured"
        app, database = statistics.median(self.portal.app), statistics.median(self.portal.database)
        queries, least = reply.headers["X-Queries"], bare.headers["X-Queries"]
        costs = f"{app:8.1f}{database:7.1f}{self.twin.cost:8.1f}{self.ratio:8.2f}{self.aim:6.1f}"
        weights = f"{len(reply.body) / 1000:8.1f}{len(gzip.compress(reply.body, 6)) / 1000:6.1f}"
        return f"{self.name:18}{costs}{' ' if self.ratio <= self.aim else '!'}{queries:>8}{least:>6}{weights}"


HEADING = f"{'':18}  app ms  db ms    twin   ratio   aim  queries  twin      kB  gzip"


def page(path: str, session: str = "") -> Target:
    """A page that is read."""
    return Target(lambda client: client.ask(path), session)
