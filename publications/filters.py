"""Which publications a list shows: filters of the query string, said back in words (RELIABILITY B15)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.choices import OrganisationKind
from core.kept import kept
from forum.models import ForumCycle
from publications import names
from publications.choices import Kind
from publications.querysets import PublicationQuerySet
from reference.models import Country, GuidingPrinciple, Objective, Region, RegionalCommission, StakeholderGroup

CONTROLS = ("after", "format", "q", "sort")
"""Parameters of every list that are no filters."""
USUAL = ("country", "objective", "cycle", "language")
"""The common columns by which a list is filtered if it names no others."""
MOST_VALUES = 50
READ_FROM_TABLES = ("country", "area", "region", "objective", "principle", "cycle", "group")
LONG = 12
"""Options beyond which a filter is a menu and not a row of boxes."""


class Facet(NamedTuple):
    """A filter of one app: the name of a facet, its label, and its values with their labels, or what reads them."""

    name: str
    label: str
    choices: Mapping[str, Any] | Callable[[], Mapping[str, Any]]
    now: Callable[[str], str] = str
    """What a value that is offered no more is called today: an address that somebody kept goes on working."""

    def read(self) -> dict[str, str]:
        """The values with their labels in the active language."""
        choices = self.choices() if callable(self.choices) else self.choices
        return {value: str(label) for value, label in choices.items()}


class Chip(NamedTuple):
    """A filter in use, in words, and the query string without it."""

    label: str
    query: str


class Option(NamedTuple):
    """A choice of a filter; `number` is that of the publications behind it, None where it was not counted."""

    value: str
    label: str
    number: int | None


class Field(NamedTuple):
    """One filter as the form draws it: `boxes` to tick (with those ticked), the rest as a `menu` when it is long."""

    name: str
    label: str
    boxes: list[Option]
    chosen: list[str]
    menu: list[Option]

    def menu_drawn(self) -> SafeString:
        """The elements of the menu; a template takes longer for 193 States than for the whole list."""
        rows = ((value, label, "" if number is None else f" ({number})") for value, label, number in self.menu)
        return format_html_join("", '<option value="{}">{}{}</option>', rows)


class _Filter(NamedTuple):
    name: str
    label: str
    read: Callable[[], Mapping[str, str]]
    narrow: Callable[[PublicationQuerySet, Sequence[str]], PublicationQuerySet]
    now: Callable[[str], str] = str

    def options(self) -> Mapping[str, str]:
        """Values and labels in the active language; those read from tables are kept for a minute."""
        return kept(f"options:{self.name}:{names.stamp()}", self.read) if self.name in READ_FROM_TABLES else self.read()


class PublicationFilter:
    """The selection that a query string asks for.

    `problems` name wrong values: then nothing is selected, since a list or a download that silently
    drops a filter shows what nobody asked for. `ignored` are parameters that no filter knows, `repeated` those that
    take one value and have several, of which the last counts. `words` are what was typed to search, `order` is how
    to sort.
    """

    def __init__(self, query: QueryDict, facets: Sequence[Facet] = (), columns: Sequence[str] = USUAL) -> None:
        self._query = query
        self._filters = [*(one for one in _common() if one.name in columns), *map(_of_facet, facets)]
        self._read: dict[str, Mapping[str, str]] = {}
        self.words = query.get("q", "").strip()
        self.order = query.get("sort", "")
        known = {one.name for one in self._filters}
        self.ignored = [name for name in query if name not in known and name not in CONTROLS]
        self.repeated = [name for name in CONTROLS if len(query.getlist(name)) > 1]

    def _options(self, one: _Filter) -> Mapping[str, str]:
        """Read once, and only where the filter is drawn or set."""
        if one.name not in self._read:
            self._read[one.name] = one.options()
        return self._read[one.name]

    @cached_property
    def _values(self) -> dict[str, list[str]]:
        """The values asked for, as the options spell them; an empty one is no filter."""
        found = {}
        for one in self._filters:
            asked = [value.strip() for value in self._query.getlist(one.name) if value.strip()]
            spelled = {value.casefold(): value for value in self._options(one)} if asked else {}
            found[one.name] = list(dict.fromkeys(spelled.get(value.casefold()) or one.now(value) for value in asked))
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
            wrong = [value for value in values if value not in self._options(one)]
            text = _("%(filter)s: “%(value)s” is not in the list.")
            found += [text % {"filter": one.label, "value": value[:40]} for value in wrong[:5]]
        return found

    def values(self, name: str) -> list[str]:
        """What is asked for by the filter `name`; nothing where something is wrong with the query."""
        return [] if self.problems else self._values.get(name, [])

    @property
    def names(self) -> list[str]:
        """Of all filters of this list."""
        return [one.name for one in self._filters]

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The values that are set, each with the name of its filter."""
        return [(name, value) for name, values in self._values.items() for value in values]

    @property
    def in_use(self) -> list[str]:
        """The names of the filters that are set."""
        return [name for name, values in self._values.items() if values]

    def select(self, publications: PublicationQuerySet, *, without: str = "") -> PublicationQuerySet:
        """The part of `publications` that is asked for, or would be without one filter."""
        if self.problems:
            return publications.none()
        for one in self._filters:
            if one.name != without and (values := self._values[one.name]):
                publications = one.narrow(publications, values)
        return publications

    def fields(self, counts: Mapping[str, Mapping[str, int]]) -> list[Field]:
        """The filters for the form. One that was counted leaves out what nothing stands behind, unless it is set."""
        return [field for one in self._filters if (field := self._field(one, counts.get(one.name)))]

    def field(self, name: str, counts: Mapping[str, int]) -> Field | None:
        """The filter `name` alone, as the form draws it."""
        return next((self._field(one, counts) for one in self._filters if one.name == name), None)

    def _field(self, one: _Filter, counts: Mapping[str, int] | None) -> Field | None:
        chosen = self._values[one.name][:MOST_VALUES]
        if counts is not None and not chosen and not any(counts.values()):
            return None
        options = [
            Option(value, label, None if counts is None else counts.get(value, 0))
            for value, label in self._options(one).items()
        ]
        if len(options) <= LONG:
            return Field(one.name, one.label, options, chosen, [])
        boxes = [option for option in options if option.value in chosen]
        menu = [option for option in options if option.value not in chosen and option.number != 0]
        return Field(one.name, one.label, boxes, chosen, menu)

    @property
    def chips(self) -> list[Chip]:
        """The filters in use, each with the way to leave it out."""
        return [
            Chip(f"{one.label}: {self._options(one).get(value, value)}", self.query(without=(one.name, value)))
            for one in self._filters
            for value in self._values[one.name][:MOST_VALUES]
        ]

    def query(self, *, without: tuple[str, str] = ("", ""), **more: str) -> str:
        """The query string of this selection, without one value of a filter, with other parameters."""
        pairs = [one for one in self.chosen if one != without]
        asked = [(name, self._query[name]) for name in ("q", "sort") if self._query.get(name)]
        return urlencode([*asked, *pairs, *more.items()])

    def selection(self, *, words: str = "", **more: str) -> str:
        """The query string that says this selection alike, however it was asked for; `words` replace those typed."""
        pairs = [(name, value) for name, values in self._values.items() for value in sorted(values)]
        asked = " ".join((words or self.words).split())
        return urlencode([*([("q", asked)] if asked else []), *pairs, *more.items()])

    def in_words(self) -> str:
        """The selection as a sentence for the sheet "about"."""
        words = [_("Words: “%(words)s”") % {"words": self.words}] if self.words else []
        return "; ".join([*words, *(chip.label for chip in self.chips)]) or _("All")


