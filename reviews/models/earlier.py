"""How a review stands to the earlier one that it begins with (FEATURES R12). Registered in no admin."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from reviews.choices import Since
from reviews.models.copies import Job
from reviews.querysets import EarlierDocumentQuerySet, OfReviewQuerySet


class CarriedOver(models.Model):
    """An answer that began as that of the earlier review.

    It waits until somebody has said that it is still true (`as_of`), or has written another text: `version` is the
    version of the answer that this was last said of, at first the one that was carried over.
    """

    review = models.ForeignKey("reviews.VoluntaryReview", models.CASCADE, related_name="carried")
    answer = models.OneToOneField("reviews.Answer", models.CASCADE, related_name="carried")
    version = models.PositiveIntegerField(default=1)
    as_of = models.DateField(null=True)
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(version__gte=1), name="what_is_carried_over_was_saved"),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.as_of or '?'}"


class SaidOfSection(models.Model):
    """What the State says of a section where its earlier review is a document that cannot be compared."""

    review = models.ForeignKey("reviews.VoluntaryReview", models.CASCADE, related_name="said_of_sections")
    section = models.ForeignKey("reviews.Section", models.PROTECT, related_name="+")
    since = models.CharField(max_length=10, choices=Since)
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "section"], name="said_once_of_each_section"),
        ]

    def __str__(self) -> str:
        return f"{self.section_id}: {self.since}"


def document_path(document: "EarlierDocument", filename: str) -> str:
    """A random name."""
    return f"earlier/{document.pk.hex}"


class EarlierDocument(Job):
    """A Word file with an earlier review, read by its headings: one that was published, or one that somebody sent.

    A published one (`source`) is read for the whole team when the review begins; one that was sent is seen by that
    person alone and kept for a month. `headings` is [[level, title]]; `parts` is [{"level", "title", "html", "into"}],
    `into` naming the answer that took it. Nothing of it is an answer before somebody says yes to it.
    """

    source = models.ForeignKey("publications.PublishedFile", models.CASCADE, null=True, related_name="+")
    file = models.FileField(upload_to=document_path, blank=True)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    headings = models.JSONField(default=list)
    parts = models.JSONField(default=list)

    objects: ClassVar[Any] = EarlierDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["review", "source"], name="a_published_file_is_read_once_in_a_review"),
            models.UniqueConstraint(
                fields=["review", "by", "sha256"],
                condition=Q(source__isnull=True),
                name="an_earlier_document_once_for_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


WAITS = Q(as_of__isnull=True, answer__version=F("version"))
"""Of what was carried over: nobody has looked at it yet."""
STILL_TRUE = Q(as_of__isnull=False, answer__version=F("version"))
"""Somebody has said of this very text that it is still true."""
