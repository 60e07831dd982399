"""What a personal token opens: the reviews of the own State, as far as its person may take copies (RELIABILITY S16).

The token alone says who asks, in the header Authorization: the door has put whoever is signed in aside. Everything is
asked anew at each request, by the rules of the copies in Word and PDF.
"""

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from accounts import steps as accounts
from accounts.choices import Scope
from core import downloads, limits
from imrf_portal.api import schemas
from imrf_portal.api.problems import problem
from imrf_portal.api.v1 import PLACE, api, get
from reviews.models import VoluntaryReview
from reviews.steps import copies

__all__ = ["api"]
"""The API with these addresses."""

refusals = logging.getLogger("portal.refusals")


class TooOften(Exception):
    """The token asked more often in a minute than it may; the seconds to wait."""


class PersonalToken(HttpBearer):
    """A personal token, made under “Account and security”."""

    def __call__(self, request: HttpRequest) -> Any:
        """The token, or None. Django Ninja's own would write a header of another scheme into the log."""
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        return self.authenticate(request, secret.strip()) if scheme.lower() == "bearer" else None

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """What `token` is, for the views as `request.auth`; None where it opens nothing. Nobody is signed in by it."""
        found = accounts.token_of(token, Scope.OWN_EXPORTS)
        if found is None:
            return None
        wait = limits.seconds_to_wait("own exports", found.pk, limits.MOST["own exports"])
        if wait:
            raise TooOften(wait)
        return found


@api.exception_handler(AuthenticationError)
def _without_token(request: HttpRequest, error: Any) -> HttpResponse:
    """The same words whether a token is missing, unknown or over. Only failures are counted by address: whoever guesses
    behind the address of a ministry stops no program there."""
    refusals.warning("no token %s %s", request.method, request.path)
    if wait := limits.of_address(request, "failed tokens"):
        return _wait(wait)
    response = problem(401, "Send a personal token that works: “Authorization: Bearer imrf_…”. See /api/docs.")
    response["WWW-Authenticate"] = 'Bearer realm="own"'
    return response


@api.exception_handler(TooOften)
def _asked_too_often(request: HttpRequest, error: Any) -> HttpResponse:
    return _wait(error.args[0])


def _wait(seconds: int) -> HttpResponse:
    response = problem(429, f"Too many requests in a minute. Ask again in {seconds} seconds.")
    response["Retry-After"] = str(seconds)
    return response


@get(
    "/own/reviews", schemas.Listed[schemas.OwnReview], summary="Reviews of your State", more=[401], auth=PersonalToken()
)
def reviews(request: HttpRequest) -> HttpResponseBase:
    """Those that the person of the token may take a copy of, drafts among them. Needs a personal token."""
    items = [_item(request, one) for one in copies.open_to(_person(request))]
    return downloads.as_json({"items": items, "next": None})


@get(
    "/own/reviews/{reference}",
    schemas.WholeOwnReview,
    summary="One review of your State, as it stands",
    more=[401, 404],
    auth=PersonalToken(),
)
def review(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The sections that the person of the token may read at this moment. Needs a personal token."""
    wanted = next((one for one in copies.open_to(_person(request)) if one.reference == reference), None)
    if wanted is None:
        refusals.warning("missing user=%s %s %s", _person(request).pk, request.method, request.path)
        raise Http404
    try:
        content, is_whole = copies.take_as_data(wanted, by=_person(request), detail=f"token {request.auth}")  # type: ignore[attr-defined]
    except PermissionDenied:  # a right that ended between the two questions
        raise Http404 from None
    return downloads.as_json({**_item(request, wanted), "complete": is_whole, "content": content})


def _person(request: HttpRequest) -> Any:
    """Whose token it is."""
    return request.auth.person  # type: ignore[attr-defined]


def _item(request: HttpRequest, one: VoluntaryReview) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "status": one.status,
        "country": one.country_id,
        "cycle": one.cycle_id,
        "address": settings.SITE_URL + one.get_absolute_url(),
        "url": request.build_absolute_uri(f"{PLACE}own/reviews/{one.reference}"),
    }
