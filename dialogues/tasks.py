"""What workers do for dialogues. Heavy libraries are imported here and never by the pages."""

from celery import shared_task

from dialogues import word
from dialogues.steps import registering
from publications import printed
from publications.models import Publication


@shared_task
def forget_registrations() -> None:
    """Each day: who registered for the sessions of a forum that is over is deleted."""
    registering.forget_what_is_over()


@shared_task
def make_word(pk: int) -> None:
    """A published background note in Word; doubled or late, it does no harm."""
    printed.make_in_word(Publication.objects.select_related("content").get(pk=pk), word.write)
