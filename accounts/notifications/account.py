"""The account itself: devices, addresses, factors, passwords."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.notifications.notice import Notice, minute
from notifications.kinds import Recipient, absolute


class AccountNotice(Notice):
    """About the account `about`. Facts: at (when it happened), by which no two are the same."""

    falls_back = True

    def recipients(self) -> Iterable[Recipient]:
        return [self.about]

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:{self.facts['at']}"

    def expires_at(self) -> datetime | None:
        return datetime.fromisoformat(self.facts["at"]) + timedelta(days=14)

    def when(self) -> str:
        """The moment in words."""
        return _("When: %(at)s.") % {"at": minute(self.facts["at"])}

    def unless_you(self) -> str:
        """What to do when it was somebody else."""
        return _("If this was not you, set a new password at once and write to the secretariat.")

    def button(self) -> tuple[str, str]:
        return absolute("account_email"), _("Account and security")


class NewDevice(AccountNotice):
    """A login from a browser that this account has not used (S13)."""

    name = "accounts.new_device"
    label = gettext_lazy("New device")

    def heading(self) -> str:
        return _("New device: somebody signed in to your account")

    def paragraphs(self, recipient: Recipient) -> list[str]:
        said = _("Your account was used in a browser that we have not seen before.")
        return [said, self.when(), self.unless_you()]


class AddressChanged(AccountNotice):
    """The address to sign in with changed: to the old one and to the new one (S13)."""

    name = "accounts.address_changed"
    label = gettext_lazy("Changed address")
    old: str = ""

    def recipients(self) -> Iterable[Recipient]:
        return [self.about, *([self.old] if self.old else [])]

    def heading(self) -> str:
        return _("The address of your account was changed")

    def paragraphs(self, recipient: Recipient) -> list[str]:
        said = _("Your account at the portal now has another e-mail address. Sign in with the new one.")
        return [said, self.when(), self.unless_you()]


class FactorChanged(AccountNotice):
    """Password or second factor were set, changed or removed (S13). Facts: at, what."""

    name = "accounts.factor_changed"
    label = gettext_lazy("Changed password or second factor")
    WORDS = {
        "password": gettext_lazy("Your password was changed"),
        "factor_added": gettext_lazy("A second factor was added to your account"),
        "factor_removed": gettext_lazy("A second factor was removed from your account"),
        "recovery_codes": gettext_lazy("New recovery codes were made for your account"),
    }

    def heading(self) -> str:
        return str(self.WORDS[self.facts["what"]])

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [f"{self.heading()}.", self.when(), _("Your other logins were ended."), self.unless_you()]


class TokenMade(AccountNotice):
    """A personal token was made: whoever holds it reads with it (S16). Facts: at, until."""

    name = "accounts.token_made"
    label = gettext_lazy("New personal token")

    def heading(self) -> str:
        return _("A personal token was made for your account")

    def paragraphs(self, recipient: Recipient) -> list[str]:
        said = _("A program that has it reads what you may take out of the reviews of your State, until %(until)s.")
        ends = _("A new password ends all tokens.")
        return [said % {"until": minute(self.facts["until"])}, self.when(), f"{self.unless_you()} {ends}"]

    def button(self) -> tuple[str, str]:
        return absolute("accounts:tokens"), _("Personal tokens")


class ConfirmAddress(AccountNotice):
    """Please confirm that this address is yours. About: allauth's EmailAddress."""

    name = "accounts.confirm_address"
    label = gettext_lazy("Confirm an address")
    reason = gettext_lazy("You get this because somebody gave this address at the portal.")
    secret = True

    def recipients(self) -> Iterable[Recipient]:
        return [self.about.email]

    def irrelevant(self, recipient: Recipient) -> str:
        return _("The address is confirmed.") if self.about.verified else ""

    def heading(self) -> str:
        return _("Confirm your e-mail address")

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [
            _("Somebody gave this address for an account at the portal. If it was you, confirm it."),
            _("If it was not you, do nothing."),
        ]

    def button(self) -> tuple[str, str]:
        key = EmailConfirmationHMAC.create(self.about).key
        return absolute("account_confirm_email", key=key), _("Confirm this address")


class AccountExists(AccountNotice):
    """Somebody tried to make an account where there is one; only the owner learns it (S5)."""

    name = "accounts.account_exists"
    label = gettext_lazy("There is an account already")

    def heading(self) -> str:
        return _("You already have an account")

    def paragraphs(self, recipient: Recipient) -> list[str]:
        said = _("Somebody, perhaps you, tried to make an account with this address. There is one already.")
        return [said, _("If you forgot the password, set a new one."), _("If it was not you, do nothing.")]

    def button(self) -> tuple[str, str]:
        return absolute("account_reset_password"), _("Set a new password")


class PasswordReset(AccountNotice):
    """The link to set a new password."""

    name = "accounts.password_reset"
    label = gettext_lazy("New password")
    secret = True

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if self.about.is_active else _("The account is closed.")

    def heading(self) -> str:
        return _("Set a new password")

    def paragraphs(self, recipient: Recipient) -> list[str]:
        said = _("Somebody, perhaps you, asked for a new password for your account at the portal.")
        return [said, _("If it was not you, do nothing: your password stays as it is.")]

    def button(self) -> tuple[str, str]:
        uid, key = user_pk_to_url_str(self.about), default_token_generator.make_token(self.about)
        return absolute("account_reset_password_from_key", uidb36=uid, key=key), _("Set a new password")
