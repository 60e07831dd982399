"""What the tests of accounts need: messages in words, links out of them, fresh clients."""

import re
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils.text import slugify

from accounts import steps
from accounts.choices import Role
from accounts.models import Invitation, Organisation, User
from notifications import kinds
from notifications.models import Message
from tests.cast import PASSWORD, Cast, member

GOOD = "seven quiet herons wade"  # pragma: allowlist secret
NOTE_VERBALE = "NV 12/2029, 3 March 2029"


def messages(kind: str, to: Any = None) -> list[Message]:
    """The rows of a kind, oldest first; of one mailbox."""
    rows = list(Message.objects.filter(kind=kind).order_by("planned_at", "pk"))
    address = getattr(to, "email", to)
    return [row for row in rows if not to or row.mailbox == address]


def letter(row: Message) -> kinds.Letter:
    """A row as its reader gets it."""
    return kinds.written(kinds.Kind.of(row), row.recipient or row.address)


def link(row: Message) -> str:
    """The path of the first link in a message."""
    found = re.search(rf"{re.escape(settings.SITE_URL)}(\S+)", letter(row).text)
    assert found, letter(row).text
    return found[1]


def invited(cast: Cast, email: str = "new@ministry.example", **fields: Any) -> Invitation:
    """An officer's invitation of a focal point of Demo State."""
    fields = {"ground": NOTE_VERBALE, **fields}
    return steps.invite(cast.state, email, Role.FOCAL_POINT, by=cast.officer, **fields)


def path_of(invitation: Invitation) -> str:
    """The address that its mail leads to."""
    return link(messages("accounts.invitation", invitation.email)[-1])


def sign_in(email: str, password: str = PASSWORD, client: Client | None = None) -> Client:
    """Through the page, as people do."""
    client = client or Client()
    client.post("/en/accounts/login/", {"login": email, "password": password})
    return client


def second_head(cast: Cast) -> User:
    """Another head of the secretariat."""
    return member("second-head", cast.secretariat, Role.SECRETARIAT_ADMIN)


def roles_of(user: User) -> set[tuple[str, int]]:
    """(role, organisation) held now, read anew."""
    fresh = User.objects.get(pk=user.pk)
    return {(role, body) for role, body, _country in fresh.current_roles}


def body(name: str, kind: str, **fields: Any) -> Organisation:
    """An organisation outside States."""
    return Organisation.objects.create(name=name, kind=kind, slug=slugify(name), **fields)
