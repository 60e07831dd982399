"""Filling a section as a person does it: what is typed is never lost (RELIABILITY F1 to F7)."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from reviews.models import Answer
from tests import factories
from tests.browser.conftest import DESK
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.browser

SAVED = re.compile("Saved at")


@pytest.fixture
def cast(portal):
    return Cast()


@pytest.fixture
def review(cast):
    return factories.ready_review(cast)


@pytest.fixture
def section(portal, page, sign_in, cast, review):
    """`section("b")`: the page of a section, as the focal point."""
    page.set_viewport_size(DESK)
    sign_in(page, cast.focal_point.email)

    def opening(code: str, in_page: Page = page) -> Page:
        in_page.goto(f"{portal}/en/reviews/2030/zz/fill/{code}/")
        return in_page

    return opening


def line(page: Page, name: str):
    return page.locator(f"[data-field='{name}'] [data-line]")


def stored(key: str):
    return Answer.objects.get(question__key=key, objective=None).value


def becomes(page: Page, key: str, value) -> None:
    """Wait until the stored answer is `value`: its line may have said "Saved" before."""
    for _tenth in range(100):
        if Answer.objects.filter(question__key=key, value=value).exists():
            return
        page.wait_for_timeout(100)
    assert stored(key) == value


def test_r1_an_answer_saves_itself_three_seconds_after_the_last_key(section):
    page = section("a")
    page.locator("#id_a5b").press_sequentially("Review of 2026")
    expect(line(page, "a5b")).to_contain_text(SAVED)
    assert stored("a5b") == "Review of 2026"
    page.locator("#id_a3").fill("31.5.2029")
    page.locator("#id_a5b").focus()
    expect(page.locator("[data-field='a3'] [data-echo]")).to_contain_text("31 May 2029")
    page.locator("#id_a3").fill("1/2/2030")
    page.locator("#id_a5b").focus()
    expect(page.locator("#a3_error")).to_contain_text("two ways")
    page.get_by_label("French").check()
    becomes(page, "a4", "fr")
    page.reload()
    expect(page.locator("#id_a3")).to_have_value("1/2/2030")


def test_f2_f3_two_tabs_of_one_person_lose_nothing(section, page: Page):
    one, other = section("a"), section("a", page.context.new_page())
    one.locator("#id_a1").fill("From the first tab")
    one.locator("#id_a5b").fill("Only the first tab")
    one.locator("#id_a3").focus()
    expect(line(one, "a5b")).to_contain_text(SAVED)
    becomes(one, "a1", "From the first tab")
    other.locator("#id_a3").fill("2029-01-01")
    other.get_by_role("button", name="Save and continue").dblclick()
    other.wait_for_url("**/fill/b/")
    assert (stored("a1"), stored("a5b")) == ("From the first tab", "Only the first tab")
    assert stored("a3") == "2029-01-01"


def test_f3_the_older_tab_gets_the_difference_and_chooses(section, page: Page, accessible, complaints):
    complaints.expect("status of 409")
    one, other = section("a"), section("a", page.context.new_page())
    one.locator("#id_a1").fill("Ministry of the Interior")
    one.locator("#id_a3").focus()
    becomes(one, "a1", "Ministry of the Interior")
    other.locator("#id_a1").fill("Ministry of Justice")
    other.locator("#id_a3").focus()
    panel = other.locator("#a1 .conflict")
    expect(panel).to_contain_text("saved another answer")
    expect(panel.locator("ins").last).to_contain_text("Justice")
    accessible(other)
    panel.get_by_role("button", name="Keep mine").click()
    expect(other.locator("#id_a1")).to_have_value("Ministry of Justice")
    assert stored("a1") == "Ministry of Justice"


def test_f1_the_line_drops_and_comes_back(section, page: Page, accessible, complaints):
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    page = section("a")
    page.context.set_offline(True)
    page.locator("#id_a1").fill("Typed while offline")
    page.locator("#id_a5b").fill("So was this")
    page.locator("#id_a3").focus()
    expect(line(page, "a1")).to_contain_text("Kept in this tab: leave it open")
    expect(page.locator("[data-bar]")).to_contain_text("Answers waiting to be sent: 2")
    accessible(page)
    page.context.set_offline(False)
    expect(line(page, "a1")).to_contain_text(SAVED)
    expect(line(page, "a5b")).to_contain_text(SAVED)
    assert stored("a1") == "Typed while offline"
    assert page.evaluate("sessionStorage.length") == 0


def test_f1_unsent_text_is_there_again_after_the_page_is(section, page: Page, complaints):
    complaints.expect("ERR_FAILED")
    page = section("b")
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/answer/", lambda route: route.abort())
    page.locator("#b1 .rich").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" and what was never sent")
    page.locator("#id_b2-standing").focus()
    page.locator("[name='b2-0-body']").fill("Ministry of Labour")
    page.locator("#b2").get_by_role("button", name="Add a row").click()
    page.locator("[name='b2-1-body']").fill("Ministry of Health")
    expect(line(page, "b1")).to_contain_text("Offline")
    page.unroute("**/answer/")
    page.reload()
    expect(page.locator("#b1 .rich")).to_contain_text("and what was never sent")
    expect(line(page, "b2")).to_contain_text(SAVED)
    expect(line(page, "b1")).to_contain_text(SAVED)
    assert "and what was never sent" in stored("b1")
    assert [row["body"] for row in stored("b2")] == ["Ministry of Labour", "Ministry of Health"]


def test_leaving_with_unsent_text_asks_first(section, page, complaints):
    complaints.expect("ERR_FAILED")
    page = section("a")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.route("**/answer/", lambda route: route.abort())
    page.locator("#id_a1").press_sequentially("unsent")
    page.get_by_role("link", name="Previous").click()
    page.wait_for_url("**/fill/")
    assert asked == ["beforeunload"]


def test_f7_replies_that_are_lost_make_no_conflict(section, page: Page, complaints):
    complaints.expect("ERR_FAILED")
    page = section("a")
    count = []

    def drop_every_second(route: Route) -> None:
        count.append(1)
        if len(count) % 2:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/answer/", drop_every_second)
    for text in ("one", "one two", "one two three"):
        page.locator("#id_a1").fill(text)
        page.locator("#id_a3").focus()
        page.wait_for_timeout(700)
    expect(line(page, "a1")).to_contain_text(SAVED, timeout=20_000)
    expect(page.locator(".conflict")).to_have_count(0)
    becomes(page, "a1", "one two three")


def test_f5_signed_out_in_the_middle_signs_in_again_and_sends(section, page: Page, cast, accessible, complaints):
    complaints.expect("status of 401")
    page = section("a")
    Session.objects.all().delete()
    page.locator("#id_a1").fill("Typed after the time-out")
    page.locator("#id_a3").focus()
    panel = page.locator("[data-signed-out]")
    expect(panel).to_be_visible()
    expect(line(page, "a1")).to_contain_text("You were signed out")
    accessible(page)
    with page.context.expect_page() as opened:
        panel.get_by_role("link", name="Sign in again").click()
    tab = opened.value
    tab.get_by_label("E-mail address").fill(cast.focal_point.email)
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").first.click()
    tab.wait_for_url("**/en/work/")
    panel.get_by_role("button", name="Try again").click()
    expect(panel).to_be_hidden()
    expect(line(page, "a1")).to_contain_text(SAVED)
    becomes(page, "a1", "Typed after the time-out")


@pytest.mark.parametrize("days", [366, -366])
def test_b64_a_clock_of_the_person_that_is_a_year_wrong_changes_no_time(section, page: Page, days):
    """What is kept, said and judged is the server's time; a deadline does not pass early or late for anybody."""
    before = timezone.now()
    page.clock.set_fixed_time(before + timedelta(days=days))
    page = section("a")
    page.locator("#id_a1").fill("Written by a wrong clock")
    page.locator("#id_a3").focus()
    becomes(page, "a1", "Written by a wrong clock")
    expect(line(page, "a1")).to_have_text(re.compile(r"Saved at \d\d:\d\d"))  # a day beside it: not of today
    changed = Answer.objects.get(question__key="a1").changed_at
    assert before <= changed <= timezone.now()
    page.reload()
    expect(page.locator("#id_a1")).to_have_value("Written by a wrong clock")


