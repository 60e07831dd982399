"""Which messages accounts sends, to whom, and why.

Links are made when a message is written, never kept in a row: an invitation's token from its nonce,
a link to confirm or reset from allauth's signed keys. Kinds with such a link are `secret`: nobody
reads their text here, and it is emptied once sent (docs/decisions/invitation-links.md).
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import SECRETARIAT_ROLES, RequestOutcome, Role
from accounts.models import Membership, User
from notifications.kinds import Kind, Recipient, absolute


def day(when: datetime) -> str:
    """A date in letters, in the reader's language and zone."""
    return date_format(timezone.localtime(when), "j F Y")


def minute(when: str) -> str:
    """A moment kept in facts, in words."""
    local = timezone.localtime(datetime.fromisoformat(when))
    return f"{date_format(local, 'j F Y, H:i')} ({local:%Z})"


class Notice(Kind):
    """What all messages of accounts share: they are about security and are sent again when in doubt."""

    policy = "resend"
    security = True
    mandatory_because = gettext_lazy("It is about who may act with your account or in your office.")
    reason = gettext_lazy("You get this because it is about your account at the portal.")

    def heading(self) -> str:
        """The first line, and the subject."""
        raise NotImplementedError

    def paragraphs(self, recipient: Recipient) -> list[str]:
        """What it says."""
        raise NotImplementedError

    def button(self) -> tuple[str, str]:
        """(address, words) of the one thing to do; ("", "") for none."""
        return "", ""

    def subject(self, recipient: Recipient) -> str:
        return self.heading()

    def context(self, recipient: Recipient) -> dict[str, Any]:
        url, label = self.button()
        paragraphs = [text for text in self.paragraphs(recipient) if text]
        return {"heading": self.heading(), "paragraphs": paragraphs, "button_url": url, "button_label": label}


# --- invitations


class InvitationSent(Notice):
    """The offer of a role, with the link that accepts it."""

    name = "accounts.invitation"
    label = gettext_lazy("Invitation")
    reason = gettext_lazy("You get this because somebody invited this address to the portal.")
    security = False
    secret = True

    def recipients(self) -> Iterable[Recipient]:
        return [self.about.email]

    def occasion(self) -> str:
        return f"accounts:invitation-{self.about.pk}:{self.facts['sending']}"

    def expires_at(self) -> datetime | None:
        return self.about.expires_at

    def country(self) -> str:
        return self.about.act_country()

    def confidential(self) -> bool:
        return bool(self.about.within_state)

    def irrelevant(self, recipient: Recipient) -> str:
        if self.about.state != "open":
            return _("The invitation is no longer open.")
        return "" if self.about.token_hash.startswith(self.facts["sending"]) else _("A newer link was sent.")

    def heading(self) -> str:
        return _("Invitation: %(organisation)s") % {"organisation": self.about.organisation}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        who = self.about.invited_by or _("The secretariat")
        words = {"who": who, "organisation": self.about.organisation, "role": self.about.get_role_display()}
        return [
            _("%(who)s invites you to work on the IMRF Portal for %(organisation)s.") % words,
            _("Your role: %(role)s.") % words,
            self.about.message,
            _("The link works once, until %(when)s.") % {"when": minute(self.about.expires_at.isoformat())},
            _("If you did not expect this, do nothing: without you nothing happens."),
        ]

    def button(self) -> tuple[str, str]:
        return absolute("accounts:invitation", token=self.about.token()), _("See the invitation")


class RenewalAsked(Notice):
    """Somebody with an old link asks for a new one: to the inviter or those in the inviter's place."""

    name = "accounts.renewal_asked"
    label = gettext_lazy("An invitation should be sent again")
    reason = gettext_lazy("You get this because you answer for this invitation.")
    security = False

    def recipients(self) -> Iterable[Recipient]:
        return inviters(self.about)

    def occasion(self) -> str:
        return f"accounts:invitation-{self.about.pk}:renewal-{self.facts['day']}"

    def country(self) -> str:
        return self.about.act_country()

    def confidential(self) -> bool:
        return bool(self.about.within_state)

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if self.about.state in ("open", "expired") else _("The invitation is settled.")

    def heading(self) -> str:
        return _("An invitation has expired and is asked for again")

    def paragraphs(self, recipient: Recipient) -> list[str]:
        words = {"email": self.about.email, "organisation": self.about.organisation}
        return [_("The link sent to %(email)s for %(organisation)s was opened too late. Send it again?") % words]

    def button(self) -> tuple[str, str]:
        return place_of(self.about), _("See the invitation")


class OtherAddress(RenewalAsked):
    """An invitation was opened by somebody signed in with another address: the inviter is asked (S8)."""

    name = "accounts.other_address"
    label = gettext_lazy("An invitation was opened with another address")

    def occasion(self) -> str:
        return f"accounts:invitation-{self.about.pk}:other-address-{self.about.claimed_by_id}"

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if self.about.state == "open" and self.about.claimed_by else _("The question is settled.")

    def heading(self) -> str:
        return _("An invitation was opened with another address")

    def paragraphs(self, recipient: Recipient) -> list[str]:
        words = {"email": self.about.email, "other": self.about.claimed_by.email, "role": self.about.get_role_display()}
        return [
            _("You invited %(email)s (%(role)s). Somebody signed in as %(other)s wants to accept.") % words,
            _("If it is the same person, confirm it. Otherwise take the invitation back."),
        ]


