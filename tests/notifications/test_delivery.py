"""Handing over: a mail server that follows a script, spoken to by our own code (promises E4, E6, E8, F12-F15)."""

import email.header
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from notifications import delivery, home, outbox, overview, tasks
from notifications.choices import Status
from notifications.kinds import one_line
from notifications.models import Message
from tests.notifications import kinds
from tests.notifications.conftest import make_people
from tests.processes import mail_server

TO = "desk@ministry.example"
NOON = datetime(2030, 1, 29, 12, tzinfo=UTC)


@pytest.fixture
def server(settings, db):
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.controller.port
        settings.EMAIL_TIMEOUT = 1
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.PRODUCTION = True
        home.claim()
        yield running


ANSWERS = [
    ("250 2.0.0 Ok", "sent", "sent"),
    ("421 4.3.2 closing", "queued", "queued"),
    ("450 4.2.1 busy", "queued", "queued"),
    ("451 4.3.0 error", "queued", "queued"),
    ("452 4.2.2 full", "queued", "queued"),
    ("550 5.1.1 unknown", "failed", "failed"),
    ("552 5.2.2 over quota", "failed", "failed"),
    ("554 5.7.1 refused", "failed", "failed"),
    ("what do you want", "uncertain", "sent"),
    ("silence", "uncertain", "sent"),
    ("close", "uncertain", "sent"),
]


@pytest.mark.parametrize(("answer", "held", "resent"), ANSWERS, ids=[answer for answer, *_ in ANSWERS])
def test_e4_each_answer_to_the_text_has_its_state(server, answer, held, resent):
    """Held kinds stay uncertain (F14); kinds that resend go again at once and are then accepted."""
    server.answers = {TO: [answer], "other@ministry.example": [answer]}
    kinds.HeldReceipt(to=[TO]).queue()
    kinds.Receipt(to=["other@ministry.example"]).queue()
    delivery.deliver()
    found = dict(Message.objects.values_list("kind", "status"))
    assert found == {"sample.held": held, "sample.receipt": resent}
    if answer[:3].isdigit():
        assert Message.objects.filter(smtp_reply__startswith=answer[:3]).count() == 2


@pytest.mark.parametrize(
    ("answer", "state"),
    [("450 4.2.0 greylisted", "queued"), ("550 5.1.1 no such user", "failed"), ("garbage", "queued")],
)
def test_e4_a_refusal_of_the_recipient_is_definite(server, answer, state):
    server.at_rcpt = {TO: [answer]}
    kinds.HeldReceipt(to=[TO, "next@ministry.example"]).queue()
    delivery.deliver()
    assert Message.objects.get(address=TO).status == state
    assert Message.objects.get(address="next@ministry.example").status == Status.SENT


def test_f12_a_temporary_refusal_is_tried_after_1_5_15_60_minutes_then_hourly(server):
    server.answers = {TO: ["451 later"] * 6}
    waits = []
    with time_machine.travel(NOON, tick=True) as clock:
        kinds.Receipt(to=[TO]).queue()
        kinds.Receipt(to=["quick@ministry.example"], number=2).queue()
        for _ in range(6):
            delivery.deliver()
            row = Message.objects.get(address=TO)
            waits.append(round((row.next_try - datetime.now(UTC)).total_seconds() / 60))
            clock.move_to(row.next_try + timedelta(seconds=1))
        assert Message.objects.get(address="quick@ministry.example").status == Status.SENT
        delivery.deliver()
    assert waits == [1, 5, 15, 60, 60, 60]
    assert Message.objects.get(address=TO).status == Status.SENT
    assert server.mailboxes()[TO] == 1


def test_f13_a_refusal_for_good_is_shown_and_not_tried_again(server):
    server.answers = {TO: ["550 5.1.1 no such user"]}
    kinds.Receipt(to=[TO]).queue()
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=3)):
        for _ in range(3):
            tasks.sweep()
    row = Message.objects.get()
    assert (row.status, row.attempts, row.smtp_reply) == (Status.FAILED, 1, "550 5.1.1 no such user")


def test_f14_silence_after_the_text_is_uncertain_and_never_sent_again_blindly(server):
    server.answers = {TO: ["accept close"]}
    kinds.HeldReceipt(to=[TO]).queue()
    for _ in range(3):
        tasks.sweep()
    row = Message.objects.get()
    assert row.status == Status.UNCERTAIN
    assert server.mailboxes()[TO] == 1
    assert str(row.pk) in row.message_id


