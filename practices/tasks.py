"""What workers do for practices."""

from celery import shared_task

from practices import reading_copy
from practices.models import PracticeVersion


@shared_task
def make_reading_copy(pk: str) -> None:
    """The PDF of a version for its reviewers; doubled or late, it does no harm."""
    reading_copy.make(PracticeVersion.objects.select_related("practice").get(pk=pk))
