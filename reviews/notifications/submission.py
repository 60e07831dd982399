"""What State and secretariat hear of a submission. Never an answer, only numbers, times and addresses."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import SECRETARIAT_ROLES, Role
from accounts.models import Membership, User
from core.templatetags.portal import forum_time
from notifications.kinds import Kind
from reviews.models import Submission


def focal_points(country: str) -> list[User]:
    """The people who hold the office of focal point of a State (two-letter code) now."""
    points = Membership.objects.focal_points(country).select_related("user").order_by("pk")
    return [membership.user for membership in points]


def officers() -> list[User]:
    """The people of the secretariat, each once."""
    return list(User.objects.officers().order_by("pk"))


class AboutSubmission(Kind):
    """A message about one submission; `about` is the Submission."""

    about: Submission
    optional = False
    policy = "resend"
    button = gettext_lazy("Open the submission")

    def occasion(self) -> str:
        return f"{self.name}:{self.about.receipt}"

    def country(self) -> str:
        return self.about.country_id

    def context(self, recipient: User | str) -> dict[str, Any]:
        when = forum_time(self.about.received_at, self.about.cycle.time_zone)
        return {
            "submission": self.about,
            "when": strip_tags(when),
            "button_url": self.url(),
            "button_label": self.button,
        }

    def url(self) -> str:
        """Where the person goes from the message."""
        address = {**self.about.review.address, "number": self.about.number}
        return settings.SITE_URL + reverse("reviews:submission", kwargs=address)


class ToState(AboutSubmission):
    """For the focal points of the State, asked again at sending: an office may have changed hands."""

    reason = gettext_lazy("You get this because you are a focal point of your State.")
    roles = (Role.FOCAL_POINT,)
    placeholders = {
        "state": gettext_lazy("the State"),
        "receipt": gettext_lazy("the number of the receipt"),
        "received": gettext_lazy("when it was received, in the forum's time zone"),
    }

    def values(self, recipient: User | str) -> dict[str, str]:
        when = forum_time(self.about.received_at, self.about.cycle.time_zone)
        return {"state": str(self.about.country), "receipt": self.about.receipt, "received": strip_tags(when)}

    def recipients(self) -> list[User]:
        return focal_points(self.about.country_id)

    def irrelevant(self, recipient: User | str) -> str:
        return "" if recipient in self.recipients() else _("no longer focal point")


class ToSecretariat(AboutSubmission):
    """For the secretariat."""

    reason = gettext_lazy("You get this because you work in the secretariat.")
    roles = SECRETARIAT_ROLES
    policy = "hold"

    def recipients(self) -> list[User]:
        return officers()

    def irrelevant(self, recipient: User | str) -> str:
        return "" if recipient in self.recipients() else _("no longer in the secretariat")


class Receipt(ToState):
    """The receipt: number and time, at once (DOMAIN 14)."""

    name = "reviews.receipt"
    label = gettext_lazy("Receipt of your submission")
    placeholders = {**ToState.placeholders, "fingerprint": gettext_lazy("the fingerprint of what was received")}

    def values(self, recipient: User | str) -> dict[str, str]:
        return {**super().values(recipient), "fingerprint": self.about.sha256}

    def subject(self, recipient: User | str) -> str:
        return _("Received: %(receipt)s") % {"receipt": self.about.receipt}


class Received(ToSecretariat):
    """A review has come in."""

    name = "reviews.received"
    label = gettext_lazy("A voluntary review was submitted")

    def subject(self, recipient: User | str) -> str:
        return _("Submitted by %(state)s: %(receipt)s") % {
            "state": self.about.country,
            "receipt": self.about.receipt,
        }


class CalledBack(ToSecretariat):
    """The State has taken its submission back; it keeps its receipt."""

    name = "reviews.called_back"
    label = gettext_lazy("A submission was called back")

    def subject(self, recipient: User | str) -> str:
        return _("Called back by the State: %(receipt)s") % {"receipt": self.about.receipt}


class Returned(ToState):
    """The secretariat has questions."""

    name = "reviews.returned"
    label = gettext_lazy("The secretariat has questions on your submission")
    button = gettext_lazy("Read the questions")

    def subject(self, recipient: User | str) -> str:
        return _("Questions on your submission %(receipt)s") % {"receipt": self.about.receipt}


class Accepted(ToState):
    """Accepted; a second officer will publish."""

    name = "reviews.accepted"
    label = gettext_lazy("Your review was accepted for publication")
    by_choice = True

    def subject(self, recipient: User | str) -> str:
        return _("Accepted for publication: %(receipt)s") % {"receipt": self.about.receipt}


class Published(ToState):
    """Published, with its permanent address."""

    name = "reviews.published"
    label = gettext_lazy("Your review was published")
    button = gettext_lazy("Read it")

    def subject(self, recipient: User | str) -> str:
        return _("Published: %(reference)s") % {"reference": self.about.reference}

    def url(self) -> str:
        return settings.SITE_URL + reverse("reviews:public", kwargs=self.about.review.address)


class WithdrawalAsked(ToSecretariat):
    """A State asks to withdraw its published review; facts: the id of the request."""

    name = "reviews.withdrawal_asked"
    label = gettext_lazy("A State asks to withdraw its review")

    def occasion(self) -> str:
        return f"{self.name}:{self.about.receipt}:{self.facts['asked']}"

    def subject(self, recipient: User | str) -> str:
        return _("Withdrawal asked for: %(reference)s") % {"reference": self.about.reference}
