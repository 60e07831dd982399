"""A published review as a Word file: the frozen text alone, to read and to quote. It holds no boxes to fill in."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.templatetags.portal import day_of
from core.word import markup
from core.word.binding import Cover, bound
from publications import printed
from publications.models import Publication
from reviews import earlier
from reviews.choices import Standing
from reviews.languages import in_words


def write(publication: Publication) -> bytes:
    """The file. Call it with the language of the text active: the portal's own words are said in it."""
    content = publication.content.content
    cover = _cover(publication, content)
    whole = cover.direction
    return bound(cover, lambda link: [*_head(cover), *_sections(content, link, whole), *_rest(content, whole)])


def _cover(publication: Publication, content: dict[str, Any]) -> Cover:
    version = _("version %(number)s") % {"number": publication.version}
    lines = [
        content["cycle"]["name"],
        f"{publication.reference}, {version}, {day_of(publication.published_at)}",
        printed.address_of(publication),
        f"SHA-256 {publication.content.sha256}",
        _("The State that submitted this review answers for its text. Publication here is no endorsement. The portal "
          "changes nothing in it."),
    ]  # fmt: skip
    if original := content.get("translation_of"):
        words = in_words(content["standing"], content["language"])
        lines.append(f"{words}. {_('Original language')}: {dict(settings.LANGUAGES).get(original, original)}")
        lines += _translated(content)
    if content["questionnaire"]["sample"]:
        lines.append(_("Sample, not an official questionnaire"))
    if early := content.get("early"):
        lines.append(_("In this version: %(sections)s") % {"sections": _titles(early["sections"])})
        lines.append(_("Sections that follow: %(sections)s") % {"sections": _titles(early["follow"])})
    return Cover(
        title=content["country"]["name"],
        lines=lines,
        mark=f"{publication.reference}, {version} · SHA-256 {publication.content.sha256[:16]}…",
        identifier=f"{publication.reference};v={publication.version}",
        language=publication.language,
    )


def _translated(content: dict[str, Any]) -> list[str]:
    """Since when a translation is there, by whom, and whether originals changed since (X7)."""
    said, lines = content.get("translation", {}), []
    if as_of := said.get("as_of"):
        words = {"day": day_of(date.fromisoformat(as_of)), "who": content.get("office") or content["country"]["name"]}
        lines.append(_("Translated on %(day)s by %(who)s") % words)
    if said.get("behind"):
        lines.append(_("Translated from an earlier version"))
    return lines


def _titles(sections: list[dict[str, str]]) -> str:
    return ", ".join(one["title"] for one in sections)


def _head(cover: Cover) -> list[str]:
    whole = cover.direction
    lines = [markup.plain(line, "Subtitle", whole=whole) for line in cover.lines]
    return [markup.plain(cover.title, "Title", whole=whole), *lines]


def _sections(content: dict[str, Any], link: markup.Link, whole: str) -> Iterator[str]:
    """The sections in order; one that repeats has its heading once, and one of the second rank for each objective."""
    last, number = None, 0
    for part in content["sections"]:
        if part["code"] != last:
            yield markup.plain(part["title"], "Heading1", whole=whole)
            last = part["code"]
        if part["objective"]:
            yield markup.plain(f"{part['objective']['number']}. {part['objective']['title']}", "Heading2", whole=whole)
        for answer in part["answers"]:
            number += 1
            name = earlier.name_of((answer["key"], earlier.number_of(part)))
            yield markup.heading(number, name, answer["label"], 3, whole=whole)
            if answer["standing"] == Standing.ANSWERED:
                yield markup.formatted(answer["html"], link, whole=whole)
            else:
                yield markup.plain(answer["plain"], "Help", whole=whole)
            if answer.get("behind"):
                yield markup.plain(_("Translated from an earlier version"), "Help", whole=whole)


def _rest(content: dict[str, Any], whole: str) -> Iterator[str]:
    if content["consultations"]:
        yield markup.plain(_("Consultations held"), "Heading1", whole=whole)
    for one in content["consultations"]:
        yield markup.plain(f"{one['starts_on']}: {one['title']}", "Heading3", whole=whole)
        said = [one["form_label"], one["place"], ", ".join(one["stakeholder_groups"]), one["summary"], one["use"]]
        yield from (markup.plain(line, whole=whole) for line in said if line)
    if content["files"]:
        yield markup.plain(_("Annexes"), "Heading1", whole=whole)
        yield from (markup.plain(file["name"], "ListBullet", whole=whole) for file in content["files"])
