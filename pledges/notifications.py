"""Which messages pledges send, to whom, and why. Never the text of a pledge, only numbers and addresses."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import SECRETARIAT_ROLES, OrganisationKind
from accounts.models import Membership, Organisation, User
from notifications.kinds import Kind, Recipient, absolute
from pledges.choices import Answer, Outcome
from pledges.models import PledgeParticipant, PledgeVersion
from pledges.rules import SPEAKERS


def speakers_of(body: Organisation | None) -> list[User]:
    """Those who can commit `body` now (`rules.speaks_for`)."""
    if body is None:
        return []
    if body.kind == OrganisationKind.STATE:
        held = Membership.objects.focal_points(body.country_id)
    else:
        held = Membership.objects.current().filter(organisation=body, role__in=SPEAKERS)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("pk"))


def officers() -> list[User]:
    """The people of the secretariat, each once."""
    held = Membership.objects.current().filter(role__in=SECRETARIAT_ROLES).values("user")
    return list(User.objects.filter(pk__in=held).order_by("pk"))


class Letter(Kind):
    """What all messages of pledges share: a heading, paragraphs, one thing to do."""

    template = "pledges/mail/message"
    policy = "resend"
    button = gettext_lazy("Open the pledge")

    def paragraphs(self, recipient: Recipient) -> list[str]:
        """What it says."""
        raise NotImplementedError

    def url(self) -> str:
        """Where the person goes from the message."""
        raise NotImplementedError

    def heading(self, recipient: Recipient) -> str:
        """Its first line; the subject unless it says other."""
        return str(self.subject(recipient))

    def context(self, recipient: Recipient) -> dict[str, Any]:
        return {
            "heading": self.heading(recipient),
            "paragraphs": [text for text in self.paragraphs(recipient) if text],
            "button_url": self.url(),
            "button_label": self.button,
        }


# --- a version on its way


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

    def subject(self, recipient: Recipient) -> str:
        return _("Published: pledge %(number)s") % {"number": self.about.pledge.reference}

    def paragraphs(self, recipient: Recipient) -> list[str]:
        return [_("Everybody can read it now. Partners appear once they have confirmed.")]

    def url(self) -> str:
        return absolute("pledges:public", reference=self.about.pledge.reference)


# --- partners


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
        if self.about.answer == Answer.CONFIRMED and self.about.agreed_to == self.about.pledge.commitment():
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
