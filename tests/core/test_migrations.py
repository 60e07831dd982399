"""The tests stand on tables made from the models (tests/as_deployed.py); a deployment's are made by its migrations."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings

from tests.processes import database_url

pytestmark = [pytest.mark.processes, pytest.mark.long]

SHAPE = {
    "columns": """
        SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": """
        SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal""",
}
OURS = tuple(f"{file.parent.name}_" for file in settings.BASE_DIR.glob("*/models*") if file.stem == "models")
"""How the tables of our own apps begin; those of libraries are made as their authors see fit."""


def shape(url: str) -> dict[str, set[tuple]]:
    """Columns, constraints, indexes and triggers of every table of a database."""
    address = urlsplit(url)
    found = psycopg2.connect(
        dbname=address.path[1:],
        user=address.username,
        password=address.password or "",
        host=address.hostname,
        port=address.port,
    )
    with found, found.cursor() as cursor:
        shapes = {}
        for name, sql in SHAPE.items():
            cursor.execute(sql)
            shapes[name] = {row for row in cursor.fetchall() if row[0].startswith(OURS)}
    found.close()
    return shapes


@pytest.fixture
def migrated(db):
    """The address of a database that migrations alone have made."""
    address = urlsplit(database_url())
    name = f"{address.path[1:]}_migrated"
    admin = psycopg2.connect(
        dbname="postgres",
        user=address.username,
        password=address.password or "",
        host=address.hostname,
        port=address.port,
    )
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
        url = address._replace(path=f"/{name}").geturl()
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_URL": url, "DEBUG": "1"},
            check=True,
        )
        yield url
        cursor.execute(f'DROP DATABASE "{name}"')
    admin.close()


def test_migrations_make_the_tables_that_the_tests_stand_on(migrated):
    by_migrations, by_models = shape(migrated), shape(database_url())
    for what in SHAPE:
        assert by_migrations[what] ^ by_models[what] == set(), what
    assert by_models["triggers"]
