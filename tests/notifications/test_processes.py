"""The outbox among real processes: workers, beats, Redis, a mail server that counts; and SIGKILL.

Promises E1, E2, E3, E12, F8, F10, F11, F16. Five seeds and twenty people; with SOAK=1 two hundred and 579.
"""

import contextlib
import http.client
import os
import random
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg2
import pytest
from django.conf import settings as configured
from django.db import connection, transaction
from django.test import Client
from kombu import pools

from core import broker as knocking
from imrf_portal.celery import app
from notifications import home, outbox
from notifications.choices import Status
from notifications.models import Message
from reviews.models import Answer, Submission
from tests.accounts.builders import sign_in
from tests.cast import PASSWORD, Cast
from tests.factories import ready_review
from tests.notifications import kinds
from tests.notifications.conftest import make_people
from tests.processes import PEOPLE, SEEDS, SOAK, machine, mail_server, redis, until

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

FINAL = [Status.SENT, Status.FAILED, Status.UNCERTAIN, Status.CANCELLED, Status.EXPIRED]


@pytest.fixture
def nudged():
    """Here the workers are told in truth."""


@pytest.fixture
def mails():
    with mail_server() as server:
        yield server


@pytest.fixture
def broker(tmp_path):
    """A Redis of the test; this process, too, speaks to it."""
    before = app.conf.broker_url, app.conf.broker_write_url, app.conf.broker_transport_options
    with redis(tmp_path) as server:
        quick = {"socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 1}
        _speak_to(server.url, server.url, quick)
        yield server
        _speak_to(*before)


def _speak_to(read: str, write: str, options: dict) -> None:
    pools.reset()
    app._pool = app.amqp._producer_pool = None
    app.conf.broker_url, app.conf.broker_write_url, app.conf.broker_transport_options = read, write, options
    knocking._away_until = 0.0


@pytest.fixture
def here(tmp_path, broker, mails):
    home.claim()
    with machine(tmp_path, broker.url, mails.url) as running:
        yield running


def due_soon() -> None:
    """A reminder plan with one lead time that is due today."""
    today = datetime.now(UTC).date()
    kinds.milestone(today + timedelta(days=30), leads=[30], zone="UTC")


def settled(count: int) -> bool:
    return Message.objects.filter(status__in=FINAL).count() >= count and not open_rows()


def wait_until_settled(count: int, seconds: float = 60) -> None:
    """Until every row has come to its end; tell which has not."""
    stop = time.monotonic() + seconds
    while not settled(count):
        if time.monotonic() > stop:
            rows = Message.objects.exclude(status__in=FINAL)
            pytest.fail(
                f"not settled: {list(rows.values('kind', 'status', 'error', 'smtp_reply', 'attempts', 'next_try'))}"
            )
        time.sleep(0.1)


def open_rows() -> bool:
    return Message.objects.exclude(status__in=FINAL).exists()


def let_time_pass() -> None:
    """As if the leases of the dead had run out, and the retries had come."""
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    Message.objects.filter(status__in=[Status.CLAIMED, Status.SENDING]).update(claim_until=long_ago)
    Message.objects.filter(status=Status.QUEUED).update(next_try=long_ago)


def test_e1_f16_eight_workers_two_beats_and_ten_plannings_by_hand_send_each_once(here, mails):
    people = make_people(PEOPLE)
    due_soon()
    for _ in range(2):
        here.worker("-P", "prefork", "-c", "4")
        here.beat()
    for _ in range(10):
        outbox.plan()
    commands = [here.command("send_reminders", "--format", "json") for _ in range(2)]
    wait_until_settled(len(people), 120 if SOAK else 60)
    for command in commands:
        assert command.wait(60) == 0
    assert mails.mailboxes() == {person.email: 1 for person in people}
    assert set(mails.count().values()) == {1}
    assert Message.objects.filter(status=Status.SENT).count() == len(people)


MOMENTS = ["planned", "claimed", "opened", "sending", "data", "half", "answered"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_e2_f11_killed_at_any_moment_never_two_of_a_held_kind_and_never_none_of_one_that_resends(
    here, mails, tmp_path, moment
):
    people = make_people(5)
    ids = [person.pk for person in people]
    first = tmp_path / "dead"
    if moment == "planned":
        due_soon()
        here.start("worker", "--die-at", moment, "--first", str(first), "--", "-P", "solo", "-B", ready="ready.")
        with transaction.atomic():
            kinds.HeldReceipt(to=ids).queue()
            kinds.Receipt(to=ids).queue()
        from imrf_portal.celery import app

        app.send_task("notifications.tasks.plan")
    else:
        victim = here.worker(die_at=moment, first=first)
        kinds.HeldReceipt(to=ids).queue()
        kinds.Receipt(to=ids).queue()
        until(lambda: victim.poll() is not None, 30, "the victim died")
    until(first.exists, 30, f"a death at {moment}")
    time.sleep(0.3)
    in_flight = Message.objects.filter(status__in=[Status.CLAIMED, Status.SENDING]).count()
    assert in_flight <= 1
    let_time_pass()
    here.worker()
    here.beat()
    wait_until_settled(10, 60)
    counted = mails.count()
    for row in Message.objects.exclude(kind="sample.reminder"):
        times = counted[row.mailbox, row.message_id]
        if row.policy == "hold":
            assert times <= 1
            assert times == 1 or row.status == Status.UNCERTAIN
        else:
            assert 1 <= times <= 2
    assert Message.objects.filter(status=Status.UNCERTAIN).count() <= 1


@pytest.mark.parametrize("seed", SEEDS)
def test_e3_random_kills_leave_at_most_one_uncertain_each_and_none_lost(here, mails, seed):
    dice = random.Random(seed)
    mails.pause = 0.02
    ids = [person.pk for person in make_people(PEOPLE)]
    kinds.HeldReceipt(to=ids).queue()
    kinds.Receipt(to=ids).queue()
    deaths = 0
    for _ in range(3):
        victim = here.worker()
        outbox.nudge([str(pk) for pk in Message.objects.filter(status=Status.QUEUED).values_list("pk", flat=True)])
        time.sleep(dice.uniform(0.05, 0.8))
        victim.kill()
        victim.wait()
        deaths += 1
        time.sleep(0.1)
        let_time_pass()
        outbox.reclaim()
    here.worker()
    here.beat()
    wait_until_settled(2 * len(ids), 90)
    counted, uncertain = mails.count(), 0
    for row in Message.objects.all():
        times = counted[row.mailbox, row.message_id]
        uncertain += row.status == Status.UNCERTAIN
        assert times <= (1 if row.policy == "hold" else 2)
        seen = [message["Message-ID"] for to, message in mails.accepted if to == row.mailbox]
        assert times or row.status == Status.UNCERTAIN, f"lost in silence: {row.__dict__}, its mailbox got {seen}"
    assert uncertain <= deaths


def test_e12_f10_while_the_broker_is_away_nothing_is_lost_and_no_request_waits(here, mails, broker, client):
    people = make_people(PEOPLE)
    broker.stop()
    begin = time.monotonic()
    with transaction.atomic():
        kinds.Receipt(to=[person.pk for person in people]).queue()
    assert time.monotonic() - begin < 1.5
    assert Message.objects.filter(status=Status.QUEUED).count() == len(people)
    begin = time.monotonic()
    kinds.Receipt(to=["desk@ministry.example"], number=2).queue()
    assert time.monotonic() - begin < 0.7, "a broker known to be away is not knocked at again at once"
    assert mails.accepted == []
    broker.start()
    here.worker()
    here.beat()
    wait_until_settled(len(people) + 1, 60)
    assert set(mails.count().values()) == {1}
    assert len(mails.accepted) == len(people) + 1


def test_f10_people_read_sign_in_save_and_submit_while_redis_is_away(lists, broker, settings):
    cast = Cast()
    ready_review(cast)
    fast = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": broker.url}
    settings.CACHES = {**settings.CACHES, "fast": fast}
    broker.stop()
    client = sign_in(cast.focal_point.email)
    page, draft = "/en/reviews/", "/en/reviews/2030/zz/fill/"
    saved = {"field": "a3", "a3": "2 May 2029", "a3-seen": "0.", "person": cast.focal_point.pk}
    steps = [
        (client.get, page, None, 200),
        (client.get, f"{draft}a/", None, 200),
        (client.post, f"{draft}a/answer/", saved, 200),
        (client.post, "/en/accounts/reauthenticate/", {"password": PASSWORD}, 302),
        (client.post, f"{draft}submit/", {"form_key": uuid.uuid4()}, 302),
        (client.get, "/readyz", None, 200),
    ]
    for ask, address, form, status in steps:
        begin = time.monotonic()
        answer = ask(address, form) if form else ask(address)
        assert answer.status_code == status, (address, answer.content[:300])
        assert time.monotonic() - begin < 5, address
    assert answer.json()["status"] == "degraded"
    assert Submission.objects.get().number == 1
    assert set(Message.objects.filter(kind="reviews.receipt").values_list("status", flat=True)) == {Status.QUEUED}


def test_f10_a_broker_that_hangs_holds_nobody_up(broker):
    """It answers no more, but its port is open: the worse fault (celery/celery#4627)."""
    os.kill(broker.process.pid, 19)
    try:
        begin = time.monotonic()
        kinds.Receipt(to=["desk@ministry.example"]).queue()
        assert time.monotonic() - begin < 1.5
    finally:
        os.kill(broker.process.pid, 18)


def test_e12_tasks_lost_with_the_broker_are_made_up_by_the_sweep(here, mails, broker):
    ids = [person.pk for person in make_people(5)]
    kinds.Receipt(to=ids).queue()
    broker.stop()
    broker.start()
    here.worker()
    here.beat()
    wait_until_settled(5, 60)
    assert set(mails.count().values()) == {1}


class Browser:
    """Who works on at one open connection, with the session and the seal of `client`."""

    def __init__(self, portal: str, client: Client) -> None:
        self.line = http.client.HTTPConnection(urlsplit(portal).netloc, timeout=20)
        self.kept = {name: one.value for name, one in client.cookies.items()}
        self.ask("/en/accounts/profile/")

    def ask(self, address: str, form: dict[str, Any] | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.kept.items())}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
            headers |= {"X-CSRFToken": self.kept[configured.CSRF_COOKIE_NAME]}
        self.line.request("POST" if form else "GET", address, urlencode(form) if form else None, headers)
        answer = self.line.getresponse()
        for name, said in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _is, value = said.partition(";")[0].partition("=")
                self.kept[key] = value
        return answer.status, answer.read().decode()


@contextlib.contextmanager
def database_away() -> Iterator[None]:
    """What a restart does to those who are connected: every connection is cut and none is let in, until its end.

    The server itself serves other tests at this moment and cannot be stopped for one; its other databases go on.
    """
    found = connection.settings_dict
    connection.close()
    with contextlib.closing(
        psycopg2.connect(
            host=found["HOST"], port=found["PORT"], user=found["USER"], password=found["PASSWORD"], dbname="postgres"
        )
    ) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{found["NAME"]}" ALLOW_CONNECTIONS false')
            try:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [found["NAME"]]
                )
                yield
            finally:
                cursor.execute(f'ALTER DATABASE "{found["NAME"]}" ALLOW_CONNECTIONS true')


