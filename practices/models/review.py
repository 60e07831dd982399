"""A round of peer review on one frozen version: who was asked, what ties were found and declared, what was filed."""

import uuid
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.workflow import Problem
from forum.models import END_OF_DAY, moment
from practices.choices import (
    AT_WORK,
    FURTHER,
    NEEDS_COMMENT,
    QUESTIONS,
    AssignmentStatus,
    Criterion,
    DeclineReason,
    Interest,
    OwnLine,
    Recommendation,
    Score,
    Seat,
    Status,
    Tie,
)
from practices.models.call import report_leads
from practices.querysets import AssignmentQuerySet, RoundQuerySet
from practices.workflow import AssignmentWorkflow


class CriterionAsked(NamedTuple):
    """A criterion as reviewers of a round meet it: `code` is the column of a report, `<code>_comment` its reason."""

    code: str
    label: Any
    question: Any


class ReviewRound(models.Model):
    """The reading of one version. Mix, days and openness are those of its call when it began."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("practices.Practice", models.PROTECT, related_name="rounds")
    version = models.OneToOneField("practices.PracticeVersion", models.PROTECT, related_name="round")
    needs_un = models.PositiveSmallIntegerField(_("reviewers from the United Nations"), default=1)
    needs_outside = models.PositiveSmallIntegerField(_("reviewers from outside"), default=2)
    review_days = models.PositiveSmallIntegerField(_("days for a review"), default=21)
    is_blind = models.BooleanField(_("submitters never learn who reviewed"), default=True)
    reviewers_share = models.BooleanField(_("reviewers read each other's report after their own"), default=True)
    disagreement = models.PositiveSmallIntegerField(_("scores this far apart ask for one more"), default=2)
    further_criteria = models.JSONField(_("criteria of the call"), default=list, blank=True)
    report_reminders = models.JSONField(_("reminders, days before a report is due"), default=report_leads, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="America/New_York")
    opened_at = models.DateTimeField(_("began"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("ended"), null=True, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of peer review")
        verbose_name_plural = _("rounds of peer review")
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return _t("%(reference)s, version %(number)s") % {"reference": self.reference, "number": self.version.number}

    @property
    def reference(self) -> str:
        """The number of the practice."""
        return str(self.practice.reference)

    @property
    def is_open(self) -> bool:
        """Whether reports are still wanted: not decided, not withdrawn."""
        return self.closed_at is None and self.practice.status == Status.IN_REVIEW

    @property
    def zone(self) -> ZoneInfo:
        """Where its days end."""
        return ZoneInfo(self.time_zone)

    def get_absolute_url(self) -> str:
        """The officer's desk of it."""
        return reverse("practices:round", kwargs={"reference": self.reference})

    @property
    def criteria(self) -> list[CriterionAsked]:
        """The seven of every practice, then those that the call adds."""
        asked = [CriterionAsked(one.value, one.label, QUESTIONS[one]) for one in Criterion]
        more = zip(FURTHER, self.further_criteria, strict=False)
        return asked + [CriterionAsked(code, row["label"], row["question"]) for code, row in more]

    def end_of(self, day: date) -> datetime:
        """The last moment of `day` where the round lives."""
        return moment(day, END_OF_DAY, self.zone, latest=True)

    def is_confidential(self) -> bool:
        """A recused officer reads the log as well: acts of a round are shown on its own desk alone (A8)."""
        return True


class ReviewAssignment(AssignmentWorkflow):
    """One person is asked to review one version. Its rows are never deleted: who was asked stays on record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="review_assignments")
    seat = models.CharField(_("seat"), max_length=10, choices=Seat)
    again = models.BooleanField(_("reads a changed text again"), default=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    invited_at = models.DateTimeField(_("invited"), null=True, editable=False)
    respond_by = models.DateField(_("answer by"), null=True)
    review_by = models.DateField(_("report by"), null=True)
    accepted_at = models.DateTimeField(null=True, editable=False)
    filed_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    closing_words = models.TextField(_("why it ended"), blank=True, max_length=2000)
    asked_date = models.DateField(_("asks for another date"), null=True, editable=False)
    asked_words = models.TextField(blank=True, max_length=500, editable=False)
    decline_reason = models.CharField(_("reason"), max_length=10, choices=DeclineReason, blank=True)
    suggestion = models.TextField(_("somebody else"), blank=True, max_length=500)
    tie_reason = models.TextField(_("why the tie is acceptable"), blank=True, max_length=2000)
    waived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    waived_at = models.DateTimeField(null=True, editable=False)
    waiver_reason = models.TextField(blank=True, max_length=2000)
    may_be_named = models.BooleanField(
        _("my name may stand on the practice's page"), default=False, db_default=False, editable=False
    )
    history = HistoricalRecords()

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment of a reviewer")
        verbose_name_plural = _("assignments of reviewers")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "round", "reviewer", condition=Q(status__in=[*AT_WORK]), name="a_reviewer_works_once_in_a_round"
            ),
            models.CheckConstraint(condition=Q(status__in=AssignmentStatus.values), name="an_assignment_status_known"),
            models.CheckConstraint(
                condition=Q(waived_by__isnull=True) | ~Q(waived_by=models.F("invited_by")),
                name="a_tie_is_waived_by_another_officer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round.reference}: {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        """The reviewer's page."""
        return reverse("practices:assess", kwargs={"reference": self.round.reference})

    def is_confidential(self) -> bool:
        """See `ReviewRound.is_confidential`."""
        return True

    @property
    def is_late(self) -> bool:
        """Whether the answer or the report is overdue."""
        due = {AssignmentStatus.INVITED: self.respond_by, AssignmentStatus.ACCEPTED: self.review_by}.get(
            AssignmentStatus(self.status)
        )
        return due is not None and timezone.now() > self.round.end_of(due)

    def problems_before(self, step: str) -> list[Problem]:
        """A report is filed when every criterion has its score, and a low one its reason."""
        return self.report.gaps() if step == "file" else []


