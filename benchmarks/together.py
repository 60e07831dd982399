"""Twenty people save at once; every text that was acknowledged is looked for in the database.

The ledger holds who was told that which text became which version of which answer, or that it was set aside in a
conflict. A text may be gone only where the same person went on writing: the next version is then theirs too.
"""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException

from accounts.choices import Role
from benchmarks import data, reviews
from benchmarks.server import LOG, Client, Reply, Server
from reviews.models import Answer, VoluntaryReview
from tests.cast import Cast, member

PEOPLE = 20
SAVES = 20
TRIES = 6
"""So often a save is sent before it counts as refused."""
SET_ASIDE = 0
"""The version of a text that was not kept, and stands in the history."""
SHARED = ("b", "b5")
OWN = [("objectives", f"{key}-{number}") for number in reviews.OBJECTIVES for key in ("d2a", "d2c", "d2e", "d2g")]


@dataclass(frozen=True)
class Told:
    """An acknowledgement."""

    person: int
    name: str
    mark: str
    version: int


@dataclass
class Writer:
    """Somebody who writes by turns in a box of their own and in one that all of them use."""

    client: Client
    person: int
    own: tuple[str, str]
    seen: dict[str, str] = field(default_factory=dict)

    def write(self) -> list[Told]:
        """SAVES texts, one after the other; what was said of each."""
        return [self.save(*(SHARED if turn % 2 else self.own), turn) for turn in range(SAVES)]

    def sent(self, path: str, form: dict[str, str]) -> Reply:
        """What the server says at last: while it is away or busy the same is sent again, as the page does. SystemExit
        with what it said where that does not help."""
        said = "nothing"
        for tried in range(TRIES):
            try:
                reply = self.client.ask(path, form)
            except (OSError, HTTPException) as away:
                said = repr(away)
            else:
                if reply.status in (200, 409):
                    return reply
                said = f"status {reply.status}, {reply.body[:300]!r}"
                if reply.status != 429 and reply.status < 500:
                    break
            time.sleep(tried)
        raise SystemExit(f"together: person {self.person} at {path}: {said}; see {LOG}")

    def save(self, section: str, name: str, turn: int) -> Told:
        """One text. After a conflict the next one is written upon the other's, as the page would."""
        mark = f"mark{self.person}.{turn}.{name}."
        form = {"field": name, "person": str(self.person), name: f"{mark} {data.text(turn)}"}
        form[f"{name}-seen"] = self.seen.get(name, "0.x")
        reply = self.sent(f"{reviews.FILL}/{section}/answer/", form)
        told = json.loads(reply.body)
        if reply.status == 409:
            [self.seen[name]] = re.findall(rf'name="{name}-theirs" value="([^"]*)"', told["panel"])
            return Told(self.person, name, mark, SET_ASIDE)
        self.seen[name] = told["seen"]
        return Told(self.person, name, mark, int(told["seen"].partition(".")[0]))


def report(running: Server, cast: Cast) -> str:
    """Let them write, compare, and say in a sentence what came of it; a loss ends the benchmark."""
    draft = reviews.draft(cast)
    writers = _writers(running, cast)
    began = time.monotonic()
    with ThreadPoolExecutor(PEOPLE) as pool:
        ledger = [told for one in pool.map(Writer.write, writers) for told in one]
    seconds = time.monotonic() - began
    lost = missing(ledger, draft)
    if lost:
        raise SystemExit(f"{len(lost)} acknowledged texts are not in the database, the first: {lost[0]}")
    aside = sum(told.version == SET_ASIDE for told in ledger)
    return (
        f"{PEOPLE} people at once: {len(ledger)} texts acknowledged in {seconds:.0f} s, {aside} of them set aside in a"
        " conflict; the database holds each of them"
    )


def missing(ledger: list[Told], draft: VoluntaryReview) -> list[Told]:
    """What was acknowledged and is neither in an answer nor in its history, nor rewritten by the same person."""
    stored = [*Answer.objects.filter(review=draft), *Answer.history.filter(review=draft)]
    texts = " ".join(str(row.value) for row in stored)
    after = {(told.name, told.version - 1): told.person for told in ledger if told.version != SET_ASIDE}
    return [told for told in ledger if told.mark not in texts and after.get((told.name, told.version)) != told.person]


def _writers(running: Server, cast: Cast) -> list[Writer]:
    people = [member(f"together-{number}", cast.state, Role.FOCAL_POINT) for number in range(PEOPLE)]
    return [
        Writer(Client(running.port, session), person.pk, own)
        for person, session, own in zip(people, data.sign_in(people), OWN[:PEOPLE], strict=True)
    ]
