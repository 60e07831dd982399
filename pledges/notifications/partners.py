"""Partners of a pledge: asked, answering, leading."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from notifications.kinds import Recipient, absolute
from pledges.choices import Answer
from pledges.models import PledgeParticipant
from pledges.notifications.base import Letter, speakers_of


class PartnerAsked(Letter):
    """A body is asked to take part: its authorised people, or the address of one that is not on record.

    There is no key in the address: it opens for those people alone (docs/decisions/partners-of-a-pledge.md).
    """

    name = "pledges.partner_asked"
    label = gettext_lazy("You are asked to take part in a pledge")
    reason = gettext_lazy("You get this because you answer for the organisation that was named as a partner.")
    button = gettext_lazy("Read and answer")
    about: PledgeParticipant

    def recipients(self) -> list[Recipient]:
        people: list[Recipient] = list(speakers_of(self.about.organisation))
        return people or ([self.about.email] if self.about.email else [])

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:{self.about.times_asked}"

    def country(self) -> str:
        return self.about.act_country()

    def confidential(self) -> bool:
        return self.about.is_confidential()

    def irrelevant(self, recipient: Recipient) -> str:
        if self.about.answer == Answer.CONFIRMED and self.about.agreed_to == self.about.pledge.commitment_asked():
            return _("confirmed already")
        if self.about.answer not in (Answer.INVITED, Answer.CONFIRMED):
            return _("no longer asked")
        return "" if recipient in self.recipients() else _("no longer answers for the organisation")

    def subject(self, recipient: Recipient) -> str:
        return _("%(who)s asks you to join a pledge") % {"who": self.about.pledge.organisation}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        words = {"who": self.about.pledge.organisation, "name": self.about.name}
        again = self.about.answer == Answer.CONFIRMED
        first = (
            _("%(who)s has changed a pledge that %(name)s confirmed. Look at it and confirm again if you agree.")
            if again
            else _("%(who)s prepares a pledge with partners and has named %(name)s as one of them.")
        )
        known = self.about.organisation is not None
        return [
            first % words,
            _(
                "Your name is public only after you confirm. If you do not take part, nobody else learns that you were "
                "asked."
            ),
            ""
            if known
            else _(
                "Sign up with this address and ask to join your organisation first; only its own people can confirm."
            ),
            _("If you pass this message on, the address in it opens nothing for others."),
        ]

    def url(self) -> str:
        return absolute("pledges:partner", pk=self.about.pk)


class PartnerAnswered(Letter):
    """To the lead: a partner confirmed, does not take part, or left."""

    name = "pledges.partner_answered"
    label = gettext_lazy("A partner of your pledge answered")
    reason = gettext_lazy("You get this because you answer for this pledge.")
    about: PledgeParticipant

    def recipients(self) -> list[User]:
        return speakers_of(self.about.pledge.organisation)

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:{self.about.answer}:{self.about.times_asked}"

    def country(self) -> str:
        return self.about.act_country()

    def confidential(self) -> bool:
        return self.about.is_confidential()

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if recipient in self.recipients() else _("no longer answers for the pledge")

    def subject(self, recipient: Recipient) -> str:
        words = {"name": self.about.name, "answer": self.about.get_answer_display()}
        return _("%(name)s: %(answer)s") % words

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [_("The page of the pledge shows where each partner stands.")]

    def url(self) -> str:
        return absolute("pledges:desk", key=self.about.pledge_id)


class PassedOn(Letter):
    """To the new lead: the pledge is theirs to look after."""

    name = "pledges.passed_on"
    label = gettext_lazy("A pledge was passed on to you")
    reason = gettext_lazy("You get this because you answer for the organisation that leads the pledge now.")
    about: PledgeParticipant

    def recipients(self) -> list[User]:
        return speakers_of(self.about.pledge.organisation)

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:{self.facts['on']}"

    def country(self) -> str:
        return self.about.act_country()

    def confidential(self) -> bool:
        return self.about.is_confidential()

    def subject(self, recipient: Recipient) -> str:
        return _("%(who)s leads a pledge now") % {"who": self.about.pledge.organisation}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [_("%(who)s has passed the lead on to you.") % {"who": self.about.name}]

    def url(self) -> str:
        return absolute("pledges:desk", key=self.about.pledge_id)


class OfferMade(Letter):
    """To the lead: a body offers to take part."""

    name = "pledges.offer_made"
    label = gettext_lazy("Somebody offers to take part in your pledge")
    reason = gettext_lazy("You get this because you answer for this pledge.")
    button = gettext_lazy("Read the offer and answer")
    about: PledgeParticipant

    def recipients(self) -> list[User]:
        return speakers_of(self.about.pledge.organisation)

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}"

    def country(self) -> str:
        return self.about.act_country()

    def irrelevant(self, recipient: Recipient) -> str:
        if self.about.answer != Answer.OFFERED:
            return _("answered already")
        return "" if recipient in self.recipients() else _("no longer answers for the pledge")

    def subject(self, recipient: Recipient) -> str:
        words = {"name": self.about.name, "number": self.about.pledge.reference}
        return _("%(name)s offers to take part in %(number)s") % words

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [_("Your pledge seeks partners. The offer waits for your answer.")]

    def url(self) -> str:
        return absolute("pledges:partners", key=self.about.pledge_id)


class OfferAnswered(Letter):
    """To those who offered: taken in, or not."""

    name = "pledges.offer_answered"
    label = gettext_lazy("Your offer to take part in a pledge was answered")
    reason = gettext_lazy("You get this because your organisation offered to take part.")
    about: PledgeParticipant

    def recipients(self) -> list[User]:
        return speakers_of(self.about.organisation)

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:{self.about.answer}"

    def country(self) -> str:
        return self.about.act_country()

    def irrelevant(self, recipient: Recipient) -> str:
        return "" if recipient in self.recipients() else _("no longer answers for the organisation")

    def subject(self, recipient: Recipient) -> str:
        words = {"number": self.about.pledge.reference}
        if self.about.answer == Answer.CONFIRMED:
            return _("Your organisation takes part in pledge %(number)s") % words
        return _("Your offer to pledge %(number)s") % words

    def paragraphs(self, recipient: Recipient) -> list[str]:
        if self.about.answer == Answer.CONFIRMED:
            return [_("Your organisation stands beside the pledge on its public page.")]
        return [_("Those who made the pledge do not take up your offer."), self.about.reason]

    def url(self) -> str:
        return absolute("pledges:public", reference=self.about.pledge.reference)
