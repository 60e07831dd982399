"""Observations on a pledge: come in, decided on, published."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import SECRETARIAT_ROLES
from accounts.models import User
from notifications.kinds import Recipient, absolute
from pledges.choices import ObservationStatus
from pledges.models import Observation
from pledges.notifications.base import Letter, officers, speakers_of


class AboutObservation(Letter):
    """A message about one observation, once."""

    about: Observation

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}"

    def country(self) -> str:
        return self.about.act_country()


class ObservationReceived(AboutObservation):
    """To the secretariat: one waits to be looked at."""

    name = "pledges.observation_received"
    label = gettext_lazy("An observation on a pledge came in")
    reason = gettext_lazy("You get this because you work in the secretariat.")
    button = gettext_lazy("Open the observation")
    roles = SECRETARIAT_ROLES
    policy = "hold"

    def recipients(self) -> list[User]:
        return officers()

    def irrelevant(self, recipient: Recipient) -> str:
        if self.about.status != ObservationStatus.WAITING:
            return _("answered already")
        return "" if recipient in self.recipients() else _("no longer in the secretariat")

    def subject(self, recipient: Recipient) -> str:
        words = {"number": self.about.pledge.reference, "who": self.about.organisation}
        return _("Observation on pledge %(number)s, %(who)s") % words

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [
            _("It waits to be looked at: is it about this pledge, does it name its source, is it fit to be public?")
        ]

    def url(self) -> str:
        return absolute("admin:pledges_observation_change", object_id=self.about.pk)


class ObservationDecided(AboutObservation):
    """To those who wrote it."""

    name = "pledges.observation_decided"
    label = gettext_lazy("Your observation was looked at")
    reason = gettext_lazy("You get this because you answer for an organisation that sent an observation.")
    button = gettext_lazy("Open the observation")

    def recipients(self) -> list[User]:
        return speakers_of(self.about.organisation)

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if recipient in self.recipients() else _("no longer answers for the organisation")

    def subject(self, recipient: Recipient) -> str:
        words = {"number": self.about.pledge.reference}
        if self.about.status == ObservationStatus.DECLINED:
            return _("Your observation on pledge %(number)s is not published") % words
        return _("Your observation on pledge %(number)s is published") % words

    def paragraphs(self, recipient: Recipient) -> list[str]:
        if self.about.status == ObservationStatus.DECLINED:
            return [self.about.letter]
        return [_("It stands beside the reports of those who pledged. They can answer; their answer stands beside it.")]

    def url(self) -> str:
        return absolute("pledges:observation", pk=self.about.pk)


class ObservationPublished(AboutObservation):
    """To those who pledged: they can answer."""

    name = "pledges.observation_published"
    label = gettext_lazy("An observation on your pledge is published")
    reason = gettext_lazy("You get this because you answer for this pledge.")
    button = gettext_lazy("Read and answer")

    def recipients(self) -> list[User]:
        return speakers_of(self.about.pledge.organisation)

    def irrelevant(self, recipient: Recipient) -> str:
        if self.about.status != ObservationStatus.PUBLISHED or self.about.answer:
            return _("answered or taken back already")
        return "" if recipient in self.recipients() else _("no longer answers for the pledge")

    def subject(self, recipient: Recipient) -> str:
        words = {"number": self.about.pledge.reference, "who": self.about.organisation}
        return _("%(who)s published an observation on pledge %(number)s") % words

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [_("It names its source. You can answer once; your answer stands beside it.")]

    def url(self) -> str:
        return absolute("pledges:observation", pk=self.about.pk)
