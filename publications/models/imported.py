"""What became of the rows that imports brought, and what stood here before them."""

import hashlib
import json
import uuid
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publications.choices import AT_WORK, ImportOutcome, ImportState
from publications.models.published import canonical
from publications.querysets import ImportedRecordQuerySet, ImportLineQuerySet, ImportRunQuerySet


def run_path(run: "ImportRun", filename: str) -> str:
    """A random name; the file is deleted once its rows are read."""
    return f"imports/{run.pk.hex}"


class ImportRun(models.Model):
    """A file that somebody sent from a page: looked through, imported on a yes, taken back by one press (F30).

    Its key is the number of the import (`ImportedRecord.run`). `done` counts the rows of the pass that is going on.
    One of an `organisation` is that body's own, and the secretariat does not see it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    command = models.CharField(_("what the rows are"), max_length=40)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.CASCADE, null=True, related_name="+", verbose_name=_("of the organisation")
    )
    file = models.FileField(_("file"), upload_to=run_path, blank=True)
    file_name = models.CharField(_("file"), max_length=125)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("sent by")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    state = models.CharField(_("status"), max_length=10, choices=ImportState, default=ImportState.LOOKING)
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(default=0)
    problem = models.CharField(_("problem"), max_length=500, blank=True)
    claimed_at = models.DateTimeField(null=True, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of a file")
        verbose_name_plural = _("imports of files")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ImportState.values), name="an_import_state_of_the_list")
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """The page of its sender; the secretariat's imports are at its desk."""
        if self.organisation_id is None:
            return reverse("admin:publications_importrun_change", args=[self.pk])
        return reverse("publications:import", args=[self.pk])

    def is_confidential(self) -> bool:
        """Whether an act on it stays unknown to the secretariat: a body's own list of drafts."""
        return self.organisation_id is not None

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has it, or will."""
        return self.state in AT_WORK


class ImportLine(models.Model):
    """A row of such a file, and what becomes of it: first what would happen, then what did."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    raw = models.JSONField(null=True)
    source_id = models.CharField(max_length=100, blank=True)
    outcome = models.CharField(max_length=10, blank=True, choices=ImportOutcome)
    is_unchanged = models.BooleanField(default=False)
    reference = models.CharField(max_length=40, blank=True)
    problems = models.JSONField(default=list)

    objects = ImportLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="a_row_once_in_an_import")]

    def __str__(self) -> str:
        return f"{self.number}: {self.source_id}"

    @property
    def title(self) -> str:
        """What the row calls itself, to find it by."""
        return str(self.raw.get("title") or "") if isinstance(self.raw, dict) else ""


STANDING = (
    "raw", "outcome", "problems", "reference", "record_id", "written", "run", "at",
    "decision", "decided_by_id", "decided_at", "decided_on", "before",
)  # fmt: skip
"""What of an imported row an undo brings back."""


class ImportedRecord(models.Model):
    """What became of one row of an import. A held row is only this, never somebody's draft.

    One of an `organisation` came with that body's own list, and the secretariat does not see it.
    `written` is what the import wrote last: what differs from it was changed by people since. A
    decision of the secretariat stands for the row as it was then.
    """

    command = models.CharField(_("command"), max_length=40)
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, null=True, related_name="+")
    source_id = models.CharField(_("number in the source"), max_length=100)
    raw = models.JSONField(_("row as it came"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=ImportOutcome)
    problems = models.JSONField(_("problems"), default=list)
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    record_id = models.CharField(max_length=40, blank=True)
    written = models.JSONField(_("as the import wrote it"), default=dict)
    run = models.UUIDField(_("run"), db_index=True)
    before = models.JSONField(null=True, editable=False, help_text="What stood here before this run; for its undo.")
    at = models.DateTimeField(_("when"), default=timezone.now)
    decision = models.TextField(_("decision"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_on = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the row that was decided on.")

    objects = ImportedRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["command", "source_id"], name="one_row_per_source_id")]

    def __str__(self) -> str:
        return f"{self.command} {self.source_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A row that has changed since it was decided on waits for a decision again."""
        if self.decided_at and self.decided_on != self.fingerprint():
            self.decision, self.decided_by, self.decided_at, self.decided_on = "", None, None, ""
        super().save(*args, **kwargs)

    def is_news(self, row: dict[str, Any], outcome: str, problems: list[str]) -> bool:
        """Whether the row, what is wrong with it or its being held is other than it is kept."""
        was_held, is_held = self.outcome == ImportOutcome.HELD, outcome == ImportOutcome.HELD
        return self._state.adding or was_held != is_held or (self.raw, self.problems) != (row, problems)

    @property
    def has_written(self) -> bool:
        """Whether this run wrote the record, or only the row changed."""
        return bool(self.record_id) and self.written != (self.before or {}).get("written")

    def as_it_stood(self) -> dict[str, Any] | None:
        """The row for `before`; None for a new one."""
        if self._state.adding:
            return None
        kept = {name: getattr(self, name) for name in STANDING}
        return json.loads(json.dumps(kept, cls=DjangoJSONEncoder))

    def stand_as(self, before: dict[str, Any]) -> None:
        """Be again what `as_it_stood` kept; the caller saves, and columns read times from their text."""
        for name in STANDING:
            setattr(self, name, before[name])

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return self.outcome == ImportOutcome.HELD and self.decided_at is None

    def decide(self, decision: str, *, by: Any) -> None:
        """Keep what was decided about the row as it stands; the caller saves."""
        self.decision, self.decided_by, self.decided_at = decision, by, timezone.now()
        self.decided_on = self.fingerprint()

    def fingerprint(self) -> str:
        """SHA-256 of the row as it came."""
        return hashlib.sha256(canonical(self.raw).encode()).hexdigest()
