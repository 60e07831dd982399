"""Publications on other websites: a list and a record to be shown in a frame, and how programs find them (oEmbed).

Without script, cookie or navigation; the only pages, with the card of a pledge, that may stand in a frame.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from core import limits
from publications.lists import PublicList, offer_of
from publications.models import Publication
from publications.views.public import cacheable

ROWS = 5
WIDTH, HEIGHT = 600, 220
NARROWEST = 240
PAGE = re.compile(r"/(?P<language>[a-z-]{2,7})/(?P<path>[^?#]{1,200}?)(?:v\d{1,6}/)?")
Handler = Callable[..., HttpResponseBase]


def framed(view: Handler) -> Handler:
    """A page that may stand in a frame of any website; drawn for nobody in particular."""

    @login_not_required
    @require_safe
    @xframe_options_exempt
    @csp_replace({"frame-ancestors": ["*"], "script-src": [NONE]})
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.user = AnonymousUser()
        response = view(request, *args, **kwargs)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return asked


@framed
def newest(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The newest of the public list of a kind, with the filters of its query string; 400 names a wrong value,
    429 stands for too many searches (S4)."""
    offer = offer_of(kind)
    if offer is None:
        raise Http404
    wanted = offer.wanted(request.GET)
    if wanted.problems:
        return _page(request, {"title": offer.listing().title, "problems": wanted.problems}, status=400)
    if wanted.words and (refused := limits.too_often(request, "search")):
        return refused
    shown = PublicList(offer.publications(request.user), wanted, offer.kinds)
    context = {"title": offer.listing().title, "url": offer.url(shown.selection())}

    def make() -> HttpResponse:
        return _page(request, {**context, "rows": shown.every()[:ROWS]})

    if shown.is_behind:
        return make()  # nobody keeps a frame in which something is missing
    return cacheable(request, shown.hangs_on, make)


@framed
def record(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The newest version of one record; of a withdrawn one only that it was."""
    found = Publication.objects.visible_to(request.user).versions_of(reference).filter(is_current=True)
    one = found.select_related("organisation").prefetch_related("countries").first()
    if one is None:
        raise Http404
    status = 410 if one.withdrawn_at else 200
    return cacheable(
        request, (one.pk, status), lambda: _page(request, {"rows": [one]}, status=status), changed=one.changed_at
    )


@login_not_required
@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """How the page `url` is shown in a frame (oembed.com): JSON only, at most as large as is asked for."""
    if request.GET.get("format", "json") != "json":
        return _said({"error": "This provider answers JSON alone."}, status=501)
    try:
        width, height = (
            min(int(request.GET.get(name, usual) or usual), usual)
            for name, usual in (("maxwidth", WIDTH), ("maxheight", HEIGHT))
        )
    except ValueError:
        return _said({"error": "maxwidth and maxheight are numbers."}, status=400)
    one = _shown_at(request.GET.get("url", ""))
    if one is None:
        return _said({"error": "No published record stands at this address."}, status=404)
    width = max(width, NARROWEST)
    address = settings.SITE_URL + reverse("publications:embed_record", args=[one.reference])
    frame = format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"></iframe>', address, one.title, width, height
    )
    return _said(
        {
            "type": "rich",
            "version": "1.0",
            "title": one.title,
            "provider_name": str(settings.SITE_NAME),
            "provider_url": settings.SITE_URL,
            "html": frame,
            "width": width,
            "height": height,
        }
    )


def _shown_at(url: str) -> Publication | None:
    try:
        parts = urlsplit(url[:500])
    except ValueError:
        return None
    match = PAGE.fullmatch(parts.path)
    if f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL or match is None:
        return None
    found = Publication.objects.visible_to(AnonymousUser()).current().filter(path=match["path"])
    return found.exclude(path="").first()


def _page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, "publications/embed.html", context, status=status)


def _said(answer: dict[str, Any], *, status: int = 200) -> HttpResponse:
    response = JsonResponse(answer, status=status)
    response["Access-Control-Allow-Origin"] = "*"
    return response
