"""What stands in a paragraph, a cell, a table of a Word file: plain lines, or formatted text.

Tracked changes are read as if they were accepted: what was inserted is there, what was deleted is not. Pictures,
text boxes and fields leave no text here; `reading` counts and lists them.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.html import escape

from core import rich_text
from core.word.markup import W

GONE = {f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "drawing", "pict", "object", "rPr", "pPr")}
OFF = {"0", "false", "off", "none"}
FLAGS = {"b": "strong", "i": "em", "u": "u", "strike": "s"}
STYLES = {"Strong": "strong", "Emphasis": "em"}
ORDER = ("strong", "em", "u", "s", "sub", "sup")
HEADINGS = {4: "h3", 5: "h4"}


@dataclass(frozen=True)
class Lists:
    """Which paragraphs are items of lists, by style or by numbering: (tag, level) or None."""

    styles: dict[str, str]
    numbers: dict[str, dict[str, str]]

    def item(self, paragraph: Any) -> tuple[str, int] | None:
        """Whether `paragraph` is an item: of a list with points or with numbers, and how deep."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        name = self.style(paragraph)
        numbering = properties.find(f"{W}numPr")
        number = _value(numbering, "numId") if numbering is not None else ""
        level = _value(numbering, "ilvl") if numbering is not None else "0"
        deep = int(level) if level.isdecimal() else 0
        if name.startswith(("list bullet", "list number")):
            depth = int(name[-1]) - 1 if name[-1].isdecimal() else deep
            return ("ul" if name.startswith("list bullet") else "ol"), min(depth, 8)
        if number and number != "0":
            form = self.numbers.get(number, {}).get(level or "0", "bullet")
            return ("ul" if form in ("bullet", "none") else "ol"), min(deep, 8)
        return None

    def style(self, paragraph: Any) -> str:
        """The name of its style, in lower case: `heading 3`, `list bullet`."""
        properties = paragraph.find(f"{W}pPr")
        key = _value(properties, "pStyle") if properties is not None else ""
        return self.styles.get(key, key).lower()

    def heading(self, paragraph: Any) -> int:
        """1 for a heading of the first level; 0 for none."""
        name = self.style(paragraph)
        return int(name[-1]) if name.startswith(("heading", "überschrift", "titre")) and name[-1].isdecimal() else 0


@dataclass(frozen=True)
class Cell:
    """A cell, or several that stand for one."""

    elements: list[Any]
    lists: Lists

    def lines(self) -> list[str]:
        """The text of each paragraph, those of tables within it too."""
        return [line for p in self._paragraphs() for line in text_of(p).split("\n")]

    def html(self) -> str:
        """Formatted text, cleaned."""
        return rich_text.clean("".join(_html(self.elements, self.lists)))

    def _paragraphs(self) -> list[Any]:
        return [p for element in self.elements for p in element.iter(f"{W}p") if not _is_in_drawing(p, element)]


@dataclass(frozen=True)
class Grid:
    """A table by rows and cells."""

    rows: list[list[Cell]]
    lists: Lists

    @classmethod
    def of(cls, table: Any, lists: Lists) -> "Grid":
        """The table itself; a cell that goes over several columns counts once."""
        rows = [row for row in table.iter(f"{W}tr") if _nearest(row, "tbl") is table]
        return cls(
            [
                [Cell(_content(cell), lists) for cell in row.iter(f"{W}tc") if _nearest(cell, "tr") is row]
                for row in rows
                if not _is_deleted(row)
            ],
            lists,
        )

    def lines(self) -> list[str]:
        """The text of all its cells."""
        return [line for row in self.rows for cell in row for line in cell.lines()]

    def html(self) -> str:
        """All its cells one after another."""
        return Cell([element for row in self.rows for cell in row for element in cell.elements], self.lists).html()


def text_of(paragraph: Any) -> str:
    """The words of a paragraph as they would be read with all changes accepted."""
    return "".join(text for text, _flags, _link in _runs(paragraph, frozenset(), "")).strip()


def _html(elements: list[Any], lists: Lists) -> list[str]:
    blocks: list[str] = []
    open_lists: list[str] = []
    for element in _flat(elements):
        item = lists.item(element) if element.tag == f"{W}p" else None
        words = _inline(element) if element.tag == f"{W}p" else ""
        if item and words:
            tag, depth = item
            _close(blocks, open_lists, depth + 1)
            if len(open_lists) == depth + 1 and open_lists[-1] != tag:
                _close(blocks, open_lists, depth)
            opened = len(open_lists) <= depth
            while len(open_lists) <= depth:
                blocks.append(f"<{tag}>")
                open_lists.append(tag)
            blocks.append(f"<li>{words}" if opened else f"</li><li>{words}")
            continue
        if element.tag == f"{W}p" and not words:
            continue
        _close(blocks, open_lists, 0)
        blocks.append(_table(element, lists) if element.tag == f"{W}tbl" else _paragraph(element, words, lists))
    _close(blocks, open_lists, 0)
    return blocks


