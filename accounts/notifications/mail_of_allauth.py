"""What allauth wants to send, and the kind that takes its place."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.notifications.account import AccountExists, AddressChanged, ConfirmAddress, FactorChanged, PasswordReset
from notifications.kinds import Kind

Maker = Callable[[str, dict[str, Any], str], Kind]


def _factor(what: str) -> Maker:
    return lambda email, context, at: FactorChanged(context["user"], at=at, what=what)


def _confirm(email: str, context: dict[str, Any], at: str) -> Kind:
    address = context["user"].emailaddress_set.get(email__iexact=email)
    return ConfirmAddress(address, at=at)


def _exists(email: str, context: dict[str, Any], at: str) -> Kind:
    return AccountExists(User.objects.get(email__iexact=email), at=at)


def _address(email: str, context: dict[str, Any], at: str) -> Kind:
    changed = AddressChanged(context["user"], at=at)
    changed.old = context.get("from_email", email)
    return changed


KINDS: dict[str, Maker] = {
    "account/email/email_confirmation": _confirm,
    "account/email/email_confirmation_signup": _confirm,
    "account/email/account_already_exists": _exists,
    "account/email/password_reset_key": lambda email, context, at: PasswordReset(context["user"], at=at),
    "account/email/password_reset": _factor("password"),
    "account/email/password_changed": _factor("password"),
    "account/email/password_set": _factor("password"),
    "account/email/email_changed": _address,
    "account/email/email_deleted": _address,
    "mfa/email/recovery_codes_generated": _factor("recovery_codes"),
    "mfa/email/totp_activated": _factor("factor_added"),
    "mfa/email/totp_deactivated": _factor("factor_removed"),
    "mfa/email/webauthn_added": _factor("factor_added"),
    "mfa/email/webauthn_removed": _factor("factor_removed"),
}
"""allauth's templates and the kind that takes the place of each."""


def from_allauth(template: str, email: str, context: dict[str, Any]) -> Kind:
    """The kind for a mail that allauth wants to send. Raises LookupError for an unknown template."""
    if template not in KINDS:
        raise LookupError(f"no kind of message takes the place of {template}")
    return KINDS[template](email, context, timezone.now().isoformat())
