"""Dates of a cycle in words, as the timeline, and as a calendar file."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from core import reading
from core.templatetags.portal import day_of, words_language
from forum.choices import Confidence, MilestoneState, Precision
from forum.models import ForumCycle, ForumDocument, Milestone

if TYPE_CHECKING:
    from icalendar import Event

DAY_BEFORE_MONTH = ("en", "fr", "es", "ru")
NOT_YET_SURE = (Confidence.PROVISIONAL, Confidence.UNCONFIRMED)


def days_in_words(first: date, last: date, precision: str = Precision.DAY) -> str:
    """`17–20 May 2022`, `31 August – 1 September 2021`, `March – April 2030` for a precision of months."""
    if precision == Precision.MONTH:
        return _months_in_words(first, last)
    if first == last:
        return day_of(first)
    if _language() in DAY_BEFORE_MONTH and (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_of(last)}"
    return f"{day_of(first)} – {day_of(last)}"


def part_in_words(written: str) -> str:
    """“2021”, “2021-03” or “2021-03-05” as the active language writes it; nothing for nothing."""
    if len(written) <= len("2021"):
        return written
    day = reading.first_day(written)
    return day_of(day) if len(written) > len("2021-03") else _months_in_words(day, day)


def when(milestone: Milestone) -> str:
    """The days of `milestone` in words; its time and zone are for `forum_time` to add."""
    return days_in_words(milestone.starts_on, milestone.ends_on, milestone.precision)


def earlier_plans(record: ForumCycle | Milestone) -> list[str]:
    """The days that were announced before, in words, oldest first."""
    return [days_in_words(first, last) for first, last in record.earlier_dates()]


def is_provisional(milestone: Milestone) -> bool:
    """Whether the date is a placeholder: of itself, or like all of its cycle as long as that has none."""
    return milestone.confidence in NOT_YET_SURE or milestone.cycle.dates_provisional


def road(cycle: ForumCycle, user: Any) -> list[dict[str, Any]]:
    """The milestones that `user` may see, as `components/road.html` takes them; two queries at most."""
    page = reverse("roadmap_cycle", args=[cycle.year])
    return [
        {
            "label": stop.milestone.label,
            "when": when(stop.milestone),
            "note": stop.milestone.note,
            "state": str(stop.state),
            "provisional": is_provisional(stop.milestone),
            "url": f"{page}#{stop.milestone.code}",
            "milestone": stop.milestone,
        }
        for stop in cycle.milestones.visible_to(user).on_the_road()
        if stop.state != MilestoneState.CANCELLED
    ]


def ics(cycle: ForumCycle, milestones: Iterable[Milestone]) -> bytes:
    """An iCalendar file in English: whole days as days, times with their VTIMEZONE, UIDs that stay.

    SEQUENCE is the number of times that a date was moved, so that calendars follow.
    """
    from icalendar import Calendar  # here: nine pages of ten need no calendar, and a web process starts without it

    calendar = Calendar()
    calendar.add("prodid", "-//IMRF Portal//Roadmap//EN")
    calendar.add("version", "2.0")
    with override("en"):
        calendar.add("x-wr-calname", f"IMRF {cycle.year}")
        for milestone in milestones:
            calendar.add_component(_event(milestone))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def as_data(cycle: ForumCycle, milestones: Iterable[Milestone], documents: Iterable[ForumDocument]) -> dict[str, Any]:
    """A cycle for programs: days as ISO dates in `time_zone`, texts by language, codes that stay."""
    return {
        "year": cycle.year,
        "names": cycle.names,
        "venues": cycle.venues,
        "starts_on": cycle.starts_on.isoformat(),
        "ends_on": cycle.ends_on.isoformat(),
        "provisional": cycle.dates_provisional,
        "time_zone": cycle.time_zone,
        "milestones": [
            {
                "code": one.code,
                "labels": one.labels,
                "notes": one.notes,
                "kind": one.kind,
                "audience": one.audience,
                "starts_on": one.starts_on.isoformat(),
                "ends_on": one.ends_on.isoformat(),
                "time_of_day": one.time_of_day and one.time_of_day.isoformat("minutes"),
                "precision": one.precision,
                "provisional": is_provisional(one),
                "confidence": one.confidence,
                "cancelled": one.cancelled_on is not None,
                "earlier": [{"starts_on": a.isoformat(), "ends_on": b.isoformat()} for a, b in one.earlier_dates()],
                "source": one.source,
            }
            for one in milestones
        ],
        "documents": [
            {
                "code": one.code,
                "kind": one.kind,
                "symbol": one.symbol,
                "names": one.names,
                "dated_on": one.dated_on and one.dated_on.isoformat(),
                "url": one.url_in("en"),
            }
            for one in documents
        ],
    }


def as_event(cycle: ForumCycle) -> dict[str, Any]:
    """The forum in the words of schema.org."""
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": str(cycle.name),
        "inLanguage": cycle.name.lang,
        "startDate": cycle.starts_on.isoformat(),
        "endDate": cycle.ends_on.isoformat(),
        "location": {"@type": "Place", "name": str(cycle.venue)} if cycle.venue else None,
        "url": f"{settings.SITE_URL}{reverse('roadmap_cycle', args=[cycle.year])}",
    }


def _event(milestone: Milestone) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"{milestone.cycle_id}-{milestone.code}@imrf-portal")
    event.add("dtstamp", milestone.updated_at)
    event.add("last-modified", milestone.updated_at)
    event.add("sequence", len(milestone.previous_dates))
    provisional = is_provisional(milestone)
    event.add("summary", f"{milestone.label} (provisional)" if provisional else str(milestone.label))
    for name, value in _span(milestone).items():
        event.add(name, value)
    event.add("status", _status(milestone, provisional=provisional))
    event.add("transp", "TRANSPARENT")
    event.add("categories", [milestone.get_kind_display()])
    event.add("description", "\n".join(_lines(milestone)))
    event.add("url", f"{settings.SITE_URL}{reverse('roadmap_cycle', args=[milestone.cycle_id])}#{milestone.code}")
    return event


def _span(milestone: Milestone) -> dict[str, Any]:
    if milestone.has_time and milestone.is_deadline:
        return {"dtstart": milestone.due_at()}
    if milestone.has_time and milestone.time_until:
        return {"dtstart": milestone.begins_at(), "dtend": milestone.ends_at()}
    if milestone.has_time:
        return {"dtstart": milestone.begins_at()}
    return {"dtstart": milestone.starts_on, "dtend": milestone.ends_on + timedelta(days=1)}


def _status(milestone: Milestone, *, provisional: bool) -> str:
    if milestone.cancelled_on:
        return "CANCELLED"
    return "TENTATIVE" if provisional else "CONFIRMED"


def _lines(milestone: Milestone) -> list[str]:
    about = [
        str(milestone.note),
        f"{milestone.get_kind_display()}. Days are counted in {milestone.cycle.time_zone}.",
        "Only the months are known." if milestone.precision == Precision.MONTH else "",
        f"How sure: {milestone.get_confidence_display()}. Source: {milestone.source}",
        *(f"Earlier plan: {days}" for days in earlier_plans(milestone)),
    ]
    return [line for line in about if line]


def _months_in_words(first: date, last: date) -> str:
    whole = date_format(last, "YEAR_MONTH_FORMAT" if _language() != "en" else "F Y")
    if (first.year, first.month) == (last.year, last.month):
        return whole
    if first.year == last.year and _language() in ("en", "fr", "ru"):
        return f"{date_format(first, 'F')} – {whole}"
    return f"{date_format(first, 'YEAR_MONTH_FORMAT' if _language() != 'en' else 'F Y')} – {whole}"


def _language() -> str:
    return words_language().split("-")[0]
