"""What is said of a publication wherever it is taken away: in the files of lists, through the API, in the dumps."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse

COLUMNS = (
    "reference",
    "version",
    "kind",
    "title",
    "language",
    "organisation",
    "countries",
    "country_names",
    "cycle",
    "objectives",
    "received",
    "published",
    "address",
    "sha256",
)
"""Of every list that is taken away; the same names in CSV, XLSX and JSON."""


class Licence(NamedTuple):
    """Under what texts may be used: what it is called, and where its words stand."""

    name: str
    url: str


def licence_of(kind: str) -> Licence | None:
    """That of the publications of `kind`, as LICENCES of the settings says; None where nobody has given one."""
    name, _space, url = settings.LICENCES.get(kind, "").rpartition(" ")
    return Licence(name, url) if url else None


def record(publication: Any) -> dict[str, Any]:
    """A row of a list, with organisation, countries and objectives fetched and `sha256` annotated."""
    received, cycle = publication.received_at, publication.cycle_id
    address = publication.get_absolute_url()
    countries = list(publication.countries.all())
    return {
        "reference": publication.reference,
        "version": publication.version,
        "kind": publication.kind,
        "title": publication.title,
        "language": publication.language,
        "organisation": publication.body,
        "countries": [country.code for country in countries],
        "country_names": [str(country) for country in countries],
        "cycle": cycle,
        "objectives": [one.number for one in publication.objectives.all()],
        "received": received.isoformat() if received else "",
        "published": publication.published_at.isoformat(),
        "address": settings.SITE_URL + address if address else "",
        "sha256": publication.sha256,
    }


def item(publication: Any) -> dict[str, Any]:
    """What programs get of a publication in a list; `principles` are fetched as well."""
    said = record(publication)
    return {
        **said,
        "received": said["received"] or None,
        "summary": publication.summary,
        "part_of": publication.part_of,
        "principles": [other.pk for other in publication.principles.all()],
        "changed": publication.changed_at.isoformat(),
    }


def files_of(publication: Any) -> list[dict[str, Any]]:
    """The files published with a version, with the addresses at which they are had."""
    names = ("name", "title", "content_type", "language", "size", "sha256")
    return [
        {
            **{name: getattr(one, name) for name in names},
            "url": settings.SITE_URL + reverse("publications:file", args=[one.pk]),
        }
        for one in publication.files.all()
    ]


def cells(records: Iterable[Mapping[str, Any]]) -> Iterator[list[Any]]:
    """Records as rows of a table; a value that is a list there is one cell here."""
    for one in records:
        values = (one[name] for name in COLUMNS)
        yield ["; ".join(map(str, value)) if isinstance(value, list) else value for value in values]
