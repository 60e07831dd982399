"""Dialogues in a browser: a series with a clash, one moved under the eyes of a calendar, a discussion in three
languages with moderation, on a desk and on a phone."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from dialogues.models import Contribution, Meeting
from dialogues.steps import announcing, discussing
from tests.browser.person import Person
from tests.cast import Cast
from tests.dialogues import builders
from tests.dialogues.readers import event_and_moment

pytestmark = pytest.mark.browser


@pytest.fixture
def someone(portal, new_context, accessible):
    """`someone("moderator@demo.example", 390)`: a person at a browser of that width, signed in where they are named."""

    def opened(email: str = "", width: int = 1280) -> Person:
        page = new_context(viewport={"width": width, "height": 900}).new_page()
        person = Person(page, portal, accessible)
        return person.sign_in(email) if email else person

    return opened


def subscribe(person):
    """Press "Add to calendar": the address that the calendar program keeps, and the file as it reads it."""
    link = person.page.get_by_role("link", name="Add to calendar")
    with person.page.expect_download() as taken:
        link.click()
    return link.get_attribute("href"), event_and_moment(Path(taken.value.path()).read_text())


def test_a_series_of_four_with_a_clash_one_moved_and_the_calendar_follows(someone, complaints):
    complaints.expect("409")  # the clash is said before anything is kept
    cast = Cast()
    officer = someone(cast.officer.email)
    officer.go("/en/dialogues/planning/").press("Plan a series")
    officer.look()
    officer.write("Name of the series", "Dialogues on skills")
    officer.write("Begins", "10:00")
    officer.write("Ends", "12:00")
    for number, day in enumerate(("2030-02-06", "2030-02-06", "2030-02-20", "2030-02-27")):
        if number:
            officer.press("Add a row")
        officer.page.locator(f"[name='rows-{number}-title']").fill(f"Dialogue {number + 1}")
        officer.page.locator(f"[name='rows-{number}-day']").fill(day)
        officer.page.locator(f"[name='rows-{number}-co_chair']").fill("Demo State")
    officer.press("Plan the series", exact=True)
    officer.look("clash").reads("At the same time", "Dialogue 1", "Dialogue 2")
    assert not Meeting.objects.exists(), "nothing is kept before the clash is looked at"
    officer.page.locator("[name='rows-1-day']").fill("2030-02-13")
    officer.press("Plan the series", exact=True)
    officer.reads("Planned: Dialogues on skills")
    assert Meeting.objects.count() == 4
    officer.press("Dialogue 2").look().press("Announce")
    officer.look().press("Announce", exact=True)
    meeting = Meeting.objects.get(title="Dialogue 2")
    announced = Meeting.objects.exclude(reference=None).get()
    assert announced == meeting

    reader = someone(width=390)
    reader.go("/en/dialogues/").reads("Dialogue 2")
    reader.go(f"/en/{meeting.public_path}")
    address, (before, begins) = subscribe(reader)
    assert begins == datetime(2030, 2, 13, 15, tzinfo=UTC)

    officer.go(meeting.get_absolute_url()).press("Change", exact=True)
    officer.look()
    officer.write("Begins", "14:00")
    officer.write("Ends", "16:00")
    officer.press("Save").reads("Calendars follow by themselves")
    fetched = reader.page.request.get(f"{reader.portal}{address}")
    after, moved = event_and_moment(fetched.body().decode())
    assert moved == datetime(2030, 2, 13, 19, tzinfo=UTC)
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)
    officer.go("/en/dialogues/planning/calendar/?month=2030-02")
    someone(cast.officer.email, 390).go("/en/dialogues/planning/calendar/?month=2030-02").reads("Dialogue 4")


def contribute(person, space, text, language):
    person.go(f"{space.get_absolute_url()}write/")
    person.choose("Language of your text", language)
    person.write("Your contribution", text)
    person.write("Your name", "A person")
    person.press("Send", exact=True)


def test_a_discussion_with_moderation_in_three_languages(someone):
    cast = Cast()
    space = builders.discussion(cast, moderation="before", reads=("en", "fr"))
    writer = someone(cast.focal_point.email, 390)
    contribute(writer, space, "Recognition costs a year of pay.", "English")
    writer.reads("A moderator reads your contribution")
    contribute(writer, space, "Cela coûte trop cher.", "Français")
    contribute(writer, space, "كلفة الاعتراف عالية.", "العربية")

    moderator = someone(cast.moderator.email)
    moderator.look().reads("Discussions you moderate")
    moderator.press("Moderate").look("queue").reads("Recognition costs a year of pay.")
    moderator.press("Make public").reads("It is public.")
    moderator.press("Hide")
    moderator.look()
    moderator.tick("It is about something else.")
    moderator.write("Words to the author", "Write about recognition.")
    moderator.press("Hide", exact=True)
    colleague = someone(cast.second_officer.email, 390)
    colleague.go(f"{space.get_absolute_url()}moderate/").reads("كلفة الاعتراف عالية.")
    colleague.press("Make public").reads("It is public.")

    hidden = Contribution.objects.get(language="fr")
    writer.go(hidden.get_absolute_url()).reads("1. It is about something else.")
    writer.press("Appeal", exact=True).look()
    writer.write("Why it should be public", "It is about what recognition costs.")
    writer.press("Send the appeal").reads("Another moderator answers")
    assert cast.head
    head = someone(cast.head.email)
    head.go(f"{space.get_absolute_url()}moderate/").press("Answer")
    head.look()
    head.tick("Make it public again")
    head.write("Answer to the author", "You are right.")
    head.press("Answer", exact=True)
    reader = someone(width=390).go(space.get_absolute_url())
    reader.reads("Cela coûte trop cher.", "كلفة الاعتراف عالية.", "1 public again")
    expect(reader.page.get_by_text("كلفة الاعتراف عالية.").locator("xpath=ancestor::div[1]")).to_have_attribute(
        "lang", "ar"
    )
    reader.go(space.get_absolute_url().replace("/en/", "/ar/"))


def test_a_report_and_a_reply_that_comes_too_late(someone, complaints):
    complaints.expect("400")  # the reply to what was taken back
    cast = Cast()
    space = builders.discussion(cast)
    first = builders.contribution(space, cast.focal_point)
    other = someone(cast.owner.email, 390)
    other.go(space.get_absolute_url())
    other.page.locator(f"#c-{first.pk}").get_by_role("link", name="Report").click()
    other.look()
    other.tick("It holds personal data of others.")
    other.press("Report", exact=True).reads("you are told what came of it")
    other.go(f"{space.get_absolute_url()}write/{first.pk}/")
    discussing.take_back(first, by=cast.focal_point)
    other.write("Your contribution", "An answer that came too late.")
    other.write("Your name", "A person")
    other.press("Send", exact=True).reads("What you answer is not public any more")
    expect(other.page.get_by_label("Your contribution")).to_have_value("An answer that came too late.")
    other.go(space.get_absolute_url()).reads("Removed by its author.")


def test_a_roundtable_with_sessions_and_ones_own_calendar_on_a_phone(someone):
    cast = Cast()
    meeting = builders.roundtable(cast, session={"starts_on": timezone.localdate() + timedelta(days=30)})
    announcing.revise(meeting, by=cast.officer, note="Nothing new.")
    member = someone(cast.member.email, 390)
    member.go(f"/en/{meeting.public_path}").press("Take part or be told").look().press("Tell me of changes")
    member.go("/en/dialogues/calendar/").press("Make the address").look("made")
    (address,) = re.findall(r"/calendar/dialogues/own/[\w-]+\.ics", member.page.locator("main").inner_text())
    event, _begins = event_and_moment(member.page.request.get(f"{member.portal}{address}").body().decode())
    assert event.summary.value == meeting.title
    for page in ("edit/", "outcome/", "sessions/", "people/", "discussion/", "steps/cancel/"):
        someone(cast.officer.email, 390).go(f"/en/dialogues/drafts/{meeting.pk}/{page}")
