"""Plan and send what is due, or say who would get what on a day."""

import json
import sys
import time
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications import delivery, outbox, overview
from notifications.choices import Status
from notifications.models import Message

PATIENCE = 30.0
"""Seconds to wait for what a worker has taken meanwhile."""


class Command(BaseCommand):
    """Does what beat and workers do, once, in this process; together with them nothing goes twice."""

    help = "Plan and send the messages that are due, and list them; with --dry-run only say who would get what."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="send and write nothing")
        parser.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help="as if it were this day")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write the list as JSON into FILE, too")

    def handle(self, *args: Any, **options: Any) -> None:
        day, dry = options["on"], options["dry_run"]
        if day and not dry and not settings.DEBUG:
            raise CommandError("--on without --dry-run is for DEBUG only: it would send before its time.")
        until, since = overview.span_of(day) if day else (timezone.now(), None)
        if dry:
            self._list([_entry(*row) for row in (one[:4] for one in overview.coming(until, since))], options)
            return
        found, waiting = self._send(until)
        self._list(found, options)
        if waiting:
            raise CommandError(f"The mail server is away: {waiting} messages wait.")

    def _send(self, until: datetime) -> tuple[list[dict[str, str]], int]:
        """What went out, and how many wait because the mail server is away."""
        outbox.reclaim()
        outbox.plan(until)
        outbox.expire(until)
        due = list(Message.objects.due(until).values_list("pk", flat=True))
        mine: list[Message] = []
        done, run = 0, delivery.Run([], 1, reachable=True)
        while run.touched and run.reachable:
            run = delivery.deliver(as_of=until)
            mine += run.sent
            done += run.touched
            self._progress(done, max(len(due), done))
        ours = {message.pk for message in mine}
        others = [pk for pk in due if pk not in ours]
        _wait_for(others)
        sent = Message.objects.select_related("recipient").filter(pk__in=[*ours, *others], status=Status.SENT)
        rows = sorted(sent, key=lambda row: (row.kind, row.occasion, row.mailbox))
        waiting = 0 if run.reachable else Message.objects.due(until).count()
        return [
            _entry(row.mailbox, row.kind, row.occasion, row.subject, by="" if row.pk in ours else "worker")
            for row in rows
        ], waiting

    def _progress(self, done: int, total: int) -> None:
        """A bar, where a person looks on."""
        if not sys.stderr.isatty() or not total:
            return
        full = 40 * done // total
        self.stderr.write(f"\r[{'#' * full}{'.' * (40 - full)}] {done}/{total}", ending="\n" if done == total else "")

    def _list(self, rows: list[dict[str, str]], options: dict[str, Any]) -> None:
        as_json = json.dumps(rows, ensure_ascii=False, indent=1)
        if options["report"]:
            options["report"].write_text(as_json + "\n", encoding="utf-8")
        if options["format"] == "json":
            self.stdout.write(as_json)
            return
        for row in rows:
            self.stdout.write(f"{row['recipient']}  {row['kind']}  {row['occasion']}  {row['subject']}")
        self.stdout.write(f"{len(rows)} messages{' would be' if options['dry_run'] else ''} sent.")


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()


def _entry(recipient: str, kind: str, occasion: str, subject: str, by: str = "") -> dict[str, str]:
    row = {"recipient": recipient, "kind": kind, "occasion": occasion, "subject": subject}
    return {**row, "by": by} if by else row


def _wait_for(ids: list[Any]) -> None:
    """Until the workers have settled what they claimed."""
    stop = time.monotonic() + PATIENCE
    taken = Message.objects.filter(pk__in=ids, status__in=[Status.CLAIMED, Status.SENDING])
    while ids and taken.exists() and time.monotonic() < stop:
        time.sleep(0.2)
