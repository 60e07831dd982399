"""The closed lists of dialogues and roundtables (DOMAIN 6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeetingKind(models.TextChoices):
    """What a meeting is. A roundtable has its number, a regional one the roundtable whose matter it discusses."""

    DIALOGUE = "dialogue", _("Dialogue")
    ROUNDTABLE = "roundtable", _("Roundtable")
    REGIONAL_ROUNDTABLE = "regional_roundtable", _("Regional roundtable")
    HEARING = "hearing", _("Multi-stakeholder hearing")
    POLICY_DEBATE = "policy_debate", _("Policy debate")


ONE_OF_A_FORUM = (MeetingKind.HEARING, MeetingKind.POLICY_DEBATE)
"""Of which a forum has one."""


class Status(models.TextChoices):
    """Where a meeting stands; `workflow.py` draws how it gets there. Whether it is over is a matter of the clock."""

    DRAFT = "draft", _("Draft")
    DISCARDED = "discarded", _("Discarded")
    ANNOUNCED = "announced", _("Announced")
    CANCELLED = "cancelled", _("Cancelled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


PUBLIC = (Status.ANNOUNCED, Status.CANCELLED)
"""Statuses in which everybody reads what was announced."""


class Moderation(models.TextChoices):
    """When a moderator looks at a contribution (D6)."""

    BEFORE = "before", _("Before it is public")
    AFTER = "after", _("After it is public, for members of an organisation")


class Standing(models.TextChoices):
    """Where a contribution stands; `workflow.py` draws how it gets there."""

    WAITING = "waiting", _("Waits for a moderator")
    PUBLISHED = "published", _("Public")
    HIDDEN = "hidden", _("Hidden by a moderator")
    TAKEN_BACK = "taken_back", _("Removed by its author")


class Held(models.TextChoices):
    """Why a contribution waits instead of being public at once."""

    APPROVAL = "approval", _("Every contribution is read first here")
    NEWCOMER = "newcomer", _("Writes for no organisation, and is new here")
    LINKS = "links", _("Many links")
    REPEATED = "repeated", _("The same text stands elsewhere")
    HASTE = "haste", _("Many contributions in a short time")
    LANGUAGE = "language", _("In a language that no moderator here reads")
    MAIL = "mail", _("Came by e-mail")


class Ground(models.TextChoices):
    """The published rules: for what a moderator may hide a contribution (DOMAIN 6.5). Their order is their number."""

    OFF_TOPIC = "off_topic", _("It is about something else.")
    PERSONAL_DATA = "personal_data", _("It holds personal data of others.")
    HATE = "hate", _("It holds hate, threats or insults.")
    ADVERTISING = "advertising", _("It advertises, or is there for its links.")
    DUPLICATE = "duplicate", _("It says again what was already contributed.")
    NAMES_A_VICTIM = "names_a_victim", _("It lets a victim or a witness be recognised.")


class Decision(models.TextChoices):
    """What a moderator decided."""

    APPROVE = "approve", _("Made public")
    HIDE = "hide", _("Hidden")
    RESTORE = "restore", _("Made public again")


class SourceKind(models.TextChoices):
    """What a point of evidence is taken from."""

    CONTRIBUTION = "contribution", _("Contribution to a discussion")
    TRANSCRIPT = "transcript", _("Transcript of a recording")
    SUMMARY = "summary", _("Summary of a meeting")
    PUBLICATION = "publication", _("Published text")


class SourceState(models.TextChoices):
    """What became of the source of a point since it was marked."""

    SAME = "same", _("As it was marked")
    EDITED = "edited", _("Edited since; the passage still stands")
    REWORDED = "reworded", _("Edited since; the passage is no longer in it")
    NEWER = "newer", _("There is a newer version")
    HIDDEN = "hidden", _("Hidden or no longer public")
    TAKEN_BACK = "taken_back", _("Taken back by its author")


NOT_QUOTABLE = (SourceState.REWORDED, SourceState.HIDDEN, SourceState.TAKEN_BACK)
"""A note that rests on such a point is neither cleared nor published."""


class NoteOffice(models.TextChoices):
    """What somebody does for a background note (P47)."""

    DRAFTER = "drafter", _("Drafter (rapporteur)")
    CO_CHAIR = "co_chair", _("Co-chair")


class NoteStatus(models.TextChoices):
    """Where a background note stands; `workflow.py` draws how it gets there."""

    DRAFTING = "drafting", _("Being drafted")
    WITH_CHAIRS = "with_chairs", _("With the co-chairs")
    WITH_SECRETARIAT = "with_secretariat", _("With the secretariat")
    CLEARED = "cleared", _("Cleared")
    PUBLISHED = "published", _("Published")


class Outcome(models.TextChoices):
    """What came of a report (D6)."""

    STANDS = "stands", _("It stays public")
    HIDDEN = "hidden", _("Hidden")
    GONE = "gone", _("Taken back by its author")


class Rhythm(models.TextChoices):
    """How often one hears of a discussion (D14)."""

    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every Monday")


class Format(models.TextChoices):
    ONLINE = "online", _("Online")
    IN_PERSON = "in_person", _("In person")
    HYBRID = "hybrid", _("In person and online")


class Audience(models.TextChoices):
    """Who is expected; two meetings of one audience at one time are a clash."""

    ALL = "all", _("Open to all")
    MEMBER_STATES = "member_states", _("Member States")
    STAKEHOLDERS = "stakeholders", _("Stakeholders")
    REGIONAL = "regional", _("A region")


class Part(models.TextChoices):
    """What somebody does in a meeting."""

    CO_CHAIR = "co_chair", _("Co-chair")
    MODERATOR = "moderator", _("Moderator")
    KEYNOTE = "keynote", _("Keynote")
    PANELLIST = "panellist", _("Panellist")
    DISCUSSANT = "discussant", _("Discussant")
    RAPPORTEUR = "rapporteur", _("Rapporteur")


class Place(models.TextChoices):
    """Where somebody who registered stands."""

    GIVEN = "given", _("Registered")
    WAITING = "waiting", _("On the waiting list")
    GIVEN_UP = "given_up", _("Given up")


class When(models.TextChoices):
    """Where a meeting stands in time, in words (D2)."""

    NEXT = "next", _("Next")
    LATER = "later", _("To come")
    LIVE = "live", _("Now")
    PAST = "past", _("Past")
    CANCELLED = "cancelled", _("Cancelled")
    UNKNOWN = "unknown", _("Date to be announced")
