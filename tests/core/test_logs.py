"""What a log holds, and what it never does."""

import io
import logging
import runpy
import sys
from pathlib import Path

import pytest
from django.db import IntegrityError

from core import logs

CANARY = "canary-f3a9"


def line(message, *args, exc_info=None):
    record = logging.LogRecord("portal", logging.WARNING, "x.py", 1, message, args, exc_info)
    logs.RequestIdFilter().filter(record)
    return logs.QuietFormatter("{levelname} [{request_id}] {message}", style="{").format(record)


def test_every_line_carries_the_number_of_its_request():
    number = logs.new_request_id()
    assert line("hello") == f"WARNING [{number}] hello"
    assert logs.new_request_id() != number


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("/en/invitations/dGhpcyBpcyBhIHRva2VuIG9mIDI1NiBiaXQgbG9uZw/", "/en/invitations/…/"),
        ("sent to focal-point@demo.example", "sent to f…@demo.example"),
        ("sent to first.last+tag@gov.example", "sent to f…@gov.example"),
        ("/en/reviews/2030/mx/fill/c/", "/en/reviews/2030/mx/fill/c/"),
    ],
)
def test_s23_tokens_and_mailboxes_are_cut(said, written):
    assert line("%s", said).endswith(written)


def test_s23_an_error_is_written_without_its_words():
    def store():
        raise IntegrityError(f"Failing row contains (1, {CANARY})")

    def chain():
        try:
            store()
        except IntegrityError as error:
            raise ValueError(f"cannot read {CANARY}") from error

    try:
        chain()
    except ValueError:
        text = line("Internal Server Error: %s", "/en/", exc_info=sys.exc_info())
    assert CANARY not in text
    assert "builtins.ValueError" in text
    assert "django.db.utils.IntegrityError" in text
    assert "in chain" in text


@pytest.mark.django_db
@pytest.mark.urls("tests.core.addresses")
def test_s24_a_refusal_is_logged_with_person_and_address_and_nothing_that_was_sent(cast, caplog):
    with caplog.at_level(logging.WARNING, logger="portal.refusals"):
        cast.client("member").post("/wrong/denied/", {"answer": CANARY})
        cast.client("visitor").get("/wrong/7/")
    said = [record.getMessage() for record in caplog.records if record.name == "portal.refusals"]
    assert said == [f"refused user={cast.member.pk} POST /wrong/denied/", "refused user=None GET /wrong/7/"]


def test_s23_a_task_that_breaks_is_logged_by_the_kind_of_its_error():
    said = {"name": "notifications.tasks.deliver", "exc": f"IntegrityError('Failing row contains ({CANARY})')"}
    try:
        int(CANARY)
    except ValueError:
        text = line("Task %(name)s raised: %(exc)s", said, exc_info=sys.exc_info())
    assert CANARY not in text
    assert "notifications.tasks.deliver" in text
    assert "builtins.ValueError" in text


def test_s23_a_worker_brings_no_form_of_lines_of_its_own(settings, monkeypatch):
    from imrf_portal.celery import app

    configured = []
    monkeypatch.setattr("logging.config.dictConfig", configured.append)
    app.log.setup_logging_subsystem(loglevel="INFO")
    assert configured == [settings.LOGGING]


def test_s23_the_web_server_writes_no_key_of_an_address():
    from gunicorn.config import Config
    from gunicorn.glogging import Logger

    assert "!gunicorn.conf.py" in Path(".dockerignore").read_text(encoding="utf-8")
    config = Config()
    for name, value in runpy.run_path("gunicorn.conf.py").items():
        if name in config.settings:
            config.set(name, value)
    assert config.accesslog is None, "it would write lines of its own beside ours"
    logger = Logger(config)
    [handler] = logger.access_log.handlers
    handler.stream = io.StringIO()
    logger.access_log.info("%(r)s", {"r": "GET /en/invitations/dGhpcyBpcyBhIHRva2VuIG9mIDI1NiBiaXQgbG9uZw/ HTTP/1.1"})
    assert "GET /en/invitations/…/ HTTP/1.1" in handler.stream.getvalue()
