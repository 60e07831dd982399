"""The digest: one message with all that is open for a person, as My work lists it (FEATURES N6, N15)."""

import logging
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from core.overview import WorkItem
from core.templatetags.portal import day_of, zoned
from imrf_portal.pages.work import waiting_for
from notifications import digests, outbox
from notifications.choices import Choice
from notifications.kinds import Kind, Recipient, one_line
from notifications.models import Message

log = logging.getLogger("portal.mail")

MOST = 20
"""So many matters, and so many lines, are named; the others are counted."""


class Digest(Kind):
    """What is open, soonest first, and a line for each message that waited. About the person; facts: day (ISO).

    A row is planned for each day of the rhythm, whether there is anything or not: that is asked when its turn comes,
    so that it says what is true then, and nothing is sent where nothing is open. It tells of a State's draft to those
    who work on it: nobody else sees it (condition 18).
    """

    name = digests.NAME
    template = "pages/mail/digest"
    label = gettext_lazy("The digest: one message with all that is open for you")
    reason = gettext_lazy("You get this because you asked for a digest of what is open for you.")
    optional = True
    default = Choice.NEVER
    policy = "resend"
    about: Any

    def __init__(self, about: Any = None, rhythm: digests.Rhythm | None = None, **facts: Any) -> None:
        super().__init__(about, **facts)
        self._rhythm = rhythm
        self._told: list[Any] = []
        self._open: dict[tuple[Any, str], tuple[list[WorkItem], list[Line]]] = {}

    @classmethod
    def offered(cls) -> list[Choice]:
        """How often it comes."""
        return [Choice.DAILY, Choice.WEEKLY, Choice.NEVER]

    @classmethod
    def plan(cls, now: datetime) -> Iterable["Digest"]:
        """The newest one of everybody who asked for it; after days of silence there is one."""
        rhythms = digests.rhythms_of()
        people = get_user_model()._default_manager.in_bulk(rhythms)
        for pk, rhythm in rhythms.items():
            if day := rhythm.newest(now):
                yield cls(people[pk], rhythm, day=day)

    @property
    def rhythm(self) -> digests.Rhythm | None:
        """The rhythm of its person; None once there is none."""
        return self._rhythm or digests.rhythms_of([self.about]).get(self.about.pk)

    def recipients(self) -> list[Any]:
        """Its person, while they want one."""
        return [self.about] if self.rhythm else []

    def occasion(self) -> str:
        return f"{self.name}:{self.facts['day']}"

    def not_before(self) -> datetime | None:
        return self.rhythm.at(date.fromisoformat(self.facts["day"])) if self.rhythm else None

    def expires_at(self) -> datetime | None:
        """When the next one comes, which says then what this one would have said."""
        return self.rhythm.next(self.rhythm.at(date.fromisoformat(self.facts["day"]))) if self.rhythm else None

    def confidential(self) -> bool:
        return True

    def irrelevant(self, recipient: Recipient) -> str:
        """Asked at the moment of sending."""
        return "" if any(self._open_for(recipient)) else _("nothing is open")

    def told(self) -> list[Any]:
        return self._told

    def subject(self, recipient: Recipient) -> str:
        """How much, and the first day."""
        items, lines = self._open_for(recipient)
        if not items:
            return ngettext("%(count)d message for you", "%(count)d messages for you", len(lines)) % {
                "count": len(lines)
            }
        words = ngettext("%(count)d matter is open for you", "%(count)d matters are open for you", len(items))
        if first := items[0].due:
            words = ngettext(
                "%(count)d matter is open for you, due by %(day)s",
                "%(count)d matters are open for you, the first due by %(day)s",
                len(items),
            )
            return words % {"count": len(items), "day": day_of(_local(items[0], first))}
        return words % {"count": len(items)}

    def context(self, recipient: Recipient) -> dict[str, Any]:
        items, lines = self._open_for(recipient)
        self._told = [line.row.pk for line in lines[:MOST]]
        return {
            "matters": [_matter(item) for item in items[:MOST]],
            "more": max(0, len(items) - MOST),
            "lines": lines[:MOST],
            "later": max(0, len(lines) - MOST),
            "button_url": settings.SITE_URL + reverse("work"),
            "button_label": _("Open my work"),
        }

    def _open_for(self, recipient: Recipient) -> tuple[list[WorkItem], list["Line"]]:
        """What waits and what is to be told, in the active language; asked once for each."""
        key = (recipient.pk, get_language() or "")
        if key not in self._open:
            self._open[key] = (waiting_for(recipient)[0], _lines_for(recipient))
        return self._open[key]


class Line(NamedTuple):
    """A message that waited, as a line of the digest."""

    row: Message
    words: str
    url: str


def _lines_for(recipient: Recipient) -> list[Line]:
    """The messages that wait for the digest and still concern the person, oldest first.

    One that cannot be written is left out and the others are told all the same (promise F24).
    """
    found = []
    for row in Message.objects.for_digest_of(recipient, timezone.now()).select_related("content_type"):
        try:
            kind = Kind.of(row)
            if not outbox.objection(kind, recipient):
                url = str(kind.context(recipient).get("button_url", ""))
                found.append(Line(row, one_line(kind.subject(recipient)), url))
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 - rules and words of any app
            log.error("line of %s broke: %s", row.kind, type(error).__name__)  # noqa: TRY400 - may quote a name
    return found


def _matter(item: WorkItem) -> dict[str, Any]:
    """An entry of My work as the letter shows it."""
    said = [str(item.status["label"])] if item.status else []
    due = day_of(_local(item, item.due)) if item.due else ""
    return {
        "title": item.title,
        "url": settings.SITE_URL + item.url,
        "due": due,
        "late": bool(item.due and item.due < timezone.now()),
        "words": [*said, *map(str, item.words)],
    }


def _local(item: WorkItem, due: datetime) -> datetime:
    """Its day is that of its own zone."""
    return due.astimezone(zoned(item.zone)) if item.zone else timezone.localtime(due)