def _close(blocks: list[str], open_lists: list[str], depth: int) -> None:
    while len(open_lists) > depth:
        blocks.append(f"</li></{open_lists.pop()}>")


def _paragraph(element: Any, words: str, lists: Lists) -> str:
    name = lists.style(element)
    if name in ("quote", "intense quote", "quotations"):
        return f"<blockquote>{words}</blockquote>"
    tag = HEADINGS.get(lists.heading(element), "h3" if lists.heading(element) else "p")
    return f"<{tag}>{words}</{tag}>"


def _table(element: Any, lists: Lists) -> str:
    grid = Grid.of(element, lists)
    rows = ["".join(f"<td>{''.join(_html(cell.elements, lists))}</td>" for cell in row) for row in grid.rows]
    return "<table><tbody>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</tbody></table>"


def _inline(paragraph: Any) -> str:
    """The runs of a paragraph, neighbours of one formatting joined."""
    joined: list[tuple[str, frozenset[str], str]] = []
    for text, flags, link in _runs(paragraph, frozenset(), ""):
        blank = not text.strip()  # the formatting of a space is nobody's intention
        if joined and joined[-1][2] == link and (blank or joined[-1][1] == flags):
            joined[-1] = (joined[-1][0] + text, joined[-1][1], link)
        else:
            joined.append((text, flags, link))
    html = "".join(_tagged(*piece) for piece in joined)
    return html.strip().removesuffix("<br>").strip()


def _tagged(text: str, flags: frozenset[str], link: str) -> str:
    """The piece in its tags, spaces before and after it outside of them."""
    html = str(escape(text.strip())).replace("\n", "<br>")
    before, after = ("", text) if not html else (text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :])
    if html:
        for tag in reversed(ORDER):
            html = f"<{tag}>{html}</{tag}>" if tag in flags else html
        html = f'<a href="{escape(link)}">{html}</a>' if link else html
    return before.replace("\n", "<br>") + html + after.replace("\n", "<br>")


def _runs(element: Any, flags: frozenset[str], link: str) -> list[tuple[str, frozenset[str], str]]:
    found: list[tuple[str, frozenset[str], str]] = []
    for child in element:
        if child.tag in GONE or not isinstance(child.tag, str):
            continue
        if child.tag == f"{W}r":
            found += [(text, _flags(child, linked=bool(link)), link) for text in _letters(child)]
        elif child.tag == f"{W}hyperlink":
            found += _runs(child, flags, child.get("href", ""))
        else:
            found += _runs(child, flags, link)
    return found


def _letters(run: Any) -> list[str]:
    said = []
    for child in run:
        if child.tag == f"{W}t":
            said.append(child.text or "")
        elif child.tag in (f"{W}br", f"{W}cr"):
            said.append("\n")
        elif child.tag == f"{W}tab":
            said.append(" ")
        elif child.tag == f"{W}noBreakHyphen":
            said.append("\u2011")
        elif child.tag == f"{W}sym":
            said.append("☒" if child.get(f"{W}char", "").upper().endswith(("FE", "FD", "78")) else "☐")
    return said


def _flags(run: Any, *, linked: bool) -> frozenset[str]:
    properties = run.find(f"{W}rPr")
    if properties is None:
        return frozenset()
    flags = {
        tag
        for name, tag in FLAGS.items()
        if (one := properties.find(f"{W}{name}")) is not None and one.get(f"{W}val", "1") not in OFF
    }
    flags |= {tag for style, tag in STYLES.items() if _value(properties, "rStyle").startswith(style)}
    flags |= {{"subscript": "sub", "superscript": "sup"}.get(_value(properties, "vertAlign"), "")} - {""}
    return frozenset(flags - {"u"} if linked else flags)


def _flat(elements: list[Any]) -> list[Any]:
    """Paragraphs and tables in order, out of whatever Word wraps round them."""
    found = []
    for element in elements:
        if element.tag in (f"{W}p", f"{W}tbl"):
            found.append(element)
        elif isinstance(element.tag, str) and element.tag not in GONE:
            found += _flat(list(element))
    return found


def _content(cell: Any) -> list[Any]:
    return [child for child in cell if child.tag != f"{W}tcPr"]


def _nearest(element: Any, name: str) -> Any:
    return next(element.iterancestors(f"{W}{name}"), None)


def _is_deleted(row: Any) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _is_in_drawing(element: Any, within: Any) -> bool:
    for above in element.iterancestors():
        if above is within:
            return False
        if above.tag in GONE:
            return True
    return False


def _value(element: Any, name: str) -> str:
    one = element.find(f"{W}{name}")
    return one.get(f"{W}val", "") if one is not None else ""
