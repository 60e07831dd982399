"""The outbox as others look at it: who would get what on a day, how mail stands, what it holds of a person."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from notifications import kinds, outbox
from notifications.choices import UNDER_WAY, Status
from notifications.kinds import Kind
from notifications.models import Message, Preference, RefusedAddress


def personal_data(user: Any) -> dict[str, Any]:
    """The messages that went to this person, and what they chose to hear."""
    went = Message.objects.filter(recipient=user).order_by("planned_at")
    return {
        "messages": list(
            went.values("kind", "occasion", "address", "status", "planned_at", "sent_at", "subject", "text")
        ),
        "address_refuses_mail": list(RefusedAddress.objects.of([user.email]).values("since", "words")),
        "choices": list(Preference.objects.filter(user=user).values("kind", "choice", "changed_at")),
    }


def erase(user: Any) -> None:
    """Empty the texts and addresses; that something was sent, and when, stays on record."""
    Preference.objects.filter(user=user).delete()
    RefusedAddress.objects.of([user.email]).delete()
    went = Message.objects.filter(recipient=user)
    went.filter(status__in=[Status.QUEUED, Status.DIGEST, Status.HELD]).update(
        status=Status.CANCELLED, error="account closed"
    )
    went.update(address="", officers_words="", subject="", text="", html="", reason="", smtp_reply="")


# --- what would go


class Coming(NamedTuple):
    """A message that would go, with what is known beforehand."""

    recipient: str
    kind: str
    occasion: str
    subject: str
    reason: str
    when: datetime
    row: Message


def span_of(day: date) -> tuple[datetime, datetime | None]:
    """The end of `day`, and its beginning where it is still to come (what is overdue belongs to today)."""
    begin = datetime.combine(day, time.min, UTC) if day > timezone.localdate() else None
    return datetime.combine(day, time.max, UTC), begin


def coming(until: datetime, since: datetime | None = None) -> list[Coming]:
    """Who would get what until `until`, from present data; writes nothing.

    With `since`, what would have gone before it is left out: "on that day" for a day to come.
    """
    begin = since or min(timezone.now(), until)
    planned = _rows(kinds.registry(), begin, until)
    known = _known(planned)
    own = [row for row in planned if row.status != Status.DIGEST]
    rows = [row for row in own if (row.recipient_id or row.address.lower(), row.kind, row.occasion) not in known]
    rows += Message.objects.due(until).select_related("recipient", "content_type")
    rows = [row for row in rows if row.not_before is None or row.not_before <= until]
    if since is not None:
        rows = [row for row in rows if (row.not_before or since) >= since]
    found = [_coming(row, begin) for row in rows]
    return sorted((one for one in found if one), key=lambda one: (one.when, one.kind, one.recipient))


class Planned(NamedTuple):
    """A message that would go on `day`, in the zone of whoever asks."""

    day: date
    kind: str
    recipient: str
    country: str


def planned_between(first: date, last: date) -> list[Planned]:
    """Every message that would go from `first` to `last`, day by day, from present data (FEATURES N16); writes nothing.

    As if nobody did anything meanwhile. Without what stands confidential to a State (condition 18), and without lines
    of a digest. Asks each kind on the first day and on those on which it may have something new.
    """
    rows: dict[tuple[Any, str, str], tuple[date, Message]] = {}
    turns = {cls: cls.turns(first, last) for cls in kinds.registry()}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        until, since = span_of(day)
        asked = (cls for cls, days in turns.items() if days is None or day in days or not number)
        for row in _rows(asked, since or min(timezone.now(), until), until):
            rows.setdefault((row.recipient_id or row.address.lower(), row.kind, row.occasion), (day, row))
    known = _known([row for _day, row in rows.values()])
    new = [one for key, one in rows.items() if key not in known and one[1].status != Status.DIGEST]
    waiting = Message.objects.filter(status=Status.QUEUED, next_try__lte=span_of(last)[0]).select_related("recipient")
    found = [(timezone.localtime(row.not_before).date() if row.not_before else day, row) for day, row in new]
    found += [(timezone.localtime(row.next_try).date(), row) for row in waiting]
    earliest = first if first > (today := timezone.localdate()) else date.min  # what is overdue goes today
    planned = [
        Planned(max(day, today), row.kind, row.mailbox, row.country)
        for day, row in found
        if earliest <= day <= last and not row.confidential
    ]
    return sorted(planned)


def _rows(sorts: Iterable[type[Kind]], since: datetime, until: datetime) -> list[Message]:
    return outbox.rows_for((kind for cls in sorts for kind in cls.plan_between(since, until)), until)


def _known(rows: list[Message]) -> set[tuple[Any, str, str]]:
    """(person or address, kind, occasion) of all rows of these kinds and occasions."""
    occasions = sorted({row.occasion for row in rows})
    known = set()
    for start in range(0, len(occasions), 500):
        there = Message.objects.filter(occasion__in=occasions[start : start + 500])
        for person, address, kind, occasion in there.values_list("recipient", "address", "kind", "occasion"):
            known.add((person or address.lower(), kind, occasion))
    return known


def _coming(row: Message, at: datetime) -> Coming | None:
    recipient = row.recipient or row.address
    if row.expires_at and row.expires_at <= at:
        return None
    try:
        kind = row.planned or Kind.of(row)
    except LookupError:
        return None
    if kind.irrelevant(recipient) if row.planned else outbox.objection(kind, recipient):
        return None  # what was planned just now was asked then whether its person wants it
    kind.goes_at = row.not_before
    with kinds.in_the_place_of(recipient, kinds.language_of(recipient, row.language)):
        subject, reason = kinds.one_line(kind.subject(recipient)), str(kind.reason)
    return Coming(row.mailbox, row.kind, row.occasion, subject, reason, row.not_before or row.next_try, row)


# --- the state of mail


class Figures(NamedTuple):
    """The state of mail, for the secretariat's day page (promise N5)."""

    due_today: int
    sent_today: int
    waiting: int
    failed: int
    uncertain: int
    held: int
    late_since: datetime | None
    paused: bool


def figures(user: Any, now: datetime | None = None) -> Figures:
    """Counts of what `user` may see; `sent_today` alone counts all mail (condition 18)."""
    now = now or timezone.now()
    morning = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    seen = Message.objects.visible_to(user)
    underway = Q(status__in=UNDER_WAY)
    failed = Q(status=Status.FAILED, planned_at__gte=now - timedelta(days=30))
    counts = seen.aggregate(
        due_today=Count("pk", filter=underway & Q(next_try__lt=morning + timedelta(days=1))),
        waiting=Count("pk", filter=underway),
        failed=Count("pk", filter=failed),
        uncertain=Count("pk", filter=Q(status=Status.UNCERTAIN)),
        held=Count("pk", filter=Q(status=Status.HELD) & ~Q(kind__in=kinds.names_to_many())),
    )
    return Figures(
        **counts,
        sent_today=Message.objects.filter(status=Status.SENT, sent_at__gte=morning).count(),
        late_since=seen.overdue(now).values_list("since", flat=True).first(),
        paused=outbox.paused(),
    )
