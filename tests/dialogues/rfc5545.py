"""A reader of calendar files that shares nothing with the library that writes them: lines unfolded, texts unescaped,
moments worked out from the file's own VTIMEZONE (RFC 5545), so that a wrong zone is seen."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

ESCAPED = re.compile(r"\\([\\;,nN])")


def events_of(content: bytes) -> list[dict[str, Any]]:
    """Every VEVENT as its properties; DTSTART and DTEND as days or as moments in UTC."""
    text = content.decode("utf-8").replace("\r\n ", "").replace("\r\n\t", "")
    assert "\n" not in text.replace("\r\n", "")
    lines = text.split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    zones, events = _zones(lines), []
    event: dict[str, Any] | None = None
    inner = 0
    for line in lines:
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT" and event is not None:
            events.append(event)
            event = None
        elif name in ("BEGIN", "END"):
            inner += 1 if name == "BEGIN" else -1
        elif event is not None and inner == 1:  # inside the VCALENDAR, outside an alarm
            key, _semicolon, parameters = name.partition(";")
            event[key] = _value(key, parameters, value, zones)
    return events


def _value(key: str, parameters: str, value: str, zones: dict[str, list[tuple[datetime, int]]]) -> Any:
    if key not in ("DTSTART", "DTEND"):
        return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
    if parameters == "VALUE=DATE":
        return date(int(value[:4]), int(value[4:6]), int(value[6:8]))
    if value.endswith("Z"):
        return _local(value[:-1]).replace(tzinfo=UTC)
    local = _local(value)
    observances = [entry for entry in zones[parameters.removeprefix("TZID=")] if entry[0] <= local]
    return (local - timedelta(seconds=max(observances)[1])).replace(tzinfo=UTC)


def _zones(lines: list[str]) -> dict[str, list[tuple[datetime, int]]]:
    """For each zone the local moments at which an offset begins, with the offset in seconds."""
    zones: dict[str, list[tuple[datetime, int]]] = {}
    begins: list[datetime] = []
    name, offset = "", 0
    for line in lines:
        key, _colon, value = line.partition(":")
        if key == "TZID":
            name = value
            zones[name] = []
        elif line in ("BEGIN:STANDARD", "BEGIN:DAYLIGHT"):
            begins = []
        elif key.partition(";")[0] in ("DTSTART", "RDATE") and name and not line.startswith("DTSTART;TZID"):
            begins += [_local(one) for one in value.split(",") if "T" in one]
        elif key == "TZOFFSETTO":
            sign = -1 if value[0] == "-" else 1
            offset = sign * (int(value[1:3]) * 3600 + int(value[3:5]) * 60)
        elif line in ("END:STANDARD", "END:DAYLIGHT"):
            zones[name] += [(one, offset) for one in begins]
    return zones


def _local(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the clocks of its zone
