"""What is measured on. Makers that any kind of record can use; what is one app's own stands in its file of rows."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from importlib import import_module
from itertools import islice, product
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import connection

from forum.models import ForumCycle
from publications import register
from publications.models import Publication, PublicationContent, PublicationFacet, SearchText
from publications.register import Head
from reference.models import Country
from tests.cast import Cast

WORDS = ("people", "who", "move", "for", "work", "or", "family", "need", "papers", "care", "and", "fair", "recruitment")
COPY_WORDS = (
    'INSERT INTO "publications_searchindex" (rowid, title, body) '
    'SELECT %s, title, body FROM "publications_searchindex" WHERE rowid = %s'
)
"""For SQLite."""


def empty() -> Cast:
    """Empty the database that was lent, and load what every deployment has."""
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    for command in ("load_reference", "load_forum", "load_organisations"):
        call_command(command, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    return Cast()


def text(number: int, words: int = 80) -> str:
    """A paragraph that differs with its number."""
    return " ".join(WORDS[(number * 7 + place * place) % len(WORDS)] for place in range(words)).capitalize() + "."


def publish(head: Head, content: Mapping[str, Any], count: int, *, by: Any) -> None:
    """`head` published as by an officer, then `count` - 1 copies of its rows: every State in turn, forum before forum.

    A copy has a reference, title, address, State and objectives of its own. Copying rows is what makes a hundred
    thousand of them possible.
    """
    first = register.publish(head, content, by=by)
    others = Country.objects.exclude(pk__in=first.countries.values("pk")).order_by("code")
    places = product(range(2030, -170, -4), others)
    cycles = set(ForumCycle.objects.values_list("pk", flat=True))
    prefix = head.reference.partition("-")[0]
    copies, countries = [], []
    for number, (year, country) in enumerate(islice(places, count - 1)):
        own = {
            "reference": f"{prefix}-{year}-{country.code}",
            "title": f"{country}: sample {number}",
            "path": f"{head.kind}s/{year}/{country.code.lower()}/",
            "cycle_id": year if year in cycles else None,
            "published_at": first.published_at - timedelta(hours=number),
        }
        copies.append(_copy(first, id=None, **own))
        countries.append(country)
    Publication.objects.bulk_create(copies)
    PublicationContent.objects.bulk_create(_copy(first.content, publication_id=one.pk) for one in copies)
    facets = list(first.facets.all())
    PublicationFacet.objects.bulk_create(
        _copy(facet, id=None, publication_id=one.pk) for one in copies for facet in facets
    )
    _copy_words(first, copies)
    _link("countries", [(one.pk, country.pk) for one, country in zip(copies, countries, strict=True)])
    _link("objectives", [(one.pk, (one.pk + step) % 23 + 1) for one in copies for step in range(3)])


def tend() -> None:
    """As autovacuum leaves the tables of a server a minute after so many rows came in."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _copy_words(first: Publication, copies: list[Publication]) -> None:
    """Each copy is found by the words of the first."""
    SearchText.objects.bulk_create(_copy(first.search_text, publication_id=one.pk) for one in copies)
    if connection.vendor == "sqlite":  # which keeps the words beside
        with connection.cursor() as cursor:
            cursor.executemany(COPY_WORDS, [(one.pk, first.pk) for one in copies])


def _copy(row: Any, **own: Any) -> Any:
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**(fields | own))


def _link(name: str, pairs: list[tuple[Any, Any]]) -> None:
    field: Any = Publication._meta.get_field(name)
    through = field.remote_field.through
    here, there = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    through.objects.bulk_create(through(**{here: publication, there: other}) for publication, other in pairs)


def sign_in(people: Iterable[Any]) -> list[str]:
    """Logins as the portal makes them; the keys of their sessions."""
    return [_session_of(user) for user in people]


def _session_of(user: Any) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)
