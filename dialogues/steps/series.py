"""A whole series planned at once: all of it, or nothing."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from dialogues import clashes
from dialogues.choices import MeetingKind, Part
from dialogues.models import DialogueSeries, Meeting, Session
from dialogues.steps import planning, sessions


class Clashing(Exception):
    """The series was not planned: `found` says what does not go together."""

    def __init__(self, found: list[clashes.Clash]) -> None:
        super().__init__(f"{len(found)} clashes")
        self.found = found


@transaction.atomic
def plan(
    about: Mapping[str, Any],
    every: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    *,
    by: Any,
    form_key: uuid.UUID,
    all_the_same: bool = False,
    audience: str = "all",
) -> DialogueSeries:
    """A series with a draft and a session for each of `rows` (title, day, roundtable: its number or "", co_chair,
    second_co_chair). `every` holds what all sessions have in common: zone, times, format, languages.

    The same `form_key` gives the first series again. Raises Clashing unless `all_the_same`, and then nothing is kept.
    """
    if first := DialogueSeries.objects.filter(form_key=form_key).first():
        return first
    series = planning.start_series(by=by, form_key=form_key, **about)
    made = [_dialogue(series, row, every, audience, by=by) for row in rows]
    found = clashes.of(made, by)
    if found and not all_the_same:
        raise Clashing(found)
    return series


def _dialogue(
    series: DialogueSeries, row: Mapping[str, Any], every: Mapping[str, Any], audience: str, *, by: Any
) -> Session:
    prepares = Meeting.objects.standing().filter(
        cycle=series.cycle, kind=MeetingKind.ROUNDTABLE, number=row["roundtable"] or None
    )
    meeting = planning.start(
        by=by,
        cycle=series.cycle,
        organisation=series.organisation,
        series=series,
        title=row["title"],
        language=series.language,
        audience=audience,
        roundtable=prepares.first() if row["roundtable"] else None,
    )
    for name in ("co_chair", "second_co_chair"):
        if row[name]:
            planning.add_participant(meeting, by=by, part=Part.CO_CHAIR, body=row[name])
    return sessions.add(meeting, by=by, starts_on=row["day"], **every)
