"""What people hear who keep searches: one message for all that are due, of what was published since the last."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from core.templatetags.portal import day_of
from notifications.kinds import Kind
from notifications.models import Message
from publications import following
from publications.lists import offer_of
from publications.models import Publication, SavedSearch
from publications.search import IndexLost

NAMED = 10
"""So many publications of one search are named; the others are counted and linked."""


class SavedSearches(Kind):
    """The digest of a person's saved searches. About the person; facts: day (ISO), windows ({id: [from, to]})."""

    name = "publications.saved_searches"
    label = gettext_lazy("What is new in your saved searches")
    reason = gettext_lazy("You get this because you saved a search and asked to hear of it.")
    optional = True
    policy = "resend"
    about: User

    @classmethod
    def plan(cls, now: datetime) -> Iterable["SavedSearches"]:
        """The digests of the newest day, for everybody for whom something is new or was when it was planned.

        Who was planned already is named again, so that the outbox sees how many this day has.
        """
        day, searches = following.day_at(now), list(SavedSearch.objects.select_related("person").order_by("pk"))
        planned = _planned(cls(None, day=day))
        windows, newest = following.windows(searches, cls.name, day), following.newest_by_list()
        told: dict[Any, dict[str, following.Window]] = {}
        seen: dict[Any, bool] = {}
        for one in searches:
            window = windows.get(one.pk)
            if window is None or (one.person_id not in planned and newest.get(one.kind, window[0]) <= window[0]):
                continue
            alike = (one.kind, one.query, window)
            if one.person_id not in planned and alike not in seen:
                seen[alike] = _is_new(one, window)
            if one.person_id in planned or seen[alike]:
                told.setdefault(one.person, {})[str(one.pk)] = window
        for person, of_person in told.items():
            yield cls(person, day=day, windows=of_person)

    def recipients(self) -> list[User]:
        """The person, while they keep a search."""
        return [self.about] if SavedSearch.objects.visible_to(self.about).exists() else []

    def occasion(self) -> str:
        return f"{self.name}:{self.facts['day']}"

    def not_before(self) -> datetime:
        return following.at(self._day, following.GOES)

    def expires_at(self) -> datetime:
        """An hour before the next one is planned, which says then what this one would have said."""
        return following.at(self._day + timedelta(days=1), following.ENDS)

    @property
    def _day(self) -> date:
        return date.fromisoformat(self.facts["day"])

    @cached_property
    def news(self) -> list[tuple[SavedSearch, list[Publication], int]]:
        """Each search with what is new in it at this moment: the first few, and how many in all. Raises IndexLost."""
        found = []
        for one in SavedSearch.objects.visible_to(self.about).filter(pk__in=self.facts["windows"]):
            begin, end = (datetime.fromisoformat(moment) for moment in self.facts["windows"][str(one.pk)])
            rows = following.new_in(one, (begin, end))
            if count := rows.count():
                rows = rows.select_related("organisation").prefetch_related("countries")
                found.append((one, list(rows[:NAMED]), count))
        return found

    def irrelevant(self, recipient: User | str) -> str:
        """Asked at the moment of sending: withdrawn meanwhile, searches deleted."""
        try:
            return "" if self.news else _("nothing new")
        except IndexLost:
            return _("the search is being rebuilt; the next digest says it")

    def subject(self, recipient: User | str) -> str:
        count = sum(number for _one, _rows, number in self.news)
        if len(self.news) == 1:
            words = ngettext("%(count)d new in “%(name)s”", "%(count)d new in “%(name)s”", count)
            return words % {"count": count, "name": self.news[0][0].name[:60]}
        return _("%(count)d new in your saved searches") % {"count": count}

    def context(self, recipient: User | str) -> dict[str, Any]:
        return {
            "lists": [_listed(one, rows, count) for one, rows, count in self.news],
            "button_url": settings.SITE_URL + reverse("publications:saved_searches"),
            "button_label": _("Your saved searches"),
        }


def _planned(kind: SavedSearches) -> set[Any]:
    """The people who have a message of this occasion already."""
    there = Message.objects.filter(kind=kind.name, occasion=kind.occasion())
    return set(there.values_list("recipient", flat=True))


def _is_new(saved: SavedSearch, window: following.Window) -> bool:
    """Whether there is anything; not before its words can be looked for."""
    try:
        return following.new_in(saved, window).exists()
    except IndexLost:
        return False


def _listed(saved: SavedSearch, rows: list[Publication], count: int) -> dict[str, Any]:
    """A search as the letter shows it."""
    offer = offer_of(saved.kind)
    wanted = offer.wanted(saved.asked) if offer else None
    return {
        "name": saved.name,
        "selection": wanted.in_words() if wanted else "",
        "count": count,
        "more": count - len(rows),
        "url": offer.url(saved.query) if offer else "",
        "rows": [
            {
                "title": one.title,
                "lang": one.language,
                "who": ", ".join(one.authors),
                "day": day_of(one.published_at),
                "url": settings.SITE_URL + one.get_absolute_url() if one.path else "",
            }
            for one in rows
        ],
    }
