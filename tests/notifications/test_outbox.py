"""Planning, claiming, asking again, expiring: the rows, without any server."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from notifications import delivery, outbox, steps, tasks
from notifications.choices import Choice, Status
from notifications.kinds import Kind
from notifications.models import Message, Preference
from notifications.overview import erase, personal_data
from tests.notifications import kinds
from tests.notifications.conftest import make_people

DUE = date(2030, 2, 28)
THIRTY_DAYS_BEFORE = datetime(2030, 1, 29, 15, tzinfo=UTC)


def states() -> list[str]:
    return sorted(Message.objects.values_list("status", flat=True))


def receipt(*to, **facts) -> Kind:
    return kinds.Receipt(to=[getattr(one, "pk", one) for one in to], **facts)


# --- planning


def test_e1_planning_a_hundred_times_makes_each_row_once(capitals):
    kinds.milestone(DUE)
    with time_machine.travel(THIRTY_DAYS_BEFORE, tick=False):
        new = [len(outbox.plan()) for _ in range(100)]
    assert new == [3] + [0] * 99
    assert Message.objects.count() == 3


def test_e1_twin_without_the_unique_constraint_planning_doubles(capitals):
    """The constraint is what holds: with it gone, the same planning writes to everybody again."""
    kinds.milestone(DUE)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX once_per_person")  # the test's transaction brings it back
    with time_machine.travel(THIRTY_DAYS_BEFORE, tick=False):
        assert [len(outbox.plan()), len(outbox.plan())] == [3, 3]


def test_e1_the_database_itself_refuses_a_second_row(capitals):
    (one,) = receipt(capitals[0]).queue()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(kind=one.kind, occasion=one.occasion, recipient=capitals[0])
    receipt("Somebody@Ministry.example").queue()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(kind=one.kind, occasion=one.occasion, address="somebody@MINISTRY.example")


def test_a_row_belongs_to_the_act_that_causes_it(capitals, nudged, django_capture_on_commit_callbacks):
    with transaction.atomic():
        receipt(capitals[0]).queue()
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        (row,) = receipt(capitals[0]).queue()
    assert nudged == [str(row.pk)]


def test_the_kind_is_built_again_from_its_row(capitals):
    act = kinds.note("sample about")
    (row,) = kinds.Receipt(act, to=[capitals[0].pk], when=DUE).queue()
    again = Kind.of(Message.objects.get(pk=row.pk))
    assert (type(again), again.about, again.facts) == (
        kinds.Receipt,
        act,
        {"to": [capitals[0].pk], "when": "2030-02-28"},
    )


def test_two_kinds_of_one_name_are_refused():
    with pytest.raises(TypeError, match=r"sample\.receipt"):
        type("Other", (Kind,), {"name": "sample.receipt", "__module__": "elsewhere"})


def test_e7_people_and_addresses_of_one_mailbox_get_one_message(capitals):
    receipt(capitals[0], capitals[0].email.upper(), "desk@ministry.example", "Desk@Ministry.example").queue()
    tasks.deliver()
    assert sorted(message.to[0] for message in mail.outbox) == ["desk@ministry.example", capitals[0].email]


def test_e7_a_mailbox_that_got_it_through_another_person_gets_it_once(capitals):
    first, second, _third = capitals
    receipt(first).queue()
    tasks.deliver()
    shared, first.email = first.email, "moved@capital.example"
    first.save()
    second.email = shared
    second.save()
    receipt(second).queue()
    tasks.deliver()
    assert len(mail.outbox) == 1
    assert Message.objects.get(recipient=second).error == "same mailbox"


def test_f16_two_beats_and_a_hand_plan_the_same_rows(capitals):
    kinds.milestone(DUE)
    with time_machine.travel(THIRTY_DAYS_BEFORE, tick=False):
        for _ in range(5):
            tasks.plan()
            tasks.sweep()
    assert len(mail.outbox) == 3


def test_f17_planning_looks_back_over_thirty_hours_of_silence(capitals):
    kinds.milestone(DUE)
    with time_machine.travel(datetime(2030, 1, 28, 20, tzinfo=UTC), tick=False):
        tasks.plan()
    with time_machine.travel(datetime(2030, 1, 30, 14, tzinfo=UTC), tick=False):
        tasks.plan()
        tasks.sweep()
    assert {message.subject for message in mail.outbox} == {"30 days left until 2030-02-28"}
    assert len(mail.outbox) == 3


def test_f17_a_reminder_that_waited_too_long_expires(capitals):
    kinds.milestone(DUE)
    with time_machine.travel(THIRTY_DAYS_BEFORE, tick=False):
        tasks.plan()
    with time_machine.travel(datetime(2030, 2, 2, 14, tzinfo=UTC), tick=False):
        tasks.sweep()
    assert states() == ["expired"] * 3
    assert mail.outbox == []


def test_f17_twin_without_its_end_the_late_reminder_would_go(capitals):
    kinds.milestone(DUE)
    with time_machine.travel(THIRTY_DAYS_BEFORE, tick=False):
        tasks.plan()
    Message.objects.update(expires_at=None)
    with time_machine.travel(datetime(2030, 2, 2, 14, tzinfo=UTC), tick=False):
        tasks.sweep()
    assert len(mail.outbox) == 3


SWITCHES = [
    ("America/New_York", date(2030, 3, 10), date(2030, 3, 20)),
    ("America/New_York", date(2030, 11, 3), date(2030, 11, 12)),
    ("Australia/Lord_Howe", date(2030, 4, 7), date(2030, 4, 15)),
    ("Australia/Lord_Howe", date(2030, 10, 6), date(2030, 10, 15)),
    ("Pacific/Apia", date(2011, 12, 30), date(2012, 1, 6)),
    ("UTC", date(2028, 2, 29), date(2028, 3, 7)),
]


@pytest.mark.parametrize(("zone", "switch", "due"), SWITCHES)
def test_f18_over_a_change_of_clocks_nothing_twice_and_nothing_skipped(db, monkeypatch, zone, switch, due):
    monkeypatch.setattr(outbox.kinds, "registry", lambda: [kinds.Reminder])
    make_people(1)
    leads = [lead for lead in range(1, 11) if (due - timedelta(days=lead)) != date(2011, 12, 30)]
    kinds.milestone(due, leads=leads, zone=zone)
    moment = datetime.combine(switch, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC) - timedelta(hours=30)
    end = moment + timedelta(hours=84)
    with time_machine.travel(moment, tick=False) as clock:
        while moment < end:
            clock.move_to(moment)
            outbox.plan()
            moment += timedelta(minutes=30)  # the smallest change of clocks, Lord Howe's
    planned = list(Message.objects.values_list("occasion", flat=True))
    first, last = (end - timedelta(hours=84)).astimezone(ZoneInfo(zone)).date(), end.astimezone(ZoneInfo(zone)).date()
    expected = {
        f"sample:due-{due}:{lead}-days"
        for lead in leads
        if first - timedelta(days=1) <= due - timedelta(days=lead) <= last
    }
    assert sorted(planned) == sorted(expected)


def test_f18_a_clock_set_back_repeats_nothing(capitals):
    kinds.milestone(DUE)
    for moment in (THIRTY_DAYS_BEFORE, THIRTY_DAYS_BEFORE - timedelta(hours=1), THIRTY_DAYS_BEFORE):
        with time_machine.travel(moment, tick=False):
            tasks.plan()
            tasks.sweep()
    assert len(mail.outbox) == 3


def test_the_brake_holds_a_kind_whose_occasion_is_never_the_same(capitals):
    """E9, F25: 1.05 times what the plan names, within an hour; beyond it the kind stops and waits for a person."""
    make_more = [f"more{n}" for n in range(97)]
    model = type(capitals[0])
    model.objects.bulk_create(model(email=f"{name}{kinds.CAPITAL}") for name in make_more)
    kinds.note("sample runaway")
    outbox.plan()
    assert Message.objects.filter(status=Status.HELD).count() == 0
    outbox.plan()
    assert Message.objects.filter(status=Status.HELD).count() == 200
    tasks.sweep()
    assert mail.outbox == []


def test_one_broken_kind_does_not_stop_the_planning_of_the_others(capitals, monkeypatch, caplog):
    monkeypatch.setattr(kinds.Runaway, "plan", classmethod(lambda cls, now: {}[now]))
    kinds.milestone(DUE)
    with time_machine.travel(THIRTY_DAYS_BEFORE, tick=False):
        assert len(outbox.plan()) == 3
    assert "sample.runaway broke: KeyError" in caplog.text


# --- claiming and asking again


def test_f11_a_claim_holds_alone_and_returns_when_its_process_is_dead(capitals):
    receipt(capitals[0]).queue()
    first = outbox.claim("one")
    assert outbox.claim("two") is None
    outbox.reclaim()
    assert outbox.claim("two") is None
    Message.objects.update(claim_until=datetime(2020, 1, 1, tzinfo=UTC))
    outbox.reclaim()
    second = outbox.claim("two")
    letter = kinds.Receipt(to=[]).queue() or None
    assert letter is None
    words = delivery.kinds.written(Kind.of(second), capitals[0])
    assert outbox.begin(first, words) is False
    assert outbox.begin(second, words) is True


@pytest.mark.parametrize(
    ("policy", "kind", "after"), [("hold", "HeldReceipt", "uncertain"), ("resend", "Receipt", "queued")]
)
def test_f11_a_row_whose_process_died_while_handing_over_is_uncertain(capitals, policy, kind, after):
    getattr(kinds, kind)(to=[capitals[0].pk]).queue()
    message = outbox.claim("dead")
    outbox.begin(message, delivery.kinds.written(Kind.of(message), capitals[0]))
    outbox.reclaim()
    assert Message.objects.get().status == Status.SENDING
    Message.objects.update(claim_until=datetime(2020, 1, 1, tzinfo=UTC))
    outbox.reclaim()
    row = Message.objects.get()
    assert (row.policy, row.status, row.doubts) == (policy, after, 1)


def test_a_kind_that_resends_is_handed_over_at_most_twice_unanswered(capitals):
    receipt(capitals[0]).queue()
    for _ in range(3):
        if message := outbox.claim("dead"):
            outbox.begin(message, delivery.kinds.written(Kind.of(message), capitals[0]))
            Message.objects.filter(status=Status.SENDING).update(claim_until=datetime(2020, 1, 1, tzinfo=UTC))
            outbox.reclaim()
    row = Message.objects.get()
    assert (row.status, row.attempts, row.doubts) == (Status.UNCERTAIN, 2, 2)


def test_e5_a_state_that_submitted_meanwhile_gets_nothing(capitals):
    kinds.milestone(DUE)
    with time_machine.travel(THIRTY_DAYS_BEFORE, tick=False):
        tasks.plan()
        kinds.note("sample submitted", about=capitals[0].pk)
        tasks.sweep()
    assert capitals[0].email not in {message.to[0] for message in mail.outbox}
    row = Message.objects.get(recipient=capitals[0])
    assert (row.status, row.error) == (Status.CANCELLED, "submitted")


def test_e5_after_a_hand_over_it_goes_to_the_successor_once(capitals):
    before, after, _other = capitals
    kinds.note("sample office", by=before)
    kinds.OfficeMail().queue()
    kinds.note("sample office", by=after)
    for _ in range(3):
        tasks.sweep()
    assert [message.to for message in mail.outbox] == [[after.email]]


def test_a_closed_account_and_a_lost_record_get_nothing(capitals):
    act = kinds.note("sample about")
    kinds.Receipt(act, to=[capitals[0].pk]).queue()
    receipt(capitals[1]).queue()
    act.delete()
    capitals[1].is_active = False
    capitals[1].save()
    tasks.deliver()
    assert mail.outbox == []
    assert states() == ["cancelled", "cancelled"]


def test_never_is_honoured_at_planning_and_at_claim(capitals):
    kinds.milestone(DUE)
    Preference.objects.create(user=capitals[0], kind="sample.reminder", choice=Choice.NEVER)
    with time_machine.travel(THIRTY_DAYS_BEFORE, tick=False):
        assert len(outbox.plan()) == 2
        steps.choose(capitals[1], "sample.reminder", Choice.NEVER)
        tasks.sweep()
    assert [message.to[0] for message in mail.outbox] == [capitals[2].email]


def test_a_message_waits_for_its_day(capitals):
    kinds.milestone(date(2030, 2, 28), leads=[30])
    with time_machine.travel(THIRTY_DAYS_BEFORE, tick=False):
        tasks.plan()
        Message.objects.update(next_try=THIRTY_DAYS_BEFORE + timedelta(hours=3))
        tasks.sweep()
        assert mail.outbox == []
    with time_machine.travel(THIRTY_DAYS_BEFORE + timedelta(hours=4), tick=False):
        tasks.sweep()
    assert len(mail.outbox) == 3


def test_f24_a_broken_message_fails_alone_and_names_nobody(capitals, caplog):
    kinds.Broken(to=[capitals[0].pk]).queue()
    receipt(capitals[1]).queue()
    tasks.deliver()
    assert [message.to[0] for message in mail.outbox] == [capitals[1].email]
    row = Message.objects.get(kind="sample.broken")
    assert (row.status, row.error) == (Status.FAILED, "cannot be written: KeyError")
    assert "must not reach" not in caplog.text
    assert "capital.example" not in caplog.text


def test_f25_the_switch_stops_all_but_security_mail_within_one_message(cast, capitals, monkeypatch):
    receipt(*capitals).queue()
    kinds.SignIn(to=[capitals[0].pk]).queue()

    def stop_after_the_first(name):
        if name == "answered" and len(mail.outbox) == 1:
            steps.pause(by=cast.officer, note="wrong audience")

    monkeypatch.setattr(outbox, "moment", stop_after_the_first)
    tasks.deliver()
    tasks.sweep()
    assert sorted(Message.objects.filter(status=Status.SENT).values_list("kind", flat=True)) == [
        "sample.receipt",
        "sample.sign_in",
    ]
    steps.resume(by=cast.officer, note="corrected")
    tasks.sweep()
    assert len(mail.outbox) == 4


def test_a_text_that_opens_a_door_is_not_kept(capitals):
    kinds.SignIn(to=[capitals[0].pk]).queue()
    tasks.deliver()
    row = Message.objects.get()
    assert (row.status, row.text, row.html) == (Status.SENT, "", "")
    assert "The words" not in mail.outbox[0].subject


def test_words_are_frozen_at_claim_and_not_before(capitals):
    (row,) = receipt(capitals[0]).queue()
    assert (row.text, row.subject, row.address) == ("", "", "")
    tasks.deliver()
    row.refresh_from_db()
    assert row.subject == mail.outbox[0].subject
    assert row.text == mail.outbox[0].body
    assert row.address == capitals[0].email


def test_a_personal_copy_and_erasure_touch_the_same_fields(capitals):
    receipt(capitals[0]).queue()
    tasks.deliver()
    assert personal_data(capitals[0])["messages"][0]["text"]
    erase(capitals[0])
    assert personal_data(capitals[0])["messages"][0] | {"planned_at": 0, "sent_at": 0} == {
        "kind": "sample.receipt",
        "occasion": "sample:receipt-1",
        "address": "",
        "status": "sent",
        "planned_at": 0,
        "sent_at": 0,
        "subject": "",
        "text": "",
    }


# --- the command


def reminders(*words) -> list[dict[str, str]]:
    out = StringIO()
    call_command("send_reminders", "--format", "json", *words, stdout=out)
    return json.loads(out.getvalue())


def test_send_reminders_lists_what_it_delivered_and_a_second_run_lists_none(capitals, tmp_path):
    kinds.milestone(DUE)
    with time_machine.travel(THIRTY_DAYS_BEFORE, tick=False):
        would = reminders("--dry-run")
        assert Message.objects.count() == 0
        sent = reminders("--report", str(tmp_path / "report.json"))
        assert reminders() == []
        assert reminders("--dry-run") == []
    assert sent == would == json.loads((tmp_path / "report.json").read_text())
    assert sent[0] == {
        "recipient": "person000@capital.example",
        "kind": "sample.reminder",
        "occasion": "sample:due-2030-02-28:30-days",
        "subject": "30 days left until 2030-02-28",
    }
    assert len(mail.outbox) == len(sent) == 3


def test_send_reminders_dry_run_on_a_day_to_come_names_that_day_alone(capitals):
    kinds.milestone(DUE)
    with time_machine.travel(datetime(2029, 12, 1, tzinfo=UTC), tick=False):
        days = {
            day: reminders("--dry-run", "--on", day) for day in ("2030-01-28", "2030-01-29", "2030-01-30", "2030-02-27")
        }
    assert {day: len(rows) for day, rows in days.items()} == {
        "2030-01-28": 0,
        "2030-01-29": 3,
        "2030-01-30": 0,
        "2030-02-27": 3,
    }
    assert Message.objects.count() == 0
    assert mail.outbox == []


def test_send_reminders_on_another_day_is_for_development_only(capitals, settings):
    kinds.milestone(DUE)
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        reminders("--on", "2030-01-29")
    settings.DEBUG = True
    assert len(reminders("--on", "2030-01-29")) == 3
    assert reminders("--on", "2030-01-29") == []


def test_send_reminders_names_what_a_worker_took_meanwhile(capitals, monkeypatch):
    receipt(*capitals).queue()
    true_plan = outbox.plan

    def plan_and_lose_one(now):
        true_plan(now)
        monkeypatch.setattr(delivery, "deliver", lose_one)

    deliver = delivery.deliver

    def lose_one(**options):
        monkeypatch.setattr(delivery, "deliver", deliver)
        deliver(limit=1)
        return deliver(**options)

    monkeypatch.setattr(outbox, "plan", plan_and_lose_one)
    rows = reminders()
    assert len(rows) == 3
    assert [row.get("by") for row in rows].count("worker") == 1
