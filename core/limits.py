"""How often one person or address may ask for what is dear: searches, files of lists, answers saved,
reports of browsers (RELIABILITY S4).

Counted in the fast cache, so that a reader costs the database nothing, and open where that cache is away. Tries at
passwords are counted by allauth in the database, so that no outage opens that door.
"""

from time import time
from typing import Any, NamedTuple

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

WINDOW = 60
"""Seconds in which it is counted."""
MOST = {
    "search": 120, "list taken away": 60, "policy reports": 60, "error reports": 5, "contributions": 30, "api": 600,
    "own exports": 60, "failed tokens": 30,
}  # fmt: skip
"""In a window: a ministry reads behind one address, and a program that wants all takes one file."""


class Standing(NamedTuple):
    """What is left to somebody in this window, and the seconds until the next; `wait` is 0 while something is."""

    most: int
    left: int
    reset: int
    wait: int


def standing(what: str, who: Any, most: int) -> Standing:
    """Count one more time that `who` does `what`, which is allowed `most` times in a window, and say what is left."""
    now = int(time())
    reset = WINDOW - now % WINDOW
    try:
        count = _counted(f"limit:{what}:{who}:{now // WINDOW}".replace(" ", "-"))
    except (RedisError, OSError, ValueError):
        return Standing(most, most, reset, 0)
    return Standing(most, max(most - count, 0), reset, reset if count > most else 0)


def seconds_to_wait(what: str, who: Any, most: int) -> int:
    """How long until `who` may do `what` again, after `most` times in a window; 0 for now."""
    return standing(what, who, most).wait


def standing_of_address(request: HttpRequest, what: str) -> Standing:
    """`standing` of the address that asks, whoever is signed in there."""
    return standing(what, get_adapter(request).get_client_ip(request), MOST[what])


def of_address(request: HttpRequest, what: str) -> int:
    """How long until this address may do `what` again, whoever is signed in there; 0 for now (B59)."""
    return standing_of_address(request, what).wait


def too_often(request: HttpRequest, what: str) -> HttpResponse | None:
    """The page that says when to come back, once this person or address did `what` more often than MOST; else None."""
    person: Any = request.user
    who = person.pk if person.is_authenticated else get_adapter(request).get_client_ip(request)
    wait = seconds_to_wait(what, who, MOST[what])
    if not wait:
        return None
    response = render(request, "429.html", {"request_id": getattr(request, "id", "")}, status=429)
    response["Retry-After"] = str(wait)
    return response


def _counted(key: str) -> int:
    try:
        return caches["fast"].incr(key)
    except ValueError:  # the first in this window
        caches["fast"].add(key, 0, WINDOW)
        return caches["fast"].incr(key)
