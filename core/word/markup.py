"""Pieces of WordprocessingML as text, which one parser then reads: ten times as fast as one call for each paragraph."""

from collections.abc import Callable, Iterable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import html as lxml_html

from core import plain_text, rich_text

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
W = f"{{{NAMESPACES['w']}}}"
TICKED, UNTICKED = "☒", "☐"
FLAGS = {
    "strong": "<w:b/><w:bCs/>",
    "em": "<w:i/><w:iCs/>",
    "u": '<w:u w:val="single"/>',
    "s": "<w:strike/>",
    "sub": '<w:vertAlign w:val="subscript"/>',
    "sup": '<w:vertAlign w:val="superscript"/>',
}
"""Formatting of letters: our tag, and how Word says it. In the order of the schema, except rtl, which comes last."""
BLOCKS = {"p": "", "h3": "Heading4", "h4": "Heading5", "blockquote": "Quote"}
LISTS = {"ul": "ListBullet", "ol": "ListNumber"}
DEEPEST_LIST = 3
OF_PAGE = ("Title", "Subtitle", "Help", "Heading1", "Heading2", "Heading3")
"""Styles of what we write, as against what a State writes."""
MARGINS = '<w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/></w:tblCellMar>'
Link = Callable[[str], str]
"""Takes a web address, gives the id of the relationship that leads to it."""


def run(text: str, flags: Iterable[str] = (), extra: str = "") -> str:
    """Letters of one formatting; `extra` are further properties."""
    properties = "".join(xml for flag, xml in FLAGS.items() if flag in flags) + extra
    if plain_text.direction(text) == "rtl":
        properties += "<w:rtl/>"
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    lines = escape(plain_text.CONTROLS.sub("", text)).split("\n")
    body = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r>{properties}{body}</w:r>"


def paragraph(runs: str, text: str, style: str = "", *, whole: str = "ltr") -> str:
    """A paragraph of `runs`, which say `text`; it reads in the direction of its first letter, else as the `whole`."""
    side = "<w:bidi/>" if plain_text.direction(text, whole) == "rtl" else ""
    if not side and whole == "rtl" and style.startswith(OF_PAGE):
        side = '<w:jc w:val="right"/>'  # a label in another language stays where the page has its labels
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = f"{named}{side}"
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def plain(text: str, style: str = "", *, whole: str = "ltr") -> str:
    """A paragraph of unformatted text."""
    return paragraph(run(text) if text else "", text, style, whole=whole)


def heading(number: int, code: str, text: str, level: int, *, whole: str) -> str:
    """A question's heading: bookmark `q_<code>`, the code, two spaces, the question."""
    name = bookmark_of(code)
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    runs = f'{start}{run(f"{code}  ", ["strong"])}{run(text)}<w:bookmarkEnd w:id="{number}"/>'
    return paragraph(runs, text, f"Heading{level}", whole=whole)


def bookmark_of(code: str) -> str:
    """`d2a-5` as a bookmark may be called: `q_d2a_5`."""
    return "q_" + "".join(c if c.isalnum() else "_" for c in code)


def tick(label: str, *, chosen: bool, whole: str) -> str:
    """A line to tick: in Word by a click, elsewhere by typing another sign."""
    sign, state = (TICKED, 1) if chosen else (UNTICKED, 0)
    font = '<w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/>'
    box = (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{state}"/>'
        '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent><w:r><w:rPr>{font}</w:rPr><w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>"
    )
    return paragraph(box + run(f" {label}"), label, whole=whole)


