"""A page that shows published records reads the public tables and nothing else, so that no draft can leak.

    with only_public_tables():
        client.get("/en/reviews/")

On PostgreSQL the page is drawn by a role that may read nothing else: the database itself refuses. On
SQLite the table names of every statement are read. Either way a foreign table ends in an exception.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction

READ_APPS = ("publications", "reference", "forum")
READ_MORE = ("accounts_organisation", "django_content_type")
WRITE = ("django_session", "core_cache")
NOT_PUBLIC = (
    "publications_importedrecord",
    "publications_savedsearch",
    "publications_withdrawncontent",
    "forum_reminderplan",
    "forum_errorreport",
)
"""Tables of those apps that no public page reads; their histories neither."""
FTS5 = "publications_searchindex"
"""The words of publications on SQLite: a table without a model."""
TABLE = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"(\w+)"', re.IGNORECASE)


class ForeignTable(Exception):
    """A page asked for a table that is not public."""


def public_tables() -> set[str]:
    """Every table that a public page may read: those of the models and of their many-to-many links."""
    tables = set(READ_MORE)
    for label in READ_APPS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            tables.add(model._meta.db_table)
    return {name for name in tables if name not in NOT_PUBLIC and "historical" not in name}


@contextmanager
def only_public_tables() -> Iterator[None]:
    """Within it nothing but the public tables can be read; what was written there is undone."""
    way = _by_a_role if connection.vendor == "postgresql" else _by_reading_statements
    with transaction.atomic(), way():
        yield
        transaction.set_rollback(True)


@contextmanager
def _by_a_role() -> Iterator[None]:
    role = f"public_pages_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE ROLE "{role}"')
        cursor.execute(f'GRANT "{role}" TO CURRENT_USER')
        cursor.execute(f'GRANT USAGE ON SCHEMA public TO "{role}"')
        cursor.execute(f'GRANT SELECT ON {_names(public_tables())} TO "{role}"')
        cursor.execute(f'GRANT ALL ON {_names(set(WRITE) & set(_existing()))} TO "{role}"')
        cursor.execute(f'SET LOCAL ROLE "{role}"')
    yield


@contextmanager
def _by_reading_statements() -> Iterator[None]:
    may_read = public_tables() | {*WRITE, FTS5}

    def read(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        foreign = set(TABLE.findall(sql)) - may_read
        if foreign:
            raise ForeignTable(f"{', '.join(sorted(foreign))}: {sql[:200]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(read):
        yield


def _existing() -> list[str]:
    return connection.introspection.table_names()


def _names(tables: set[str]) -> str:
    return ", ".join(f'"{name}"' for name in sorted(tables))
