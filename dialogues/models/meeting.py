"""Meetings and the series they belong to, the objectives of a roundtable, and who takes which part.

A dialogue, a roundtable, a regional roundtable, the hearing and the policy debate are one table: they have the same
fields, and what attaches to one (a discussion, a background note, a recording) attaches to all
(docs/decisions/one-table-of-meetings.md).
"""

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from dialogues.choices import ONE_OF_A_FORUM, Audience, MeetingKind, Part, Status
from dialogues.querysets import MeetingQuerySet, OfMeetingQuerySet, RoundtableObjectiveQuerySet, SeriesQuerySet
from dialogues.workflow import MeetingWorkflow


class DialogueSeries(models.Model):
    """Meetings that are announced under one name; public with the first of them. `organisation`: a regional office
    that holds it, none where the secretariat does."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    about = models.TextField(_("what it is for"), max_length=5000, blank=True)
    language = models.CharField(_("language of the text"), max_length=10, choices=settings.LANGUAGES, default="en")
    cycle = models.ForeignKey(
        "forum.ForumCycle",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dialogue_series",
        verbose_name=_("forum"),
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("held by")
    )
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    history = HistoricalRecords()

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series of dialogues")
        verbose_name_plural = _("series of dialogues")
        ordering = ["-cycle", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("dialogues:series", kwargs={"slug": self.slug})


class Meeting(MeetingWorkflow):
    """A dialogue, a roundtable, a hearing or the policy debate. `reference` (DI-0042) is given with the announcement.

    Its days are those of its sessions; without one, those of `milestone`. `agenda`, `guiding_questions`,
    `key_points` and `attendance` are rows of tables on the page (`forms/` names their columns). A roundtable's
    objectives are its RoundtableObjective rows, those of all others `objectives`. `organisation` is the regional
    office that holds it, none where the secretariat does. `outcome` is the copy of summary, chat digest, key points
    and attendance that the public reads: what is written afterwards waits for the next release.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("number"), max_length=12, null=True, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=MeetingKind, default=MeetingKind.DIALOGUE)
    cycle = models.ForeignKey("forum.ForumCycle", models.PROTECT, related_name="meetings", verbose_name=_("forum"))
    number = models.PositiveSmallIntegerField(
        _("number of the roundtable"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    series = models.ForeignKey(
        DialogueSeries, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("series")
    )
    roundtable = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"kind": MeetingKind.ROUNDTABLE},
        related_name="fed_by",
        verbose_name=_("roundtable that it prepares"),
    )
    milestone = models.ForeignKey(
        "forum.Milestone", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("milestone")
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("held by")
    )
    organisers = models.CharField(
        _("organisers"), max_length=500, blank=True, help_text=_("As they are to be named in public.")
    )
    region = models.ForeignKey(
        "reference.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    language = models.CharField(_("language of the text"), max_length=10, choices=settings.LANGUAGES, default="en")
    about = models.TextField(_("what it is about"), max_length=5000, blank=True)
    concept_note = models.TextField(_("concept note"), blank=True)
    agenda = models.JSONField(_("agenda"), default=list, blank=True)
    guiding_questions = models.JSONField(_("guiding questions"), default=list, blank=True)
    audience = models.CharField(_("for"), max_length=15, choices=Audience, default=Audience.ALL)
    objectives = models.ManyToManyField(
        "reference.Objective", verbose_name=_("objectives"), blank=True, related_name="+"
    )
    objectives_note = models.TextField(_("note on the objectives"), max_length=1000, blank=True)
    source = models.CharField(
        _("source"), max_length=300, blank=True, help_text=_("Where the facts stand, for what others announced.")
    )
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    summary = models.TextField(_("summary"), blank=True)
    chat_digest = models.TextField(_("digest of the chat"), blank=True)
    key_points = models.JSONField(_("key points by objective"), default=list, blank=True)
    attendance = models.JSONField(_("attendance by group"), default=list, blank=True)
    outcome = models.JSONField(_("outcome as it was released"), default=dict, blank=True, editable=False)
    outcome_at = models.DateTimeField(_("outcome released"), null=True, editable=False)

    started_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", editable=False)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    history = HistoricalRecords()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("dialogue or roundtable")
        verbose_name_plural = _("dialogues and roundtables")
        ordering = ["-cycle", "kind", "number", "started_at"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="a_meeting_status_of_the_list"),
            models.CheckConstraint(condition=Q(kind__in=MeetingKind.values), name="a_meeting_kind_of_the_list"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "discarded"]) | Q(reference__isnull=False),
                name="an_announced_meeting_has_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(kind="roundtable") | Q(number__range=(1, 4)),
                name="a_roundtable_is_one_of_four",
                violation_error_message=_("A roundtable has a number from 1 to 4."),
            ),
            models.UniqueConstraint(
                fields=["cycle", "number"],
                condition=Q(kind="roundtable") & ~Q(status__in=["discarded", "withdrawn"]),
                name="a_roundtable_once_in_a_forum",
            ),
            models.UniqueConstraint(
                fields=["cycle", "kind"],
                condition=Q(kind__in=ONE_OF_A_FORUM) & ~Q(status__in=["discarded", "withdrawn"]),
                name="one_hearing_and_one_policy_debate_in_a_forum",
            ),
        ]

    def __str__(self) -> str:
        return self.title or _t("Draft of a dialogue")

    @property
    def address(self) -> dict[str, Any]:
        """Keyword arguments of every address of its desk."""
        return {"key": self.pk}

    @property
    def public_path(self) -> str:
        """The public address without language: `roundtables/2030/1/`, `dialogues/<slug>/`."""
        if self.kind == MeetingKind.ROUNDTABLE:
            return f"roundtables/{self.cycle_id}/{self.number}/"
        return f"dialogues/{self.slug}/"

    def get_absolute_url(self) -> str:
        """The page of those who prepare it."""
        return reverse("dialogues:desk", kwargs=self.address)


