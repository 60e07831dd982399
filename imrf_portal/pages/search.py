"""One search over everything that is published (FEATURES O1)."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from publications.choices import Kind
from publications.lists import Listing
from publications.models import Publication
from publications.views.public import whole_list

COLUMNS = ("record", "objective", "principle", "country", "region", "area", "cycle", "year", "language", "body")


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """All kinds of records in one list, with the filters that they have in common; at most twelve queries."""
    return whole_list(request, Kind.values, lambda: Publication.objects.visible_to(request.user).current(), listing)


def listing() -> Listing:
    """The list of everything."""
    return Listing(
        name="search",
        title=_("Search"),
        lede=_("Everything that is published, in the languages in which it was written."),
        empty=_("Nothing is published yet."),
        counted=counted,
        kinds=Kind.values,
        columns=COLUMNS,
        badge=badge,
    )


def counted(count: int) -> str:
    """The number of rows of a list of all kinds, in words."""
    return ngettext("%(count)d record", "%(count)d records", count) % {"count": count}


def badge(publication: Publication) -> dict[str, str]:
    """What a row of a list of all kinds begins with: of which kind it is."""
    return {"kind": "", "label": str(publication.get_kind_display())}


def address(**selection: str) -> str:
    """The page with a selection: `address(objective="5", record="pledge")`."""
    return f"{reverse('search')}?{urlencode(selection)}"
