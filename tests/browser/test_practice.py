"""A practice in a browser: written as one types, submitted, at 1280 and 390 px, without scrolling sideways."""

import pytest
from playwright.sync_api import expect

from practices.models import Practice
from tests.browser.person import Person
from tests.cast import Cast
from tests.practices.builders import ready_practice

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 390])
def test_a_draft_saves_itself_and_is_submitted(portal, page, sign_in, accessible, width):
    cast = Cast()
    draft = ready_practice(cast)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, cast.owner.email)
    owner = Person(page, portal, accessible).go(draft.get_absolute_url())
    owner.write("Title", "Evening classes", exact=True)
    page.get_by_label("Summary").first.click()
    expect(page.locator("#title [data-line]")).to_contain_text("Saved")
    boxes = page.locator("#further_objectives .options").bounding_box()
    assert boxes["width"] > width / 3, "the list of objectives stands below its heading"
    owner.go(f"{draft.get_absolute_url()}check/").press("Submit to the secretariat")
    owner.look().reads("PR-0001", "Evening classes")
    assert Practice.objects.get().status == "submitted"
