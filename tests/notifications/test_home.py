"""A copy of live data sends nothing outside (F27); a restored database sends nothing twice (F26)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.core.management import call_command

from notifications import home, outbox, steps, tasks
from notifications.choices import Status
from notifications.models import Home, MailPause, Message
from tests.notifications import kinds
from tests.processes import mail_server

pytestmark = pytest.mark.django_db
DUE = date(2030, 2, 28)
NIGHT = datetime(2030, 1, 29, 2, tzinfo=UTC)
"""When the backup is made; the reminders of thirty days before are due on this day at midnight of New York (5 h)."""
NOON = NIGHT + timedelta(hours=10)


# --- F27


@pytest.fixture
def server(settings):
    """A real mail server, in the settings of a copy of live data."""
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.controller.port, 1
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.PRODUCTION, settings.SITE_URL = True, "https://portal.example"
        home.claim()
        yield running


def connected(monkeypatch) -> list[object]:
    """What is ever connected to, while a message is due."""
    opened: list[object] = []
    real = SmtpBackend.open

    def noted(backend):
        opened.append(backend)
        return real(backend)

    monkeypatch.setattr(SmtpBackend, "open", noted)
    kinds.Receipt(to=["desk@ministry.example"]).queue()
    tasks.sweep()
    return opened


def test_f27_where_it_is_at_home_mail_leaves(server, monkeypatch):
    assert connected(monkeypatch)
    assert len(server.accepted) == 1
    assert Message.objects.get().status == Status.SENT


@pytest.mark.parametrize(
    "copy",
    [{"PRODUCTION": False}, {"SITE_URL": "https://test.portal.example"}, {"PRODUCTION": False, "SITE_URL": "http://x"}],
    ids=["not in earnest", "another host", "both"],
)
def test_f27_a_copy_of_live_data_opens_no_connection_and_keeps_every_row(server, monkeypatch, settings, cast, copy):
    for name, value in copy.items():
        setattr(settings, name, value)
    assert connected(monkeypatch) == []
    assert server.accepted == []
    row = Message.objects.get()
    assert (row.status, row.attempts) == (Status.QUEUED, 0)
    assert "kept at home" in row.error
    ready = cast.client("visitor").get("/readyz").json()
    assert (ready["status"], ready["checks"]["mail"]) == ("degraded", False)


def test_f27_a_database_that_knows_no_host_is_claimed_once_and_after_a_move_only_by_word(server, settings):
    Home.objects.update(host="")
    assert "knows no host yet" in home.objection()
    call_command("claim_mail")
    assert home.objection() == ""
    settings.SITE_URL = "https://moved.example"
    call_command("claim_mail")
    assert "belongs to portal.example" in home.objection()
    call_command("claim_mail", "--anew")
    assert home.objection() == ""


# --- F26


def backup() -> list:
    """What the night keeps: the outbox and what the database remembers."""
    return [*Message.objects.all(), *Home.objects.all()]


def restore(kept: list) -> None:
    """The database as it was; the folder of uploads stays as it is."""
    Message.objects.all().delete()
    Home.objects.all().delete()
    for row in kept:
        row.save(force_insert=True)


def a_day(capitals) -> tuple[list, int]:
    """What waits at the backup goes after it, and so do reminders that come due: what was kept, how many went."""
    kinds.milestone(DUE)
    with time_machine.travel(NIGHT, tick=False):
        tasks.sweep()
        kinds.HeldReceipt(to=["desk@ministry.example"]).queue()
        kept = backup()
    with time_machine.travel(NIGHT + timedelta(hours=5), tick=False):
        tasks.sweep()
        tasks.plan()
        tasks.sweep()
    gone = len(mail.outbox)
    assert gone == 1 + len(capitals)
    return kept, gone


def test_e9_f26_after_a_restore_mail_starts_paused_and_nothing_goes_twice(cast, capitals):
    kept, gone = a_day(capitals)
    restore(kept)
    with time_machine.travel(NOON, tick=False):
        for _ in range(3):
            tasks.sweep()
            tasks.plan()
        assert len(mail.outbox) == gone
        assert MailPause.now().paused
        assert "backup of 2030-01-29 02:00" in MailPause.now().note
        assert set(Message.objects.values_list("status", flat=True)) == {Status.HELD}
        assert Message.objects.count() == gone, "what waited at the backup, and the reminders that came due since"
        steps.resume(by=cast.officer)
        tasks.sweep()
        tasks.plan()
        tasks.sweep()
        assert len(mail.outbox) == gone, "what may have gone still waits for a decision"
        kinds.Receipt(to=["new@ministry.example"]).queue()
        tasks.sweep()
        assert len(mail.outbox) == gone + 1, "what is new goes"
        held = Message.objects.filter(kind="sample.held").get()
        steps.send_again(held, by=cast.officer, note="not in the log of the mail server")
        tasks.sweep()
        assert len(mail.outbox) == gone + 2


def test_f26_twin_without_the_file_beside_the_database_all_of_it_would_go_again(settings, tmp_path, capitals):
    kept, gone = a_day(capitals)
    restore(kept)
    settings.MEDIA_ROOT = tmp_path / "another folder"
    with time_machine.travel(NOON, tick=False):
        tasks.sweep()
        tasks.plan()
        tasks.sweep()
    assert len(mail.outbox) == 2 * gone


def test_f26_where_that_file_is_lost_too_the_operator_says_so(settings, tmp_path, capitals):
    kept, gone = a_day(capitals)
    restore(kept)
    settings.MEDIA_ROOT = tmp_path / "another folder"
    with time_machine.travel(NOON, tick=False):
        call_command("hold_mail_since", NIGHT.isoformat())
        tasks.sweep()
        tasks.plan()
        tasks.sweep()
    assert len(mail.outbox) == gone
    assert MailPause.now().paused


def test_f26_an_outage_a_clock_set_back_and_another_database_are_no_restore(capitals):
    for moment in (NIGHT, NOON, NIGHT + timedelta(hours=1), NOON + timedelta(days=3)):
        with time_machine.travel(moment, tick=False):
            tasks.sweep()
    Home.objects.all().delete()
    with time_machine.travel(NIGHT, tick=False):
        tasks.sweep()
        tasks.sweep()
    assert not MailPause.now().paused


def test_f26_what_was_being_handed_over_at_the_backup_is_uncertain():
    kinds.Receipt(to=["desk@ministry.example"]).queue()
    outbox.claim("a worker of last night")
    Message.objects.update(status=Status.SENDING)
    home.hold_since(NIGHT)
    assert Message.objects.get().status == Status.UNCERTAIN
