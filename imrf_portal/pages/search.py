"""One search over everything that is published (FEATURES O1)."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from imrf_portal.overview import listing
from publications.choices import Kind
from publications.models import Publication
from publications.views.public_lists import whole_list


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """All kinds of records in one list; at most twelve queries."""
    return whole_list(request, Kind.values, lambda: Publication.objects.visible_to(request.user).current(), listing)


def address(**selection: str) -> str:
    """The page with a selection: `address(objective="5", record="pledge")`."""
    return f"{reverse('search')}?{urlencode(selection)}"
