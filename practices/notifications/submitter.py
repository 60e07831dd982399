"""What a practice's people and the secretariat hear of it. Numbers, dates and letters, never the text."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import SECRETARIAT_ROLES, Role
from accounts.models import Membership, User
from core.access import allowed
from core.templatetags.portal import day_of
from notifications.kinds import Note
from practices.choices import Status, Verdict
from practices.models import Decision, Practice, PracticeVersion, ScreeningDecision
from practices.rules import OF_STATES, WRITERS


def people_of(practice: Practice) -> list[User]:
    """Who hears of it: those who started, submitted or write along, while they still work there; else all who may."""
    body = practice.organisation
    if body is None:
        return []
    held = Membership.objects.current()
    there = held.filter(organisation=body, role__in=WRITERS)
    if body.kind in OF_STATES:
        there |= held.filter(organisation__country=body.country_id, role=Role.FOCAL_POINT)
    now = set(there.values_list("user", flat=True))
    named = {practice.started_by_id, *practice.co_authors.values_list("pk", flat=True)}
    named |= set(practice.versions.values_list("submitted_by", flat=True))
    return list(User.objects.filter(pk__in=(named & now) or now, is_active=True).order_by("pk"))


def officers_for(practice: Practice) -> list[User]:
    """The people of the secretariat who are not recused (A8)."""
    return [
        person
        for person in User.objects.officers().order_by("pk")
        if allowed(person, "practices.screen_practice", practice)
    ]


NUMBER_AND_TITLE = {"number": gettext_lazy("the number of the practice"), "title": gettext_lazy("its title")}


class AboutPractice(Note):
    """A message about one version of a practice; `about` is the PracticeVersion."""

    about: PracticeVersion
    button = gettext_lazy("Open the practice")
    policy = "resend"

    def practice(self) -> Practice:
        """The practice that it is about."""
        return self.about.practice

    def occasion(self) -> str:
        return f"{self.name}:{self.practice().reference}:v{self.about.number}"

    def values(self, recipient: User | str) -> dict[str, str]:
        return {"number": str(self.practice().reference), "title": self.about.title}

    def url(self) -> str:
        """Where the person goes from the message."""
        return settings.SITE_URL + self.practice().get_absolute_url()


class ToItsPeople(AboutPractice):
    """For those who write it, asked again at sending: people come and go."""

    reason = gettext_lazy("You get this because you write or submitted this practice for your organisation.")

    def recipients(self) -> list[User]:
        return people_of(self.practice())

    def irrelevant(self, recipient: User | str) -> str:
        seen = allowed(recipient, "practices.read_draft_of_practice", self.practice())
        return "" if seen else _("no longer of the organisation")


class ToOfficers(AboutPractice):
    """For the secretariat, without those who belong to the submitter."""

    reason = gettext_lazy("You get this because you work in the secretariat.")
    roles = SECRETARIAT_ROLES
    policy = "hold"

    def recipients(self) -> list[User]:
        return officers_for(self.practice())

    def irrelevant(self, recipient: User | str) -> str:
        open_to = allowed(recipient, "practices.screen_practice", self.practice())
        return "" if open_to else _("no longer in the secretariat, or recused")

    def url(self) -> str:
        return settings.SITE_URL + reverse("admin:practices_practice_change", args=[self.practice().pk])


class Receipt(ToItsPeople):
    """The receipt, at once."""

    name = "practices.receipt"
    label = gettext_lazy("Receipt of a practice")
    placeholders = NUMBER_AND_TITLE

    def subject(self, recipient: User | str) -> str:
        return _("Received: practice %(number)s") % {"number": self.practice().reference}

    def paragraphs(self, recipient: User | str) -> list[str]:
        facts = {"title": self.about.title, "number": self.practice().reference, "day": day_of(self.about.submitted_at)}
        changes = Decision.objects.filter(round__practice=self.practice(), verdict=Verdict.CHANGES)
        if changes.filter(at__lt=self.about.submitted_at).exists():
            now = _("Those whom the letter named read the changed text, with your replies.")
        else:
            now = _("It is looked at first by the secretariat.")
        return [
            _("The secretariat has received “%(title)s” on %(day)s. Its number is %(number)s.") % facts,
            now,
            _("You can withdraw it until it is published."),
        ]


class Received(ToOfficers):
    """Something new to look at."""

    name = "practices.received"
    label = gettext_lazy("A practice was submitted")
    button = gettext_lazy("Look at it")

    def subject(self, recipient: User | str) -> str:
        return _("Submitted: practice %(number)s") % {"number": self.practice().reference}

    def paragraphs(self, recipient: User | str) -> list[str]:
        said = _("%(body)s submitted “%(title)s”.")
        return [said % {"body": self.practice().organisation, "title": self.about.title}]


class Corrected(ToOfficers):
    """Its people published a correction."""

    name = "practices.corrected"
    label = gettext_lazy("A published practice was corrected")
    button = gettext_lazy("Look at it")

    def subject(self, recipient: User | str) -> str:
        return _("Corrected: practice %(number)s") % {"number": self.practice().reference}

    def paragraphs(self, recipient: User | str) -> list[str]:
        said = _("%(body)s published a correction of “%(title)s”.")
        return [said % {"body": self.practice().organisation, "title": self.about.title}, self.about.note]


class Withdrawn(ToOfficers):
    """Its people took it back."""

    name = "practices.withdrawn"
    label = gettext_lazy("A practice was withdrawn")

    def subject(self, recipient: User | str) -> str:
        return _("Withdrawn: practice %(number)s") % {"number": self.practice().reference}

    def paragraphs(self, recipient: User | str) -> list[str]:
        said = _("%(body)s withdrew “%(title)s”.")
        return [
            said % {"body": self.practice().organisation, "title": self.about.title},
            self.practice().closing_reason,
        ]


class Letter(ToItsPeople):
    """A letter of the secretariat after a first look, as it was previewed; `about` is the ScreeningDecision."""

    about: ScreeningDecision  # type: ignore[assignment]

    def practice(self) -> Practice:
        return self.about.version.practice

    def occasion(self) -> str:
        return f"{self.name}:{self.practice().reference}:v{self.about.version.number}"

    def paragraphs(self, recipient: User | str) -> list[str]:
        return self.about.letter.split("\n\n")


class Returned(Letter):
    """Back to its people, with what to change."""

    name = "practices.returned"
    label = gettext_lazy("A practice was returned for changes")
    button = gettext_lazy("Change the text")

    def subject(self, recipient: User | str) -> str:
        return _("Please change practice %(number)s") % {"number": self.practice().reference}


class Declined(Letter):
    """Not taken, and why."""

    name = "practices.declined"
    label = gettext_lazy("A practice was declined")

    def subject(self, recipient: User | str) -> str:
        return _("About your practice %(number)s") % {"number": self.practice().reference}


class SentToReview(Letter):
    """On its way to the reviewers."""

    name = "practices.sent_to_review"
    label = gettext_lazy("A practice was sent to peer review")

    def subject(self, recipient: User | str) -> str:
        return _("In peer review: practice %(number)s") % {"number": self.practice().reference}

    def paragraphs(self, recipient: User | str) -> list[str]:
        said = _("“%(title)s” is now read by reviewers from the United Nations and from outside.")
        return super().paragraphs(recipient) if self.about.letter else [said % {"title": self.about.version.title}]


LOOKED_BACK = timedelta(days=14)
"""So long after its day a yearly question still goes out, if mail was paused."""


class StillTrue(ToItsPeople):
    """Once a year: still true, to update, or to retire? About the version; facts: since (the last word), year."""

    name = "practices.still_true"
    label = gettext_lazy("Yearly question about a published practice")
    button = gettext_lazy("Answer in one press")
    in_office_hours = True

    @classmethod
    def plan(cls, now: datetime) -> Iterable["StillTrue"]:
        """Of each practice whose people said nothing for a year, in the fortnight after that day."""
        rows = Practice.objects.filter(status=Status.PUBLISHED, being_corrected_since=None, organisation__isnull=False)
        year = timedelta(days=365)
        for practice in rows.filter(status_since__lte=now - year).select_related("organisation"):
            since = practice.last_word
            passed, over = divmod(now.date() - since, year)
            if passed and over <= LOOKED_BACK:
                yield cls(practice.latest_version(), since=since, year=passed)

    def occasion(self) -> str:
        return f"{self.name}:{self.practice().reference}:{self.facts['since']}:year-{self.facts['year']}"

    def irrelevant(self, recipient: User | str) -> str:
        practice = self.practice()
        if practice.status != Status.PUBLISHED or practice.last_word.isoformat() != self.facts["since"]:
            return _("answered meanwhile")
        return super().irrelevant(recipient)

    def subject(self, recipient: User | str) -> str:
        return _("Is it still true? Practice %(number)s") % {"number": self.practice().reference}

    def paragraphs(self, recipient: User | str) -> list[str]:
        facts = {"title": self.about.title, "day": day_of(self.practice().last_word)}
        return [
            _("“%(title)s” was last confirmed or published on %(day)s.") % facts,
            _("Say that it is still true, update it, or retire it. After three years its page says since when it "
              "was not confirmed."),
        ]  # fmt: skip


class Published(ToItsPeople):
    """In the repository."""

    name = "practices.published"
    label = gettext_lazy("A practice was published")
    by_choice = True
    button = gettext_lazy("Read it")
    placeholders = NUMBER_AND_TITLE

    def subject(self, recipient: User | str) -> str:
        return _("Published: practice %(number)s") % {"number": self.practice().reference}

    def paragraphs(self, recipient: User | str) -> list[str]:
        said = _(
            "“%(title)s” is in the repository of practices now. Once a year you are asked whether it is still true."
        )
        return [said % {"title": self.about.title}]

    def url(self) -> str:
        return settings.SITE_URL + reverse("practices:public", kwargs={"reference": self.practice().reference})
