"""When a person's digest goes, and what can wait for it (FEATURES N6, N7).

A message of a kind that may wait becomes a line in the digest of those who chose so. Its row stands as "waits for the
digest" until a digest that holds its line is handed over; what a lost digest told the next one tells. So what is new
while a digest is written comes with the next, and nothing is lost between two (RELIABILITY E11). A row that would
lose its use before the next digest does not wait.

A digest goes when the office of its person opens, on each working day or on the first of the week. The kind itself is
declared above the apps whose open matters it lists.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from notifications import working
from notifications.choices import RHYTHMS, Choice
from notifications.models import Message, Preference

NAME = "portal.digest"
"""The kind of the digest."""


class Rhythm(NamedTuple):
    """How often somebody's digest comes, since when, in which week and zone."""

    choice: str
    since: datetime
    week: working.Week
    zone: Any

    def is_on(self, day: date) -> bool:
        """Whether a digest goes on `day`."""
        return self.week.is_first(day) if self.choice == Choice.WEEKLY else self.week.is_working(day)

    def at(self, day: date) -> datetime:
        """When it goes on `day`."""
        return working.opening(day, self.week, self.zone)

    def newest(self, now: datetime) -> date | None:
        """The day of the last one that was due at `now`; None where it was chosen only afterwards."""
        for day in working.days_from(now.astimezone(self.zone).date(), -1):
            if self.is_on(day) and self.at(day) <= now:
                return day if self.at(day) >= self.since else None
        return None

    def next(self, now: datetime) -> datetime:
        """When the next one after `now` goes."""
        days = working.days_from(now.astimezone(self.zone).date())
        return next((self.at(day) for day in days if self.is_on(day) and self.at(day) > now), now + timedelta(days=7))


def rhythms_of(people: Iterable[Any] | None = None) -> dict[Any, Rhythm]:
    """By person's id, the rhythm of those of `people` (of everybody with an account) who chose a digest."""
    chosen = Preference.objects.filter(kind=NAME, choice__in=RHYTHMS, user__is_active=True).select_related("user")
    if people is not None:
        ids = [person.pk for person in people]
        chosen = chosen.filter(user__in=ids) if ids else chosen.none()
    rows = list(chosen.order_by("pk"))
    weeks = working.weeks_of([row.user_id for row in rows])
    return {
        row.user_id: Rhythm(row.choice, row.changed_at, weeks[row.user_id], working.zone_of(row.user)) for row in rows
    }


def comes_in_time(row: Message, rhythm: Rhythm) -> bool:
    """Whether the next digest goes before `row` has lost its use."""
    return row.expires_at is None or rhythm.next(max(row.next_try, timezone.now())) < row.expires_at
