"""Fresh proof: password or second factor within five minutes before a weighty act (RELIABILITY S11)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows import reauthentication
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

View = Callable[..., HttpResponse]


def is_fresh(request: HttpRequest) -> bool:
    """Whether this person proved who they are within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds."""
    return reauthentication.did_recently_reauthenticate(request)


def ask(request: HttpRequest) -> HttpResponse:
    """To the page that asks for password or second factor; a POST is kept and replayed afterwards."""
    methods = {flow["id"] for flow in reauthentication.get_reauthentication_flows(request.user)}
    name = "account_reauthenticate" if "reauthenticate" in methods else "mfa_reauthenticate"
    return reauthentication.suspend_request(request, reverse(name))


def fresh_proof_required(view: View) -> View:
    """Open `view` only to somebody who has just proved who they are."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if is_fresh(request) else ask(request)

    return asking
