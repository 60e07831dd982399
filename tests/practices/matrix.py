"""What practices bring to the permission matrix (tests/test_matrix.py)."""

from practices.choices import Status
from practices.models import Practice
from tests.practices.builders import ready_practice

PUBLIC = {
    "practices:list": "published practices",
    "practices:calls": "calls for practices",
    "practices:call": "one call",
    "practices:blank": "the form to read",
    "practices:implementer": "a signed link for the focal point of an implementer",
    "practices:reviewers": "reviewers who agreed to be named",
    "practices:public": "a published practice",
    "practices:public_version": "one version of it",
    "practices:public_translation": "one version of it in another language",
}
"""Names of the addresses that open without signing in: why."""
MODEL, VIEW = Practice, "practices.view_practice"
STATUSES = [Status.DRAFT]
STARTS = ["/en/practices/"]
"""Pages from which the crawl looks for the words of a draft."""


def draft(cast):
    """A draft with `tests.factories.CANARY` in it, that only its own people may meet."""
    return ready_practice(cast)
