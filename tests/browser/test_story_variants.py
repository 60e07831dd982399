"""Beside the story: what a State takes back, what it sent as a file, what will be sent to whom on a day."""

import pytest
from playwright.sync_api import expect

from publications.models import Publication
from reviews.models import ReceivedDocument, VoluntaryReview
from reviews.steps import submission as steps
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.person import Person
from tests.cast import Cast

pytestmark = pytest.mark.browser

DRAFT = "/en/reviews/2030/zz/fill/"


@pytest.fixture
def cast(portal) -> Cast:
    return Cast()


@pytest.fixture
def somebody(portal, new_context, accessible):
    """`somebody(PHONE)`: a person at a browser that knows nobody yet."""
    return lambda size: Person(new_context(viewport=size).new_page(), portal, accessible)


def test_a_draft_is_discarded_and_taken_back(cast, somebody):
    factories.ready_review(cast)
    focal_point = somebody(PHONE).sign_in(cast.focal_point.email).go(DRAFT)
    focal_point.press("Discard this draft").look().press("Discard the draft").page.wait_for_url("**/en/work/**")
    focal_point.look("discarded").reads("A draft was discarded")
    focal_point.press("Take the draft back").go(DRAFT).reads("About this review")


def test_a_submission_is_called_back_and_the_office_keeps_the_receipt_only(cast, somebody):
    steps.submit(factories.ready_review(cast), by=cast.focal_point)
    focal_point = somebody(PHONE).sign_in(cast.focal_point.email).go("/en/reviews/2030/zz/submissions/1/")
    focal_point.press("Call the submission back").look().write("Reason", "A figure is wrong.")
    focal_point.press("Call the submission back", "main form").look("called back")
    assert VoluntaryReview.objects.get().is_editable
    officer = somebody(DESK).sign_in(cast.officer.email).go("/en/reviews/2030/zz/submissions/1/")
    officer.reads("its text is not shown")
    assert factories.CANARY not in officer.page.content()


def test_a_file_that_a_state_sent_is_registered_by_one_and_released_by_another(cast, somebody):
    cast.state  # noqa: B018 - made when first asked for
    officer = somebody(DESK).sign_in(cast.officer.email).go("/admin/reviews/receiveddocument/add/")
    page = officer.page
    page.locator("#id_country").select_option("ZZ")
    page.locator("#id_round").select_option("forum")
    page.locator("#id_year").fill("2030")
    page.locator("#id_cycle").select_option("2030")
    page.locator("#id_kind").select_option("new")
    page.locator("#id_title").fill("Review of Demo State")
    page.locator("#id_language").select_option("en")
    page.locator("#id_received_on").fill("2026-03-04")
    page.locator("#id_file").set_input_files(
        {"name": "review.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"}
    )
    page.locator("[name=_save]").click()
    page.wait_for_url("**/receiveddocument/")
    document = ReceivedDocument.objects.get()
    second = somebody(DESK).sign_in(cast.second_officer.email).go("/admin/")
    second.reads("Review of Demo State")
    second.page.goto(f"{second.portal}/admin/reviews/receiveddocument/{document.pk}/transition/release/")
    second.prove().look()
    second.page.locator("main input[type=submit]").click()
    second.page.wait_for_url("**/receiveddocument/")
    assert Publication.objects.get().reference == "RV-2030-ZZ"
    somebody(PHONE).go("/en/reviews/2030/zz/").reads("Received as a document", "review.pdf")


def test_the_secretariat_sees_who_would_get_what_on_a_day(cast, somebody):
    officer = somebody(DESK).sign_in(cast.officer.email).go("/admin/notifications/message/calendar/?on=2030-02-21")
    expect(officer.page.get_by_role("heading", name="Who gets what on a day")).to_be_visible()
