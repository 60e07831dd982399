"""Atom feeds (RFC 4287) of what is published: one for each list, with its filters and words, and one of all changes.

A reader knows an entry by its id, which hangs on the reference alone: a new version is the same entry with a later
date, in whatever language the feed is read. Texts carry the language in which they were written.
"""

import re
import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publications.models import Publication

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may hold, escaped or not."""
BEGINNING = datetime(2018, 12, 10, tzinfo=UTC)
"""When a feed in which nothing has happened yet was last changed: the Compact was adopted."""


class Entry(NamedTuple):
    """One entry. `id` is what it hangs on, unique in the portal; `lang` is that of title and summary."""

    id: str
    title: str
    lang: str
    url: str
    updated: datetime
    authors: Sequence[str]
    summary: str = ""
    categories: Sequence[str] = ()


class _Atom(Atom1Feed):
    """Django's own, with the language of each text, pages (RFC 5005), and a date that is not that of asking."""

    def latest_post_date(self) -> datetime:
        """When it last changed."""
        changed: datetime = self.feed["changed"]
        return changed

    def add_root_elements(self, handler: Any) -> None:
        """The head."""
        super().add_root_elements(handler)
        if self.feed["next"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["next"]})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """One entry."""
        entry: Entry = item["entry"]
        written = {"type": "text", "xml:lang": entry.lang}
        handler.addQuickElement("id", uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.SITE_URL}/{entry.id}").urn)
        handler.addQuickElement("title", _clean(entry.title), written)
        handler.addQuickElement("updated", rfc3339_date(entry.updated))
        if entry.url:
            handler.addQuickElement("link", "", {"rel": "alternate", "href": entry.url})
        if entry.summary:
            handler.addQuickElement("summary", _clean(entry.summary), written)
        for name in entry.authors:
            handler.startElement("author", {})
            handler.addQuickElement("name", _clean(name))
            handler.endElement("author")
        for term in entry.categories:
            handler.addQuickElement("category", "", {"term": _clean(term)})


def atom(
    *, title: str, url: str, page: str, entries: Iterable[Entry], changed: datetime | None, older: str = ""
) -> str:
    """The feed at `url`, in the active language, of what stands on `page`; `older` is the address of its next page."""
    feed = _Atom(
        title=_clean(title),
        link=page,
        description=None,
        language=get_language(),
        author_name=str(settings.SITE_NAME),
        feed_url=url,
        feed_guid=url,
        changed=changed or BEGINNING,
        next=older,
    )
    for entry in entries:
        feed.add_item(title="", link="", description="", entry=entry)
    return feed.writeString("utf-8")


def entry_of(publication: Publication) -> Entry:
    """A current publication, with countries and objectives fetched."""
    return Entry(
        id=publication.reference,
        title=publication.title,
        lang=publication.language,
        url=_address(publication),
        updated=publication.published_at,
        authors=_authors(publication),
        summary=publication.summary,
        categories=[publication.get_kind_display(), *(f"{one.number}. {one}" for one in publication.objectives.all())],
    )


def _authors(publication: Publication) -> list[str]:
    """Who answers for the text, or else the portal."""
    return publication.authors or [str(settings.SITE_NAME)]


def _address(publication: Publication) -> str:
    path = publication.get_absolute_url()
    return settings.SITE_URL + path if path else ""


def _clean(text: str) -> str:
    """In one line, of characters that XML can hold."""
    return " ".join(NOT_XML.sub(" ", str(text)).split())


# --- what has changed


def changes(originals: Any, most: int = 50) -> list[Entry]:
    """The newest of what was published, corrected and withdrawn of `originals`, all versions; what was withdrawn is
    only that any more."""
    rows = originals.select_related("organisation").prefetch_related("countries")
    published = rows.filter(withdrawn_at__isnull=True).order_by("-published_at", "-pk")[:most]
    withdrawn = rows.filter(withdrawn_at__isnull=False, is_current=True).order_by("-withdrawn_at", "-pk")[:most]
    found = [*map(_published, published), *map(_withdrawn, withdrawn)]
    return sorted(found, key=lambda one: one.updated, reverse=True)[:most]


def _published(version: Publication) -> Entry:
    words = _("New version: %(title)s") if version.version > 1 else _("Published: %(title)s")
    return Entry(
        id=f"{version.reference}/v{version.version}",
        title=words % {"title": version.title},
        lang=get_language() or settings.LANGUAGE_CODE,
        url=settings.SITE_URL + version.version_url() if version.path else "",
        updated=version.published_at,
        authors=_authors(version),
        summary=version.note,
        categories=[*filter(None, (version.get_kind_display(), version.of_forum()))],
    )


def _withdrawn(version: Publication) -> Entry:
    return Entry(
        id=f"{version.reference}/withdrawn",
        title=_("Withdrawn: %(title)s") % {"title": version.title},
        lang=get_language() or settings.LANGUAGE_CODE,
        url=_address(version),
        updated=version.withdrawn_at or version.changed_at,
        authors=_authors(version),
        summary=version.withdrawal_reason,
        categories=[version.get_kind_display()],
    )
