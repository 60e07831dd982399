"""What reaches the secretariat: frozen submissions, intentions, and documents sent by e-mail."""

import re
import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from publications.models import CanonicalJSONField
from reviews.choices import Outcome, ReviewKind, Round
from reviews.models.draft import reference_of
from reviews.querysets import IntentionQuerySet, ReceivedDocumentQuerySet, SubmissionQuerySet
from reviews.workflow import ReceivedDocumentWorkflow

FIRST_YEAR, LAST_YEAR = 2018, 2100
"""The Compact is of December 2018."""
DAY, MONTH, YEAR = 10, 7, 4
"""Lengths of 2022-05-12, 2022-05 and 2022."""


class Submission(models.Model):
    """The frozen copy that the secretariat received. `content` never changes; `sha256` proves it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey("reviews.VoluntaryReview", models.PROTECT, related_name="submissions")
    country = models.ForeignKey("reference.Country", models.PROTECT, related_name="+", verbose_name=_("State"))
    cycle = models.ForeignKey("forum.ForumCycle", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"))
    content = CanonicalJSONField(editable=False)
    sha256 = models.CharField(_("fingerprint"), max_length=64, editable=False)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    after_preferred_date = models.BooleanField(_("received after the preferred date"), default=False)
    is_part = models.BooleanField(_("chosen sections"), default=False, db_default=False, help_text=_("Others follow."))
    submitted_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    office = models.CharField(_("submitted by"), max_length=300)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, default=Outcome.WAITING)
    outcome_at = models.DateTimeField(_("since"), default=timezone.now)
    outcome_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    note = models.TextField(_("note"), blank=True, help_text=_("What was said with the outcome."))
    message = models.TextField(_("what the State says about it"), blank=True, default="", db_default="")
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-received_at"]
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="submission_number_once_in_review")]

    def __str__(self) -> str:
        return f"{self.receipt} {self.country}"

    @property
    def reference(self) -> str:
        """The reference of the review, public."""
        return str(self.content.get("reference", ""))

    @property
    def receipt(self) -> str:
        """The number on the receipt, `RV-2030-MX/s2`: for State and secretariat only."""
        return f"{self.reference}/s{self.number}"

    def act_country(self) -> str:
        """The State, for the log of acts."""
        return self.country_id


class Remark(models.Model):
    """What the secretariat asks about one answer of a submission (FEATURES R11), and what the State replies.

    A reply is the State's own until it submits again: the secretariat reads it with the next submission (P1).
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="remarks")
    question_key = models.CharField(max_length=20, blank=True)
    objective = models.ForeignKey("reference.Objective", models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("remark"), max_length=2000)
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    reply = models.TextField(_("reply"), max_length=2000, blank=True, db_default="")
    replied_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    replied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.question_key}: {self.text[:40]}"

    @property
    def name(self) -> str:
        """The name of the answer it is about: the question's code, with the number of the objective."""
        return f"{self.question_key}-{self.objective_id}" if self.objective_id else self.question_key


class Intention(models.Model):
    """A State tells the secretariat that it prepares a review; made with or without a draft (R21)."""

    country = models.ForeignKey("reference.Country", models.PROTECT, related_name="intentions", verbose_name=_("State"))
    cycle = models.ForeignKey("forum.ForumCycle", models.PROTECT, related_name="intentions")
    expected_on = models.DateField(_("expected by"), null=True, blank=True)
    said_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    history = HistoricalRecords()

    objects = IntentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("intention to submit")
        verbose_name_plural = _("intentions to submit")
        constraints = [models.UniqueConstraint(fields=["country", "cycle"], name="one_intention_per_state_and_cycle")]

    def __str__(self) -> str:
        return f"{self.country}: {self.expected_on or _t('in preparation')}"

    def act_country(self) -> str:
        """The State, for the log of acts."""
        return self.country_id


def day_error(text: str) -> str:
    """What is wrong with a day, month or year written as 2022-05-12, 2022-05 or 2022; or nothing."""
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        return _t("Write the year, the month or the day, for example 2022, 2022-05 or 2022-05-12.")
    try:
        first = date.fromisoformat(text + {YEAR: "-01-01", MONTH: "-01", DAY: ""}[len(text)])
    except ValueError:
        return _t("%(day)s does not exist. Write for example 2022-05-12.") % {"day": text}
    return _t("%(day)s is in the future.") % {"day": text} if first > timezone.localdate() else ""


def received_path(document: "ReceivedDocument", filename: str) -> str:
    """A random name for the stored file."""
    return f"received/{uuid.uuid4().hex}"


class ReceivedDocument(ReceivedDocumentWorkflow):
    """A review that a State sent as a file. It never touches VoluntaryReview, so it can neither see nor
    collide with a draft; released, it is a version of the same reference."""

    country = models.ForeignKey(
        "reference.Country", models.PROTECT, null=True, blank=True, related_name="received_documents",
        verbose_name=_("State"),
    )  # fmt: skip
    cycle = models.ForeignKey("forum.ForumCycle", models.PROTECT, null=True, blank=True, related_name="+")
    round = models.CharField(_("prepared for"), max_length=10, choices=Round, default=Round.FORUM)
    year = models.PositiveSmallIntegerField(_("year of the forum or of the Regional Review"))
    kind = models.CharField(_("kind"), max_length=10, choices=ReviewKind, default=ReviewKind.NEW)
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(_("language"), max_length=10, blank=True)
    other_languages = models.JSONField(_("also in"), default=list, blank=True)
    file = models.FileField(_("file"), upload_to=received_path, blank=True)
    file_name = models.CharField(max_length=125, blank=True, editable=False)
    content_type = models.CharField(max_length=100, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    web_address = models.URLField(_("or where it is found"), max_length=500, blank=True)
    source_title = models.CharField(_("title of that page"), max_length=300, blank=True)
    received_on = models.CharField(
        _("received on"), max_length=10, blank=True, help_text=_("Year, month or day: 2022, 2022-05, 2022-05-12.")
    )
    lead_body = models.CharField(_("body that wrote it"), max_length=250, blank=True)
    partners = models.JSONField(_("bodies that took part"), default=list, blank=True)
    objectives = models.ManyToManyField("reference.Objective", verbose_name=_("objectives"), blank=True)
    objectives_complete = models.BooleanField(_("the list of objectives is complete"), default=False)
    consultations = models.JSONField(_("consultations"), default=list, blank=True)
    summary = models.TextField(_("summary by the secretariat"), blank=True)
    results = models.TextField(_("results"), blank=True)
    registered_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, editable=False, related_name="+")
    registered_at = models.DateTimeField(_("registered"), default=timezone.now, editable=False)
    history = HistoricalRecords()

    objects = ReceivedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document received by e-mail")
        verbose_name_plural = _("documents received by e-mail")
        ordering = ["-registered_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="a_document_has_a_possible_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference or '?'} {self.title}"

    @property
    def reference(self) -> str:
        """`RV-2022-PT`, `RR-2020-PT`; empty while no State is named."""
        return reference_of(self.round, self.year, self.country_id) if self.country_id else ""

    def gaps(self) -> list[str]:
        """What is missing before it can be published, in words."""
        gaps = []
        if not self.country_id:
            gaps.append(_t("Say which State it comes from."))
        if not (self.file or self.web_address):
            gaps.append(_t("Add the file, or the address where it is found."))
        return gaps

    def act_country(self) -> str:
        """The State, for the log of acts."""
        return self.country_id or ""
