"""The digest: all that is open for a person in one message, in the order of My work (FEATURES N6, N7, N15; E11)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from notifications import delivery, digests, kinds, outbox, steps, working
from notifications.choices import Status
from notifications.models import Message, Preference
from reviews.models import VoluntaryReview
from reviews.notifications.talk import Mentioned
from reviews.sections import section_in
from reviews.steps import talk
from tests import factories
from tests.notifications.test_pages import as_it_stands

PAGE = "/en/accounts/messages/"
FRIDAY = datetime(2030, 2, 15, 15, tzinfo=UTC)
"""Ten in the morning of New York, an hour after the digest."""
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    monkeypatch.setattr(outbox, "nudge", lambda ids: None)


@pytest.fixture
def chosen(cast):
    """The focal point wants a digest each working day, chosen long ago."""

    def choose(person=None, rhythm="daily"):
        person = person or cast.focal_point
        steps.choose(person, digests.NAME, rhythm)
        Preference.objects.filter(user=person).update(changed_at=FRIDAY - 30 * DAY)
        return person

    return choose


def send(now: datetime, *, times: int = 1) -> list:
    """Plan (`times` over) and deliver at `now`; the digests that went."""
    with time_machine.travel(now, tick=False):
        mail.outbox.clear()
        for _time in range(times):
            outbox.plan(now)
        outbox.expire()
        delivery.deliver()
    return [one for one in mail.outbox if "you asked for a digest" in one.body]


def mention(cast, text="Please look."):
    """The focal point asks the alternate to read a comment."""
    review = VoluntaryReview.objects.first() or factories.review(cast)
    talk.comment(section_in(review, "b"), text, tell=[cast.alternate], by=cast.focal_point)


def test_n6_n15_the_digest_lists_what_my_work_lists_in_its_order_once_a_day(cast, chosen):
    chosen()
    factories.questionnaire_in_force(cast)
    (letter,) = send(FRIDAY, times=3)
    assert letter.to == [cast.focal_point.email]
    with time_machine.travel(FRIDAY, tick=False):
        items = cast.client("focal_point").get("/en/work/").context["items"]
    titles = re.findall(r"^\d+\. (.+)$", letter.body, re.MULTILINE)
    assert titles == [item.title for item in items]
    lines = letter.body.splitlines()
    assert lines[0] == letter.subject == "1 matter is open for you, due by 28 February 2030"
    assert lines[2:4] == ["1. Start your voluntary review for IMRF 2030", "   due by 28 February 2030"]
    assert "28 February 2030" in letter.alternatives[0].content.partition("<h1")[0], "what a list of mails shows first"
    assert "http://localhost" in letter.body
    assert "/en/reviews/start/" in letter.body
    assert send(FRIDAY + timedelta(hours=5)) == []
    assert send(FRIDAY + DAY) == send(FRIDAY + 2 * DAY) == [], "no mail on a day off"
    assert len(send(FRIDAY + 3 * DAY)) == 1
    rows = Message.objects.filter(kind=digests.NAME)
    assert [row.occasion for row in rows.order_by("planned_at")] == [
        "portal.digest:2030-02-15",
        "portal.digest:2030-02-18",
    ]
    assert not rows.visible_to(cast.officer).exists(), "it may tell of a draft"


def test_e11_nothing_open_is_not_sent_and_what_was_done_meanwhile_is_left_out(cast, chosen):
    chosen()
    assert send(FRIDAY) == []
    assert [(row.status, row.error) for row in Message.objects.filter(kind=digests.NAME)] == [
        ("cancelled", "nothing is open")
    ]
    factories.questionnaire_in_force(cast)
    monday = FRIDAY + 3 * DAY
    with time_machine.travel(monday, tick=False):
        outbox.plan(monday)
        factories.review(cast)
    assert send(monday) == [], "started after it was planned"


def test_n6_weekly_it_comes_on_the_first_working_day_and_not_for_the_week_before_it_was_chosen(cast, chosen):
    factories.questionnaire_in_force(cast)
    chosen(rhythm="weekly")
    assert len(send(FRIDAY)) == 1, "Monday's, after four days of silence"
    Message.objects.all().delete()
    with time_machine.travel(FRIDAY, tick=False):
        steps.choose(cast.focal_point, digests.NAME, "weekly")
    assert [len(send(FRIDAY + number * DAY)) for number in (0, 1, 2, 3, 4)] == [0, 0, 0, 1, 0]


def test_n7_a_message_waits_for_the_digest_and_stands_in_it_once(cast, chosen):
    chosen(cast.alternate)
    steps.choose(cast.alternate, Mentioned.name, "digest")
    with time_machine.travel(FRIDAY - DAY, tick=False):
        mention(cast)
        row = Message.objects.get(kind=Mentioned.name)
        assert row.status == Status.DIGEST
        delivery.deliver()
    assert mail.outbox == []
    (letter,) = send(FRIDAY)
    assert letter.body.count("- A colleague asks you to read a comment") == 1
    row.refresh_from_db()
    assert (row.status, row.told_in.kind) == (Status.TOLD, digests.NAME)
    monday = FRIDAY + 3 * DAY
    assert not [one for one in send(monday) if "waited for this digest" in one.body], "told once"
    Message.objects.filter(pk=row.told_in_id).update(status=Status.FAILED)
    (again,) = send(monday + DAY)
    assert "waited for this digest" in again.body, "what a lost digest told the next one tells (E11)"


def test_e11_f12_a_digest_that_is_refused_for_now_loses_no_line(cast, chosen, monkeypatch):
    monkeypatch.setattr("imrf_portal.notifications.MOST", 2)
    chosen(cast.alternate)
    steps.choose(cast.alternate, Mentioned.name, "digest")
    with time_machine.travel(FRIDAY - DAY, tick=False):
        for text in ("One.", "Two.", "Three."):
            mention(cast, text)
    rows = Message.objects.filter(kind=Mentioned.name)
    with monkeypatch.context() as greylisting:
        answer = delivery.Answer("postponed", "450 greylisted")
        greylisting.setattr(delivery.LocalCarrier, "hand_over", lambda *_: answer)
        assert send(FRIDAY) == []
    assert set(rows.values_list("status", "told_in")) == {(Status.DIGEST, None)}
    (letter,) = send(FRIDAY + timedelta(minutes=1))
    assert letter.body.count("- A colleague asks you to read a comment") == 2
    assert sorted(rows.values_list("status", flat=True)) == [Status.DIGEST, Status.TOLD, Status.TOLD]
    digest = Message.objects.get(kind=digests.NAME)
    for stands in ({"doubts": 1}, {"doubts": 0, "claimed_by": "another"}):
        Message.objects.filter(pk=digest.pk).update(status=Status.SENDING, **stands)
        outbox.postponed(digest, "450 greylisted")
        assert rows.filter(told_in=digest).count() == 2, "an earlier copy may have arrived, or another hands it over"


def test_e11_what_comes_while_the_digest_is_written_comes_with_the_next(cast, chosen, monkeypatch):
    chosen(cast.alternate)
    steps.choose(cast.alternate, Mentioned.name, "digest")
    with time_machine.travel(FRIDAY - DAY, tick=False):
        mention(cast)
    begin = outbox.begin

    def another_just_before(*args):
        with time_machine.travel(FRIDAY, tick=False):
            mention(cast, "And this one.")
        return begin(*args)

    monkeypatch.setattr(outbox, "begin", another_just_before)
    (letter,) = send(FRIDAY)
    monkeypatch.undo()
    assert set(Message.objects.filter(kind=Mentioned.name).values_list("status", flat=True)) == {"told", "digest"}
    (_next,) = send(FRIDAY + 3 * DAY)
    assert set(Message.objects.filter(kind=Mentioned.name).values_list("status", flat=True)) == {"told"}
    assert letter


def test_n7_what_is_over_before_the_next_digest_does_not_wait_and_what_is_asked_for_goes(cast, chosen):
    chosen(cast.alternate, "weekly")
    steps.choose(cast.alternate, Mentioned.name, "digest")
    with time_machine.travel(FRIDAY, tick=False):
        mention(cast)
        row = Message.objects.get(kind=Mentioned.name)
        rhythm = digests.rhythms_of([cast.alternate])[cast.alternate.pk]
        row.expires_at = FRIDAY + DAY
        assert not digests.comes_in_time(row, rhythm)
        steps.choose(cast.alternate, Mentioned.name, "at_once")
    row.refresh_from_db()
    assert row.status == Status.QUEUED
    with time_machine.travel(FRIDAY, tick=False):
        steps.choose(cast.alternate, Mentioned.name, "digest")
        delivery.deliver()
    row.refresh_from_db()
    assert row.status == Status.DIGEST, "chosen while it waited to go"


def test_n7_the_page_offers_the_digest_and_asks_how_often_it_comes(cast):
    client = cast.client("focal_point")
    page = client.get(PAGE).text
    assert page.index("The digest: one message") < page.index("A colleague asks you to read a comment")
    assert page.count("In the digest") >= 4
    form = as_it_stands(cast.focal_point)
    refused = client.post(PAGE, form | {Mentioned.name: "digest"})
    assert refused.status_code == 422
    assert "say how often the digest comes" in refused.text
    assert not Preference.objects.exists()
    assert client.post(PAGE, form | {Mentioned.name: "digest", digests.NAME: "weekly"}).status_code == 302
    way_out = kinds.unsubscribe_url(kinds.find(digests.NAME)(cast.focal_point, day="2030-02-15"), cast.focal_point)
    done = client.post(f"/en/{way_out.partition('/en/')[2]}")
    assert "What was to come in it is not sent either." in done.text
    assert set(Preference.objects.values_list("kind", "choice")) == {(digests.NAME, "never"), (Mentioned.name, "never")}


def test_n7_receipts_duties_and_security_mail_can_wait_for_no_digest():
    for declared in ({}, {"optional": True, "security": True}, {"optional": True, "secret": True}):
        with pytest.raises(TypeError, match="must come at once"):
            type("Waits", (kinds.Kind,), {"digest": True, **declared})


def test_the_first_day_of_a_week_and_its_days_off():
    friday_off = working.Week(off=frozenset({4, 5}))
    assert [day for day in range(11, 18) if friday_off.is_first(datetime(2030, 2, day, tzinfo=UTC).date())] == [17]
    assert [day for day in range(11, 18) if working.USUAL.is_first(datetime(2030, 2, day, tzinfo=UTC).date())] == [11]
