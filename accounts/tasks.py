"""What workers do for accounts."""

from celery import shared_task

from accounts import steps


@shared_task
def reset_lost_factors() -> None:
    """Every ten minutes: take lost factors off the accounts whose day of waiting is over."""
    steps.reset_lost_factors()
