"""The rows: put in, claimed, settled. Each change of state is one conditional UPDATE, so that of two
processes exactly one makes it (docs/decisions/outbox.md). This is the one place that changes them.
"""

import logging
import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from core import broker, notices
from core.notices import Notice
from notifications import bounces, digests, kinds, working
from notifications.choices import Choice, Policy, Status
from notifications.kinds import Kind, Letter, Recipient
from notifications.models import MailPause, Message, Preference, RefusedAddress

log = logging.getLogger("portal.mail")

LEASE = timedelta(minutes=2)
"""How long a claim holds; a row that is still only claimed afterwards has lost its process."""
ANSWER_WITHIN = timedelta(minutes=5)
"""A row that is being handed over for longer is uncertain."""
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""After a temporary refusal; then hourly until the row expires (promise F12)."""
LIFE = timedelta(days=30)
"""Of a message whose kind names no end, so that nothing is tried for ever."""
HANDOVERS_UNANSWERED = 2
"""A kind that resends is handed over at most so often without an answer (promise E2)."""
TASK_SIZE = 20
BRAKE = 1.05
BRAKE_SLACK = 3
"""So that a State that comes newly into a plan of few rows does not stop it."""


def moment(name: str) -> None:
    """A point between two steps, where a process may die: `planned`, `claimed`, `opened`, `sending`,
    `data`, `answered`. Does nothing; tests of processes put a death in its place (promise E2)."""


# --- put in


def queue(sorts: Iterable[Kind]) -> list[Message]:
    """Put a row for each recipient of each of `sorts` into the outbox; return the rows that are new.

    Joins the caller's transaction; workers are told after its end.
    """
    new = insert(rows_for(sorts))
    tell_of(new)
    return new


def rows_for(sorts: Iterable[Kind], at: datetime | None = None) -> list[Message]:
    """The rows that `sorts` ask for, unsaved: one a mailbox, without those who do not want them, and without what the
    officer left out whose step asks for it. `at` is the moment to come for which somebody asks, if it is not now."""
    sorts = [kind for kind in sorts if _is_wanted(kind)]
    asked = [(kind, recipient) for kind in sorts for recipient in _one_per_mailbox(kind.recipients())]
    if not asked:
        return []
    chosen = Preference.objects.chosen({kind.name for kind, _recipient in asked if kind.optional})
    found = [(_row(kind, who), chosen.get((getattr(who, "pk", None), kind.name))) for kind, who in asked]
    _wait_for_the_office([row for row, _choice in found if kinds.find(row.kind).in_office_hours], at)
    _let_wait([row for row, choice in found if choice == Choice.DIGEST])
    return [row for row, choice in found if choice != Choice.NEVER]


def _is_wanted(kind: Kind) -> bool:
    """Whether it goes as far as the officer chose whose step runs now; their words go with it."""
    notice = notices.chosen() if kind.by_choice else Notice()
    kind.officers_words = kind.officers_words or notice.words
    return notice.send


def _wait_for_the_office(rows: list[Message], at: datetime | None) -> None:
    """`rows` go when the office of their recipient is open (FEATURES N11), in the queries of `working.weeks_of`."""
    now = timezone.now()
    asked = at.replace(hour=0, minute=0, second=0, microsecond=0) if at and at > now else now
    weeks = working.weeks_of({row.recipient_id for row in rows if row.recipient_id})
    for row in rows:
        week, zone = weeks.get(row.recipient_id or 0, working.USUAL), working.zone_of(row.recipient)
        start = max(row.not_before, now) if row.not_before else asked
        opens = working.when_open(start, week, zone, before=row.expires_at)
        if opens != start:
            row.next_try = row.not_before = opens


def _let_wait(rows: list[Message]) -> None:
    """Of `rows` of people who want them in their digest, all wait for it that it can tell in time."""
    rhythms = digests.rhythms_of({row.recipient for row in rows})
    for row in rows:
        rhythm = rhythms.get(row.recipient_id)
        if rhythm and digests.comes_in_time(row, rhythm):
            row.status = Status.DIGEST


def _one_per_mailbox(recipients: Iterable[Recipient]) -> list[Recipient]:
    """Active people, then bare addresses; of several with one mailbox the first (promise E7)."""
    found: dict[str, Recipient] = {}
    for recipient in sorted(recipients, key=lambda one: isinstance(one, str)):
        mailbox = kinds.address_of(recipient).lower()
        if mailbox and getattr(recipient, "is_active", True):
            found.setdefault(mailbox, recipient)
    return list(found.values())


def _row(kind: Kind, recipient: Recipient) -> Message:
    now = timezone.now()
    person = None if isinstance(recipient, str) else recipient
    start = kind.not_before()
    row = Message(
        kind=kind.name,
        occasion=kind.occasion(),
        recipient=person,
        address="" if person else kinds.address_of(recipient),
        content_type=ContentType.objects.get_for_model(kind.about) if kind.about else None,
        object_id=str(kind.about.pk) if kind.about else "",
        facts=kind.facts,
        officers_words=kind.officers_words,
        language=kinds.language_of(recipient),
        country=kind.country(),
        confidential=kind.confidential(),
        policy=kind.policy,
        planned_at=now,
        not_before=start,
        next_try=start or now,
        expires_at=kind.expires_at() or (start or now) + LIFE,
    )
    row.planned = kind
    return row


def insert(rows: list[Message]) -> list[Message]:
    """INSERT … ON CONFLICT DO NOTHING; return those that were not there yet.

    In one order everywhere, so that two planners at once cannot wait for each other.
    """
    rows = sorted(rows, key=lambda row: (row.kind, row.occasion, row.recipient_id or 0, row.address.lower()))
    for row in rows:
        row.message_id = row.header_id
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    ids = [row.pk for row in rows]
    there = set()
    for start in range(0, len(ids), 500):
        there |= set(Message.objects.filter(pk__in=ids[start : start + 500]).values_list("pk", flat=True))
    return [row for row in rows if row.pk in there]


def plan(now: datetime | None = None) -> list[Message]:
    """Ask every kind what is due to be planned at `now`; a hundred times change nothing more than once.

    A kind that breaks is logged and left out, the others are planned all the same.
    """
    now = now or timezone.now()
    new: list[Message] = []
    for cls in kinds.registry():
        try:
            rows = rows_for(cls.plan(now), now)
            new += _put_in(cls.name, rows) if rows else []
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 - any app's code; one broken kind must not stop the others
            log.error("planning of %s broke: %s", cls.name, type(error).__name__)  # noqa: TRY400 - may quote a name
    return new


@transaction.atomic
def _put_in(kind: str, rows: list[Message]) -> list[Message]:
    """The rows that a plan names, unless they are too many to be true."""
    new = insert(rows)
    if new and not _brake(kind, expected=len(rows)):
        tell_of(new)
    return new


def _brake(kind: str, *, expected: int) -> bool:
    """Hold everything of `kind` when an hour brought more than 1.05 times the rows that its plan names.

    An occasion that is never the same twice would otherwise write to everybody at every planning.
    """
    since = timezone.now() - timedelta(hours=1)
    planned = Message.objects.filter(kind=kind, planned_at__gt=since).count()
    if planned <= max(math.ceil(expected * BRAKE), expected + BRAKE_SLACK):
        return False
    error = f"brake: {planned} planned within an hour where {expected} were due"
    held = Message.objects.filter(kind=kind, status=Status.QUEUED).update(status=Status.HELD, error=error)
    log.error("brake: %s of kind %s held", held, kind)
    return True


# --- tell the workers


def tell_of(new: Iterable[Message]) -> None:
    """The workers hear of these rows once they are there for all to see."""
    if ids := [str(message.pk) for message in new]:
        transaction.on_commit(lambda: nudge(ids), robust=True)


def nudge(ids: Sequence[str]) -> None:
    """Tell the workers that these wait. Lost or impossible, the sweep takes them within a minute."""
    moment("planned")
    portions = [[list(ids[start : start + TASK_SIZE])] for start in range(0, len(ids), TASK_SIZE)]
    if not broker.send("notifications.tasks.deliver", portions):
        log.warning("broker away: %s messages wait for the sweep", len(ids))


# --- claim


def paused() -> bool:
    """Whether all mail but security mail is paused."""
    return MailPause.objects.filter(paused=True).exists()


def claim(by: str, *, ids: Sequence[str] | None = None, as_of: datetime | None = None) -> Message | None:
    """One due message for the process `by` alone, or nothing; of `ids` only, where they are given."""
    waiting = Message.objects.due(as_of or timezone.now()).order_by("next_try", "pk")
    if ids is not None:
        waiting = waiting.filter(pk__in=ids)
    if paused():
        waiting = waiting.filter(kind__in=kinds.names_of_security())
    if connection.features.has_select_for_update_skip_locked:
        return _claim_by_lock(waiting, by)
    return _claim_by_update(waiting, by)


def _claim_by_lock(waiting: Any, by: str) -> Message | None:
    with transaction.atomic():
        message: Message | None = waiting.select_for_update(skip_locked=True).first()
        if message is not None:
            Message.objects.filter(pk=message.pk).update(**_claimed(by))
            message.status, message.claimed_by = Status.CLAIMED, by
    return message


def _claim_by_update(waiting: Any, by: str) -> Message | None:
    """SQLite locks no rows: whoever changed exactly one row has it."""
    while candidates := list(waiting.values_list("pk", flat=True)[:TASK_SIZE]):
        for pk in candidates:
            if Message.objects.filter(pk=pk, status=Status.QUEUED).update(**_claimed(by)) == 1:
                message = Message.objects.get(pk=pk)
                message.claimed_by = by  # whatever has happened since: only `by` may go on as this claim
                return message
    return None


def _claimed(by: str) -> dict[str, Any]:
    return {"status": Status.CLAIMED, "claimed_by": by, "claim_until": timezone.now() + LEASE}


def objection(kind: Kind, recipient: Recipient) -> str:
    """Why `recipient` should not get it any more, asked with the rights of this moment; "" if nothing."""
    if not getattr(recipient, "is_active", True):
        return "account closed"
    if kind.optional and not isinstance(recipient, str):
        choice = Preference.objects.choice_of(recipient, kind.name)
        if choice == Choice.NEVER:
            return f"switched off: {choice}"
    return str(kind.irrelevant(recipient))


def lay_by(message: Message, kind: Kind) -> bool:
    """Whether the claimed row waits from now on: its person has chosen meanwhile to hear of it in the digest."""
    if not kind.digest or Preference.objects.choice_of(message.recipient, kind.name) != Choice.DIGEST:
        return False
    row = Message(recipient=message.recipient, next_try=timezone.now(), expires_at=message.expires_at)
    _let_wait([row])
    if row.status == Status.DIGEST:
        give_up(message, Status.DIGEST, "")
    return row.status == Status.DIGEST


def wait_no_longer(user: Any, kind: str) -> None:
    """What of `kind` waits for the digest of `user` goes by itself."""
    waiting = Message.objects.filter(recipient=user, kind=kind, status=Status.DIGEST)
    waiting.update(status=Status.QUEUED)


def pass_on(kind: Kind, recipient: Recipient) -> None:
    """Whoever has taken the office over from `recipient` gets the message instead, once (promise E5)."""
    if recipient not in list(kind.recipients()):
        queue([kind])


# --- settle


def _mine(message: Message, *statuses: str) -> Any:
    """The row, as long as no other process has taken it over."""
    return Message.objects.filter(pk=message.pk, claimed_by=message.claimed_by, status__in=statuses)


def begin(message: Message, letter: Letter, told: Sequence[Any] = ()) -> bool:
    """Freeze the words and say that the handing over begins; False when another has taken the row.

    The rows `told` wait no longer: their lines stand in it. A mailbox that has got this through another person's row
    gets it once: cancelled (promise E7).
    """
    now = timezone.now()
    frozen = {"subject": letter.subject, "text": letter.text, "html": letter.html, "reason": letter.reason}
    try:
        with transaction.atomic():
            changed: int = _mine(message, Status.CLAIMED).update(
                **frozen,
                address=message.mailbox,
                status=Status.SENDING,
                sending_since=now,
                claim_until=now + ANSWER_WITHIN,
                attempts=F("attempts") + 1,
            )
            if changed and told:
                lines = Message.objects.filter(pk__in=told, status__in=[Status.DIGEST, Status.TOLD])
                lines.update(status=Status.TOLD, told_in=message, error="")
    except IntegrityError:
        give_up(message, Status.CANCELLED, "same mailbox")
        return False
    return changed == 1


def give_up(message: Message, status: Status, why: str) -> None:
    """The claimed row ends without having been handed over: cancelled, expired, failed or held."""
    gone: dict[str, Any] = {"status": status, "error": why[:300], "claim_until": None}
    _mine(message, Status.CLAIMED).update(**gone, **_wiped(message))
    log.info("message %s %s: %s", message.pk, message.kind, status)


def put_back(message: Message, why: str) -> None:
    """No byte has left and none could: the mail server is away. Tried again in a minute (promise F15)."""
    _mine(message, Status.CLAIMED).update(
        status=Status.QUEUED, next_try=timezone.now() + WAITS[0], claim_until=None, error=why[:300]
    )


def sent(message: Message, words: str) -> None:
    """The server has taken it over, in these words."""
    now = timezone.now()
    done = {"status": Status.SENT, "sent_at": now, "smtp_reply": words[:500], "error": "", "claim_until": None}
    here = _mine(message, Status.SENDING, Status.UNCERTAIN, Status.QUEUED).update(**done, **_wiped(message))
    log.info("message %s %s: %s", message.pk, message.kind, "sent" if here else "sent, but another took it over")


def refused(message: Message, words: str) -> None:
    """For good (promise F13); its address is marked (FEATURES N13)."""
    gone = {"status": Status.FAILED, "smtp_reply": words[:500], "error": "refused", "claim_until": None}
    with transaction.atomic():
        if _mine(message, Status.SENDING).update(**gone, **_wiped(message)):
            _mark(message, words)
    log.warning("message %s %s: refused by the mail server", message.pk, message.kind)


def bounced(pk: Any, words: str) -> bool:
    """A mail server took message `pk` over and reports that it did not arrive (FEATURES N13); False where no message
    of ours stands so, or the report came before."""
    with transaction.atomic():
        rows = Message.objects.select_for_update().filter(pk=pk, status__in=[Status.SENT, Status.UNCERTAIN])
        message = rows.first()
        if message is None:
            return False
        rows.update(status=Status.FAILED, smtp_reply=words[:500], error="came back", **_wiped(message))
        _mark(message, words)
    log.warning("message %s %s: came back", message.pk, message.kind)
    return True


def _mark(message: Message, words: str) -> None:
    """The address of `message` refuses mail, since the first time that it was said; nothing, where the answer is about
    something else. The secretariat reads since when its own mail met it, and of nothing before."""
    if not bounces.names_the_address(words):
        return
    fields = {"address": message.mailbox, "words": words[:500], "confidential": message.confidential}
    mark = RefusedAddress.objects.select_for_update().of([message.mailbox]).first()
    if mark is None:
        RefusedAddress.objects.bulk_create([RefusedAddress(**fields)], ignore_conflicts=True)
    elif mark.confidential or not message.confidential:
        if not message.confidential and mark.confidential:
            mark.since, mark.confidential = timezone.now(), False
        mark.words = words[:500]
        mark.save(update_fields=["words", "since", "confidential"])


def postponed(message: Message, words: str) -> None:
    """For now (promise F12). The words are made anew, unless an earlier copy may have arrived; the lines that stood in
    them then wait again, to stand in the new ones (E11)."""
    row = Message.objects.only("attempts", "doubts").get(pk=message.pk)
    wait = WAITS[min(max(row.attempts, 1), len(WAITS)) - 1]
    again = {"status": Status.QUEUED, "next_try": timezone.now() + wait, "smtp_reply": words[:500]}
    fresh = {} if row.doubts else {"subject": "", "text": "", "html": "", "address": _planned_address(message)}
    with transaction.atomic():
        here = _mine(message, Status.SENDING).update(**again, **fresh, claim_until=None, error="refused for now")
        if here and fresh:
            lines = Message.objects.filter(told_in=message, status=Status.TOLD)
            lines.update(status=Status.DIGEST, told_in=None)
    log.info("message %s %s: refused for now", message.pk, message.kind)


def doubtful(message: Message, words: str) -> None:
    """Nobody knows whether it went (promise F14): as the kind's policy says, with the same Message-ID."""
    resend = message.policy == Policy.RESEND and message.doubts + 1 < HANDOVERS_UNANSWERED
    _mine(message, Status.SENDING).update(
        status=Status.QUEUED if resend else Status.UNCERTAIN,
        next_try=timezone.now(),
        doubts=F("doubts") + 1,
        smtp_reply=words[:500],
        error="no definite answer",
        claim_until=None,
    )
    log.warning("message %s %s: no definite answer", message.pk, message.kind)