def inviters(invitation: Any) -> list[Any]:
    """Who answers for an invitation: the inviter while in office, else the office."""
    roles = Membership.objects.current()
    if invitation.within_state:
        office = roles.focal_points(invitation.organisation.country_id)
    else:
        office = roles.filter(role__in=SECRETARIAT_ROLES)
    people = list(User.objects.filter(pk__in=office.values("user")))
    return [person for person in people if person.pk == invitation.invited_by_id] or people


def place_of(invitation: Any) -> str:
    """Where whoever answers for an invitation finds it."""
    if invitation.within_state:
        return absolute("accounts:team", code=invitation.organisation.country_id.lower())
    return absolute("admin:accounts_invitation_change", object_id=invitation.pk)


# --- roles


class RoleChanged(Notice):
    """A role was given or taken (S13). Facts: given."""

    name = "accounts.role_changed"
    label = gettext_lazy("A role was given or ended")
    falls_back = True

    def recipients(self) -> Iterable[Recipient]:
        return [self.about.user]

    def occasion(self) -> str:
        return f"accounts:role-{self.about.pk}:{'given' if self.facts['given'] else 'ended'}"

    def country(self) -> str:
        return self.about.act_country()

    def heading(self) -> str:
        words = {"organisation": self.about.organisation}
        if self.facts["given"]:
            return _("You have a new role: %(organisation)s") % words
        return _("A role of yours has ended: %(organisation)s") % words

    def paragraphs(self, recipient: Recipient) -> list[str]:
        words = {"role": self.about.get_role_display(), "organisation": self.about.organisation}
        first = (
            _("You are now: %(role)s, %(organisation)s.") if self.facts["given"]
            else _("You are no longer: %(role)s, %(organisation)s.")
        )  # fmt: skip
        return [first % words, _("If this is a mistake, write to the secretariat.")]

    def button(self) -> tuple[str, str]:
        return absolute("work"), _("To my work")


class MembershipAsked(Notice):
    """Somebody wants to work for an organisation: to its administrators, or to the secretariat (P51)."""

    name = "accounts.membership_asked"
    label = gettext_lazy("Somebody asks to join an organisation")
    reason = gettext_lazy("You get this because you answer requests to join this organisation.")
    security = False

    def recipients(self) -> Iterable[Recipient]:
        roles = Membership.objects.current()
        administrators = roles.filter(
            role=Role.ORGANISATION_ADMINISTRATOR, organisation=self.about.organisation_id or 0
        )
        offices = administrators if administrators.exists() else roles.filter(role__in=SECRETARIAT_ROLES)
        return User.objects.filter(pk__in=offices.values("user")).exclude(pk=self.about.person_id)

    def occasion(self) -> str:
        return f"accounts:membership-request-{self.about.pk}"

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if self.about.outcome == RequestOutcome.WAITING else _("The request is settled.")

    def heading(self) -> str:
        return _("Somebody asks to join: %(name)s") % {"name": self.about.name}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        words = {"email": self.about.person.email, "name": self.about.name}
        return [
            _("%(email)s asks to work on the portal for %(name)s.") % words,
            _("Say yes only if you know that it is so: the person can then submit in its name."),
        ]

    def button(self) -> tuple[str, str]:
        return absolute("accounts:request", pk=self.about.pk), _("See the request")


class MembershipDeclined(Notice):
    """The answer was no, with the reason."""

    name = "accounts.membership_declined"
    label = gettext_lazy("A request to join an organisation was declined")
    reason = gettext_lazy("You get this because you asked to join an organisation.")
    security = False

    def recipients(self) -> Iterable[Recipient]:
        return [self.about.person]

    def occasion(self) -> str:
        return f"accounts:membership-request-{self.about.pk}:declined"

    def heading(self) -> str:
        return _("Not joined: %(name)s") % {"name": self.about.name}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        words = {"name": self.about.name, "reason": self.about.reason}
        return [
            _("Your request to work on the portal for %(name)s was declined.") % words,
            _("Reason: %(reason)s") % words if self.about.reason else "",
        ]

    def button(self) -> tuple[str, str]:
        return absolute("accounts:profile"), _("To your profile")


class HandoverDone(Notice):
    """The office of focal point went from one person to another: receipt for both, news for the team."""

    name = "accounts.handover"
    label = gettext_lazy("An office was handed over")
    reason = gettext_lazy("You get this because you work for this State on the portal.")
    security = False

    def recipients(self) -> Iterable[Recipient]:
        team = Membership.objects.team_of(self.about.organisation.country_id)
        people = {self.about.from_user_id, self.about.to_user_id, *team.values_list("user", flat=True)}
        return User.objects.filter(pk__in=people, is_active=True)

    def occasion(self) -> str:
        return f"accounts:handover-{self.about.pk}"

    def country(self) -> str:
        return self.about.act_country()

    def heading(self) -> str:
        return _("Handed over: focal point of %(organisation)s") % {"organisation": self.about.organisation}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        words = {
            "old": self.about.from_user or _("the former focal point"),
            "new": self.about.to_user or _("the successor"),
            "at": minute(self.about.at.isoformat()),
            "number": self.about.pk,
        }
        what = _("On %(at)s the office of focal point went from %(old)s to %(new)s.") % words
        stays = _("Drafts, sections and dates belong to the State and stay as they are.")
        receipt = _("Receipt number: H-%(number)s.") % words
        own = recipient in (self.about.from_user, self.about.to_user)
        ended = _("Your access as focal point ended at that minute.") if recipient == self.about.from_user else ""
        return [what, ended, stays, receipt if own else ""]


# --- the account itself


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


# --- what allauth calls them

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
