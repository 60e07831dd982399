"""What is new in the searches that people keep: for which days, since when, and which publications.

    boundary of D-1 ──── published here belongs to the digest of D ────► boundary of D ── an hour ──► D is planned

A window ends an hour before anybody asks, so that whatever was being published at its end is there by then; what
comes later belongs to the next. It begins where the last digest that went ended: one that was held, failed or
came too late told nothing, and the next one says it (docs/decisions/saved-searches.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from notifications.choices import Status
from notifications.models import Message
from publications import search, words
from publications.choices import Rhythm
from publications.lists import offer_of, offers
from publications.models import Publication, SavedSearch
from publications.querysets import PublicationQuerySet

ENDS, GOES = time(5), time(6)
"""When a window ends and when its digest goes, in the portal's zone: no publishing takes an hour."""
LOOKS_BACK = timedelta(days=60)
"""What is older is not told any more, whatever kept it back."""
TOLD = (Status.SENDING, Status.SENT, Status.UNCERTAIN)
"""Messages that arrived, or may have."""
Window = tuple[datetime, datetime]
"""Published after the first moment and up to the second."""


def day_at(now: datetime) -> date:
    """The day whose digest is the newest that may go at `now`."""
    local = timezone.localtime(now, timezone.get_default_timezone())
    return local.date() if local.time() >= GOES else local.date() - timedelta(days=1)


def at(day: date, moment: time) -> datetime:
    """`moment` of `day` in the portal's zone."""
    return datetime.combine(day, moment, timezone.get_default_timezone())


def windows(searches: Sequence[SavedSearch], kind: str, day: date) -> dict[int, Window]:
    """By the id of the search, what the digest of `day` (messages called `kind`) tells of it; none that is empty."""
    told = _told({one.person_id for one in searches}, kind, day)
    found = {}
    for one in searches:
        end = at(day - timedelta(days=day.weekday() if one.rhythm == Rhythm.WEEKLY else 0), ENDS)
        begin = max(told.get(one.pk, one.created_at), one.created_at, end - LOOKS_BACK)
        if begin < end:
            found[one.pk] = (begin, end)
    return found


def _told(people: Iterable[Any], kind: str, day: date) -> dict[int, datetime]:
    """By the id of the search, the end of the last window that went before `day`."""
    ends: dict[int, datetime] = {}
    may_have_arrived = Q(status__in=TOLD) | Q(doubts__gt=0)
    recent = Message.objects.filter(may_have_arrived, kind=kind, planned_at__gt=at(day, ENDS) - LOOKS_BACK)
    for facts in recent.filter(recipient__in=people).values_list("facts", flat=True):
        if facts["day"] >= day.isoformat():
            continue
        for pk, (_begin, end) in facts["windows"].items():
            moment = datetime.fromisoformat(end)
            ends[int(pk)] = max(moment, ends.get(int(pk), moment))
    return ends


def newest_by_list() -> Mapping[str, datetime]:
    """When something of each list was last published: one query, after which most days ask nothing more."""
    current = Publication.objects.current().order_by()
    newest = dict(current.values_list("kind").annotate(newest=Max("published_at")))
    dated = {offer.kind: [newest[kind] for kind in offer.kinds if kind in newest] for offer in offers()}
    return {name: max(moments) for name, moments in dated.items() if moments}


def new_in(saved: SavedSearch, window: Window) -> PublicationQuerySet:
    """What of the list was published within `window` and is still to be read, newest first.

    Raises IndexLost while words cannot be looked for, or not everything would be found: a digest waits for that.
    """
    offer, (begin, end) = offer_of(saved.kind), window
    if offer is None:
        return Publication.objects.none()
    wanted = offer.wanted(saved.asked)
    found = wanted.select(offer.publications(saved.person)).filter(published_at__gt=begin, published_at__lte=end)
    if wanted.words:
        asked = words.asked(wanted.words)
        _demand_index()
        found = search.narrowed(found, asked) if asked else found.none()
    return found.order_by("-published_at", "-pk")


def _demand_index() -> None:
    try:
        with transaction.atomic():
            whole = search.is_there() and search.is_complete()
    except DatabaseError as error:
        raise search.IndexLost from error
    if not whole:
        raise search.IndexLost
