"""An address that refuses mail: to those who can ask for another one (FEATURES N13)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import SECRETARIAT_ROLES, STATE_ROLES
from accounts.models import Membership, User
from accounts.notifications.notice import day
from notifications import bounces
from notifications.kinds import Note, Recipient, absolute
from notifications.models import RefusedAddress

LOOKED_BACK = timedelta(days=7)
"""A mark older than this is told to nobody any more: it stands on the desk."""


class AddressRefused(Note):
    """To the other focal points of the State that the person works for, and to the officers. About the mark."""

    name = "accounts.address_refused"
    label = gettext_lazy("An address of your State's team refuses mail")
    reason = gettext_lazy("You get this because you are a focal point of the same State, or work in the secretariat.")
    button = gettext_lazy("Open my work")
    about: RefusedAddress

    @classmethod
    def plan(cls, now: datetime) -> Iterable["AddressRefused"]:
        """One for each mark of the last week that is the address of an account."""
        fresh = RefusedAddress.objects.filter(since__gt=now - LOOKED_BACK)
        known = {
            one.lower()
            for one in User.objects.filter(email__in=[mark.address.lower() for mark in fresh]).values_list(
                "email", flat=True
            )
        }
        return [cls(mark) for mark in fresh if mark.address.lower() in known]

    @classmethod
    def turns(cls, first: date, last: date) -> list[date]:  # noqa: ARG003 - never
        """No mark comes by time alone."""
        return []

    def recipients(self) -> Iterable[Recipient]:
        roles = Membership.objects.current()
        offices = roles.focal_points().filter(organisation__country__in=self._states())
        if not self.about.confidential:
            offices = offices | roles.filter(role__in=SECRETARIAT_ROLES)
        return User.objects.filter(pk__in=offices.values("user")).exclude(email__iexact=self.about.address)

    def _states(self) -> list[str]:
        held = Membership.objects.current().filter(user__email__iexact=self.about.address, role__in=STATE_ROLES)
        return list(held.values_list("organisation__country", flat=True))

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:{self.about.since:%Y-%m-%d}"

    def confidential(self) -> bool:
        return bool(self.about.confidential)

    def country(self) -> str:
        return next(iter(self._states()), "")

    def irrelevant(self, recipient: Recipient) -> str:
        known = User.objects.filter(email__iexact=self.about.address, is_active=True).exists()
        return "" if known and recipient in self.recipients() else _("the address has changed")

    def subject(self, recipient: Recipient) -> str:
        return _("Mail does not arrive: %(address)s") % {"address": self.about.address}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        facts = {
            "address": self.about.address,
            "day": day(self.about.since),
            "words": bounces.code_of(self.about.words),
        }
        return [
            _("Since %(day)s the mail server refuses messages to %(address)s.") % facts,
            _("It said: %(words)s") % facts if facts["words"] else "",
            _(
                "Please ask for the right address. The person changes it on the own profile; whoever has left "
                "hands the office over."
            ),
        ]

    def url(self) -> str:
        return absolute("work")
