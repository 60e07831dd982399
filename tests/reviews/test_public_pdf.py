"""The PDF of a published review: made once, complete, gone with the text."""

import io

import pytest
from django.test import Client
from pypdf import PdfReader

from core import made_once, pdf
from publications import tasks
from reviews.steps import submission as steps
from tests import factories
from tests.publications.public_tables import only_public_tables

PUBLIC = "/en/reviews/2030/zz/v1/"


@pytest.fixture(autouse=True)
def _with_pango(monkeypatch):
    monkeypatch.setattr(pdf, "is_available", lambda: True)


@pytest.fixture
def published(cast):
    submission = steps.submit(factories.ready_review(cast), by=cast.focal_point)
    return steps.publish(steps.accept(submission, by=cast.officer), by=cast.second_officer)


@pytest.fixture
def quick(monkeypatch):
    calls = []
    monkeypatch.setattr(pdf, "make", lambda *args, **kwargs: calls.append(1) or pdf.Made(b"%PDF-1.7", 1, ""))
    return calls


@pytest.mark.pdf
def test_r29_the_first_page_says_what_it_is_and_every_page_carries_the_fingerprint(published):
    tasks.make_pdf(published.pk)
    response = Client().get(f"{PUBLIC}?format=pdf")
    reader = PdfReader(io.BytesIO(b"".join(response.streaming_content)))
    pages = ["".join(page.extract_text().split()) for page in reader.pages]
    sha256 = published.content.sha256
    for said in ("DemoState", "ThirdInternationalMigrationReviewForum", "RV-2030-ZZ,version1", "NewYork", sha256,
                 "/en/reviews/2030/zz/v1/"):  # fmt: skip
        assert said in pages[0], said
    for number, page in enumerate(pages, start=1):
        assert f"SHA-256{sha256[:16]}" in page
        assert f"page{number}of{len(pages)}" in page
    text = "".join(pages)
    assert "Seasonalworkscheme." in text
    assert "forthesecretariat" not in text
    assert "office@demo.example" not in text
    assert reader.outline


def test_it_is_made_once_and_then_read_by_everybody_without_a_worker(published, quick):
    client = Client()
    waiting = client.get(f"{PUBLIC}?format=pdf")
    assert waiting.status_code == 202
    assert "being made" in waiting.content.decode()
    tasks.make_pdf(published.pk)
    tasks.make_pdf(published.pk)
    assert quick == [1]
    with only_public_tables():
        response = client.get(f"{PUBLIC}?format=pdf")
        assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Disposition"] == 'attachment; filename="RV-2030-ZZ-v1.pdf"'
    watching = client.get(f"{PUBLIC}?format=pdf", headers={"HX-Request": "true"}).content.decode()
    assert "The file is ready." in watching
    assert "hx-get" not in watching


def test_f29_broken_twice_the_page_says_so(published, monkeypatch):
    def broken(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(pdf, "make", broken)
    client = Client()
    for _try in range(made_once.TRIES):
        assert client.get(f"{PUBLIC}?format=pdf").status_code == 202
        with pytest.raises(MemoryError):
            tasks.make_pdf(published.pk)
    failed = client.get(f"{PUBLIC}?format=pdf")
    assert failed.status_code == 503
    assert "could not be made" in failed.content.decode()


def test_p17_a_withdrawn_text_has_no_pdf(published, cast, quick):
    tasks.make_pdf(published.pk)
    from publications import register

    register.withdraw("RV-2030-ZZ", by=cast.officer, reason="Asked.")
    assert Client().get(f"{PUBLIC}?format=pdf").status_code == 410


@pytest.mark.once
def test_where_no_pdf_can_be_made_no_page_offers_one(published, monkeypatch):
    assert "?format=pdf" in Client().get(PUBLIC).content.decode()
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    assert "?format=pdf" not in Client().get(PUBLIC).content.decode()
    assert Client().get(f"{PUBLIC}?format=pdf")["Content-Type"].startswith("text/html")
