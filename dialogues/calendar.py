"""Announced sessions for calendar programs (D3), drawn from `publications` like every public page.

A session keeps its UID for ever; SEQUENCE counts its changes, so that calendars that follow a feed move it. What lasts
several days, or has no time yet, stands as whole days. The address to join is never in a public file.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from dialogues.choices import Status
from dialogues.schedule import Entry, Sitting

if TYPE_CHECKING:
    from icalendar import Event

REFRESH = timedelta(hours=1)
ONE_DAY = timedelta(days=1)
MOST_ALARM = 7 * 24 * 60
"""Minutes: an alarm rings a week ahead at the earliest."""


def ics(name: str, entries: Iterable[Entry], *, alarm: int = 0, join: dict[str, str] | None = None) -> bytes:
    """An iCalendar file of every session of `entries`, with VTIMEZONE.

    `alarm` is minutes ahead, 0 for none; `join` gives the address to join of the sessions that one person registered
    for, by their id.
    """
    from icalendar import Calendar  # here: nine pages of ten need no calendar, and a web process starts without it

    calendar = Calendar()
    calendar.add("prodid", "-//IMRF Portal//Dialogues//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _line(name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for entry in entries:
        for sitting in entry.sittings:
            calendar.add_component(_event(entry, sitting, alarm, (join or {}).get(sitting.fact["id"], "")))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(entry: Entry, sitting: Sitting, alarm: int, join: str) -> "Event":
    from icalendar import Event

    fact, publication = sitting.fact, entry.publication
    cancelled = fact["cancelled"] or publication.facts.get("status") == Status.CANCELLED
    changed = datetime.fromisoformat(fact["changed_at"])
    page = f"{settings.SITE_URL}{publication.get_absolute_url()}"
    event = Event()
    event.add("uid", f"{fact['id']}@imrf-portal")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", fact["sequence"])
    title = _line(": ".join(filter(None, [publication.title, fact["title"]])))
    event.add("summary", title)
    for key, value in _span(sitting).items():
        event.add(key, value)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("url", page)
    event.add("description", "\n".join(filter(None, [*_lines(entry, sitting), join, page])))
    if place := _line(", ".join(filter(None, [fact["room"], fact["city"]]))):
        event.add("location", place)
    event.add("categories", [entry.kind_label])
    if alarm and fact["has_time"] and not cancelled:
        event.add_component(_alarm(title, alarm))
    return event


def _span(sitting: Sitting) -> dict[str, Any]:
    """Begin and end: moments in the zone of the city, or whole days."""
    fact = sitting.fact
    first, last = (date.fromisoformat(fact[name]) for name in ("starts_on", "ends_on"))
    ends_that_night = fact["has_end"] and sitting.ends_at - sitting.starts_at < ONE_DAY
    if not fact["has_time"] or (first != last and not ends_that_night):
        return {"dtstart": first, "dtend": last + timedelta(days=1)}
    zone = ZoneInfo(fact["zone"])
    begins = {"dtstart": sitting.starts_at.astimezone(zone)}
    return {**begins, "dtend": sitting.ends_at.astimezone(zone)} if fact["has_end"] else begins


def _lines(entry: Entry, sitting: Sitting) -> list[str]:
    spoken, interpreted = (
        ", ".join(name for _code, name in one) for one in (sitting.languages, sitting.interpretation)
    )
    return [
        entry.publication.summary,
        _("Languages: %(names)s") % {"names": spoken} if spoken else "",
        _("Interpretation: %(names)s") % {"names": interpreted} if interpreted else "",
        sitting.fact["accessibility"],
        _("Reason: %(reason)s") % {"reason": sitting.fact["reason"]} if sitting.fact["reason"] else "",
    ]


def _alarm(title: str, minutes: int) -> Any:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -timedelta(minutes=minutes))
    return alarm


def _line(text: str) -> str:
    """One line: a title with a line break in it starts no property of its own (B55)."""
    return " ".join(text.split())
