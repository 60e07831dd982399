"""What every browser test listens for is heard (RELIABILITY S19, S25)."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Complaints

pytestmark = pytest.mark.browser


def test_s19_a_style_that_the_policy_refuses_and_an_error_are_heard(portal, page: Page, complaints: Complaints):
    page.goto(f"{portal}/en/accounts/login/")
    assert complaints.unexpected() == []
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("setTimeout(() => { throw new Error('a broken script') })")
    page.goto(f"{portal}/en/no-such-page/")
    refused, broken, missing = complaints.unexpected()
    assert "Content Security Policy" in refused
    assert "a broken script" in broken
    assert "status of 404" in missing
    complaints.expect("Content Security Policy", "a broken script", "status of 404")


def test_s25_a_request_to_elsewhere_is_heard(portal, page: Page, complaints: Complaints):
    page.goto(f"{portal}/en/accounts/login/")
    page.evaluate("new Image().src = 'https://elsewhere.example/a.png'")
    page.wait_for_timeout(100)
    assert [words for words in complaints.unexpected() if words == "left the portal: https://elsewhere.example/a.png"]
    complaints.expect("elsewhere.example", "Content Security Policy")