def test_f8_while_the_database_restarts_text_is_safe_and_afterwards_all_goes_on_by_itself(
    lists, live_server, here, mails, request
):
    cast = Cast()
    ready_review(cast)
    client = Client()
    client.force_login(cast.focal_point, backend="allauth.account.auth_backends.AuthenticationBackend")
    busy, idle = (Browser(live_server.url, client) for _ in range(2))
    request.addfinalizer(busy.line.close)
    request.addfinalizer(idle.line.close)
    address = "/en/reviews/2030/zz/fill/a/answer/"
    saved = {"field": "a3", "a3": "2 May 2029", "a3-seen": "0.", "person": cast.focal_point.pk}
    typed = "We have met the associations twice, and will again."
    here.worker()
    here.beat()
    kinds.Receipt(to=["before@ministry.example"]).queue()
    until(lambda: mails.mailboxes()["before@ministry.example"], 30, "mail before the restart")
    with database_away():
        status, page = busy.ask("/en/accounts/profile/", {"name": typed})
        assert status == 500
        assert "your text is safe here" in page
        assert typed in page
        assert busy.ask(address, saved)[0] == 500, "from 500 on the script keeps the answer and tries again"
        time.sleep(2)  # sweeps fail meanwhile, as they do in a restart
    begin = time.monotonic()
    assert idle.ask("/en/work/")[0] == 200, "whose connection to the database was cut unseen"
    assert busy.ask(address, saved)[0] == 200
    assert time.monotonic() - begin < 5
    assert Answer.objects.get(question__key="a3").value == "2029-05-02"
    kinds.Receipt(to=["after@ministry.example"]).queue()
    until(lambda: mails.mailboxes()["after@ministry.example"], 30, "the worker works again without anybody's help")
    assert [process.poll() for process in here.running] == [None, None]
