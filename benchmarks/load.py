"""Figures under a steady load, in seconds instead of the minutes of the promise: L1, L2, L7, L10, L16, and B38.

Requests start at their moments whether or not the ones before are answered, and each is timed from its moment: a queue
counts. Every figure says how many were asked, how fast and for how long. Alone: `make bench b=load`.
"""

import http.client
import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import cycle, islice
from typing import TypeVar
from urllib.parse import quote, urlsplit

from benchmarks import data
from benchmarks.door import WORD, beside, heads
from benchmarks.rows import Row
from benchmarks.server import Client, Server
from publications import counts, dumps
from publications.models import Publication
from reference.models import Country
from tests.cast import Cast

T = TypeVar("T")
RECORDS = 5_000
"""Practices; and as many pledges, reviews and meetings together."""
SECONDS = 4
"""Of each steady load: a minute's limit of searches and of questions by programs is not reached."""
AT_ONCE = 16
LETTER = "L"
"""Before the numbers of what is published for this, which has no page of its own: its numbers are no practice's."""
LISTS = ("/en/", "/en/practices/", "/en/pledges/", "/en/reviews/", "/en/objectives/5/", "/en/search/")
WORDS = (WORD, "migration", "migrante", "droits", "миграция", "移民", "الهجرة", "smaple")
"""Of six languages, and one mistyped."""
HARD = ('"', "*", "a OR", "(((((", "(a+)+$", "a" * 5_000, "a b " * 1_000, "国" * 2_000, "ي" * 2_000, f"{WORD} " * 500)


@dataclass(frozen=True)
class Figure:
    """What was promised, what came of it, and how it was found."""

    promise: str
    how: str
    value: float
    aim: float
    unit: str

    @property
    def is_held(self) -> bool:
        """Whether the aim is kept."""
        return self.value <= self.aim

    def __str__(self) -> str:
        mark = "" if self.is_held else "  !"
        return f"{self.promise:4} {self.value:8.2f} {self.unit} (aim: {self.aim:g}{mark})  {self.how}"


def fill(cast: Cast) -> list[Row]:
    """Records to ask for; no rows, since no twin stands beside a load."""
    each = heads(cast)
    for number, (head, content) in enumerate(each):
        data.publish(beside(LETTER, head), content, RECORDS if number == 1 else RECORDS // 3, by=cast.officer)
    counts.rebuild()
    data.tend()
    return []


def figures(running: Server) -> Iterator[Figure]:
    """One after the other, each as soon as it is there."""
    client = Client(running.port)
    pages = public_pages(client)
    yield from steady("L1", "public lists and records", client, pages, rate=60, aims=(250, 600))
    searches = [f"/en/search/?q={quote(word)}" for word in WORDS]
    yield from steady("L2", "searches in six languages", client, searches, rate=20, aims=(400, None))
    hard = [timed(partial(client.ask, f"/en/search/?q={quote(text)}"))[0] for text in HARD]
    yield Figure("B38", f"the slowest of {len(HARD)} hard searches, one after the other", max(hard) * 1000, 300, "ms")
    for form, aim in (("csv", 1.0), ("json", 1.0), ("xlsx", 10.0)):
        first, whole, size = taken_away(running.port, f"/en/practices/?format={form}")
        counted = whole if form == "xlsx" else first
        how = f"{RECORDS} rows as {form}, {size / 1e6:.1f} MB: first byte {first:.2f} s, whole {whole:.2f} s"
        yield Figure("L7", how, counted, aim, "s")
    lists = list(crawl(client, 6))
    yield from steady("L10", "lists of 100 for programs", client, lists, rate=30, aims=(200, None))
    seconds, pages_read = timed(lambda: sum(1 for _page in crawl(client)))
    yield Figure("L10", f"everything in {pages_read} lists of 100, one after the other", seconds / 60, 10, "min")
    seconds, made = timed(lambda: dumps.make(datetime.now(UTC).date()))
    many = Publication.objects.current().count()
    yield Figure("L16", f"the nightly files of {many} publications, written once ({made})", seconds / 60, 5, "min")
    yield Figure("L7", "the largest web worker after all of it", running.memory(), 200, "MB")


def public_pages(client: Client) -> list[str]:
    """Addresses of lists and records, each asked for once: as on any day but the first after a release, pieces are
    drawn and templates are read."""
    records = [one.get_absolute_url() for one in Publication.objects.current().exclude(reference__startswith=LETTER)]
    codes = Country.objects.order_by("code").values_list("code", flat=True)[:40]
    pages = [*LISTS, *records, *(f"/en/practices/?country={code}" for code in codes)]
    for path in pages:
        if client.ask(path).status != 200:
            raise SystemExit(f"load: {path} is no page")
    return pages


def steady(
    promise: str, what: str, client: Client, paths: Sequence[str], *, rate: int, aims: tuple[float, float | None]
) -> Iterator[Figure]:
    """`paths` in turn, `rate` a second for SECONDS; what 95 of 100 keep, 99 where promised, and errors."""
    asked = list(islice(cycle(paths), rate * SECONDS))
    begin = time.perf_counter() + 0.1

    def ask(number: int) -> tuple[float, int]:
        due = begin + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        status = client.ask(asked[number]).status
        return (time.perf_counter() - due) * 1000, status

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(ask, range(len(asked))))
    took = statistics.quantiles([milliseconds for milliseconds, _status in answers], n=100)
    wrong = sum(status != 200 for _milliseconds, status in answers)
    how = f"{len(asked)} {what} at {rate} a second for {SECONDS} s"
    yield Figure(promise, f"95 of 100 of {how}", took[94], aims[0], "ms")
    if aims[1]:
        yield Figure(promise, f"99 of 100 of {how}", took[98], aims[1], "ms")
    yield Figure(promise, f"not answered with 200 of {how}", wrong, 0, "requests")


def crawl(client: Client, most: int | None = None) -> Iterator[str]:
    """The addresses of lists of 100 of everything, as each names the next."""
    path: str | None = "/api/v1/publications?limit=100"
    while path and most != 0:
        yield path
        address = urlsplit(json.loads(client.ask(path).body)["next"] or "")
        path = f"{address.path}?{address.query}" if address.path else None
        most = None if most is None else most - 1


def taken_away(port: int, path: str) -> tuple[float, float, int]:
    """Seconds to the first byte of a file and to its end, and its bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    begin = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    head = answer.read(1)
    first = time.perf_counter() - begin
    size = len(head) + len(answer.read())
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"load: {path} was answered with {answer.status}")
    return first, time.perf_counter() - begin, size


def timed(do: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and what came of it."""
    begin = time.perf_counter()
    made = do()
    return time.perf_counter() - begin, made
