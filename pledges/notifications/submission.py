"""A submitted version on its way: received, returned, declined, published."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import SECRETARIAT_ROLES
from accounts.models import User
from notifications.kinds import Recipient, absolute
from pledges.choices import Outcome
from pledges.models import PledgeVersion
from pledges.notifications.base import Letter, officers, speakers_of


class AboutVersion(Letter):
    """A message about one submitted version."""

    about: PledgeVersion

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pledge.reference}/{self.about.number}"

    def country(self) -> str:
        return self.about.act_country()


class ToLead(AboutVersion):
    """For those who can commit the body that filed it, asked again at sending."""

    reason = gettext_lazy("You get this because you answer for this pledge.")

    def recipients(self) -> list[User]:
        return speakers_of(self.about.pledge.organisation)

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if recipient in self.recipients() else _("no longer answers for the pledge")

    def url(self) -> str:
        return absolute("pledges:desk", key=self.about.pledge_id)


class Receipt(ToLead):
    """The number to quote at the forum, at once."""

    name = "pledges.receipt"
    label = gettext_lazy("Receipt of your pledge")
    placeholders = {"number": gettext_lazy("the number of the pledge")}

    def values(self, recipient: Recipient) -> dict[str, str]:
        return {"number": str(self.about.pledge.reference)}

    def subject(self, recipient: Recipient) -> str:
        return _("Received: pledge %(number)s") % {"number": self.about.pledge.reference}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        words = {"number": self.about.pledge.reference}
        return [
            _("The secretariat has received your pledge. Its number is %(number)s: quote it at the Forum.") % words,
            _("The secretariat looks at the form alone, never at the merit, and writes to you."),
        ]


class Received(AboutVersion):
    """A pledge has come in."""

    name = "pledges.received"
    label = gettext_lazy("A pledge was submitted")
    reason = gettext_lazy("You get this because you work in the secretariat.")
    roles = SECRETARIAT_ROLES
    policy = "hold"

    def recipients(self) -> list[User]:
        return officers()

    def irrelevant(self, recipient: Recipient) -> str:
        if self.about.outcome != Outcome.WAITING:
            return _("answered already")
        return "" if recipient in self.recipients() else _("no longer in the secretariat")

    def subject(self, recipient: Recipient) -> str:
        words = {"number": self.about.pledge.reference, "who": self.about.pledge.organisation or ""}
        return _("Submitted: pledge %(number)s, %(who)s") % words

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [_("It waits to be looked at.")]

    def url(self) -> str:
        return absolute("pledges:version", pk=self.about.pk)


class Returned(ToLead):
    """The secretariat asks for changes."""

    name = "pledges.returned"
    label = gettext_lazy("Your pledge came back with remarks")

    def subject(self, recipient: Recipient) -> str:
        return _("Remarks on pledge %(number)s") % {"number": self.about.pledge.reference}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [_("The secretariat asks you to look at it again. It is open for you to change."), self.about.letter]


class Declined(ToLead):
    """The letter with which a pledge is declined."""

    name = "pledges.declined"
    label = gettext_lazy("Your pledge is not recorded")

    def subject(self, recipient: Recipient) -> str:
        return _("Pledge %(number)s is not recorded") % {"number": self.about.pledge.reference}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [str(self.about.get_reason_display()), self.about.letter]


class Published(ToLead):
    """It is public."""

    name = "pledges.published"
    label = gettext_lazy("Your pledge is published")
    by_choice = True
    placeholders = {"number": gettext_lazy("the number of the pledge")}

    def values(self, recipient: Recipient) -> dict[str, str]:
        return {"number": str(self.about.pledge.reference)}

    def subject(self, recipient: Recipient) -> str:
        return _("Published: pledge %(number)s") % {"number": self.about.pledge.reference}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [_("Everybody can read it now. Partners appear once they have confirmed.")]

    def url(self) -> str:
        return absolute("pledges:public", reference=self.about.pledge.reference)
