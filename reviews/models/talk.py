"""What a State's team says to one another about a draft, and who signs it inside the State.

Registered in no admin, frozen in no submission, printed in no copy: `visible_to` is the team's alone (FEATURES R17).
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.querysets import CommentQuerySet, OfReviewQuerySet


class Comment(models.Model):
    """One remark about an answer, or about a section where no question is named.

    `is_return` marks the note with which a section was handed back to those who said that it was ready.
    """

    review = models.ForeignKey("reviews.VoluntaryReview", models.CASCADE, related_name="comments")
    section = models.ForeignKey("reviews.Section", models.PROTECT, related_name="+")
    question = models.ForeignKey("reviews.Question", models.PROTECT, null=True, related_name="+")
    objective = models.ForeignKey("reference.Objective", models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("comment"), max_length=2000)
    is_return = models.BooleanField(default=False)
    told = models.ManyToManyField("accounts.User", related_name="+")
    by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    office = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.review_id}/{self.pk}"

    @property
    def name(self) -> str:
        """The name of the answer that it is about; nothing for a whole section."""
        if self.question is None:
            return ""
        return f"{self.question.key}-{self.objective_id}" if self.objective_id else self.question.key

    def act_country(self) -> str:
        """The State, for the log of acts."""
        return self.review.act_country()

    def is_confidential(self) -> bool:
        """Always: it tells of a draft."""
        return True


class SignOff(models.Model):
    """One link of the State's own chain: a named person who signs the whole text before it is submitted."""

    review = models.ForeignKey("reviews.VoluntaryReview", models.CASCADE, related_name="sign_offs")
    order = models.PositiveSmallIntegerField()
    person = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    words = models.CharField(_("as what"), max_length=200)
    office = models.CharField(max_length=300, blank=True)
    signed_at = models.DateTimeField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "order"], name="one_link_of_a_chain_at_each_place"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, fingerprint="") | ~Q(fingerprint="") & Q(signed_at__isnull=False),
                name="who_signs_signs_a_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}/{self.order}"

    def act_country(self) -> str:
        """The State, for the log of acts."""
        return self.review.act_country()

    def is_confidential(self) -> bool:
        """Always: it tells of a draft."""
        return True
