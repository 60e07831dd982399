"""What is costly to make and seldom changes, kept for a minute in the fast cache; made each time where that is away."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches
from django.utils.translation import get_language
from redis.exceptions import RedisError

T = TypeVar("T")

SECONDS = 60
AWAY = (RedisError, OSError)


def kept(name: str, make: Callable[[], T]) -> T:
    """What `make` gave in the active language at most a minute ago, in this process or another.

    For lists that everybody may see: a correction by an officer shows within a minute.
    """
    key = f"kept:{name}:{get_language()}"
    try:
        found: T | None = caches["fast"].get(key)
    except AWAY:
        return make()
    if found is None:
        found = make()
        try:
            caches["fast"].set(key, found, SECONDS)
        except AWAY:
            return found
    return found
