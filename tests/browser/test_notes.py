"""The story of a background note: from a sentence in a discussion to the published note, and back to the sentence.

Two drafters write it, two co-chairs clear it, one officer clears and another publishes; desks and telephones.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dialogues.models import BackgroundNote
from tests.browser.conftest import DESK, PHONE
from tests.browser.person import Person
from tests.cast import Cast
from tests.dialogues import builders

pytestmark = pytest.mark.browser
SAID = "It costs a year of pay. Nobody knows why."
QUOTE = "It costs a year of pay."
SELECT = """(words) => {
  const lines = document.createTreeWalker(document.querySelector("[data-passage-of]"), NodeFilter.SHOW_TEXT);
  while (lines.nextNode()) {
    const at = lines.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(lines.currentNode, at);
    range.setEnd(lines.currentNode, at + words.length);
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    return;
  }
}"""


@pytest.mark.long
def test_from_a_sentence_in_a_discussion_to_the_note_and_back(portal, new_context, accessible):
    cast = Cast()
    meeting = builders.roundtable(cast)

    def somebody(size, email=""):
        one = Person(new_context(viewport=size).new_page(), portal, accessible)
        return one.sign_in(email) if email else one

    for who in builders.NOTE_PEOPLE:
        getattr(cast, who)
    officer = somebody(DESK, cast.officer.email)
    officer_names_its_people(officer, meeting, cast)
    note = BackgroundNote.objects.get()
    said = builders.said_for(note, cast, SAID)
    first, second = somebody(DESK, cast.drafter.email), somebody(PHONE, cast.second_drafter.email)
    drafter_marks_a_passage(first, said)
    drafter_writes(first)
    the_other_writes_on_a_telephone(second, note)
    builders.discussion(cast, meeting=meeting)
    the_draft_goes_out_for_comment(officer, somebody(PHONE, cast.owner.email), note)
    hands_in(second)
    for size, who in ((PHONE, cast.co_chair), (DESK, cast.second_co_chair)):
        co_chair_clears(somebody(size, who.email))
    officer_clears(officer)
    another_publishes(somebody(DESK, cast.second_officer.email))
    for size in (DESK, PHONE):
        reader_finds_the_way_back(somebody(size), note, said)


def officer_names_its_people(officer, meeting, cast):
    officer.go(meeting.get_absolute_url()).press("Open a background note").look()
    for who, office in builders.NOTE_PEOPLE.items():
        officer.write("E-mail of the account", getattr(cast, who).email)
        officer.tick("Drafter (rapporteur)" if office == "drafter" else "Co-chair")
        officer.press("Name", exact=True)
        officer.reads(getattr(cast, who).email)
    officer.look("named")


def drafter_marks_a_passage(drafter, said):
    drafter.go(said.get_absolute_url()).press("Mark a passage for the background note").look()
    drafter.page.evaluate(SELECT, QUOTE)
    drafter.press("Take the selected words")
    expect(drafter.page.get_by_label("Passage")).to_have_value(QUOTE)
    drafter.write("Theme", "cost of recognition")
    drafter.press("Mark it").reads("The passage is a point for the note now.", QUOTE)
    drafter.look("marked")


def drafter_writes(drafter):
    drafter.press("The note").look()
    drafter.press("Add a paragraph").look()
    drafter.write("Heading above it", "Background")
    drafter.write("Text", "Recognition is dear, and takes long.")
    drafter.tick(QUOTE)
    drafter.page.get_by_label("Heading above it").focus()
    expect(drafter.page.locator("#text [data-line]")).to_contain_text(re.compile(r"Saved at \d"))
    drafter.press("Save and back to the note").reads("Rests on 1 point")
    drafter.look("written")


def the_other_writes_on_a_telephone(other, note):
    other.go("/en/work/").press("Write the note").look()
    other.press("Write paragraph 1").look()
    expect(other.page.get_by_label("Text")).to_have_value("Recognition is dear, and takes long.")
    other.press("Save and back to the note").press("Add a paragraph")
    other.write("Text", "Questions for the roundtable.")
    other.press("Save and back to the note").reads("Questions for the roundtable.")
    assert note.paragraphs.count() == 2


def the_draft_goes_out_for_comment(officer, reader, note):
    officer.go(note.get_absolute_url()).press("Put it out for comment").prove().look()
    officer.write("Comments until the end of", f"{timezone.localdate() + timedelta(days=7):%Y-%m-%d}")
    officer.press("Put it out for comment").reads("Done.", "Comments until")
    reader.go(f"/en/{note.meeting.public_path}").press("Read the draft").look()
    reader.page.get_by_role("link", name="Comment on paragraph 2").click()
    reader.look()
    reader.write("Your contribution", "Ask who pays.")
    reader.write("Your name", "A person")
    reader.press("Send", exact=True).reads("Your contribution is public.", "On paragraph 2 of the draft note")
    reader.press("On paragraph 2 of the draft note").look("commented").reads("Ask who pays.")
    officer.press("Take no more comments").press("Take no more comments").reads("Done.", "Comments are closed")


def hands_in(drafter):
    drafter.go("/en/work/").press("Write the note").press("Hand in to the co-chairs").look()
    drafter.press("Hand in to the co-chairs").reads("With the co-chairs")


def co_chair_clears(chair):
    chair.go("/en/work/").press("Clear the note").look()
    chair.press("Clear it as co-chair").look()
    chair.press("Clear it as co-chair").reads("Done.")


def officer_clears(officer):
    officer.go("/en/work/").press("Clear the note").look("cleared by both")
    officer.press("Clear it for the secretariat").press("Clear it for the secretariat").reads("Done.")


def another_publishes(officer):
    officer.go("/en/work/").press("Publish the note").press("Publish it").prove().look()
    officer.press("Publish it").reads("Done.", "Published")


def reader_finds_the_way_back(reader, note, said):
    reader.go(f"/en/{note.meeting.public_path}").press("Read the note").look()
    reader.reads("Recognition is dear, and takes long.", "Annex: sources", QUOTE)
    reader.press("Contribution of Demo State").look()
    assert str(said.pk) in reader.page.url
    reader.reads(SAID, "Cited in paragraph 1 of")
    reader.press("Background note: Roundtable 1").reads("Recognition is dear")
