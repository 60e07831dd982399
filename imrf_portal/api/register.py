"""Publications as the API says them: in lists, whole, and what happened to them last."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import F

from imrf_portal.overview import COLUMNS
from publications import lists, printed, records
from publications.choices import Standing
from publications.filters import Facet
from publications.models import Publication
from publications.querysets import PublicationQuerySet

FILTERS = (*COLUMNS, "group")
"""The common filters, as on the page of search."""
PLACE = "/api/v1/publications/"
EVERYBODY = AnonymousUser()


def everything() -> PublicationQuerySet:
    """All versions, withdrawn ones too: of those only a stub may be said."""
    return Publication.objects.visible_to(EVERYBODY)


def facets_of(kinds: Sequence[str]) -> Sequence[Facet]:
    """The filters of the public list of what is asked for, where that is one kind."""
    offer = lists.offer_of(*kinds)
    return offer.listing().facets if offer else ()


def with_all(rows: Any) -> Any:
    """With what `item` says of each."""
    return rows.prefetch_related("principles").annotate(sha256=F("content__sha256"))


def item(one: Any) -> dict[str, Any]:
    """A publication in a list, read by `with_all` of a public list's rows."""
    return {**records.item(one), "url": url_of(one.reference)}


def url_of(reference: str, version: int | None = None) -> str:
    """Where the API says all of a publication, or of one version."""
    return f"{settings.SITE_URL}{PLACE}{reference}" + (f"/versions/{version}" if version else "")


def whole(chosen: Any, versions: Sequence[Any]) -> dict[str, Any]:
    """`chosen` of the originals `versions` of one reference, newest first, complete.

    Names that people agreed to show are left out: one that is erased could not be called back.
    """
    current = next((one for one in versions if one.is_current), chosen)
    return {
        **item(chosen),
        "current": chosen.is_current,
        "note": chosen.note,
        "content": chosen.content.content,
        "today": current.facts,
        "files": records.files_of(chosen),
        "versions": [
            {
                "version": one.version,
                "published": one.published_at.isoformat(),
                "note": one.note,
                "current": one.is_current,
                "sha256": one.sha256,
                "address": settings.SITE_URL + one.version_url() if one.path else "",
                "url": url_of(one.reference, one.version),
            }
            for one in versions
        ],
        "translations": [
            {
                "language": one.language,
                "standing": one.standing,
                "title": one.title,
                "sha256": one.sha256,
                "address": printed.address_of(one) if one.path else "",
                **_translated(one.content.content.get("translation", {})),
            }
            for one in everything()
            .filter(reference=chosen.reference, version=chosen.version)
            .exclude(standing=Standing.ORIGINAL)
            .select_related("content")
            .annotate(sha256=F("content__sha256"))
            .order_by("language")
        ],
    }


def _translated(said: dict[str, Any]) -> dict[str, Any]:
    """Since when a translation is there, and how many of its texts are older than their original (X7)."""
    return {"translated_on": said.get("as_of") or None, "behind": said.get("behind", 0)}


def change(one: Publication) -> dict[str, Any]:
    """The last thing that happened to a reference, said of its current version."""
    if one.withdrawn_at:
        what = "withdrawn"
    elif one.changed_at != one.published_at:
        what = "restated"
    else:
        what = "corrected" if one.version > 1 else "published"
    address = one.get_absolute_url()
    return {
        "reference": one.reference,
        "what": what,
        "at": one.changed_at.isoformat(),
        "kind": one.kind,
        "version": one.version,
        "title": one.title,
        "reason": one.withdrawal_reason,
        "address": settings.SITE_URL + address if address else "",
        "url": url_of(one.reference),
    }
