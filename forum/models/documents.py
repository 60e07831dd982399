"""Official documents of a forum, and the Regional Reviews before it."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.loading import Loadable
from forum.choices import Confidence, DocumentKind, Precision
from forum.models.cycle import ForumCycle
from forum.models.milestone import Milestone
from forum.querysets import RegionalReviewQuerySet, SureQuerySet
from reference.models import Named, RegionalCommission


class ForumDocument(Named):
    """A document of a cycle: resolution, report, draft or outcome; `symbol` exactly as the UN writes it."""

    cycle = models.ForeignKey(ForumCycle, models.PROTECT, related_name="documents", verbose_name=_("forum cycle"))
    code = models.SlugField(_("code"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=DocumentKind)
    symbol = models.CharField(_("symbol"), max_length=40, blank=True)
    dated_on = models.DateField(_("date"), null=True, blank=True)
    precision = models.CharField(_("known to the"), max_length=5, choices=Precision, default=Precision.DAY)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence, default=Confidence.UNCONFIRMED)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = SureQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("document of a forum")
        verbose_name_plural = _("documents of forums")
        ordering = ["cycle", "order"]
        constraints = [models.UniqueConstraint(fields=["cycle", "code"], name="document_once_in_cycle")]

    @property
    def url(self) -> str:
        """The official document by symbol and language; empty without a symbol."""
        return self.url_in((get_language() or "en").split("-")[0])

    def url_in(self, language: str) -> str:
        """The official document in one of its languages; empty without a symbol."""
        return f"https://undocs.org/{language}/{self.symbol}" if self.symbol else ""


class RegionalReview(Loadable):
    """A regional commission's review in one round; its days are those of its milestone.

    `round` is the year in which the round began: every four years from 2020 (A/RES/73/195, paragraph 50).
    """

    round = models.PositiveSmallIntegerField(_("round"))
    commission = models.ForeignKey(
        RegionalCommission, models.PROTECT, related_name="reviews", verbose_name=_("regional commission")
    )
    milestone = models.OneToOneField(
        Milestone, models.PROTECT, related_name="regional_review", verbose_name=_("milestone")
    )
    place = models.CharField(_("place"), max_length=100, blank=True)

    objects = RegionalReviewQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("Regional Review")
        verbose_name_plural = _("Regional Reviews")
        ordering = ["round", "commission"]
        constraints = [models.UniqueConstraint(fields=["round", "commission"], name="regional_review_once_in_round")]

    def __str__(self) -> str:
        return f"{self.commission.review_name} {self.round}"
