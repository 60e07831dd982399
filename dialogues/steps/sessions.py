"""When and where a meeting sits. What changes here the public reads at once, and calendars by a higher SEQUENCE."""

import uuid
from copy import copy
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import allowed, demand
from core.models import Act
from core.workflow import MovedOn, signed
from dialogues import notifications
from dialogues.choices import Status
from dialogues.models import Meeting, Session
from dialogues.publishing import restate
from dialogues.steps.registering import fill


@transaction.atomic
def add(meeting: Meeting, *, by: Any, form_key: uuid.UUID | None = None, **written: Any) -> Session:
    """One more sitting. The same `form_key` gives the first one again."""
    demand(by, "dialogues.change_meeting", meeting)
    if form_key and (first := meeting.sessions.filter(form_key=form_key).first()):
        return first
    written.setdefault("ends_on", written["starts_on"])
    session = Session(meeting=meeting, form_key=form_key, **written)
    session.clean()
    signed(session, by)
    session.save()
    Act.objects.log("added a session", meeting, by=by)
    restate(meeting)
    return session


@transaction.atomic
def change(session: Session, *, by: Any, sequence: int | None = None, **written: Any) -> Session:
    """Another time, place or language. Raises MovedOn for one that was called off, and where `sequence` is given and
    it was changed since it had that one."""
    meeting = session.meeting
    demand(by, "dialogues.change_meeting", meeting)
    session = _locked(session, sequence)
    before = session.told
    for name, value in written.items():
        setattr(session, name, value)
    session.clean()
    _tell_calendars(session)
    signed(session, by, "changed")
    session.save()
    Act.objects.log("changed a session", meeting, by=by)
    restate(meeting)
    fill(session)
    if before != session.told:
        _tell_people(session)
    return session


def move(session: Session, *, by: Any, days: int, sequence: int) -> Session:
    """So many days later, or earlier, at the hour that it has; `sequence` is what it had on the page that asked.

    Raises as `change`, so that the same form sent twice moves nothing twice (F2), and ValidationError for an hour that
    the clocks skip on that day.
    """
    return change(session, by=by, sequence=sequence, **days_after(session, days))


def days_after(session: Session, days: int) -> dict[str, date]:
    """The days of `session` when it is moved by `days`."""
    by_days = timedelta(days=days)
    return {"starts_on": session.starts_on + by_days, "ends_on": session.ends_on + by_days}


def demand_standing(session: Session, by: Any) -> None:
    """Raise what keeps `by` from changing `session`: PermissionDenied, MovedOn for one that was called off."""
    if not allowed(by, "dialogues.change_meeting", session.meeting):  # of many at once: `by` is not read anew for each
        raise PermissionDenied
    _demand_held(session)


def demand_movable(session: Session, by: Any, days: int = 0) -> None:
    """Raise as `demand_standing`, and ValidationError for an hour that the clocks skip on the day it is moved to."""
    demand_standing(session, by)
    moved = copy(session)
    for name, day in days_after(session, days).items():
        setattr(moved, name, day)
    moved.clean()


def told_of(session: Session) -> list[Any]:
    """The people who hear of its change; nobody where nobody knows of it, or it is over."""
    return notifications.SessionChanged(session).recipients() if _is_told(session) else []


@transaction.atomic
def call_off(session: Session, *, by: Any, note: str, sequence: int | None = None) -> Session:
    """It does not take place; its line stays on the page, with the reason. Raises MovedOn for one that was called off,
    and where `sequence` is given and it was changed since it had that one."""
    meeting = session.meeting
    demand(by, "dialogues.change_meeting", meeting)
    session = _locked(session, sequence)
    session.cancelled_at, session.cancel_reason = timezone.now(), note[:500]
    _tell_calendars(session)
    signed(session, by, "called off")
    session.save()
    Act.objects.log("called off a session", meeting, by=by)
    restate(meeting)
    _tell_people(session)
    return session


def sequence_all(meeting: Meeting) -> None:
    """Calendars learn that the whole meeting was called off."""
    meeting.sessions.filter(cancelled_at__isnull=True).update(sequence=F("sequence") + 1, changed_at=timezone.now())


def _locked(session: Session, sequence: int | None) -> Session:
    """The session as it stands now, for nobody else to change. Raises MovedOn for one that was called off; where
    `sequence` is given, also for one that has another by now, or had when `session` was read."""
    now = Session.objects.select_for_update().get(pk=session.pk)
    _demand_held(now)
    if sequence is not None and not sequence == session.sequence == now.sequence:
        raise MovedOn(_("This session was changed meanwhile. Look at its day before you go on."))
    return now


def _demand_held(session: Session) -> None:
    if session.cancelled_at:
        raise MovedOn(_("This session was called off. Add another one."))


def _tell_calendars(session: Session) -> None:
    session.sequence += 1
    session.changed_at = timezone.now()


def _tell_people(session: Session) -> None:
    """Those who asked hear of it once; of what nobody knows of, or what is over, nobody does."""
    if _is_told(session):
        notifications.SessionChanged(session, sequence=session.sequence, told=session.told).queue()


def _is_told(session: Session) -> bool:
    return session.meeting.status == Status.ANNOUNCED and session.ends_at > timezone.now()
