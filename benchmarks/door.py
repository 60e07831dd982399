"""The open door: home, an objective, search and a page that has not changed, at RECORDS of each kind (1,000).

RECORDS=10000 and TEXTS=100000 are the figures that are promised; many texts are ranked in the databases alone.
"""

import os
from dataclasses import replace
from typing import Any

from benchmarks import data, ranking, reviews
from benchmarks.rows import Row, Target, page
from benchmarks.server import Client, Reply
from dialogues import publishing as dialogues
from pledges import publishing as pledges
from practices import publishing as practices
from publications import counts
from publications.register import Head
from tests.cast import Cast
from tests.dialogues import builders
from tests.pledges.builders import of_bank, published
from tests.practices.builders import published_practice

RECORDS = int(os.environ.get("RECORDS", "1000"))
WORD = "sample"
"""In the title of every copy."""


def rows(cast: Cast) -> list[Row]:
    """What is measured, on data made for it."""
    for head, content in heads(cast):
        data.publish(beside("D", head), content, RECORDS, by=cast.officer)
    counts.rebuild()
    data.tend()
    return [
        Row("home", page("/en/"), page("/bare/home/"), 1.3),
        Row("objective", page("/en/objectives/5/"), page("/bare/objectives/5/"), 1.3),
        Row("search", page(f"/en/search/?q={WORD}"), page(f"/bare/search/?q={WORD}"), 1.3),
        Row("unchanged list", Target(Unchanged("/en/practices/")), page("/en/practices/"), 0.2),
    ]


def of_practice(cast: Cast) -> tuple[Head, Any]:
    """A practice, as its app would hand it in."""
    practice = published_practice(cast).latest_version()
    return practices.head_of(practice, peer_reviewed=True), practice.content


def heads(cast: Cast) -> list[tuple[Head, Any]]:
    """One publication of each kind, as its app would hand it in."""
    pledge = published(cast, of_bank(cast)).published_version()
    meeting = builders.roundtable(cast)
    content, _names = dialogues.content_of(meeting)
    return [
        reviews.head_and_content(cast),
        of_practice(cast),
        (pledges.head_of(pledge), pledges.public_part(pledge.content)),
        (dialogues.head_of(meeting, content), content),
    ]


def beside(letter: str, head: Head) -> Head:
    """`head` with a number of its own, since the other groups have published the same record, and with WORD."""
    path = f"{letter.lower()}/{head.path}"
    return replace(head, reference=f"{letter}{head.reference}", path=path, title=f"{head.title}, a sample")


class Unchanged:
    """Ask whether a page is still what it was; the first time it is read whole."""

    def __init__(self, path: str) -> None:
        self.path, self.etag = path, ""

    def __call__(self, client: Client) -> Reply:
        """304 counts as an answer."""
        if self.etag:
            client.headers["If-None-Match"] = self.etag
        reply = client.ask(self.path)
        self.etag = reply.headers["ETag"] or self.etag
        return Reply(200, reply.headers, reply.body) if reply.status == 304 else reply


def fill(cast: Cast, count: int) -> None:
    """`count` practices more."""
    head, content = of_practice(cast)
    data.publish(beside("T", head), content, count, by=cast.officer)
    data.tend()


def report(cast: Cast) -> str:
    """How long the database ranks a common word; with TEXTS on SQLite too."""
    if not ranking.TEXTS:
        return ranking.report()
    fill(cast, ranking.TEXTS)
    return f"{ranking.report()}\n{ranking.on_sqlite()}"
