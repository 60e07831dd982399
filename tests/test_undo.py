"""What was discarded, hidden, archived or withdrawn comes back, or its page has said that it does not (FEATURES X9)."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from dialogues.choices import Ground
from dialogues.steps import moderating, records
from notifications.models import Message
from pledges.models import ProgressReport
from pledges.steps import partners, progress
from practices.steps import publication
from reviews.steps import submission as submissions
from tests import factories
from tests.dialogues import builders as dialogues
from tests.notifications import builders as letters
from tests.pledges import builders as pledges
from tests.practices import builders as practices
from tests.practices.test_drafting import picture
from tests.reviews import mail_samples as reviews

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
pytestmark = pytest.mark.django_db


# --- comes back


def test_x9_a_file_taken_out_of_a_pledge_comes_back_in_place_of_the_one_that_stands_there(cast):
    pledge, client = pledges.of_bank(cast), cast.client("pledger")
    page = reverse("pledges:files", args=[pledge.pk])
    for name in ("first.pdf", "second.pdf"):
        client.post(page, {"purpose": "attachment", "file": SimpleUploadedFile(name, PDF, "application/pdf")})
    first = pledge.files.get(name="first.pdf")
    back = reverse("pledges:put_back", args=[pledge.pk, first.pk])
    assert back in client.get(page).text
    assert cast.client("officer").post(back).status_code == 404
    client.post(back)
    assert [one.name for one in pledge.files.standing()] == ["first.pdf"]
    pledge.files.update(removed_at=timezone.now() - timedelta(days=31))
    assert client.post(back).status_code == 404


def test_x9_a_picture_taken_out_of_a_practice_comes_back(cast):
    practice, client = practices.practice(cast), cast.client("owner")
    page = reverse("practices:images", args=[practice.pk])
    client.post(page, {"file": picture("PNG"), "alternative": "A classroom"})
    image = practice.images.get()
    client.post(reverse("practices:image_take_out", args=[practice.pk, image.pk]))
    back = reverse("practices:image_put_back", args=[practice.pk, image.pk])
    assert back in client.get(page).text
    assert cast.client("other_owner").post(back).status_code == 404
    assert "Put back" in client.post(back, follow=True).text
    assert practice.images.standing().count() == 1


def test_x9_a_partner_taken_out_stands_again_where_it_stood_and_nobody_is_written_to(cast):
    pledge, client = pledges.of_bank(cast), cast.client("pledger")
    asked = partners.ask(pledge, by=cast.pledger, name="A union", email="union@demo.example")
    partners.remove(asked, by=cast.pledger)
    sent = Message.objects.count()
    page = client.get(reverse("pledges:partners", args=[pledge.pk])).text
    back = reverse("pledges:partner_act", args=[pledge.pk, asked.pk, "put_back"])
    assert back in page
    assert "Put back: A union" in client.post(back, follow=True).text
    asked.refresh_from_db()
    assert (asked.answer, Message.objects.count()) == ("invited", sent)
    partners.remove(asked, by=cast.pledger)
    partners.ask(pledge, by=cast.pledger, name="A union", email="union@demo.example")
    assert "is asked at union@demo.example already" in client.post(back, follow=True).text


def review_draft(cast):
    draft = factories.ready_review(cast)
    here = {"year": 2030, "country": "zz"}
    back = reverse("reviews:restore", kwargs={**here, "pk": draft.pk})
    return draft, "focal_point", reverse("reviews:discard", kwargs=here), back, reverse("work")


def practice_draft(cast):
    draft = practices.practice(cast, title="Kept")
    gone, back = (reverse("practices:act", args=[draft.pk, name]) for name in ("discard", "restore"))
    return draft, "owner", gone, back, draft.get_absolute_url()


def pledge_draft(cast):
    draft = pledges.of_bank(cast)
    gone, back = (reverse("pledges:step", kwargs={**draft.address, "step": name}) for name in ("discard", "restore"))
    return draft, "pledger", gone, back, draft.get_absolute_url()


def meeting_draft(cast):
    draft = dialogues.draft(cast.officer)
    gone, back = (reverse("dialogues:step", args=[draft.pk, name]) for name in ("discard", "restore"))
    return draft, "officer", gone, back, draft.get_absolute_url()


SIBLINGS = [review_draft, practice_draft, pledge_draft, meeting_draft]


@pytest.mark.parametrize("made", SIBLINGS)
def test_x9_a_discarded_draft_comes_back_on_its_thirtieth_day_and_its_page_says_until_when(cast, made):
    draft, who, discard, restore, page = made(cast)
    client = cast.client(who)
    assert "within 30 days" in client.get(discard).text
    client.post(discard)
    almost = timezone.now() - timedelta(days=29, hours=23)
    type(draft).objects.filter(pk=draft.pk).update(discarded_at=almost)
    until = date_format(almost + timedelta(days=30))
    assert re.search(f"(taken|take it) back until {until}", client.get(page).text)
    assert client.post(restore).status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.discarded_at) == ("draft", None)


@pytest.mark.parametrize("made", SIBLINGS)
def test_x9_after_thirty_days_a_discarded_draft_stays_where_it_is_and_the_page_says_why(cast, made):
    draft, who, discard, restore, _page = made(cast)
    client = cast.client(who)
    client.post(discard)
    type(draft).objects.filter(pk=draft.pk).update(discarded_at=timezone.now() - timedelta(days=30, seconds=1))
    assert "more than 30 days ago" in client.post(restore, follow=True).text
    draft.refresh_from_db()
    assert draft.discarded_at is not None


@pytest.fixture
def discarded(cast) -> ProgressReport:
    """A report that was thrown away a moment ago."""
    pledge = pledges.published(cast)
    report = pledges.report(cast.pledger, pledge, pledge.organisation, text="Half is done.")
    cast.client("pledger").post(step_of(report, "discard"))
    return report


def step_of(report, name):
    return reverse("pledges:report_step", args=[report.pk, name])


def test_x9_a_discarded_report_comes_back_from_the_page_of_its_pledge(cast, discarded):
    assert "within 30 days" in cast.client("pledger").get(step_of(another(cast, discarded), "discard")).text
    ProgressReport.objects.exclude(pk=discarded.pk).delete()
    desk = cast.client("pledger").get(discarded.pledge.get_absolute_url()).text
    assert step_of(discarded, "restore") in desk
    assert cast.client("partner").post(step_of(discarded, "restore")).status_code == 404
    back = cast.client("pledger").post(step_of(discarded, "restore"), follow=True)
    assert "Half is done." in back.text


def another(cast, discarded):
    return progress.start(discarded.pledge, discarded.organisation, by=cast.pledger)


def test_x9_not_beside_another_report_that_is_being_written(cast, discarded):
    another(cast, discarded)
    refused = cast.client("pledger").post(step_of(discarded, "restore"), follow=True)
    assert "Another report is being written meanwhile" in refused.text
    assert ProgressReport.objects.standing().count() == 1


def test_x9_for_thirty_days(cast, discarded):
    ProgressReport.objects.update(discarded_at=timezone.now() - timedelta(days=30))
    assert step_of(discarded, "restore") not in cast.client("pledger").get(discarded.pledge.get_absolute_url()).text
    refused = cast.client("pledger").post(step_of(discarded, "restore"), follow=True)
    assert "more than 30 days ago" in refused.text
    assert not ProgressReport.objects.standing().exists()


def test_x9_a_practice_that_was_archived_is_public_again(cast):
    practice = practices.published_practice(cast)
    page = reverse("practices:act", args=[practice.pk, "retire"])
    assert "take it up again at any time" in cast.client("owner").get(page).text
    practice = publication.retire(practice, by=cast.owner, note="The law has changed.")
    assert publication.take_up_again(practice, by=cast.owner).status == "published"


def test_x9_what_a_moderator_has_hidden_is_shown_again(cast):
    said = dialogues.contribution(dialogues.discussion(cast), cast.member)
    moderating.hide(said, by=cast.moderator, ground=Ground.values[0], words="A name in it.")
    moderating.restore(said, by=cast.moderator, words="The name is gone.")
    said.refresh_from_db()
    assert said.status == "published"


def test_x9_a_hidden_outcome_of_a_meeting_is_released_again_as_it_was_written(cast):
    meeting = dialogues.announced(cast)
    meeting.summary = "They agreed."
    meeting.save()
    meeting = records.release_outcome(meeting, by=cast.officer)
    meeting = records.hide_outcome(meeting, by=cast.officer)
    assert records.release_outcome(meeting, by=cast.officer).outcome["summary"] == "They agreed."


# --- does not come back, and says so before the button


def published_review(cast):
    accepted = submissions.accept(reviews.submitted(cast), by=cast.officer)
    submissions.publish(accepted, by=cast.second_officer)
    return accepted


def review_to_withdraw(cast):
    received = published_review(cast)
    submissions.propose_withdrawal(received, by=cast.head, note="A figure was wrong.")
    return f"/admin/reviews/submission/{received.pk}/transition/withdraw/"


def withdrawal_to_propose(cast):
    return f"/admin/reviews/submission/{published_review(cast).pk}/transition/propose_withdrawal/"


def withdrawal_to_ask(cast):
    return reverse("reviews:submission_step", args=[2030, "zz", published_review(cast).number, "ask_withdrawal"])


def practice_to_withdraw(cast):
    return reverse("practices:act", args=[practices.submitted_practice(cast).pk, "withdraw"])


def pledge_to_withdraw(cast):
    return reverse("pledges:step", kwargs={**pledges.published(cast).address, "step": "withdraw"})


def observation_to_take_back(cast):
    return pledges.observed(cast).get_absolute_url()


def meeting_to_withdraw(cast):
    return reverse("dialogues:step", args=[dialogues.announced(cast).pk, "withdraw"])


def meeting_to_cancel(cast):
    return reverse("dialogues:step", args=[dialogues.announced(cast).pk, "cancel"])


def note_to_withdraw(cast):
    note = dialogues.note(cast)
    dialogues.paragraph(note, cast.drafter, "The roundtable looks at objectives 2, 5, 6, 12 and 18.")
    dialogues.published(note, cast)
    return reverse("dialogues:note_step", args=[note.pk, "withdraw"])


def letter_to_call_off(cast):
    assert cast.focal_point
    return f"/admin/notifications/announcement/{letters.released(cast).pk}/transition/call_off/"


def account_to_close(cast):
    return reverse("close_account")


@pytest.mark.parametrize(
    ("address_of", "who", "words"),
    [
        (review_to_withdraw, "officer", "This cannot be taken back."),
        (withdrawal_to_propose, "head", "It cannot be taken back then."),
        (withdrawal_to_ask, "focal_point", "withdrawal cannot be taken back."),
        (practice_to_withdraw, "owner", "It cannot be taken up again"),
        (pledge_to_withdraw, "pledger", "It cannot be taken up again."),
        (observation_to_take_back, "partner", "What you take back does not come back"),
        (meeting_to_withdraw, "officer", "This cannot be taken back."),
        (meeting_to_cancel, "officer", "This cannot be taken back."),
        (note_to_withdraw, "officer", "This cannot be taken back, but the note"),
        (letter_to_call_off, "officer", "what has gone cannot be taken back"),
        (account_to_close, "member", "at once and for good"),
    ],
)
def test_x9_what_does_not_come_back_says_so_before_the_button(cast, address_of, who, words):
    assert words in cast.prove(who).get(address_of(cast)).text
