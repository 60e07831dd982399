"""What all messages of accounts share, and how they say a day."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from notifications.kinds import Kind, Recipient


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
