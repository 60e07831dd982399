"""What workers do for practices."""

from celery import shared_task

from practices import reading_copy, thanks, word_copies
from practices.models import Practice, PracticeVersion


@shared_task
def make_reading_copy(pk: str) -> None:
    """The PDF of a version for its reviewers; doubled or late, it does no harm."""
    reading_copy.make(PracticeVersion.objects.select_related("practice").get(pk=pk))


@shared_task
def make_thanks(pk: int, year: int, language: str) -> None:
    """The letter of thanks of a reviewer for a year; doubled or late, it does no harm."""
    thanks.make(pk, year, language)


@shared_task
def make_word(pk: str, name: str) -> None:
    """The Word copy of a draft; doubled or late, it does no harm."""
    word_copies.make(Practice.objects.select_related("organisation").get(pk=pk), name)


@shared_task
def read_word(pk: str, person: int, digest: str) -> None:
    """What stands in a Word copy that came back; doubled or late, it does no harm."""
    word_copies.read(Practice.objects.select_related("organisation").get(pk=pk), person, digest)


@shared_task
def forget_word() -> None:
    """Each hour: Word copies of drafts that are a day old."""
    word_copies.forget()
