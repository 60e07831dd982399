"""Say that this database belongs to this machine, so that its mail goes out."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from notifications import home


class Command(BaseCommand):
    """Run by scripts/release: the first host keeps it. A copy on another machine so sends nothing."""

    help = "Let the database belong to the host of SITE_URL, unless it belongs to one already (--anew: in its place)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anew", action="store_true", help="in place of another host, after a move")

    def handle(self, *args: Any, **options: Any) -> None:
        kept = home.claim(anew=options["anew"])
        self.stdout.write(f"The mail of this database belongs to {kept}.")
        if why := home.objection():
            self.stderr.write(f"This machine sends none of it ({why}).")
