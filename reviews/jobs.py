"""Work that somebody waits for: done by a worker, claimed by one, tried twice, and then it says so.

The row is the truth, the queue only a hint. Every change of `state` is one conditional UPDATE, so that of two
workers exactly one takes it; a row whose worker was killed is taken back by whoever looks next (F28, F29).
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core import broker
from reviews.choices import JobState
from reviews.models.copies import Job

LEASE = timedelta(seconds=100)
"""Longer than a task may last (settings): a row claimed before that has lost its worker."""
TRIES = 2

log = logging.getLogger("portal.jobs")


class Given(Exception):
    """It cannot be done, and trying again will not help; the message is a sentence for the person."""


def queue(job: Job) -> None:
    """Tell a worker once the transaction is over. If nobody hears it, the sweep does within a minute."""
    call = [job._meta.label, str(job.pk)]
    transaction.on_commit(lambda: broker.send("reviews.tasks.work", [call]) or None)


def run(rows: Any, pk: str, work: Callable[[Any], None]) -> None:
    """Claim the row `pk` and do `work` on it; nothing when another has it or it is done."""
    claimed = rows.filter(pk=pk, state=JobState.WAITING)
    if not claimed.update(state=JobState.WORKING, claimed_at=timezone.now(), tries=F("tries") + 1):
        return
    job = rows.select_related("review__country", "review__cycle", "review__questionnaire", "by").get(pk=pk)
    mine = rows.filter(pk=pk, state=JobState.WORKING, tries=job.tries)
    try:
        work(job)
    except (Given, PermissionDenied) as final:
        mine.update(state=JobState.FAILED, problem=str(final)[:300], done_at=timezone.now())
    except (Exception, SoftTimeLimitExceeded) as broken:  # noqa: BLE001 - whatever it is, the person is told
        log.error("job %s broke: %s", pk, type(broken).__name__)  # noqa: TRY400 - a trace may quote a text
        _give_back(mine)
    else:
        mine.update(state=JobState.DONE, done_at=timezone.now())


def reclaim(rows: Any) -> None:
    """Take back from the dead among `rows`, once; what waits is told to the workers again."""
    now = timezone.now()
    _give_back(rows.filter(state=JobState.WORKING, claimed_at__lt=now - LEASE))
    waiting = rows.filter(state=JobState.WAITING, asked_at__lt=now - timedelta(seconds=30))
    calls = [[rows.model._meta.label, str(pk)] for pk in waiting.values_list("pk", flat=True)[:100]]
    if calls:
        broker.send("reviews.tasks.work", calls)


def _give_back(rows: Any) -> None:
    sentence = _("It was tried twice and did not work. Ask again; if it fails again, write to the secretariat.")
    rows.filter(tries__gte=TRIES).update(state=JobState.FAILED, problem=sentence, done_at=timezone.now())
    rows.filter(tries__lt=TRIES).update(state=JobState.WAITING, claimed_at=None)
