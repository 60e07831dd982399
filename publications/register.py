"""The only door to the public: publish is to freeze, withdraw is to hide, restate is to say what holds today."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from core import downloads
from core.models import Act
from forum.models import ForumCycle
from publications.models import Publication, PublicationContent, PublicationFacet, PublishedFile


@dataclass(frozen=True)
class Head:
    """What lists, filters and citations know of a publication; countries, objectives and principles by key."""

    reference: str
    kind: str
    title: str
    language: str
    summary: str = ""
    organisation: Any = None
    cycle: ForumCycle | None = None
    countries: Iterable[str] = ()
    objectives: Iterable[int] = ()
    principles: Iterable[int] = ()
    received_at: datetime | None = None
    part_of: str = ""
    facets: Mapping[str, Iterable[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class FileToPublish:
    """A stored file of which the publication gets a copy of its own."""

    file: FieldFile
    name: str
    content_type: str
    language: str = ""
    title: str = ""


@transaction.atomic
def publish(
    head: Head,
    content: dict[str, Any],
    *,
    files: Iterable[FileToPublish] = (),
    names: dict[str, Any] | None = None,
    by: Any,
    note: str = "",
) -> Publication:
    """Freeze `content` (JSON with a "schema" number) as the next version of `head.reference`."""
    versions = Publication.objects.select_for_update().filter(reference=head.reference)
    newest = max((one.version for one in versions), default=0)
    versions.filter(is_current=True).update(is_current=False)
    publication = Publication.objects.create(
        reference=head.reference,
        kind=head.kind,
        version=newest + 1,
        language=head.language,
        part_of=head.part_of,
        title=head.title,
        summary=head.summary,
        organisation=head.organisation,
        cycle=head.cycle,
        received_at=head.received_at,
        note=note,
    )
    publication.countries.set(head.countries)
    publication.objectives.set(head.objectives)
    publication.principles.set(head.principles)
    PublicationContent.objects.create(
        publication=publication,
        content=content,
        schema=content["schema"],
        sha256=fingerprint(content),
        names=names or {},
    )
    for file in files:
        _copy(publication, file)
    _set_facets(publication, head.facets)
    Act.objects.log("published", publication, by=by)
    return publication


@transaction.atomic
def withdraw(reference: str, *, by: Any, reason: str) -> None:
    """Hide every version of `reference` at once; title, dates, reason and fingerprint stay."""
    now = timezone.now()
    for publication in Publication.objects.filter(reference=reference, withdrawn_at__isnull=True):
        publication.withdrawn_at = now
        publication.withdrawal_reason = reason
        publication.save(update_fields=["withdrawn_at", "withdrawal_reason"])
        Act.objects.log("withdrew", publication, by=by)


@transaction.atomic
def restate(
    reference: str, *, facets: Mapping[str, Iterable[str]] | None = None, facts: dict[str, Any] | None = None
) -> None:
    """Say what holds today beside the frozen text of the newest version, never inside it."""
    publication = Publication.objects.select_for_update().get(reference=reference, is_current=True)
    if facts is not None:
        publication.facts = facts
        publication.save(update_fields=["facts"])
    if facets is not None:
        _set_facets(publication, facets)


def fingerprint(content: Any) -> str:
    """SHA-256 of the canonical JSON of `content`, in hexadecimal."""
    return hashlib.sha256(downloads.dumps(content).encode()).hexdigest()


def _copy(publication: Publication, source: FileToPublish) -> None:
    with source.file.open("rb") as stored:
        data = stored.read()
    copy = PublishedFile(
        publication=publication,
        name=source.name,
        title=source.title,
        content_type=source.content_type,
        language=source.language,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    copy.file.save(source.name, ContentFile(data), save=False)
    copy.save()


def _set_facets(publication: Publication, facets: Mapping[str, Iterable[str]]) -> None:
    publication.facets.filter(name__in=facets).delete()
    PublicationFacet.objects.bulk_create(
        PublicationFacet(publication=publication, name=name, value=value)
        for name, values in facets.items()
        for value in dict.fromkeys(values)
    )
