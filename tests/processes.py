"""Real processes for tests: Redis, a mail server that follows a script and counts, workers, beats.

Nothing is skipped for want of a program: `pytest.fail` names it. `main` is what a worker or beat does, with the
sample kinds known and, if asked, a death put at one moment of the delivery (`--die-at sending --first FILE`), so
that the production code holds no switch for tests. Each is a process of its own, forked from a server that has
imported the portal once (tests/imported.py): two dozen tests start seventy, and each import takes three seconds.
"""

import contextlib
import email
import email.policy
import importlib
import multiprocessing
import multiprocessing.context
import os
import pkgutil
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOAK = os.environ.get("SOAK") == "1"
SEEDS = range(200 if SOAK else 5)
PEOPLE = 579 if SOAK else 20
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.imported"])


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def until(true: Callable[[], Any], seconds: float, what: str) -> Any:
    """Wait until `true()`; fail the test, naming `what`, when it does not come."""
    import pytest

    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        if found := true():
            return found
        time.sleep(0.1)
    return pytest.fail(f"not within {seconds} s: {what}")


# --- Redis


class Redis:
    """A server of our own, which may be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        import pytest

        program = shutil.which("redis-server") or pytest.fail("redis-server is not installed")
        self.process = subprocess.Popen(
            [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL,
        )
        until(self._listens, 10, "Redis listens")

    def _listens(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[Redis]:
    """A Redis that belongs to this test alone."""
    server = Redis(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


# --- a mail server that follows a script


class MailServer:
    """Counts what it accepts. `answers` maps a recipient to what it says after the text ("" accepts):
    a list is said one after the other, "close" hangs up, "silence" says nothing. `at_rcpt` answers earlier."""

    def __init__(self) -> None:
        from aiosmtpd.controller import Controller

        self.accepted: list[tuple[str, Any]] = []
        self.answers: dict[str, list[str]] = {}
        self.at_rcpt: dict[str, list[str]] = {}
        self.lock = threading.Lock()
        self.pause = 0.0
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.controller.port}"

    def count(self) -> Counter[tuple[str, str]]:
        """How often each (recipient, Message-ID) was accepted."""
        with self.lock:
            return Counter((to, message["Message-ID"]) for to, message in self.accepted)

    def mailboxes(self) -> Counter[str]:
        """How often each mailbox got something."""
        with self.lock:
            return Counter(to for to, _message in self.accepted)

    def _next(self, script: dict[str, list[str]], who: str) -> str:
        with self.lock:
            said = script.get(who) or script.get("*") or []
            return said.pop(0) if said else ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if answer := self._next(self.at_rcpt, address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        import asyncio

        (to,) = envelope.rcpt_tos
        answer = self._next(self.answers, to)
        await asyncio.sleep(self.pause)
        if not answer or answer.startswith("accept"):
            parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
            with self.lock:
                self.accepted.append((to, parsed))
        if answer.endswith("close"):
            server.transport.abort()
        if answer.endswith("silence"):
            await asyncio.sleep(30)
        return "250 2.0.0 Ok: queued" if answer in {"", "accept"} else answer


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server in a thread of the test."""
    server = MailServer()
    server.controller.start()
    try:
        yield server
    finally:
        server.controller.stop()


# --- workers and beats


class Process(multiprocessing.context.ForkServerProcess):
    """A real process, asked about as subprocess.Popen is."""

    def poll(self) -> int | None:
        return self.exitcode

    def wait(self, seconds: float | None = None) -> int | None:
        self.join(seconds)
        return self.exitcode


class Machine:
    """Where workers and beats run: the database of the test, one Redis, one mail server."""

    def __init__(self, folder: Path, broker: str, mail: str) -> None:
        self.folder = folder
        self.running: list[Process] = []
        self.environment = {
            "DATABASE_URL": database_url(),
            "REDIS_URL": broker,
            "EMAIL_URL": mail,
            "DEBUG": "1",
            "PRODUCTION": "1",
        }

    def start(self, role: str, *words: str, ready: str = "") -> Process:
        """Start a process of this file in `role`; wait for `ready` in its log."""
        import pytest

        log = self.folder / f"{role}-{len(self.running)}.log"
        log.touch()
        process = Process(target=main, args=(self.environment, log, role, *words))
        process.start()
        self.running.append(process)
        if ready:
            until(
                lambda: ready in log.read_text(errors="replace") or process.poll() is not None, 60, f"{role} is ready"
            )
            if process.poll() is not None and "--die-at" not in words:
                pytest.fail(f"{role} ended at once: {log.read_text(errors='replace')[-2000:]}")
        return process

    def worker(self, *celery: str, die_at: str = "", first: Path | None = None) -> Process:
        """A Celery worker; with `die_at` the first process to come there (as `first` tells) is killed."""
        death = ["--die-at", die_at, "--first", str(first)] if die_at else []
        name = f"--hostname=w{len(self.running)}@%h"
        return self.start("worker", *death, "--", *(celery or ("-P", "solo")), name, ready="ready.")

    def beat(self) -> Process:
        """A scheduler whose minute is a second."""
        return self.start("beat", "--", ready="beat: Starting")

    def command(self, *words: str) -> Process:
        """A management command."""
        return self.start("manage", "--", *words)

    def stop(self) -> None:
        """Kill them and what they started: a dead leader's children live on in its group."""
        for process in self.running:
            assert process.pid
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def machine(folder: Path, broker: str, mail: str) -> Iterator[Machine]:
    """A machine whose processes end with the test."""
    here = Machine(folder, broker, mail)
    try:
        yield here
    finally:
        here.stop()


