"""Working days and office hours of those who get messages.

Who somebody works for is known above: an app may say in `weeks_of_people` whose week is another one.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

DAYS_OF_A_WEEK = 7


class Week(NamedTuple):
    """The week of an office: weekdays off (Monday is 0), when it opens and closes."""

    off: frozenset[int] = frozenset({5, 6})
    opens: time = time(9)
    closes: time = time(17)

    def is_working(self, day: date) -> bool:
        """Whether the office is open on that day."""
        return day.weekday() not in self.off

    def is_first(self, day: date) -> bool:
        """Whether `day` begins the working week: the first after a day off; Monday where there is none."""
        if not self.off:
            return day.weekday() == 0
        return self.is_working(day) and not self.is_working(day - timedelta(days=1))


USUAL = Week()
weeks_of_people: list[Callable[[Collection[int]], dict[int, Week]]] = []
"""Functions that give the weeks of some of the people whose ids they get."""


def weeks_of(people: Collection[int]) -> dict[int, Week]:
    """The week of each of `people`, in as many queries as there are functions to ask."""
    found = dict.fromkeys(people, USUAL)
    for ask in weeks_of_people:
        found |= ask(people) if people else {}
    return found


def zone_of(person: Any) -> ZoneInfo:
    """The time zone of a person; the portal's own for a bare address."""
    return ZoneInfo(getattr(person, "time_zone", "") or settings.TIME_ZONE)


def opening(day: date, week: Week, zone: ZoneInfo) -> datetime:
    """When the office opens on `day`."""
    return datetime.combine(day, week.opens, zone)


def when_open(start: datetime, week: Week, zone: ZoneInfo, *, before: datetime | None = None) -> datetime:
    """The first moment from `start` on at which the office is open; `start` itself where nothing but `before` or a
    later one is left: what is due comes rather out of hours than too late (FEATURES N11)."""
    for day in days_from(start.astimezone(zone).date()):
        closes = datetime.combine(day, week.closes, zone)
        if week.is_working(day) and start.timestamp() < closes.timestamp():
            found = max(start, opening(day, week, zone), key=datetime.timestamp)
            return found if before is None or found.timestamp() < before.timestamp() else start
    return start


def days_from(day: date, step: int = 1) -> Iterator[date]:
    """`day` and those after it, two weeks long; with -1 those before it."""
    return (day + timedelta(days=step * number) for number in range(2 * DAYS_OF_A_WEEK + 1))
