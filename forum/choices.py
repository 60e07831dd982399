"""The closed lists of this app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MilestoneKind(TextChoices):
    """What a date means. A soft deadline closes no form; it is followed by reminders and a note."""

    FIXED = "fixed", _("Event")
    WINDOW = "window", _("Period")
    SOFT_DEADLINE = "soft_deadline", _("Preferred date")
    HARD_DEADLINE = "hard_deadline", _("Closing date")


class OfTwo(TextChoices):
    """Which is meant of a time that the clocks show twice on the day on which they go back."""

    FIRST = "first", _("The first: before the clocks go back")
    SECOND = "second", _("The second: after they went back")


class Audience(TextChoices):
    """Whom a milestone concerns."""

    ALL = "all", _("Everybody")
    MEMBER_STATES = "member_states", _("Member States")
    STAKEHOLDERS = "stakeholders", _("Stakeholders")
    REGIONAL = "regional", _("A region")


class Confidence(TextChoices):
    """How sure a date or document is. What is unconfirmed stays inside the secretariat."""

    CONFIRMED = "confirmed", _("Confirmed")
    GIVEN = "given", _("Given, not yet confirmed")
    DERIVED = "derived", _("Derived from a rule")
    PROVISIONAL = "provisional", _("Provisional")
    UNCONFIRMED = "unconfirmed", _("Unconfirmed")


class Precision(TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")


class DocumentKind(TextChoices):
    """What a document of a cycle is."""

    RESOLUTION = "resolution", _("Resolution")
    REPORT = "report", _("Report")
    DRAFT = "draft", _("Draft")
    OUTCOME = "outcome", _("Outcome document")


class MilestoneState(TextChoices):
    """Where a milestone stands at a moment. `next` is the first of those to come."""

    PAST = "past", _("Past")
    NOW = "now", _("Now")
    NEXT = "next", _("Next")
    LATER = "later", _("Later")
    CANCELLED = "cancelled", _("Cancelled")


class PlanStatus(TextChoices):
    """The life of a reminder plan."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Waiting for a second officer")
    IN_FORCE = "in_force", _("In force")
    ENDED = "ended", _("Ended")


class FigureKind(TextChoices):
    """What a figure of a fund counts."""

    CONTRIBUTIONS = "contributions", _("Contributions received")
    COMMITTED = "committed", _("Contributions committed")
    TARGET = "target", _("Funding target")
    ALLOCATED = "allocated", _("Allocated to joint programmes")
    PROGRAMMES = "programmes", _("Joint programmes")
    PIPELINE = "pipeline", _("Joint programmes in the pipeline")
    CONCEPTS = "concepts", _("Concept notes received")
    APPLICANTS = "applicants", _("Countries and regions that sent concept notes")
    DONORS = "donors", _("Donors")
    REACHED = "reached", _("Results: people reached")
    SERVED = "served", _("Results: institutions and communities supported")


class ReportStatus(TextChoices):
    """Where an error that a reader reported stands."""

    WAITING = "waiting", _("Waiting")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed without an answer")


class TextState(TextChoices):
    """Where the text of a page stands in one language."""

    MISSING = "missing", _("Missing")
    STALE = "stale", _("Translated from an earlier version")
    CURRENT = "current", _("Up to date")
