"""The closed lists of practices (DOMAIN 5)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a practice stands; `workflow.py` draws how it gets there."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In peer review")
    REVISION_REQUESTED = "revision_requested", _("Changes asked for")
    ACCEPTED = "accepted", _("Accepted")
    PUBLISHED = "published", _("Published")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ARCHIVED = "archived", _("Archived")


WRITTEN_IN = (Status.DRAFT, Status.REVISION_REQUESTED)
"""Statuses in which its people write in it; a published one is written in while it is being corrected."""
WITH_SECRETARIAT = (
    Status.SUBMITTED,
    Status.IN_REVIEW,
    Status.REVISION_REQUESTED,
    Status.ACCEPTED,
    Status.PUBLISHED,
    Status.DECLINED,
    Status.WITHDRAWN,
    Status.ARCHIVED,
)
"""Statuses in which the secretariat reads the version that was submitted last."""
UNDECIDED = (Status.SUBMITTED, Status.IN_REVIEW, Status.REVISION_REQUESTED, Status.ACCEPTED)
"""Submitted and neither published nor declined: it can be withdrawn."""


class PracticeType(models.TextChoices):
    POLICY = "policy", _("Policy or law")
    PROGRAMME = "programme", _("Programme or project")
    PARTNERSHIP = "partnership", _("Partnership or multi-stakeholder initiative")
    TOOL = "tool", _("Tool or guidance")
    SERVICE = "service", _("Service")
    CAMPAIGN = "campaign", _("Campaign")
    OTHER = "other", _("Other")


class Scope(models.TextChoices):
    LOCAL = "local", _("Local")
    NATIONAL = "national", _("National")
    BETWEEN_COUNTRIES = "between_countries", _("Between countries")
    REGIONAL = "regional", _("Regional")
    GLOBAL = "global", _("Global")


class Stage(models.TextChoices):
    """How far the work is (a criterion: completed, or mostly so)."""

    COMPLETED = "completed", _("Completed")
    WELL_ON_ITS_WAY = "well_on_its_way", _("Mostly carried out, with results")
    BEGUN = "begun", _("Only begun")


class BodyKind(models.TextChoices):
    """What an implementer or partner is."""

    GOVERNMENT = "government", _("Government")
    LOCAL_GOVERNMENT = "local_government", _("Local or regional government")
    UN_ENTITY = "un_entity", _("UN entity")
    INTERNATIONAL = "international", _("Other international or regional organization")
    CIVIL_SOCIETY = "civil_society", _("Civil society organization")
    MIGRANTS = "migrants", _("Organization of migrants or diaspora")
    TRADE_UNION = "trade_union", _("Trade union")
    EMPLOYERS = "employers", _("Private sector or employers")
    ACADEMIA = "academia", _("Academia")
    FAITH = "faith", _("Faith-based organization")
    PHILANTHROPY = "philanthropy", _("Foundation or philanthropy")
    HUMAN_RIGHTS = "human_rights", _("National human rights institution")
    MEDIA = "media", _("Media")
    OTHER = "other", _("Other")


class Part(models.TextChoices):
    """The part that a body has in a practice."""

    LEAD = "lead", _("Main implementer")
    IMPLEMENTER = "implementer", _("Implementer")
    PARTNER = "partner", _("Partner")
    DONOR = "donor", _("Donor")


class CallStatus(models.TextChoices):
    DRAFT = "draft", _("In preparation")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Applicant(models.TextChoices):
    """Who may answer a call."""

    STATES = "states", _("States and their public bodies")
    UN_ENTITIES = "un_entities", _("UN entities")
    STAKEHOLDERS = "stakeholders", _("Stakeholders")


class Outcome(models.TextChoices):
    """What screening made of a submitted version."""

    RETURNED = "returned", _("Returned for changes")
    DECLINED = "declined", _("Declined")
    TO_REVIEW = "to_review", _("Sent to peer review")


class Looked(models.TextChoices):
    """What an officer looks through before reviewers get a text (DOMAIN 5.4, criteria 8 and 9)."""

    LANGUAGE = "language", _("The language is clear")
    ACRONYMS = "acronyms", _("Every acronym is written out once")
    SOURCES = "sources", _("Figures and claims name their sources")
    PERSONAL_DATA = "personal_data", _("No personal data of people who did not agree")
    PICTURES = "pictures", _("Whoever can be recognised in a picture has agreed")
    SECURITY = "security", _("Nothing in it puts anybody in danger")


class ImplementerAnswer(models.TextChoices):
    """What the focal point of the main implementer says to a practice that somebody else sends (DOMAIN 5.1)."""

    WAITING = "", _("Not answered yet")
    AGREED = "agreed", _("Agrees")
    REFUSED = "refused", _("Does not agree")


class Reason(models.TextChoices):
    """Why a practice is declined at screening."""

    OUT_OF_SCOPE = "out_of_scope", _("Not related to an objective of the Global Compact")
    DUPLICATE = "duplicate", _("In the repository already")
    NOT_CARRIED_OUT = "not_carried_out", _("Not carried out yet")
    NO_PRACTICE = "no_practice", _("Not a practice that others could learn from")
    OTHER = "other", _("Another reason")


class UseStatus(models.TextChoices):
    """Where the word of a body that took a practice up stands."""

    ASKED = "asked", _("Waiting for the people of the practice")
    REFUSED = "refused", _("Not confirmed by the people of the practice")
    WAITING = "waiting", _("Waiting to be checked")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Not confirmed")


# --- peer review (DOMAIN 5.4)


class Seat(models.TextChoices):
    """From where a reviewer comes: a round needs both."""

    UN = "un", _("From the United Nations")
    OUTSIDE = "outside", _("From outside")


class AssignmentStatus(models.TextChoices):
    """Where the work of one reviewer stands; `workflow.py` draws how it gets there."""

    PROPOSED = "proposed", _("Waits for another officer")
    INVITED = "invited", _("Invited")
    PERHAPS = "perhaps", _("A tie to look at")
    ACCEPTED = "accepted", _("Reading")
    FILED = "filed", _("Report filed")
    DECLINED = "declined", _("Declined")
    STEPPED_ASIDE = "stepped_aside", _("Stepped aside")
    REPLACED = "replaced", _("Replaced")
    DROPPED = "dropped", _("Not invited")


AT_WORK = (
    AssignmentStatus.PROPOSED,
    AssignmentStatus.INVITED,
    AssignmentStatus.PERHAPS,
    AssignmentStatus.ACCEPTED,
    AssignmentStatus.FILED,
)
"""A reviewer who has one of these in a round is not asked a second time."""
AWAITED = (AssignmentStatus.INVITED, AssignmentStatus.PERHAPS, AssignmentStatus.ACCEPTED)
"""Asked, and not done yet: the load of a reviewer."""


class Interest(models.TextChoices):
    """What an invited person declares before anything else is shown (FEATURES A5)."""

    NONE = "none", _("None of these")
    PERHAPS = "perhaps", _("Perhaps")
    ASIDE = "aside", _("Yes, I must step aside")


class Gender(models.TextChoices):
    """As a reviewer says of herself; for counts alone (FEATURES A21)."""

    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", _("Another answer")


class DeclineReason(models.TextChoices):
    """Why somebody does not review."""

    TIME = "time", _("No time before the date")
    FIELD = "field", _("Not my field or language")
    OTHER = "other", _("Another reason")


class Tie(models.TextChoices):
    """What a tie does: a hard one shuts out, a soft one needs the word of two officers."""

    HARD = "hard", _("Cannot be invited")
    SOFT = "soft", _("Only with another officer's agreement")
    NONE = "none", _("No tie found")


class Score(models.TextChoices):
    """The scale of a criterion."""

    NOT_SHOWN = "0", _("Not shown")
    WEAK = "1", _("Weak")
    SUFFICIENT = "2", _("Sufficient")
    STRONG = "3", _("Strong")
    CANNOT_SAY = "n", _("Can’t say")


NEEDS_COMMENT = (Score.NOT_SHOWN, Score.WEAK)


class Criterion(models.TextChoices):
    """What reviewers judge."""

    RELEVANCE = "relevance", _("Relevance to the objectives it names")
    PRINCIPLES = "principles", _("Consistency with the ten guiding principles")
    MATURITY = "maturity", _("Completed, or mostly carried out")
    EVIDENCE = "evidence", _("Evidence of benefit and impact")
    INNOVATION = "innovation", _("Innovation")
    REPLICABILITY = "replicability", _("Use elsewhere, and lessons")
    APPLICABILITY = "applicability", _("Helps to carry out the Compact")


QUESTIONS: dict[str, Any] = {
    Criterion.RELEVANCE: _("Does it do what the objectives it names ask for?"),
    Criterion.PRINCIPLES: _("Is it people-centred, and in line with the principles of the Compact?"),
    Criterion.MATURITY: _("Is enough done to learn from it?"),
    Criterion.EVIDENCE: _("Did it change something for migrants, and is that shown by a sound method?"),
    Criterion.INNOVATION: _("Is there something new in it, for its field or its place?"),
    Criterion.REPLICABILITY: _("Could others adapt it with what is written here?"),
    Criterion.APPLICABILITY: _("At local, national, regional or global level?"),
}


FURTHER = ("further_1", "further_2", "further_3")
"""The columns of a report for the criteria that a call adds."""


class OwnLine(models.TextChoices):
    """Lines of their own under the principles."""

    HUMAN_RIGHTS = "human_rights", _("Human rights")
    GENDER = "gender", _("Gender")
    CHILDREN = "children", _("Children")


class Recommendation(models.TextChoices):
    PUBLISH = "publish", _("Publish as it is")
    MINOR = "minor", _("Publish after small changes")
    MAJOR = "major", _("Large changes, then read again")
    DECLINE = "decline", _("Do not publish")


FAVOURABLE = (Recommendation.PUBLISH, Recommendation.MINOR)


class Verdict(models.TextChoices):
    """What the secretariat decides after the reviews."""

    PUBLISH = "publish", _("Publish")
    CHANGES = "changes", _("Publish after changes")
    DECLINE = "decline", _("Decline")


OUTCOMES = {
    Verdict.PUBLISH: _("to be published"),
    Verdict.CHANGES: _("changes are asked for"),
    Verdict.DECLINE: _("not to be published"),
}
"""What a decision says to those whom it concerns; `Verdict` is what the officer chooses."""


class Readers(models.TextChoices):
    """Who reads the changed text."""

    REVIEWERS = "reviewers", _("The same reviewers")
    OFFICER = "officer", _("The secretariat alone")
