"""The log of acts: who did what to which record and when, never what the record said; how officers keep the lists of
the desk; and what every stored file has."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import logs, scanner
from core.access import countries_of, is_secretariat


class ActQuerySet(models.QuerySet["Act"]):
    """Questions about the log."""

    def visible_to(self, user: Any) -> "ActQuerySet":
        """Focal points read acts on their State's records; the secretariat all but those still
        confidential to a State (RELIABILITY P56, conditions 19 and 20). One's own acts always."""
        if not user.is_authenticated:
            return self.none()
        mine = models.Q(by=user) | models.Q(country__in=countries_of(user, "focal_point"))
        if is_secretariat(user) or user.is_superuser:
            return self.filter(mine | models.Q(confidential=False))
        return self.filter(mine)

    def on(self, *records: models.Model) -> "ActQuerySet":
        """Those on any of `records`."""
        these = models.Q(pk__in=[])
        for one in records:
            these |= models.Q(content_type=ContentType.objects.get_for_model(one), object_id=str(one.pk))
        return self.filter(these)

    def log(
        self,
        verb: str,
        record: models.Model,
        *,
        by: Any = None,
        detail: str = "",
        said: str = "",
        confidential: bool | None = None,
    ) -> "Act":
        """Write one act. `detail` is a fact in a few words (an e-mail domain, a count), never content; `said` is what
        an officer wrote for the history of the record, and stands there alone.

        A record that belongs to a State says so by `act_country()`, and by `is_confidential()` whether
        the secretariat may not yet know of it; `confidential` is said where the act itself is of the other kind.
        """
        if confidential is None:
            confidential = bool(getattr(record, "is_confidential", lambda: False)())
        country = getattr(record, "act_country", lambda: "")()
        return self.create(
            verb=verb,
            by=by if getattr(by, "is_authenticated", False) else None,
            office=(getattr(by, "office", "") or "")[:200],
            content_type=ContentType.objects.get_for_model(record),
            object_id=str(record.pk),
            reference=str(getattr(record, "reference", "") or "")[:40],
            country=country,
            confidential=confidential,
            detail=detail[:200],
            said=said,
            request_id=logs.request_id.get(),
        )


class Act(models.Model):
    """One thing that somebody did. Append-only: no address, form or admin page changes a row."""

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    office = models.CharField(_("office"), max_length=200, blank=True)
    verb = models.CharField(_("act"), max_length=60)
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.CharField(max_length=40)
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    country = models.CharField(_("State"), max_length=2, blank=True)
    confidential = models.BooleanField(_("confidential to the State"), default=False)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    said = models.TextField(_("note"), blank=True, default="", db_default="")
    request_id = models.CharField(max_length=20, blank=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("log of acts")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M %Z} {self.words} {self.reference or self.object_id}"

    @property
    def words(self) -> str:
        """What was done, as words: some acts bear the name of a step."""
        return self.verb.replace("_", " ")

    @property
    def fact(self) -> str:
        """`detail` as words: roles and offices stand there by their code."""
        return self.detail.replace("_", " ") if self.detail.replace("_", "").isalpha() else self.detail


class OwnQuerySet(models.QuerySet[Any]):
    """What belongs to one person alone."""

    def visible_to(self, user: Any) -> "OwnQuerySet":
        """One's own; nobody looks into anybody else's."""
        return self.filter(owner=user) if user.is_authenticated else self.none()


class KeptFilter(models.Model):
    """Filters and search of a list of the desk that a person keeps under a name (FEATURES X10).

    What it lists is asked anew each time, by the rights of that moment: only words of an address are kept.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    of_list = models.CharField(max_length=100)
    name = models.CharField(_("Name"), max_length=60)
    query = models.CharField(max_length=2000)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "of_list", "name"], name="one_filter_of_a_name")]

    def __str__(self) -> str:
        return self.name


class ChosenColumns(models.Model):
    """Which columns a person has chosen in a list of the desk, by name (FEATURES X10)."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    of_list = models.CharField(max_length=100)
    columns = models.JSONField(default=list)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "of_list"], name="columns_chosen_once_a_list")]

    def __str__(self) -> str:
        return self.of_list


PUT_BACK_WITHIN = timedelta(days=30)
"""So long what was taken out of a draft can be put back (FEATURES X9)."""


def taken_out(files: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Those of `files` (rows with `removed_at`) that can be put back, the latest first."""
    return files.filter(removed_at__gt=timezone.now() - PUT_BACK_WITHIN).order_by("-removed_at")


def place_of(stored: Any, filename: str) -> str:
    """A random name under the app's: neither owner nor title can be read from a file's address."""
    return f"{stored._meta.app_label}/{stored.pk.hex[:2]}/{stored.pk.hex}"


class StoredFile(models.Model):
    """A file that people sent, of whichever record: `core.uploads.store` fills it, and it never changes.

    Taking it out sets `removed_at`: what was submitted may rest on it. It leaves through a view that asks alone
    (`core.downloads.file_response`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(upload_to=place_of)
    name = models.CharField(max_length=125)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=10, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["uploaded_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_held(self) -> bool:
        """Whether nobody gets it: it waits for the virus scanner, or something was found in it (no query)."""
        return scanner.mark_of(self.file.name or "") is not None


class Rehearsal(models.Model):
    """That this database belongs to a rehearsal, and what it is filled with after each round (`core.rehearsal`).

    Nothing is emptied where this row is missing. It is made in an empty database alone, and no page shows it.
    """

    only = models.BooleanField(primary_key=True, default=True, editable=False)
    structure = models.JSONField(help_text="The coming forum as it was taken from the portal it is a copy of.")
    passwords = models.JSONField(default=dict, help_text="Hashes, by the address of an account of the rehearsal.")
    begun_at = models.DateTimeField(default=timezone.now)
    emptied_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="one_rehearsal")]

    def __str__(self) -> str:
        return f"since {self.begun_at:%Y-%m-%d}"
