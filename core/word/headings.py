"""A Word file that follows no form: its text by its headings."""

from typing import Any, NamedTuple

from core.word.cells import Cell, text_of
from core.word.markup import W
from core.word.reading import blocks_of, opened


class Part(NamedTuple):
    """What stands under a heading, to the next one of any level; `level` 0 is what stands before the first."""

    level: int
    title: str
    html: str


def parts_of(file: Any) -> list[Part]:
    """The text of `file` in order, cleaned; its own table of contents is not a text.

    Raises ValidationError for what is not opened, XMLSyntaxError for text that is broken.
    """
    trees, lists = opened(file)
    found: list[tuple[int, str, list[Any]]] = [(0, "", [])]
    for element in blocks_of(trees["word/document.xml"].find(f"{W}body")):
        is_paragraph = element.tag == f"{W}p"
        if is_paragraph and lists.style(element).startswith("toc"):
            continue
        level = lists.heading(element) if is_paragraph else 0
        if level and (title := text_of(element)):
            found.append((level, " ".join(title.split()), []))
        else:
            found[-1][2].append(element)
    parts = [Part(level, title, Cell(elements, lists).html()) for level, title, elements in found]
    return [part for part in parts if part.level or part.html]
