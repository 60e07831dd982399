"""Whose database this is, and how old: what keeps mail of a copy at home, and a restore from sending twice.

Two things must agree before a byte leaves for a mail server: the machine says that it is the one in earnest
(`PRODUCTION=1`), and the host of `SITE_URL` is the one that the database remembers (RELIABILITY F27).

Each minute the database and a file in the folder of uploads remember the same moment, the database first. A file that
remembers a later one than the database tells of a restore: then all mail is paused, and whatever may have gone since
the backup is held for a person (RELIABILITY F26).
"""

import json
import logging
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.models import Act
from notifications import outbox
from notifications.models import Home, MailPause

log = logging.getLogger("portal.mail")

WITNESS = "last-sweep.json"


def host() -> str:
    """The host under which this machine is reached."""
    return urlsplit(settings.SITE_URL).hostname or ""


def objection() -> str:
    """Why this machine sends nothing to a mail server; "" where it may."""
    if not settings.PRODUCTION:
        return "kept at home: PRODUCTION is not 1 here"
    known = Home.objects.values_list("host", flat=True).first()
    if not known:
        return "kept at home: the database knows no host yet (claim_mail)"
    return "" if known == host() else f"kept at home: the database belongs to {known}"


def claim(*, anew: bool = False) -> str:
    """From now on the database belongs to the host of this machine; one that it knows already stays, unless `anew`.
    Returns the host that it belongs to."""
    home = Home.now()
    if anew or not home.host:
        home.host = host()
        home.save()
        Act.objects.log("mail claimed for a host", home, detail=home.host)
    return str(home.host)


def look(now: datetime | None = None) -> bool:
    """Once a minute: remember this moment, in the database and beside it. Whether the database was found restored."""
    now = now or timezone.now()
    witness = _witness()  # before the database is asked: of two sweeps at once neither sees the file ahead of it
    home, _made = Home.objects.get_or_create(pk=1)
    backup, last = home.swept_at, witness.get(str(home.key))
    restored = bool(backup and last and last > backup)
    if restored and backup:
        hold_since(backup, now=now)
    Home.objects.filter(Q(swept_at=None) | Q(swept_at__lt=now)).update(swept_at=now)  # never back
    _remember(home, now)
    return restored


@transaction.atomic
def hold_since(backup: datetime, *, now: datetime | None = None) -> int:
    """The database is that of `backup`: pause all mail; hold each row that had not come to its end then, and each
    occasion that came due since, so that people decide on it. Returns how many rows are held."""
    now = now or timezone.now()
    note = f"restored from the backup of {backup:%Y-%m-%d %H:%M} UTC"
    switch, _made = MailPause.objects.update_or_create(
        pk=1, defaults={"paused": True, "changed_by": None, "note": note}
    )
    outbox.plan(now)
    held = outbox.hold_open(now, f"may have gone: {note}")
    Act.objects.log("paused mail", switch, detail=note)
    log.error("the database was %s: mail is paused, %s messages are held", note, held)
    return held


def _witness() -> dict[str, datetime]:
    """The moment that the file remembers, by the key of the database."""
    try:
        said = json.loads((Path(settings.MEDIA_ROOT) / WITNESS).read_text())
        return {said["key"]: datetime.fromisoformat(said["at"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _remember(home: Home, now: datetime) -> None:
    try:
        Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
        (Path(settings.MEDIA_ROOT) / WITNESS).write_text(json.dumps({"key": str(home.key), "at": now.isoformat()}))
    except OSError as error:
        log.warning("a restore would not be noticed: %s", type(error).__name__)
