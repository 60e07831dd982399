"""What workers do for pledges."""

from celery import shared_task
from django.utils import timezone

from pledges.models import Pledge
from pledges.steps.submission import restate
from publications.models import Publication


@shared_task
def close_seeking() -> None:
    """Whoever sought partners until yesterday is not listed as seeking any more (C13); doubled, it does no harm."""
    listed = Publication.objects.current().of_kind("pledge").with_facet("seeking", "yes").values("reference")
    over = Pledge.objects.published().filter(seeks_partners_until__lt=timezone.localdate(), reference__in=listed)
    for pledge in over.select_related("organisation"):
        restate(pledge)
