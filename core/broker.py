"""Telling the workers, without ever waiting for a broker that is away (promise F10).

What is queued is a hint: the rows know what waits, and a sweep finds what was lost.
"""

import logging
import threading
import time
from collections.abc import Sequence
from typing import Any

from celery import current_app

REST = 30.0
"""Seconds for which nobody knocks at a broker that did not answer."""
PATIENCE = 0.9
"""Seconds that a request waits for the broker."""

log = logging.getLogger("portal.broker")

_away_until = 0.0


def send(task: str, calls: Sequence[Sequence[Any]], *, expires: int = 300) -> bool:
    """Queue `task` once with each of `calls`, its arguments; say whether the broker took them all.

    In a thread of its own: a broker that hangs holds up the caller for at most a second, once in a
    while (kombu alone waits for two to four, and can wait for ever: celery/celery#4627).
    """
    global _away_until  # noqa: PLW0603 - what this process knows of the broker
    if time.monotonic() < _away_until:
        return False
    told: list[bool] = []
    teller = threading.Thread(target=_tell, args=(task, calls, expires, told), daemon=True)
    teller.start()
    teller.join(PATIENCE)
    if not told:
        _away_until = time.monotonic() + REST
    return bool(told)


def _tell(task: str, calls: Sequence[Sequence[Any]], expires: int, told: list[bool]) -> None:
    try:
        for call in calls:
            current_app.send_task(task, args=list(call), expires=expires, retry=False)
    except Exception as error:  # noqa: BLE001 - every transport raises its own; no request may break of it
        log.warning("broker: %s", type(error).__name__)
    else:
        told.append(True)
