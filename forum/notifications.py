"""The message of this app: the answer to a reader who reported an error."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import ErrorReport
from notifications.kinds import Note, Recipient


class ErrorAnswered(Note):
    """The secretariat's answer, to the address that was given for it."""

    name = "forum.error_answered"
    label = gettext_lazy("Answer to an error that you reported")
    reason = gettext_lazy("You get this because you reported an error on a page of the portal and gave this address.")
    about: ErrorReport

    def recipients(self) -> Iterable[Recipient]:
        return [self.about.email] if self.about.email else []

    def occasion(self) -> str:
        return f"forum:error:{self.about.pk}"

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if recipient == self.about.email else _("the address was taken out")

    def subject(self, recipient: Recipient) -> str:
        return _("About the error that you reported")

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [
            _("On the page %(page)s you reported:") % {"page": self.about.page},
            self.about.text,
            _("The secretariat answers:"),
            self.about.words,
        ]

    def url(self) -> str:
        return f"{settings.SITE_URL}{self.about.page}"
