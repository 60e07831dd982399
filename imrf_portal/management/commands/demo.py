"""A portal to try out: accounts named by their role, an invented State, and samples that say they are samples."""

import os
import secrets
from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from imrf_portal.management.people import make_people
from imrf_portal.pages import KINDS


class Command(BaseCommand):
    """Safe to run again: what is there already is left as it is."""

    help = "Make the demo: accounts, Demo State, questionnaires, a plan of reminders, publications, a letter."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="do not print the accounts")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo has known accounts: it is made in debug mode only.")
        password = os.environ.get("DEMO_PASSWORD") or f"demo-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
        with transaction.atomic():
            people = make_people(password)
            for name in (*reversed(KINDS), "notes", "letters"):  # so that reviews are the latest on the home page
                import_module(f"imrf_portal.management.samples.{name}").make(people)
        if not options["quiet"]:
            self.stdout.write(f"Demo accounts, all with the password {password}\n")
            for person in people.values():
                self.stdout.write(f"  {person.email:34} {person.memberships.select_related('organisation').first()}\n")
