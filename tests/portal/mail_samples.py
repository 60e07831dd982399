"""The digest of what is open for a person, with a message that waited for it."""

from datetime import date

from imrf_portal.notifications import Digest
from notifications import steps
from reviews.sections import section_in
from reviews.steps import talk
from tests import factories
from tests.cast import Cast
from tests.notifications.samples import sample


@sample("portal.digest")
def digest(cast: Cast):
    steps.choose(cast.focal_point, "portal.digest", "daily")
    steps.choose(cast.alternate, "portal.digest", "weekly")
    steps.choose(cast.alternate, "reviews.mentioned", "digest")
    only_matters = Digest(cast.focal_point, day=date(2030, 2, 14))
    talk.comment(section_in(factories.review(cast), "b"), "Please look.", tell=[cast.alternate], by=cast.focal_point)
    return [only_matters, Digest(cast.alternate, day=date(2030, 2, 11))]
