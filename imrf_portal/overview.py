"""The list of everything that is published, as the search page shows it and as it can be followed."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publications import lists
from publications.choices import Kind
from publications.models import Publication

COLUMNS = ("record", "objective", "principle", "country", "region", "area", "cycle", "year", "language", "body")


def listing() -> lists.Listing:
    """All kinds of records in one list, with the filters that they have in common."""
    return lists.Listing(
        name="search",
        title=_("Search"),
        lede=_("Everything that is published, in the languages in which it was written."),
        empty=_("Nothing is published yet."),
        counted=counted,
        kinds=Kind.values,
        columns=COLUMNS,
        badge=badge,
    )


@lists.offered("all", "search", kinds=Kind.values)
def followed() -> lists.Listing:
    """The same by the name that it has in a feed, in a frame and in a letter."""
    return replace(listing(), title=_("Everything published"))


def counted(count: int) -> str:
    """The number of rows of a list of all kinds, in words."""
    return ngettext("%(count)d record", "%(count)d records", count) % {"count": count}


def badge(publication: Publication) -> dict[str, str]:
    """What a row of a list of all kinds begins with: of which kind it is."""
    return {"kind": "", "label": str(publication.get_kind_display())}
