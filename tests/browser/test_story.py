"""The story of a voluntary review, from the invitation of its focal point to the reader: each in a browser of
their own, on a desk and on a phone, every page looked at by axe.

The acts stand in their order; one test walks them all, because each begins where the last one ended.
"""

import csv
import io
import json
from typing import Any

import pytest
from playwright.sync_api import expect

from notifications import delivery
from publications.models import Publication
from reviews.models import Submission, VoluntaryReview
from tests import factories
from tests.accounts.builders import GOOD, NOTE_VERBALE, link, messages
from tests.browser.conftest import DESK, PHONE
from tests.browser.person import Person
from tests.cast import Cast

pytestmark = pytest.mark.browser

DRAFT = "/en/reviews/2030/zz/fill/"
FIFTEEN = [1, 2, 4, 5, 6, 7, 9, 10, 13, 16, 17, 18, 20, 21, 23]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SECRET = "canary-7c21 is for the secretariat alone"


@pytest.fixture
def cast(portal) -> Cast:
    """The secretariat, and a State without anybody; the sample questionnaire is in force."""
    people = Cast()
    people.state  # noqa: B018 - made when first asked for
    factories.questionnaire_in_force(people)
    return people


@pytest.fixture
def somebody(portal, new_context, accessible):
    """`somebody(DESK)`: a person at a browser that knows nobody yet; on the second walk the desks are not looked at."""

    def at(size, check=accessible) -> Person:
        return Person(new_context(viewport=size).new_page(), portal, check)

    return at


@pytest.mark.long
@pytest.mark.parametrize(("size", "objectives"), [(DESK, FIFTEEN), (PHONE, [5, 23])], ids=["desk", "phone"])
def test_the_story_from_invitation_to_publication(cast, somebody, size, objectives):
    desk = somebody if size == DESK else lambda _size: somebody(DESK, lambda page: None)
    officer = desk(size).sign_in(cast.officer.email)
    address = officer_invites_a_focal_point(officer)
    focal_point = somebody(size)
    accepts_with_a_password(focal_point, address)
    starts_a_review_and_tells_the_secretariat(focal_point)
    secretariat_sees_the_announcement_only(officer)
    ministries = invites_two_ministries(focal_point, [somebody(size), somebody(size)])
    a_ministry_fills_its_section_and_no_other(ministries[0])
    fills_the_questionnaire(focal_point, objectives)
    logs_consultations(focal_point)
    agrees_to_a_section(focal_point)
    checks_and_reads_the_preview(focal_point)
    submits(focal_point)
    officer_returns_with_a_question(officer)
    corrects_and_submits_again(focal_point)
    officer_accepts(officer)
    second_officer_publishes(desk(size).sign_in(cast.second_officer.email))
    visitor_reads(somebody(size), objectives)
    every_letter_names_the_secretariat()


# --- the team


def officer_invites_a_focal_point(officer: Person) -> str:
    """In admin, with fresh proof; the address that the message leads to."""
    officer.go("/admin/").go("/admin/reviews/questionnaire/").press("sample questionnaire", "#result_list").look()
    officer.page.goto(f"{officer.portal}/admin/accounts/invitation/add/")
    officer.prove().look()
    officer.choose("Organisation", "Demo State")
    officer.choose("Role", "National focal point")
    officer.write("E-mail address", "focal-point@ministry.example")
    officer.write("Nomination", NOTE_VERBALE)
    officer.press("Send the invitation")
    officer.reads("focal-point@ministry.example")
    return link(messages("accounts.invitation", "focal-point@ministry.example")[-1])


def accepts_with_a_password(somebody: Person, address: str) -> None:
    """The link works once; afterwards My work."""
    somebody.go(address).press("Accept and make an account").page.wait_for_url("**/accounts/signup/")
    somebody.look()
    somebody.write("Password", GOOD, exact=True)
    somebody.write("Password (again)", GOOD)
    somebody.press("Make the account")
    somebody.page.wait_for_url("**/en/work/**")
    somebody.look("accepted").reads("My work")


def starts_a_review_and_tells_the_secretariat(focal_point: Person) -> None:
    """New, ministries read all, expected by a day."""
    focal_point.press("Start the review").look()
    focal_point.press("Start the review")
    focal_point.look("errors").reads("Choose a new review or an update.")
    focal_point.tick("A new review: the full questionnaire", "Yes, tell them")
    focal_point.write("If yes: expected by", "15 February 2030")
    focal_point.press("Start the review").page.wait_for_url(f"**{DRAFT}")
    focal_point.look("started").reads("15 February 2030")


