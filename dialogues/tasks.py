"""What workers do for dialogues."""

from celery import shared_task

from dialogues.steps import registering


@shared_task
def forget_registrations() -> None:
    """Each day: who registered for the sessions of a forum that is over is deleted."""
    registering.forget_what_is_over()
