"""For machines that watch: /healthz (alive) and /readyz (database, cache, queue, room for files, mail)."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse

from core import uploads
from imrf_portal.celery import app
from notifications import delivery

log = logging.getLogger("portal.health")


@login_not_required
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "alive"})


@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """503 without the database; "degraded" when mail must wait for the queue (F10) or
    may not leave this machine (F27), or files soon find no room (F20)."""
    found = checks()
    serving = found["database"] and found["cache"]
    status = "ready" if all(found.values()) else "degraded" if serving else "down"
    return JsonResponse({"status": status, "checks": found}, status=200 if serving else 503)


def checks() -> dict[str, bool]:
    """Whether each part works now."""
    return {"database": _database(), "cache": _cache(), "queue": _queue(), "disk": _disk(), "mail": _mail()}


def _database() -> bool:
    try:
        connection.ensure_connection()
    except Error:
        log.exception("database unreachable")
        return False
    return connection.is_usable()


def _cache() -> bool:
    try:
        caches["default"].set("ready", 1, 10)
    except Error:
        log.exception("cache unreachable")
        return False
    return True


def _mail() -> bool:
    try:
        why = delivery.kept_at_home()
    except Error:
        return False
    if why:
        log.error("no mail leaves: %s", why)
    return not why


def _disk() -> bool:
    if (full := uploads.fullness()) < uploads.NEARLY_FULL:
        return True
    log.error("the disk for files is %s %% full", full)
    return False


def _queue() -> bool:
    try:
        with app.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=1, timeout=1)
    except Exception:  # noqa: BLE001 - each transport raises its own; any of them means "not reachable"
        log.warning("queue unreachable")
        return False
    return True