def secretariat_sees_the_announcement_only(officer: Person) -> None:
    """The day it was told, and no trace of the draft (P1)."""
    officer.go("/admin/reviews/intention/").reads("Demo State", "Third International")
    officer.page.goto(f"{officer.portal}/admin/reviews/submission/")
    assert "Demo State" not in officer.page.locator("#changelist").inner_text()


def invites_two_ministries(focal_point: Person, people: list[Person]) -> list[Person]:
    """Sections with a day for each; both accept."""
    given = {
        "labour@ministry.example": ("Ministry of Labour", ["Policy and enabling environment"]),
        "health@ministry.example": ("Ministry of Health", ["New and emerging issues", "Means of implementation"]),
    }
    for (email, (ministry, sections)), person in zip(given.items(), people, strict=True):
        focal_point.go(f"{DRAFT}team/").press("Invite a ministry").prove(GOOD).look()
        focal_point.write("E-mail address", email)
        focal_point.write("Ministry or public body", ministry)
        focal_point.tick(*sections)
        focal_point.write("Wanted by", "28 January 2030")
        focal_point.press("Send the invitation").reads(ministry, "28 January 2030")
        accepts_with_a_password(person, link(messages("accounts.invitation", email)[-1]))
    focal_point.go(f"{DRAFT}team/").look("with two")
    return people


def a_ministry_fills_its_section_and_no_other(ministry: Person) -> None:
    """Writes in its own section, reads another, submits nothing."""
    ministry.go("/en/work/").reads("Policy and enabling environment", "28 January 2030")
    ministry.go(f"{DRAFT}c/")
    ministry.fills_row(
        "c1", 0, name="Migration Act", kind="Law", year="2027", link="https://law.example/7", objectives="5, 23"
    )
    ministry.tick("In preparation", within="[data-field='c2']")
    ministry.writes_long("c3", "An interministerial committee meets every month.")
    ministry.saves()
    ministry.go(f"{DRAFT}b/").reads("You may read this section.")
    expect(ministry.page.locator("main textarea, main [contenteditable]")).to_have_count(0)
    ministry.go(DRAFT).press("Say it is ready").reads("Not ready after all")
    ministry.go(f"{DRAFT}check/").reads("Only a focal point of your State submits.")


# --- the questionnaire


def fills_the_questionnaire(focal_point: Person, objectives: list[int]) -> None:
    """Every type of question once at least; section c is the ministry's."""
    focal_point.go("/en/work/").press("Continue the review").page.wait_for_url(f"**{DRAFT}")
    for code in "abd":
        focal_point.go(f"{DRAFT}{code}/")
        {"a": _about, "b": _how, "d": _progress}[code](focal_point, objectives)
        focal_point.saves()
    while "/overview/" in focal_point.page.url:
        _one_roundtable(focal_point.look())
    assert "/objectives/" in focal_point.page.url
    first, last = objectives[0], objectives[-1]
    for number, fill in {first: _one_objective_whole, last: _one_objective}.items():
        fill(focal_point.go(f"{DRAFT}objectives/{number}/"), number)
        focal_point.saves()
    for code, answers in {"e": _emerging, "f": _means, "g": _next, "h": _files}.items():
        focal_point.go(f"{DRAFT}{code}/")
        answers(focal_point)
        focal_point.saves()


def _about(person: Person, _objectives: Any) -> None:
    person.write("Which body coordinated this review?", "Directorate of Migration")
    person.fills_row("a2", 0, name="Contact of record", office="Directorate", email="office@ministry.example")
    person.page.locator("#id_a3").fill("1.1.2026")
    person.page.locator("#id_a3b").fill("31 December 2029")
    person.tick("English", within="[data-field='a4']")
    person.tick("It is new")
    person.answer("a5b").get_by_label("Instead of an answer").select_option(label="Not applicable")
    expect(person.answer("a3").locator("[data-echo]")).to_contain_text("1 January 2026")
    person.look("filled")


def _how(person: Person, _objectives: Any) -> None:
    person.writes_long("b1", "Four meetings and a public call.")
    person.fills_row("b2", 0, body="Ministry of Labour", level="National", part="Wrote on work")
    person.press("Add a row", "[data-field='b2']")
    person.fills_row("b2", 1, body="City of Port Demo", level="Local", part="Wrote on housing")
    person.answer("b3").locator("input").first.check()
    person.tick("United Nations entities", "Civil society", within="[data-field='b6']")
    person.answer("b6b").get_by_label("Instead of an answer").select_option(label="Prefer not to say")
    person.look("filled")


def _progress(person: Person, objectives: Any) -> None:
    for number in objectives:
        person.page.locator(f"input[name='d0'][value='{number}']").check()
    person.tick("Yes", within="[data-field='d0b']")
    person.page.locator("input[name='d1'][value='5']").check()
    person.look("filled")


