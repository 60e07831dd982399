"""The tables as a deployment leaves them, kept aside so that a test whose transactions are real can end there.

Django empties every table after such a test. Loading the lists again takes two seconds, a hundred times over.
"""

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations import RunPython


def finish_tables() -> None:
    """What migrations do beside the models: triggers of frozen texts, index of the search, table of the cache.

    The tests stand on tables made from the models (`--no-migrations`): Django draws every model anew for each that a
    migration adds, which takes half a minute. tests/core/test_migrations.py holds both ways against each other.
    A database that is kept from an earlier run (`--reuse-db`) has them.
    """
    if any(name.startswith("kept_") for name in connection.introspection.table_names()):
        return
    with connection.schema_editor() as editor:
        for file in sorted(settings.BASE_DIR.glob("*/migrations/0*.py")):
            module = import_module(f"{file.parent.parent.name}.migrations.{file.stem}")
            for operation in module.Migration.operations:
                if isinstance(operation, RunPython):
                    operation.code(apps, editor)  # type: ignore[arg-type]  # the models of today


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