def test_f14_what_may_be_sent_again_carries_the_same_message_id_and_words(server):
    server.answers = {TO: ["accept close"]}
    kinds.Receipt(to=[TO]).queue()
    delivery.deliver()
    (first, second) = [message for _to, message in server.accepted]
    assert first["Message-ID"] == second["Message-ID"] == Message.objects.get().message_id
    assert first.get_body(("plain",)).get_content() == second.get_body(("plain",)).get_content()


def test_f15_while_the_mail_server_is_away_rows_wait_and_go_afterwards(server, settings):
    settings.EMAIL_PORT = 1  # nobody listens there
    kinds.Receipt(to=[TO]).queue()
    tasks.sweep()
    row = Message.objects.get()
    assert (row.status, row.attempts, row.doubts) == (Status.QUEUED, 0, 0)
    assert row.error == "mail server away: ConnectionRefusedError"
    settings.EMAIL_PORT = server.controller.port
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        tasks.sweep()
    assert server.mailboxes() == {TO: 1}


def test_n5_f15_a_mail_server_that_is_away_for_an_hour_is_an_alarm_though_each_try_begins_anew(
    server, settings, caplog, cast
):
    settings.EMAIL_PORT = 1
    start = datetime.now(UTC)
    kinds.Receipt(to=[TO]).queue()
    for minutes, late in ((0, False), (30, False), (61, True)):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            tasks.sweep()
            assert ("mail is late" in caplog.text) == late
            assert bool(overview.figures(cast.officer).late_since) == late


def test_f15_after_a_day_away_relevance_is_asked_again_and_the_late_expire(server, settings):
    settings.EMAIL_PORT = 1
    people = make_people(3)
    kinds.milestone(datetime(2030, 2, 28, tzinfo=UTC).date())
    with time_machine.travel(datetime(2030, 1, 29, 15, tzinfo=UTC), tick=False):
        tasks.plan()
        tasks.sweep()
    kinds.note("sample submitted", about=people[0].pk)
    Message.objects.filter(recipient=people[1]).update(expires_at=datetime(2030, 1, 30, 10, tzinfo=UTC))
    settings.EMAIL_PORT = server.controller.port
    with time_machine.travel(datetime(2030, 1, 30, 15, tzinfo=UTC), tick=False):
        tasks.sweep()
    assert dict(Message.objects.values_list("recipient", "status")) == {
        people[0].pk: "cancelled",
        people[1].pk: "expired",
        people[2].pk: "sent",
    }


@pytest.mark.once
def test_e6_no_message_tells_of_another_recipient(server):
    """The Let's Encrypt fault: 600 people, and nobody finds another's name or address anywhere."""
    people = make_people(600)
    kinds.Receipt(to=[person.pk for person in people]).queue()
    while delivery.deliver().touched:
        pass
    assert len(server.accepted) == 600
    for to, message in server.accepted:
        whole = message.as_string()
        number = to[len("person") : len("person") + 3]
        assert {whole[at + 6 : at + 9] for at in found(whole, "person")} <= {number}
        assert {whole[at + 6 : at + 9] for at in found(whole, "Number")} <= {number}
        assert message.get_all("To") == [to]
        assert message["Cc"] is None
        assert message["Bcc"] is None


def found(whole: str, word: str) -> list[int]:
    places, at = [], whole.find(word)
    while at >= 0:
        places.append(at)
        at = whole.find(word, at + 1)
    return places


