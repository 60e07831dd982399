"""PDF of a template: what a reader, a screen reader and an attacker find in it."""

import io
import socket
import subprocess
import sys

import pytest
from pypdf import PdfReader

from core import pdf
from tests.core.test_uploads import picture, refused

WITHOUT_SPACES = str.maketrans("", "", " \n\u200e\u200f")


def made(body="", language="en", **inputs):
    return pdf.make("sample_pdf.html", {"body": body, **inputs}, language=language)


def opened(file):
    return PdfReader(io.BytesIO(file.data))


def words(page):
    """The text of a page without spaces: where they stand in a PDF is guesswork of its readers."""
    return page.extract_text().translate(WITHOUT_SPACES)


@pytest.mark.pdf
def test_a_pdf_is_tagged_bookmarked_titled_and_says_its_language():
    reader = opened(made("<p>Text.</p>", language="fr"))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert reader.metadata.title == "Sample"
    top, [part, [question]] = reader.outline
    assert [top["/Title"], part["/Title"], question["/Title"]] == ["Sample", "First part", "A question"]


@pytest.mark.pdf
def test_every_page_repeats_mark_record_and_number():
    reader = opened(made("<p>Text.</p>" * 120, mark="Draft, not submitted"))
    assert len(reader.pages) > 2
    for number, page in enumerate(reader.pages, start=1):
        assert "Draft,notsubmitted" in words(page)
        assert f"DemoState,version1,page{number}of{len(reader.pages)}" in words(page)


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("language", "text", "font"),
    [("ar", "مرحبا بالعالم", "Naskh"), ("zh-hans", "领事保护", "CJK"), ("ru", "миграция", "Noto")],
)
def test_letters_of_other_scripts_are_there_with_their_fonts_inside(language, text, font):
    file = made(f'<p lang="{language}">{text}</p>', language=language)
    [page] = opened(file).pages
    fonts = {str(one.get_object()["/BaseFont"]) for one in page["/Resources"]["/Font"].values()}
    assert file.missing == ""
    assert any(font in name for name in fonts), fonts
    if language != "ar":  # joined Arabic letters are read back in their presentation forms
        assert text in words(page)


@pytest.mark.pdf
def test_b57_a_character_without_a_glyph_is_named():
    assert made("<p>Known, unknown: \U0010fffd</p>").missing == "\U0010fffd"


@pytest.mark.pdf
def test_b57_nothing_is_cut_of_long_words_wide_tables_and_long_texts():
    columns = "".join(f"<td>cell{n}end</td>" for n in range(12))
    body = f"<p>{'x' * 3000}</p><table><tr>{columns}</tr></table><p>{'word ' * 20_000}last</p>"
    pages = opened(made(body)).pages
    text = "".join(words(page) for page in pages)
    assert text.count("x") >= 3000
    assert all(f"cell{n}end" in text for n in range(12))
    assert text.count("word") == 20_000
    assert "last" in text


@pytest.mark.pdf
@pytest.mark.parametrize(
    "address", ["https://example.com/a.png", "file:///etc/passwd", "data:image/png;base64,AAAA", "//example.com/a"]
)
def test_b22_nothing_is_fetched_for_a_pdf(monkeypatch, address):
    def reached(*args, **kwargs):
        raise AssertionError("the network was reached")

    monkeypatch.setattr(socket.socket, "connect", reached)
    sheets = f'<link rel="stylesheet" href="{address}"><style>@import "{address}"</style>'
    body = f'<img src="{address}" alt="A picture">{sheets}'
    assert "Apicture" in words(opened(made(body)).pages[0])


def test_without_pango_pdf_is_said_to_be_missing(monkeypatch):
    monkeypatch.setattr(pdf, "find_library", lambda name: None if name == "pango-1.0" else name)
    pdf.is_available.cache_clear()
    assert not pdf.is_available()
    pdf.is_available.cache_clear()


def test_a_web_process_starts_without_the_libraries_of_single_pages():
    documents = ["weasyprint", "docx", "lxml", "openpyxl", "fontTools", "icalendar", "PIL"]
    others = ["rapidfuzz", "snowballstemmer", "ninja", "pydantic"]
    code = (
        "import sys, django; django.setup(); import imrf_portal.wsgi, imrf_portal.urls;"
        f"print([name for name in {documents + others} if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


@pytest.mark.pdf
def test_b26_half_a_picture_is_refused_after_a_pdf_was_made_too():
    made("x")
    assert refused("a.png", picture("PNG", size=(200, 200))[:120], "sound")
