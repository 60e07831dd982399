"""The two engines that keep and find the words of `search`: PostgreSQL's tsvector and SQLite's FTS5.

Both get words that are made alike already, so that they answer alike and neither reads what a person typed.
A third one is a class with the same methods.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.db import connection
from django.db.models.expressions import RawSQL

from publications.models import SearchText
from publications.querysets import PublicationQuerySet
from publications.words import Asked

MOST_PLACES = 20
"""Places of one word that are kept for ranking."""
LAST_PLACE = 16_383
"""Of a tsvector; what stands behind it counts as there."""


class Engine(Protocol):
    """What `search` asks of an engine. `asked` is never empty."""

    keys: str
    """SQL for the keys of all texts that match; takes what `query` makes."""

    def exists(self) -> bool:
        """Whether the index is there at all."""

    def create(self) -> None:
        """Make an empty index where there is none."""

    def put(self, pk: int, title: Sequence[str], text: Sequence[str]) -> None:
        """Keep the words of publication `pk`, which has a SearchText; those of its title weigh more."""

    def remove(self, pks: Sequence[int]) -> None:
        """Forget these publications."""

    def query(self, asked: Sequence[Asked]) -> str:
        """The engine's own words for: one form of each word."""

    def newest(self, publications: PublicationQuerySet, asked: Sequence[Asked], most: int) -> list[tuple[int, float]]:
        """Keys and scores (higher is better) of the newest `most` matches among `publications`."""

    def is_known(self, asked: Sequence[Asked]) -> list[bool]:
        """For each word, whether any text at all holds it."""


class PostgreSQL:
    """A tsvector of words and places with a GIN index; made without PostgreSQL's parser, which knows no Chinese."""

    keys = 'SELECT publication_id FROM "publications_searchtext" WHERE vector @@ %s::tsquery'

    def exists(self) -> bool:
        """Whether the table is there."""
        return "publications_searchtext" in connection.introspection.table_names()

    def create(self) -> None:
        """Make table and index where they are lost."""
        if not self.exists():
            with connection.schema_editor() as editor:
                editor.create_model(SearchText)

    def put(self, pk: int, title: Sequence[str], text: Sequence[str]) -> None:
        """Write the vector beside the text."""
        with connection.cursor() as cursor:
            cursor.execute(
                'UPDATE "publications_searchtext" SET vector = %s::tsvector WHERE publication_id = %s',
                [_vector(title, text), pk],
            )

    def remove(self, pks: Sequence[int]) -> None:
        """Nothing: the vector goes with the row."""

    def query(self, asked: Sequence[Asked]) -> str:
        """(form | form) & (form)."""
        return " & ".join(f"({' | '.join(one.forms)})" for one in asked)

    def newest(self, publications: PublicationQuerySet, asked: Sequence[Asked], most: int) -> list[tuple[int, float]]:
        """First cut, then rank: the cost is bounded whatever the word."""
        query, (those, params) = self.query(asked), _those(publications, '"publications_searchtext"."publication_id"')
        sql = (
            "SELECT id, ts_rank(vector, %s::tsquery) FROM ("  # noqa: S608
            'SELECT publication_id AS id, vector FROM "publications_searchtext" '
            f"WHERE vector @@ %s::tsquery AND EXISTS ({those}) ORDER BY publication_id DESC LIMIT %s) newest"
        )
        return _rows(sql, [query, query, *params, most])

    def is_known(self, asked: Sequence[Asked]) -> list[bool]:
        """By one statement."""
        return _each_exists(self.keys, [self.query([one]) for one in asked])


class SQLite:
    """A table of FTS5, whose words are plain already; its rowid is the key of the publication."""

    keys = 'SELECT rowid FROM "publications_searchindex" WHERE "publications_searchindex" MATCH %s'

    def exists(self) -> bool:
        """Whether both tables are there."""
        return {"publications_searchindex", "publications_searchtext"} <= set(connection.introspection.table_names())

    def create(self) -> None:
        """Make the table where it is lost."""
        PostgreSQL().create()
        with connection.cursor() as cursor:
            cursor.execute(CREATE_FTS5)

    def put(self, pk: int, title: Sequence[str], text: Sequence[str]) -> None:
        """Write the words."""
        with connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO "publications_searchindex" (rowid, title, body) VALUES (%s, %s, %s)',
                [pk, " ".join(title), " ".join(text)],
            )

    def remove(self, pks: Sequence[int]) -> None:
        """Delete the rows."""
        with connection.cursor() as cursor:
            cursor.executemany('DELETE FROM "publications_searchindex" WHERE rowid = %s', [[pk] for pk in pks])

    def query(self, asked: Sequence[Asked]) -> str:
        """("form" OR "form") AND ("form")."""
        return " AND ".join("(" + " OR ".join(f'"{form}"' for form in one.forms) + ")" for one in asked)

    def newest(self, publications: PublicationQuerySet, asked: Sequence[Asked], most: int) -> list[tuple[int, float]]:
        """From the words to the publications, never the other way: that would search once for each of them."""
        those, params = _those(publications, '"publications_searchindex"."rowid"')
        sql = (
            'SELECT rowid, -bm25("publications_searchindex", 8.0, 1.0) FROM "publications_searchindex" '  # noqa: S608
            f'WHERE "publications_searchindex" MATCH %s AND EXISTS ({those}) ORDER BY rowid DESC LIMIT %s'
        )
        return _rows(sql, [self.query(asked), *params, most])

    def is_known(self, asked: Sequence[Asked]) -> list[bool]:
        """By one statement."""
        return _each_exists(self.keys, [self.query([one]) for one in asked])


CREATE_FTS5 = (
    'CREATE VIRTUAL TABLE IF NOT EXISTS "publications_searchindex" '
    "USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 0')"
)


def current() -> Engine:
    """The one of the database in use."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def _those(publications: PublicationQuerySet, key: str) -> tuple[str, Sequence[Any]]:
    """The publications whose key is the column `key` of the statement around."""
    one = publications.order_by().filter(pk=RawSQL(key, [])).values("pk")  # noqa: S611 - a name of ours
    sql, params = one.query.sql_with_params()
    return sql, params


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[int, float]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _each_exists(keys: str, queries: Sequence[str]) -> list[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join([f"EXISTS ({keys})"] * len(queries)), queries)
        return [bool(found) for found in cursor.fetchone()]


def _vector(title: Iterable[str], text: Iterable[str]) -> str:
    """A tsvector in its own notation: 'word':1A,7D. Words are letters and digits alone."""
    places: dict[str, list[str]] = {}
    for place, (word, weight) in enumerate([*((w, "A") for w in title), *((w, "D") for w in text)], start=1):
        of_word = places.setdefault(word, [])
        if len(of_word) < MOST_PLACES:
            of_word.append(f"{min(place, LAST_PLACE)}{weight}")
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())