def test_headers_say_that_a_machine_wrote_and_how_to_stop_it(server, settings):
    (person,) = make_people(1)
    with time_machine.travel(NOON):
        kinds.Reminder(due="2030-02-28", zone="UTC", lead=30).queue()
        kinds.Receipt(to=[person.pk]).queue()
        delivery.deliver()
    messages = {message["Subject"]: message for _to, message in server.accepted}
    optional = messages["30 days left until 2030-02-28"]
    mandatory = messages[f"Received for {person.email}"]
    for message in messages.values():
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Message-ID"].endswith(f"@{settings.MAIL_DOMAIN}>")
        assert message["Reply-To"] == settings.CONTACT_EMAIL
        assert message.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert optional["List-Unsubscribe"].strip().startswith(f"<{settings.SITE_URL}/en/accounts/messages/unsubscribe/")
    assert optional["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mandatory["List-Unsubscribe"] is None


STRANGE = [
    "Line\r\nBcc: everybody@example.org",
    "Line\nfeed",
    "x" * 500,
    "word " * 100,
    "مراجعة طوعية 🎉 完成",
    "=?utf-8?q?not_encoded?=",
    "=?utf-8?b?8J+YgA==?= and 日本",
    "tab\tand \x01 control and \u2028 separator",
    '"quotes" <and> {{ braces }} %s',
]


@pytest.mark.parametrize("subject", STRANGE)
def test_e8_a_strange_subject_is_one_header_and_reads_as_the_text_shown(server, subject):
    kinds.Receipt(to=[TO], subject=subject).queue()
    delivery.deliver()
    ((_to, message),) = server.accepted
    row = Message.objects.get()
    assert message.get_all("Subject") == [row.subject]
    assert row.subject == one_line(subject)
    assert message["Bcc"] is None
    assert set(message.keys()) <= {
        "Content-Type", "MIME-Version", "Subject", "From", "To", "Reply-To", "Date", "Message-ID", "Auto-Submitted",
        "X-Peer", "X-MailFrom", "X-RcptTo",
    }  # fmt: skip


def test_n10_a_long_subject_is_cut_under_seventy_characters(server):
    kinds.Receipt(to=[TO], subject="Somebody asks to join: " + "Association of associations " * 8).queue()
    delivery.deliver()
    subject = server.accepted[0][1]["Subject"]
    assert len(subject) < 70
    assert subject.endswith("…")


@hypothesis(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_e8_any_subject_survives_the_header(subject):
    line = one_line(subject)
    if not line:
        return
    row = Message(kind="sample.receipt", address=TO)
    letter = delivery.Letter(line, "text", "<p>html</p>", "", "")
    raw = delivery.compose(row, kinds.Receipt(to=[TO]), letter).message()["Subject"]
    decoded = "".join(
        part.decode(charset or "ascii") if isinstance(part, bytes) else part
        for part, charset in email.header.decode_header(raw.replace("\n", ""))
    )
    assert " ".join(decoded.split()) == line


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nBcc: c@d.example", "ünïcode@ministry.example", "two@a.example, b@c.example"]
)
def test_an_address_that_no_header_can_carry_fails_alone(server, address):
    kinds.Receipt(to=[address, TO]).queue()
    delivery.deliver()
    assert server.mailboxes() == {TO: 1}
    assert Message.objects.exclude(address=TO).get().status == Status.FAILED


def test_lines_that_begin_with_a_dot_arrive_whole(server, monkeypatch):
    monkeypatch.setattr(kinds.Receipt, "words", lambda self, who: ".first\r\n.\r\n..third\nend")
    kinds.Receipt(to=[TO]).queue()
    delivery.deliver()
    ((_to, message),) = server.accepted
    assert ".first\n.\n..third\nend" in message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def test_a_connection_that_died_between_two_messages_is_opened_again(server, monkeypatch):
    kinds.HeldReceipt(to=[TO, "next@ministry.example"]).queue()
    true = delivery.SmtpCarrier.hand_over

    def then_die(self, message):
        answer = true(self, message)
        self.backend.connection.sock.shutdown(2)
        return answer

    monkeypatch.setattr(delivery.SmtpCarrier, "hand_over", then_die)
    delivery.deliver()
    assert set(Message.objects.values_list("status", flat=True)) == {"sent"}


def test_the_log_names_no_person(server, caplog):
    caplog.set_level("INFO")
    server.answers = {TO: ["550 5.1.1 desk@ministry.example unknown"]}
    kinds.Receipt(to=[TO, "next@ministry.example"]).queue()
    delivery.deliver()
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("portal"))
    assert "sent" in ours
    assert "ministry.example" not in ours


def test_planning_579_reminders_takes_few_queries(db, django_assert_max_num_queries):
    make_people(579)
    kinds.milestone(datetime(2030, 2, 28, tzinfo=UTC).date(), leads=[30])
    with time_machine.travel(datetime(2030, 1, 29, 15, tzinfo=UTC)), django_assert_max_num_queries(60):
        assert len(outbox.plan()) == 579
