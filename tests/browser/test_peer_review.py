"""The story of a practice: from the call to the reader, with four reviewers of whom one is tied, on a desk and a phone.

One test walks it all: officer and author at a desk, the reviewers at a telephone.
"""

import pytest

from practices.choices import Looked
from practices.models import CallForPractices, Practice, ReviewerProfile
from tests.browser.conftest import DESK, PHONE
from tests.browser.person import Person
from tests.cast import Cast
from tests.practices.builders import ready_practice
from tests.practices.reviewing import body_of_un, reviewer

pytestmark = pytest.mark.browser
CRITERIA = 7
ROUND, ASSESS, PUBLIC = "/en/practices/PR-0001/round/", "/en/practices/PR-0001/assess/", "/en/practices/PR-0001/"


def test_from_the_call_to_the_reader_with_one_conflict_declared(portal, new_context, accessible):
    cast = Cast()
    call = CallForPractices.objects.create(slug="season", title="Work for a season", about="What helps.", status="open")
    people = [reviewer(cast, "un", body_of_un()), reviewer(cast, "first"), reviewer(cast, "tied")]
    draft = ready_practice(cast)

    def somebody(size, email=""):
        one = Person(new_context(viewport=size).new_page(), portal, accessible)
        return one.sign_in(email) if email else one

    owner = somebody(PHONE, cast.owner.email)
    author_answers_the_call(owner, call, draft)
    officer = somebody(DESK, cast.officer.email)
    officer_screens(officer, draft)
    officer_invites_all_that_are_proposed(officer)
    un, first, tied = (somebody(size, one.user.email) for size, one in zip((DESK, PHONE, PHONE), people, strict=True))
    a_reviewer_declares_a_tie(tied)
    officer_asks_another(officer, reviewer(cast, "fourth"))
    fourth = somebody(PHONE, "fourth@demo.example")
    for one in (un, first, fourth):
        reports(one)
    officer_decides_and_publishes(officer, draft)
    reader_finds_it(somebody(PHONE))


def author_answers_the_call(owner: Person, call: CallForPractices, draft: Practice) -> None:
    owner.go("/en/practices/").press("Calls for practices").look().press("Work for a season").look()
    owner.reads("Questions" if call.questions else "Criteria")
    Practice.objects.filter(pk=draft.pk).update(call=call)  # the draft itself is walked in test_practice
    owner.go(f"{draft.get_absolute_url()}check/").press("Submit to the secretariat")
    owner.reads("PR-0001")


def officer_screens(officer: Person, draft: Practice) -> None:
    officer.go(draft.latest_version().get_absolute_url()).reads("No other practice has a like title")
    officer.press("Decide").press("Send to peer review")
    officer.tick(*(str(one.label) for one in Looked), within="body")
    officer.press("Send to peer review", within="body")


def officer_invites_all_that_are_proposed(officer: Person) -> None:
    officer.go("/en/practices/rounds/proposal/").press("Invite those ticked").reads("3 people were invited.")


def a_reviewer_declares_a_tie(tied: Person) -> None:
    tied.go(ASSESS).tick("Yes, I must step aside")
    tied.press("Declare and continue").reads("You stepped aside.")
    tied.look("closed")


def officer_asks_another(officer: Person, other: ReviewerProfile) -> None:
    officer.go(ROUND).reads("Stepped aside", "1 more reviewer from outside has to be asked.")
    officer.press("Ask a reviewer").look().press(f"Invite {other.user}").reads("Done.")


def reports(one: Person) -> None:
    """Declares, scores each criterion strong, recommends, sends."""
    one.go(ASSESS).tick("None of these")
    one.press("Declare and continue").reads("0 of 7 criteria scored")
    one.look("open")
    for fieldset in range(CRITERIA):
        one.page.locator(".criterion").nth(fieldset).locator(".scale label").nth(3).click()
    one.tick("Publish as it is")
    one.write("Comments to the author", "Say who pays for it after 2026.")
    one.press("Send report").reads("Your report is with the secretariat")
    one.look("sent")


def officer_decides_and_publishes(officer: Person, draft: Practice) -> None:
    officer.go(ROUND).reads("The round is complete")
    officer.press("Decide").look().tick("Publish")
    officer.write("Why, for the record of the secretariat", "All agree.")
    officer.press("Write the letter and look at it").reads("As it will be sent")
    officer.look("letter").press("Decide and send the letter").reads("Decided. The letter is on its way.")
    officer.go(f"/admin/practices/practice/{draft.pk}/transition/publish/").prove()
    officer.press("Publish", within="body")


def reader_finds_it(reader: Person) -> None:
    reader.go("/en/practices/?q=pasports")  # mistyped
    reader.reads("Peer reviewed", "Showing results for")
    reader.page.get_by_role("link", name="Skills passports for seasonal workers").click()
    reader.look().reads("1 from the United Nations, 2 from outside", "In answer to a call")
    assert reader.page.url.endswith(PUBLIC)
