"""A review while its State writes it: answers, who has which section, clearances, attachments.

None of these is registered in admin, and every `visible_to` here is empty for the secretariat.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.models import StoredFile
from reviews.choices import EDITABLE, PRACTICE, Audience, ReviewKind, ReviewStatus, Round, Standing
from reviews.querysets import AnswerQuerySet, InPractice, OfReviewQuerySet, OfStates
from reviews.workflow import VoluntaryReviewWorkflow


class VoluntaryReview(VoluntaryReviewWorkflow):
    """What one State writes for one forum or Regional Review."""

    country = models.ForeignKey("reference.Country", models.PROTECT, related_name="voluntary_reviews")
    cycle = models.ForeignKey("forum.ForumCycle", models.PROTECT, related_name="voluntary_reviews")
    round = models.CharField(max_length=10, choices=Round, default=Round.FORUM)
    kind = models.CharField(_("kind"), max_length=10, choices=ReviewKind)
    questionnaire = models.ForeignKey("reviews.Questionnaire", models.PROTECT, related_name="reviews")
    earlier = models.ForeignKey(
        "publications.Publication", models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("begins with"), help_text="The version of an earlier review that it updates.",
    )  # fmt: skip
    ministries_read_all = models.BooleanField(
        _("ministries may read all sections"),
        default=True,
        help_text=_("Otherwise each ministry reads only the sections given to it."),
    )
    started_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    practice_of = models.OneToOneField(
        "accounts.User", models.CASCADE, null=True, editable=False, related_name="+",
        help_text="Whose practice space it is: a review of no State, which nobody else ever sees.",
    )  # fmt: skip
    used_at = models.DateTimeField(null=True, editable=False, help_text="When a practice space was last used.")
    history = HistoricalRecords()

    objects = OfStates()
    in_practice = InPractice()

    class Meta:
        verbose_name = _("voluntary review")
        verbose_name_plural = _("voluntary reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["country", "cycle", "round"],
                condition=~Q(status="discarded") & Q(practice_of__isnull=True),
                name="one_review_per_state_cycle_and_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.country}"

    @property
    def title(self) -> str:
        """What its team calls it."""
        if self.is_practice:
            return str(_("Practice space"))
        return str(_("Voluntary review %(year)s") % {"year": self.cycle_id})

    @property
    def reference(self) -> str:
        """`RV-2030-MX` for the forum, `RR-2028-MX` for a Regional Review; the same for every version."""
        if self.is_practice:
            return f"{PRACTICE}-{self.country_id}".upper()
        return reference_of(self.round, self.cycle_id, self.country_id)

    @property
    def is_editable(self) -> bool:
        """Whether its State can write in it now."""
        return self.status in EDITABLE

    @property
    def is_practice(self) -> bool:
        """Whether somebody practises in it; nothing of it is sent, published or counted."""
        return self.practice_of_id is not None

    @property
    def seen_by(self) -> bool | str:
        """Who sees its pages, as the head of a page says it: True for “your team only”."""
        return str(_("Visible to you only")) if self.is_practice else True

    @property
    def address(self) -> dict[str, Any]:
        """Keyword arguments of every address about this review."""
        return {"year": PRACTICE if self.is_practice else self.cycle_id, "country": self.country_id.lower()}

    def get_absolute_url(self) -> str:
        """The overview of the draft."""
        return reverse("reviews:overview", kwargs=self.address)

    def act_country(self) -> str:
        """The State, for the log of acts; none where somebody practises, not even the invented one."""
        return "" if self.is_practice else self.country_id

    def is_confidential(self) -> bool:
        """Whether an act on it must stay unknown to the secretariat (RELIABILITY P1, P56)."""
        return self.is_practice or self.status in (*EDITABLE, ReviewStatus.DISCARDED)


def reference_of(round_: str, year: int, country: str) -> str:
    """The reference of a State's review; deterministic, so that no gap counts the drafts."""
    return f"{'RR' if round_ == Round.REGIONAL else 'RV'}-{year}-{country}"


class SectionAssignment(models.Model):
    """A section given to a ministry: a body, not a person, so that people may come and go."""

    review = models.ForeignKey(VoluntaryReview, models.CASCADE, related_name="assignments")
    section = models.ForeignKey("reviews.Section", models.PROTECT, related_name="assignments")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="sections")
    due_on = models.DateField(_("wanted by"), null=True, blank=True)
    note = models.TextField(_("what is wanted"), max_length=2000, blank=True)
    clearing_officer = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cleared by")
    )
    ready_at = models.DateTimeField(_("said to be ready"), null=True, editable=False)
    given_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    history = HistoricalRecords()

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("section of a ministry")
        verbose_name_plural = _("sections of ministries")
        constraints = [
            models.UniqueConstraint(fields=["review", "section", "organisation"], name="section_once_to_each_ministry")
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.organisation}"

    def act_country(self) -> str:
        """The State, for the log of acts."""
        return self.review.act_country()

    def is_confidential(self) -> bool:
        """Always: who holds which section tells of a draft."""
        return True


class Answer(models.Model):
    """What a State says to one question, or to one question about one objective.

    `value` holds what `reviews.question_types` parsed; where that could not be read it holds what was
    typed, and `problem` says in words why. `version` rises with each save (optimistic lock).
    """

    review = models.ForeignKey(VoluntaryReview, models.CASCADE, related_name="answers")
    question = models.ForeignKey("reviews.Question", models.PROTECT, related_name="answers")
    objective = models.ForeignKey("reference.Objective", models.PROTECT, null=True, related_name="+")
    value = models.JSONField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    standing = models.CharField(max_length=20, choices=Standing, default=Standing.OPEN)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    history = HistoricalRecords()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            # Two partial ones: a plain constraint would let NULL objectives double.
            models.UniqueConstraint(
                fields=["review", "question"],
                condition=Q(objective__isnull=True),
                name="one_answer_per_question",
            ),
            models.UniqueConstraint(
                fields=["review", "question", "objective"],
                condition=Q(objective__isnull=False),
                name="one_answer_per_question_and_objective",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}/{self.question_id}/{self.objective_id or ''}"

    @property
    def is_answered(self) -> bool:
        """Whether the question counts as answered."""
        return self.standing != Standing.OPEN


class Clearance(models.Model):
    """Somebody with the authority agreed to a section as it stood; any later change voids it (R9)."""

    review = models.ForeignKey(VoluntaryReview, models.CASCADE, related_name="clearances")
    section = models.ForeignKey("reviews.Section", models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    office = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    fingerprint = models.CharField(max_length=64)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "section"],
                condition=Q(voided_at__isnull=True),
                name="one_valid_clearance_per_section",
            )
        ]

    def __str__(self) -> str:
        return f"{self.section_id} {self.at:%Y-%m-%d}"

    def act_country(self) -> str:
        """The State, for the log of acts."""
        return self.review.act_country()

    def is_confidential(self) -> bool:
        """Always: a clearance tells of a draft."""
        return True


class Attachment(StoredFile):
    """A file that belongs to an answer."""

    review = models.ForeignKey(VoluntaryReview, models.CASCADE, related_name="attachments")
    question = models.ForeignKey("reviews.Question", models.PROTECT, related_name="+")
    objective = models.ForeignKey("reference.Objective", models.PROTECT, null=True, related_name="+")
    audience = models.CharField(max_length=20, choices=Audience, default=Audience.PUBLISHED)

    objects = OfReviewQuerySet.as_manager()
