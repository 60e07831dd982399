"""Pledges in a browser, at 1280 and 390 px: a joint one from its draft to a second report, two imports, a common one of
five, a match, a false one that is held back; what is missing, said anew while one types."""

import json

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from accounts.choices import Role
from pledges.choices import Together
from pledges.models import Pledge
from pledges.steps import submission
from publications.models import Publication
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


@pytest.mark.long
def test_a_joint_pledge_from_draft_to_a_second_report(portal, someone):
    cast = Cast()
    assert all((cast.state, cast.officer, cast.pledger))
    point, city = someone(cast.focal_point.email), someone(cast.partner.email, 390)
    point.go("/en/pledges/new/").write("Title", "Skills of care workers", exact=True)
    comes(point.press("Begin"), "**/edit/").look()
    point.write("Text", builders.TEXT, exact=True)
    point.write("For whom", "Nurses and carers")
    expect(point.page.locator("#text [data-line]")).to_contain_text("Saved")
    for name, words in builders.TARGET.items():
        point.page.locator(f"[name='targets-0-{name}']").fill(words)
    point.choose("Alone or joint", str(Together.PARTNERSHIP.label))
    comes(point.press("Save and go on"), "**/drafts/*/").look()
    comes(point.press("Ask and change"), "**/partners/")
    for name in ("Demo City", "Demo Development Bank"):
        point.write("State, UN entity or organisation", name)
        point.write("What it contributes", "Its part")
        point.press("Ask", exact=True)
        point.reads(f"Asked: {name}.")
    point.look("asked")
    bank = someone(cast.pledger.email)
    for partner in (city, bank):
        comes(partner.go("/en/work/").press("Read and answer"), "**/pledges/partners/*/").look()
        partner.press("Confirm for your organisation")
        partner.reads("Your organisation takes part since")
        partner.look("confirmed")
    comes(point.go("/en/work/").press("Skills of care workers"), "**/drafts/*/").look("confirmed")
    comes(point.press("Check and submit"), "**/submit/").look().press("Submit to the secretariat")
    point.prove()
    if "submit" in point.page.url:
        point.press("Submit to the secretariat")
    point.reads("PL-0001")
    officer = someone(cast.officer.email)
    comes(officer.go("/en/work/").press("Look at it"), "**/versions/*/").look().press("Answer")
    comes(officer.press("Publish", within="body", exact=True), "**reauthenticate**").prove()
    comes(officer, "**/publish/").look().press("Publish", within="body", exact=True)
    officer.reads("Done: Publish.")

    for who, words, figure in ((city, "Classrooms are open.", "900"), (point, "Two centres are running.", "4180")):
        who.go("/en/work/").press("Skills of care workers", exact=True)
        comes(who, "**/drafts/*/").look("published").press("Report progress").press("Begin")
        who.write("Reported for", "June 2025")
        who.choose("How far the pledge is", "In progress")
        who.write("Certified care workers", figure)
        who.write("What was done", words)
        who.press("Save and go on").page.wait_for_url("**/publish/")
        who.look().press("Publish the report")
        # The State's proof of the submission is fresh still.
        who.page.wait_for_url("**/pledges/PL-0001/")
        who.look().reads("PL-0001-R", words)
    point.reads("4,180", "of 12,000 people", "Demo City", "Demo Development Bank", "for its own part")
    for reader in (point, city):
        reader.go("/en/pledges/").reads("pledging bodies")


def test_two_imports_a_row_that_is_decided_and_the_pledges_in_the_register(portal, someone, tmp_path):
    cast = Cast()
    assert all((cast.state, cast.officer, cast.pledger))
    held = {"id": "B", "title": "Harbours", "summary": builders.TEXT, "pledger": "Demo Development Bank",
            "amount": "200.000 euros"}  # fmt: skip
    whole = {**held, "id": "A", "title": "Nurses", "amount": "200000", "unit": "EUR",
             "source": {"page_title": "A page", "url": "https://demo.example/pledges"}}  # fmt: skip
    listed, sheet = tmp_path / "pledges.json", tmp_path / "sheet.csv"
    listed.write_text(json.dumps([whole, held]))
    call_command("import_pledges", str(listed))
    officer = someone(cast.officer.email)
    officer.go("/admin/publications/importedrecord/?outcome__exact=held").press("B", exact=True)
    officer.look().reads("“200.000 euros” is not a number", "Nothing was guessed")
    officer.page.locator("[name=decision]").fill("The bank wrote that it is EUR 200,000: in its sheet.")
    officer.page.locator("[name=_save]").click()
    officer.page.wait_for_url("**/importedrecord/**")

    sheet.write_text(f"id;title;summary;pledger;amount;unit\nB;Harbours;{builders.TEXT};{held['pledger']};200000;EUR\n")
    officer.go("/admin/publications/importrun/add/")
    officer.page.locator("[name=command]").select_option("import_pledges")
    officer.page.locator("[name=file]").set_input_files(sheet)
    officer.page.locator("[name=_save]").click()
    officer.reads("Nothing is written yet")
    comes(officer.look("looked").press("Import", within="body", exact=True), "**/carry_out/")
    officer.look().page.locator("main form input[type=submit]").click()
    officer.reads("PL-0002")
    assert not Publication.objects.exists()

    officer.go("/admin/pledges/pledgeversion/").press("Publish 2 imported pledges", within="body")
    comes(comes(officer, "**reauthenticate**").prove(), "**/imported/").look().reads("2 imported pledges wait.")
    officer.page.locator("main form input[type=submit]").click()
    officer.reads("2 pledges were published.")
    reader = someone(cast.partner.email, 390)
    comes(reader.go("/en/pledges/?q=harbours").press("Harbours"), "**/pledges/PL-0002/").look().reads("EUR 200,000")
    reader.go("/en/pledges/PL-0001/").reads("Imported from", "A page")


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


@pytest.mark.long
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
