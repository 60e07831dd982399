"""PDF of a template: tagged (PDF/UA-1), bookmarked, with the letters of six languages, and nothing fetched.

A template extends `pdf.html`, whose sheet is `static/css/pdf.css`. WeasyPrint needs Pango on the machine, which
pip cannot bring: where it is missing, `is_available` says so and the links to PDF are not there. Import and
layout take seconds, so a worker makes the file (docs/decisions/pdf-and-word.md).
"""

from ctypes.util import find_library
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_info

from core import plain_text

LIBRARIES = ("gobject-2.0", "pango-1.0", "pangoft2-1.0", "harfbuzz", "fontconfig")
SHEET = "css/pdf.css"
BLOCKS = {"h1", "h2", "h3", "h4", "p", "li", "th", "td", "dt", "dd"}


class Made(NamedTuple):
    """A PDF; `missing` are the characters that no font of this machine has, drawn as boxes (B57)."""

    data: bytes
    pages: int
    missing: str


@cache
def is_available() -> bool:
    """Whether this machine can make PDF. Looks for the libraries without loading them."""
    return all(map(find_library, LIBRARIES))


def make(template: str, context: dict[str, Any], *, language: str) -> Made:
    """`template` drawn with `context` in `language`, one of settings.LANGUAGES. Takes seconds: for workers."""
    from PIL import ImageFile
    from weasyprint import CSS, HTML

    # The import says yes for the whole process, where `uploads` must refuse half a picture.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with translation.override(language):
        inputs = {**context, "language": language, "direction": direction(language)}
        page = render_to_string(template, inputs)
    fetcher: Any = _fetcher()
    sheet = CSS(string=Path(str(finders.find(SHEET))).read_text(), url_fetcher=fetcher)
    html = HTML(string=page, url_fetcher=fetcher)
    _settle_directions(html.etree_element)
    document = html.render(stylesheets=[sheet], pdf_variant="pdf/ua-1")
    data = document.write_pdf(pdf_variant="pdf/ua-1")
    missing = {chr(code) for font in document.fonts.values() for code in font.missing}
    return Made(data, len(document.pages), "".join(sorted(missing)))


def direction(language: str) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


def _settle_directions(page: Any) -> None:
    """Each block by its own first letter that has a direction: WeasyPrint does not know `dir="auto"`."""
    whole = page.get("dir") or "ltr"
    for element in page.iter():
        if element.get("dir") == "auto" or (element.tag in BLOCKS and not element.get("dir")):
            element.set("dir", plain_text.direction("".join(element.itertext()), whole))


def _fetcher() -> object:
    """Answers no address at all: what a PDF needs is in its template and its sheet (B22, B35)."""
    from weasyprint.urls import URLFetcher

    class Refusing(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> NoReturn:
            raise ValueError("nothing is fetched for a PDF")

    return Refusing()
