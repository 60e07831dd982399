"""To those who registered for a session or follow its meeting: each thing once."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from core.templatetags.portal import forum_time, own_time
from dialogues.choices import PUBLIC, Place, Status
from dialogues.models import Follower, Meeting, Registration, Session
from dialogues.schedule import named
from notifications.kinds import Note, Recipient, absolute

LEADS = (timedelta(days=1), timedelta(hours=1))
"""How long before a session one is reminded."""
LATE = timedelta(hours=3)
"""So long after its hour a reminder is still of use, at most until the session begins."""


def audience_of(meeting: Meeting, session: Session | None = None) -> list[User]:
    """Those who follow the meeting, and those who have a place or wait for one in the session, or in any of them."""
    sessions = Q(session=session) if session else Q(session__meeting=meeting)
    registered = Registration.objects.filter(sessions).exclude(place=Place.GIVEN_UP).values("user")
    followers = Follower.objects.filter(meeting=meeting).values("user")
    people = User.objects.filter(Q(pk__in=registered) | Q(pk__in=followers), is_active=True)
    return list(people.only("pk", "email", "name", "language", "time_zone", "is_active"))


def time_in_words(session: Session) -> str:
    """When it begins, in its own zone and then in the reader's (D2)."""
    if not session.has_time:
        return _("%(day)s (the time is not known yet)") % {"day": session.starts_on.isoformat()}
    at = str(forum_time(session.starts_at, session.time_zone))
    mine = str(own_time(session.starts_at, session.time_zone))
    words = _("%(time)s. In your time zone: %(mine)s.") % {"time": at, "mine": mine} if mine else at
    return strip_tags(words)


def interpreted_into(session: Session) -> str:
    """The languages of its interpreters, in a sentence; "" for none."""
    names = ", ".join(name for _code, name in named(session.interpretation))
    return _("Interpretation into: %(names)s") % {"names": names} if names else ""


class Letter(Note):
    """Base of the messages to those who follow a meeting or registered for it."""

    reason = gettext_lazy("You get this because you follow this meeting or registered for it.")
    optional = True

    def meeting(self) -> Meeting:
        """The meeting that it is about."""
        meeting: Meeting = self.about if isinstance(self.about, Meeting) else self.about.meeting
        return meeting

    def url(self) -> str:
        """The public page."""
        return f"{settings.SITE_URL}/{get_language()}/{self.meeting().public_path}"

    def irrelevant(self, recipient: Recipient) -> str:
        meeting = self.meeting()
        if meeting.status not in PUBLIC:
            return _("no longer public")
        follows = Follower.objects.filter(meeting=meeting, user=recipient).exists()
        registered = Registration.objects.filter(session__meeting=meeting, user=recipient)
        if not follows and not registered.exclude(place=Place.GIVEN_UP).exists():
            return _("no longer wants to hear of it")
        return ""


class SessionChanged(Letter):
    """A session has another time, place or language, or was called off. Facts: sequence, told (`Session.told`). Of two
    changes the message about the first is void when the second comes before it went."""

    name = "dialogues.session_changed"
    label = gettext_lazy("A session that you follow changed")
    about: Session

    def recipients(self) -> list[User]:
        return audience_of(self.about.meeting, self.about)

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:{self.facts['sequence']}"

    def irrelevant(self, recipient: Recipient) -> str:
        if self.about.told != self.facts["told"]:
            return _("changed again since")
        return super().irrelevant(recipient)

    def subject(self, recipient: Recipient) -> str:
        words = {"title": self.meeting().title}
        return (_("Called off: %(title)s") if self.about.cancelled_at else _("Changed: %(title)s")) % words

    def paragraphs(self, recipient: Recipient) -> list[str]:
        session = self.about
        if session.cancelled_at:
            return [_("This session does not take place: %(time)s") % {"time": time_in_words(session)},
                    session.cancel_reason]  # fmt: skip
        place = ", ".join(filter(None, [session.room, session.city]))
        return [
            _("It now begins: %(time)s") % {"time": time_in_words(session)},
            _("Place: %(place)s") % {"place": place} if place else "",
            interpreted_into(session),
            _("Calendars that follow the page have moved it by themselves."),
        ]


class MeetingCancelled(Letter):
    """A whole meeting does not take place."""

    name = "dialogues.cancelled"
    label = gettext_lazy("A meeting that you follow was cancelled")
    about: Meeting

    def recipients(self) -> list[User]:
        return audience_of(self.about)

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}"

    def subject(self, recipient: Recipient) -> str:
        return _("Cancelled: %(title)s") % {"title": self.about.title}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [_("It does not take place."), self.about.closing_reason]


