"""The first two heads of the secretariat, at installation (RELIABILITY 2, condition 4)."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import steps
from accounts.notifications import InvitationSent
from core.workflow import NotReady
from notifications.kinds import absolute


class Command(BaseCommand):
    """From then on roles of the secretariat are proposed by one and released by another."""

    help = "Invite the first two heads of the secretariat; refused when there is one already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", nargs=2, help="the addresses of two different people")
        parser.add_argument("--print-links", action="store_true", help="print the links instead of sending them")

    def handle(self, *args: Any, **options: Any) -> None:
        first, second = options["email"]
        if first.strip().lower() == second.strip().lower():
            raise CommandError("Give two addresses: what one proposes the other releases.")
        try:
            self.invite((first, second), by_mail=has_mail() and not options["print_links"])
        except (NotReady, ValidationError) as refusal:
            words = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
            raise CommandError(" ".join(words)) from refusal

    @transaction.atomic
    def invite(self, addresses: tuple[str, str], *, by_mail: bool) -> None:
        """Make both invitations and send or print their links."""
        for invitation in steps.invite_first_heads(addresses):
            if by_mail:
                InvitationSent(invitation, sending=(invitation.token_hash or "")[:12]).queue()
                self.stdout.write(f"Invited: {invitation.email}")
            else:
                link = absolute("accounts:invitation", token=invitation.token())
                self.stdout.write(f"{invitation.email}: {link}")


def has_mail() -> bool:
    """Whether messages leave the machine."""
    return settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"
