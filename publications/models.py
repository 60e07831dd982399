"""Frozen, numbered versions of whatever the apps publish: all that the public sees (docs/architecture.md)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publications.choices import ImportOutcome, Kind, Standing
from publications.querysets import ImportedRecordQuerySet, PublicationQuerySet


class Publication(models.Model):
    """One version of one thing in one language; written by `register` alone, then never changed but for
    `is_current`, `facts` and a withdrawal."""

    reference = models.CharField(_("reference"), max_length=40)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    version = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.ORIGINAL)
    part_of = models.CharField(_("part of"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), blank=True)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    cycle = models.ForeignKey("forum.ForumCycle", models.PROTECT, null=True, related_name="publications")
    countries = models.ManyToManyField("reference.Country", related_name="publications")
    objectives = models.ManyToManyField("reference.Objective", related_name="publications")
    principles = models.ManyToManyField("reference.GuidingPrinciple", related_name="publications")
    received_at = models.DateTimeField(_("received"), null=True)
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    note = models.TextField(_("note"), blank=True)
    is_current = models.BooleanField(_("newest version"), default=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawal_reason = models.TextField(_("reason of the withdrawal"), blank=True)
    facts = models.JSONField(default=dict)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "version", "language"], name="one_text_per_version_and_language"
            ),
            models.UniqueConstraint(
                fields=["reference"],
                condition=Q(is_current=True, standing="original"),
                name="one_current_original_per_reference",
            ),
        ]
        indexes = [
            # The public list in its own order.
            models.Index(
                fields=["kind", "-published_at", "-id"],
                condition=Q(is_current=True, withdrawn_at__isnull=True),
                name="publication_public_list",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} v{self.version}"


class PublicationContent(models.Model):
    """The complete public content; apart, so that lists never load it. `names` are personal names that are
    public by consent: outside the fingerprint, so that they can be erased."""

    publication = models.OneToOneField(Publication, models.CASCADE, primary_key=True, related_name="content")
    content = models.JSONField()
    schema = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    names = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.sha256


def published_path(file: "PublishedFile", filename: str) -> str:
    """A random name: the address of a stored file tells nothing."""
    return f"publications/{file.pk.hex[:2]}/{file.pk.hex}"


class PublishedFile(models.Model):
    """The publication's own copy of a file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(Publication, models.CASCADE, related_name="files")
    file = models.FileField(upload_to=published_path)
    name = models.CharField(max_length=125)
    title = models.CharField(max_length=300, blank=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return self.name


class PublicationFacet(models.Model):
    """What an app filters its publications by beyond the common columns."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="facets")
    name = models.CharField(max_length=40)
    value = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "name", "value"], name="a_facet_once"),
        ]
        indexes = [models.Index(fields=["name", "value"])]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class ImportedRecord(models.Model):
    """What an import brought: a row of the source as it was, and what became of it. A held row is only
    this, never somebody's draft."""

    command = models.CharField(max_length=40)
    source_id = models.CharField(max_length=100)
    raw = models.JSONField(_("row as it came"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=ImportOutcome)
    problems = models.JSONField(_("problems"), default=list)
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    record_id = models.CharField(max_length=40, blank=True)
    written = models.JSONField(_("as the import wrote it"), default=dict)
    run = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)

    objects = ImportedRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints = [
            models.UniqueConstraint(fields=["command", "source_id"], name="one_row_per_source_id"),
        ]

    def __str__(self) -> str:
        return f"{self.command} {self.source_id}"
