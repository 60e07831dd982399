"""A joint pledge by a State, a city and a bank in a browser: from its draft to a second report, at 1280 and 390 px."""

import pytest
from playwright.sync_api import expect

from pledges.choices import Together
from pledges.models import Pledge
from pledges.steps import partners, submission
from tests.browser.person import Person
from tests.cast import Cast, organisation
from tests.pledges import builders

pytestmark = pytest.mark.browser


@pytest.fixture
def someone(portal, new_context, accessible):
    """`someone("pledger@demo.example", 390)`: a person at a browser of that width, signed in."""

    def opened(email: str, width: int = 1280) -> Person:
        page = new_context(viewport={"width": width, "height": 900}).new_page()
        return Person(page, portal, accessible).sign_in(email)

    return opened


def test_a_joint_pledge_from_draft_to_a_second_report(portal, someone):
    cast = Cast()
    assert cast.state
    assert cast.partner
    draft = builders.of_state(cast, title="Skills of care workers", together=Together.PARTNERSHIP, starts_on="2024-06")
    asked = {}
    for name in ("Demo City", "Demo Development Bank"):
        body = organisation(name)
        assert cast.pledger
        asked[name] = partners.ask(draft, by=cast.focal_point, name=name, organisation=body, contribution="Its part")

    point = someone(cast.focal_point.email)
    point.go(f"/en/pledges/drafts/{draft.pk}/edit/").write("For whom", "Nurses and carers")
    point.page.get_by_label("Title", exact=True).click()
    expect(point.page.locator("#beneficiaries [data-line]")).to_contain_text("Saved")
    point.look()
    city = someone(cast.partner.email, 390)
    city.go(f"/en/pledges/partners/{asked['Demo City'].pk}/").look().press("Confirm for your organisation")
    city.reads("Confirmed")
    builders.partners.confirm(
        asked["Demo Development Bank"], by=cast.pledger, agreed_to=Pledge.objects.get(pk=draft.pk).commitment()
    )
    point.go(f"/en/pledges/drafts/{draft.pk}/submit/").look().press("Submit to the secretariat")
    point.prove()
    if "submit" in point.page.url:
        point.press("Submit to the secretariat")
    point.reads("PL-0001")
    submission.publish(Pledge.objects.get(pk=draft.pk).latest_version(), by=cast.officer)

    for who, words, figure in ((city, "Classrooms are open.", "900"), (point, "Two centres are running.", "4180")):
        who.go(f"/en/pledges/drafts/{draft.pk}/").press("Report progress").press("Begin")
        who.write("Reported for", "June 2025")
        who.choose("How far the pledge is", "In progress")
        who.write("Certified care workers", figure)
        who.write("What was done", words)
        who.press("Save and go on").page.wait_for_url("**/publish/")
        who.look().press("Publish the report")
        # The State's proof of the submission is fresh still.
        who.page.wait_for_url("**/pledges/PL-0001/")
        who.reads("PL-0001-R", words)
    reader = Person(point.page, portal, point._accessible).go("/en/pledges/PL-0001/").look()
    reader.reads("4,180", "of 12,000 people", "Demo City", "Demo Development Bank", "for its own part")
    city.go("/en/pledges/PL-0001/").look()
    reader.go("/en/pledges/").look().reads("pledging bodies")
    city.go("/en/pledges/").look()