def _planned_address(message: Message) -> str:
    return "" if message.recipient_id else message.address


def _wiped(message: Message) -> dict[str, str]:
    """A text that opens a door is not kept once it is settled."""
    return {"text": "", "html": ""} if kinds.is_secret(message.kind) else {}


def reclaim(now: datetime | None = None) -> None:
    """Take back what dead processes held: claimed only, nothing has left; handed over, it is uncertain."""
    now = now or timezone.now()
    dead = Q(status=Status.CLAIMED, claim_until__lt=now)
    Message.objects.filter(dead).update(status=Status.QUEUED, next_try=now, claim_until=None)
    for message in Message.objects.filter(status=Status.SENDING, claim_until__lt=now):
        doubtful(message, "the process that handed it over is gone")


def expire(now: datetime | None = None) -> int:
    """Close what has lost its use while it waited; return how many."""
    open_ones = [Status.QUEUED, Status.DIGEST]
    late = Message.objects.filter(status__in=open_ones, expires_at__lte=now or timezone.now())
    closed = late.update(status=Status.EXPIRED, error="too late to be of use")
    if closed:
        log.warning("%s messages expired unsent", closed)
    return closed


def decide(message: Message, status: Status, why: str) -> bool:
    """What a person decided on an uncertain or held row; False when it has moved on meanwhile."""
    fields: dict[str, Any] = {"status": status, "error": why[:300]}
    if status == Status.QUEUED:
        fields["next_try"] = timezone.now()
    elif status == Status.SENT:
        fields |= {"sent_at": F("sending_since"), **_wiped(message)}
    here = Message.objects.needing_decision().filter(pk=message.pk, status=message.status)
    return here.update(**fields) == 1


