"""Five minutes before a login ends, a bar offers to stay (RELIABILITY S10)."""

import pytest
from playwright.sync_api import Page, expect

from accounts import middleware
from tests.cast import Cast

pytestmark = pytest.mark.browser


def test_s10_a_login_about_to_end_is_told_and_stays_at_a_press(portal, page: Page, sign_in, accessible, monkeypatch):
    cast = Cast()
    monkeypatch.setattr(middleware, "MINUTE", 0)  # the moment of the last sight is noted at each request
    sign_in(page, cast.officer.email)
    for address in ("/en/work/", "/admin/"):
        monkeypatch.setattr(middleware, "LIFE_OF_STAFF", (304, 3600))
        page.goto(f"{portal}{address}")
        stay = page.get_by_role("button", name="Stay signed in")
        expect(stay).to_be_hidden()
        expect(stay).to_be_visible(timeout=30_000)
        expect(page.get_by_text("You will be signed out in five minutes")).to_be_visible()
        if address == "/en/work/":
            accessible(page)
        monkeypatch.setattr(middleware, "LIFE_OF_STAFF", (900, 3600))
        with page.expect_response("**/accounts/stay/") as answered:
            stay.click()
        assert answered.value.status == 204
        assert int(answered.value.headers["login-ends-in"]) >= 890
        expect(stay).to_be_hidden()
