"""A Word file of blocks: one typeface for each script, headings in our colour, its mark and number on every page."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_info
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from core.word import markup

FONTS = {"ascii": "Calibri", "hAnsi": "Calibri", "cs": "Arial", "eastAsia": "Microsoft YaHei"}
TAGS = {"ar": "ar-SA", "zh-hans": "zh-CN", "ru": "ru-RU", "fr": "fr-FR", "es": "es-ES", "en": "en-GB"}


@dataclass(frozen=True)
class Cover:
    """What the file says of itself: shown at the top, on every page (`mark`), and for machines (`identifier`)."""

    title: str
    lines: list[str]
    mark: str
    identifier: str
    language: str

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return "rtl" if get_language_info(self.language)["bidi"] else "ltr"


def bound(
    cover: Cover, blocks: Callable[[markup.Link], Iterable[str]], *, keywords: str = "", category: str = ""
) -> bytes:
    """The file with its styles and pages, of `blocks`: they get what makes the relation to a web address.

    `keywords` and `category`, at most 255 characters each, are kept among its properties, as both programs keep them.
    """
    document = Document()
    _set_styles(document, cover)
    _set_page(document, cover)
    links: dict[str, str] = {}

    def link(address: str) -> str:
        if address not in links:
            links[address] = document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return links[address]

    body = "".join(blocks(link))
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in markup.NAMESPACES.items())
    last = document.element.body.sectPr
    for element in list(parse_xml(f"<w:body {spaces}>{body}</w:body>")):
        last.addprevious(element)
    properties = document.core_properties
    properties.identifier, properties.title, properties.language = cover.identifier, cover.title, cover.language
    properties.keywords, properties.category = keywords, category
    properties.author = properties.comments = ""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_styles(document: Any, cover: Cover) -> None:
    """One typeface for each script, headings in our colour, and the styles of help, gaps and heads of tables."""
    styles = document.styles
    normal = styles["Normal"]
    normal.font.size = Pt(10.5)
    normal.paragraph_format.space_after = Pt(4)
    for name in ("Normal", "Title", "Subtitle", *(f"Heading {level}" for level in range(1, 6))):
        _set_fonts(styles[name], cover.language)
    for name, size in (("Heading 1", 16), ("Heading 2", 13), ("Heading 3", 10.5), ("Title", 22), ("Subtitle", 11)):
        styles[name].font.size = Pt(size)
        styles[name].font.color.rgb = RGBColor(0x0F, 0x5A, 0x6B)
    for name, (size, after) in {"Help": (9, 3), "Gap": (4, 4), "TableHead": (9.5, 2)}.items():
        style = styles.add_style(name, 1)
        style.base_style, style.font.size = normal, Pt(size)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.keep_with_next = name == "Help"
        style.font.bold = True if name == "TableHead" else None
        style.font.italic = True if name == "Help" else None


def _set_fonts(style: Any, language: str) -> None:
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for attribute, font in FONTS.items():
        fonts.set(qn(f"w:{attribute}"), font)
    if style.name == "Normal":
        tag = TAGS[language]
        said = {"val": tag} | ({"bidi": tag} if language == "ar" else {}) | ({"eastAsia": tag} if "zh" in tag else {})
        values = " ".join(f'w:{name}="{value}"' for name, value in said.items())
        properties.append(parse_xml(f'<w:lang xmlns:w="{markup.NAMESPACES["w"]}" {values}/>'))


def _set_page(document: Any, cover: Cover) -> None:
    """A4; the mark above every page, its number below."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(22)
    spaces = f'xmlns:w="{markup.NAMESPACES["w"]}"'
    head, foot = section.header.paragraphs[0]._p, section.footer.paragraphs[0]._p
    _fill(head, f"<w:p {spaces}>{markup.run(cover.mark, ['strong'])}</w:p>")
    field = '<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    pages = field.format(name="PAGE") + markup.run(" / ") + field.format(name="NUMPAGES")
    _fill(foot, f"<w:p {spaces}>{pages}</w:p>")
    if cover.direction == "rtl":
        section._sectPr.append(parse_xml(f"<w:bidi {spaces}/>"))


def _fill(paragraph: Any, xml: str) -> None:
    for element in list(parse_xml(xml)):
        paragraph.append(element)
