"""What workers do for the house."""

from celery import shared_task

from core import scanner


@shared_task
def look_at_held_files() -> None:
    """Each minute: files that were taken while the virus scanner was away."""
    scanner.look_again()
