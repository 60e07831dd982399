"""Public meetings in the order of their time, each with where it stands in time, in words (D2).

Reads `publications` and the forum's milestones alone: what is not announced cannot stand here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.templatetags.portal import day_of
from dialogues.choices import Format, MeetingKind, Status, When
from dialogues.publishing import KIND
from forum import calendar
from forum.models import ForumCycle, Milestone
from publications.models import Publication

MANY_DAYS = 3
"""More days than these are said as a span."""
LAST = datetime.max.replace(tzinfo=UTC)
WORDS = {When.NEXT: "info", When.LIVE: "ok", When.CANCELLED: "bad"}
"""Colours of the words, by components/status.html."""


@dataclass
class Sitting:
    """One session as it was stated: `fact` is `publishing.session_fact`."""

    fact: dict[str, Any]
    state: When = When.LATER

    @cached_property
    def starts_at(self) -> datetime:
        """The aware moment at which it begins."""
        return datetime.fromisoformat(self.fact["starts_at"])

    @cached_property
    def ends_at(self) -> datetime:
        """The aware moment at which it is over."""
        return datetime.fromisoformat(self.fact["ends_at"])

    @property
    def days(self) -> str:
        """Its day or days in words."""
        return days_of(self.fact["starts_on"], self.fact["ends_on"])

    @property
    def until(self) -> str:
        """When it ends by the clocks of its city, with the day where that is another one."""
        ends = self.ends_at.astimezone(ZoneInfo(self.fact["zone"]))
        one_day = self.fact["starts_on"] == self.fact["ends_on"]
        return f"{ends:%H:%M}" if one_day else f"{day_of(ends.date())}, {ends:%H:%M}"

    @property
    def earlier(self) -> list[str]:
        """The days and times it had before, in words."""
        return [_earlier(old) for old in self.fact["earlier"]]

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Code and name of the languages of the floor."""
        return named(self.fact["languages"])

    @property
    def interpretation(self) -> list[tuple[str, str]]:
        """Code and name of the languages it is interpreted into."""
        return named(self.fact["interpretation"])

    @property
    def format(self) -> str:
        """Online or in person, in words."""
        code = self.fact["format"]
        return str(Format(code).label) if code in Format.values else ""

    @property
    def status(self) -> dict[str, str]:
        """Where it stands in time, as components/status.html takes it."""
        return status_of(self.state)


@dataclass
class Entry:
    """A public meeting with its time."""

    publication: Publication
    sittings: list[Sitting] = field(default_factory=list)
    milestone: Milestone | None = None
    state: When = When.UNKNOWN

    @property
    def event(self) -> str:
        """The code of its kind."""
        return str(self.publication.facts.get("event", ""))

    @cached_property
    def held(self) -> list[Sitting]:
        """Its sittings without those that were called off."""
        return [one for one in self.sittings if not one.fact["cancelled"]]

    @property
    def starts_at(self) -> datetime:
        """When it begins; what has no date stands last."""
        if self.held:
            return min(one.starts_at for one in self.held)
        return self.milestone.begins_at() if self.milestone else LAST

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        if self.held:
            return max(one.ends_at for one in self.held)
        return self.milestone.ends_at() if self.milestone else LAST

    @cached_property
    def days(self) -> str:
        """Its days in words: those of its sessions, from the first to the last where they are more than MANY_DAYS;
        else those of the milestone."""
        spans = sorted({(one.fact["starts_on"], one.fact["ends_on"]) for one in self.held})
        if len(spans) > MANY_DAYS:
            spans = [(spans[0][0], max(last for _first, last in spans))]
        if spans:
            return "; ".join(days_of(first, last) for first, last in spans)
        return calendar.when(self.milestone) if self.milestone else ""

    @property
    def is_provisional(self) -> bool:
        """Whether its days are no more than a plan of the forum's."""
        return not self.sittings and self.milestone is not None and calendar.is_provisional(self.milestone)

    @property
    def status(self) -> dict[str, str]:
        """Where it stands in time, as components/status.html takes it."""
        return status_of(self.state)

    @property
    def kind_label(self) -> str:
        """What it is, in a word."""
        return str(MeetingKind(self.event).label) if self.event in MeetingKind.values else ""

    @property
    def number(self) -> int:
        """The number of a roundtable; 0 for all else."""
        return int(self.publication.facts.get("number") or 0)