class RoundtableObjective(models.Model):
    """An objective that a roundtable of a forum takes up: data of a cycle, since A/RES/73/326 calls the grouping
    indicative. `in_roadmap` says whether IMRF roadmap no. 3 lists it (it stops at 17 where roundtable 4 goes on to 23).
    """

    roundtable = models.ForeignKey(Meeting, models.CASCADE, related_name="roundtable_objectives")
    cycle = models.ForeignKey("forum.ForumCycle", models.PROTECT, related_name="+")
    objective = models.ForeignKey("reference.Objective", models.PROTECT, related_name="+")
    in_roadmap = models.BooleanField(_("listed in the Roadmap"), default=True)

    objects = RoundtableObjectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("objective of a roundtable")
        verbose_name_plural = _("objectives of roundtables")
        ordering = ["objective"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "objective"], name="an_objective_in_one_roundtable_of_a_forum")
        ]

    def __str__(self) -> str:
        return f"{self.objective_id}"


class Participant(models.Model):
    """Who takes which part. The name is public only where the person agreed; `user` is their account, if they have one.
    Who drafts and clears the background note is named there (`NoteAppointment`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="participants")
    part = models.CharField(_("part"), max_length=12, choices=Part, default=Part.PANELLIST)
    name = models.CharField(_("name"), max_length=150, blank=True)
    body = models.CharField(_("State or organisation"), max_length=250, blank=True)
    name_is_public = models.BooleanField(
        _("has agreed to be named in public"), default=False, help_text=_("Else part and organisation are shown alone.")
    )
    user = models.ForeignKey("accounts.User", models.SET_NULL, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("part in a meeting")
        verbose_name_plural = _("parts in meetings")
        ordering = ["position", "added_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") | ~Q(body=""), name="somebody_or_some_body_takes_the_part")
        ]

    def __str__(self) -> str:
        return self.name or self.body
