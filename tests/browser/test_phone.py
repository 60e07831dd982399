"""A person of a ministry at a small phone (FEATURES X3): every page fits, and the work is done there."""

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Answer, Section, SectionAssignment
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.browser

FILL = "/en/reviews/2030/zz/fill/"
PAGES = ("", "a/", "b/", "h/", "files/h1/", "consultations/", "consultations/new/", "history/", "rights/", "print/")


def test_x3_a_contributor_works_at_360_pixels(portal, page: Page, sign_in, accessible):
    cast = Cast()
    draft = factories.ready_review(cast)
    for section in Section.objects.filter(questionnaire=draft.questionnaire):
        SectionAssignment.objects.create(review=draft, section=section, organisation=cast.labour)
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, cast.contributor.email)
    accessible(page)
    for address in PAGES:
        answer = page.goto(f"{portal}{FILL}{address}")
        assert answer is not None
        assert answer.status == 200, address
        accessible(page)
    page.goto(f"{portal}{FILL}a/")
    page.locator("#id_a1").fill("Written on a phone")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/fill/b/")
    assert Answer.objects.get(question__key="a1").value == "Written on a phone"
    page.goto(f"{portal}{FILL}a/")
    expect(page.locator("#id_a1")).to_have_value("Written on a phone")
