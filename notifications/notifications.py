"""Letters to many as messages: three kinds by their nature, and the test that an officer sends to themselves."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import SECRETARIAT, is_secretariat
from notifications import audiences
from notifications.choices import LetterStatus, Nature
from notifications.kinds import Kind, Recipient
from notifications.models import Announcement


class AnnouncementLetter(Kind):
    """What they share. About the Announcement; facts: seat, the State or body for which the person gets it.

    Once it is released only the people of that seat count: whoever takes it over gets the letter, once (E5).
    """

    template = "notifications/mail/announcement"
    policy = "hold"
    to_many = True
    about: Announcement
    reason = gettext_lazy("You get this because the secretariat writes to people in your function.")

    def __init__(self, about: Any = None, people: list[Recipient] | None = None, **facts: Any) -> None:
        super().__init__(about, **facts)
        self._people = people

    def recipients(self) -> Iterable[Recipient]:
        """Given when it is released; afterwards those who hold the seat now."""
        if self._people is not None:
            return self._people
        return [member.recipient for member in self._audience().members(self.facts["seat"])]

    def _audience(self) -> audiences.Audience:
        return audiences.find(self.about.audience)

    def occasion(self) -> str:
        return self.about.occasion

    def on_hold(self) -> str:
        return _("the letter is paused") if self.about.status == LetterStatus.PAUSED else ""

    def irrelevant(self, recipient: Recipient) -> str:
        if self.about.status == LetterStatus.CALLED_OFF:
            return _("the letter was called off")
        return "" if recipient in self.recipients() else _("no longer one of those to whom it goes")

    def subject(self, recipient: Recipient) -> str:
        return self.about.subject

    def context(self, recipient: Recipient) -> dict[str, Any]:
        return {
            "heading": self.about.subject,
            "letter": self.about.text,
            "paragraphs": self.about.paragraphs,
            "reason": str(self._audience().reason or self.reason),
        }


class Information(AnnouncementLetter):
    """For information; people may switch it off."""

    name = f"notifications.{Nature.INFORMATION.value}"
    label = gettext_lazy("Letters of the secretariat, for information")
    optional = True


class Official(AnnouncementLetter):
    """About a duty or a procedure."""

    name = f"notifications.{Nature.OFFICIAL.value}"
    label = gettext_lazy("Official letters of the secretariat")


class Correction(AnnouncementLetter):
    """To those who got what it corrects."""

    name = f"notifications.{Nature.CORRECTION.value}"
    label = gettext_lazy("Corrections of letters that you got")
    mandatory_because = gettext_lazy("You got the message that it corrects.")


BY_NATURE: dict[str, type[AnnouncementLetter]] = {
    Nature.INFORMATION: Information,
    Nature.OFFICIAL: Official,
    Nature.CORRECTION: Correction,
}


class AnnouncementTest(AnnouncementLetter):
    """To the officer who asks for it. Facts: person, language (of the letter's own), number."""

    name = "notifications.test"
    label = gettext_lazy("Test of a letter to many, to yourself")
    reason = gettext_lazy("You get this because you asked for a test of this letter.")
    mandatory_because = gettext_lazy("It goes to the officer who asks for it, and to nobody else.")
    policy = "resend"
    roles = SECRETARIAT
    to_many = False

    def recipients(self) -> Iterable[Recipient]:
        return list(get_user_model()._default_manager.filter(pk=self.facts["person"]))

    def occasion(self) -> str:
        facts = self.facts
        return f"{self.about.occasion}:test:{facts['person']}:{facts['number']}:{facts['language']}"

    def on_hold(self) -> str:
        return ""

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if is_secretariat(recipient) else _("no longer in the secretariat")

    def subject(self, recipient: Recipient) -> str:
        with translation.override(self.facts["language"]):
            words = str(self.about.subject)
        return _("[Test] %(subject)s") % {"subject": words}

    def context(self, recipient: Recipient) -> dict[str, Any]:
        with translation.override(self.facts["language"]):
            shown = super().context(recipient)
        return {**shown, "heading": self.subject(recipient), "reason": str(self.reason)}