def table(rows: list[list[str]], *, whole: str, head: bool = False, roomy: bool = False) -> str:
    """A table of cells, which are paragraphs; the first row is a heading where `head` says so."""
    columns = max(len(row) for row in rows)
    width = 9600 // columns
    visual = "<w:bidiVisual/>" if whole == "rtl" else ""
    properties = f'<w:tblPr><w:tblStyle w:val="TableGrid"/>{visual}<w:tblW w:w="5000" w:type="pct"/>{MARGINS}</w:tblPr>'
    grid = "<w:tblGrid>" + f'<w:gridCol w:w="{width}"/>' * columns + "</w:tblGrid>"
    lines = []
    for number, row in enumerate(rows):
        repeated = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if head and number == 0 else ""
        repeated = '<w:trPr><w:trHeight w:val="900"/></w:trPr>' if roomy else repeated
        cells = "".join(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>' for cell in row)
        lines.append(f"<w:tr>{repeated}{cells}</w:tr>")
    return f"<w:tbl>{properties}{grid}{''.join(lines)}</w:tbl>"


def formatted(html: str, link: Link, *, whole: str) -> str:
    """Cleaned HTML as paragraphs and tables; at least one paragraph, which a cell needs."""
    root = lxml_html.fragment_fromstring(rich_text.clean(html), create_parent="div")
    blocks = _blocks(root, link, whole)
    if not blocks or blocks[-1].endswith("</w:tbl>"):
        blocks.append(plain("", whole=whole))
    return "".join(blocks)


def _blocks(element: Any, link: Link, whole: str, depth: int = 0) -> list[str]:
    blocks: list[str] = []
    loose = _inline(element.text, (), link)
    said = element.text or ""
    for child in element:
        if child.tag not in BLOCKS and child.tag not in LISTS and child.tag != "table":
            loose += _of_inline(child, (), link)
            said += child.text_content()
        else:
            blocks += [paragraph(loose, said, whole=whole)] if said.strip() else []
            loose, said = "", ""
            blocks += _block(child, link, whole, depth)
        loose += _inline(child.tail, (), link)
        said += child.tail or ""
    return [*blocks, paragraph(loose, said, whole=whole)] if said.strip() else blocks


def _block(child: Any, link: Link, whole: str, depth: int) -> list[str]:
    if child.tag in LISTS:
        return _list(child, link, whole, depth)
    if child.tag == "table":
        return [_table(child, link, whole)]
    if child.tag == "blockquote" and any(inner.tag in BLOCKS or inner.tag in LISTS for inner in child):
        return [block.replace("<w:pPr>", '<w:pPr><w:pStyle w:val="Quote"/>', 1) if "<w:pStyle" not in block else block
                for block in _blocks(child, link, whole, depth)]  # fmt: skip
    runs = _of_inline(child, (), link)
    return [paragraph(runs, child.text_content(), BLOCKS[child.tag], whole=whole)]


def _list(element: Any, link: Link, whole: str, depth: int) -> list[str]:
    """Items, each a paragraph of the list's style; a list within a list goes one style deeper."""
    level = min(depth + 1, DEEPEST_LIST)
    style = LISTS[element.tag] + (str(level) if level > 1 else "")
    blocks: list[str] = []
    for item in element:
        inner = [child for child in item if child.tag in LISTS]
        for one in inner:
            item.remove(one)
        said = item.text_content()
        if said.strip():
            blocks.append(paragraph(_of_inline(item, (), link), said, style, whole=whole))
        for one in inner:
            blocks += _list(one, link, whole, depth + 1)
    return blocks


def _table(element: Any, link: Link, whole: str) -> str:
    rows = [
        ["".join(_blocks(cell, link, whole)) or plain("", whole=whole) for cell in row if cell.tag in ("td", "th")]
        for row in element.iter("tr")
    ]
    rows = [row for row in rows if row]
    if not rows:
        return plain(element.text_content(), whole=whole)
    columns = max(len(row) for row in rows)
    filled = [[*row, *(plain("", whole=whole) for _n in range(columns - len(row)))] for row in rows]
    head = next(element.iter("tr")).find("th") is not None
    return table(filled, whole=whole, head=head)


def _of_inline(element: Any, flags: tuple[str, ...], link: Link) -> str:
    """An inline element with all that is in it."""
    if element.tag == "br":
        return "<w:r><w:br/></w:r>"
    inner = (*flags, element.tag) if element.tag in FLAGS else flags
    runs = _inline(element.text, inner, link)
    for child in element:
        runs += _of_inline(child, inner, link) + _inline(child.tail, inner, link)
    address = element.get("href", "") if element.tag == "a" else ""
    return f"<w:hyperlink r:id={quoteattr(link(address))}>{runs}</w:hyperlink>" if address and runs else runs


def _inline(text: str | None, flags: tuple[str, ...], link: Link) -> str:
    return run(" ".join(text.split("\n")), flags) if text else ""
