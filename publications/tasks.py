"""What workers do for publications."""

from celery import shared_task

from publications import printed
from publications.models import Publication


@shared_task
def make_pdf(pk: int) -> None:
    """The PDF of one version; doubled or late, it does no harm."""
    printed.make(Publication.objects.select_related("content", "cycle").get(pk=pk))
