"""What a named person from outside is told who may read sections of a draft. The letter is no key to them."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.notifications.notice import minute
from notifications.kinds import Note, Recipient, absolute
from reviews.models import GuestReader


class GuestInvited(Note):
    """To the account of the address, in its language, or to the bare address."""

    name = "reviews.guest_invited"
    label = gettext_lazy("A State lets you read part of its draft")
    reason = gettext_lazy("You get this because a State invited this address to read part of its draft.")
    mandatory_because = gettext_lazy("Somebody waits for you to read it.")
    policy = "resend"
    button = gettext_lazy("See the invitation")
    about: GuestReader

    def recipients(self) -> list[Recipient]:
        return [User.objects.filter(email__iexact=self.about.email).first() or self.about.email]

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}"

    def expires_at(self) -> datetime | None:
        return self.about.until

    def country(self) -> str:
        return str(self.about.review.country_id)

    def confidential(self) -> bool:
        return True

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if self.about.is_open and self.about.review.is_editable else _("ended meanwhile")

    def subject(self, recipient: Recipient) -> str:
        return _("%(state)s lets you read part of a draft") % {"state": self.about.review.country}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        facts = {
            "person": self.about.name,
            "office": self.about.office,
            "state": self.about.review.country,
            "year": self.about.review.cycle_id,
            "titles": "; ".join(str(section) for section in self.about.sections.all()),
            "until": minute(self.about.until.isoformat()),
            "address": self.about.email,
        }
        return [
            _("To %(person)s.") % facts,
            _("%(office)s invites you to read part of the voluntary review of %(state)s for IMRF %(year)s.") % facts,
            _("Sections: %(titles)s") % facts,
            self.about.message,
            _("You can read them until %(until)s, and change nothing. It is a draft: do not pass it on.") % facts,
            _("Sign in with an account of the address %(address)s, or make one. The link alone opens nothing.") % facts,
        ]

    def url(self) -> str:
        return absolute("reviews:guest", pk=self.about.pk)
