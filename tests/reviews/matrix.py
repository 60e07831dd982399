"""What voluntary reviews bring to the permission matrix (tests/test_matrix.py)."""

from reviews.choices import ReviewStatus
from reviews.models import VoluntaryReview
from tests.factories import guest_of, ready_review

PUBLIC = {
    "reviews:list": "published reviews",
    "reviews:on_objective": "what published reviews say on an objective",
    "reviews:compare": "published reviews question by question",
    "reviews:public": "a published review",
    "reviews:public_version": "one version of it",
    "reviews:public_translation": "one version of it in a further language",
    "reviews:regional": "a published review for a Regional Review",
    "reviews:regional_version": "one version of it",
    "reviews:questionnaires": "the questionnaires in force",
    "reviews:blank": "the blank questionnaire",
    "reviews:blank_word": "the same in Word",
}
"""Names of the addresses that open without signing in: why."""
MODEL, VIEW = VoluntaryReview, "reviews.view_voluntaryreview"
STATUSES = [ReviewStatus.DRAFT, ReviewStatus.SUBMITTED, ReviewStatus.DISCARDED]
STARTS = ["/en/reviews/"]
"""Pages from which the crawl looks for the words of a draft."""


def draft(cast):
    """A draft with `tests.factories.CANARY` in it, that only its own people may meet; a guest reads another section."""
    made = ready_review(cast)
    guest_of(made, cast.guest, "c", "e")
    return made
