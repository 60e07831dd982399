"""How a letter to many goes out: who gets it, in which order and how fast, and what became of it.

Three first, so that a mistake reaches three; after five minutes the others, 120 a minute (RELIABILITY 4, F25).
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from notifications import audiences, kinds, outbox
from notifications.audiences import Member
from notifications.choices import Status
from notifications.models import Announcement, Message, Preference
from notifications.notifications import BY_NATURE, AnnouncementLetter

FIRST = 3
LOOK_AT_THEM = timedelta(minutes=5)
A_MINUTE = 120
"""Two per second; the sweep takes what is due once a minute."""
PREVIEWS = 3


class Listing(NamedTuple):
    """Those who get a letter, each mailbox once; how many switched such letters off."""

    members: list[Member]
    muted: int

    @property
    def mark(self) -> str:
        """Changes when anybody comes or goes."""
        addresses = sorted(kinds.address_of(member.recipient).lower() for member in self.members)
        return hashlib.sha256("\n".join(addresses).encode()).hexdigest()[:32]

    def known_to(self, members: Iterable[Member]) -> list[Member]:
        """Those of whom somebody may know who may know of `members`."""
        known = {(member.recipient, member.seat) for member in members}
        return [member for member in self.members if (member.recipient, member.seat) in known]


def listing(letter: Announcement) -> Listing:
    """Who gets `letter` if it is released now; nobody, where no app offers its audience any more."""
    found: dict[str, Member] = {}
    for member in _members(letter):
        mailbox = kinds.address_of(member.recipient).lower()
        if mailbox and getattr(member.recipient, "is_active", True):
            found.setdefault(mailbox, member)
    kind = BY_NATURE[letter.nature]
    silenced = Preference.objects.silenced({kind.name}) if kind.optional else set()
    wanted = [one for one in found.values() if (getattr(one.recipient, "pk", None), kind.name) not in silenced]
    return Listing(wanted, len(found) - len(wanted))


def seen_by(letter: Announcement, listed: Listing, officer: Any) -> list[Member]:
    """Those of `listed` of whom `officer` may know: an audience hides what a recused officer must not see (A8)."""
    return listed.known_to(_members(letter, officer))


def _members(letter: Announcement, officer: Any = None) -> Iterable[Member]:
    try:
        audience = audiences.find(letter.audience)
    except LookupError:
        return []
    return audience.members(seen_by=officer)


def samples(members: list[Member]) -> list[Member]:
    """A few to look at, of different languages first."""
    first: dict[str, Member] = {}
    for member in members:
        first.setdefault(kinds.language_of(member.recipient), member)
    rest = [member for member in members if member not in first.values()]
    return [*first.values(), *rest][:PREVIEWS]


def as_letter(letter: Announcement, member: Member) -> AnnouncementLetter:
    """`letter` as it goes to `member`."""
    return BY_NATURE[letter.nature](letter, [member.recipient], seat=member.seat)


def languages_of(letter: Announcement) -> list[str]:
    """The languages in which it is written, as the settings call them."""
    return [code for code, _name in settings.LANGUAGES if code.split("-")[0] in letter.texts]


# --- on its way


def put_in(letter: Announcement) -> list[Message]:
    """A row for each recipient, each with its turn. Joins the caller's transaction; workers hear of it afterwards."""
    members = sorted(listing(letter).members, key=lambda member: member.seat)
    by_seat = [(seat, [one.recipient for one in those]) for seat, those in groupby(members, key=lambda one: one.seat)]
    rows = outbox.rows_for(BY_NATURE[letter.nature](letter, people, seat=seat) for seat, people in by_seat)
    now = timezone.now()
    for number, row in enumerate(rows):
        row.not_before = row.next_try = _turn(number, now)
        row.expires_at = row.not_before + outbox.LIFE
    new = outbox.insert(rows)
    outbox.tell_of(rows[:FIRST])
    return new


def _turn(number: int, start: datetime) -> datetime:
    """When the row of this number may go."""
    if number < FIRST:
        return start
    return start + LOOK_AT_THEM + timedelta(minutes=(number - FIRST) // A_MINUTE)


def let_go_on(letter: Announcement) -> int:
    """What waited while it was paused has its turn again, from now; returns how many."""
    now, done = timezone.now(), 0
    waiting = list(letter.waiting().order_by("not_before", "pk").values_list("pk", flat=True))
    for start in range(0, len(waiting), A_MINUTE):
        at = now + timedelta(minutes=start // A_MINUTE)
        done += outbox.reschedule(waiting[start : start + A_MINUTE], at)
    return done


# --- what became of it


def results(letter: Announcement) -> list[tuple[str, int]]:
    """How many of its messages stand where, in words."""
    counts = dict(letter.messages().order_by().values_list("status").annotate(Count("pk")))
    return [(str(status.label), counts[status]) for status in Status if counts.get(status)]