def database_url() -> str:
    """The test's own database, as an address for other processes."""
    from django.db import connection

    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    who = f"{found['USER']}:{found['PASSWORD']}".rstrip(":")
    return f"postgres://{who}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


# --- what a process does


def main(environment: dict[str, str], log: Path, role: str, *words: str) -> None:
    """Be a worker, a beat or a command that knows the sample kinds, and say everything into `log`."""
    os.setsid()
    with log.open("wb") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    os.environ.update(environment)
    settle()
    split = words.index("--")
    options = dict(zip(words[:split:2], words[1:split:2], strict=True))
    rest = list(words[split + 1 :])
    if "--die-at" in options:
        die(options["--die-at"], Path(options["--first"]))
    if "--die-before" in options:
        die_before(options["--die-before"])
    from imrf_portal.celery import app

    app.config_from_object("django.conf:settings", namespace="CELERY")
    if role == "submit":
        submit(*rest)
    elif role == "manage":
        from django.core.management import execute_from_command_line

        execute_from_command_line(["manage.py", *rest])
    elif role == "beat":
        app.conf.beat_schedule = {
            "sweep": {"task": "notifications.tasks.sweep", "schedule": 1.0},
            "plan": {"task": "notifications.tasks.plan", "schedule": 2.0},
        }
        schedule = f"/tmp/beat-{os.getpid()}"  # noqa: S108 - a scheduler's own file
        app.start(["beat", "-S", "celery.beat:PersistentScheduler", "-s", schedule, "--pidfile=", "-l", "INFO"])
    else:
        app.worker_main(["worker", "-l", "INFO", "--without-gossip", "--without-mingle", *rest])


def settle() -> None:
    """Read the settings anew: what was imported before the fork had those of another environment."""
    import django
    from django.conf import settings
    from django.core.cache import caches
    from django.db import connections
    from django.utils.functional import empty

    importlib.reload(sys.modules["imrf_portal.settings"])
    settings._wrapped = empty
    for handler in (caches, connections):
        handler.__init__()  # type: ignore[misc]  # without settings and without connections
        handler.__dict__.pop("settings", None)
    engine: Any = settings.TEMPLATES[0]
    engine["DIRS"].append(ROOT / "tests" / "notifications" / "templates")
    django.setup()


def submit(review: str, by: str) -> None:
    """What a focal point's press on "Submit" does on the server."""
    from accounts.models import User
    from reviews.models import VoluntaryReview
    from reviews.steps import submission

    submission.submit(VoluntaryReview.objects.get(pk=review), by=User.objects.get(pk=by))


def die_before(call: str) -> None:
    """SIGKILL where the function or method of this dotted name would be called."""
    owner, name = call.rsplit(".", 1)
    setattr(pkgutil.resolve_name(owner), name, lambda *given, **named: os.kill(os.getpid(), signal.SIGKILL))


def die(at: str, first: Path) -> None:
    """SIGKILL for the first process that reaches the moment `at`; "half" is in the middle of the text."""
    import smtplib

    from notifications import outbox

    def last_breath() -> None:
        with contextlib.suppress(FileExistsError):
            os.close(os.open(first, os.O_CREAT | os.O_EXCL))
            os.kill(os.getpid(), signal.SIGKILL)

    def moment(name: str) -> None:
        if name == at:
            last_breath()

    outbox.moment = moment
    send = smtplib.SMTP.send

    def half(self: Any, content: Any) -> None:
        if len(content) > 600:
            send(self, content[: len(content) // 2])
            last_breath()
            content = content[len(content) // 2 :]
        send(self, content)

    if at == "half":
        smtplib.SMTP.send = half  # type: ignore[method-assign,assignment]
