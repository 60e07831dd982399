"""Sessions that cannot both take place as planned: one co-chair, one room, one team of interpreters, one audience.

Found and said, never forbidden: whoever plans knows more than the plan. Sessions without a time clash with nothing yet.
"""

from collections.abc import Iterable
from itertools import combinations
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from dialogues.choices import Audience, Part
from dialogues.models import Session


class Clash(NamedTuple):
    """Two sessions at one time, and why that does not go together, in words."""

    one: Session
    other: Session
    words: str


def among(sessions: Iterable[Session]) -> list[Clash]:
    """Every clash among these; two queries. Each stands once for each reason."""
    timed = sorted((one for one in _read(sessions) if one.has_time), key=lambda one: one.starts_at)
    return [
        Clash(one, other, words)
        for one, other in combinations(timed, 2)
        if one.starts_at < other.ends_at and other.starts_at < one.ends_at
        for words in _reasons(one, other)
    ]


def of(sessions: Iterable[Session], user: Any) -> list[Clash]:
    """Clashes in which one of `sessions` takes part, against all that `user` may know of."""
    own = list(sessions)
    if not own:
        return []
    first, last = min(one.starts_at for one in own), max(one.ends_at for one in own)
    known = Session.objects.known_to(user).held().within(first, last)
    ids = {one.pk for one in own}
    return [one for one in among(known) if one.one.pk in ids or one.other.pk in ids]


def _read(sessions: Any) -> list[Session]:
    if hasattr(sessions, "select_related"):
        sessions = sessions.select_related("meeting").prefetch_related("meeting__participants")
    return list(sessions)


def _reasons(one: Session, other: Session) -> list[str]:
    return [words for words in (_chairs(one, other), _room(one, other), _languages(one, other), _audience(one, other))
            if words]  # fmt: skip


def _chairs(one: Session, other: Session) -> str:
    both = _who_chairs(one) & _who_chairs(other) if one.meeting_id != other.meeting_id else set()
    names = {str(who) for who in _co_chairs(one) if _key(who) in both}
    return _("%(names)s co-chairs both.") % {"names": ", ".join(sorted(names))} if names else ""


def _co_chairs(session: Session) -> list[Any]:
    return [who for who in session.meeting.participants.all() if who.part == Part.CO_CHAIR]


def _who_chairs(session: Session) -> set[Any]:
    return {_key(who) for who in _co_chairs(session)}


def _key(who: Any) -> Any:
    """The account where it is known, else the name; the body stands for whoever is not named yet."""
    return who.user_id or " ".join((who.name or who.body).casefold().split())


def _room(one: Session, other: Session) -> str:
    here, there = ((s.city.casefold().strip(), s.room.casefold().strip()) for s in (one, other))
    if not one.room or here != there:
        return ""
    return _("Both sit in %(room)s.") % {"room": ", ".join(filter(None, [one.room, one.city]))}


def _languages(one: Session, other: Session) -> str:
    """Interpreters of one house: two offices each have their own."""
    if one.meeting.organisation_id != other.meeting.organisation_id:
        return ""
    names = dict(settings.LANGUAGES)
    both = [names.get(code, code) for code in one.interpretation if code in other.interpretation]
    return _("Both need interpretation into %(languages)s.") % {"languages": ", ".join(both)} if both else ""


def _audience(one: Session, other: Session) -> str:
    here, there = one.meeting, other.meeting
    if here.pk == there.pk or here.audience != there.audience:
        return ""
    if here.audience == Audience.REGIONAL and here.region_id != there.region_id:
        return ""
    return _("Both are for the same people: %(audience)s.") % {"audience": here.get_audience_display()}
