"""Reminders to those who write a practice for a call, before its deadline; each once, by the outbox."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.access import allowed
from core.templatetags.portal import forum_time
from notifications.kinds import Note
from practices.choices import CallStatus, Status
from practices.models import CallForPractices, Practice
from practices.notifications.submitter import people_of
from practices.rules import WRITERS


class CallCloses(Note):
    """The deadline of a call comes near and the practice is still a draft. Facts: due (ISO day), lead (days).

    When it goes the call says (`draft_reminders`).

    It goes to the draft's own people alone, and the secretariat never learns of it (RELIABILITY P21).
    """

    name = "practices.call_closes"
    label = gettext_lazy("The deadline of a call for practices comes near")
    reason = gettext_lazy("You get this because you write a practice for a call.")
    roles = WRITERS
    button = gettext_lazy("Open the draft")
    optional = True
    digest = True
    policy = "resend"
    about: Practice
    in_office_hours = True

    @classmethod
    def plan(cls, now: datetime) -> Iterable["CallCloses"]:
        """The reminders whose time has come; of two that were missed the nearer one alone."""
        for call in CallForPractices.objects.filter(status=CallStatus.OPEN, closes_on__isnull=False):
            closes = call.closes_at()
            leads = [lead for lead in call.draft_reminders if closes and closes - timedelta(days=lead) <= now < closes]
            if not leads:
                continue
            drafts = call.practices.filter(status=Status.DRAFT, discarded_at=None).select_related(
                "organisation", "call"
            )
            for practice in drafts:
                yield cls(practice, due=call.closes_on, lead=min(leads))

    @classmethod
    def turns(cls, first: date, last: date) -> set[date]:  # noqa: ARG003 - all that there are
        """The days of the reminders of open calls."""
        calls = CallForPractices.objects.filter(status=CallStatus.OPEN, closes_on__isnull=False)
        rows = [(closes, call.draft_reminders) for call in calls if (closes := call.closes_at())]
        return {(closes - timedelta(days=lead)).astimezone(UTC).date() for closes, leads in rows for lead in leads}

    def recipients(self) -> list[User]:
        return people_of(self.about)

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:due-{self.facts['due']}:{self.facts['lead']}-days"

    def expires_at(self) -> datetime | None:
        return self.about.call.closes_at() if self.about.call else None

    def confidential(self) -> bool:
        return True

    def irrelevant(self, recipient: User | str) -> str:
        practice, call = self.about, self.about.call
        if practice.status != Status.DRAFT or practice.discarded_at:
            return _("no draft any more")
        if call is None or call.status != CallStatus.OPEN or str(call.closes_on) != self.facts["due"]:
            return _("the deadline has moved")
        return "" if allowed(recipient, "practices.edit_practice", practice) else _("no longer of the organisation")

    def subject(self, recipient: User | str) -> str:
        return _("Your practice is still a draft: the call closes soon")

    def paragraphs(self, recipient: User | str) -> list[str]:
        call: Any = self.about.call
        when = strip_tags(forum_time(call.closes_at(), call.time_zone))
        said = _("“%(title)s” is not submitted yet. The call “%(call)s” is open until %(when)s.")
        return [said % {"title": self.about.title or _("Without a title"), "call": call, "when": when}]

    def url(self) -> str:
        return str(settings.SITE_URL) + self.about.get_absolute_url()