class SessionReminder(Letter):
    """A session begins in a day, or in an hour. Facts: starts_at (ISO), lead (minutes). A moved session makes new
    reminders; those of the old time are void."""

    name = "dialogues.reminder"
    label = gettext_lazy("Reminder of a session")
    about: Session

    @classmethod
    def plan(cls, now: datetime) -> Iterable["SessionReminder"]:
        """The reminders whose hour has come; four queries for each session that begins soon."""
        return (one for one in cls.plan_between(now - LATE, now) if one.about.starts_at > now)

    @classmethod
    def plan_between(cls, since: datetime, until: datetime) -> Iterable["SessionReminder"]:
        """The reminders of all sessions whose hour comes then, though the session may be over by `until`."""
        soon = cls._announced().filter(starts_at__gt=since, starts_at__lte=until + max(LEADS))
        for session in soon.select_related("meeting"):
            for lead in LEADS:
                if since < session.starts_at - lead <= until:
                    yield cls(session, starts_at=session.starts_at, lead=int(lead.total_seconds()) // 60)

    @classmethod
    def turns(cls, first: date, last: date) -> set[date]:
        """The days on which a session begins, and the day before."""
        span = (datetime.combine(first, time.min, UTC), datetime.combine(last, time.max, UTC) + max(LEADS))
        begin = cls._announced().filter(starts_at__range=span).values_list("starts_at", flat=True)
        return {(moment - lead).astimezone(UTC).date() for moment in begin for lead in LEADS}

    @staticmethod
    def _announced() -> Any:
        return Session.objects.held().filter(time_of_day__isnull=False, meeting__status=Status.ANNOUNCED)

    def recipients(self) -> list[User]:
        return audience_of(self.about.meeting, self.about)

    def occasion(self) -> str:
        return f"dialogues:{self.about.pk}:{self.facts['starts_at']}:{self.facts['lead']}-minutes"

    def expires_at(self) -> datetime:
        return self._moment()

    def irrelevant(self, recipient: Recipient) -> str:
        if self._moment() != self.about.starts_at:
            return _("moved to another time")
        if self.about.cancelled_at or self.meeting().status == Status.CANCELLED:
            return _("cancelled")
        return super().irrelevant(recipient)

    def _moment(self) -> datetime:
        return datetime.fromisoformat(self.facts["starts_at"])

    def subject(self, recipient: Recipient) -> str:
        words = {"title": self.meeting().title}
        if self.facts["lead"] <= 60:
            return _("In an hour: %(title)s") % words
        is_today = timezone.localdate(self._moment()) == timezone.localdate()  # a late message, in the reader's zone
        return (_("Today: %(title)s") if is_today else _("Tomorrow: %(title)s")) % words

    def paragraphs(self, recipient: Recipient) -> list[str]:
        session = self.about
        place = ", ".join(filter(None, [session.room, session.city]))
        has_place = Registration.objects.given().filter(session=session, user=recipient).exists()
        return [
            _("It begins: %(time)s") % {"time": time_in_words(session)},
            _("Place: %(place)s") % {"place": place} if place else "",
            interpreted_into(session),
            _("To join: %(address)s") % {"address": session.join_url} if session.join_url and has_place else "",
        ]


class Registered(Letter):
    """To somebody who registered: they have a place, or wait for one."""

    name = "dialogues.registered"
    label = gettext_lazy("Your registration for a session")
    reason = gettext_lazy("You get this because you registered for this session.")
    optional = False
    mandatory_because = gettext_lazy("You asked for a place: you have to know whether you have one.")
    about: Registration

    def meeting(self) -> Meeting:
        """The meeting of the session."""
        meeting: Meeting = self.about.session.meeting
        return meeting

    def recipients(self) -> list[User]:
        return [self.about.user]

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:{self.about.place}:{self.about.asked_at.isoformat()}"

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if self.about.place != Place.GIVEN_UP else _("given up since")

    def subject(self, recipient: Recipient) -> str:
        words = {"title": self.meeting().title}
        if self.about.place == Place.GIVEN:
            return _("You have a place: %(title)s") % words
        return _("You are on the waiting list: %(title)s") % words

    def paragraphs(self, recipient: Recipient) -> list[str]:
        session = self.about.session
        if self.about.place != Place.GIVEN:
            return [_("All places are given. If one becomes free, it goes to whoever has waited longest, and you hear "
                      "of it.")]  # fmt: skip
        return [
            _("It begins: %(time)s") % {"time": time_in_words(session)},
            _("To join: %(address)s") % {"address": session.join_url} if session.join_url else "",
            _("If you cannot come, give the place up on the page: somebody may be waiting for it."),
        ]

    def url(self) -> str:
        return absolute("dialogues:register", session=self.about.session_id)
