"""What stands in a Word file: the boxes under headings with a code, and everything else that somebody wrote.

Nothing is dropped: a paragraph that belongs to no box is listed with its words. Headings are found by their
bookmark or by their code, whichever is left; where both are and differ, the code counts, since people see it.
"""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from core.word import package
from core.word.cells import Grid, Lists, text_of
from core.word.markup import W, bookmark_of

RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
RID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
IDENTIFIER = "{http://purl.org/dc/elements/1.1/}identifier"
KEYWORDS, CATEGORY = (
    f"{{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}}{name}"
    for name in ("keywords", "category")
)
CODE = re.compile(r"\s*([A-Za-z][\w-]{0,24}?)(?:[.:)]?\s{1,}|\t|$)")
TRACKED = tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
PICTURES = tuple(f"{W}{name}" for name in ("drawing", "pict", "object"))


@dataclass(frozen=True)
class Box:
    """A table under the heading of a question; `tracked` where changes in it are neither accepted nor rejected."""

    name: str
    grid: Grid
    tracked: bool


@dataclass
class Contents:
    """All that a file says. `notes` counts what was met on the way: tracked, comments, pictures, doubles."""

    identifier: str = ""
    keywords: str = ""
    category: str = ""
    boxes: list[Box] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)


def read(file: Any, names: Collection[str]) -> Contents:
    """The contents of `file`; `names` are the codes of all questions that it may hold. Raises ValidationError."""
    parts, lists = opened(file)
    document, about = parts["word/document.xml"], parts.get("docProps/core.xml")
    contents = Contents(_property(about, IDENTIFIER), _property(about, KEYWORDS), _property(about, CATEGORY))
    _walk(document, lists, names, contents)
    _look_about(document, parts, contents)
    return contents


def opened(file: Any) -> tuple[dict[str, Any], Lists]:
    """The parts of `file` as trees, by name, its links settled; and how its lists and headings are known.

    Raises ValidationError for what is not opened, XMLSyntaxError for text that is broken.
    """
    parts = {name: _tree(data) for name, data in package.parts_of(file).items()}
    lists = Lists(_styles(parts.get("word/styles.xml")), _numbers(parts.get("word/numbering.xml")))
    _settle_links(parts["word/document.xml"], parts.get("word/_rels/document.xml.rels"))
    return parts, lists


def _walk(document: Any, lists: Lists, names: Collection[str], contents: Contents) -> None:
    bookmarks, codes = {bookmark_of(name): name for name in names}, {name.lower(): name for name in names}
    waiting = ""
    for element in blocks_of(document.find(f"{W}body")):
        if element.tag == f"{W}tbl":
            grid = Grid.of(element, lists)
            if waiting:
                contents.boxes.append(Box(waiting, grid, tracked=any(True for _one in element.iter(*TRACKED))))
                waiting = ""
            else:
                contents.outside += [line for line in grid.lines() if line.strip()]
            continue
        level, text = lists.heading(element), text_of(element)
        name = _name(element, text, bookmarks, codes, is_heading=bool(level))
        if name:
            waiting = name
            contents.outside += [line for line in [text] if line]
        elif text:
            waiting = "" if level else waiting
            contents.outside.append(text)


def _name(element: Any, text: str, bookmarks: dict[str, str], codes: dict[str, str], *, is_heading: bool) -> str:
    """The question whose heading this paragraph is, or nothing."""
    marked = [bookmarks.get(one.get(f"{W}name", "")) for one in element.iter(f"{W}bookmarkStart")]
    by_mark = next((name for name in marked if name), "")
    found = CODE.match(text)
    by_code = codes.get(found[1].lower(), "") if found and (is_heading or by_mark) else ""
    return by_code or by_mark


def _look_about(document: Any, parts: dict[str, Any], contents: Contents) -> None:
    """Count what cannot come along, and list the words of notes and text boxes."""
    contents.notes["tracked"] += sum(1 for _one in document.iter(*TRACKED))
    contents.notes["pictures"] += sum(1 for _one in document.iter(*PICTURES))
    for box in document.iter(f"{W}txbxContent"):
        if not _is_fallback(box):
            contents.outside += [text for p in box.iter(f"{W}p") if (text := text_of(p))]
    for name in ("footnotes", "endnotes"):
        tree = parts.get(f"word/{name}.xml")
        said = [text for p in tree.iter(f"{W}p") if (text := text_of(p))] if tree is not None else []
        contents.outside += said
        contents.notes["footnotes"] += len(said)
    comments = parts.get("word/comments.xml")
    contents.notes["comments"] += sum(1 for _one in comments.iter(f"{W}comment")) if comments is not None else 0


def blocks_of(body: Any) -> list[Any]:
    """Paragraphs and tables in order; those in content controls and the like too, deleted ones not."""
    found: list[Any] = []
    for element in body if body is not None else []:
        if element.tag in (f"{W}p", f"{W}tbl"):
            found.append(element)
        elif isinstance(element.tag, str) and element.tag not in (f"{W}del", f"{W}moveFrom", f"{W}sectPr"):
            found += blocks_of(element)
    return found


def _settle_links(document: Any, relations: Any) -> None:
    """Write the address of each link beside it, so that a paragraph can be read alone."""
    targets = {} if relations is None else {one.get("Id"): one.get("Target", "") for one in relations.iter(RELATIONS)}
    for link in document.iter(f"{W}hyperlink"):
        address = targets.get(link.get(RID, ""), "")
        link.set("href", address if address.lower().startswith(("http://", "https://", "mailto:")) else "")


def _styles(tree: Any) -> dict[str, str]:
    """Names of styles by their ids, which Word translates and LibreOffice renames."""
    if tree is None:
        return {}
    found = {}
    for style in tree.iter(f"{W}style"):
        name = style.find(f"{W}name")
        found[style.get(f"{W}styleId", "")] = name.get(f"{W}val", "") if name is not None else ""
    return found


def _numbers(tree: Any) -> dict[str, dict[str, str]]:
    """How the levels of each numbering are counted: {numId: {level: "bullet" | "decimal" | …}}."""
    if tree is None:
        return {}
    forms = {
        one.get(f"{W}abstractNumId", ""): {
            level.get(f"{W}ilvl", "0"): form.get(f"{W}val", "")
            for level in one.iter(f"{W}lvl")
            if (form := level.find(f"{W}numFmt")) is not None
        }
        for one in tree.iter(f"{W}abstractNum")
    }
    return {
        num.get(f"{W}numId", ""): forms.get(link.get(f"{W}val", ""), {})
        for num in tree.iter(f"{W}num")
        if (link := num.find(f"{W}abstractNumId")) is not None
    }


def _property(tree: Any, name: str) -> str:
    one = tree.find(f".//{name}") if tree is not None else None
    return (one.text or "").strip()[:255] if one is not None else ""


def _is_fallback(element: Any) -> bool:
    """Word writes text boxes twice, the second time for programs older than 2010."""
    return any(isinstance(above.tag, str) and above.tag.endswith("}Fallback") for above in element.iterancestors())


def _tree(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)
