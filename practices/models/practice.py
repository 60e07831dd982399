"""A practice while its people write it. Others read its versions (`version.py`), never these rows."""

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.models import StoredFile
from practices.choices import WRITTEN_IN, BodyKind, ImplementerAnswer, Part, PracticeType, Scope, Stage, Status
from practices.models.call import FORM_VERSION
from practices.models.number import next_reference
from practices.querysets import OfPracticeQuerySet, PracticeQuerySet
from practices.rules import OF_STATES
from practices.workflow import PracticeWorkflow

ENDS_BEFORE = Q(ends_on__lt=models.F("starts_on")) & ~Q(starts_on__startswith=models.F("ends_on"))
"""“2021-03” to “2021” is no contradiction: the end is only less exact."""


class Practice(PracticeWorkflow):
    """What one organisation did, as it writes it. `reference` (PR-0042) is given at the first submission.

    `participants` and `links` are rows of tables on the page; `PracticeParticipant` are the same bodies as
    rows that can be asked for, made anew at each submission. Dates are as exact as they were written: "2021",
    "2021-03".
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("number"), max_length=12, null=True, unique=True, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="practices", verbose_name=_("submitted by")
    )
    call = models.ForeignKey(
        "practices.CallForPractices", models.PROTECT, null=True, blank=True, related_name="practices"
    )
    form_version = models.PositiveSmallIntegerField(default=FORM_VERSION, editable=False)

    title = models.CharField(_("title"), max_length=300, blank=True)
    language = models.CharField(_("language of the text"), max_length=10, choices=settings.LANGUAGES, default="en")
    summary = models.TextField(_("summary"), blank=True)
    main_objectives = models.ManyToManyField(
        "reference.Objective", verbose_name=_("main objectives"), blank=True, related_name="+"
    )
    further_objectives = models.ManyToManyField(
        "reference.Objective", verbose_name=_("further objectives"), blank=True, related_name="+"
    )
    principles = models.ManyToManyField(
        "reference.GuidingPrinciple", verbose_name=_("guiding principles"), blank=True, related_name="+"
    )
    goals = models.ManyToManyField(
        "reference.SustainableDevelopmentGoal",
        verbose_name=_("Sustainable Development Goals"),
        blank=True,
        related_name="+",
    )
    type = models.CharField(_("type of practice"), max_length=20, choices=PracticeType, blank=True)
    type_note = models.CharField(_("type in other words"), max_length=120, blank=True)
    scope = models.CharField(_("geographic scope"), max_length=20, choices=Scope, blank=True)
    scope_note = models.TextField(_("where exactly"), max_length=2000, blank=True)
    countries = models.ManyToManyField("reference.Country", verbose_name=_("States"), blank=True, related_name="+")
    regions = models.ManyToManyField("reference.Region", verbose_name=_("regions"), blank=True, related_name="+")
    starts_on = models.CharField(_("began"), max_length=10, blank=True)
    ends_on = models.CharField(_("ended"), max_length=10, blank=True)
    is_ongoing = models.BooleanField(_("it goes on"), default=False)
    dates_note = models.CharField(_("dates in other words"), max_length=300, blank=True)
    stage = models.CharField(_("how far it is"), max_length=20, choices=Stage, blank=True)

    implementer = models.CharField(_("main implementer"), max_length=300, blank=True)
    implementer_kind = models.CharField(_("kind of body"), max_length=20, choices=BodyKind, blank=True)
    web_address = models.URLField(_("web address"), max_length=500, blank=True)
    on_behalf = models.BooleanField(_("sent on behalf of the main implementer"), default=False)
    contact_name = models.CharField(_("focal point of the main implementer"), max_length=150, blank=True)
    contact_email = models.EmailField(_("e-mail of that focal point"), max_length=254, blank=True)
    implementer_answer = models.CharField(
        _("focal point of the main implementer"),
        max_length=10,
        choices=ImplementerAnswer,
        default=ImplementerAnswer.WAITING,
        blank=True,
        editable=False,
    )
    implementer_answered_at = models.DateTimeField(null=True, editable=False)
    implementer_words = models.TextField(blank=True, max_length=1000, editable=False)
    participants = models.JSONField(_("implementers, partners and donors"), default=list, blank=True)

    impact = models.TextField(_("benefit and impact"), blank=True)
    lessons = models.TextField(_("key lessons"), blank=True)
    recommendations = models.TextField(_("recommendations"), blank=True)
    innovation = models.TextField(_("what is innovative"), blank=True)
    resources = models.TextField(_("resources that it took"), blank=True)
    links = models.JSONField(_("links"), default=list, blank=True)
    consent = models.BooleanField(_("consent to publish"), default=False)

    co_authors = models.ManyToManyField("accounts.User", blank=True, related_name="+", verbose_name=_("co-authors"))
    started_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", editable=False)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(_("first submitted"), null=True, editable=False)
    confirmed_on = models.DateField(_("last confirmed on"), null=True, editable=False)
    cloned_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", editable=False)
    names_reviewers = models.BooleanField(
        _("reviewers who wish it are named on its page"), default=False, db_default=False, editable=False
    )
    is_imported = models.BooleanField(_("came by an import"), default=False, editable=False)
    source = models.JSONField(_("where it was published before"), default=dict, blank=True, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    history = HistoricalRecords()

    objects = PracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="a_practice_status_of_the_list"),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(reference__isnull=False), name="a_submitted_practice_has_a_number"
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(is_imported=True), name="a_practice_has_a_submitter"
            ),
            models.CheckConstraint(
                condition=Q(discarded_at__isnull=True) | Q(status="draft"), name="only_a_draft_is_discarded"
            ),
            models.CheckConstraint(
                condition=Q(being_corrected_since__isnull=True) | Q(status="published"),
                name="only_what_is_published_is_corrected",
            ),
            models.CheckConstraint(
                condition=Q(ends_on="") | Q(starts_on="") | ~ENDS_BEFORE,
                name="a_practice_ends_after_it_begins",
                violation_error_message=_("It cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference or _t("Draft")

    @property
    def is_editable(self) -> bool:
        """Whether its people can write in it now."""
        if self.status == Status.PUBLISHED:
            return self.being_corrected_since is not None
        return self.status in WRITTEN_IN and self.discarded_at is None

    @property
    def address(self) -> dict[str, Any]:
        """Keyword arguments of every address of the draft."""
        return {"key": self.pk}

    def get_absolute_url(self) -> str:
        """The page of its people: what is written, where it stands."""
        return reverse("practices:desk", kwargs=self.address)

    def act_country(self) -> str:
        """The State whose body submits it, for the log of acts."""
        body = self.organisation
        return (body.country_id or "") if body is not None and body.kind in OF_STATES else ""

    def is_confidential(self) -> bool:
        """Whether an act on it must stay unknown to the secretariat (RELIABILITY P21)."""
        return self.status == Status.DRAFT or self.being_corrected_since is not None

    @cached_property
    def tied_officers(self) -> frozenset[int]:
        """The officers who declared a tie with it (RELIABILITY, condition 7). One query for each time it is read."""
        return frozenset(self.officer_ties.values_list("officer", flat=True))

    @property
    def last_word(self) -> date:
        """The day on which its people last said that a published practice is true: confirmed it, or published it."""
        return self.confirmed_on or timezone.localdate(self.status_since)

    def take_number(self) -> None:
        """The next free number, and the moment, with the first submission; nothing later."""
        self.reference = self.reference or next_reference()
        self.submitted_at = self.submitted_at or timezone.now()

    def was_reviewed(self) -> bool:
        """Whether a report on it was filed."""
        return bool(self.rounds.filter(assignments__filed_at__isnull=False).exists())

    def latest_version(self) -> Any:
        """The version that was submitted last, or None."""
        return self.versions.order_by("-number").first()


class PracticeParticipant(models.Model):
    """A body that takes part in a practice, as it stood when it was submitted last.

    `organisation` where the name is that of one on record: from it conflicts of interest are computed.
    """

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="bodies")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("name"), max_length=300)
    part = models.CharField(_("part"), max_length=20, choices=Part)
    kind = models.CharField(_("kind of body"), max_length=20, choices=BodyKind, blank=True)
    country = models.ForeignKey("reference.Country", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")

    objects = OfPracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("body that takes part")
        verbose_name_plural = _("bodies that take part")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class PracticeImage(StoredFile):
    """A picture, stored anew without what the camera wrote into it (RELIABILITY B25, B28)."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="images")
    alternative = models.CharField(_("what it shows"), max_length=300)
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=150, blank=True)

    objects = OfPracticeQuerySet.as_manager()
