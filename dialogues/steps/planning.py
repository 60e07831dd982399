"""A meeting before it is announced, and what stands around it: its series, its people, a roundtable's objectives."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from core.access import demand
from core.models import Act
from core.workflow import demand_kept, perform, signed
from dialogues.choices import MeetingKind
from dialogues.models import DialogueSeries, Meeting, Participant, RoundtableObjective
from dialogues.publishing import restate
from reference.models import Objective

RESERVED = ("calendar", "drafts", "files", "forum", "new", "planning", "register", "search", "series", "take-part")
"""First parts of addresses below /dialogues/ that no meeting may have."""


def free_slug(title: str, among: Any = Meeting) -> str:
    """An address from `title` that nothing else has: with a number behind it where there is one already."""
    base = slugify(title)[:60].strip("-") or "dialogue"
    taken = set(among.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | set(RESERVED)
    return next(one for one in (base, *(f"{base}-{number}" for number in range(2, 10_000))) if one not in taken)


def start(*, by: Any, form_key: uuid.UUID | None = None, **written: Any) -> Meeting:
    """A draft. The same `form_key` gives the first one again (F2).

    A roundtable begins with the objectives of the indicative grouping of A/RES/73/326. Raises PermissionDenied, and
    ValidationError where the forum has that roundtable, hearing or policy debate already.
    """
    if form_key and (first := Meeting.objects.filter(form_key=form_key, started_by=by).first()):
        return first
    written.setdefault("slug", free_slug(written.get("title", "")))
    meeting = Meeting(started_by=by, form_key=form_key, **written)
    by = demand(by, "dialogues.start_meeting", meeting)
    meeting.validate_constraints()
    try:
        with transaction.atomic():
            signed(meeting, by)
            meeting.save()
            if meeting.kind == MeetingKind.ROUNDTABLE and meeting.number:
                of_grouping = Objective.objects.filter(roundtable=meeting.number).values_list("pk", flat=True)
                take_up(meeting, of_grouping, by=by)
            Act.objects.log("started", meeting, by=by)
    except IntegrityError:
        return Meeting.objects.get(form_key=form_key, started_by=by)
    return meeting


@transaction.atomic
def start_series(*, by: Any, form_key: uuid.UUID | None = None, **written: Any) -> DialogueSeries:
    """A series, without meetings yet. The same `form_key` gives the first one again."""
    if form_key and (first := DialogueSeries.objects.filter(form_key=form_key).first()):
        return first
    written.setdefault("slug", free_slug(written["title"], DialogueSeries))
    series = DialogueSeries(form_key=form_key, **written)
    by = demand(by, "dialogues.change_dialogueseries", series)
    signed(series, by)
    series.save()
    Act.objects.log("started", series, by=by)
    return series


@transaction.atomic
def take_up(meeting: Meeting, objectives: Iterable[int], *, by: Any, beyond_the_roadmap: Iterable[int] = ()) -> None:
    """These objectives stand in the roundtable; those of `beyond_the_roadmap` IMRF roadmap no. 3 does not list.

    An objective that another roundtable of the forum holds is refused by the database (IntegrityError).
    """
    demand(by, "dialogues.change_meeting", meeting)
    beyond = set(beyond_the_roadmap)
    meeting.roundtable_objectives.all().delete()
    RoundtableObjective.objects.bulk_create(
        RoundtableObjective(
            roundtable=meeting, cycle_id=meeting.cycle_id, objective_id=number, in_roadmap=number not in beyond
        )
        for number in objectives
    )


def discard(meeting: Meeting, *, by: Any, note: str = "") -> Meeting:
    """Out of sight; taken back within 30 days."""
    return perform(meeting, "discard", by=by, note=note)


@transaction.atomic
def restore(meeting: Meeting, *, by: Any, note: str = "") -> Meeting:
    """Take a discarded draft back. Raises MovedOn after 30 days."""
    demand_kept(meeting)
    return perform(meeting, "restore", by=by, note=note)


# --- people


@transaction.atomic
def add_participant(meeting: Meeting, *, by: Any, form_key: uuid.UUID | None = None, **written: Any) -> Participant:
    """Somebody takes a part. The public reads it with the next version, the name only with consent."""
    demand(by, "dialogues.change_meeting", meeting)
    if form_key and (first := meeting.participants.filter(form_key=form_key).first()):
        return first
    written.setdefault("position", meeting.participants.count())
    made = Participant.objects.create(meeting=meeting, form_key=form_key, **written)
    Act.objects.log("named", meeting, by=by)
    return made


@transaction.atomic
def remove_participant(participant: Participant, *, by: Any) -> None:
    """Take somebody out of the programme."""
    demand(by, "dialogues.change_meeting", participant.meeting)
    participant.delete()
    Act.objects.log("took out of the programme", participant.meeting, by=by)


@transaction.atomic
def change_series(series: DialogueSeries, *, by: Any, **written: Any) -> DialogueSeries:
    """Name and text of a series; the pages of its meetings say so at once."""
    demand(by, "dialogues.change_dialogueseries", series)
    for name, value in written.items():
        setattr(series, name, value)
    signed(series, by)
    series.save()
    for meeting in series.meetings.announced():
        restate(meeting)
    return series
