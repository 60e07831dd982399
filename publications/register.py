"""The only door to the public: `publish`, `withdraw`, `restate` (docs/architecture.md, "Publication").

    publish ──► version n (current) ──publish again──► version n (kept) + version n+1 (current)
                       └──────────────withdraw──────────────► stubs of all versions

Nothing here asks who may: the `steps` of the app that hands in a text have asked.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from core import scanner
from core.models import Act
from forum.models import ForumCycle
from publications import counts, search
from publications.choices import Standing
from publications.models import (
    Publication,
    PublicationContent,
    PublishedFile,
    WithdrawnContent,
    canonical,
)

RECOMMENDATION = "recommendation"
"""The facet of the recommendations that a text names."""
REFERENCE_OF_RECOMMENDATION = re.compile(r"(?<![\w/])A/[0-9]{2,3}/[0-9]{1,4}#[0-9]{1,3}(?![0-9])")
"""As `forum.models.Recommendation.reference` writes it."""


def word(choices: Any, code: str) -> dict[str, str]:
    """A code of a closed list beside its label in the active language, as contents keep it."""
    return {"code": code, "label": str(choices(code).label) if code in choices.values else code}


@dataclass(frozen=True, kw_only=True)
class Head:
    """What lists, filters and citations know of a version.

    `countries`, `objectives` and `principles` are records or their keys ("MX", 5). `path` is the public
    address without language ("reviews/2030/mx/"); the one of a version is `path` + "v2/".
    """

    reference: str
    kind: str
    title: str
    language: str
    summary: str = ""
    standing: str = Standing.ORIGINAL
    part_of: str = ""
    path: str = ""
    organisation: Organisation | None = None
    cycle: ForumCycle | None = None
    countries: Sequence[Any] = ()
    objectives: Sequence[Any] = ()
    principles: Sequence[Any] = ()
    received_at: datetime | None = None
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FileToPublish:
    """An attachment to copy; `file` is anything with Django's `open`."""

    file: File
    name: str
    content_type: str
    language: str = ""
    title: str = ""


@transaction.atomic
def publish(
    head: Head,
    content: Mapping[str, Any],
    *,
    files: Iterable[FileToPublish] = (),
    names: Mapping[str, Mapping[str, str]] | None = None,
    by: Any,
    note: str = "",
) -> Publication:
    """Freeze `content` as the next version of its reference, within the caller's transaction.

    An original becomes the current version and every earlier one stays as it was. A translation
    belongs to the current original and takes its number. `content` must be JSON with its schema
    number under "schema"; `names` are kept beside it, outside the hash. The same content again is a
    new version: whoever calls knows why. Raises ValueError for a translation of nothing.
    """
    earlier = Publication.objects.filter(reference=head.reference)
    list(earlier.select_for_update().values_list("pk"))  # of two at once the second waits here, then reads again
    version = _next_version(head, list(earlier))
    now = timezone.now()
    if head.standing == Standing.ORIGINAL:
        for current in earlier.current():
            counts.change(current, -1)
        earlier.update(is_current=False, changed_at=now)
    publication = _created(head, version=version, note=note, now=now)
    _set_facets(publication, {**head.facets, RECOMMENDATION: pointed_to(content)})
    counts.keep_columns(publication)
    PublicationContent.objects.create(
        publication=publication,
        content=dict(content),
        schema=content["schema"],
        sha256=fingerprint(dict(content)),
        names=dict(names or {}),
    )
    for position, file in enumerate(files):
        _copy(file, publication, position)
    if head.standing == Standing.ORIGINAL:
        counts.change(publication, 1)
    else:
        counts.moved(head.kind)  # its words are found from now on
    search.refresh(head.reference)
    Act.objects.log("published", publication, by=by, detail=f"version {version}")
    return publication


def pointed_to(content: Mapping[str, Any]) -> list[str]:
    """The recommendations of the Secretary-General's reports that a text names, as “A/76/642#2”, each once.

    Only their form is looked at: one that is recorded later is pointed to from the day on which it is.
    """
    return sorted(set(REFERENCE_OF_RECOMMENDATION.findall(canonical(content))))


@transaction.atomic
def withdraw(reference: str, *, by: Any, reason: str) -> None:
    """Hide every version of `reference` at once, everywhere; a public page keeps saying that it was there.

    Reference, title, dates, `reason` and fingerprint stay. Texts move to a table that no public page
    reads. Withdrawing twice keeps the first date and reason. Raises ValueError without a reason or for
    an unknown reference.
    """
    if not reason.strip():
        raise ValueError("A withdrawal needs a reason.")
    versions = Publication.objects.select_for_update().filter(reference=reference)
    if not versions.exists():
        raise ValueError(f"Nothing is published as {reference}.")
    now = timezone.now()
    for current in versions.current():
        counts.change(current, -1)
    for publication in versions.filter(withdrawn_at__isnull=True):
        _put_away(publication)
        publication.withdrawn_at = publication.changed_at = now
        publication.withdrawal_reason = reason.strip()
        publication.summary, publication.facts = "", {}
        publication.save(update_fields=["withdrawn_at", "withdrawal_reason", "summary", "facts", "changed_at"])
        publication.facets.all().delete()
        Act.objects.log("withdrawn", publication, by=by, detail=f"version {publication.version}")
    search.refresh(reference)


