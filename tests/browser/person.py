"""A person at a browser of their own: goes to pages, presses what is written on buttons, fills what labels say."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.cast import PASSWORD

ASTRAY = """() => {
    const main = document.querySelector("main");
    const boxes = main ? [...main.querySelectorAll("input[type=checkbox], input[type=radio]")] : [];
    return boxes.some(box => box.offsetWidth > 2 && box.getBoundingClientRect().top < main.getBoundingClientRect().top);
}"""
"""Whether a box to tick is drawn above the words of the page, where nobody looks for it."""


class Person:
    """`look` checks a page as it stands (axe, no scrolling sideways, boxes in their place), each once."""

    def __init__(self, page: Page, portal: str, accessible: Callable[[Page], None]) -> None:
        page.set_default_timeout(10_000)
        self.page = page
        self.portal = portal
        self._accessible = accessible
        self._seen: set[str] = set()

    # --- pages

    def go(self, path: str) -> "Person":
        """Open an address and look at the page."""
        self.page.goto(path if "://" in path else f"{self.portal}{path}")
        return self.look()

    def look(self, state: str = "") -> "Person":
        """Check the page; `state` tells apart what one address shows."""
        seen = f"{self.page.url.split('#')[0]} {state}"
        if seen not in self._seen:
            self._seen.add(seen)
            self._accessible(self.page)
            assert not self.page.evaluate(ASTRAY), f"a box stands outside the page that it belongs to: {seen}"
        return self

    def reads(self, *words: str) -> None:
        """The page says all of `words`."""
        for one in words:
            expect(self.page.locator("body")).to_contain_text(one)

    # --- what one does on them

    def press(self, words: str, within: str = "main", *, exact: bool = False) -> "Person":
        """The first button or link with these words, beside the frame of the page."""
        place = self.page.locator(within)
        button = place.get_by_role("button", name=words, exact=exact)
        button.or_(place.get_by_role("link", name=words, exact=exact)).first.click()
        self.page.wait_for_load_state()
        return self

    def write(self, label: str, text: str, *, exact: bool = False) -> None:
        """Into the box with this label."""
        self.page.get_by_label(label, exact=exact).first.fill(text)

    def tick(self, *labels: str, within: str = "main") -> None:
        """Boxes and choices by their words."""
        for label in labels:
            self.page.locator(within).get_by_label(label, exact=False).first.check()

    def choose(self, label: str, option: str) -> None:
        """An entry of a list."""
        self.page.get_by_label(label).first.select_option(label=option)

    # --- the account

    def sign_in(self, email: str, password: str = PASSWORD) -> "Person":
        """Through the sign-in page."""
        self.go("/en/accounts/login/")
        self.write("E-mail address", email)
        self.write("Password", password, exact=True)
        self.press("Sign in", exact=True)
        self.page.wait_for_url("**/en/work/")
        return self

    def prove(self, password: str = PASSWORD) -> "Person":
        """Give the password again where the page asks for it."""
        if "reauthenticate" in self.page.url:
            self.look()
            self.write("Password", password)
            self.press("Confirm")
        return self

    # --- a questionnaire

    def answer(self, name: str) -> Locator:
        """The frame round a question."""
        return self.page.locator(f"[data-field='{name}']")

    def writes_long(self, name: str, text: str) -> None:
        """Formatted text, with the keyboard."""
        self.answer(name).locator(".rich").click()
        self.page.keyboard.type(text)

    def fills_row(self, name: str, number: int, /, **cells: Any) -> None:
        """One row of a table of answers."""
        for column, text in cells.items():
            box = self.page.locator(f"[name='{name}-{number}-{column}']")
            if box.evaluate("one => one.tagName") == "SELECT":
                box.select_option(label=text)
            else:
                box.fill(text)

    def saves(self) -> "Person":
        """On to the next page of the questionnaire."""
        was = self.page.url
        self.press("Save and continue")
        self.page.wait_for_url(lambda url: url != was)
        return self
