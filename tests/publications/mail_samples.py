"""Every message of publications once."""

from datetime import timedelta

from django.utils import timezone

from publications import following, lists, register
from publications.models import SavedSearch
from publications.notifications import SavedSearches
from tests.cast import Cast
from tests.notifications.samples import sample


@sample("publications.saved_searches")
def saved_searches(cast: Cast):
    """One with more than are named, one with a single publication in Arabic and no address."""
    assert lists.offer_of("review")
    for n in range(12):
        head = register.Head(
            reference=f"RV-{n}",
            kind="review",
            title=f"Sample {n}",
            language="en",
            path=f"reviews/2030/zz/{n}/",
            countries=[cast.state.country_id],
        )
        register.publish(head, {"schema": 1, "text": "Text."}, by=cast.officer)
    register.publish(
        register.Head(reference="RV-AR", kind="review", title="حماية", language="ar"),
        {"schema": 1, "text": "Text."},
        by=cast.officer,
    )
    of_all = SavedSearch.objects.create(person=cast.member, kind="review", name="All reviews")
    arabic = SavedSearch.objects.create(person=cast.member, kind="review", name="<b>عربي</b>", query="language=ar")
    now = timezone.now()
    window = (now - timedelta(days=1), now + timedelta(minutes=1))
    day = following.day_at(now)
    return [
        SavedSearches(cast.member, day=day, windows={str(of_all.pk): window, str(arabic.pk): window}),
        SavedSearches(cast.member, day=day, windows={str(arabic.pk): window}),
    ]
