"""What workers do with the outbox. The queue carries ids of rows; losing or doubling a task is harmless.

No task is delayed, retried or chained by the broker: with Redis such a task is delivered again after
its visibility time (celery/celery#5306). The rows know when they are due; beat looks each minute.
"""

import logging

from celery import shared_task
from django.utils import timezone

from notifications import delivery, home, outbox
from notifications.models import Message

log = logging.getLogger("portal.mail")

MOST_IN_A_MINUTE = 2000


@shared_task
def deliver(ids: list[str] | None = None) -> None:
    """Hand over at most twenty messages: those of `ids` that are due, or the longest waiting."""
    delivery.deliver(ids)


@shared_task
def sweep() -> None:
    """Each minute: take back from the dead, close what is too late, deliver, call others for the rest."""
    if home.look():
        return
    outbox.reclaim()
    outbox.expire()
    run = delivery.deliver()
    now = timezone.now()
    if Message.objects.overdue(now).exists():
        log.error("mail is late: messages have been due for over an hour")
    if not run.reachable:
        return
    rest = [
        str(pk) for pk in Message.objects.due(now).order_by("next_try").values_list("pk", flat=True)[:MOST_IN_A_MINUTE]
    ]
    if rest and not outbox.paused():
        outbox.nudge(rest)


@shared_task
def plan() -> None:
    """Every ten minutes: the rows that dates ask for."""
    outbox.plan()
