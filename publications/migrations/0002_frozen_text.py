from django.db import migrations

FROZEN = {
    # table: (columns that never change, columns that may be emptied, what "empty" is)
    "publications_publication": (
        ["reference", "version", "language", "standing", "kind", "part_of", "title", "organisation_id", "cycle_id",
         "received_at", "published_at", "note"],
        ["summary"],
        "''",
    ),
    "publications_publicationcontent": (["publication_id", "schema", "sha256"], ["content"], "'{}'"),
    "publications_withdrawncontent": (["publication_id", "content", "summary"], [], ""),
    "publications_publishedfile": (
        ["publication_id", "name", "title", "content_type", "language", "size", "sha256"],
        [],
        "",
    ),
}
"""What the database itself refuses to change (docs/decisions/frozen-text.md)."""
MESSAGE = "A published version is frozen: publish the next version instead."


def guard(apps, schema_editor):
    """Triggers: an UPDATE of a frozen column fails, whoever sends it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION publications_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table, (never, emptied, empty) in FROZEN.items():
        if schema_editor.connection.vendor == "postgresql":
            changed, timing = "IS DISTINCT FROM", "FOR EACH ROW WHEN ({}) EXECUTE FUNCTION publications_refuse()"
        else:
            changed, timing = "IS NOT", f"WHEN {{}} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        tests = [f'NEW."{column}" {changed} OLD."{column}"' for column in never]
        tests += [f'(NEW."{column}" {changed} OLD."{column}" AND NEW."{column}" <> {empty})' for column in emptied]
        schema_editor.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} " + timing.format(" OR ".join(tests))
        )


def open_again(apps, schema_editor):
    """Drop the triggers."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in FROZEN:
        schema_editor.execute(f"DROP TRIGGER {table}_frozen" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        schema_editor.execute("DROP FUNCTION publications_refuse()")


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(guard, open_again),
    ]
