"""An update of an earlier review, from the start page to the differences on the published page."""

import pytest
from playwright.sync_api import expect

from reviews.models import CarriedOver, VoluntaryReview
from reviews.steps import submission
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.person import Person
from tests.browser.pictures import picture
from tests.cast import Cast

pytestmark = pytest.mark.browser
FILL = "/en/reviews/2030/zz/fill/"


def published(cast: Cast) -> None:
    """What Demo State said for 2026."""
    draft = factories.ready_review(cast, year=2026)
    draft.answers.filter(question__key="b1").update(value="<p>Two ministries wrote.</p>")
    factories.answer(draft, "c3", "<p>A plan exists.</p>")
    received = submission.submit(draft, by=cast.focal_point)
    submission.accept(received, by=cast.officer)
    submission.publish(received, by=cast.second_officer)
    factories.questionnaire_in_force(cast)


def test_r12_an_update_with_differences(portal, new_context, accessible):
    cast = Cast()
    published(cast)
    walker = Person(new_context(viewport=DESK).new_page(), portal, accessible)
    walker.sign_in(cast.focal_point.email).go("/en/reviews/start/")
    walker.tick("A new review: the full questionnaire", "The answers of RV-2026-ZZ")
    picture(walker.page, "start")
    walker.press("Start the review").page.wait_for_url(f"**{FILL}")
    walker.go(f"{FILL}c/").reads("From RV-2026-ZZ, nobody has looked at it yet.")
    picture(walker.page, "still-true")
    walker.page.locator("#c3").get_by_role("button", name="Still true today").press("Enter")
    expect(walker.page.locator("#c3")).to_contain_text("Still true, as of")
    walker.go(f"{FILL}b/").page.locator("#id_b1, #b1 [contenteditable]").first.fill("Four ministries wrote.")
    walker.press("Save and continue").page.wait_for_url(f"**{FILL}c/")
    walker.go(f"{FILL}earlier/").page.locator("summary", has_text="b1").click()
    walker.look("open").reads("TwoFour ministries wrote.")
    walker.go(f"{FILL}check/").reads("nobody has looked at it yet", "Beside the earlier review")
    picture(walker.page, "check")
    assert CarriedOver.objects.exclude(as_of=None).count() == 1
    draft = VoluntaryReview.objects.get(cycle=2030)
    factories.answer(draft, "a2", factories.REQUIRED["a2"])
    factories.answer(draft, "h2", True)
    received = submission.submit(draft, by=cast.focal_point)
    submission.accept(received, by=cast.officer)
    submission.publish(received, by=cast.second_officer)
    reader = Person(new_context(viewport=PHONE).new_page(), portal, accessible)
    reader.go("/en/reviews/2030/zz/").page.locator("#q-b1 summary").click()
    reader.look("open").reads("TwoFour ministries wrote.", "Still true, as of")