def _common() -> list[_Filter]:
    return [
        _Filter("record", _("Kind of record"), _records, lambda rows, kinds: rows.of_kind(*kinds)),
        _Filter("country", _("State"), _countries, lambda rows, codes: rows.of_country(*codes)),
        _by("region", _("Region"), _regions),
        _by("area", _("Region of the M49 standard"), _areas),
        _Filter("objective", _("Objective"), _objectives, lambda rows, ns: rows.of_objective(*map(int, ns))),
        _by("principle", _("Guiding principle"), _principles),
        _Filter("cycle", _("Forum"), _cycles, lambda rows, years: rows.of_cycle(*map(int, years))),
        _by("year", _("Year of publication"), _years),
        _Filter("language", _("Language"), lambda: dict(settings.LANGUAGES), lambda rows, c: rows.in_language(*c)),
        _by("body", _("Kind of body"), lambda: {value: str(label) for value, label in OrganisationKind.choices}),
        _by("group", _("Stakeholder group"), groups),
    ]


def _by(name: str, label: str, options: Callable[[], Mapping[str, str]]) -> _Filter:
    return _Filter(name, label, options, lambda rows, values: rows.with_facet(name, *values))


def _of_facet(facet: Facet) -> _Filter:
    return _by(facet.name, str(facet.label), facet.read)._replace(now=facet.now)


def _records() -> dict[str, str]:
    return {value: str(label) for value, label in Kind.choices}


def _countries() -> dict[str, str]:
    return {country.code: str(country) for country in Country.objects.only("code", "names").by_name()}


def _objectives() -> dict[str, str]:
    rows = Objective.objects.only("number", "short_labels")
    return {str(one.number): f"{one.number}. {one.short_label}" for one in rows}


def _cycles() -> dict[str, str]:
    return {str(one.year): str(one.year) for one in ForumCycle.objects.only("year").order_by("-year")}


def _regions() -> dict[str, str]:
    return {one.code: str(one.review_name) for one in RegionalCommission.objects.only("code", "review_names")}


def _areas() -> dict[str, str]:
    return {one.code: str(one) for one in Region.objects.only("code", "names")}


def _principles() -> dict[str, str]:
    return {str(one.pk): str(one) for one in GuidingPrinciple.objects.all()}


def _years() -> dict[str, str]:
    """From this year back to the one of the Compact."""
    return {str(year): str(year) for year in range(timezone.now().year, 2017, -1)}


def groups() -> dict[str, str]:
    """The groups of stakeholders by their codes, in the order of the Compact."""
    return {one.code: str(one) for one in StakeholderGroup.objects.all()}
