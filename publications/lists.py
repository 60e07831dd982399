"""What a public list shows: which publications, in which order, how many, and how many behind each choice.

Both a page and a download are drawn from one `PublicList`, so that they hold the same (FEATURES O3).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Max, Prefetch
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from core.pagination import SIZE, Page, page_of
from publications import counts, search
from publications.filters import USUAL, Facet, PublicationFilter
from publications.models import Publication
from publications.querysets import PublicationQuerySet
from reference.models import Country, Objective

BEST, NEWEST = ORDERS = ("best", "newest")


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A public list as an app describes it. `counted` says the number of rows in words; `above` draws what stands
    over the rows, of the list as it is shown (safe HTML).

    `kinds` name what the list holds all of, so that its counts come from the summary; a list that holds
    less leaves it empty. `columns` are the common filters to offer (filters.USUAL), `facets` the app's own. `actions`
    are the buttons of its head, as (label, address); `badge` says what stands before the facts of a row, as
    components/status.html takes it.
    """

    name: str
    title: str
    counted: Callable[[int], str]
    lede: str = ""
    empty: str = ""
    kinds: Sequence[str] = ()
    columns: Sequence[str] = USUAL
    facets: Sequence[Facet] = field(default_factory=tuple)
    above: "Callable[[PublicList], str] | None" = None
    actions: Sequence[tuple[str, str]] = ()
    badge: Callable[[Publication], dict[str, str] | None] = lambda _publication: None


class Offer(NamedTuple):
    """A list that holds all current publications of `kinds`, at the address of this name; `kind` is what it is called
    where it is followed: that of a list of one kind."""

    kind: str
    address: str
    listing: Callable[[], Listing]
    kinds: Sequence[str]

    def publications(self, user: Any) -> PublicationQuerySet:
        """All of them that `user` may see."""
        return Publication.objects.visible_to(user).current().of_kind(*self.kinds)

    def wanted(self, query: QueryDict) -> PublicationFilter:
        """The selection of it that a query string asks for."""
        described = self.listing()
        return PublicationFilter(query, described.facets, described.columns)

    def url(self, selection: str = "") -> str:
        """The page of the list in the active language, with a selection (`PublicList.selection`)."""
        page = settings.SITE_URL + reverse(self.address)
        return f"{page}?{selection}" if selection else page


_offers: dict[str, Offer] = {}


def offered(
    kind: str, address: str, *, kinds: Sequence[str] = ()
) -> Callable[[Callable[[], Listing]], Callable[[], Listing]]:
    """What an app writes over the function in its `overview` that describes its list, so that it can be followed."""

    def keep(listing: Callable[[], Listing]) -> Callable[[], Listing]:
        _offers[kind] = Offer(kind, address, listing, kinds or (kind,))
        return listing

    return keep


def offers() -> Iterable[Offer]:
    """All lists that can be followed."""
    return _offers.values()


def offer_of(*kinds: str) -> Offer | None:
    """The list to follow that is called so, or of what holds all of several `kinds`; None where none is offered."""
    if len(kinds) == 1:
        return _offers.get(kinds[0])
    return next((one for one in offers() if set(one.kinds) == set(kinds)), None)