class ConflictCheck(models.Model):
    """What the portal found between a person and a version, kept each time it found something new (A6)."""

    version = models.ForeignKey("practices.PracticeVersion", models.PROTECT, related_name="conflict_checks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    result = models.CharField(max_length=10, choices=Tie)
    findings = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["version", "person", "fingerprint"], name="a_finding_is_kept_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.result}"


class ConflictDeclaration(models.Model):
    """What a reviewer declared, and when. A later one is a row of its own."""

    assignment = models.ForeignKey(ReviewAssignment, models.PROTECT, related_name="declarations")
    answer = models.CharField(_("answer"), max_length=10, choices=Interest)
    words = models.TextField(_("describe it"), blank=True, max_length=2000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_answer_display()


def _score(label: Any) -> Any:
    return models.CharField(label, max_length=1, choices=Score, blank=True)


def _comment() -> Any:
    return models.TextField(_("reason"), blank=True, max_length=5000)


SCORED = (*Criterion.values, *OwnLine.values, *FURTHER)


class PeerReview(models.Model):
    """A report: the reviewer's alone until it is filed (RELIABILITY P28, P29). Sealed, nobody reads it any more."""

    assignment = models.OneToOneField(ReviewAssignment, models.PROTECT, related_name="report")
    relevance = _score(Criterion.RELEVANCE.label)
    relevance_comment = _comment()
    principles = _score(Criterion.PRINCIPLES.label)
    human_rights = _score(OwnLine.HUMAN_RIGHTS.label)
    gender = _score(OwnLine.GENDER.label)
    children = _score(OwnLine.CHILDREN.label)
    principles_comment = _comment()
    maturity = _score(Criterion.MATURITY.label)
    maturity_comment = _comment()
    evidence = _score(Criterion.EVIDENCE.label)
    evidence_comment = _comment()
    innovation = _score(Criterion.INNOVATION.label)
    innovation_comment = _comment()
    replicability = _score(Criterion.REPLICABILITY.label)
    replicability_comment = _comment()
    applicability = _score(Criterion.APPLICABILITY.label)
    applicability_comment = _comment()
    further_1 = _score(_("first criterion of the call"))
    further_1_comment = _comment()
    further_2 = _score(_("second criterion of the call"))
    further_2_comment = _comment()
    further_3 = _score(_("third criterion of the call"))
    further_3_comment = _comment()
    recommendation = models.CharField(_("recommendation"), max_length=10, choices=Recommendation, blank=True)
    to_author = models.TextField(_("comments to the author"), blank=True, max_length=20_000)
    to_secretariat = models.TextField(_("note to the secretariat only"), blank=True, max_length=20_000)
    sealed_at = models.DateTimeField(null=True, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("report of a reviewer")
        verbose_name_plural = _("reports of reviewers")
        constraints = [
            *(
                models.CheckConstraint(condition=Q(**{f"{name}__in": ["", *Score.values]}), name=f"{name}_on_the_scale")
                for name in SCORED
            ),
            models.CheckConstraint(
                condition=Q(recommendation__in=["", *Recommendation.values]), name="a_recommendation_of_the_list"
            ),
        ]

    def __str__(self) -> str:
        return str(self.assignment)

    def scores(self) -> dict[str, int]:
        """The numbers given, by criterion; "can't say" is none."""
        given = {name: getattr(self, name) for name in (*Criterion.values, *FURTHER)}
        return {name: int(score) for name, score in given.items() if score in ("0", "1", "2", "3")}

    def gaps(self) -> list[Problem]:
        """What is missing before it can be filed, in words that lead to the box."""
        found = []
        for one in self.assignment.round.criteria:
            score = getattr(self, one.code)
            if not score:
                found.append(Problem(_t("%(criterion)s: choose a score.") % {"criterion": one.label}, f"#{one.code}"))
            elif score in NEEDS_COMMENT and not getattr(self, f"{one.code}_comment").strip():
                words = _t("%(criterion)s: say why the score is low.") % {"criterion": one.label}
                found.append(Problem(words, f"#{one.code}_comment"))
        if not self.recommendation:
            found.append(Problem(_t("Choose a recommendation."), "#recommendation"))
        if self.recommendation != Recommendation.PUBLISH and not self.to_author.strip():
            found.append(Problem(_t("Write comments to the author: what has to change, and why."), "#to_author"))
        return found
