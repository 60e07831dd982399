"""From the draft to the public page, and what may happen to it there."""

from typing import Any

from django.db import transaction

from core.workflow import perform, signed
from dialogues import notifications, publishing
from dialogues.models import Meeting
from dialogues.models.number import next_reference
from dialogues.steps.sessions import sequence_all
from publications import register
from publications.models import Publication


@transaction.atomic
def announce(meeting: Meeting, *, by: Any, note: str = "") -> Publication:
    """Everybody reads it from now on. The number is given in the same transaction: a refused step costs none."""
    Meeting.objects.filter(pk=meeting.pk, reference__isnull=True).update(reference=next_reference())
    return _to_register(perform(meeting, "announce", by=by, note=note), by=by, note=note)


@transaction.atomic
def revise(meeting: Meeting, *, by: Any, note: str = "") -> Publication:
    """Publish what was written since as a further version; `note` says what is new."""
    return _to_register(perform(meeting, "revise", by=by, note=note), by=by, note=note)


@transaction.atomic
def cancel(meeting: Meeting, *, by: Any, note: str) -> Meeting:
    """It does not take place. Its page stays and says so; calendars strike it out."""
    meeting = perform(meeting, "cancel", by=by, note=note)
    sequence_all(meeting)
    publishing.restate(meeting)
    notifications.MeetingCancelled(meeting).queue()
    return meeting


@transaction.atomic
def withdraw(meeting: Meeting, *, by: Any, note: str) -> Meeting:
    """It was announced by mistake: a stub with the reason stays. Its roundtable or hearing can be announced anew."""
    meeting = perform(meeting, "withdraw", by=by, note=note)
    meeting.roundtable_objectives.all().delete()
    sequence_all(meeting)
    register.withdraw(meeting.reference or "", by=by, reason=note)
    return meeting


def _to_register(meeting: Meeting, *, by: Any, note: str) -> Publication:
    signed(meeting, by)
    content, names = publishing.content_of(meeting)
    head = publishing.head_of(meeting, content)
    publication = register.publish(head, content, names=names, by=by, note=note)
    publishing.restate(meeting)
    return publication
