"""The public reads across reviews; a State adds its text in a second language, published beside the original."""

import pytest
from playwright.sync_api import expect

from reviews.models import TranslatedAnswer
from reviews.steps import submission
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.person import Person
from tests.browser.pictures import picture
from tests.cast import Cast
from tests.reviews.test_across import publish

pytestmark = pytest.mark.browser
FILL = "/en/reviews/2030/zz/fill/"


def test_r26_r28_from_an_objective_to_a_comparison_and_the_table_of_states(portal, new_context, accessible):
    cast = Cast()
    assert cast.state
    assert cast.other_focal_point
    publish(cast, "ZZ", "Demo State", 2026, [("d2a", 5, "A seasonal scheme of two years.")])
    publish(cast, "ZZ", "Demo State", 2030, [("d2a", 5, "A seasonal scheme of four years.")])
    publish(cast, "XZ", "Other Demo State", 2030, [("d2a", 5, "Temporary cards for all who ask.")])
    reader = Person(new_context(viewport=DESK).new_page(), portal, accessible)
    reader.go("/en/objectives/5/").press("What 2 States say on this objective").look()
    picture(reader.page, "what-states-say")
    for box in reader.page.get_by_label("Take into a comparison").all():
        box.check()
    reader.press("Compare those ticked").look().reads("Temporary cards for all who ask.", "A seasonal scheme")
    reader.page.locator("summary", has_text="Changed").click()
    reader.reads("of twofour years")
    picture(reader.page, "compare")
    reader.go("/en/coverage/states/").page.get_by_role("link", name="2", exact=True).press("Enter")
    reader.page.wait_for_url("**/objectives/5/?country=ZZ")
    small = Person(new_context(viewport=PHONE).new_page(), portal, accessible)
    small.go("/en/reviews/objectives/5/")
    small.go("/en/reviews/compare/?review=RV-2026-ZZ&review=RV-2030-ZZ&review=RV-2030-XZ&part=all")
    small.go("/ar/coverage/states/?rows=all")


def test_r18_a_second_language_beside_the_original(portal, new_context, accessible):
    cast = Cast()
    draft = factories.ready_review(cast)
    draft.answers.filter(question__key="b1").update(value="<p>Two ministries wrote, one hearing was held.</p>")
    walker = Person(new_context(viewport=DESK).new_page(), portal, accessible)
    walker.sign_in(cast.focal_point.email).go(f"{FILL}languages/")
    walker.page.locator("main select").select_option(label="العربية")
    walker.tick("Courtesy translation")
    walker.press("Keep").page.wait_for_url("**/languages/ar/")
    walker.look().press("How the review was prepared").look()
    walker.page.locator("#b1 [contenteditable]").fill("كتبت وزارتان وعقدت جلسة واحدة.")
    expect(walker.page.locator("#b1 [contenteditable]")).to_have_attribute("dir", "rtl")
    picture(walker.page, "languages")
    walker.press("Save the translations").page.wait_for_url("**/languages/ar/")
    walker.look("saved").reads("1 of 1 texts translated")
    assert "كتبت وزارتان" in TranslatedAnswer.objects.get().value
    received = submission.submit(draft, by=cast.focal_point)
    submission.accept(received, by=cast.officer)
    submission.publish(received, by=cast.second_officer)
    reader = Person(new_context(viewport=PHONE).new_page(), portal, accessible)
    reader.go("/en/reviews/2030/zz/").press("Courtesy translation")
    reader.look().reads("كتبت وزارتان وعقدت جلسة واحدة.", "A courtesy translation: the original alone counts.")
