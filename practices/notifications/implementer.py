"""The focal point of the main implementer is asked whether a practice may be sent on its behalf (DOMAIN 5.1, A3).

It goes to a bare address: nobody needs an account to answer. The link is signed with that address, so that it opens
nothing once its people name another one.
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from practices.choices import ImplementerAnswer, Status
from practices.models import Practice
from practices.notifications.submitter import AboutPractice, ToItsPeople

SALT = "practices.implementer"


def token_of(practice: Practice) -> str:
    """What opens the page of the answer, for the focal point who is named now."""
    return signing.dumps([str(practice.pk), practice.contact_email.lower()], salt=SALT)


def practice_of(token: str) -> Practice | None:
    """The submitted practice that a token opens; None for a forged one, or where somebody else is named by now."""
    try:
        pk, address = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = Practice.objects.filter(pk=pk, on_behalf=True, contact_email__iexact=address)
    return found.exclude(status__in=(Status.DRAFT, Status.WITHDRAWN)).select_related("organisation").first()


class ImplementerAsked(AboutPractice):
    """Does the implementer agree? About the version."""

    name = "practices.implementer_asked"
    label = gettext_lazy("Question to the focal point of an implementer")
    reason = gettext_lazy("You get this because you are named as focal point of the organisation that did the work.")
    button = gettext_lazy("Look at it and answer")
    secret = True

    def recipients(self) -> list[str]:
        return [self.practice().contact_email]

    def irrelevant(self, recipient: User | str) -> str:
        practice = self.practice()
        if str(recipient).lower() != practice.contact_email.lower() or not practice.on_behalf:
            return _("somebody else is named")
        return _("answered meanwhile") if practice.implementer_answer else ""

    def subject(self, recipient: User | str) -> str:
        return _("Do you agree? A practice in your name: %(number)s") % {"number": self.practice().reference}

    def paragraphs(self, recipient: User | str) -> list[str]:
        practice = self.practice()
        facts = {"body": practice.organisation, "title": self.about.title, "who": practice.implementer}
        return [
            _("%(body)s has submitted “%(title)s” to the repository of practices, on behalf of %(who)s.") % facts,
            _("It goes to peer review once you have said that you agree. Nobody needs an account for that."),
        ]

    def url(self) -> str:
        return str(settings.SITE_URL) + reverse("practices:implementer", args=[token_of(self.practice())])


class ImplementerAnswered(ToItsPeople):
    """What the focal point answered. About the version; facts: answer."""

    name = "practices.implementer_answered"
    label = gettext_lazy("The focal point of the implementer has answered")

    def occasion(self) -> str:
        return f"{super().occasion()}:{self.facts['answer']}"

    def subject(self, recipient: User | str) -> str:
        return _("Answer of the implementer: %(number)s") % {"number": self.practice().reference}

    def paragraphs(self, recipient: User | str) -> list[Any]:
        answer = ImplementerAnswer(self.facts["answer"]).label
        return [
            _("The focal point of %(who)s was asked about “%(title)s”: %(answer)s.")
            % {"who": self.practice().implementer, "title": self.about.title, "answer": answer},
            self.practice().implementer_words,
        ]