def named(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Code and own name of languages; what is no code of the UN's languages is a name."""
    known = dict(settings.LANGUAGES)
    words = {"floor": _("Floor, as spoken")}
    return [(code if code in known else "", known.get(code) or words.get(code, code)) for code in codes]


def status_of(state: When) -> dict[str, str]:
    """A state in time as components/status.html takes it."""
    return {"kind": WORDS.get(state, ""), "label": str(state.label), "icon": "calendar"}


def entries(publications: Iterable[Publication], cycle: ForumCycle | None = None) -> list[Entry]:
    """The meetings in the order of their time; of those ahead the first is "next". One query, for the milestones."""
    publications = list(publications)
    if not publications:
        return []
    years = {cycle.pk} if cycle else {one.cycle_id for one in publications}
    milestones = {
        (one.cycle_id, one.code): one for one in Milestone.objects.filter(cycle__in=years).select_related("cycle")
    }
    made = [entry(one, milestones.get((one.cycle_id, one.facts.get("milestone", "")))) for one in publications]
    made.sort(key=lambda one: (one.starts_at, one.number, one.publication.reference))
    for one in made:
        if one.state == When.LATER:
            one.state = When.NEXT
            break
    return made


def entry(publication: Publication, milestone: Milestone | None) -> Entry:
    """One meeting with its time as it stands now."""
    now, facts = timezone.now(), publication.facts
    cancelled = facts.get("status") == Status.CANCELLED
    sittings = [Sitting(one) for one in facts.get("sessions", [])]
    for one in sittings:
        called_off = cancelled or one.fact["cancelled"]
        one.state = When.CANCELLED if called_off else _in_time(one.starts_at, one.ends_at, now)
    sittings.sort(key=lambda one: one.starts_at)
    made = Entry(publication, sittings, milestone)
    if cancelled or (sittings and not made.held):
        made.state = When.CANCELLED
    elif made.starts_at < LAST:
        made.state = _in_time(made.starts_at, made.ends_at, now)
        if made.state == When.LIVE and sittings and not any(one.state == When.LIVE for one in sittings):
            made.state = When.LATER  # between two of its sessions
    return made


def as_event(one: Entry) -> dict[str, Any] | None:
    """A meeting in the words of schema.org; None while it has no day. Its days alone where no hour is announced."""
    if one.starts_at == LAST:
        return None
    is_exact = any(sitting.fact["has_time"] for sitting in one.held)
    begins, ends = (at if is_exact else at.date() for at in (one.starts_at, one.ends_at))
    state = "EventCancelled" if one.state == When.CANCELLED else "EventScheduled"
    address = f"{settings.SITE_URL}{one.publication.get_absolute_url()}"
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": one.publication.title,
        "inLanguage": one.publication.language,
        "startDate": begins.isoformat(),
        "endDate": ends.isoformat(),
        "eventStatus": f"https://schema.org/{state}",
        "location": {"@type": "VirtualLocation", "url": address},
        "url": address,
    }


def of_cycle(cycle: ForumCycle) -> list[Entry]:
    """All meetings of a forum."""
    found = Publication.objects.current().of_kind(KIND).filter(cycle=cycle).prefetch_related("objectives")
    return entries(found, cycle)


def _in_time(starts: datetime, ends: datetime, now: datetime) -> When:
    if now > ends:
        return When.PAST
    return When.LIVE if now >= starts else When.LATER


def days_of(first: str, last: str) -> str:
    """A day, or days from the first to the last, in words; both as ISO writes them."""
    return calendar.days_in_words(date.fromisoformat(first), date.fromisoformat(last))


def _earlier(old: dict[str, str]) -> str:
    days = days_of(old["starts_on"], old["ends_on"])
    at = old.get("time_of_day", "")[:5]
    return _("%(days)s, %(time)s") % {"days": days, "time": at} if at else days
