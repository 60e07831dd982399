"""Small kinds of messages to test the outbox with, in this process and in real workers.

They plan nothing unless a test asks by an Act ("sample milestone"), so they disturb no other test.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType

from core.models import Act
from notifications.kinds import Kind, Recipient, address_of

CAPITAL = "@capital.example"
LATE = timedelta(days=2)


def people():
    """Whoever the reminders go to."""
    return get_user_model().objects.filter(email__endswith=CAPITAL, is_active=True).order_by("pk")


def note(verb: str, *, about: object = "", detail: str = "", by=None) -> Act:
    """A fact in the database that sample kinds read, here and in workers."""
    kind = ContentType.objects.get_for_model(Act)
    return Act.objects.create(verb=verb, content_type=kind, object_id=str(about), detail=detail, by=by)


def milestone(due: date, *, leads=(60, 30, 14, 7, 1), zone="America/New_York") -> Act:
    """Put a reminder plan in force."""
    return note("sample milestone", detail=json.dumps({"due": str(due), "leads": leads, "zone": zone}))


class Sample(Kind):
    """What they share."""

    template = "sample/letter"
    reason = "You get this because a test wants it."

    def words(self, recipient: Recipient) -> str:
        return "The words of this message."

    def context(self, recipient: Recipient) -> dict:
        return {"words": self.words(recipient), "mailbox": address_of(recipient)}


class Reminder(Sample):
    """Before a date, at most once each lead time; held when uncertain."""

    name = "sample.reminder"
    label = "Reminder of a date"
    optional = True
    policy = "hold"

    @property
    def start(self) -> datetime:
        due, zone = date.fromisoformat(self.facts["due"]), ZoneInfo(self.facts["zone"])
        return datetime.combine(due - timedelta(days=self.facts["lead"]), time.min, zone)

    def recipients(self) -> Iterable[Recipient]:
        return people()

    def occasion(self) -> str:
        return f"sample:due-{self.facts['due']}:{self.facts['lead']}-days"

    def not_before(self) -> datetime:
        return self.start

    def expires_at(self) -> datetime:
        return self.start + LATE

    def irrelevant(self, recipient: Recipient) -> str:
        return "submitted" if Act.objects.filter(verb="sample submitted", object_id=str(recipient.pk)).exists() else ""

    def subject(self, recipient: Recipient) -> str:
        return f"{self.facts['lead']} days left until {self.facts['due']}"

    @classmethod
    def plan(cls, now: datetime) -> Iterable["Reminder"]:
        for act in Act.objects.filter(verb="sample milestone"):
            plan = json.loads(act.detail)
            today = now.astimezone(ZoneInfo(plan["zone"])).date()
            for lead in plan["leads"]:
                start = date.fromisoformat(plan["due"]) - timedelta(days=lead)
                if start <= today < start + LATE:
                    yield cls(due=plan["due"], zone=plan["zone"], lead=lead)


class Receipt(Sample):
    """At once, to whom the facts name; sent again when uncertain."""

    name = "sample.receipt"
    label = "Receipt"
    policy = "resend"

    def recipients(self) -> Iterable[Recipient]:
        found = get_user_model().objects.filter(pk__in=[to for to in self.facts["to"] if isinstance(to, int)])
        return [*found.order_by("pk"), *(to for to in self.facts["to"] if isinstance(to, str))]

    def occasion(self) -> str:
        return f"sample:receipt-{self.facts.get('number', 1)}"

    def subject(self, recipient: Recipient) -> str:
        return self.facts.get("subject", f"Received for {address_of(recipient)}")

    def words(self, recipient: Recipient) -> str:
        return f"Received from {recipient}: {self.facts.get('subject', '')}"


class HeldReceipt(Receipt):
    """As a receipt, but held when uncertain."""

    name = "sample.held"
    label = "Notice to many"
    policy = "hold"


class SignIn(Receipt):
    """Security mail with a link that opens a door."""

    name = "sample.sign_in"
    label = "Sign in"
    security = True
    secret = True


class StateWork(Receipt):
    """Born of a State's own work on an unsubmitted review."""

    name = "sample.state_work"
    label = "A section was given to you"
    policy = "hold"

    def country(self) -> str:
        return "ZZ"

    def confidential(self) -> bool:
        return True


class Broken(Receipt):
    """Its text template breaks for everybody."""

    name = "sample.broken"
    label = "Broken"
    template = "sample/broken"

    def context(self, recipient: Recipient) -> dict:
        raise KeyError("a name that must not reach the log")


class OfficeMail(Sample):
    """To whoever holds an office now."""

    name = "sample.office"
    label = "To the office"

    def recipients(self) -> Iterable[Recipient]:
        holder = Act.objects.filter(verb="sample office").order_by("-pk").first()
        return [holder.by] if holder else []

    def occasion(self) -> str:
        return "sample:office"

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if recipient in self.recipients() else "no longer in office"

    def subject(self, recipient: Recipient) -> str:
        return "To the office"


class Runaway(Reminder):
    """Its occasion is never the same twice: the fault that the brake is for."""

    name = "sample.runaway"
    label = "Runaway"
    count = 0

    def occasion(self) -> str:
        return f"sample:run-{Runaway.count}"

    @classmethod
    def plan(cls, now: datetime) -> Iterable["Reminder"]:
        if Act.objects.filter(verb="sample runaway").exists():
            Runaway.count += 1
            yield cls(due=str(now.date()), zone="UTC", lead=0)
