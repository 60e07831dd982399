"""An invitation in a browser: its page tells its address to no other page, and its form is taken (S7, S18)."""

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.builders import GOOD, invited, path_of

pytestmark = pytest.mark.browser


def test_s7_s18_whoever_has_the_link_accepts_and_makes_an_account(portal, cast, page: Page, accessible):
    path = path_of(invited(cast))
    page.goto(f"{portal}{path}")
    accessible(page)
    page.locator("main form button").first.click()
    expect(page).to_have_url(f"{portal}/en/accounts/signup/")
    for box in page.locator("input[type=password]").all():
        box.fill(GOOD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/en/work/")
