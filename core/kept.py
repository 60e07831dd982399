"""What is costly to make and seldom changes.

`kept` holds for a minute whatever it is, in the memory of a process: it is read several times for a page, and to ask
another server would cost more than all else that an unchanged page takes. `drawn` (of one piece `one_drawn`) holds for
an hour, in the fast cache, what is named by all that it hangs on, so that it is never old: when a part changes, it has
another name; where that cache is away it is made each time. Neither ever holds anything of a person, of a draft or of a
permission: what is kept, everybody may see.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.utils import timezone
from django.utils.translation import get_language
from redis.exceptions import RedisError

T = TypeVar("T")
K = TypeVar("K")

SECONDS = 60
HOUR = 3600
AWAY = (RedisError, OSError)


def kept(name: str, make: Callable[[], T]) -> T:
    """What `make` gave in the active language at most a minute ago, in this process.

    For lists that everybody may see: a correction by an officer shows within a minute.
    """
    return cast("T", caches["near"].get_or_set(f"kept:{name}:{get_language()}", make, SECONDS))


def forget() -> None:
    """Read and draw everything anew. For tests."""
    for name in ("near", "fast"):
        caches[name].clear()


def drawn(name: str, parts: Mapping[K, Iterable[Any]], make: Callable[[Sequence[K]], Mapping[K, str]]) -> dict[K, str]:
    """Pieces of public pages in the active language and zone: those kept, and what `make` gives for the others.

    `parts` says for each piece all it hangs on; language, zone and release are added here. As
    `drawn("row", {one.pk: [one.changed_at] for one in rows}, lambda pks: {…})`, one read for the page.
    """
    keys = {_key(name, one, hangs_on): one for one, hangs_on in parts.items()}
    found = _read(keys) if keys and not settings.DEBUG else {}
    pieces = {keys[key]: piece for key, piece in found.items()}
    if missing := [one for one in parts if one not in pieces]:
        made = make(missing)
        pieces |= made
        _write({key: made[one] for key, one in keys.items() if one in made})
    return pieces


def one_drawn(name: str, hangs_on: Iterable[Any], make: Callable[[], str]) -> str:
    """`drawn` of a single piece, which is named among what it hangs on."""
    return drawn(name, {"": hangs_on}, lambda _keys: {"": make()})[""]


def _key(name: str, one: Any, hangs_on: Iterable[Any]) -> str:
    said = repr([get_language(), timezone.get_current_timezone_name(), release(), one, *map(str, hangs_on)])
    return f"drawn:{name}:{hashlib.sha256(said.encode()).hexdigest()}"


def _read(keys: Iterable[str]) -> dict[str, str]:
    try:
        return caches["fast"].get_many(keys)
    except AWAY:
        return {}


def _write(pieces: dict[str, str]) -> None:
    try:
        caches["fast"].set_many(pieces, HOUR)
    except AWAY:
        return


@lru_cache(maxsize=1)
def release() -> str:
    """Changes with everything that draws: templates, translations, code, static files. A process reads it once."""
    own = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).is_relative_to(settings.BASE_DIR)]
    files = [*(settings.BASE_DIR / "templates").rglob("*.html"), *(settings.BASE_DIR / "locale").rglob("*.mo")]
    files += [path for folder in own if ".venv" not in folder.parts for path in folder.rglob("*.py")]
    said = hashlib.sha256(getattr(staticfiles_storage, "manifest_hash", "").encode())
    for path in sorted(files):
        said.update(path.read_bytes())
    return said.hexdigest()
