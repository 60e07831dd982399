"""What colleagues of a State's team tell one another about a draft. Confidential, and never an answer nor a comment
itself: a message says who, about which section, and where to read it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from accounts.models import Membership, User
from core.access import allowed
from core.templatetags.portal import day_of
from forum.models import END_OF_DAY, moment
from notifications.kinds import Note
from reviews import signing
from reviews.choices import EDITABLE
from reviews.models import Comment, SectionAssignment, SignOff
from reviews.notifications.team import WithinTeam
from reviews.sections import section_in

LEADS = (7, 1, -1)
"""Days before the day that a ministry was given; the last goes on the day after it, if the section is not ready."""
MORNING_HOUR = 9


class InPortal(WithinTeam, Note):
    """A message that leads to a page of the draft, with one sentence of what happened."""

    button = gettext_lazy("Read it")

    def country(self) -> str:
        return str(self.about.review.country_id)

    def subject(self, recipient: User | str) -> str:
        return f"{self.label}: {self.about.review.title}"

    def heading(self, recipient: User | str) -> str:
        return str(self.label)

    def paragraphs(self, recipient: User | str) -> list[str]:
        return [self.sentence()]

    def url(self) -> str:
        return str(settings.SITE_URL) + self.path()

    def sentence(self) -> str:
        """What happened."""
        raise NotImplementedError

    def path(self) -> str:
        """Where it is read."""
        raise NotImplementedError


class AboutComment(InPortal):
    """About a Comment."""

    about: Comment

    def occasion(self) -> str:
        return f"{self.name}:{self.about.review.reference}:{self.about.pk}"

    def path(self) -> str:
        address = {**self.about.review.address, "code": self.about.section.code}
        return f"{reverse('reviews:comments', kwargs=address)}#comment-{self.about.pk}"

    def irrelevant(self, recipient: User | str) -> str:
        if self.about.resolved_at:
            return _("dealt with meanwhile")
        place = section_in(self.about.review, self.about.section.code)
        return "" if allowed(recipient, "reviews.read_section", place) else _("no longer reads this section")


class Mentioned(AboutComment):
    """A colleague wants somebody to read a comment."""

    name = "reviews.mentioned"
    label = gettext_lazy("A colleague asks you to read a comment")
    optional = True
    digest = True

    def recipients(self) -> list[User]:
        return list(self.about.told.order_by("pk"))

    def sentence(self) -> str:
        return _("%(office)s wrote a comment about section “%(section)s”.") % {
            "office": self.about.office,
            "section": self.about.section,
        }


class HandedBack(AboutComment):
    """A section that a ministry called ready comes back to it."""

    name = "reviews.handed_back"
    label = gettext_lazy("A section was handed back to you")

    def recipients(self) -> list[User]:
        bodies = self.about.review.assignments.filter(section=self.about.section_id).values("organisation")
        held = Membership.objects.current().filter(organisation__in=bodies, role=Role.MINISTRY_CONTRIBUTOR)
        return [membership.user for membership in held.select_related("user").order_by("pk")]

    def sentence(self) -> str:
        return _("%(office)s handed section “%(section)s” back, with a note on what is wanted.") % {
            "office": self.about.office,
            "section": self.about.section,
        }


class SignatureAsked(InPortal):
    """It is somebody's turn to sign the text. About the SignOff; facts: text (the beginning of its fingerprint)."""

    name = "reviews.signature_asked"
    label = gettext_lazy("Your signature is asked for")
    button = gettext_lazy("Read and sign")
    about: SignOff

    def recipients(self) -> list[User]:
        return [self.about.person]

    def occasion(self) -> str:
        return f"{self.name}:{self.about.review.reference}:{self.about.pk}:{self.facts['text']}"

    def path(self) -> str:
        return reverse("reviews:sign_offs", kwargs=self.about.review.address)

    def irrelevant(self, recipient: User | str) -> str:
        if not allowed(recipient, "reviews.sign_off", self.about):
            return _("no longer asked to sign")
        turn = signing.next_of(self.about.review)
        return "" if turn and turn.pk == self.about.pk else _("signed meanwhile, or somebody else is asked before")

    def sentence(self) -> str:
        return _("The draft for the %(cycle)s waits for your signature: %(words)s.") % {
            "cycle": self.about.review.cycle,
            "words": self.about.words,
        }


class SectionDue(InPortal):
    """The day that a focal point gave a ministry comes near. About the assignment; facts: due (ISO day), lead."""

    name = "reviews.section_due"
    label = gettext_lazy("Reminder of the day your focal point gave you")
    button = gettext_lazy("Open the section")
    optional = True
    digest = True
    about: SectionAssignment
    in_office_hours = True

    @classmethod
    def plan(cls, now: datetime) -> Iterable["SectionDue"]:
        """The newest reminder of each section that is not ready, from a week before its day to a week after it."""
        near = (now.date() - timedelta(days=8), now.date() + timedelta(days=9))
        given = SectionAssignment.objects.filter(due_on__range=near, ready_at=None, review__status__in=EDITABLE)
        for assignment in given.select_related("review__cycle", "review__country", "section"):
            begun = [lead for lead in LEADS if cls._at(assignment, lead) <= now]
            if begun:
                yield cls(assignment, due=assignment.due_on, lead=begun[-1])

    @staticmethod
    def _at(assignment: SectionAssignment, lead: int) -> datetime:
        """Nine o'clock of the day, in the forum's zone."""
        day: Any = assignment.due_on
        end = moment(day - timedelta(days=lead), END_OF_DAY, assignment.review.cycle.zone)
        return end.replace(hour=MORNING_HOUR, minute=0, second=0, microsecond=0)

    def recipients(self) -> list[User]:
        held = Membership.objects.current().filter(
            organisation=self.about.organisation_id, role=Role.MINISTRY_CONTRIBUTOR
        )
        return [membership.user for membership in held.select_related("user").order_by("pk")]

    def occasion(self) -> str:
        return f"{self.name}:{self.about.review.reference}:{self.about.pk}:{self.facts['due']}:{self.facts['lead']}"

    def expires_at(self) -> datetime | None:
        """With the next one, or a week after the last."""
        later = [lead for lead in LEADS if lead < self.facts["lead"]]
        if self.about.due_on is None:
            return timezone.now()
        return self._at(self.about, later[0] if later else -8)

    def irrelevant(self, recipient: User | str) -> str:
        day = self.about.due_on
        if day is None or day.isoformat() != self.facts["due"]:
            return _("the day was moved")
        cleared = self.about.review.clearances.filter(section=self.about.section_id, voided_at=None)
        if self.about.ready_at or not self.about.review.is_editable or cleared.exists():
            return _("ready meanwhile")
        return "" if recipient in self.recipients() else _("no longer of this ministry")

    def path(self) -> str:
        return reverse("reviews:section", kwargs={**self.about.review.address, "code": self.about.section.code})

    def sentence(self) -> str:
        day = day_of(date.fromisoformat(self.facts["due"]))
        words = (
            _("Section “%(section)s” is wanted by %(day)s.")
            if self.facts["lead"] >= 0
            else _("Section “%(section)s” was wanted by %(day)s and is not said to be ready.")
        )
        return words % {"section": self.about.section, "day": day}
