"""A publication in a list of all kinds, as the `card.html` of its app draws it."""

from typing import Any

from publications.models import Publication


def card(publication: Publication) -> dict[str, Any]:
    """What a mixed list shows of a publication, with objectives and countries fetched."""
    return {
        "publication": publication,
        "url": publication.get_absolute_url(),
        "kind": publication.get_kind_display(),
        "states": [str(country) for country in publication.countries.all()],
        "objectives": [
            {"number": one.number, "roundtable": one.roundtable, "title": one.title}
            for one in publication.objectives.all()
        ],
    }