def _one_roundtable(person: Person) -> None:
    rows = person.page.locator(".matrix__row")
    for row in rows.all():
        row.locator("input[value='under_way']").check()
    first = rows.first
    first.locator("details").evaluate("one => { one.open = true }")
    first.locator("input[value='high']").check()
    first.locator("[id^='id_m3']:not(select)").fill("A new law is in force.")
    first.locator("[id^='id_m4']:not(select)").fill("https://law.example/7")
    person.look("filled").saves()


def _one_objective_whole(person: Person, number: int) -> None:
    person.writes_long(f"d2a-{number}", "A seasonal work scheme.")
    person.answer(f"d2b-{number}").locator("input").first.check()
    person.writes_long(f"d2c-{number}", "More people have a contract.")
    data = {"indicator": "Contracts", "unit": "people", "value": "1 234,5", "year": "2028", "source": "Labour office"}
    person.fills_row(f"d2ci-{number}", 0, **data)
    person.answer(f"d2d-{number}").locator("input").first.check()
    person.tick("Yes", within=f"[data-field='d2f-{number}']")
    person.page.locator(f"#id_d2fb-{number}").fill("One desk for all permits")
    person.answer(f"d2g-{number}").get_by_label("Instead of an answer").select_option(label="Not applicable")
    person.look("filled")


def _one_objective(person: Person, number: int) -> None:
    person.writes_long(f"d2a-{number}", f"Work on objective {number}.")


def _emerging(person: Person) -> None:
    person.tick("Technology", within="[data-field='e1']")


def _means(person: Person) -> None:
    person.fills_row("f1", 0, source="Budget", year="2028", **{"amount-amount": "1,250,000", "amount-currency": "usd"})
    person.tick("Training", within="[data-field='f2']")
    person.tick("Planned", within="[data-field='f3']")


def _next(person: Person) -> None:
    person.writes_long("g1", "Portable pensions.")
    person.page.locator("input[name='g3'][value='23']").check()


