"""Questions about the reference lists. All of them are public: `visible_to` leaves nothing out."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from reference.choices import CountryKind

if TYPE_CHECKING:
    from reference.models import Action, Country, RegionalCommission


class PublicQuerySet(models.QuerySet[Any]):
    """Rows that everybody may see."""

    def visible_to(self, user: Any) -> Self:
        """All of them, for anybody."""
        return self.all()


class ActionQuerySet(PublicQuerySet):
    """Questions about the actions under the objectives."""

    def by_slug(self, slug: str) -> "Action":
        """The action of an address such as `2a`. Raises Action.DoesNotExist."""
        parts = re.fullmatch(r"(\d{1,2})([a-z])", slug)
        code = f"{parts[1]}({parts[2]})" if parts else ""
        action: Action = self.get(code=code)
        return action


class CountryQuerySet(PublicQuerySet):
    """Questions about the States."""

    def states(self) -> Self:
        """The 193 Member States and the two observer States, never the demo's."""
        return self.exclude(kind=CountryKind.SAMPLE)

    def member_states(self) -> Self:
        """The Member States alone."""
        return self.filter(kind=CountryKind.MEMBER_STATE)

    def in_regions(self, *, regions: Sequence[str] = (), areas: Sequence[str] = ()) -> Self:
        """Those that one of the `regions` of the Regional Reviews, and one of the `areas` of the M49 standard, holds.

        Codes; an empty list narrows nothing. No State is repeated.
        """
        found = self
        if regions:
            link = self.model._meta.get_field("review_regions").remote_field.through._default_manager
            found = found.filter(pk__in=link.filter(regionalcommission__in=regions).values("country"))
        if areas:
            within = models.Q(region__in=areas) | models.Q(region__parent__in=areas)
            found = found.filter(within | models.Q(region__parent__parent__in=areas))
        return found

    def by_name(self) -> "list[Country]":
        """All rows in the alphabetical order of their names in the active language."""
        return sorted(self, key=lambda country: plain(country.name))

    def find(self, text: str) -> "Country | None":
        """The State that `text` names, or None for what is unknown or fits two.

        Codes (two or three letters, M49), names in all languages, formal names and aliases are
        understood, without regard to case, accents, brackets, punctuation or a leading "the".
        """
        return self.finder()(text)

    def finder(self) -> "Callable[[str], Country | None]":
        """`find` for many texts with one query."""
        index = _index([(country, country.search_terms()) for country in self])
        return lambda text: index.get(plain(text))


class RegionalCommissionQuerySet(PublicQuerySet):
    """Questions about the regional commissions."""

    def find(self, text: str) -> "RegionalCommission | None":
        """The commission that a code ("ece"), an acronym ("UNECE"), a name or its review's region names."""
        return _index([(commission, commission.search_terms()) for commission in self]).get(plain(text))


def plain(text: str) -> str:
    """`text` as it is compared: no case, accents, punctuation, double blanks or article "the"."""
    letters = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("&", " and ")).casefold()
    bare = "".join(" " if _separates(letter) else letter for letter in letters if not unicodedata.combining(letter))
    words = bare.split()
    if words[:1] == ["the"] and words[1:]:
        words = words[1:]
    if words[-1:] == ["the"] and words[:-1]:
        words = words[:-1]
    return " ".join("saint" if word == "st" else word for word in words)


def _separates(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PZSC"


def _index(records: list[tuple[Any, list[str]]]) -> dict[str, Any]:
    """Plain term to record; a term that fits two records is left out."""
    found: dict[str, Any] = {}
    for record, terms in records:
        for term in {plain(term) for term in terms} - {""}:
            found[term] = None if term in found and found[term] != record else record
    return {term: record for term, record in found.items() if record is not None}
