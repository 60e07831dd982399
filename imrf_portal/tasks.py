"""What workers do for the portal as a whole."""

from celery import shared_task

from imrf_portal.management import rounds

LONG = 600
"""Seconds that emptying and filling may take on a slow machine."""


@shared_task(soft_time_limit=LONG, time_limit=LONG + 30)
def end_rehearsal() -> None:
    """Begin the next round of a rehearsal when one has ended; anywhere else nothing. Doubled, it does it once."""
    if rounds.is_over():
        rounds.end_round()
