"""What pledges bring to the permission matrix (tests/test_matrix.py)."""

from pledges.choices import Status
from pledges.models import Pledge
from tests.factories import CANARY
from tests.pledges.builders import of_state

PUBLIC = {
    "pledges:list": "published pledges",
    "pledges:seeking": "published pledges that seek partners",
    "pledges:figures": "figures of the register with their definitions",
    "pledges:figures_frozen": "figures as frozen after a quarter",
    "pledges:figures_version": "one version of them",
    "pledges:public": "a published pledge",
    "pledges:public_version": "one version of it",
    "pledges:card": "a published pledge as a card for other websites",
    "pledges:progress": "a published report on its progress",
    "pledges:progress_version": "one version of it",
}
"""Names of the addresses that open without signing in: why."""
MODEL, VIEW = Pledge, "pledges.view_pledge"
STATUSES = [Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.PUBLISHED, Status.DECLINED, Status.WITHDRAWN]
STARTS = ["/en/pledges/"]
"""Pages from which the crawl looks for the words of a draft."""


def draft(cast):
    """A draft of a State with `tests.factories.CANARY` in it, that only its own people may meet."""
    pledge = of_state(cast, title=f"{CANARY} pledge", text=f"{CANARY} text", seeks=f"{CANARY} partners")
    Pledge.objects.filter(pk=pledge.pk).update(reference=f"PL-{9000 + Pledge.objects.count()}")
    pledge.refresh_from_db()
    return pledge
