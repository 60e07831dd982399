"""What workers do for publications."""

from celery import shared_task

from publications import blank_list, dumps, printed, runs
from publications.models import Publication


@shared_task
def make_pdf(pk: int) -> None:
    """The PDF of one version; doubled or late, it does no harm."""
    printed.make(Publication.objects.select_related("content", "cycle").get(pk=pk))


@shared_task
def import_rows(key: str) -> None:
    """Bring the import of a file on; doubled or late, it does no harm."""
    runs.work(key)


@shared_task
def look_after_imports() -> None:
    """Each minute: imports that nobody is at."""
    runs.look_after()


@shared_task
def make_blank_list(command: str, language: str) -> None:
    """The Word document in which a body writes a list; doubled or late, it does no harm."""
    blank_list.make(command, language)


@shared_task(soft_time_limit=1700, time_limit=1800)
def look_after_dumps() -> None:
    """Each hour: today's files of everything, unless they are there already."""
    dumps.look_after()