class PublicList:
    """The part of `publications` that `wanted` asks for. `kinds` are what `publications` holds all of, if it does, and
    `summary` is theirs, where it is read already."""

    def __init__(
        self,
        publications: PublicationQuerySet,
        wanted: PublicationFilter,
        kinds: Sequence[str] = (),
        summary: counts.Summary | None = None,
    ) -> None:
        self.publications = publications
        self.wanted = wanted
        self.kinds = kinds
        self._read = summary

    @cached_property
    def found(self) -> search.Found | None:
        """What the words found; None where no words were typed, or where the index is lost."""
        if not self.wanted.words or self.wanted.problems:
            return None
        try:
            return search.matching(self.wanted.select(self.publications), self.wanted.words)
        except search.IndexLost:
            return None

    @property
    def is_lost(self) -> bool:
        """Whether words were typed, and there is no index to look for them in."""
        return self.found is None and bool(self.wanted.words) and not self.wanted.problems

    def selection(self, **more: str) -> str:
        """The query string for addresses that are kept: the words that were found in place of mistyped ones."""
        return self.wanted.selection(words=self.found.instead if self.found else "", **more)

    @property
    def is_behind(self) -> bool:
        """Whether the index is lost, or being made anew, so that words do not find everything (F23)."""
        return (self.found is not None and self.found.is_behind) or self.is_lost

    @property
    def order(self) -> str:
        """Best first when words were typed, unless the newest are asked for."""
        return BEST if self.found and self.wanted.order != NEWEST else NEWEST

    @property
    def is_whole(self) -> bool:
        """Whether it is everything, of which there is a summary."""
        return self.found is None and not self.wanted.in_use and bool(self._summary[0])

    @property
    def is_kept(self) -> bool:
        """Whether what is drawn beside its rows is kept: of everything, one choice and words, to which pages lead."""
        few = not self.wanted.problems and not self.is_behind and len(self.wanted.chosen) <= 1
        return few and bool(self._summary[0])

    @property
    def hangs_on(self) -> list[Any]:
        """What changes whenever anything in it does, whatever is asked of it: one query where there is a summary."""
        if self._summary[0]:
            return [*self._summary]
        return [self.count, self.changed, sorted(self.found.scores.items()) if self.found else ""]

    @cached_property
    def count(self) -> int:
        """How many there are; one more than `most` stands for more."""
        if self.found:
            return len(self.found.scores) + self.found.is_more
        if self.is_whole:
            return self._summary[0] or 0
        return counts.capped(self.selected())

    @property
    def most(self) -> int | None:
        """Up to how many are counted; None where all are."""
        if self.found:
            return search.MOST
        return None if self.is_whole else counts.MOST

    @cached_property
    def changed(self) -> datetime | None:
        """When anything in it last changed."""
        if self._summary[1]:
            return self._summary[1]
        return self.selected().aggregate(changed=Max("changed_at"))["changed"]

    def selected(self, *, without: str = "") -> PublicationQuerySet:
        """All of it, in no order; or what it would be without one filter."""
        rows = self.wanted.select(self.publications, without=without)
        if self.found is None:
            return rows
        return search.narrowed(rows, self.found.asked) if self.found.asked else rows.none()

    def page(self, after: str, size: int = SIZE, asked: str = "") -> Page:
        """A page in the order asked for; raises BadRequest for a key that was not given out for it.

        `asked` names the selection, where keys of another one shall be refused.
        """
        return self._page(after, size, asked, self._with_rows)

    def light_page(self, after: str, size: int = SIZE, asked: str = "") -> Page:
        """The same with no more of each row than says whether it is kept; see `whole`."""
        return self._page(after, size, asked, self._light)

    def whole(self, keys: Sequence[int]) -> Any:
        """The publications `keys` with all that rows show."""
        return self._with_rows(self.publications).filter(pk__in=keys)

    def _page(self, after: str, size: int, asked: str, read: Callable[[PublicationQuerySet], Any]) -> Page:
        """In the order asked for, with of each row what `read` gives; by date from the newest thousand that words
        found, which are known already, and only then from all that match."""
        found = self.found
        if found and self.order == BEST:
            keys, after = found.best(after, size=size, asked=asked)
            rows = {row.pk: row for row in read(self.publications.filter(pk__in=keys))}
            return Page([rows[key] for key in keys if key in rows], after)
        if found:
            known = read(self.publications.filter(pk__in=list(found.scores)))
            page = page_of(known, after, order="published_at", size=size, asked=asked)
            if page.after or not found.is_more:
                return page
        return page_of(read(self.selected()), after, order="published_at", size=size, asked=asked)

    def every(self) -> PublicationQuerySet:
        """All of it, newest first, for a download."""
        return self._with_rows(self.selected()).order_by("-published_at", "-pk")

    @cached_property
    def numbers(self) -> counts.Counts:
        """The numbers beside the choices; a name that is missing was not counted."""
        if self.wanted.problems:
            return {}
        names, in_use = self.wanted.names, self.wanted.in_use
        if self.is_whole:
            of_list = counts.of_list(self.kinds, names)
            return {name: of_list.get(name, {}) for name in names}
        alone = in_use if self.found is None and len(in_use) == 1 and self._summary[0] else []
        whole = counts.of_list(self.kinds, alone) if alone else {}  # without its one filter it is the whole list
        others = {name: self.selected(without=name) for name in in_use if name not in alone}
        counted = counts.of_selection(self.selected(), others, [name for name in names if name not in alone])
        return counted | {name: whole.get(name, {}) for name in alone}

    def different(self, name: str) -> int | None:
        """How many values of a facet stand in the list, each once; None where there is too much to count."""
        if self._is_too_much:
            return None
        counted = self.numbers.get(name)
        if counted is None or name in self.wanted.in_use:  # the numbers of a filter in use are those without it
            return counts.different(name, self.selected())
        return sum(number > 0 for number in counted.values())

    def sums(self, name: str) -> dict[str, counts.Sum]:
        """The sums of a facet whose values are “USD 1200”, by unit; empty where there is too much to add up."""
        if self._is_too_much:
            return {}
        return counts.sums(name, self.kinds, None if self.is_whole else self.selected())

    @cached_property
    def _is_too_much(self) -> bool:
        if self.is_whole or self.wanted.problems:
            return not self.is_whole
        return (counts.capped(self.selected()) if self.found else self.count) > counts.MOST

    @cached_property
    def _summary(self) -> counts.Summary:
        if self._read:
            return self._read
        return counts.total_of_list(self.kinds) if self.kinds else (None, None)

    def _light(self, selected: PublicationQuerySet) -> Any:
        shown = ("published_at", "changed_at", "organisation__name", "organisation__names")
        return selected.select_related("organisation").only(*shown)

    def _with_rows(self, selected: PublicationQuerySet) -> Any:
        """With only what rows and files show; the texts for snippets are in the index, which may be lost."""
        countries = Prefetch("countries", Country.objects.only("code", "names"))
        objectives = Prefetch("objectives", Objective.objects.only("number", "names", "roundtable"))
        rows = selected.select_related("organisation", "cycle").prefetch_related(countries, objectives)
        if self.found is None:
            return rows
        return rows.select_related("search_text").defer("search_text__spellings", "search_text__vector")
