"""What a mail server hands over: an answer to a digest of a discussion (docs/for-operators.md)."""

import logging
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from core.workflow import NotReady
from dialogues import replies
from dialogues.steps import replying

LARGEST = 1_000_000
"""Octets of a message; a file goes by the page."""

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """`receive_reply [--to ADDRESS] < MESSAGE`."""

    help = "Take a message from standard input as a contribution. Ends as sysexits.h has it, for the mail server."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address of the envelope."""
        parser.add_argument("--to", default="", help="The address that it was delivered to.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take it, or raise CommandError with the code for the mail server and the sentence for the writer."""
        if not replies.is_on():
            raise CommandError("Set REPLY_DOMAIN: no answers are taken.", returncode=os.EX_CONFIG)
        raw = sys.stdin.buffer.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise CommandError("The message is too large. Send a file on the page.", returncode=os.EX_DATAERR)
        try:
            with translation.override("en"):
                made = replying.take(replies.read(raw), to=options["to"])
        except replies.UnreadableError:
            raise CommandError("The message cannot be read.", returncode=os.EX_DATAERR) from None
        except replying.NoSuchAddressError:
            raise CommandError("There is no such address.", returncode=os.EX_NOUSER) from None
        except NotReady as not_ready:
            raise CommandError(str(not_ready), returncode=os.EX_DATAERR) from None
        except Exception:  # the database is away, or a fault of ours: no reason to send it back to its writer
            log.exception("an answer by e-mail could not be taken; the mail server brings it again")
            raise CommandError("Try again.", returncode=os.EX_TEMPFAIL) from None
        self.stdout.write(f"taken: {made.pk}" if made else "not taken: a machine wrote it")
