"""Groups around meetings to whom the secretariat can write: who registered or asked to be told, and who contributed."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from dialogues.choices import PUBLIC, Standing
from dialogues.models import Contribution, Meeting
from dialogues.notifications.meetings import audience_of
from notifications.audiences import Audience, Member

NEWEST = 60
"""So many meetings are offered, those announced last first."""


class OfMeeting(Audience):
    """People around one announced meeting. Each is their own seat: nobody gets the letter in their place."""

    @classmethod
    def choices(cls) -> Iterable[tuple[str, Any]]:
        newest = Meeting.objects.announced().order_by("-announced_at")[:NEWEST]
        return [(str(one.reference), f"{one.title} ({one.reference})") for one in newest]

    def people(self, meeting: Meeting) -> Iterable[User]:
        """Those around `meeting`."""
        raise NotImplementedError

    def why(self, meeting: Meeting) -> str:
        """Said to the officer."""
        raise NotImplementedError

    def members(self, seat: str = "", seen_by: Any = None) -> Iterable[Member]:
        meeting = Meeting.objects.announced().filter(reference=self.choice).first() if self.choice else None
        if meeting is None:
            return []
        found = [Member(one, str(one.pk), self.why(meeting)) for one in self.people(meeting)]
        return [one for one in found if not seat or one.seat == seat]


class TakingPart(OfMeeting):
    """Who registered for a session or follows the meeting."""

    name = "dialogues.taking_part"
    label = gettext_lazy("People who registered for a dialogue or follow it")
    reason = gettext_lazy("You get this because you registered for this dialogue or follow it.")

    def people(self, meeting: Meeting) -> Iterable[User]:
        return audience_of(meeting)

    def why(self, meeting: Meeting) -> str:
        return _("registered for %(title)s or follows it") % {"title": meeting.title}


class Contributing(OfMeeting):
    """Who wrote something that is public in the discussion of a meeting."""

    name = "dialogues.contributing"
    label = gettext_lazy("People who contributed to the discussion of a dialogue")
    reason = gettext_lazy("You get this because you contributed to this discussion.")

    @classmethod
    def choices(cls) -> Iterable[tuple[str, Any]]:
        discussed = Meeting.objects.filter(status__in=PUBLIC, discussion__isnull=False).order_by("-announced_at")
        return [(str(one.reference), f"{one.title} ({one.reference})") for one in discussed[:NEWEST]]

    def people(self, meeting: Meeting) -> Iterable[User]:
        written = Contribution.objects.filter(space__meeting=meeting, status=Standing.PUBLISHED).values("author")
        return User.objects.filter(pk__in=written, is_active=True)

    def why(self, meeting: Meeting) -> str:
        return _("contributed to the discussion of %(title)s") % {"title": meeting.title}
