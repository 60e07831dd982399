"""What reviewers, officers and authors hear of a peer review.

An invited person learns title, organisations and dates; officers the number of the practice alone. A recused officer
reads the outbox as well, so every row is confidential there (FEATURES A8). Invitation, answer due and report due are
kinds of their own, so that one never takes the place of another (A16).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import SECRETARIAT_ROLES, Role
from accounts.models import User
from core.templatetags.portal import forum_time
from notifications.kinds import Kind
from practices.choices import AssignmentStatus, Verdict
from practices.models import Decision, Practice, ReviewAssignment, ReviewRound
from practices.notifications.submitter import officers_for, people_of


def officers_of(round_: ReviewRound) -> list[User]:
    """The officers who handle the round: those recused hear nothing."""
    return officers_for(round_.practice)


class InReview(Kind):
    """Base: about an assignment, a round or a decision."""

    template = "practices/mail/review"
    policy = "resend"
    button: ClassVar[Any] = gettext_lazy("Open the page")
    about: Any

    @property
    def round(self) -> ReviewRound:
        """The round that it belongs to."""
        found: ReviewRound = self.about.round
        return found

    @property
    def practice(self) -> Practice:
        """What is reviewed."""
        return self.round.practice

    def confidential(self) -> bool:
        return True

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}{''.join(f':{value}' for value in self.facts.values())}"

    def words(self) -> list[str]:
        """Its paragraphs."""
        raise NotImplementedError

    def url(self) -> str:
        """Where its button leads."""
        return settings.SITE_URL + str(self.about.get_absolute_url())

    def context(self, recipient: User | str) -> dict[str, Any]:
        return {
            "heading": self.subject(recipient),
            "paragraphs": self.words(),
            "quoted": self.quoted(),
            "button_url": self.url(),
            "button_label": self.button,
        }

    def quoted(self) -> str:
        """Words of a person that it carries."""
        return ""

    def until(self, day: date) -> str:
        """A day's end in the round's zone, as text."""
        return strip_tags(forum_time(self.round.end_of(day), self.round.time_zone))


class ToReviewer(InReview):
    """For the one person of an assignment."""

    about: ReviewAssignment
    reason = gettext_lazy("You get this because you are on the roster of peer reviewers.")
    roles = (Role.PEER_REVIEWER,)
    button = gettext_lazy("Open the review")

    def recipients(self) -> list[User]:
        return [self.about.reviewer]


class WhileStatus(ToReviewer):
    """Only while the assignment stands where it stood."""

    wanted: ClassVar[tuple[str, ...]] = ()

    def irrelevant(self, recipient: User | str) -> str:
        if self.about.status not in self.wanted or not self.round.is_open:
            return _("answered or ended meanwhile")
        return ""


class ReviewInvited(WhileStatus):
    """The invitation, with the short card."""

    name = "practices.review_invited"
    label = gettext_lazy("Invitation to review a practice")
    wanted = (AssignmentStatus.INVITED,)
    button = gettext_lazy("Answer the invitation")

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}"

    def subject(self, recipient: User | str) -> str:
        return _("Can you review a practice? %(reference)s") % {"reference": self.practice.reference}

    def quoted(self) -> str:
        return str(self.round.version.title)

    def words(self) -> list[str]:
        said = (
            [_("Submitted by %(body)s.") % {"body": self.practice.organisation}] if self.practice.organisation else []
        )
        if self.about.again:
            said = [_("The author has changed the text that you reviewed. Please read it once more."), *said]
        dates = {"respond": self.until(self.about.respond_by), "review": self.until(self.about.review_by)}  # type: ignore[arg-type]
        return [
            *said,
            _("Please answer by %(respond)s. The report would be due by %(review)s.") % dates,
            _(
                "The text opens once you have declared that you are independent of it: in the last four years not "
                "employed or paid by the submitter or a partner, not part of its design, funding or evaluation."
            ),
            _("Declining takes one press."),
        ]


class Due(WhileStatus):
    """Base of the reminders: `offsets` are days from the due day; at most three. Facts: due, offset."""

    optional = False
    in_office_hours = True
    offsets: ClassVar[tuple[int, ...]] = ()
    field: ClassVar[str] = ""

    @classmethod
    def plan(cls, now: datetime) -> Iterable["Due"]:
        """The newest reminder whose day has come, of each assignment that is still awaited."""
        for one in cls._awaited().select_related("round__practice__organisation", "round__version", "reviewer"):
            due = getattr(one, cls.field)
            today = now.astimezone(one.round.zone).date()
            offsets = cls.offsets_of(one.round)
            begun = [offset for offset in offsets if today >= due + timedelta(days=offset)]
            if begun and today < due + timedelta(days=offsets[-1] + 7):
                yield cls(one, due=due, offset=begun[-1])

    @classmethod
    def turns(cls, first: date, last: date) -> set[date]:  # noqa: ARG003 - all that there are
        """The days of the reminders, and those before: where the round is, such a day may begin the evening before."""
        rows = [(getattr(one, cls.field), cls.offsets_of(one.round)) for one in cls._awaited().select_related("round")]
        return {due + timedelta(days=offset - ahead) for due, them in rows for offset in them for ahead in (0, 1)}

    @classmethod
    def _awaited(cls) -> Any:
        there = {f"{cls.field}__isnull": False}
        return ReviewAssignment.objects.in_open_rounds().filter(status__in=cls.wanted, **there)

    @classmethod
    def offsets_of(cls, round_: ReviewRound) -> tuple[int, ...]:  # noqa: ARG003 - for those that the call sets
        """Days from the due day, the earliest first."""
        return cls.offsets

    def occasion(self) -> str:
        return f"{self.name}:{self.about.pk}:due-{self.facts['due']}:{self.facts['offset']}"

    def irrelevant(self, recipient: User | str) -> str:
        if getattr(self.about, self.field).isoformat() != self.facts["due"]:
            return _("the date was moved")
        return super().irrelevant(recipient)

    def is_over(self) -> bool:
        """Whether the due moment has passed."""
        return timezone.now() > self.round.end_of(getattr(self.about, self.field))


class ResponseDue(Due):
    """No answer to the invitation yet."""

    name = "practices.review_response_due"
    label = gettext_lazy("Reminder to answer an invitation to review")
    wanted = (AssignmentStatus.INVITED,)
    offsets = (-3, 0, 3)
    field = "respond_by"
    button = gettext_lazy("Answer the invitation")

    def subject(self, recipient: User | str) -> str:
        return _("Your answer is awaited: review of %(reference)s") % {"reference": self.practice.reference}

    def words(self) -> list[str]:
        day = self.until(self.about.respond_by)  # type: ignore[arg-type]
        asked = (
            _("You were asked by %(day)s. Is it still possible?") if self.is_over() else _("Please answer by %(day)s.")
        )
        return [asked % {"day": day}, _("Declining takes one press, and you can name somebody else.")]


class ReportDue(Due):
    """The report is due."""

    name = "practices.review_due"
    label = gettext_lazy("Reminder of a report that is due")
    wanted = (AssignmentStatus.ACCEPTED,)
    field = "review_by"

    @classmethod
    def offsets_of(cls, round_: ReviewRound) -> tuple[int, ...]:
        """As the call says, in days before."""
        return tuple(sorted(-lead for lead in round_.report_reminders[:3]))

    def subject(self, recipient: User | str) -> str:
        return _("Your report is awaited: %(reference)s") % {"reference": self.practice.reference}

    def words(self) -> list[str]:
        day = self.until(self.about.review_by)  # type: ignore[arg-type]
        if self.is_over():
            return [
                _("Your report was due by %(day)s. If you cannot finish it, say so: somebody else is then asked.")
                % {"day": day}
            ]
        return [_("Your report is due by %(day)s. What you have written is kept.") % {"day": day}]


class ReviewEnded(ToReviewer):
    """Replaced, or no longer needed. Facts: at."""

    name = "practices.review_ended"
    label = gettext_lazy("A review is no longer awaited from you")

    def subject(self, recipient: User | str) -> str:
        return _("No longer awaited: review of %(reference)s") % {"reference": self.practice.reference}

    def words(self) -> list[str]:
        return [_("A report is no longer awaited from you. The text is closed. Thank you for your readiness.")]


class TieCleared(WhileStatus):
    """An officer found the described tie no obstacle. Facts: at."""

    name = "practices.review_tie_cleared"
    label = gettext_lazy("Your declaration was looked at")
    wanted = (AssignmentStatus.ACCEPTED,)

    def subject(self, recipient: User | str) -> str:
        return _("You can review %(reference)s") % {"reference": self.practice.reference}

    def words(self) -> list[str]:
        return [_("The secretariat has read what you declared. It does not stand in the way: the text is open to you.")]


class OutcomeTold(InReview):
    """The outcome, for each reviewer who reported. About the decision."""

    name = "practices.review_outcome"
    label = gettext_lazy("Outcome of a practice that you reviewed")
    reason = gettext_lazy("You get this because you reviewed the practice.")
    about: Decision

    def recipients(self) -> list[User]:
        filed = self.round.assignments.filter(status=AssignmentStatus.FILED).select_related("reviewer")
        return [one.reviewer for one in filed]

    def url(self) -> str:
        return settings.SITE_URL + reverse("practices:assess", kwargs={"reference": self.practice.reference})

    def subject(self, recipient: User | str) -> str:
        return _("Outcome: %(reference)s") % {"reference": self.practice.reference}

    def words(self) -> list[str]:
        told = {
            Verdict.PUBLISH: _("The practice that you reviewed will be published."),
            Verdict.CHANGES: _(
                "The author was asked for changes. Comments of reviewers went along without their names."
            ),
            Verdict.DECLINE: _("The practice that you reviewed will not be published."),
        }
        return [str(told[Verdict(self.about.verdict)]), _("Thank you for your report.")]


class DecisionLetter(InReview):
    """The letter to the author, as it was previewed. About the decision."""

    name = "practices.decision"
    label = gettext_lazy("Decision on your practice")
    reason = gettext_lazy("You get this because you write practices for the organization that submitted it.")
    about: Decision
    button = gettext_lazy("Read the letter and the comments")

    def recipients(self) -> list[User]:
        return people_of(self.practice)

    def irrelevant(self, recipient: User | str) -> str:
        return "" if recipient in self.recipients() else _("no longer of the organization")

    def url(self) -> str:
        return settings.SITE_URL + reverse("practices:decision", kwargs={"reference": self.practice.reference})

    def subject(self, recipient: User | str) -> str:
        return _("Decision on your practice %(reference)s") % {"reference": self.practice.reference}

    def words(self) -> list[str]:
        return [part for part in str(self.about.letter).replace("\r", "").split("\n\n") if part.strip()]


class ToOfficers(InReview):
    """For the officers of the round."""

    reason = gettext_lazy("You get this because you work in the secretariat.")
    roles = SECRETARIAT_ROLES
    button = gettext_lazy("Open the round")

    def url(self) -> str:
        return settings.SITE_URL + self.round.get_absolute_url()

    def recipients(self) -> list[User]:
        people = officers_of(self.round)
        asked = [one for one in people if one.pk == self.about.invited_by_id]
        return asked or people

    def irrelevant(self, recipient: User | str) -> str:
        return "" if recipient in officers_of(self.round) else _("not an officer of this practice")


class WaiverWanted(ToOfficers):
    """A soft tie waits for another officer. About the assignment."""

    name = "practices.review_waiver_wanted"
    label = gettext_lazy("A tie waits for another officer")
    about: ReviewAssignment

    def recipients(self) -> list[User]:
        return [one for one in officers_of(self.round) if one.pk != self.about.invited_by_id]

    def irrelevant(self, recipient: User | str) -> str:
        if self.about.status not in (AssignmentStatus.PROPOSED, AssignmentStatus.PERHAPS):
            return _("settled meanwhile")
        return super().irrelevant(recipient)

    def subject(self, recipient: User | str) -> str:
        return _("A tie to look at: %(reference)s") % {"reference": self.practice.reference}

    def words(self) -> list[str]:
        return [_("A reviewer of %(reference)s has a tie that another officer decides on.") % {
            "reference": self.practice.reference}]  # fmt: skip


class ReviewNews(ToOfficers):
    """A reviewer answered or reported. About the assignment; facts: what (its status), at."""

    name = "practices.review_news"
    label = gettext_lazy("News of a peer review")
    about: ReviewAssignment

    def subject(self, recipient: User | str) -> str:
        return _("Peer review of %(reference)s: %(what)s") % {
            "reference": self.practice.reference,
            "what": AssignmentStatus(self.facts["what"]).label,
        }

    def words(self) -> list[str]:
        told = {
            AssignmentStatus.ACCEPTED: _("A reviewer declared no tie and is reading."),
            AssignmentStatus.FILED: _("A report has come in."),
            AssignmentStatus.DECLINED: _("An invited person has declined. Ask somebody else."),
            AssignmentStatus.STEPPED_ASIDE: _("A reviewer stepped aside. The text was closed at once: ask another."),
        }
        return [str(told[AssignmentStatus(self.facts["what"])])]


def news(assignment: ReviewAssignment, *, at: datetime) -> None:
    """Tell the officers where an assignment stands now; a described tie goes to those who decide on it."""
    if assignment.status == AssignmentStatus.PERHAPS:
        WaiverWanted(assignment, at=at).queue()
    else:
        ReviewNews(assignment, what=assignment.status, at=at).queue()
