"""An officer is shown one page by somebody who needs help. The message names the person, never the page."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import SupportLook
from accounts.notifications.notice import minute
from core.access import is_secretariat
from notifications.kinds import Note, Recipient, absolute


class PageShown(Note):
    """To the officer who was chosen."""

    name = "accounts.page_shown"
    label = gettext_lazy("Somebody lets you look at a page")
    reason = gettext_lazy("You get this because somebody chose you to help with a page of the portal.")
    mandatory_because = gettext_lazy("Somebody waits for your help.")
    button = gettext_lazy("Look at the page")
    about: SupportLook

    def recipients(self) -> Iterable[Recipient]:
        return [self.about.officer] if self.about.officer else []

    def occasion(self) -> str:
        return f"accounts:support-look-{self.about.pk}"

    def expires_at(self) -> datetime | None:
        return self.about.until

    def country(self) -> str:
        return self.about.country

    def confidential(self) -> bool:
        """What is shown to one officer is no matter of the others."""
        return True

    def irrelevant(self, recipient: Recipient) -> str:
        if not self.about.is_open:
            return _("ended meanwhile")
        return "" if is_secretariat(recipient) else _("no longer in the secretariat")

    def subject(self, recipient: Recipient) -> str:
        return _("%(person)s lets you look at a page") % {"person": self.about.opened_by or "–"}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        by = self.about.opened_by
        facts = {"person": by or "–", "address": by.email if by else "–", "until": minute(self.about.until.isoformat())}
        return [
            _("%(person)s (%(address)s) lets you read one page, and asks for your help.") % facts,
            _("You can read it until %(until)s, or until one of you ends it, and change nothing.") % facts,
            _("Each time you open it is written down, and the person sees that you may look."),
        ]

    def url(self) -> str:
        return absolute("support_look", pk=self.about.pk)
