"""The story of a practice: from the call to the reader, on a desk and a phone. Of those who are asked to review it one
is tied, one is late and replaced, one dissents, so that a fourth is asked; the text is changed before it goes out.

One test walks it all: officer and author at a desk, the reviewers at a telephone.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from practices.choices import Looked
from practices.models import CallForPractices, Practice, ReviewAssignment, ReviewerProfile
from tests.browser.conftest import DESK, PHONE
from tests.browser.person import Person
from tests.cast import Cast
from tests.practices.builders import published_practice, ready_practice
from tests.practices.reviewing import body_of_un, reviewer

pytestmark = pytest.mark.browser
CRITERIA = 7
NUMBER = "PR-0002"
ROUND, ASSESS, PUBLIC = (f"/en/practices/{NUMBER}/{page}" for page in ("round/", "assess/", ""))
IN_SPANISH = {
    "title": "Capacitación de trabajadoras del hogar",
    "summary": "Cursos cortos los domingos, para quienes trabajan en casas particulares.",
}


@pytest.mark.long
def test_from_the_call_to_the_reader_with_a_conflict_a_late_report_a_dissent_and_changes(
    portal, new_context, accessible
):
    cast = Cast()
    call = CallForPractices.objects.create(slug="season", title="Work for a season", about="What helps.", status="open")
    people = [reviewer(cast, "un", body_of_un()), reviewer(cast, "first"), reviewer(cast, "tied")]
    draft = ready_practice(cast)
    published_practice(cast, language="es", **IN_SPANISH)

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
    officer_asks(officer, reviewer(cast, "slow"), because="1 more reviewer from outside has to be asked.")
    slow = somebody(PHONE, "slow@demo.example")
    a_reviewer_reads_and_is_late(slow)
    officer_replaces_who_is_late(officer, reviewer(cast, "against"))
    the_text_is_closed_to(slow)
    reports(un, "Publish as it is")
    reports(first, "Publish as it is")
    reports(somebody(PHONE, "against@demo.example"), "Do not publish")
    officer_asks(officer, reviewer(cast, "fourth"), because="The reports are far apart. Ask one more reviewer")
    reports(somebody(PHONE, "fourth@demo.example"), "Publish after small changes")
    officer_asks_for_changes(officer)
    author_replies_and_changes_the_text(owner, draft)
    officer_reads_it_alone_and_publishes(officer, draft)
    reader_finds_it(somebody(PHONE))
    reader_finds_a_record_in_another_language(somebody(DESK))


def author_answers_the_call(owner: Person, call: CallForPractices, draft: Practice) -> None:
    owner.go("/en/practices/").press("Calls for practices").look().press("Work for a season").look()
    owner.reads("Questions" if call.questions else "Criteria")
    Practice.objects.filter(pk=draft.pk).update(call=call)  # the draft itself is walked in test_practice
    owner.go(f"{draft.get_absolute_url()}check/").press("Submit to the secretariat")
    owner.reads(NUMBER)


def officer_screens(officer: Person, draft: Practice) -> None:
    officer.go(draft.latest_version().get_absolute_url()).reads("No other practice has a like title")
    officer.press("Decide").press("Send to peer review")
    officer.tick(*(str(one.label) for one in Looked), within="body")
    officer.press("Send to peer review", within="body").reads("This letter goes out")
    officer.press("Send to peer review", within="body")


def officer_invites_all_that_are_proposed(officer: Person) -> None:
    officer.go("/en/practices/rounds/proposal/").press("Invite those ticked").reads("3 people were invited.")


def a_reviewer_declares_a_tie(tied: Person) -> None:
    tied.go(ASSESS).tick("Yes, I must step aside")
    tied.press("Declare and continue").reads("You stepped aside.")
    tied.look("closed")


def officer_asks(officer: Person, other: ReviewerProfile, *, because: str) -> None:
    officer.go(ROUND).reads(because)
    officer.press("Ask a reviewer").look().press(f"Invite {other.user}").reads("Done.")


def a_reviewer_reads_and_is_late(slow: Person) -> None:
    slow.go(ASSESS).tick("None of these")
    slow.press("Declare and continue").reads("0 of 7 criteria scored")
    rows = ReviewAssignment.objects.filter(reviewer__email="slow@demo.example")
    rows.update(review_by=timezone.localdate() - timedelta(days=2))  # the days pass, in every zone


def officer_replaces_who_is_late(officer: Person, other: ReviewerProfile) -> None:
    officer.go(ROUND).reads("Stepped aside", "Late")
    late = officer.page.get_by_role("row").filter(has_text="Late")
    late.get_by_role("link", name="End the assignment").click()
    officer.look().write("Reason", "Two weeks over the day.")
    officer.press("End the assignment", within="main form").reads("Replaced")
    officer_asks(officer, other, because="1 more reviewer from outside has to be asked.")


def the_text_is_closed_to(slow: Person) -> None:
    """At once, though her page was open."""
    slow.page.reload()
    slow.look("replaced")
    assert "0 of 7 criteria scored" not in slow.page.inner_text("body")


def reports(one: Person, recommendation: str) -> None:
    """Declares, scores each criterion strong, recommends, sends."""
    one.go(ASSESS).tick("None of these")
    one.press("Declare and continue").reads("0 of 7 criteria scored")
    one.look("open")
    for fieldset in range(CRITERIA):
        one.page.locator(".criterion").nth(fieldset).locator(".scale label").nth(3).click()
    one.tick(recommendation)
    one.write("Comments to the author", "Say who pays for it after 2026.")
    one.press("Send report").reads("Your report is with the secretariat")
    one.look("sent")


def officer_asks_for_changes(officer: Person) -> None:
    officer.go(ROUND).reads("The round is complete")
    officer.press("Decide").look().tick("Publish after changes", "The secretariat alone")
    officer.write("Why, for the record of the secretariat", "Three of four favour it; one asks who pays.")
    officer.press("Write the letter and look at it").reads("As it will be sent")
    officer.look("letter").press("Decide and send the letter").reads("Decided. The letter is on its way.")


def author_replies_and_changes_the_text(owner: Person, draft: Practice) -> None:
    owner.go(f"/en/practices/{NUMBER}/decision/").reads("Say who pays for it after 2026.")
    for box in owner.page.locator("textarea[name^=reply-]").all():
        box.fill("The employers do; we say so now.")
    owner.press("Keep my replies").reads("Your replies are kept.")
    owner.press("Change the text").look()
    owner.write("Summary", "Workers carry a record of what they have learnt; after 2026 the employers pay for it.")
    owner.press("Save and check").reads("Send the changed text")
    owner.look("to send again").press("Submit to the secretariat").reads("The secretariat")


def officer_reads_it_alone_and_publishes(officer: Person, draft: Practice) -> None:
    officer.go(ROUND).reads("after 2026 the employers pay for it", "The employers do; we say so now.")
    officer.press("Decide").tick("Publish")
    officer.write("Why, for the record of the secretariat", "What was asked for is in.")
    officer.press("Write the letter and look at it").press("Decide and send the letter").reads("Decided.")
    officer.go(f"/admin/practices/practice/{draft.pk}/transition/publish/").prove()
    officer.press("Publish", within="body")


def reader_finds_it(reader: Person) -> None:
    """By a mistyped word, then by a facet."""
    reader.go("/en/practices/?q=pasports")
    reader.reads("Peer reviewed", "Showing results for")
    reader.go("/en/practices/")
    reader.page.locator("details.facets > summary").click()
    review = reader.page.locator("#f-review-peer_reviewed")
    if not review.is_visible():  # a filter of its own that is folded
        reader.page.locator("details", has=review).last.locator("summary").first.click()
    review.check()
    reader.press("Apply filters").look("facet").reads("1 practice")
    reader.page.get_by_role("link", name="Skills passports for seasonal workers").click()
    reader.look().reads("1 from the United Nations, 3 from outside", "In answer to a call")
    assert reader.page.url.endswith(PUBLIC)


def reader_finds_a_record_in_another_language(reader: Person) -> None:
    """From the Arabic pages, without an accent, what was written in Spanish."""
    reader.go("/ar/practices/?q=capacitacion")
    reader.page.get_by_role("link", name=IN_SPANISH["title"]).click()
    expect(reader.page.locator("h1")).to_have_attribute("lang", "es")
    reader.look()
