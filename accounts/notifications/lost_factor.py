"""A second factor will be taken off an account: to its owner and to the alternate, a day before (RELIABILITY S14)."""

from collections.abc import Iterable
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import SECRETARIAT_ROLES, STATE_ROLES, Role
from accounts.models import FactorReset, Membership, User
from accounts.notifications.notice import Notice, minute
from notifications.kinds import Recipient, absolute

signer = Signer(salt="accounts.stop_reset")


class FactorResetComing(Notice):
    """About the reset."""

    name = "accounts.factor_reset_coming"
    label = gettext_lazy("A second factor will be reset")
    reason = gettext_lazy(
        "You get this because it is your account, or because you are a focal point of the same State or a head of the "
        "secretariat."
    )
    falls_back = True
    about: FactorReset

    def recipients(self) -> Iterable[Recipient]:
        """The account; the focal points of its State; the heads, where it is one of the secretariat or technical."""
        person, current = self.about.person, Membership.objects.current()
        states = current.filter(user=person, role__in=STATE_ROLES).values("organisation__country")
        others = current.filter(role=Role.FOCAL_POINT, organisation__country__in=states)
        if person.is_superuser or current.filter(user=person, role__in=SECRETARIAT_ROLES).exists():
            others = current.filter(Q(pk__in=others) | Q(role=Role.SECRETARIAT_ADMIN))
        alternates = User.objects.filter(pk__in=others.values("user")).exclude(pk=person.pk)
        return [person, *alternates.order_by("pk")]

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}"

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if self.about.is_open else _("done or stopped meanwhile")

    def heading(self) -> str:
        return _("A second factor will be reset")

    def paragraphs(self, recipient: Recipient) -> list[str]:
        due = self.about.due_at
        facts = {"person": self.about.person.email, "at": minute(due.isoformat()) if due else "–"}
        return [
            _("The secretariat was told that %(person)s has lost passkey, authenticator and recovery codes.") % facts,
            _("They are taken off the account at %(at)s; every login then ends, and the password opens it.") % facts,
            _("If this is not so, stop it: with the link below, without signing in, or by a call to the secretariat."),
        ]

    def context(self, recipient: Recipient) -> dict[str, Any]:
        url = absolute("accounts:stop_reset", token=signer.sign_object([self.about.pk, recipient.pk]))
        return {**super().context(recipient), "button_url": url, "button_label": _("Stop this")}


def read_stop(token: str) -> tuple[FactorReset, User] | None:
    """The reset that a link of the letter stops, and whose letter it was; None for one that is not ours."""
    try:
        reset, person = signer.unsign_object(token)
    except (BadSignature, ValueError, TypeError):
        return None
    found = FactorReset.objects.filter(pk=reset).first()
    reader = User.objects.filter(pk=person, is_active=True).first()
    return (found, reader) if found and reader else None
