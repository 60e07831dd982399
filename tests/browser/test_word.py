"""Out to Word and back, as a person does it; the worker's part is done between two looks of the page."""

import pytest
from docx import Document
from playwright.sync_api import expect

from reviews import tasks
from reviews.models import Answer, DraftCopy, ReturnedCopy
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.cast import Cast
from tests.reviews.word.copies import write

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(portal):
    return Cast()


def work() -> None:
    for model in (DraftCopy, ReturnedCopy):
        for waiting in model.objects.filter(state="waiting"):
            tasks.work(model._meta.label, str(waiting.pk))


@pytest.fixture
def draft(portal, page, sign_in, cast):
    """The focal point, looking at a draft."""
    review = factories.ready_review(cast)
    page.set_viewport_size(DESK)
    sign_in(page, cast.focal_point.email)
    page.goto(f"{portal}{review.get_absolute_url()}")
    return page


def test_r24_out_to_word_filled_in_and_back_in(draft, accessible, tmp_path):
    page = draft
    page.get_by_role("link", name="Copies to print and to take away").click()
    accessible(page)
    page.get_by_role("radio", name="Word").check()
    page.get_by_role("button", name="Make the copy").click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    work()
    with page.expect_download() as taken:
        page.get_by_role("link", name="RV-2030-ZZ-copy-1.docx").click()
    taken.value.save_as(tmp_path / "copy.docx")
    document = Document(str(tmp_path / "copy.docx"))
    write(document, "b1", "Filled in off line")
    write(document, "b5", "Census")
    document.add_paragraph("Outside of every box")
    document.save(str(tmp_path / "back.docx"))
    page.get_by_label("The copy in Word").set_input_files(tmp_path / "back.docx")
    page.get_by_role("button", name="Send and compare").click()
    expect(page.get_by_text("The file is being read")).to_be_visible()
    work()
    page.get_by_role("link", name="It is read. See what would change.").click()
    expect(page.locator("#b1 del").first).to_contain_text(factories.CANARY.split("-")[0])
    expect(page.get_by_text("Outside of every box")).to_be_visible()
    accessible(page)
    page.set_viewport_size(PHONE)
    accessible(page)
    page.locator("#take-b5").uncheck()
    page.get_by_role("button", name="Take over what is ticked").click()
    expect(page.get_by_text("1 answer was taken over.")).to_be_visible()
    assert Answer.objects.get(question__key="b1").value == "<p>Filled in off line</p>"
    assert not Answer.objects.filter(question__key="b5").exists()
