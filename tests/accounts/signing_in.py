"""How tests sign in with a second factor, and see whether somebody is in."""

from types import SimpleNamespace
from unittest import mock

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal import flows as totp_flows
from django.test import Client

from accounts.models import User

HERE = "/en/accounts/profile/"


PAST = "account_authentication_methods"


def is_in(client: Client) -> bool:
    return client.get(HERE).status_code == 200


def with_factor(user: User) -> Authenticator:
    return totp.TOTP.activate(user, totp.generate_totp_secret()).instance


def code_of(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def add_factor(client: Client) -> None:
    """Through the pages, as the person does."""
    page = client.get("/en/accounts/2fa/totp/activate/")
    assert page.status_code == 200, getattr(page, "url", page)
    secret = client.session["mfa.totp.secret"]
    at_once = SimpleNamespace(on_commit=lambda done: done())
    with mock.patch.object(totp_flows, "transaction", at_once):  # a test's own transaction never ends
        assert client.post("/en/accounts/2fa/totp/activate/", {"code": code_of(secret)}).status_code == 302
