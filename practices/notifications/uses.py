"""What is heard of a practice in use elsewhere: its people and the secretariat of a new word, whoever gave it of the
answer (A28)."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.access import allowed
from notifications.kinds import Note
from practices.choices import UseStatus
from practices.models import UsedElsewhere
from practices.notifications.submitter import people_of


class AboutUse(Note):
    """About one word of one body."""

    policy = "resend"
    about: UsedElsewhere

    def url(self) -> str:
        """Where its button leads."""
        return str(settings.SITE_URL) + reverse("practices:public", args=[self.about.practice.reference])

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}{''.join(f':{value}' for value in self.facts.values())}"


class UseAsked(AboutUse):
    """To the people of the practice: they say whether it is so."""

    name = "practices.use_asked"
    label = gettext_lazy("Somebody says that it took your practice up")
    reason = gettext_lazy("You get this because you write or submitted this practice for your organisation.")
    button = gettext_lazy("Read it and answer")

    def recipients(self) -> list[User]:
        return people_of(self.about.practice)

    def irrelevant(self, recipient: User | str) -> str:
        if self.about.status != UseStatus.ASKED:
            return _("answered meanwhile")
        return "" if allowed(recipient, "practices.answer_usedelsewhere", self.about) else _("no longer its people")

    def subject(self, recipient: User | str) -> str:
        return _("In use elsewhere? %(number)s") % {"number": self.about.practice.reference}

    def paragraphs(self, recipient: User | str) -> list[str]:
        said = _("%(body)s says that it took up your practice %(number)s. It shows on its page once you confirm it.")
        return [said % {"body": self.about.organisation, "number": self.about.practice.reference}]

    def url(self) -> str:
        return str(settings.SITE_URL) + reverse("practices:use_answer", args=[self.about.pk])


class UseTold(AboutUse):
    """To the secretariat: something to check."""

    name = "practices.use_told"
    label = gettext_lazy("A practice was taken up elsewhere")
    reason = gettext_lazy("You get this because you work in the secretariat.")

    def recipients(self) -> list[User]:
        return [
            one
            for one in User.objects.officers().order_by("pk")
            if allowed(one, "practices.check_usedelsewhere", self.about)
        ]

    def irrelevant(self, recipient: User | str) -> str:
        if self.about.status != UseStatus.WAITING:
            return _("checked meanwhile")
        return "" if allowed(recipient, "practices.check_usedelsewhere", self.about) else _("no longer an officer")

    def subject(self, recipient: User | str) -> str:
        return _("In use elsewhere? %(number)s") % {"number": self.about.practice.reference}

    def paragraphs(self, recipient: User | str) -> list[str]:
        said = _("%(body)s says that it took up the practice %(number)s. Please check it.")
        return [said % {"body": self.about.organisation, "number": self.about.practice.reference}]

    def url(self) -> str:
        return str(settings.SITE_URL) + reverse("admin:practices_usedelsewhere_change", args=[self.about.pk])


class UseAnswered(AboutUse):
    """To whoever told it: shown, or why not. Facts: status, at."""

    name = "practices.use_answered"
    label = gettext_lazy("Your word on a practice that you took up was checked")
    by_choice = True
    reason = gettext_lazy("You get this because you told the portal that your organisation took up a practice.")

    def recipients(self) -> list[User]:
        return [self.about.said_by] if self.about.said_by else []

    def subject(self, recipient: User | str) -> str:
        return _("In use elsewhere: %(number)s") % {"number": self.about.practice.reference}

    def paragraphs(self, recipient: User | str) -> list[str]:
        number = {"number": self.about.practice.reference}
        if self.facts["status"] == UseStatus.CONFIRMED:
            return [
                _("What you told stands on the page of practice %(number)s now. Thank you.") % number,
                self.about.answer,
            ]
        return [_("What you told does not stand on the page of practice %(number)s.") % number, self.about.answer]
