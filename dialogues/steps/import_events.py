"""Events from a list: each row becomes a draft of a dialogue for the secretariat to look at, or is held and said why.

Dates are the trap. A day that is printed otherwise than it is given, an end that is missing, a zone that is another one
on that day ("CET" in summer), two zones in one cell that do not name the same moment: none is guessed, each waits for a
decision. Nothing is announced.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import reading
from core.models import Act
from core.rows import Reading, Row
from core.workflow import signed
from dialogues.choices import Audience, Format, MeetingKind, Status
from dialogues.models import DialogueSeries, Meeting, Session
from dialogues.steps.planning import free_slug
from forum.models import ForumCycle
from publications.importing import Importer
from reference.models import Objective

KINDS = {
    "dialogue": MeetingKind.DIALOGUE,
    "webinar": MeetingKind.DIALOGUE,
    "hearing": MeetingKind.HEARING,
    "policy debate": MeetingKind.POLICY_DEBATE,
}
FORMATS = {"online": Format.ONLINE, "virtual": Format.ONLINE, "in person": Format.IN_PERSON,
           "in-person": Format.IN_PERSON, "hybrid": Format.HYBRID}  # fmt: skip
AUDIENCES = {"open to all": Audience.ALL, "public": Audience.ALL, **{code: code for code in Audience.values}}
OFFSETS = {"UTC": 0, "GMT": 0, "WET": 0, "CET": 1, "WEST": 1, "CEST": 2, "EET": 2, "EEST": 3, "EAT": 3, "ICT": 7,
           "EST": -5, "EDT": -4, "CDT": -5, "PST": -8, "PDT": -7}  # fmt: skip
"""Hours from UTC of abbreviations that mean one thing; all others wait (CST, IST, BST and more mean several)."""
ABBREVIATION = re.compile(r"\b[A-Z]{3,4}\b")
CLOCK = re.compile(r"\d{1,2}(?:[:.h]\d{2}|h\b)?\s*(?:[ap]\.?m\.?)?", re.IGNORECASE)
DAY = re.compile(r"(?<![\d:.])([0-3]?\d)(?![\d:])")
HELD = ("held", "planned", "scheduled", "")
LONGEST_CITY, LONGEST_SERIES, LONGEST_SOURCE = 100, 200, 300


@dataclass
class Lists:
    """What every row is held against; two queries."""

    objectives: set[int]
    cycles: list[ForumCycle]


class EventImport(Importer[Meeting, Lists]):
    """Dialogues that were held or announced elsewhere, as drafts."""

    command = "import_events"
    label = gettext_lazy("Dialogues held elsewhere")
    kind = "event"
    also = ("discussion",)
    model = Meeting
    picks = ("objectives",)
    foreign = ("cycle",)
    in_file: ClassVar = {"about": "summary", "organisers": "organizers", "event": "series, days, times, place"}

    def lists(self) -> Lists:
        return Lists(
            set(Objective.objects.values_list("pk", flat=True)), list(ForumCycle.objects.order_by("starts_on"))
        )

    def read(self, row: Row, lists: Lists) -> Reading:
        found = Reading(row)
        if found.text("kind").casefold() == "discussion":
            _hold_contribution(found)
            return found
        _read_texts(found, lists)
        _read_when(found, lists)
        return found

    def write(self, record: Meeting | None, values: dict[str, Any], *, by: Any) -> Meeting:
        """A draft with its session; an earlier one is written over."""
        meeting = record or Meeting(slug=free_slug(values["title"]), started_by=by)
        for name, value in self.attributes(values).items():
            setattr(meeting, name, value)
        said = values["event"]
        if said["series"]:
            series = DialogueSeries.objects.filter(title=said["series"], organisation=None).first()
            meeting.series = series or DialogueSeries.objects.create(
                title=said["series"], slug=free_slug(said["series"], DialogueSeries), cycle_id=values["cycle"]
            )
        signed(meeting, by, "imported")
        meeting.save()
        meeting.objectives.set(values["objectives"])
        meeting.sessions.all().delete()
        session = Session(meeting=meeting, **_columns(said["session"]))
        session.clean()
        signed(session, by, "imported")
        session.save()
        Act.objects.log("imported", meeting, by=by)
        return meeting

    def closed(self, record: Meeting) -> str:
        is_open = record.status == Status.DRAFT
        return "" if is_open else _("It was announced here since the last import; nothing was overwritten.")

    def attributes(self, values: dict[str, Any]) -> dict[str, Any]:
        """Without what stands in tables of its own."""
        return super().attributes({name: value for name, value in values.items() if name != "event"})

    def current(self, record: Meeting, like: Any) -> dict[str, Any]:
        """With series and session as `read` gives them."""
        columns = super().current(record, [name for name in like if name != "event"])
        session = record.sessions.first()
        series = record.series.title if record.series else ""
        return {**columns, "event": {"series": series, "session": _as_read(session) if session else {}}}


def _columns(said: dict[str, Any]) -> dict[str, Any]:
    """The values of a session as columns take them."""
    days = {name: date.fromisoformat(said[name]) for name in ("starts_on", "ends_on")}
    times = {name: reading.clock(said[name]) if said[name] else None for name in ("time_of_day", "time_until")}
    return {**said, **days, **times}


def _as_read(session: Session) -> dict[str, Any]:
    """A session as `_read_when` gives it."""
    return {
        "starts_on": session.starts_on.isoformat(),
        "ends_on": session.ends_on.isoformat(),
        "time_of_day": f"{session.time_of_day:%H:%M}" if session.time_of_day else "",
        "time_until": f"{session.time_until:%H:%M}" if session.time_until else "",
        "time_zone": session.time_zone,
        "format": session.format,
        "city": session.city,
        "languages": session.languages,
    }


def _hold_contribution(found: Reading) -> None:
    """What was said in a discussion elsewhere is put into nobody's mouth here: each waits, and is told why."""
    found.hold(
        _("It was said in the discussion “%(space)s”. Decide for which meeting; contributions come from an account."),
        space=found.text("space") or "?",
    )
    if not found.text("space_closes"):
        found.hold(_("The discussion has no closing date. Decide when it closes."))
    if found.text("posted") == "":
        found.hold(_("It does not say when it was written."))
    if len(found.texts("languages")) > 1:
        languages = ", ".join(found.texts("languages"))
        found.hold(
            _("Several languages stand in one field: %(languages)s. Decide which text is which."), languages=languages
        )
    if above := found.text("in_reply_to"):
        found.tell(_("It answers %(id)s."), id=above)


