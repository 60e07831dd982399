"""The one address behind which the API lies: it counts who asks, and loads the API when somebody does."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from core import limits
from imrf_portal.api.problems import problem

ADDRESSES = "imrf_portal.api.urls"
DATA = "/api/v1/"
OWN = "/api/v1/own/"
"""What is not for everybody: a personal token opens it (docs/decisions/personal-tokens.md)."""
METHODS = ("GET", "HEAD", "OPTIONS")
READABLE = "ETag, Last-Modified, Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id"
"""Headers that a script of another site may read besides the usual ones."""
KEPT = "86400"
"""Seconds for which a browser need not ask again whether it may ask."""


@csrf_exempt
@login_not_required
def door(request: HttpRequest) -> HttpResponseBase:
    """Everything under /api/, to nobody in particular: a signed-in person gets what everybody gets.

    Under OWN a token says who asks. No other site's script reads there, and no cache keeps it.
    """
    limit = limits.standing_of_address(request, "api")
    response = _refused(limit) if limit.wait else _answer(request)
    response["RateLimit-Limit"] = str(limit.most)
    response["RateLimit-Remaining"] = str(limit.left)
    response["RateLimit-Reset"] = str(limit.reset)
    if _is_own(request):
        response["Cache-Control"] = "private, no-store"
        patch_vary_headers(response, ("Authorization",))
        return response
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = READABLE
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _is_own(request: HttpRequest) -> bool:
    return request.path_info.startswith(OWN)


def _answer(request: HttpRequest) -> HttpResponseBase:
    methods = METHODS[:2] if _is_own(request) else METHODS
    if request.method not in methods:
        refused = problem(405, "Data is read only. Ask with GET.")
        refused["Allow"] = ", ".join(methods)
        return refused
    if request.method == "OPTIONS":
        return _options()
    if _wants_a_page(request):
        return _for_people()
    request.user = AnonymousUser()
    request.method = "GET"  # what HEAD asks for is the same without its body, which the server leaves out
    languages = dict(settings.LANGUAGES)
    wanted = request.GET.get("lang", "en")
    if wanted not in languages:
        return problem(
            400, f"There is no language “{wanted[:20]}”. Take one of {', '.join(languages)}.", parameter="lang"
        )
    with translation.override(wanted):
        try:
            match = resolve(request.path_info, ADDRESSES)
            return match.func(request, *match.args, **match.kwargs)
        except Http404:
            return problem(404, "There is nothing at this address. /api/v1/ lists what there is.")
        except BadRequest as wrong:
            return problem(400, str(wrong))


def _wants_a_page(request: HttpRequest) -> bool:
    of_data = request.path.startswith(DATA) and not _is_own(request)
    return of_data and request.accepts("text/html") and not request.accepts("application/json")


def _for_people() -> HttpResponse:
    """To the guide, for whoever takes nothing but a page (RELIABILITY B60); browsers take JSON as well, and get it."""
    response = HttpResponseRedirect("/api/docs")
    response["Cache-Control"] = "no-store"
    return response


def _options() -> HttpResponse:
    """What a browser asks before a script of another site may (CORS)."""
    response = HttpResponse(status=204)
    response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since, Accept, Accept-Language"
    response["Access-Control-Max-Age"] = KEPT
    return response


def _refused(limit: limits.Standing) -> HttpResponse:
    response = problem(429, f"More than {limit.most} requests in a minute. Ask again in {limit.wait} seconds.")
    response["Retry-After"] = str(limit.wait)
    return response
