"""A calendar file as libraries read it that did not write it: vobject its properties, dateutil its VTIMEZONE (vobject
takes the first RDATE of a zone alone)."""

import io
from datetime import UTC, datetime
from typing import Any

import vobject
from dateutil import tz


def event_and_moment(content: str) -> tuple[Any, datetime]:
    """The one event of a file, and the moment in UTC at which it begins."""
    (event,) = vobject.readOne(content).vevent_list
    zone = tz.tzical(io.StringIO(content)).get()
    return event, event.dtstart.value.replace(tzinfo=zone).astimezone(UTC)
