"""Rounds of a rehearsal: begun in an empty database, emptied and filled anew when a round ends (FEATURES W14).

Two marks keep a live portal from ever being emptied: the row `core.models.Rehearsal`, which is made where there is no
account and no file yet, and the file `MARK` beside the files that people send.
"""

import io
import secrets
from typing import Any, NamedTuple

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone

from accounts import steps as accounts
from accounts.choices import Role
from accounts.models import User
from core import rehearsal
from core.models import Rehearsal
from imrf_portal.management import structure
from imrf_portal.management.people import make_people, person, state
from notifications.home import WITNESS

STATES = {f"X{letter}": f"Rehearsal State {letter}" for letter in "ABCDEF"}
"""User-assigned codes of ISO 3166, beside the two States of the demo."""
DOMAIN = "rehearsal.example"
MARK = "this-is-a-rehearsal"
KEPT_TABLES = (
    "django_celery_beat_", "django_migrations", "django_content_type", "auth_permission", "core_rehearsal",
    "notifications_home",
)  # fmt: skip
"""Beginnings of the tables that stay: what runs when, what the tables are, the mark, and whose mail this is."""
BY_WORKERS = ("dumps", "rehearsal-mail", WITNESS)
"""What is made before anybody is here."""
LISTS = ("load_reference", "load_forum", "load_organisations")


class NotEmptyError(Exception):
    """Somebody's accounts or files are here already: this may be a live portal."""


class Account(NamedTuple):
    """One of the rehearsal: its address, what it is, and its password the only time that it is known."""

    email: str
    what: str
    password: str


def begin(taken: dict[str, Any]) -> list[Account]:
    """Make this empty database a rehearsal of what was `taken`; the accounts with their passwords.

    Where it is one already the round ends now, the next is filled with `taken`, and accounts keep their passwords: the
    list is empty. Raises NotEmptyError, and WrongFileError for a file of another kind.
    """
    structure.check(taken)
    if Rehearsal.objects.exists():
        Rehearsal.objects.update(structure=taken)
        end_round()
        return []
    if User.objects.exists() or _has_files():
        raise NotEmptyError
    with transaction.atomic():
        mark = Rehearsal.objects.create(structure=taken)
        _fill(mark)
        made = [_with_password(one) for one in User.objects.order_by("pk")]
        mark.passwords = dict(User.objects.values_list("email", "password"))
        mark.save(update_fields=["passwords"])
    default_storage.save(MARK, ContentFile(b"Everything in this folder is deleted when a round ends.\n"))
    return made


def is_over() -> bool:
    """Whether a round has ended since this database was last emptied; never where it is no rehearsal."""
    return rehearsal.is_on() and Rehearsal.objects.filter(emptied_at__lt=rehearsal.last_end()).exists()


def end_round() -> None:
    """Empty everything and fill it anew, all or nothing. Raises Rehearsal.DoesNotExist where this is none."""
    with transaction.atomic():
        mark = Rehearsal.objects.select_for_update().get()
        _empty()
        _fill(mark)
        mark.emptied_at = timezone.now()
        mark.save(update_fields=["emptied_at"])
    call_command("rebuild_search", stdout=io.StringIO())
    cache.clear()  # not the fast one: to clear it would empty the queue in the same Redis
    if default_storage.exists(MARK):
        _delete_files("")


def _fill(mark: Rehearsal) -> None:
    for name in LISTS:
        call_command(name, verbosity=0, stdout=io.StringIO())
    people = _people()
    for email, password in mark.passwords.items():
        User.objects.filter(email=email).update(password=password)
    structure.put(mark.structure, by=people["secretariat"], another=people["secretariat-head"])


def _people() -> dict[str, User]:
    """Invented States with a focal point and a ministry each, and whoever else a forum needs; without passwords yet."""
    people = make_people(None, domain=DOMAIN)
    for code, name in STATES.items():
        ministry = state(code, name), accounts.ministry(code, f"Ministry of Labour, {name}")
        for who, body, role in zip(
            ("focal-point", "ministry"), ministry, (Role.FOCAL_POINT, Role.MINISTRY_CONTRIBUTOR), strict=True
        ):
            person(f"{who}-{code.lower()}", body, role, "Migration office (sample)", None, domain=DOMAIN)
    return people


def _with_password(user: User) -> Account:
    password = f"{secrets.token_hex(4)}-{secrets.token_hex(4)}"
    user.set_password(password)
    user.save(update_fields=["password"])
    return Account(user.email, user.office, password)


def _empty() -> None:
    """Every table but the `KEPT_TABLES`. Keys go on counting, so that no address of a round means another row."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    connection.check_constraints()  # PostgreSQL empties no table while a constraint waits to be checked
    emptied = [table for table in tables if not table.startswith(KEPT_TABLES)]
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), emptied))


def _has_files() -> bool:
    """Whether people have sent files here; a folder that is missing holds none."""
    try:
        folders, files = default_storage.listdir("")
    except FileNotFoundError:
        return False
    return bool({*folders, *files} - {*BY_WORKERS})


def _delete_files(folder: str) -> None:
    """Everything below `folder` but the mark itself and what tells of a restore."""
    folders, files = default_storage.listdir(folder)
    for name in files:
        if name not in (MARK, WITNESS):
            default_storage.delete(f"{folder}{name}")
    for name in folders:
        _delete_files(f"{folder}{name}/")
