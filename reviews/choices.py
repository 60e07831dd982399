"""The closed lists of voluntary reviews."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Round(models.TextChoices):
    """What a review prepares: the global forum (RV-…) or a Regional Review (RR-…)."""

    FORUM = "forum", _("International Migration Review Forum")
    REGIONAL = "regional", _("Regional Review")


class ReviewKind(models.TextChoices):
    NEW = "new", _("New review")
    UPDATE = "update", _("Update of an earlier review")


class ReviewStatus(models.TextChoices):
    DRAFT = "draft", _("Being written")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned with questions")
    ACCEPTED = "accepted", _("Accepted for publication")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISCARDED = "discarded", _("Discarded")


PRACTICE = "practice"
"""Stands in an address where the year of the forum stands."""

EDITABLE = (ReviewStatus.DRAFT, ReviewStatus.RETURNED)
"""While a review stands here its State writes, and nobody else knows of it (RELIABILITY P1)."""


class Outcome(models.TextChoices):
    """What became of one submission, as the secretariat records it."""

    WAITING = "waiting", _("Waiting for the secretariat")
    RETURNED = "returned", _("Returned with questions")
    CALLED_BACK = "called_back", _("Called back by the State")
    ACCEPTED = "accepted", _("Accepted, waits for a second officer")
    PUBLISHED = "published", _("Published")


class Since(models.TextChoices):
    """How a section or an answer stands to the earlier review."""

    UNCHANGED = "unchanged", _("Unchanged")
    CHANGED = "changed", _("Changed")
    NEW = "new", _("New")


class QuestionnaireStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed, waits for a second officer")
    IN_FORCE = "in_force", _("In force")
    REPLACED = "replaced", _("Replaced by a newer version")


class QuestionType(models.TextChoices):
    TEXT = "text", _("Short text")
    LONG = "long", _("Formatted text")
    SINGLE = "single", _("One of a list")
    MULTI = "multi", _("Several of a list")
    RANKED = "ranked", _("The first few of a list, in order")
    BOOLEAN = "boolean", _("Yes or no")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Amount of money")
    DATE = "date", _("Date")
    URL = "url", _("Web address")
    FILE = "file", _("Files")
    TABLE = "table", _("Table")
    OBJECTIVES = "objectives", _("Objectives of the Compact")
    ACTIONS = "actions", _("Actions of the Compact")
    PRINCIPLES = "principles", _("Guiding principles")
    STAKEHOLDERS = "stakeholders", _("Stakeholder groups")
    CONSULTATIONS = "consultations", _("The log of consultations")


class Audience(models.TextChoices):
    PUBLISHED = "published", _("Published")
    SECRETARIAT = "secretariat", _("For the secretariat only, never published")


class Meaning(models.TextChoices):
    """What the portal itself reads out of an answer."""

    NONE = "", _("Nothing")
    LANGUAGE = "language", _("Language of the review")
    COVERED = "covered", _("Objectives that the sections for each objective repeat over")
    REST_LEFT_OUT = "rest_left_out", _("The other objectives are left out on purpose")
    CLEARED = "cleared", _("Statement that the review is cleared for publication")


class Repeat(models.TextChoices):
    ONCE = "once", _("Once")
    EACH_OBJECTIVE = "each_objective", _("For each objective that the review covers, page by page")
    TABLE = "table", _("For each objective that the review covers, as one table")


class Standing(models.TextChoices):
    """How a question was dealt with; all but "open" count as answered."""

    OPEN = "open", _("Not answered")
    ANSWERED = "answered", _("Answered")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    PREFER_NOT = "prefer_not", _("Prefer not to say")


class ConsultationForm(models.TextChoices):
    MEETING = "meeting", _("Meeting")
    WORKSHOP = "workshop", _("Workshop")
    HEARING = "hearing", _("Hearing")
    SURVEY = "survey", _("Survey")
    WRITTEN = "written", _("Written comments")
    OTHER = "other", _("Other")


class Approach(models.TextChoices):
    """The two approaches of guiding principles (i) and (j) of the Compact."""

    GOVERNMENT = "whole_of_government", _("Whole of government")
    SOCIETY = "whole_of_society", _("Whole of society")
    BOTH = "both", _("Both")


class Level(models.TextChoices):
    NATIONAL = "national", _("National")
    SUBNATIONAL = "subnational", _("Subnational")
    LOCAL = "local", _("Local")


class DocumentStatus(models.TextChoices):
    REGISTERED = "registered", _("Registered, waits for a second officer")
    PUBLISHED = "published", _("Published")


class CopyFormat(models.TextChoices):
    """What a copy of the draft is made as."""

    PDF = "pdf", _("PDF")
    WORD = "docx", _("Word")


class JobState(models.TextChoices):
    """How far a worker is with something that somebody asked for."""

    WAITING = "waiting", _("Waiting for its turn")
    WORKING = "working", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Not made")


LANGUAGES_OF_ANSWERS = (
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ar", "العربية"),
    ("ru", "Русский"),
    ("zh-hans", "中文"),
)

PUBLISHED_COLUMNS = (("pledge", _("Published pledge")), ("progress", _("Report on a pledge")))
"""Types of columns besides those of questions: cells that name a publication of this kind."""
