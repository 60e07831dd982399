"""What workers do for practices."""

from celery import shared_task

from practices import reading_copy, thanks
from practices.models import PracticeVersion


@shared_task
def make_reading_copy(pk: str) -> None:
    """The PDF of a version for its reviewers; doubled or late, it does no harm."""
    reading_copy.make(PracticeVersion.objects.select_related("practice").get(pk=pk))


@shared_task
def make_thanks(pk: int, year: int, language: str) -> None:
    """The letter of thanks of a reviewer for a year; doubled or late, it does no harm."""
    thanks.make(pk, year, language)
