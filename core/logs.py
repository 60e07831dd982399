"""One id for everything that a request causes: log lines, acts and the error page show it.

A log holds who, what, when, and neither content nor the key to anything (RELIABILITY S23): tokens and
addresses are cut, and of an error the place and the kind are kept, not its words, in which a database
quotes the row that it refused.
"""

import logging
import re
import traceback
import uuid
from contextvars import ContextVar
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="-")

TOKEN = re.compile(r"[\w-]{32,}")
MAILBOX = re.compile(r"(?<![\w.+-])([\w.+-])[\w.+-]*@(?=[\w-])")


def new_request_id() -> str:
    """Start a new id and make it the current one."""
    value = uuid.uuid4().hex[:12]
    request_id.set(value)
    return value


def without_secrets(text: str) -> str:
    """`text` without the tokens of links and the names of mailboxes: `/invitations/…/`, `m…@demo.example`."""
    return MAILBOX.sub(r"\1…@", TOKEN.sub("…", text))


class RequestIdFilter(logging.Filter):
    """Give each log record the id of the request (or task) it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class QuietFormatter(logging.Formatter):
    """A line without secrets, and errors as a list of places with the kind of error at the end."""

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info and isinstance(record.args, dict) and "exc" in record.args:
            # Celery puts the error's words into its sentence.
            record = logging.makeLogRecord({**record.__dict__, "args": {**record.args, "exc": "…", "traceback": "…"}})
        return without_secrets(super().format(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 named by logging
        """Where it happened and what kind it was, for the error and those behind it."""
        parts = []
        error = ei[1]
        while error is not None:
            places = "".join(traceback.format_tb(error.__traceback__))
            parts.append(f"{places}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\ncaused by, earlier:\n".join(parts)
