"""The open door as a visitor walks through it: at both widths, in English, from right to left, and in Chinese."""

import pytest
from playwright.sync_api import Page, expect

from pledges.models import PledgeVersion
from pledges.steps import submission
from pledges.steps.import_pledges import PledgeImport
from publications import register
from publications.register import Head
from tests.browser.conftest import DESK, PHONE
from tests.cast import Cast

pytestmark = pytest.mark.browser

WORDS = {
    "en": ("workers", "Skills of migrant workers"),
    "ar": ("العمال", "مهارات العمال المهاجرين"),
    "zh-hans": ("移民", "移民工人的技能"),
}
"""What is looked for, and the title in which it stands."""

PLACES = (
    "", "roadmap/", "objectives/5/", "countries/zz/", "search/?q={}", "coverage/", "data/", "regions/africa/",
    "secretary-general/", "trust-fund/", "stakeholders/", "champions/", "coverage/states/", "changes/", "status/",
)  # fmt: skip
"""Each is looked at by axe in one of the languages, and measured in all."""
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_o1_o2_o7_a_visitor_walks_it_at_both_widths_in_three_languages(portal, new_context, accessible):
    cast = Cast()
    for number, (language, (_word, title)) in enumerate(WORDS.items(), start=1):
        head = {"kind": "review", "reference": f"RV-203{number}-ZZ", "path": "countries/zz/", "language": language}
        register.publish(
            Head(**head, title=title, countries=[cast.state.country_id], objectives=[5]), {"schema": 1}, by=cast.officer
        )
    page: Page = new_context(viewport=DESK).new_page()
    for row, (language, (word, title)) in enumerate(WORDS.items()):
        direction = "rtl" if language == "ar" else "ltr"
        for column, place in enumerate(PLACES):
            page.goto(f"{portal}/{language}/{place.format(word)}")
            assert page.locator("html").get_attribute("dir") == direction
            assert page.locator("html").get_attribute("lang") in ("en", language)
            if place.startswith(("search", "objectives", "countries")):
                expect(page.get_by_text(title).first).to_be_visible()
            for size in (DESK, PHONE):
                page.set_viewport_size(size)
                assert page.evaluate(OVER) <= 0, (page.url, size)
            if column % 3 == row:
                accessible(page)
    page.goto(f"{portal}/api/docs")
    accessible(page)
    page.goto(f"{portal}/en/coverage/")
    page.emulate_media(media="print")
    for gone in (".site-nav", ".breadcrumb", ".tabs"):
        expect(page.locator(gone).first).to_be_hidden()
    shade = page.locator('.heat:not([data-level="0"])').first
    assert shade.evaluate("cell => getComputedStyle(cell).printColorAdjust") == "exact", "a shade is seen on paper"
    assert page.locator("thead").first.evaluate("head => getComputedStyle(head).display") == "table-header-group"


def test_a_title_of_one_long_word_stays_within_a_phone(portal, new_context):
    cast = Cast()
    list(PledgeImport().import_rows([{"id": "a", "title": "W" * 300, "summary": "Text", "pledger": "A body"}]))
    submission.publish(PledgeVersion.objects.get(), by=cast.officer)
    page: Page = new_context(viewport=PHONE).new_page()
    page.goto(f"{portal}/en/pledges/PL-0001/")
    assert page.locator("h1").inner_text() == "W" * 300
    assert page.evaluate(OVER) <= 0