def hold_open(now: datetime, why: str) -> int:
    """Hold all that could go, or wait for a digest, by `now`; what was being handed over is uncertain. Returns how
    many wait for a decision."""
    rows = Message.objects.filter(Q(not_before=None) | Q(not_before__lte=now))
    doubt = rows.filter(status=Status.SENDING).update(status=Status.UNCERTAIN, error=why[:300], claim_until=None)
    waiting = rows.filter(status__in=[Status.QUEUED, Status.CLAIMED, Status.DIGEST])
    return doubt + waiting.update(status=Status.HELD, error=why[:300], claim_until=None)


def reschedule(ids: Sequence[Any], at: datetime) -> int:
    """What waits or was held of these goes from `at` on; returns how many."""
    waiting = Message.objects.filter(pk__in=ids, status__in=[Status.QUEUED, Status.HELD])
    return waiting.update(status=Status.QUEUED, not_before=at, next_try=at, expires_at=at + LIFE, error="")


def call_off(rows: Any, why: str) -> int:
    """None of `rows` that has not been handed over goes any more; returns how many. One that a worker holds at this
    moment is asked again before a byte leaves."""
    waiting = rows.filter(status__in=[Status.QUEUED, Status.HELD])
    done: int = waiting.update(status=Status.CANCELLED, error=why[:300])
    return done
