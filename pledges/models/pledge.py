"""A pledge while its people write it. Others read its versions (`version.py`), never these rows."""

import hashlib
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.choices import OrganisationKind
from core import downloads
from core.models import StoredFile
from pledges.choices import JOINT, WRITTEN_IN, Outcome, Progress, Purpose, Status, Together
from pledges.querysets import OfPledgeQuerySet, PledgeQuerySet
from pledges.workflow import PledgeWorkflow

ENDS_BEFORE = Q(ends_on__lt=models.F("starts_on")) & ~Q(starts_on__startswith=models.F("ends_on"))
"""“2021-03” to “2021” is no contradiction: the end is only less exact."""
BINDING = ("together", "targets", "amounts", "starts_on", "ends_on")
"""What a partner agrees to besides the text: a change of it is no matter of editing."""


class Pledge(PledgeWorkflow):
    """What one body commits itself to, alone or for several. `reference` (PL-0042) is given at submission.

    `targets` and `amounts` are rows of tables on the page (`forms.py` names their columns); a target without a
    number is a stage. `answers` and `continues` are numbers of other pledges. Dates are as exact as they were
    written: "2021", "2021-03".
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("number"), max_length=12, null=True, unique=True, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="pledges", verbose_name=_("pledged by")
    )
    cycle = models.ForeignKey(
        "forum.ForumCycle", models.PROTECT, null=True, blank=True, related_name="pledges", verbose_name=_("forum")
    )

    title = models.CharField(_("title"), max_length=300, blank=True)
    language = models.CharField(_("language of the text"), max_length=10, choices=settings.LANGUAGES, default="en")
    text = models.TextField(_("what is pledged"), blank=True)
    together = models.CharField(_("alone or joint"), max_length=20, choices=Together, default=Together.INDIVIDUAL)
    answers = models.CharField(_("pledge that this one answers"), max_length=12, blank=True)
    need = models.CharField(_("need that it answers"), max_length=300, blank=True)
    continues = models.CharField(_("pledge that this one continues"), max_length=12, blank=True)

    forms = models.JSONField(_("form"), default=list, blank=True)
    scope = models.JSONField(_("level"), default=list, blank=True)
    countries = models.ManyToManyField("reference.Country", verbose_name=_("States"), blank=True, related_name="+")
    places = models.CharField(_("places or regions"), max_length=300, blank=True)
    objectives = models.ManyToManyField(
        "reference.Objective", verbose_name=_("objectives"), blank=True, related_name="+"
    )
    principles = models.ManyToManyField(
        "reference.GuidingPrinciple", verbose_name=_("guiding principles"), blank=True, related_name="+"
    )
    actions = models.ManyToManyField("reference.Action", verbose_name=_("actions"), blank=True, related_name="+")
    rights = models.CharField(_("rights and themes across objectives"), max_length=300, blank=True)
    beneficiaries = models.CharField(_("for whom"), max_length=300, blank=True)
    starts_on = models.CharField(_("begins"), max_length=10, blank=True)
    ends_on = models.CharField(_("ends"), max_length=10, blank=True)
    targets = models.JSONField(_("targets and stages"), default=list, blank=True)
    amounts = models.JSONField(_("money"), default=list, blank=True)

    seeks_partners_until = models.DateField(_("seeks partners until"), null=True, blank=True)
    seeks = models.CharField(_("what is sought"), max_length=300, blank=True)
    announced_at = models.CharField(_("where it was announced"), max_length=300, blank=True)
    announced_on = models.CharField(_("announced on"), max_length=10, blank=True)
    announced_url = models.URLField(_("recording"), max_length=500, blank=True)
    contact_name = models.CharField(_("contact"), max_length=150, blank=True)
    contact_email = models.EmailField(_("e-mail of the contact"), max_length=254, blank=True)

    progress = models.CharField(
        _("progress"), max_length=20, choices=Progress, default=Progress.NO_REPORT, editable=False
    )
    next_report_on = models.DateField(_("next report"), null=True, blank=True)
    is_reminded = models.BooleanField(_("reminders"), default=True)
    delegates = models.ManyToManyField("accounts.User", blank=True, related_name="+", verbose_name=_("may write in it"))
    started_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", editable=False)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(_("first submitted"), null=True, editable=False)
    published_at = models.DateTimeField(_("first published"), null=True, editable=False)
    is_imported = models.BooleanField(_("came by an import"), default=False, editable=False)
    source = models.JSONField(_("where it was published before"), default=dict, blank=True, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    history = HistoricalRecords()

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="a_pledge_status_of_the_list"),
            models.CheckConstraint(condition=Q(progress__in=Progress.values), name="a_progress_of_the_list"),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(reference__isnull=False), name="a_submitted_pledge_has_a_number"
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(is_imported=True), name="a_pledge_has_a_pledger"
            ),
            models.CheckConstraint(
                condition=Q(discarded_at__isnull=True) | Q(status="draft"), name="only_a_draft_pledge_is_discarded"
            ),
            models.CheckConstraint(
                condition=Q(being_changed_since__isnull=True) | Q(status="published"),
                name="only_a_published_pledge_is_changed",
            ),
            models.CheckConstraint(
                condition=Q(ends_on="") | Q(starts_on="") | ~ENDS_BEFORE,
                name="a_pledge_ends_after_it_begins",
                violation_error_message=_("It cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference or _t('Draft')} {self.title}".strip()

    @property
    def is_editable(self) -> bool:
        """Whether its people can write in it now."""
        if self.status == Status.PUBLISHED:
            return self.being_changed_since is not None
        return self.status in WRITTEN_IN and self.discarded_at is None

    @property
    def is_joint(self) -> bool:
        """Whether others are asked to confirm it."""
        return self.together in JOINT

    @property
    def is_of_a_state(self) -> bool:
        """Whether a State files it: then nothing that is missing stands in its way."""
        return self.organisation is not None and self.organisation.kind == OrganisationKind.STATE

    @property
    def address(self) -> dict[str, Any]:
        """Keyword arguments of every address of the draft."""
        return {"key": self.pk}

    def get_absolute_url(self) -> str:
        """The page of its people: what is written, where it stands."""
        return reverse("pledges:desk", kwargs=self.address)

    def commitment(self, *, with_text: bool = True) -> str:
        """A digest of what a partner agrees to; another one asks the partners again."""
        parts = {name: getattr(self, name) for name in (*BINDING, *(("text",) if with_text else ()))}
        return hashlib.sha256(downloads.dumps(parts).encode()).hexdigest()

    def put_to_partners(self) -> Any:
        """The published version that partners are asked about while a change of it is written; None: the text itself.

        A change is a draft: nobody confirms it before it is public. Only where the public text is that of one body
        alone, which is now to become a joint pledge, partners are asked about what is written.
        """
        version = self.published_version() if self.being_changed_since else None
        return version if version is not None and version.content["together"]["code"] in JOINT else None

    def commitment_asked(self) -> str:
        """The digest of what partners are asked to agree to now."""
        version = self.put_to_partners()
        return str(version.commitment) if version is not None else self.commitment()

    def latest_version(self) -> Any:
        """The version that was submitted last, or None."""
        return self.versions.order_by("-number").first()

    def published_version(self) -> Any:
        """The version that the public reads, or None."""
        return self.versions.filter(outcome=Outcome.PUBLISHED).order_by("-number").first()

    @property
    def is_seeking(self) -> bool:
        """Whether the published pledge seeks partners still; the last day is one of them."""
        until = self.seeks_partners_until
        return bool(self.seeks) and (until is None or until >= timezone.localdate())

    def act_country(self) -> str:
        """The State that files it, for the log of acts."""
        return (self.organisation.country_id or "") if self.organisation and self.is_of_a_state else ""

    def is_confidential(self) -> bool:
        """Whether an act on it must stay unknown to the secretariat (RELIABILITY P32)."""
        return self.status in WRITTEN_IN or self.being_changed_since is not None


class PledgeFile(StoredFile):
    """A file that goes with a pledge; a letter of delegation is never published."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="files")
    purpose = models.CharField(_("for whom"), max_length=20, choices=Purpose, default=Purpose.ATTACHMENT)

    objects = OfPledgeQuerySet.as_manager()

    class Meta(StoredFile.Meta):
        verbose_name = _("file of a pledge")
        verbose_name_plural = _("files of pledges")
        constraints = [
            models.UniqueConstraint(
                fields=["pledge", "purpose"], condition=Q(removed_at__isnull=True), name="one_pledge_file_of_a_purpose"
            )
        ]
