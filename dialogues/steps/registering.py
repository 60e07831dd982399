"""Following a meeting, and a place in a session: given while there are any, then in the order of asking."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import demand, fresh
from dialogues import notifications
from dialogues.choices import Place
from dialogues.models import Follower, Meeting, Registration, Session
from forum.models import ForumCycle

KEPT_AFTER = timedelta(days=30)
"""So long after the last day of the forum is known who registered."""


def follow(meeting: Meeting, *, by: Any) -> None:
    """Tell this person when it moves or is cancelled, and remind them. A second time changes nothing."""
    Follower.objects.get_or_create(meeting=meeting, user=fresh(by))


def unfollow(meeting: Meeting, *, by: Any) -> None:
    """Tell them no more."""
    Follower.objects.filter(meeting=meeting, user=by).delete()


@transaction.atomic
def register(session: Session, *, by: Any, **written: Any) -> Registration:
    """A place, or one on the waiting list where all are given. A second press changes what was written, not the place.

    The session's row is locked: of two who ask for the last place one gets it. Raises PermissionDenied where nobody
    registers (any more).
    """
    session = Session.objects.select_for_update().select_related("meeting").get(pk=session.pk)
    by = demand(by, "dialogues.register_session", session, _("Registration for this session is not open."))
    known = Registration.objects.filter(session=session, user=by).first()
    asks_anew = known is None or known.place == Place.GIVEN_UP
    made = known or Registration(session=session, user=by)
    for name, value in written.items():
        setattr(made, name, value)
    if asks_anew:
        made.asked_at = timezone.now()
        _give(made, Place.GIVEN if _is_free(session) else Place.WAITING)
    made.save()
    if asks_anew:
        notifications.Registered(made).queue()
    return made


@transaction.atomic
def give_up(registration: Registration, *, by: Any) -> None:
    """The place goes to whoever has waited longest. Raises PermissionDenied for somebody else's."""
    session = Session.objects.select_for_update().get(pk=registration.session_id)
    registration = Registration.objects.get(pk=registration.pk)
    if registration.user_id != by.pk:
        raise PermissionDenied(_("This is somebody else’s registration."))
    had_place = registration.place == Place.GIVEN
    registration.place = Place.GIVEN_UP
    registration.needs = ""  # what somebody needs is known no longer than there is a use for it
    registration.save(update_fields=["place", "needs"])
    if had_place:
        fill(session)


def fill(session: Session) -> None:
    """Give the free places to those who wait; the session's row is locked by the caller."""
    if session.cancelled_at:
        return
    for waiting in session.registrations.waiting().select_related("user"):
        if not _is_free(session):
            return
        _give(waiting, Place.GIVEN)
        waiting.save(update_fields=["place", "given_at"])
        notifications.Registered(waiting).queue()


def forget_what_is_over(now: datetime | None = None) -> int:
    """Delete who registered for, or followed, the meetings of a forum that ended 30 days ago or more (D13).

    Gives the number of rows that went. Attendance stays, in numbers. A meeting held after its forum waits its own end.
    """
    before = (now or timezone.now()) - KEPT_AFTER
    over = [cycle for cycle in ForumCycle.objects.all() if cycle.is_over(before)]
    done = Meeting.objects.filter(cycle__in=over).exclude(sessions__ends_at__gt=before)
    gone, _rows = Registration.objects.filter(session__meeting__in=done).delete()
    followers, _rows = Follower.objects.filter(meeting__in=done).delete()
    return gone + followers


def _is_free(session: Session) -> bool:
    return session.places is None or session.registrations.given().count() < session.places


def _give(registration: Registration, place: str) -> None:
    registration.place = place
    registration.given_at = timezone.now() if place == Place.GIVEN else None
