"""A discussion: its space with questions and moderators, contributions and replies, what moderators decided.

Reading is public, writing needs an account. What somebody wrote stays theirs: hidden, it is theirs to read; taken back,
a line stays where it stood (D10).
"""

import uuid
from datetime import time
from textwrap import shorten
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.models import StoredFile
from dialogues.choices import Decision, Ground, Held, Moderation, Standing, Status
from dialogues.models.meeting import Meeting
from dialogues.models.phase import CommentPhase
from dialogues.querysets import (
    ContributionQuerySet,
    DecisionQuerySet,
    OfContributionQuerySet,
    OfSpaceQuerySet,
    PostQuerySet,
    SpaceQuerySet,
)
from dialogues.workflow import ContributionWorkflow
from forum.models import END_OF_DAY, moment


class DiscussionSpace(models.Model):
    """The discussion of one meeting. Days are those of the forum's zone; `opens_at` and `closes_at` are the same as
    moments. `reader` is the named colleague for whom contributions wait that no moderator of it can read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="discussion", verbose_name=_("meeting"))
    purpose = models.TextField(_("what it is for"), max_length=3000)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes at the end of"))
    opens_at = models.DateTimeField(editable=False)
    closes_at = models.DateTimeField(editable=False)
    moderation = models.CharField(
        _("a moderator reads a contribution"), max_length=10, choices=Moderation, default=Moderation.BEFORE
    )
    reader = models.ForeignKey(
        "accounts.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("colleague for other languages"),
    )
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    history = HistoricalRecords()

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="a_discussion_closes_after_it_opens")
        ]

    def __str__(self) -> str:
        return str(self.meeting)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Work out the two moments anew."""
        zone = self.meeting.cycle.zone
        self.opens_at = moment(self.opens_on, time(0), zone)
        self.closes_at = moment(self.closes_on, END_OF_DAY, zone, latest=True)
        super().save(*args, **kwargs)

    @property
    def time_zone(self) -> str:
        """The forum's, by name."""
        return str(self.meeting.cycle.time_zone)

    @property
    def is_open(self) -> bool:
        """Whether whoever signs in can write now: the meeting is announced, between the two dates (D8)."""
        return self.meeting.status == Status.ANNOUNCED and self.opens_at <= timezone.now() < self.closes_at

    @cached_property
    def languages_read(self) -> set[str]:
        """The codes of the languages that its moderators read, of those whose role lasts; read once."""
        return {code for one in self.posts.current() for code in one.languages}

    @property
    def drafts(self) -> Any:
        """The drafts of the note of its meeting that are, or were, out for comment here."""
        return CommentPhase.objects.filter(note__meeting=self.meeting_id)

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("dialogues:discussion", kwargs={"reference": self.meeting.reference})


class GuidingQuestion(models.Model):
    """A thread: contributions answer one (D16)."""

    space = models.ForeignKey(DiscussionSpace, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("question"), max_length=500)
    by = models.CharField(_("asked by"), max_length=250, blank=True)

    objects = OfSpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("guiding question")
        verbose_name_plural = _("guiding questions")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class SpaceModerator(models.Model):
    """Somebody who moderates a discussion, and the languages that they read."""

    space = models.ForeignKey(DiscussionSpace, models.CASCADE, related_name="posts")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name=_("moderator"))
    languages = models.JSONField(_("languages read"), default=list)
    since = models.DateTimeField(default=timezone.now, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("moderator of a discussion")
        verbose_name_plural = _("moderators of discussions")
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["space", "user"], name="a_moderator_once_in_a_discussion")]

    def __str__(self) -> str:
        return f"{self.user_id}"


class Contribution(ContributionWorkflow):
    """What somebody wrote, or answered to it (`reply_to`, one level deep). `name` and `body` are what everybody reads;
    with `organisation` it is said on its behalf (D9). A comment on the draft of a note is one, too: on `paragraph` of
    the wording of `phase`; its replies follow it. `held_because` says why it waits, `fingerprint` finds its twin.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    space = models.ForeignKey(DiscussionSpace, models.PROTECT, related_name="contributions")
    question = models.ForeignKey(GuidingQuestion, models.PROTECT, null=True, blank=True, related_name="contributions")
    reply_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    author = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", editable=False)
    name = models.CharField(_("name"), max_length=150)
    body = models.CharField(_("State or organisation"), max_length=250, blank=True)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("on behalf of")
    )
    phase = models.ForeignKey(
        CommentPhase, models.PROTECT, null=True, blank=True, related_name="comments", editable=False
    )
    paragraph = models.PositiveSmallIntegerField(_("paragraph of the draft"), null=True, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    text = models.TextField(_("contribution"), max_length=10_000)
    fingerprint = models.CharField(max_length=64, db_index=True, editable=False)
    held_because = models.CharField(_("why it waits"), max_length=12, choices=Held, blank=True, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    waits_since = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    history = HistoricalRecords()

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["space", "status", "written_at"], name="contributions_of_a_space")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Standing.values), name="a_contribution_status_of_the_list"),
            models.CheckConstraint(
                condition=Q(phase__isnull=True, paragraph__isnull=True)
                | Q(phase__isnull=False, paragraph__isnull=False),
                name="a_comment_on_a_paragraph_of_a_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {shorten(self.text, 80, placeholder='…')}"

    def get_absolute_url(self) -> str:
        """Its own page, to be cited."""
        return reverse("dialogues:contribution", kwargs={"pk": self.pk})


class ContributionFile(StoredFile):
    """The one attachment of a contribution; seen by whoever sees the contribution."""

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="attachment")

    objects = OfContributionQuerySet.as_manager()

    class Meta(StoredFile.Meta):
        verbose_name = _("attachment of a contribution")
        verbose_name_plural = _("attachments of contributions")


class ModerationDecision(models.Model):
    """What a moderator decided: a rule by number and words for the author (D7). Against a hiding its author may appeal
    once; another moderator answers in words, and `upheld` says whether the hiding stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="decisions")
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    ground = models.CharField(_("rule"), max_length=15, choices=Ground, blank=True)
    words = models.TextField(_("words to the author"), max_length=1000, blank=True)
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    appeal = models.TextField(_("appeal"), max_length=2000, blank=True)
    appealed_at = models.DateTimeField(null=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(_("the hiding stands"), null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision of a moderator")
        verbose_name_plural = _("decisions of moderators")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(decision="hide") | ~Q(ground=""), name="what_is_hidden_has_a_rule")
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} {self.at:%Y-%m-%d}"

    @property
    def rule(self) -> str:
        """The rule that was broken, with its number."""
        if not self.ground:
            return ""
        return f"{Ground.values.index(self.ground) + 1}. {Ground(self.ground).label}"
