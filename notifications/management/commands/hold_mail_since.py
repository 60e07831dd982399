"""After a restore: pause all mail, and hold what may have gone since the backup (RELIABILITY F26)."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from notifications import home


class Command(BaseCommand):
    """What the portal does by itself where the folder of uploads remembers more than the database."""

    help = "The database was restored from the backup of MOMENT: pause all mail and hold whatever may have gone since."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("moment", metavar="MOMENT", type=_moment, help="for example 2030-01-15T02:00+00:00")

    def handle(self, *args: Any, **options: Any) -> None:
        held = home.hold_since(options["moment"])
        self.stdout.write(f"Mail is paused. {held} messages wait for a decision in the outbox; then let mail go out.")


def _moment(typed: str) -> datetime:
    try:
        found = parse_datetime(typed)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"“{typed}” is no moment. Write it as 2030-01-15T02:00+00:00.")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