def _files(person: Person) -> None:
    person.press("Add or remove files").look()
    person.page.get_by_label("File", exact=True).set_input_files(
        {"name": "annex.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    person.tick("Published")
    person.press("Send the file")
    person.reads("Stored: annex.pdf")
    person.look("with file").press("Back to the question").page.wait_for_url("**/fill/h/**")
    person.tick("Yes", within="[data-field='h2']")
    person.writes_long("h3", SECRET)
    person.look("filled")


def logs_consultations(focal_point: Person) -> None:
    """Empty, one with society, both at a glance; then beside question b4."""
    focal_point.go(f"{DRAFT}consultations/").reads("No consultation is logged yet")
    focal_point.press("Log a consultation").look().press("Save the consultation").look("errors")
    focal_point.write("Title", "Diaspora associations")
    focal_point.page.get_by_label("Kind").select_option(index=1)
    focal_point.write("Date, or first day", "3 March 2029")
    focal_point.page.get_by_label("Level").select_option(label="National")
    focal_point.page.get_by_role("radio").last.check()
    focal_point.write("Government bodies", "Ministry of Labour\nMinistry of Health")
    focal_point.page.locator("[name=stakeholder_groups]").first.check()
    focal_point.write("Number of participants", "64")
    focal_point.page.locator("[name=objectives]").nth(4).check()
    focal_point.write("Summary", "What was said about work.")
    focal_point.press("Save the consultation").reads("Diaspora associations", "Whole of government", "Whole of society")
    focal_point.look("logged").go(f"{DRAFT}b/").reads("3 March 2029")


def agrees_to_a_section(focal_point: Person) -> None:
    """Reads what the ministry wrote, and agrees to that text."""
    focal_point.go(DRAFT).press("Read and agree", "tr:has-text('Policy and enabling')").look()
    focal_point.reads("Migration Act", "An interministerial committee")
    focal_point.press("Agree to this section").reads("Agreed")
    focal_point.go(DRAFT).look("agreed")


# --- submission


def checks_and_reads_the_preview(focal_point: Person) -> None:
    """A gap is a link to its field; the preview holds nothing that is for the secretariat."""
    focal_point.go(f"{DRAFT}a/").write("Which body coordinated this review?", "")
    focal_point.saves().go(f"{DRAFT}check/").reads("Submission waits for these:")
    focal_point.page.locator("#missing a").first.click()
    expect(focal_point.page).to_have_url(f"{focal_point.portal}{DRAFT}a/#a1")
    focal_point.write("Which body coordinated this review?", "Directorate of Migration")
    focal_point.saves().go(f"{DRAFT}check/").look("complete").reads("Nothing stands in the way", "Ministry of Labour")
    focal_point.press("See the future public page").look().reads("Not public", "A seasonal work scheme.")
    assert SECRET not in focal_point.page.content()
    assert "office@ministry.example" not in focal_point.page.content()
    for page in ("print/", "history/", "rights/"):
        focal_point.go(f"{DRAFT}{page}")


def submits(focal_point: Person, number: int = 1) -> None:
    """With the password again, then the receipt."""
    focal_point.page.goto(f"{focal_point.portal}{DRAFT}check/")
    focal_point.press("Submit to the secretariat")
    if "reauthenticate" in focal_point.page.url:
        focal_point.prove(GOOD)
        focal_point.press("Submit to the secretariat")
    focal_point.page.wait_for_url(f"**/submissions/{number}/")
    focal_point.look("receipt").reads("Received by the secretariat", f"RV-2030-ZZ/s{number}")
    assert messages("reviews.receipt", "focal-point@ministry.example")


def officer_returns_with_a_question(officer: Person) -> None:
    """The submission is on the day page; a question beside one answer."""
    officer.go("/admin/reviews/submission/").press("RV-2030-ZZ/s1").look().press("Read it").look().reads(SECRET)
    officer.press("Return with questions").look()
    row = officer.page.locator("#q-d2a-5, #q-d2a-1").first
    row.locator("summary").click()
    row.locator("textarea").fill("Since which year?")
    officer.page.locator("main form textarea").first.fill("One question.")
    officer.press("Return to the State")
    officer.reads("Returned")


def corrects_and_submits_again(focal_point: Person) -> None:
    """From the question to the answer, and again."""
    focal_point.go("/en/work/").look("returned")
    focal_point.go("/en/reviews/2030/zz/submissions/1/").look("returned").reads("Since which year?")
    review = VoluntaryReview.objects.get()
    first = review.answers.filter(question__key="d2a").order_by("objective").first()
    focal_point.go(f"{DRAFT}objectives/{first.objective_id}/")
    focal_point.answer(f"d2a-{first.objective_id}").locator(".rich").click()
    focal_point.page.keyboard.press("Control+End")
    focal_point.page.keyboard.type(" It runs since 2027.")
    focal_point.saves()
    submits(focal_point, 2)


def officer_accepts(officer: Person) -> None:
    """And cannot publish what they accepted (P15)."""
    officer.go("/en/reviews/2030/zz/submissions/2/").press("Accept").look()
    officer.press("Accept", "main form")
    officer.look("accepted").reads("Accepted")
    expect(officer.page.locator("main").get_by_role("link", name="Publish")).to_have_count(0)


def second_officer_publishes(second: Person) -> None:
    """With fresh proof, from the day page."""
    second.go("/admin/").reads("RV-2030-ZZ/s2")
    second.go("/en/reviews/2030/zz/submissions/2/").press("Publish")
    second.prove().look().press("Publish", "main form")
    second.look("published").reads("Published")


# --- the public


def visitor_reads(visitor: Person, objectives: list[int]) -> None:
    """Home, list, page, the address of the version, JSON and CSV; nothing that is for the secretariat."""
    visitor.go("/en/").reads("Demo State")
    visitor.go("/en/roadmap/").go("/en/roadmap/2026/").go("/en/reviews/").press("Demo State").look()
    visitor.reads("A seasonal work scheme.", "It runs since 2027.", "Diaspora associations", "RV-2030-ZZ")
    for address in ("/en/reviews/2030/zz/v1/", "/ar/reviews/2030/zz/"):
        visitor.go(address).reads("A seasonal work scheme.")
    published = {one: _download(visitor, one) for one in ("json", "csv")}
    everything = json.loads(published["json"])
    assert "A seasonal work scheme." in published["json"]
    assert everything["reference"] == "RV-2030-ZZ"
    rows = list(csv.DictReader(io.StringIO(published["csv"].lstrip("\ufeff"))))
    assert len(rows) > 2 * len(objectives)
    assert not [one for one in [*published.values(), visitor.page.content()] if "canary-7c21" in one]
    assert Publication.objects.get().reference == "RV-2030-ZZ"
    assert Submission.objects.count() == 2


def _download(visitor: Person, kind: str) -> str:
    visitor.page.goto(f"{visitor.portal}/en/reviews/2030/zz/")
    address = visitor.page.get_by_role("link", name=kind.upper()).first.get_attribute("href")
    return visitor.page.request.get(f"{visitor.portal}{address}").text()


def every_letter_names_the_secretariat() -> None:
    """And none holds what a State has not published."""
    from django.conf import settings
    from django.core import mail

    while delivery.deliver().touched:
        pass
    assert len(mail.outbox) > 6
    for letter in mail.outbox:
        assert settings.CONTACT_EMAIL in letter.body, letter.subject
        assert "canary-7c21" not in letter.body
