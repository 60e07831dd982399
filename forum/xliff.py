"""Texts of pages as XLIFF 1.2 and back, for translators who work with tools of their own (FEATURES W11).

A file is a page, a unit its title or a block of its text; blocks are HTML, as text. What comes back is a draft that an
officer reads, proposes and another puts in force, as if it had been typed.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from forum.models import PageText
from forum.models.texts import SOURCE

SPACE = "urn:oasis:names:tc:xliff:document:1.2"
BLOCK = re.compile(r"(?<=</p>)|(?<=</h\d>)|(?<=</ul>)|(?<=</ol>)|(?<=</blockquote>)|(?<=</table>)")


class Returned(NamedTuple):
    """A page as it came back: of which version of the English text, and the words of each unit by its id."""

    page: str
    number: int
    said: dict[str, str]

    def of(self, source: PageText) -> tuple[str, str]:
        """Its title and text, in the order of `source`; two times nothing where a unit of that is not translated."""
        wanted = _units(source)
        if not all(self.said.get(name) for name in wanted):
            return "", ""
        words = {name: self.said[name] for name in wanted}
        return words.pop("title"), "\n".join(words.values())


class Unreadable(ValueError):
    """Not such a file; says why."""


class _Plain(ET.TreeBuilder):
    """Refuses a document type, in whatever encoding: entities can be defined nowhere else."""

    def doctype(self, *_said: object) -> None:
        raise Unreadable(_("The file defines its own entities. Save it as plain XLIFF 1.2."))


def written(sources: Iterable[PageText], earlier: dict[str, PageText], language: str) -> bytes:
    """The English texts in force, each beside its translation in `earlier` (by page) where that is of this version."""
    ET.register_namespace("", SPACE)
    root = ET.Element(f"{{{SPACE}}}xliff", version="1.2")
    for source in sources:
        file = _in(root, "file", original=source.page_id, datatype="html")
        file.set("source-language", SOURCE)
        file.set("target-language", language)
        file.set("product-version", str(source.number))
        body = _in(file, "body")
        known = earlier.get(source.page_id)
        units = _units(source)
        said = _units(known) if known and known.source_number == source.number else {}
        for name, text in units.items():
            unit = _in(body, "trans-unit", id=name)
            _in(unit, "source").text = text
            if len(said) == len(units):
                _in(unit, "target").text = said[name]
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def read(data: bytes, language: str) -> list[Returned]:
    """The pages of a file that was translated into `language`. Raises Unreadable."""
    try:
        root = ET.fromstring(data, ET.XMLParser(target=_Plain()))  # noqa: S314 - a document type is refused
    except Unreadable:
        raise
    except (ET.ParseError, ValueError, LookupError) as error:
        raise Unreadable(_("The file is not readable XML. Save it as XLIFF 1.2.")) from error
    files = root.findall(f"{{{SPACE}}}file")
    if not files:
        raise Unreadable(_("There is no text of XLIFF 1.2 in this file."))
    if wrong := {file.get("target-language", "") for file in files} - {language}:
        raise Unreadable(_("The file is a translation into “%(code)s”.") % {"code": min(wrong)[:20]})
    return [_returned(file) for file in files]


def _returned(file: ET.Element) -> Returned:
    said = {}
    for unit in file.iter(f"{{{SPACE}}}trans-unit"):
        target = unit.find(f"{{{SPACE}}}target")
        said[unit.get("id", "")] = "".join(target.itertext()).strip() if target is not None else ""
    number = file.get("product-version", "")
    return Returned(
        page=file.get("original", ""),
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0,
        said=said,
    )


def _units(text: PageText) -> dict[str, str]:
    blocks = [block.strip() for block in BLOCK.split(text.body) if block.strip()]
    return {"title": text.title, **{f"block-{place}": block for place, block in enumerate(blocks, start=1)}}


def _in(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{SPACE}}}{name}", attributes)
