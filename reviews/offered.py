"""Published pledges of the State, offered under the questions about pledges; known through the register alone.

What the person takes is a row of the answer: reference and version of the pledge, and those of the newest report on it.
"""

from typing import Any, NamedTuple

from django.http import QueryDict

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from publications.models import Publication
from reviews.question_types.published import in_words, value_of
from reviews.question_types.table import columns_of

PLEDGE, PROGRESS = "pledge", "progress"
"""Types of columns, and kinds of publications."""


class Offer(NamedTuple):
    """A pledge that can be taken into an answer, with the words of its cells; `is_taken` where it is named already."""

    reference: str
    pledge: str
    progress: str
    is_taken: bool


def asks_for_pledges(question: Any) -> bool:
    """Whether a question is a table with a column for pledges."""
    return any(column["type"] == PLEDGE for column in question.columns)


def offers_for(country: Any, rows: Any) -> list[Offer]:
    """The pledges that the State has filed or joined, the newest first; three queries. `rows` is the answer."""
    body = Organisation.objects.filter(kind=OrganisationKind.STATE, country=country).first()
    if body is None:
        return []
    pledges = list(
        Publication.objects.current()
        .of_kind(PLEDGE)
        .filter(withdrawn_at__isnull=True)
        .with_facet("pledger", str(body.pk))
        .order_by("-published_at")[:100]
    )
    reports: dict[str, Publication] = {}
    found = Publication.objects.current().of_kind(PROGRESS).filter(withdrawn_at__isnull=True)
    for report in found.filter(part_of__in=[one.reference for one in pledges]).order_by("published_at"):
        reports[report.part_of] = report
    taken = {cell.get("reference") for row in rows or [] for cell in row.values() if isinstance(cell, dict)}
    return [
        Offer(
            one.reference,
            in_words(value_of(one)),
            in_words(value_of(reports[one.reference])) if one.reference in reports else "",
            one.reference in taken,
        )
        for one in pledges
    ]


def with_taken(post: QueryDict, fields: list[Any]) -> QueryDict:
    """The form with one more row where the button of an offer was pressed (`take` is “<name>:<reference>”)."""
    name, _colon, reference = post.get("take", "").rpartition(":")
    one = next((field for field in fields if field.name == name), None)
    offer = next((offer for offer in one.offers if offer.reference == reference), None) if one else None
    if one is None or offer is None or offer.is_taken:
        return post
    filled = post.copy()
    cells = {PLEDGE: offer.pledge, PROGRESS: offer.progress}
    for column in columns_of(one.question):
        if column.type in cells:
            filled[f"{name}-9999-{column.key}"] = cells[column.type]
    return filled
