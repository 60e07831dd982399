"""The closed lists of pledges (DOMAIN 7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a pledge stands; `workflow.py` draws how it gets there."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned with remarks")
    PUBLISHED = "published", _("Published")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


WRITTEN_IN = (Status.DRAFT, Status.RETURNED)
"""Statuses in which its people write in it; a published one is written in while it is being changed."""


class Progress(models.TextChoices):
    """How far a published pledge is, by its latest report; never by the passing of time."""

    NO_REPORT = "no_report", _("No report yet")
    NOT_STARTED = "not_started", _("Not started")
    PLANNING = "planning", _("Planning")
    IN_PROGRESS = "in_progress", _("In progress")
    DELAYED = "delayed", _("Delayed")
    COMPLETED = "completed", _("Completed")
    PARTLY_COMPLETED = "partly_completed", _("Partly completed")
    CHANGED = "changed", _("Changed")
    DISCONTINUED = "discontinued", _("Discontinued")


REPORTED = [(one.value, one.label) for one in Progress if one != Progress.NO_REPORT]
"""What a report can say."""
ENDED = (Progress.COMPLETED, Progress.PARTLY_COMPLETED, Progress.DISCONTINUED)
"""Nothing more is to come: nobody is reminded."""
TOLD_WHY = (Progress.DELAYED, Progress.PARTLY_COMPLETED, Progress.CHANGED, Progress.DISCONTINUED)
"""What a report says in words besides."""


class ReportStatus(models.TextChoices):
    """Where a progress report stands; `workflow.py` draws how it gets there."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class ObservationStatus(models.TextChoices):
    """Where an observation of others stands; `workflow.py` draws how it gets there."""

    WAITING = "waiting", _("Waiting for the secretariat")
    PUBLISHED = "published", _("Published")
    DECLINED = "declined", _("Not published")
    WITHDRAWN = "withdrawn", _("Taken back")


class Stage(models.TextChoices):
    """How far a stage of a pledge is."""

    REACHED = "reached", _("Reached")
    UNDER_WAY = "under_way", _("Under way")
    NOT_BEGUN = "not_begun", _("Not begun")


class Together(models.TextChoices):
    """Alone or joint; a joint pledge is recorded once, by one of its bodies."""

    INDIVIDUAL = "individual", _("Alone")
    COMMON = "common", _("Common pledge: several make the same commitment")
    PARTNERSHIP = "partnership", _("Pledge in partnership: several contribute differently to one goal")


JOINT = (Together.COMMON, Together.PARTNERSHIP)


class Form(models.TextChoices):
    """What is given; several can be."""

    FINANCIAL = "financial", _("Financial")
    MATERIAL = "material", _("Material")
    TECHNICAL = "technical", _("Technical assistance and people")
    PROCESS = "process", _("Process")
    POLICY_LEGAL = "policy_legal", _("Policy or law")


class Scope(models.TextChoices):
    """The level at which it works; several can be."""

    LOCAL = "local", _("Local")
    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Regional")
    INTERNATIONAL = "international", _("International")


class Money(models.TextChoices):
    NEW = "new", _("New")
    REAFFIRMED = "reaffirmed", _("Reaffirmed")


class Funding(models.TextChoices):
    SECURED = "secured", _("Secured")
    SOUGHT = "sought", _("Sought")


class Answer(models.TextChoices):
    """Where a partner of a joint pledge stands. Only "confirmed" is ever public."""

    OFFERED = "offered", _("Offers to take part")
    INVITED = "invited", _("Asked, no answer yet")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Does not take part")
    REMOVED = "removed", _("Taken out")
    LEFT = "left", _("Left")


PART = (Answer.INVITED, Answer.CONFIRMED)
"""Those who read the text while it is written. Whoever only offers reads what is public."""
OVER = (Answer.DECLINED, Answer.REMOVED, Answer.LEFT)
"""No part of the pledge any more."""


class Purpose(models.TextChoices):
    """Whom a file is for."""

    ATTACHMENT = "attachment", _("Attachment, published with the pledge")
    DELEGATION = "delegation", _("Letter of delegation, for the secretariat only")


class Outcome(models.TextChoices):
    """What became of a version that was submitted."""

    WAITING = "waiting", _("Waiting for the secretariat")
    RETURNED = "returned", _("Returned with remarks")
    DECLINED = "declined", _("Declined")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Reason(models.TextChoices):
    """Why the secretariat declines a pledge: form alone, never merit."""

    OUT_OF_SCOPE = "out_of_scope", _("Not about migrants: about refugees only, for example")
    NO_AUTHORITY = "no_authority", _("In the name of a State or body that did not file it")
    DUPLICATE = "duplicate", _("Recorded already")
    NO_PLEDGE = "no_pledge", _("No commitment to anything")
    OTHER = "other", _("Another reason")


EXTENSIONS = ("txt", "rtf", "pdf", "doc", "docx", "odt", "ppt", "pptx", "odp", "xls", "xlsx", "ods")
"""Files that the real form takes (DOMAIN 7.2)."""
