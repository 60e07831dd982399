"""What workers do for voluntary reviews. Heavy libraries are imported here and never by the pages."""

from typing import Any

from celery import shared_task
from django.apps import apps

from reviews import jobs
from reviews.models import DraftCopy
from reviews.steps import copies

WORK: dict[str, Any] = {
    DraftCopy._meta.label: copies.make,
}


@shared_task
def work(label: str, pk: str) -> None:
    """Make or read the copy `pk` of the table `label`; doubled or late, it does no harm."""
    jobs.run(apps.get_model(label)._default_manager.all(), pk, WORK[label])


@shared_task
def look_after_copies() -> None:
    """Each minute: take back from the dead, and delete the files whose hour is over."""
    for label in WORK:
        jobs.reclaim(apps.get_model(label)._default_manager.all())
    copies.delete_old_files()
