"""A person's page of messages, the way out by a signed address, and the secretariat's desk for mail."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.models import Act
from notifications import overview, steps, tasks
from notifications.choices import Choice, Status
from notifications.kinds import unsubscribe_url
from notifications.models import MailPause, Message, Preference
from tests.notifications import kinds

PAGE = "/en/accounts/messages/"
LIST = "admin:notifications_message_changelist"


def message(kind=kinds.HeldReceipt, to=("desk@ministry.example",), **fields) -> Message:
    (row,) = kind(to=[getattr(one, "pk", one) for one in to], number=Message.objects.count()).queue()
    if fields:
        Message.objects.filter(pk=row.pk).update(**fields)
        row.refresh_from_db()
    return row


def change(row: Message) -> str:
    return reverse("admin:notifications_message_change", args=[row.pk])


def step(row: Message, name: str) -> str:
    return reverse("admin:notifications_message_step", args=[row.pk, name])


# --- the person


def test_a_person_switches_off_what_may_be_and_reads_why_the_rest_always_comes(cast):
    client = cast.client("focal_point")
    page = client.get(PAGE).content.decode()
    assert "Reminder of a date" in page
    assert "It belongs to an official procedure." in page
    form = as_it_stands(cast.focal_point) | {"sample.reminder": "never"}
    assert client.post(PAGE, form).status_code == 302
    assert Preference.objects.choice_of(cast.focal_point, "sample.reminder") == Choice.NEVER
    assert client.post(PAGE, form | {"sample.reminder": "at_once"}).status_code == 302
    assert Preference.objects.choice_of(cast.focal_point, "sample.reminder") == Choice.AT_ONCE


def test_nobody_is_asked_about_messages_that_never_come_to_them(cast):
    secretariat, state = "Digest of voluntary reviews", "Reminder of the preferred date"
    for who, asked, other in (("focal_point", state, secretariat), ("officer", secretariat, state)):
        page = cast.client(who).get(PAGE).text
        assert asked in page
        assert other not in page
    member = cast.client("member").get(PAGE).text
    assert secretariat not in member
    assert "A voluntary review was submitted" not in member
    for of_bodies in ("The deadline of a call for practices comes near", "A report on your pledges would be welcome"):
        assert of_bodies not in member
        assert of_bodies in cast.client("focal_point").get(PAGE).text


def as_it_stands(person) -> dict[str, str]:
    """The form of somebody who has chosen nothing yet."""
    from notifications.forms import optional_kinds

    return {cls.name: cls.default for cls in optional_kinds(person)}


def test_a_choice_that_is_not_offered_is_refused_and_changes_nothing(cast):
    client = cast.client("focal_point")
    form = as_it_stands(cast.focal_point) | {"sample.reminder": "digest"}
    assert client.post(PAGE, form).status_code == 422
    form |= {"sample.reminder": "never", "sample.receipt": "never"}
    client.post(PAGE, form)
    assert not Preference.objects.filter(kind="sample.receipt").exists()


def out_of(kind, person) -> str:
    return unsubscribe_url(kind, person).partition("/en/")[2]


@pytest.fixture
def reminder():
    return kinds.Reminder(due="2030-02-28", zone="UTC", lead=30)


def test_e10_unsubscribing_by_get_does_nothing_and_by_post_works_once_and_twice_alike(cast, reminder):
    url = f"/en/{out_of(reminder, cast.focal_point)}"
    program = Client(enforce_csrf_checks=True)
    for _ in range(10):
        shown = program.get(url)
    assert shown.status_code == 200
    assert "<button" in shown.content.decode()
    assert shown["Referrer-Policy"] == "strict-origin"
    assert not Preference.objects.exists()
    once = program.post(url, {"List-Unsubscribe": "One-Click"})
    twice = program.post(url, {"List-Unsubscribe": "One-Click"})
    assert (once.status_code, twice.status_code) == (200, 200)
    assert once.content == twice.content
    assert Preference.objects.get().choice == Choice.NEVER


def test_e10_mandatory_kinds_refuse_with_the_reason(cast, monkeypatch, reminder):
    url = f"/en/{out_of(reminder, cast.focal_point)}"
    monkeypatch.setattr(kinds.Reminder, "optional", False)
    for answer in (Client().get(url), Client().post(url)):
        assert answer.status_code == 403
        assert "It belongs to an official procedure." in answer.content.decode()
    assert not Preference.objects.exists()


@pytest.mark.parametrize("change", [lambda t: t + "x", lambda t: t[:-4], lambda t: "WzEsIngiXQ:abc", lambda t: "x"])
@pytest.mark.once
def test_e10_a_forged_address_is_not_found(cast, reminder, change):
    start, _slash, token = out_of(reminder, cast.focal_point).rstrip("/").rpartition("/")
    assert Client().post(f"/en/{start}/{change(token)}/").status_code == 404


# --- who sees which rows


def test_p55_each_sees_the_rows_that_are_theirs_to_see(cast):
    open_row = message()
    states = message(kinds.StateWork, [cast.contributor])
    own = message(to=[cast.member])
    seen = {
        name: set(Message.objects.visible_to(getattr(cast, name)))
        for name in ("officer", "head", "superuser", "focal_point", "contributor", "member", "other_focal_point")
    }
    assert seen == {
        "officer": {open_row, own},
        "head": {open_row, own},
        "superuser": {open_row, own},
        "focal_point": {states},
        "contributor": {states},
        "member": {own},
        "other_focal_point": set(),
    }


def test_p55_the_rules_and_the_queryset_agree(cast):
    from core.access import allowed
    from tests.cast import MAKERS

    rows = [message(), message(kinds.StateWork, [cast.contributor]), message(to=[cast.member])]
    for name in MAKERS:
        person = getattr(cast, name)
        by_rules = {row for row in rows if allowed(person, "notifications.view_message", row)}
        assert by_rules == set(Message.objects.visible_to(person)), name


def test_p59_the_secretariat_reads_the_words_and_the_superuser_flag_does_not(cast):
    row = message()
    tasks.deliver()
    row.refresh_from_db()
    assert "Received from desk" in cast.client("officer").get(change(row)).content.decode()
    assert Act.objects.filter(verb="read message", by=cast.officer).exists()
    page = cast.client("superuser").get(change(row))
    assert page.status_code == 200
    assert "Received from desk" not in page.content.decode()
    assert row.subject not in page.content.decode()


def test_p59_nobody_reads_a_text_that_opens_a_door(cast):
    row = message(kinds.SignIn, text="https://portal.example/door/", subject="Sign in")
    assert "/door/" not in cast.client("head").get(change(row)).content.decode()


def test_p55_rows_of_a_states_own_work_are_not_in_the_secretariats_list_counts_or_search(cast):
    secret = message(kinds.StateWork, [cast.contributor], status=Status.UNCERTAIN)
    client = cast.client("officer")
    for query in ("", "?q=ministry%40demo", "?kind=sample.state_work", f"?q={secret.occasion}", "?status=uncertain"):
        page = client.get(reverse(LIST) + query)
        assert page.context["cl"].result_count == 0
        assert str(secret.pk) not in page.content.decode()
    assert client.get(change(secret)).status_code in (302, 404)
    assert client.get(step(secret, "arrived")).status_code == 404
    assert overview.figures(cast.officer).uncertain == 0
    assert overview.figures(cast.focal_point).uncertain == 1


def test_the_outbox_is_closed_to_everybody_else(cast):
    for name in ("focal_point", "member", "contributor"):
        assert cast.client(name).get(reverse(LIST)).status_code in (302, 403)


# --- decisions


def test_p60_uncertain_it_has_arrived_or_goes_again_with_a_reason(cast):
    arrived, again = (message(status=Status.UNCERTAIN) for _ in range(2))
    client = cast.client("officer")
    assert client.get(step(arrived, "arrived")).status_code == 200
    client.post(step(arrived, "arrived"), {"note": ""})
    arrived.refresh_from_db()
    assert arrived.status == Status.UNCERTAIN
    client.post(step(arrived, "arrived"), {"note": "found in the log"})
    client.post(step(again, "send_again"), {"note": "not in the log"})
    for row in (arrived, again):
        row.refresh_from_db()
    assert (arrived.status, arrived.error) == (Status.SENT, "found in the log")
    assert again.status == Status.QUEUED
    assert set(Act.objects.filter(by=cast.officer).values_list("verb", "detail")) == {
        ("message arrived", "found in the log"),
        ("message sent again", "not in the log"),
    }


def test_p60_what_has_moved_on_cannot_be_decided(cast):
    row = message(status=Status.UNCERTAIN)
    Message.objects.update(status=Status.SENT)
    answer = cast.client("officer").post(step(row, "send_again"), {"note": "again"})
    assert answer.status_code == 403
    row.refresh_from_db()
    assert row.status == Status.SENT


def test_p60_a_focal_point_resolves_the_rows_of_the_own_state_and_the_secretariat_not(cast):
    from django.core.exceptions import PermissionDenied

    row = message(kinds.StateWork, [cast.contributor], status=Status.UNCERTAIN)
    for name in ("officer", "head", "superuser", "other_focal_point", "contributor"):
        with pytest.raises(PermissionDenied):
            steps.arrived(row, by=getattr(cast, name), note="no")
    steps.arrived(row, by=cast.focal_point, note="the colleague has it")
    row.refresh_from_db()
    assert row.status == Status.SENT


def test_p60_the_states_team_page_shows_its_own_uncertain_and_held_rows_to_be_resolved_with_a_reason(cast):
    uncertain, gone_on = (message(kinds.StateWork, [cast.contributor], status=Status.UNCERTAIN) for _ in range(2))
    held = message(kinds.StateWork, [cast.other_contributor], status=Status.HELD)
    others = message(kinds.HeldReceipt, status=Status.UNCERTAIN)
    team = "/en/accounts/team/zz/"
    client = cast.client("focal_point")
    shown = client.get(team).text
    pages = {row: f"{team}messages/{row.pk}/" for row in (uncertain, gone_on, held, others)}
    assert [page in shown for page in pages.values()] == [True, True, True, False]
    for name in ("officer", "head", "superuser", "other_focal_point", "contributor"):
        assert cast.client(name).post(pages[uncertain], {"decision": "arrived", "note": "no"}).status_code == 404
    assert client.get(pages[others]).status_code == 404
    Message.objects.filter(pk=gone_on.pk).update(status=Status.SENT)
    assert client.post(pages[gone_on], {"decision": "send_again", "note": "x"}).status_code == 404
    for wrong in ({"decision": "arrived"}, {"decision": "drop", "note": "x"}, {"note": "x"}):
        assert client.post(pages[uncertain], wrong).context["form"].errors
    client.post(pages[uncertain], {"decision": "arrived", "note": "The ministry has it."})
    client.post(pages[held], {"decision": "drop", "note": "They were told."})
    found = set(Message.objects.filter(pk__in=[uncertain.pk, held.pk]).values_list("status", "error"))
    assert found == {("sent", "The ministry has it."), ("cancelled", "They were told.")}
    assert "messages/" not in client.get(team).text
    acts = Act.objects.filter(verb__in=["message arrived", "message dropped"])
    assert {act.confidential for act in acts} == {True}


def test_the_superuser_flag_decides_nothing(cast):
    row = message(status=Status.UNCERTAIN)
    assert cast.client("superuser").get(step(row, "arrived")).status_code == 403


def test_what_the_brake_held_is_decided_by_kind(cast):
    for _ in range(3):
        message(status=Status.HELD)
    url = reverse("admin:notifications_message_held")
    client = cast.client("officer")
    assert "Notice to many (3)" in client.get(url).content.decode()
    client.post(url, {"kind": "sample.held", "decision": "queued", "note": "looked at the list"})
    assert set(Message.objects.values_list("status", flat=True)) == {"queued"}


def test_the_switch_is_moved_by_the_secretariat_and_seen_by_all_at_the_desk(cast):
    url = reverse("admin:notifications_message_pause")
    client = cast.client("officer")
    client.post(url, {"note": "wrong audience", "paused": "yes"})
    switch = MailPause.now()
    assert (switch.paused, switch.changed_by, switch.note) == (True, cast.officer, "wrong audience")
    for name in ("head", "superuser"):
        page = cast.client(name).get(reverse(LIST)).content.decode()
        assert "All mail is paused." in page
    assert cast.client("superuser").post(url, {"note": "x", "paused": "no"}).status_code == 403
    client.post(url, {"note": "corrected", "paused": "no"})
    assert MailPause.now().paused is False
    assert Act.objects.filter(verb__in=["paused mail", "resumed mail"]).count() == 2


def test_the_outbox_says_what_its_button_does_and_which_state_is_meant(cast):
    row = message()
    client = cast.client("officer")
    assert "Pause all mail" in client.get(reverse(LIST)).text
    page = client.get(change(row)).text
    assert page.count("State concerned") == 1
    steps.pause(by=cast.officer, note="A wrong date")
    assert "Let mail go out again" in client.get(reverse(LIST)).text


def test_the_calendar_says_who_would_get_what_on_a_day_without_a_states_own(cast):
    type(cast.member).objects.filter(pk=cast.member.pk).update(email=f"someone{kinds.CAPITAL}")
    kinds.milestone(date(2030, 2, 28))
    message(kinds.StateWork, [cast.contributor], next_try=datetime(2030, 1, 29, tzinfo=UTC))
    url = reverse("admin:notifications_message_calendar")
    with time_machine.travel(datetime(2030, 1, 10, tzinfo=UTC)):
        page = cast.client("officer").get(url, {"on": "2030-01-29"}).content.decode()
        assert "someone@capital.example" in page
        assert "30 days left until 2030-02-28" in page
        assert "A section was given" not in page
        empty = cast.client("officer").get(url, {"on": "2030-01-20"}).content.decode()
        assert "someone@capital.example" not in empty
        assert cast.client("officer").get(url, {"on": "31 February"}).status_code == 200
    assert cast.client("superuser").get(url).status_code == 403
    assert not Message.objects.filter(kind="sample.reminder").exists()


def test_the_numbers_of_the_day_say_what_is_late(cast):
    now = datetime.now(UTC)
    message(planned_at=now - timedelta(minutes=61), next_try=now)
    message(status=Status.SENT, sent_at=now)
    message(kinds.StateWork, [cast.contributor], status=Status.SENT, sent_at=now)
    message(status=Status.FAILED)
    figures = overview.figures(cast.officer)
    assert (figures.due_today, figures.waiting, figures.failed) == (1, 1, 1)
    assert figures.late_since == now - timedelta(minutes=61)
    assert figures.sent_today == 2, "one total of all mail (condition 18)"


@pytest.mark.parametrize("rows", [1, 30])
def test_l11_the_list_asks_as_many_queries_for_one_row_as_for_thirty(cast, rows, django_assert_max_num_queries):
    for _ in range(rows):
        message(to=[cast.member])
    client = cast.client("officer")
    client.get(reverse(LIST))
    with django_assert_max_num_queries(15):
        assert client.get(reverse(LIST)).status_code == 200
