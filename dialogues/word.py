"""A published background note as a Word file (publications/printed.py)."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from publications import printed
from publications.models import Publication


def write(publication: Publication) -> bytes:
    """The note with its annex. Call it with the language of the note active: labels are said in it."""
    from core.word.binding import Cover, bound

    content = publication.content.content
    said = _("%(number)s, version %(version)s") % {"number": publication.reference, "version": publication.version}
    cover = Cover(
        title=publication.title,
        lines=[said, printed.address_of(publication)],
        mark=f"{said} · SHA-256 {publication.content.sha256[:16]}…",
        identifier=f"{publication.reference};v={publication.version}",
        language=publication.language,
    )
    return bound(cover, lambda _link: _blocks(cover, content))


def _blocks(cover: Any, content: dict[str, Any]) -> Iterator[str]:
    """Title, numbered paragraphs with what each rests on, and the annex of sources."""
    from core.word import markup

    def plain(text: str, style: str = "") -> str:
        return markup.plain(text, style, whole=cover.direction)

    yield plain(cover.title, "Title")
    yield from (plain(line, "Subtitle") for line in cover.lines)
    for one in content["paragraphs"]:
        if one["heading"]:
            yield plain(one["heading"], "Heading1")
        cited = f" [{', '.join(map(str, one['sources']))}]" if one["sources"] else ""
        yield plain(f"{one['number']}. {one['text']}{cited}")
    if content["sources"]:
        yield plain(_("Annex: sources"), "Heading1")
    for one in content["sources"]:
        yield plain(f"[{one['number']}] {one['from']}", "Heading2")
        yield plain(one["quote"] or one["remark"], "Quote")
        if one["url"]:
            yield plain(f"{settings.SITE_URL}/{cover.language}/{one['url']}")
