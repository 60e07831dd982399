"""What workers do for voluntary reviews. Heavy libraries are imported here and never by the pages."""

from typing import Any

from celery import shared_task
from django.apps import apps

from publications import printed
from publications.models import Publication
from reviews import jobs
from reviews.models import DraftCopy, EarlierDocument, Questionnaire, ReturnedCopy
from reviews.steps import calling, copies, documents_read, practice, returned

WORK: dict[str, Any] = {
    DraftCopy._meta.label: copies.make,
    ReturnedCopy._meta.label: returned.read,
    EarlierDocument._meta.label: documents_read.read,
}


@shared_task
def work(label: str, pk: str) -> None:
    """Make or read the copy `pk` of the table `label`; doubled or late, it does no harm."""
    jobs.run(apps.get_model(label)._default_manager.all(), pk, WORK[label])


@shared_task
def make_blank(pk: int, language: str) -> None:
    """The blank form of a questionnaire in Word; doubled or late, it does no harm."""
    copies.make_blank(Questionnaire.objects.get(pk=pk), language)


@shared_task
def make_word(pk: int) -> None:
    """A published review in Word; doubled or late, it does no harm."""
    from reviews.word import published

    printed.make_in_word(Publication.objects.select_related("content").get(pk=pk), published.write)


@shared_task
def put_calls_on_the_desk() -> None:
    """Every ten minutes: States that answer no reminder stand on the desk for a call."""
    calling.put_calls_on_the_desk()


@shared_task
def empty_practice_spaces() -> None:
    """Each hour: practice spaces that nobody has used for a day."""
    practice.empty_unused()


@shared_task
def look_after_copies() -> None:
    """Each minute: take back from the dead, and delete the files whose hour is over."""
    for label in WORK:
        jobs.reclaim(apps.get_model(label)._default_manager.all())
    copies.delete_old_files()
    copies.forget_returned()
