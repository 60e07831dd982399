"""A named person from outside the team, who reads sections of a draft until a day (FEATURES U9)."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.querysets import GuestReaderQuerySet

LONGEST = timedelta(days=60)
"""How far ahead the last day of a guest may lie: long enough for a round of comments, too short to be forgotten."""
MOST = 20
"""Guests of one review at a time."""


class GuestReader(models.Model):
    """An invitation to read: it holds no role and no key, only the address of whoever may take it.

    `person` is the account that took it; until then nobody reads. It ends at `until`, or when it is taken away.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey("reviews.VoluntaryReview", models.CASCADE, related_name="guests")
    sections = models.ManyToManyField("reviews.Section", related_name="+")
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"), max_length=254)
    message = models.TextField(_("what is wanted"), max_length=1000, blank=True)
    until = models.DateTimeField(_("until"))
    invited_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    office = models.CharField(_("invited by"), max_length=300)
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    person = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = GuestReaderQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                "review", Lower("email"), condition=Q(ended_at=None), name="one_guest_of_an_address_and_review"
            )
        ]

    def __str__(self) -> str:
        return self.name or str(_("A former guest"))

    @property
    def is_open(self) -> bool:
        """Whether neither its day has come nor somebody has taken it away."""
        return self.ended_at is None and self.until > timezone.now()

    def act_country(self) -> str:
        """The State, for the log of acts."""
        return self.review.act_country()

    def is_confidential(self) -> bool:
        """Always: it tells of a draft."""
        return True
