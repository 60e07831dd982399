"""The invitation that somebody without a login is about to accept, remembered through signing in.

The session keeps the hash, never the token.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Invitation

KEY = "accounts_invitation"


def remember(request: HttpRequest, invitation: Invitation) -> None:
    """Until the login or the new account is there; whoever read the mail owns the address (S7)."""
    request.session[KEY] = invitation.token_hash
    get_adapter(request).stash_verified_email(request, invitation.email)


def invitation_of(request: HttpRequest) -> Any:
    """The remembered invitation while it is still open, else None."""
    key = request.session.get(KEY) if hasattr(request, "session") else None
    return Invitation.objects.open().filter(token_hash=key).first() if key else None


def url(request: HttpRequest) -> str:
    """The address where the remembered invitation is accepted, or ""."""
    invitation = invitation_of(request)
    return reverse("accounts:invitation", args=[invitation.token()]) if invitation else ""


def forget(request: HttpRequest) -> None:
    """Nothing waits any more."""
    request.session.pop(KEY, None)
