"""What workers do for publications."""

import logging

from celery import shared_task

from publications import printed
from publications.models import Publication

log = logging.getLogger("portal.jobs")


@shared_task
def make_pdf(pk: int) -> None:
    """The PDF of one version; doubled or late, it does no harm."""
    publication = Publication.objects.select_related("content", "cycle").get(pk=pk)
    try:
        printed.make(publication)
    except Exception:
        printed.failed(publication)
        raise
