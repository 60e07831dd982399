"""The tables as a deployment leaves them, kept aside so that a test whose transactions are real can end there.

Django empties every table after such a test. Loading the lists again takes two seconds, a hundred times over.
"""

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection


def load() -> None:
    """The Compact, the lists of the UN, the real forums and the organisations."""
    for command in ("load_reference", "load_forum", "load_organisations"):
        call_command(command, verbosity=0)


def keep() -> list[str]:
    """Copy every table that has rows; return their names."""
    kept = []
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f'DROP TABLE IF EXISTS "kept_{table}"')  # of an earlier run on the same database
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')  # noqa: S608 - names from the models
            if cursor.fetchone()[0]:
                cursor.execute(f'CREATE TABLE "kept_{table}" AS SELECT * FROM "{table}"')  # noqa: S608
                kept.append(table)
    return kept


def restore(kept: list[str]) -> None:
    """Every table as `keep` found it."""
    empty = connection.ops.sql_flush(no_style(), _tables())
    fill = [f'INSERT INTO "{table}" SELECT * FROM "kept_{table}"' for table in kept]  # noqa: S608
    connection.ops.execute_sql_flush(empty + fill)


def leave() -> None:
    """End the connections of threads that still wait for a browser: PostgreSQL drops no database that is in use."""
    if connection.vendor == "postgresql":
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        with connection.cursor() as cursor:
            cursor.execute(others, [connection.settings_dict["NAME"]])


def _tables() -> list[str]:
    return connection.introspection.django_table_names(only_existing=True, include_views=False)
