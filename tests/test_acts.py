"""The log of acts across all kinds of records: what somebody did once stands in it once (FEATURES W4)."""

import pytest

from core.models import Act
from tests.pledges import builders as pledges
from tests.practices import builders as practices
from tests.reviews import mail_samples as reviews

PUBLISHED = {"publish", "published", "release", "released", "change", "changed", "correct"}


@pytest.mark.parametrize("publish", [reviews.published, practices.published_practice, pledges.published])
def test_w4_publishing_is_one_act_and_it_is_the_registers(cast, publish):
    publish(cast)
    acts = Act.objects.filter(verb__in=PUBLISHED)
    assert [(act.verb, act.content_type.model) for act in acts] == [("published", "publication")]


def test_p56_a_state_reads_in_the_log_that_its_review_was_published(cast):
    reviews.published(cast)
    assert Act.objects.visible_to(cast.focal_point).filter(verb="published").exists()
    assert not Act.objects.visible_to(cast.other_focal_point).filter(verb="published").exists()