def _read_texts(found: Reading, lists: Lists) -> None:
    kind = found.text("event_type").casefold()
    found.values |= {
        "title": found.title(),
        "kind": str(KINDS.get(kind, MeetingKind.DIALOGUE)),
        "language": found.language("title_lang"),
        "about": found.lines("summary"),
        "organisers": ", ".join(found.texts("organizers")),
        "audience": _audience(found),
        "objectives": found.numbers("objectives", lists.objectives, _("23 objectives")),
        "source": _source(found),
    }
    if kind not in KINDS:
        found.hold(_("“%(kind)s” is no kind of meeting that is kept here. Decide what it is."), kind=kind or "?")
    if (status := found.text("status").casefold()) not in HELD:
        found.hold(_("Its status is “%(status)s”. Decide whether it took place as it stands."), status=status)
    if found.text("recording") and not found.text("recording").startswith("http"):
        found.tell(_("The recording has no address: “%(text)s”."), text=found.text("recording"))


def _source(found: Reading) -> str:
    """Title, collection and address; where they are too long together, the address."""
    address, words = found.address(), [found.part("source", part) for part in ("page_title", "collection")]
    whole = ", ".join(filter(None, [*words, address]))
    if address and len(whole) > LONGEST_SOURCE:
        found.tell(_("The title of the source is too long to stand with its address: “%(text)s”."), text=words[0])
        return address
    return whole


def _audience(found: Reading) -> str:
    """Open to all where nothing else is understood; then that is said."""
    said = found.text("audience")
    if said and said.casefold() not in AUDIENCES:
        found.tell(_("For whom it is, “%(text)s”, is not understood; it stands as open to all."), text=said)
    return str(AUDIENCES.get(said.casefold(), Audience.ALL))


def _short_line(found: Reading, name: str, longest: int) -> str:
    """A line that stands in a table of its own; one that is too long waits."""
    text = found.line(name)
    if len(text) > longest:
        words = _("%(name)s: “%(text)s” has more than %(longest)s characters. Shorten it.")
        found.hold(words, name=name, text=text, longest=longest)
    return text


def _read_when(found: Reading, lists: Lists) -> None:
    starts, ends, printed = _day(found, "start"), _day(found, "end"), found.text("dates_as_printed")
    zone = _zone(found)
    agreed = _said_twice(found, starts, zone)
    begins, until = agreed or _times(found)
    if starts is None:
        found.hold(_("It has no day."))
    if ends is None:
        found.hold(_("It has no last day. Decide how long it lasted."))
    if starts and ends:
        _check_printed_days(found, printed, starts, ends)
        if ends < starts:
            found.hold(_("It ends before it begins."))
    if starts and begins and zone and not agreed:
        _check_printed_zone(found, starts, begins, zone)
    found.values |= {
        "cycle": _cycle(found, starts, lists),
        "event": {
            "series": _short_line(found, "series", LONGEST_SERIES),
            "session": {
                "starts_on": starts.isoformat() if starts else "",
                "ends_on": ends.isoformat() if ends else "",
                "time_of_day": begins,
                "time_until": until,
                "time_zone": zone or "America/New_York",
                "format": found.one_of("format", FORMATS, _("Format")),
                "city": _short_line(found, "place", LONGEST_CITY),
                "languages": found.languages("languages"),
            },
        },
    }


