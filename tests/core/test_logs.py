"""What a log holds, and what it never does."""

import logging
import sys

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
