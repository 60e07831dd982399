"""What colleagues leave on a page of a section: open comments, and a soft notice of whoever is writing there."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews.fields import Field
from reviews.sections import SectionInReview

PRESENT = timedelta(minutes=15)
"""So long after the last save somebody counts as being here."""


def mark_comments(place: SectionInReview, fields: list[Field]) -> int:
    """Let each field say how many comments on it are open; returns how many the whole section has. One query."""
    rows = place.review.comments.open().filter(section=place.section)
    found = Counter(rows.order_by().values_list("question", "objective"))
    for one in fields:
        one.comments = found.get((one.question.pk, one.objective), 0)
    return found.total()


def of(user: Any, fields: list[Field]) -> str:
    """A soft notice of the colleague who saved something on this page in the last 15 minutes; never a lock (R3)."""
    since = timezone.now() - PRESENT
    stored = [one.answer for one in fields if one.answer is not None and one.answer.version]
    others = [one for one in stored if one.changed_at > since and one.changed_by_id not in (None, user.pk)]
    left = _left(others)
    here = [one for one in others if one.changed_at.timestamp() > left.get(one.changed_by_id, 0)]
    newest = max(here, key=lambda one: one.changed_at, default=None)
    if newest is None or newest.changed_by is None:
        return ""
    minutes = int((timezone.now() - newest.changed_at).total_seconds() // 60)
    words = {"who": newest.changed_by.office or newest.changed_by, "ago": minutes}
    if minutes < 1:
        return _("%(who)s is editing this section (just now)") % words
    return _("%(who)s is editing this section (%(ago)s min ago)") % words


def leave(place: SectionInReview, user: Any) -> None:
    """`user` has closed the page of this section; who saves there afterwards is back."""
    key = _key(place.review.pk, place.section.pk, user.pk)
    cache.set(key, timezone.now().timestamp(), PRESENT.total_seconds())


def _left(stored: list[Any]) -> dict[Any, float]:
    """When each of those who saved closed the page, by their keys; one read of the cache, none where nobody is."""
    keys = {_key(one.review_id, one.question.section_id, one.changed_by_id): one.changed_by_id for one in stored}
    return {keys[key]: when for key, when in cache.get_many(keys).items()} if keys else {}


def _key(review: int, section: int, user: int) -> str:
    return f"left:{review}:{section}:{user}"
