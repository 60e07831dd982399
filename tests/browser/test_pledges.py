"""Pledges in a browser, at 1280 and 390 px: a joint one from its draft to a second report, a common one of five,
a match, a false one that is held back; what is missing, said anew while one types."""

import pytest
from playwright.sync_api import expect

from accounts.choices import Role
from pledges.choices import Together
from pledges.models import Pledge
from pledges.steps import partners, submission
from tests.browser.person import Person
from tests.cast import Cast, member, organisation
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


def comes(person, address):
    """Wait until the page at `address` is there whole: only then is it looked at."""
    person.page.wait_for_url(address)
    return person


def body(name):
    """A further body, and one of its people with the right to commit it."""
    address = name.lower().replace(" ", "-")
    return organisation(name), member(address, organisation(name), Role.STAKEHOLDER)


def test_what_is_missing_is_said_anew_while_one_types(portal, someone):
    cast = Cast()
    pledge = builders.of_bank(cast, beneficiaries="")
    writer = someone(cast.pledger.email)
    writer.go(f"/en/pledges/drafts/{pledge.pk}/edit/")
    missing = writer.page.locator("[data-fresh]")
    expect(missing).to_contain_text("Say for whom.")
    writer.write("For whom", "Nurses and carers")
    writer.page.get_by_label("Title", exact=True).click()
    expect(missing).not_to_contain_text("Say for whom.")
    writer.look("typed")


def test_a_common_pledge_is_adopted_by_five(portal, someone):
    cast = Cast()
    assert cast.pledger
    pledge = builders.of_bank(cast, title="Fair recruitment in our own firms", together=Together.COMMON)
    builders.published(cast, pledge)
    for number, name in enumerate(("Bank of the River", "Port City", "A union", "Two farms", "Hill Town")):
        _body, who = body(name)
        one = someone(who.email, 390 if number % 2 else 1280)
        comes(one.go("/en/pledges/PL-0001/").press("Adopt this pledge"), "**/adopt/")
        one.look().press("Adopt it").page.wait_for_url("**/pledges/PL-0001/")
        one.reads("Adopted.", name)
        one.page.context.close()
    reader = someone(cast.pledger.email, 390)
    reader.go("/en/pledges/PL-0001/").reads("Bank of the River", "Port City", "A union", "Two farms", "Hill Town")
    reader.go("/en/pledges/")
    assert reader.page.locator(".stats").inner_text().split() == ["pledge", "1", "pledging", "bodies", "6"]


def test_a_match_is_sought_offered_and_answered_and_a_pledge_answers_another(portal, someone):
    cast = Cast()
    assert cast.partner
    sought = builders.of_bank(cast, title="Classrooms are built", seeks="Trainers", together=Together.PARTNERSHIP)
    builders.published(cast, sought)
    city = someone(cast.partner.email, 390)
    comes(city.go("/en/pledges/seeking/").press("Classrooms are built"), "**/pledges/PL-0001/")
    city.look().press("Offer to take part")
    city.write("What you would bring", "Forty trainers")
    city.write("From when, where and how", "From 2027, in two towns.")
    city.look().press("Send the offer").page.wait_for_url("**/pledges/PL-0001/")
    lead = someone(cast.pledger.email)
    comes(lead.go("/en/work/").press("Read and answer"), "**/partners/").look().press("Take it up")
    lead.go("/en/pledges/PL-0001/").reads("Demo City", "Forty trainers")
    answer = builders.draft(cast.partner, organisation("Demo City"), title="Trainers for the classrooms")
    city.go(f"/en/pledges/drafts/{answer.pk}/edit/").write("Pledge that this one answers", "PL-0001")
    comes(city.press("Save and go on").press("Check and submit"), "**/submit/").look()
    city.press("Submit to the secretariat")
    city.reads("PL-0002")
    submission.publish(Pledge.objects.get(pk=answer.pk).latest_version(), by=cast.officer)
    lead.go("/en/pledges/PL-0001/").reads("Answered by", "Trainers for the classrooms")


def test_a_false_pledge_in_a_states_name_is_held_back(portal, someone):
    cast = Cast()
    assert cast.state
    assert cast.officer
    text = f"The Government of Demo State will receive a thousand people. {builders.TEXT}"
    builders.submitted(cast, builders.of_bank(cast, title="A promise in another's name", text=text))
    officer = someone(cast.officer.email)
    comes(officer.go("/en/work/").press("Look at it"), "**/versions/**").look()
    officer.reads("It speaks of the government of Demo State, which has not filed or confirmed it")
    comes(officer.press("Answer").press("Decline", within="body"), "**/decline/").look()
    officer.page.locator("select[name=reason]").select_option("no_authority")
    officer.page.locator("textarea[name=letter]").fill("A State pledges through its focal point.")
    officer.press("Decline", within="body", exact=True)
    reader = someone(cast.pledger.email, 390)
    reader.go("/en/pledges/")
    expect(reader.page.locator("body")).not_to_contain_text("A promise in another's name")
    comes(reader.go("/en/work/").press("A promise in another's name"), "**/drafts/**").look()
    reader.reads("A State pledges through its focal point.")
