"""How allauth works here: open sign-up without rights, invited sign-up, mail by the outbox, factors.

allauth makes the mails of signing in while a request runs; ours are rows first (`notifications`), so
each of its templates is mapped to a kind, which writes the link anew when the row is sent.
"""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import devices, notifications, pending, steps
from accounts.addresses import normalised
from accounts.choices import FACTORS
from accounts.middleware import OFFER_OF_FACTOR


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, signing in, and the mails of both."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("The address or the password is not right."),
        "incorrect_password": gettext_lazy("The password is not right."),
        "incorrect_code": gettext_lazy("The code is not right."),
        "too_many_login_attempts": gettext_lazy("Too many tries. Wait five minutes, then try again."),
    }

    def clean_email(self, email: str) -> str:
        """The address in the form we store; in an invited sign-up the invited one only (S7)."""
        address = normalised(email)
        invitation = self.invitation_at_signup()
        if invitation and address != invitation.email.lower():
            raise ValidationError(_("The invitation is for another address. Use the one it was sent to."))
        return address

    def invitation_at_signup(self) -> Any:
        """The invitation that this very sign-up answers, or None."""
        page = self.request.resolver_match
        is_signup = page is not None and page.view_name == "account_signup"
        return pending.invitation_of(self.request) if is_signup else None

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - allauth's
        """Save the new person and, after an invitation, the role with it: both or neither."""
        invitation = pending.invitation_of(request)
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        with transaction.atomic():
            if invitation:
                user.name = invitation.name
            user = super().save_user(request, user, form, commit)
            if invitation and commit:
                steps.accept(invitation, user)
                pending.forget(request)
        return user

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the invitation that waits, else to the work, in the person's language (U7)."""
        if invitation_url := pending.url(request):
            return invitation_url
        user: Any = request.user
        with translation.override(user.language):
            return reverse(settings.LOGIN_REDIRECT_URL)

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Address, password and second factor are changed only with fresh proof (S11)."""
        return True

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def post_login(self, request: HttpRequest, user: Any, **hook: Any) -> Any:
        """Write to the person when the browser is new to the account, and know it from now on (S13)."""
        response = super().post_login(request, user, **hook)
        if not devices.is_known(request, user):
            devices.remember(request, response, user)
            if hook.get("signup"):
                messages.info(request, OFFER_OF_FACTOR)
            else:
                notifications.NewDevice(user, at=timezone.now()).queue()
        return response

    def send_account_already_exists_mail(self, email: str) -> None:
        """As long as making an account takes: hash a password before writing to the owner (S5)."""
        make_password(email)
        super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the mail into the outbox. Raises LookupError for a template that no kind is made for."""
        notifications.from_allauth(template_prefix, email, {"user": self._user(), **context}).queue()

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """A change to the account: write to the person and to the address that was, end other logins (S12)."""
        facts = {"user": user, **(context or {})}
        notifications.from_allauth(template_prefix, email or user.email, facts).queue()
        steps.end_logins(user)
        if self.request.user.is_authenticated and self.request.user.pk == user.pk:
            update_session_auth_hash(self.request, user)

    def _user(self) -> Any:
        request = allauth_context.request
        return getattr(request, "user", None)


class LoginsAdapter(DefaultUserSessionsAdapter):
    """The page of logins."""

    def end_sessions(self, sessions: Any) -> None:
        """Whoever signs out everywhere else ends the tokens as well."""
        super().end_sessions(sessions)
        steps.end_tokens_of(self.request.user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names of factors, the last compulsory one, and secrets that the database does not hold in clear."""

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last passkey or authenticator of somebody who must have one (S1)."""
        if authenticator.type not in FACTORS or not settings.SECOND_FACTOR_REQUIRED:
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS)
        return not authenticator.user.must_have_second_factor() or others.exclude(pk=authenticator.pk).exists()

    def encrypt(self, text: str) -> str:
        return _boxes().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _boxes().decrypt(encrypted_text.encode()).decode()


def _boxes() -> MultiFernet:
    """Boxes of the present and of earlier secret keys: the newest closes, any opens."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = [hashlib.sha256(b"accounts.second-factor" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])
