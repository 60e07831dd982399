"""Browsers that an account has been used in, kept in a signed cookie of the browser itself (S13)."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

NAME = settings.SESSION_COOKIE_NAME.replace("session", "device")
SALT = "accounts.device"
YEAR = 365 * 24 * 3600
MOST = 10


def known(request: HttpRequest) -> list[int]:
    """The accounts that have been used in this browser; a forged cookie counts as none (B50)."""
    try:
        people = signing.loads(request.COOKIES.get(NAME, ""), salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return []
    return people if isinstance(people, list) else []


def is_known(request: HttpRequest, user: Any) -> bool:
    """Whether `user` has signed in here before."""
    return user.pk in known(request)


def remember(request: HttpRequest, response: HttpResponse, user: Any) -> None:
    """Know this browser for a year."""
    people = [user.pk, *known(request)][:MOST]
    response.set_cookie(
        NAME,
        signing.dumps(people, salt=SALT),
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
