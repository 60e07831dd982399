"""Pledges: the register with its facets and totals (PLEDGES=100000 for the stress figure), one filter, one page."""

import os
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast as In
from django.db.models.functions import Concat

from benchmarks import data
from benchmarks.rows import Row, page
from pledges import publishing
from publications import counts
from publications.models import PublicationFacet
from tests.cast import Cast
from tests.pledges.builders import of_bank, published

PUBLISHED = int(os.environ.get("PLEDGES", "1000"))
BODIES, AMOUNTS = 400, 900
CURRENCIES = ("EUR", "JPY", "USD")
MONEY = {"amount": "1200", "currency": "USD", "year": "2027", "money": "new", "funding": "secured"}


def rows(cast: Cast) -> list[Row]:
    """What is measured, on data made for it."""
    version = published(cast, of_bank(cast, amounts=[MONEY])).published_version()
    head: Any = publishing.head_of(version)
    content: Any = publishing.public_part(version.content)
    data.publish(head, content, PUBLISHED, by=cast.officer)
    spread()
    counts.rebuild()
    return [
        Row("pledges register", page("/en/pledges/"), page("/bare/pledges/"), 1.3),
        Row("register, one filter", page("/en/pledges/?objective=5"), page("/bare/pledges/"), 2.6),
        Row("pledge page", page(f"/en/{head.path}"), page(f"/bare/pledges/{head.reference}/"), 1.7),
    ]


def spread() -> None:
    """Pledges of BODIES bodies, with AMOUNTS different amounts in each of CURRENCIES: copies would have one of each."""
    number = F("publication_id")
    facets = PublicationFacet.objects.filter(publication__kind="pledge")
    facets.filter(name="pledger").update(value=In(number % BODIES, models.CharField()))
    for rest, currency in enumerate(CURRENCIES):
        own = facets.filter(name="amount").annotate(rest=number % len(CURRENCIES)).filter(rest=rest)
        own.update(value=Concat(Value(f"{currency} "), In(number % AMOUNTS + 1, models.CharField())))
