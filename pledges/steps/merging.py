"""What of pledges moves where two bodies on record turn out to be one (accounts.merging)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts import merging
from accounts.models import Organisation
from pledges.choices import ReportStatus
from pledges.models import Pledge, PledgeParticipant, ProgressReport
from pledges.steps.submission import restate

WRITTEN = {"status": ReportStatus.DRAFT, "discarded_at": None}


def clashes(gone: Organisation, stays: Organisation) -> Iterator[str]:
    """Pledges in which both have a part: which of them is meant is for people to say.

    The officer who reads it knows nothing of a pledge that is not submitted, and of another only its number: its title
    may be a new one that its people still write (RELIABILITY P32).
    """
    part = PledgeParticipant.objects.part()
    both = part.filter(organisation=gone, pledge__in=part.filter(organisation=stays).values("pledge"))
    leads = part.filter(organisation=gone, pledge__organisation=stays) | part.filter(
        organisation=stays, pledge__organisation=gone
    )
    for one in [*both.select_related("pledge"), *leads.select_related("pledge")]:
        if one.pledge.reference:
            words = _("Both have a part in the pledge %(pledge)s. End one of the two there first.")
            yield words % {"pledge": one.pledge.reference}
        else:
            yield _(
                "Both have a part in a pledge that is not submitted yet. Ask them to end one of the two there first."
            )


def drafts_of_both(gone: Organisation, stays: Organisation) -> Iterator[str]:
    """Pledges on which both write a report now."""
    written = ProgressReport.objects.filter(**WRITTEN)
    of_stays = written.filter(organisation=stays).values("pledge")
    for one in written.filter(organisation=gone, pledge__in=of_stays).select_related("pledge"):
        yield _("Both write a report on %(pledge)s. Publish or discard one of them first.") % {
            "pledge": one.pledge.reference
        }


def move(relation: str, **more: Any) -> merging.Holding:
    """Rows that move, after which the public page of their pledge says what is true today."""
    plain = merging.moving(relation, **more)

    def run(rows: Sequence[Any], stays: Organisation, by: Any) -> None:
        plain.move(rows, stays, by)  # type: ignore[misc]
        for key in {getattr(row, "pledge_id", row.pk) for row in rows}:
            restate(Pledge.objects.get(pk=key))

    return merging.Holding(relation, run, clashes=plain.clashes)


def body_now(value: str) -> str:
    """The key of the body that `value`, a key in an address kept somewhere, has become part of; else itself."""
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        return value
    return str(Organisation.objects.filter(pk=value).values_list("merged_into", flat=True).first() or value)