def _day(found: Reading, name: str) -> date | None:
    said = found.text(name).partition("T")[0]
    try:
        return reading.day(said) if said else None
    except ValidationError as error:
        found.held.append(f"{name}: {error.messages[0]}")
        return None


def _check_printed_days(found: Reading, printed: str, starts: date, ends: date) -> None:
    """What is printed names these days and no other."""
    days = {int(day) for day in DAY.findall(reading.western(printed))} - {0}
    if not days:
        if printed:
            found.tell(_("No day is printed: “%(text)s”."), text=printed)
    elif not {starts.day, ends.day} <= days or len(days) > len({starts.day, ends.day}):
        found.hold(_("The days are printed otherwise than they are given: “%(text)s”. Decide."), text=printed)


def _times(found: Reading) -> tuple[str, str]:
    """Begin and end as 24 hours; what is one time, or more than two, waits."""
    printed = reading.western(found.text("times_as_printed"))
    if not printed:
        found.tell(_("It has no time; only its day is kept."))
        return "", ""
    said = [one.strip() for one in CLOCK.findall(printed) if one.strip()]
    if len(said) == 1:
        found.hold(_("It has no end: “%(text)s”. Decide how long it lasted."), text=printed)
    if len(said) != 2:
        if len(said) != 1:
            found.hold(_("More than one begin and end are printed: “%(text)s”. Decide which is meant."), text=printed)
        return "", ""
    half = re.search(r"[ap]\.?m", said[1], re.IGNORECASE)
    if half and not re.search(r"[:.h]|[ap]", said[0], re.IGNORECASE):
        found.hold(_("“%(text)s”: does it begin in the morning or in the afternoon?"), text=printed)
        return "", ""
    try:
        begins, until = (reading.clock(one) for one in said)
    except ValidationError as error:
        found.held.append(error.messages[0])
        return "", ""
    return f"{begins:%H:%M}", f"{until:%H:%M}"


def _said_twice(found: Reading, day: date | None, zone: str) -> tuple[str, str] | None:
    """Begin and end by the clocks of `zone`, where they are printed by two clocks, one of them those of `zone` on that
    day, and both name the same moments: nothing is guessed then. None for everything else."""
    printed = reading.western(found.text("times_as_printed"))
    said = [one.strip() for one in CLOCK.findall(printed) if one.strip()]
    named = ABBREVIATION.findall(found.text("zone_as_printed"))
    if day is None or not zone or len(said) != 4 or len(named) != 2 or not set(named) <= set(OFFSETS):
        return None
    try:
        clocks = [datetime.combine(day, reading.clock(one), tzinfo=UTC) for one in said]
    except ValidationError:
        return None
    behind = [timedelta(hours=OFFSETS[name]) for name in named]
    pairs = list(zip((clocks[:2], clocks[2:]), behind, strict=True))
    if len({(begin - offset, end - offset) for (begin, end), offset in pairs}) != 1:
        return None
    for (begin, end), offset in pairs:
        if begin.replace(tzinfo=ZoneInfo(zone)).utcoffset() == offset:
            words = _("“%(text)s” is one time by two clocks; it is kept by that of %(zone)s.")
            found.tell(words, text=f"{printed} {found.text('zone_as_printed')}", zone=zone)
            return f"{begin:%H:%M}", f"{end:%H:%M}"
    return None


def _zone(found: Reading) -> str:
    zone = found.text("zone_iana_suggested")
    if zone and zone not in available_timezones():
        found.hold(_("“%(zone)s” is no time zone."), zone=zone)
        return ""
    if not zone and found.text("times_as_printed"):
        found.hold(_("It has a time and no time zone."))
    return zone


def _check_printed_zone(found: Reading, day: date, begins: str, zone: str) -> None:
    """The abbreviation that is printed is what the clocks of `zone` show on that day."""
    printed = found.text("zone_as_printed")
    named = ABBREVIATION.findall(printed)
    if not printed:
        found.tell(_("No zone is printed; %(zone)s is taken as it was suggested."), zone=zone)
        return
    if len(named) != 1 or named[0] not in OFFSETS:
        found.hold(_("The zone “%(text)s” can mean several. Decide which clock is meant."), text=printed)
        return
    moment = datetime.combine(day, reading.clock(begins), tzinfo=ZoneInfo(zone))
    if moment.utcoffset() != timedelta(hours=OFFSETS[named[0]]):
        shown = f"{moment:%Z}"
        words = _(
            "“%(text)s” is printed, but on that day the clocks of %(zone)s show %(shown)s. Decide which is meant."
        )
        found.hold(words, text=printed, zone=zone, shown=shown)


def _cycle(found: Reading, day: date | None, lists: Lists) -> int | None:
    """The first forum that was not over on that day: it is said, for the list does not say it."""
    if day is None:
        return None
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    cycle = next((one for one in lists.cycles if not one.is_over(moment)), None)
    if cycle is None:
        found.hold(_("No forum follows its day."))
        return None
    found.tell(_("It stands with the forum of %(year)s, the next after its day."), year=cycle.year)
    return cycle.year
