"""What workers do for pledges."""

from contextlib import suppress

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError
from django.utils import timezone

from pledges import figures
from pledges.models import EvidenceLink, Pledge
from pledges.steps import evidence
from pledges.steps.submission import restate
from publications.choices import Kind
from publications.models import Publication

MOST = 100
"""Addresses that are looked at in one go."""


@shared_task
def close_seeking() -> None:
    """Whoever sought partners until yesterday is not listed as seeking any more (C13); doubled, it does no harm."""
    listed = Publication.objects.current().of_kind(Kind.PLEDGE).with_facet("seeking", "yes").values("reference")
    over = Pledge.objects.published().filter(seeks_partners_until__lt=timezone.localdate(), reference__in=listed)
    for pledge in over.select_related("organisation"):
        restate(pledge)


@shared_task
def look_at_evidence() -> None:
    """Look at the evidence that is due: each address once a week (C17). Doubled, it does no harm.

    When the time of a task is over it stops; the next one goes on with those that are still due.
    """
    with suppress(SoftTimeLimitExceeded):
        for link in EvidenceLink.objects.due(timezone.now()).select_related("report__pledge")[:MOST]:
            evidence.look_at(link)


@shared_task
def freeze_figures() -> None:
    """Freeze the figures of the quarter that is over, once (C18); a second worker finds them there."""
    with suppress(IntegrityError):
        figures.freeze()
