"""A person at a browser: chromium, the portal served by the test, signed-in pages, axe."""

import os
import re
import shutil
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from tests.cast import PASSWORD

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the thread of the test

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
VIOLATIONS = """rules => axe.run({runOnly: rules, preload: false, resultTypes: ["violations"]}).then(found =>
    found.violations.map(one => [one.id, one.nodes.slice(0, 3).map(node => node.target)]))"""
"""What is wrong and where, and nothing of what is right: of a large page that is megabytes."""
FINGERPRINT = """async () => {
    const page = document.documentElement.cloneNode(true);
    page.querySelectorAll("script, [name=csrfmiddlewaretoken]").forEach(one => one.remove());
    const same = page.outerHTML.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "0").replace(/[0-9]+/g, "0");
    const boxes = [...document.querySelectorAll("input, select, textarea")];
    const focus = document.activeElement;
    const drawn = [innerWidth, same, ...boxes.map(one => [one.checked, one.disabled, !one.value]),
                   focus && (focus.id || focus.name || focus.tagName)].join();
    const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(drawn));
    return String(new Uint8Array(sum));
}"""
"""Of all that axe goes by: the page to the letter but for numbers, its width, where the focus is, what is filled."""
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's chromium, its shell where there is one; without a sandbox, since CI is root."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not program:
        pytest.fail("chromium is not installed: scripts/test-services says how")
    return {**browser_type_launch_args, "executable_path": program, "args": ["--no-sandbox"]}


def pytest_collection_modifyitems(items):
    """A browser on a busy machine is late now and then, with nothing wrong in the portal: a walk that fails is made
    once more, and the summary names it (docs/decisions/0005-libraries-around-the-application.md)."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


class Complaints:
    """What the browsers of a test complain of: scripts that fail, what the content security policy refuses, answers
    of 4xx and 5xx, requests that leave the portal (RELIABILITY S19, S25). Nothing is expected unless a test says so."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._expected: list[str] = []

    def listen(self, context: BrowserContext) -> BrowserContext:
        """Hear all pages of `context`."""
        context.on("console", self._said)
        context.on("weberror", lambda thrown: self.hear(str(thrown.error)))
        context.on("request", lambda request: self._stays_here(request.url))
        return context

    def expect(self, *patterns: str) -> None:
        """What matches one of `patterns` is provoked on purpose."""
        self._expected.extend(patterns)

    def hear(self, words: str) -> None:
        """Keep what was said."""
        self.heard.append(words)

    def unexpected(self) -> list[str]:
        """What no test asked for."""
        return [words for words in self.heard if not any(re.search(one, words) for one in self._expected)]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.hear(f"{message.text} {message.location['url']}")

    def _stays_here(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob", "about"} and parts.hostname != "localhost":
            self.hear(f"left the portal: {url}")


@pytest.fixture
def complaints():
    """Every browser test fails on what nobody expected: `complaints.expect("409")` declares it."""
    heard = Complaints()
    yield heard
    assert heard.unexpected() == []


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext], complaints: Complaints):
    """As the plugin's, which `context` and `page` come from; heard by `complaints`."""
    return lambda **options: complaints.listen(new_context(**options))


@pytest.fixture
def portal(live_server, settings, lists):
    """The address of the portal served for this test; every table is filled as deployed."""
    settings.SITE_URL = live_server.url
    return live_server.url


@pytest.fixture
def sign_in(portal):
    """`sign_in(page, "focal-point@demo.example")`: through the sign-in page, as a person does."""

    def signing(page: Page, email: str, password: str = PASSWORD) -> Page:
        page.goto(f"{portal}/en/accounts/login/")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in").first.click()
        page.wait_for_url("**/en/work/")
        return page

    return signing


@pytest.fixture
def prove():
    """Give the password again where a page asks for it."""

    def proving(page: Page, password: str = PASSWORD) -> None:
        if "reauthenticate" in page.url:
            page.get_by_label("Password").fill(password)
            page.get_by_role("button", name="Confirm").click()

    return proving


@pytest.fixture(scope="session")
def found_accessible():
    """Fingerprints of the pages in which axe has found nothing: it is not asked again of the same page."""
    return set()


@pytest.fixture
def accessible(found_accessible):
    """Fail when axe finds anything against WCAG 2.2 AA, or the page scrolls sideways. Styles are not fetched anew for
    it (preload): the imports of admin's own would be looked for beside the page."""

    def checking(page: Page) -> None:
        page.wait_for_load_state()  # a click may have begun a page that has no body yet
        page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")  # bars stand over no box
        fingerprint = page.evaluate(FINGERPRINT)
        if fingerprint not in found_accessible:
            if not page.evaluate("'axe' in window"):
                page.evaluate(AXE_SCRIPT)
            assert page.evaluate(VIOLATIONS, RULES) == [], page.url
            found_accessible.add(fingerprint)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"

    return checking
