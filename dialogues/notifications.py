"""Which messages dialogues send: to those who registered for a session or follow its meeting, each thing once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.html import strip_tags
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from core.templatetags.portal import forum_time, own_time
from dialogues.choices import PUBLIC, Decision, NoteOffice, NoteStatus, Place, Status
from dialogues.models import (
    BackgroundNote,
    Contribution,
    Follower,
    Meeting,
    ModerationDecision,
    NoteAppointment,
    Registration,
    Session,
)
from dialogues.schedule import named
from notifications.kinds import Kind, Recipient, absolute

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


class Letter(Kind):
    """What all messages of dialogues share: a heading, paragraphs, one thing to do."""

    template = "notifications/mail/message"
    reason = gettext_lazy("You get this because you follow this meeting or registered for it.")
    optional = True
    button = gettext_lazy("Open the page")

    def meeting(self) -> Meeting:
        """The meeting that it is about."""
        meeting: Meeting = self.about if isinstance(self.about, Meeting) else self.about.meeting
        return meeting

    def paragraphs(self, recipient: Recipient) -> list[str]:
        """What it says."""
        raise NotImplementedError

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

    def context(self, recipient: Recipient) -> dict[str, Any]:
        return {
            "heading": self.subject(recipient),
            "paragraphs": [text for text in self.paragraphs(recipient) if text],
            "button_url": self.url(),
            "button_label": self.button,
        }


class SessionChanged(Letter):
    """A session has another time, place or language, or was called off. Facts: sequence. Of two changes the message
    about the first is void when the second comes before it went."""

    name = "dialogues.session_changed"
    label = gettext_lazy("A session that you follow changed")
    about: Session

    def recipients(self) -> list[User]:
        return audience_of(self.about.meeting, self.about)

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:{self.facts['sequence']}"

    def irrelevant(self, recipient: Recipient) -> str:
        if self.about.sequence != self.facts["sequence"]:
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
        soon = Session.objects.held().filter(starts_at__gt=now, starts_at__lte=now + max(LEADS))
        for session in soon.filter(time_of_day__isnull=False, meeting__status=Status.ANNOUNCED).select_related(
            "meeting"
        ):
            for lead in LEADS:
                due = session.starts_at - lead
                if due <= now < min(due + LATE, session.starts_at):
                    yield cls(session, starts_at=session.starts_at, lead=int(lead.total_seconds()) // 60)

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
        return (_("Tomorrow: %(title)s") if self.facts["lead"] > 60 else _("In an hour: %(title)s")) % words

    def paragraphs(self, recipient: Recipient) -> list[str]:
        session = self.about
        place = ", ".join(filter(None, [session.room, session.city]))
        has_place = Registration.objects.given().filter(session=session, user=recipient).exists()
        interpretation = ", ".join(name for _code, name in named(session.interpretation))
        return [
            _("It begins: %(time)s") % {"time": time_in_words(session)},
            _("Place: %(place)s") % {"place": place} if place else "",
            _("Interpretation into: %(names)s") % {"names": interpretation} if interpretation else "",
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


class Moderated(Letter):
    """To the author: what a moderator decided, by which rule, in words (D7)."""

    name = "dialogues.moderated"
    label = gettext_lazy("A decision on your contribution")
    reason = gettext_lazy("You get this because you contributed to a discussion.")
    optional = False
    mandatory_because = gettext_lazy("It is about your own words.")
    button = gettext_lazy("Open your contribution")
    about: ModerationDecision

    def meeting(self) -> Meeting:
        """The meeting of the discussion."""
        meeting: Meeting = self.about.contribution.space.meeting
        return meeting

    def recipients(self) -> list[User]:
        author = self.about.contribution.author
        return [author] if author and author.is_active else []

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}"

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if self.about.contribution.author_id == recipient.pk else _("no longer the author")

    def subject(self, recipient: Recipient) -> str:
        hidden = self.about.decision == Decision.HIDE
        words = _("Hidden: your contribution to %(title)s") if hidden else _("Public: your contribution to %(title)s")
        return words % {"title": self.meeting().title}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        if self.about.decision != Decision.HIDE:
            return [_("A moderator has read your contribution, and everybody can read it now."), self.about.words]
        return [
            _("A moderator has hidden your contribution. The rule: %(rule)s") % {"rule": self.about.rule},
            self.about.words,
            _("You can write it anew, or appeal once: another moderator then answers."),
        ]

    def url(self) -> str:
        return absolute("dialogues:contribution", pk=self.about.contribution_id)


class AppealAnswered(Moderated):
    """To the author: what another moderator answers to the appeal."""

    name = "dialogues.appeal_answered"
    label = gettext_lazy("The answer to your appeal")

    def subject(self, recipient: Recipient) -> str:
        return _("Your appeal: it stays hidden") if self.about.upheld else _("Your appeal: it is public again")

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [_("Another moderator has looked at your contribution and answers:"), self.about.answer]


class OfNote(Letter):
    """What messages about a background note share. None holds a word of it: who has a right to it reads it here."""

    about: BackgroundNote
    optional = False
    reason = gettext_lazy("You get this because you were named for this background note.")
    mandatory_because = gettext_lazy("The note waits for you.")
    button = gettext_lazy("Open the note")
    office = NoteOffice.CO_CHAIR

    def recipients(self) -> list[User]:
        named = NoteAppointment.objects.filter(note=self.about, office=self.office, user__is_active=True)
        return [one.user for one in named.select_related("user")]

    def irrelevant(self, recipient: Recipient) -> str:
        named = NoteAppointment.objects.filter(note=self.about, office=self.office, user=recipient)
        return "" if named.exists() else _("no longer named for it")

    def url(self) -> str:
        return absolute("dialogues:note", key=self.about.pk)


class ClearanceAsked(OfNote):
    """To each co-chair: a wording waits for their clearance. Facts: digest."""

    name = "dialogues.clearance_asked"
    label = gettext_lazy("A background note waits for your clearance")
    roles = ("roundtable_co_chair",)

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:{self.facts['digest'][:16]}"

    def irrelevant(self, recipient: Recipient) -> str:
        if self.about.status != NoteStatus.WITH_CHAIRS or self.about.handed_in != self.facts["digest"]:
            return _("no longer waits")
        return super().irrelevant(recipient)

    def subject(self, recipient: Recipient) -> str:
        return _("To clear: %(title)s") % {"title": self.about.title}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [
            _("The drafters have handed in the background note. Read it, and clear it or say what should change."),
            _("A change after your clearance asks you again."),
        ]


class NoteReturned(OfNote):
    """To the drafters: it came back. Facts: turn (the row of its history)."""

    name = "dialogues.note_returned"
    label = gettext_lazy("A background note came back to you")
    office = NoteOffice.DRAFTER
    roles = ("note_drafter",)

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:{self.facts['turn']}"

    def subject(self, recipient: Recipient) -> str:
        return _("Came back: %(title)s") % {"title": self.about.title}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [_("Something should change in the background note. What, stands on its page.")]


class PointUsed(Letter):
    """To somebody whose contribution a published note rests on, once for each note (D21)."""

    name = "dialogues.point_used"
    label = gettext_lazy("A background note rests on your contribution")
    reason = gettext_lazy("You get this because you contributed to a discussion.")
    button = gettext_lazy("Read the note")
    about: BackgroundNote

    def _contributions(self) -> Any:
        used = Contribution.objects.filter(points__note=self.about, points__paragraphs__removed_at__isnull=True)
        return used.filter(points__paragraphs__isnull=False, author__isnull=False)

    def recipients(self) -> list[User]:
        authors = self._contributions().values("author")
        return list(User.objects.filter(pk__in=authors, is_active=True))

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}"

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if self._contributions().filter(author=recipient).exists() else _("no longer cited")

    def subject(self, recipient: Recipient) -> str:
        return _("Your words were used: %(meeting)s") % {"meeting": self.about.meeting}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [
            _("The background note for “%(meeting)s” is published, and rests on what you contributed.")
            % {"meeting": self.about.meeting},
            _("Your contribution says in which paragraph; the annex of the note leads back to it."),
        ]

    def url(self) -> str:
        return f"{settings.SITE_URL}/{get_language()}/{self.about.public_path}"
