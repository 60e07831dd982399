"""What a mail server hands over: the report that a message did not arrive (docs/for-operators.md)."""

import logging
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notifications import bounces, outbox

LARGEST = 1_000_000
"""Octets of a report."""

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """`receive_bounce < REPORT`."""

    help = "Take a report of failed delivery from standard input. Ends as sysexits.h has it, for the mail server."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Take it, or raise CommandError with the code for the mail server."""
        raw = sys.stdin.buffer.read(LARGEST + 1)
        try:
            report = bounces.read(raw[:LARGEST])
            taken = report is not None and outbox.bounced(report.message, report.words)
        except bounces.UnreadableError:
            raise CommandError("This is no report of failed delivery.", returncode=os.EX_DATAERR) from None
        except Exception:  # the database is away, or a fault of ours: the report must not be lost
            log.exception("a report could not be taken; the mail server brings it again")
            raise CommandError("Try again.", returncode=os.EX_TEMPFAIL) from None
        self.stdout.write("taken" if taken else "not taken: nothing that failed for good, or no message of ours")
