"""What the clock does in this app."""

from celery import shared_task
from django.utils import timezone

from forum.models import ErrorReport


@shared_task
def forget_addresses() -> int:
    """Take the e-mail address out of reports that were dealt with ninety days ago; how many."""
    return ErrorReport.objects.address_no_longer_needed(timezone.now()).update(email="")
