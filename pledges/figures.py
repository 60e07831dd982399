"""Pledges in figures: each with its definition, the query behind it, its day and its rows (FEATURES C18).

They come from the summary of the register in a constant number of queries. Once a quarter they are frozen as a
publication of their own, with the rows from which each can be counted again, so that a figure can be cited.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.files.base import ContentFile, File
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import downloads
from core.templatetags.portal import figure
from pledges import overview
from pledges.choices import JOINT, Progress
from publications import register
from publications.choices import Kind
from publications.filters import PublicationFilter
from publications.lists import PublicList
from publications.models import Publication, PublicationFacet

KIND = Kind.PLEDGE_FIGURES.value
"""What frozen figures are called in the register."""
SCHEMA = 1
ROWS = ("reference", "version", "title", "language", "published", "sha256", "address")
FACETS = ("pledger", "together", "measurable", "progress", "reported", "seeking", "currency", "amount")
"""By which every figure can be counted again, as further columns of the rows."""


class Figure(NamedTuple):
    """One figure: `query` selects its rows in the register, `unit` is a currency or nothing."""

    code: str
    label: str
    definition: str
    value: str
    query: str
    unit: str = ""

    @property
    def shown(self) -> str:
        """As it is read."""
        return f"{self.unit} {figure(self.value)}".strip()


def register_list() -> PublicList:
    """All published pledges."""
    described = overview.listing()
    wanted = PublicationFilter(QueryDict(), described.facets, described.columns)
    return PublicList(Publication.objects.current().of_kind(overview.KIND), wanted, described.kinds)


COUNTED = (
    (
        "joint",
        gettext_lazy("Joint pledges"),
        gettext_lazy("Pledges that several bodies make: common pledges, and pledges in partnership."),
        "together",
        JOINT,
    ),
    (
        "measurable",
        gettext_lazy("Pledges with a measurable target"),
        gettext_lazy("At least one target or stage has a day, and says how it will be known that it is reached."),
        "measurable",
        ["yes"],
    ),
    (
        "reported",
        gettext_lazy("Pledges with a report"),
        gettext_lazy(
            "At least one of their bodies has published a report on progress. No report says nothing about a pledge."
        ),
        "reported",
        None,
    ),
    (
        "seeking",
        gettext_lazy("Pledges that seek partners"),
        gettext_lazy("Open for partners on this day."),
        "seeking",
        ["yes"],
    ),
)
"""Counted by a facet and some of its values: without them, by all but "none"."""


def figures_of(shown: PublicList) -> list[Figure]:
    """Every figure of `shown`, the most general first."""
    numbers = shown.numbers
    return [*_whole(shown), *_counts(numbers), *_progress(numbers), *_money(shown)]


def _whole(shown: PublicList) -> Iterator[Figure]:
    yield Figure(
        "pledges",
        _("Pledges"),
        _(
            "Published pledges in their newest version, none that was withdrawn. A joint pledge is one, whoever takes "
            "part."
        ),
        str(shown.count),
        "",
    )
    yield Figure(
        "bodies",
        _("Pledging bodies"),
        _("Bodies that filed one of these pledges or have confirmed as partners, each once."),
        str(shown.different("pledger") or 0),
        "",
    )


def _counts(numbers: dict[str, dict[str, int]]) -> Iterator[Figure]:
    for code, label, definition, facet, wanted in COUNTED:
        found = numbers.get(facet, {})
        values = [value for value in found if value != "none"] if wanted is None else wanted
        count = sum(found.get(value, 0) for value in values)
        yield Figure(code, str(label), str(definition), str(count), _query(facet, values))


def _progress(numbers: dict[str, dict[str, int]]) -> Iterator[Figure]:
    for code, label in Progress.choices:
        if count := numbers.get("progress", {}).get(code, 0):
            yield Figure(
                f"progress_{code}",
                _("Progress: %(status)s") % {"status": label},
                _("By the newest report of the body that leads the pledge; nobody else judges it."),
                str(count),
                _query("progress", [code]),
            )


def _money(shown: PublicList) -> Iterator[Figure]:
    for currency, one in shown.sums("amount").items():
        yield Figure(
            f"money_{currency}",
            _("Money pledged in %(currency)s") % {"currency": currency},
            _(
                "Amounts as their pledges write them, new and reaffirmed, secured and sought, of all years, added up "
                "within this currency alone. Nothing is converted."
            ),
            f"{one.total.normalize():f}",
            _query("currency", [currency]),
            currency,
        )


def _query(name: str, values: Any) -> str:
    return "&".join(f"{name}={value}" for value in sorted(values))


# --- frozen once a quarter

DAYS_TO_FREEZE = 14
"""Of a new quarter, in which the last one is frozen: later its number would stand over figures of the next."""


def quarter_before(day: date) -> str:
    """“2026-Q3”: the last quarter that was over on `day`."""
    number = (day.month - 1) // 3
    return f"{day.year}-Q{number}" if number else f"{day.year - 1}-Q4"


def is_time_to_freeze(day: date) -> bool:
    """Whether the last quarter was over on `day` for less than DAYS_TO_FREEZE."""
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    return (day - first).days < DAYS_TO_FREEZE


def freeze(now: datetime | None = None) -> Publication | None:
    """Freeze the figures under the number of the last quarter, once; None where that is done, nothing is published, or
    too much of the new quarter is over.

    They are those of the day of freezing, which stands beside them: the first on which a worker ran after the quarter.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    quarter = quarter_before(today)
    reference = f"PF-{quarter}"
    if not is_time_to_freeze(today) or Publication.objects.filter(reference=reference).exists():
        return None
    with translation.override("en"):
        shown = register_list()
        if not shown.count:
            return None
        title = _("Pledges in figures, %(quarter)s") % {"quarter": quarter}
        content = {
            "schema": SCHEMA,
            "reference": reference,
            "language": "en",
            "quarter": quarter,
            "as_of": now.isoformat(),
            "figures": [one._asdict() for one in figures_of(shown)],
        }
        head = register.Head(
            reference=reference,
            kind=KIND,
            title=title,
            language="en",
            summary=_("Figures of the register of pledges, with their definitions and rows."),
            path=f"pledges/figures/{reference}/",
        )
        file = register.FileToPublish(
            file=_rows(shown), name=f"{reference}.csv", content_type="text/csv", language="en"
        )
        return register.publish(head, content, files=[file], by=None)


def _rows(shown: PublicList) -> File:
    """The pledges behind the figures, a row each."""
    made = downloads.as_csv("rows", (*ROWS, *FACETS), _lines(shown))
    return ContentFile(b"".join(map(_bytes, made)), name="rows.csv")


def _bytes(piece: Any) -> bytes:
    return piece if isinstance(piece, bytes) else str(piece).encode()


def _lines(shown: PublicList) -> Iterator[list[Any]]:
    told: dict[int, dict[str, list[str]]] = {}
    rows = Publication.objects.current().of_kind(overview.KIND).select_related("content").order_by("reference")
    facets = PublicationFacet.objects.filter(publication__in=shown.selected().order_by().values("pk"), name__in=FACETS)
    for key, name, value in facets.order_by("pk").values_list("publication", "name", "value"):
        told.setdefault(key, {}).setdefault(name, []).append(value)
    for one in rows.defer("content__content").iterator(1000):
        own = told.get(one.pk, {})
        head = [one.reference, one.version, one.title, one.language, one.published_at.date(), one.content.sha256]
        yield [*head, one.version_url(), *("; ".join(own.get(name, [])) for name in FACETS)]
