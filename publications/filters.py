"""Which publications a list shows: filters of the query string, said back in words (RELIABILITY B15)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.kept import kept
from forum.models import ForumCycle
from publications.querysets import PublicationQuerySet
from reference.models import Country, Objective

CONTROLS = ("after", "format")
"""Parameters of every list that are no filters."""
MOST_VALUES = 50
READ_FROM_TABLES = ("country", "objective", "cycle")
SELECTED = SafeString(" selected")


class Facet(NamedTuple):
    """A filter of one app: the name of a facet, its label, and its values with their labels."""

    name: str
    label: str
    choices: Mapping[str, Any]


class Chip(NamedTuple):
    """A filter in use, in words, and the query string without it."""

    label: str
    query: str


class Field(NamedTuple):
    """One filter as the form draws it; `options` are the elements of its select."""

    name: str
    label: str
    options: SafeString
    in_use: bool


class _Filter(NamedTuple):
    name: str
    label: str
    read: Callable[[], Mapping[str, str]]
    narrow: Callable[[PublicationQuerySet, Sequence[str]], PublicationQuerySet]

    def options(self) -> Mapping[str, str]:
        """Values and labels in the active language; those read from tables are kept for a minute."""
        return kept(f"options:{self.name}", self.read) if self.name in READ_FROM_TABLES else self.read()

    def drawn(self, chosen: Sequence[str]) -> SafeString:
        """The elements of the select."""
        rows = ((value, SELECTED if value in chosen else "", label) for value, label in self.options().items())
        return format_html_join("", '<option value="{}"{}>{}</option>', rows)


class PublicationFilter:
    """The selection that a query string asks for.

    `problems` name wrong values: then nothing is selected, since a list or a download that silently
    drops a filter shows what nobody asked for. `ignored` are parameters that no filter knows.
    """

    def __init__(self, query: QueryDict, facets: Sequence[Facet] = ()) -> None:
        self._query = query
        self._filters = [*_common(), *map(_of_facet, facets)]
        names = {one.name for one in self._filters}
        self.ignored = [name for name in query if name not in names and name not in CONTROLS]

    @cached_property
    def _options(self) -> dict[str, Mapping[str, str]]:
        """The options of the filters that are asked for: the others need not be known."""
        return {one.name: one.options() for one in self._filters if one.name in self._query}

    @cached_property
    def _values(self) -> dict[str, list[str]]:
        """The values asked for, as the options spell them; an empty one is no filter."""
        found = {}
        for one in self._filters:
            spelled = {value.casefold(): value for value in self._options.get(one.name, ())}
            asked = [value.strip() for value in self._query.getlist(one.name) if value.strip()]
            found[one.name] = list(dict.fromkeys(spelled.get(value.casefold(), value) for value in asked))
        return found

    @cached_property
    def problems(self) -> list[str]:
        """What is wrong with the query, in words."""
        found = []
        for one in self._filters:
            values = self._values[one.name]
            if len(values) > MOST_VALUES:
                found.append(
                    _("%(filter)s: at most %(most)d values at once.") % {"filter": one.label, "most": MOST_VALUES}
                )
                continue
            wrong = [value for value in values if value not in self._options[one.name]]
            text = _("%(filter)s: “%(value)s” is not in the list.")
            found += [text % {"filter": one.label, "value": value[:40]} for value in wrong[:5]]
        return found

    def select(self, publications: PublicationQuerySet) -> PublicationQuerySet:
        """The part of `publications` that is asked for."""
        if self.problems:
            return publications.none()
        for one in self._filters:
            if values := self._values[one.name]:
                publications = one.narrow(publications, values)
        return publications

    @cached_property
    def fields(self) -> list[Field]:
        """The filters for the form, with their options and which are chosen."""
        return [Field(one.name, one.label, self._drawn(one), bool(self._values[one.name])) for one in self._filters]

    def _drawn(self, one: _Filter) -> SafeString:
        """193 States take longer to draw than the whole list: where nothing is chosen, they are kept as drawn."""
        chosen = self._values[one.name]
        if chosen or one.name not in READ_FROM_TABLES:
            return one.drawn(chosen)
        return self._nothing_chosen[one.name]

    @cached_property
    def _nothing_chosen(self) -> dict[str, SafeString]:
        return kept("filters", lambda: {one.name: one.drawn(()) for one in _common()})

    @property
    def chips(self) -> list[Chip]:
        """The filters in use, each with the way to leave it out."""
        return [
            Chip(f"{one.label}: {self._options[one.name].get(value, value)}", self.query(without=(one.name, value)))
            for one in self._filters
            for value in self._values[one.name][:MOST_VALUES]
        ]

    def query(self, *, without: tuple[str, str] = ("", ""), **more: str) -> str:
        """The query string of this selection, without one value of a filter, with other parameters."""
        pairs = [(name, value) for name, values in self._values.items() for value in values if (name, value) != without]
        return urlencode([*pairs, *more.items()])

    def in_words(self) -> str:
        """The selection as a sentence for the sheet "about"."""
        return "; ".join(chip.label for chip in self.chips) or _("All")


def _common() -> list[_Filter]:
    return [
        _Filter("country", _("State"), _countries, lambda rows, codes: rows.of_country(*codes)),
        _Filter("objective", _("Objective"), _objectives, lambda rows, ns: rows.of_objective(*map(int, ns))),
        _Filter("cycle", _("Forum"), _cycles, lambda rows, years: rows.of_cycle(*map(int, years))),
        _Filter("language", _("Language"), lambda: dict(settings.LANGUAGES), lambda rows, c: rows.in_language(*c)),
    ]


def _of_facet(facet: Facet) -> _Filter:
    return _Filter(
        facet.name,
        str(facet.label),
        lambda: {value: str(label) for value, label in facet.choices.items()},
        lambda rows, values: rows.with_facet(facet.name, *values),
    )


def _countries() -> dict[str, str]:
    return {country.code: str(country) for country in Country.objects.only("code", "names").by_name()}


def _objectives() -> dict[str, str]:
    rows = Objective.objects.only("number", "short_labels")
    return {str(one.number): f"{one.number}. {one.short_label}" for one in rows}


def _cycles() -> dict[str, str]:
    return {str(one.year): str(one.year) for one in ForumCycle.objects.only("year").order_by("-year")}
