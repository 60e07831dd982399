"""Of background notes: to co-chairs and drafters what waits, to contributors that their words were used (D21)."""

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.html import strip_tags
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from core.templatetags.portal import forum_time
from dialogues.choices import PUBLIC, NoteOffice, NoteStatus
from dialogues.models import (
    BackgroundNote,
    CommentPhase,
    Contribution,
    Follower,
    Meeting,
    NoteAppointment,
    SpaceFollower,
)
from dialogues.notifications.meetings import Letter
from notifications.kinds import Recipient, absolute


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
    """To each co-chair: a wording waits for their clearance; handed in again unchanged, it waits again. Facts: digest,
    turn (the row of its history)."""

    name = "dialogues.clearance_asked"
    label = gettext_lazy("A background note waits for your clearance")
    roles = ("roundtable_co_chair",)

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:{self.facts['turn']}"

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


class DraftOut(Letter):
    """To those who follow the meeting or its discussion: the draft of its note is out for comment, once (D11)."""

    name = "dialogues.draft_out"
    label = gettext_lazy("The draft of a background note is out for comment")
    reason = gettext_lazy("You get this because you follow this meeting or its discussion.")
    button = gettext_lazy("Read the draft")
    about: CommentPhase

    def meeting(self) -> Meeting:
        """The meeting of the note."""
        meeting: Meeting = self.about.note.meeting
        return meeting

    def recipients(self) -> list[User]:
        return list(User.objects.filter(self._follow(), is_active=True))

    def _follow(self) -> Q:
        followers = Follower.objects.filter(meeting=self.meeting()).values("user")
        of_discussion = SpaceFollower.objects.filter(space__meeting=self.meeting()).values("user")
        return Q(pk__in=followers) | Q(pk__in=of_discussion)

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}"

    def irrelevant(self, recipient: Recipient) -> str:
        if not self.about.is_out or self.meeting().status not in PUBLIC:
            return _("no longer out for comment")
        follows = User.objects.filter(self._follow(), pk=recipient.pk)
        return "" if follows.exists() else _("no longer wants to hear of it")

    def subject(self, recipient: Recipient) -> str:
        return _("For comment: %(title)s") % {"title": self.about.note.title}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        until = strip_tags(str(forum_time(self.about.closes_at, str(self.meeting().cycle.time_zone))))
        return [
            _("The draft of the background note is out for comment. Each paragraph can be commented on."),
            _("Comments are taken until %(time)s.") % {"time": until},
        ]

    def url(self) -> str:
        return absolute("dialogues:note_out", pk=self.about.pk)


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
