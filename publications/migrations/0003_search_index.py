from django.db import migrations


def make_index(apps, schema_editor):
    """SQLite keeps the words in a table of FTS5; PostgreSQL in a column."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            'CREATE VIRTUAL TABLE IF NOT EXISTS "publications_searchindex" '
            "USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 0')"
        )


def drop_index(apps, schema_editor):
    """Forget the words."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute('DROP TABLE IF EXISTS "publications_searchindex"')


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0002_frozen_text'),
    ]

    operations = [
        migrations.RunPython(make_index, drop_index),
    ]
