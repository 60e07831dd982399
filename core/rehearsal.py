"""A rehearsal of the coming forum: an installation of its own, with invented States, that empties itself (W14).

Whether this is one, and when it is emptied, follows from the settings alone: every page and every letter says it, also
where no database answers.
"""

from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase

from django.conf import settings
from django.utils import timezone

BEGIN = datetime(2026, 1, 4, 3, tzinfo=UTC)
"""A Sunday, in the night of most offices; rounds are counted from here."""


def is_on() -> bool:
    """Whether this installation is a rehearsal."""
    return bool(settings.REHEARSAL)


def last_end(now: datetime | None = None) -> datetime:
    """When the round before this one ended, and everything was to be emptied."""
    length = timedelta(days=settings.REHEARSAL_DAYS)
    return BEGIN + ((now or timezone.now()) - BEGIN) // length * length


def next_end(now: datetime | None = None) -> datetime:
    """When this round ends."""
    return last_end(now) + timedelta(days=settings.REHEARSAL_DAYS)


def leaves(address: str) -> bool:
    """Whether mail to `address` may leave: those alone do who have signed up for the rehearsal with the operators."""
    return any(fnmatchcase(address.lower(), pattern.lower()) for pattern in settings.REHEARSAL_ADDRESSES)