def test_submitted_by_somebody_else_says_so_and_keeps_the_text(section, page: Page, review, complaints):
    complaints.expect("status of 409")
    page = section("a")
    type(review).objects.update(status="submitted")
    page.locator("#id_a1").fill("Too late")
    page.locator("#id_a3").focus()
    expect(line(page, "a1")).to_contain_text("submitted already")
    expect(page.locator("#id_a1")).to_have_value("Too late")


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p{font-family:Calibri}</style></head>
<body><!--StartFragment--><h1 style="color:red">Results</h1>
<p class=MsoNormal><b><span style='font-size:14pt'>Bold</span></b> and <i>italic</i><o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>· </span>first</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>· </span>second</p>
<img src=x onerror="window.bad=1"><script>window.bad=1</script><!--EndFragment--></body></html>"""
PASTE = """([html]) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/html', html);
    clipboardData.setData('text/plain', 'x');
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
}"""


def test_b29_pasted_word_keeps_its_structure_and_loses_its_fonts(section, page: Page, complaints):
    # The fonts of Word and a picture's program, refused before we have removed them.
    complaints.expect("Applying inline style", "Executing inline event handler")
    page = section("b")
    editor = page.locator("#b5 .rich")
    editor.click()
    page.evaluate(PASTE, [WORD])
    page.locator("#id_b5-standing").focus()
    expect(line(page, "b5")).to_contain_text(SAVED)
    html = stored("b5")
    assert "<h3>Results</h3>" in html
    assert "<strong>Bold</strong>" in html
    assert re.search(r"<ul>\s*<li>.*first.*</li>\s*<li>.*second", html, re.DOTALL)
    assert not any(bad in html for bad in ("style", "Mso", "onerror", "<img", "·"))
    assert page.evaluate("window.bad") is None


def test_formatting_works_by_keyboard_alone_and_in_arabic(section, page: Page):
    page = section("b")
    editor = page.get_by_role("textbox", name="Which sources and data were used")
    expect(editor).to_have_attribute("dir", "auto")
    editor.focus()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Bold").nth(2)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("مرحبا")
    page.keyboard.press("Tab")
    expect(line(page, "b5")).to_contain_text(SAVED)
    assert "<li>" in stored("b5")
    assert "مرحبا" in stored("b5")


def test_b9_two_megabytes_are_refused_in_the_page_with_the_text_kept(section, page: Page, complaints):
    complaints.expect("status of 413")
    page = section("a")
    page.evaluate("""() => { const box = document.getElementById('id_a1'); box.removeAttribute('maxlength');
        box.value = 'x'.repeat(2_100_000); box.dispatchEvent(new Event('change', {bubbles: true})); }""")
    expect(line(page, "a1")).to_contain_text("too long")
    assert page.evaluate("document.getElementById('id_a1').value.length") == 2_100_000


def test_works_without_script(portal, new_context, sign_in, cast, review):
    page = new_context(java_script_enabled=False, viewport=DESK).new_page()
    sign_in(page, cast.focal_point.email)
    page.goto(f"{portal}/en/reviews/2030/zz/fill/b/")
    page.locator("#id_b5").fill("Registers.\n\n- census\n- surveys")
    page.locator("[name='b2-0-body']").fill("Ministry of Labour")
    page.get_by_role("button", name="Add a row").click()
    page.wait_for_url("**/fill/b/#b2")
    page.locator("[name='b2-1-body']").fill("Ministry of Health")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/fill/c/**")
    assert stored("b5") == "<p>Registers.</p><ul><li>census</li><li>surveys</li></ul>"
    assert len(stored("b2")) == 2


@pytest.mark.parametrize("address", ["fill/files/h1", "fill/history", "fill/history/?answer=b1", "fill/print"])
def test_the_pages_around_are_accessible(portal, section, page: Page, accessible, address):
    section("b")
    page.goto(f"{portal}/en/reviews/2030/zz/{address}" + ("" if "?" in address else "/"))
    accessible(page)


def test_l12_a_fill_page_weighs_little(section, page: Page):
    """At most 80 kB compressed on the first visit, 20 kB on the next."""
    import gzip

    weights: dict[str, int] = {}
    page.on("response", lambda reply: weights.update({reply.url: len(gzip.compress(reply.body(), 6))}))
    section("b")
    page.wait_for_load_state("networkidle")
    first = sum(weights.values())
    own = next(size for url, size in weights.items() if url.endswith("/fill/b/"))
    assert first <= 80_000, weights
    assert len(weights) <= 12, list(weights)
    assert own <= 20_000


def test_a_mark_on_the_editor_is_no_answer_and_a_text_that_came_back_leaves_nothing_waiting(section, complaints):
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    page = section("b")
    page.wait_for_timeout(300)
    page.locator(".rich").first.evaluate("one => one.setAttribute('data-checked-by', 'a program of the browser')")
    page.wait_for_timeout(700)
    bar = page.locator("[data-bar]")
    expect(bar).not_to_contain_text("waiting")
    page = section("a")
    page.context.set_offline(True)
    page.locator("#id_a5b").fill("x")
    page.locator("#id_a5b").blur()
    expect(bar).to_contain_text("Answers waiting to be sent: 1")
    page.locator("#id_a5b").fill("")
    page.context.set_offline(False)
    expect(bar).not_to_contain_text("waiting")
