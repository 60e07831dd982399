"""Copies of a draft that leave it, as PDF or Word, and Word files that come back. Registered in no admin.

A worker makes and reads them. The files live for an hour; of a copy in Word the portal keeps what stood in it,
so that a file which returns after weeks is compared with what went out.
"""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.choices import CopyFormat, JobState
from reviews.querysets import OfReviewQuerySet

KEPT = timedelta(hours=1)
"""How long a file that left can be fetched, and how long one that came back is held."""


FOUND_KEPT = timedelta(days=30)
"""How long what was read from a file that came back can be taken over."""


class Job(models.Model):
    """Something that a worker does for one person: claimed by one, tried twice, then it says so (`reviews.jobs`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey("reviews.VoluntaryReview", models.CASCADE, related_name="+")
    by = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether it still waits or is worked on."""
        return self.state in (JobState.WAITING, JobState.WORKING)


def copy_path(copy: "DraftCopy", filename: str) -> str:
    """A random name: neither State nor title can be read from a file's address."""
    return f"copies/{copy.pk.hex}"


class DraftCopy(Job):
    """The draft, or a section of it, as a file. `number` counts the copies of a review and stands in each of them.

    `codes` are the sections in it: whoever may no longer read them all does not get the file. `base` is what the
    reader of Word files found in it as it left: {"boxes": {name: [raw, standing]}, "outside": [text], "versions":
    {name: version of the answer}}.
    """

    number = models.PositiveIntegerField()
    format = models.CharField(max_length=4, choices=CopyFormat)
    section = models.ForeignKey("reviews.Section", models.CASCADE, null=True, blank=True, related_name="+")
    with_answers = models.BooleanField(default=True)
    codes = models.JSONField(default=list)
    base = models.JSONField(default=dict)
    language = models.CharField(max_length=12, blank=True)
    file = models.FileField(upload_to=copy_path, blank=True)
    pages = models.PositiveIntegerField(null=True)
    missing = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="copy_number_once_in_review"),
            models.UniqueConstraint(
                fields=["by"], condition=Q(state__in=("waiting", "working")), name="one_copy_at_a_time_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}/{self.number}"

    @property
    def reference(self) -> str:
        """The review's, for the log of acts."""
        return self.review.reference

    def act_country(self) -> str:
        """The State, for the log of acts."""
        return self.review.act_country()

    def is_confidential(self) -> bool:
        """Always, also when it is taken after the submission: its number tells how often the draft was copied."""
        return True

    @property
    def name(self) -> str:
        """The name of the file as it is saved: never a title, so that it says nothing to others."""
        part = f"-{self.section.code}" if self.section else ""
        return f"{self.review.reference}{part}-{_('copy')}-{self.number}.{self.format}"


def returned_path(returned: "ReturnedCopy", filename: str) -> str:
    """A random name."""
    return f"returned/{returned.pk.hex}"


class ReturnedCopy(Job):
    """A Word file that somebody sent back, and what was found in it. Seen by that person alone.

    `found` is {"boxes": [{"name", "raw", "standing", "tracked"}], "unplaced": [text], "missing": [name],
    "notes": {note: count}}. Nothing of it is an answer before somebody says yes to it.
    """

    file = models.FileField(upload_to=returned_path, blank=True)
    file_name = models.CharField(max_length=125)
    sha256 = models.CharField(max_length=64)
    origin = models.ForeignKey(DraftCopy, models.SET_NULL, null=True, related_name="+")
    found = models.JSONField(default=dict)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["review", "by", "sha256"], name="a_file_is_read_once_for_a_person"),
            models.UniqueConstraint(
                fields=["by"], condition=Q(state__in=("waiting", "working")), name="one_file_read_at_a_time_per_person"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