@transaction.atomic
def restate(
    reference: str,
    *,
    facets: Mapping[str, Sequence[str]] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Say what is true today around the current version of `reference`; its frozen text stays untouched.

    Facets and facts that are named replace those of the same name; others stay. What is withdrawn or
    unknown is left alone: there is nothing to say about it.
    """
    current = Publication.objects.select_for_update().current().filter(reference=reference).first()
    if current is None:
        return
    counts.change(current, -1)
    if facets is not None:
        current.facets.filter(name__in=list(facets)).delete()
        _set_facets(current, facets)
    counts.change(current, 1)
    current.facts = {**current.facts, **(facts or {})}
    current.changed_at = timezone.now()
    current.save(update_fields=["facts", "changed_at"])


@transaction.atomic
def name(reference: str, names: Mapping[str, Mapping[str, str]], *, facts: Mapping[str, Any]) -> None:
    """Put `names`, public by consent, beside the current version in place of those there; `facts` tell of them.

    They stay outside the frozen text and its fingerprint, so that each can go again.
    """
    current = Publication.objects.select_for_update().current().filter(reference=reference).first()
    if current is None:
        return
    PublicationContent.objects.filter(publication=current).update(names=dict(names))
    restate(reference, facts=facts)


def lead_on(versions: Sequence[Publication], to: Organisation, by: Any) -> None:
    """The body of `versions` has become part of `to`: from now on they are found by the names of both.

    The rows stay frozen as they were published, under the body of their day.
    """
    for reference in {one.reference for one in versions}:
        reindex(reference)


@transaction.atomic
def reindex(reference: str) -> None:
    """Write the common facets and the words of `reference` anew, as `rebuild_search` does for everything."""
    versions = Publication.objects.select_for_update().filter(reference=reference)
    for current in versions.current():
        counts.keep_columns(current)
    search.refresh(reference)


def fingerprint(content: Any) -> str:
    """SHA-256 of the canonical JSON of `content`, in hexadecimal (FEATURES R29).

    Raises ValueError for what JSON cannot say.
    """
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _created(head: Head, *, version: int, note: str, now: datetime) -> Publication:
    """The row of a new version, with the States, objectives and principles it is about."""
    publication = Publication.objects.create(
        reference=head.reference,
        version=version,
        language=head.language,
        standing=head.standing,
        kind=head.kind,
        part_of=head.part_of,
        title=head.title,
        summary=head.summary,
        path=head.path,
        organisation=head.organisation,
        cycle=head.cycle,
        received_at=head.received_at,
        published_at=now,
        changed_at=now,
        note=note,
    )
    publication.countries.set(head.countries)
    publication.objectives.set(head.objectives)
    publication.principles.set(head.principles)
    return publication


def _next_version(head: Head, earlier: list[Publication]) -> int:
    if head.standing == Standing.ORIGINAL:
        return max((one.version for one in earlier), default=0) + 1
    for one in earlier:
        if one.is_current and one.standing == Standing.ORIGINAL and one.withdrawn_at is None:
            return one.version
    raise ValueError(f"Nothing is published as {head.reference} that could have a translation.")


def _set_facets(publication: Publication, facets: Mapping[str, Sequence[str]]) -> None:
    if taken := counts.COLUMNS & facets.keys():
        raise ValueError(f"Every publication has these facets of its own: {', '.join(sorted(taken))}.")
    counts.keep(publication, facets)


def _put_away(publication: Publication) -> None:
    """Move the text out of the tables that public pages read; the fingerprint stays."""
    kept = publication.content
    WithdrawnContent.objects.create(
        publication=publication,
        content=kept.content,
        summary=publication.summary,
        names=kept.names,
        facts=publication.facts,
    )
    kept.content, kept.names = {}, {}
    kept.save(update_fields=["content", "names"])


def _copy(given: FileToPublish, publication: Publication, position: int) -> PublishedFile:
    """Copy and measure. The copy of a transaction that is rolled back stays on disk, reachable by nobody."""
    copy = PublishedFile(
        publication=publication,
        name=given.name,
        title=given.title,
        content_type=given.content_type,
        language=given.language,
        position=position,
    )
    hashed = hashlib.sha256()
    with given.file.open("rb") as source:
        for chunk in source.chunks():
            hashed.update(chunk)
        copy.size = source.size
        source.seek(0)
        copy.file.save(given.name, File(source), save=False)
    scanner.pass_on(given.file.name or "", copy.file.name or "")
    copy.sha256 = hashed.hexdigest()
    copy.save(force_insert=True)
    return copy
