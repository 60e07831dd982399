"""The Secretary-General's biennial reports on the Compact, and what they recommend, item by item."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.loading import Loadable
from forum.choices import Confidence
from forum.models.documents import ForumDocument
from forum.querysets import OfReportQuerySet, ReportQuerySet
from reference.models import Objective, Wording, WordingsField, wording


def are_languages(value: Any) -> None:
    """Raise ValidationError unless `value` is a list of codes of official languages, each once."""
    known = {code.split("-")[0] for code, _name in settings.LANGUAGES}
    if not isinstance(value, list) or len(set(value)) < len(value) or not known.issuperset(value):
        raise ValidationError(_("Choose among the six official languages."))


class SecretaryGeneralReport(Loadable):
    """A report of the Secretary-General (A/RES/73/195, paragraph 46; A/RES/73/326 for the one before a forum).

    Symbol, title, date of the document and how sure they are stand in `document`; the days on which it was made
    available and presented are its own, as several dates for a report are the rule.
    """

    document = models.OneToOneField(ForumDocument, models.PROTECT, related_name="report", verbose_name=_("document"))
    session = models.PositiveSmallIntegerField(_("session of the General Assembly"), null=True, blank=True)
    available_on = models.DateField(_("made available"), null=True, blank=True)
    presented_on = models.DateField(_("presented to Member States"), null=True, blank=True)
    languages = models.JSONField(_("languages of the document"), default=list, blank=True, validators=[are_languages])
    summaries = WordingsField(_("what it is about, in our words"), default=dict, blank=True)
    source = models.CharField(_("source of the dates"), max_length=300)

    objects = ReportQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("report of the Secretary-General")
        verbose_name_plural = _("reports of the Secretary-General")
        ordering = ["-document__cycle", "-document__order"]

    def __str__(self) -> str:
        return self.document.symbol or str(self.document)

    @property
    def slug(self) -> str:
        """Its anchor on the page: `a-76-642`, or the code of its document while it has no symbol."""
        symbol = self.document.symbol or self.document.code
        return symbol.lower().replace("/", "-").replace("_", "-")

    @property
    def summary(self) -> Wording:
        """What it is about; may be empty."""
        return wording(self.summaries)


class Recommendation(Loadable):
    """One recommendation of a report, in our short words: the document prevails.

    Notes and pledges point to it by `reference`, which is the document's symbol and the number here: `A/76/642#2`.
    """

    report = models.ForeignKey(
        SecretaryGeneralReport, models.PROTECT, related_name="recommendations", verbose_name=_("report")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    texts = WordingsField(_("what is recommended, in our words"), default=dict)
    paragraph = models.CharField(_("paragraphs of the report"), max_length=40, blank=True)
    addressees = WordingsField(_("to whom"), default=dict, blank=True)
    objectives = models.ManyToManyField(Objective, blank=True, related_name="+", verbose_name=_("objectives"))
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence, default=Confidence.UNCONFIRMED)

    objects = OfReportQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("recommendation of the Secretary-General")
        verbose_name_plural = _("recommendations of the Secretary-General")
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="recommendation_once_in_report"),
            models.CheckConstraint(condition=~models.Q(source=""), name="a_recommendation_has_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.text}"

    @property
    def reference(self) -> str:
        """How others point to it; the same for ever."""
        return f"{self.report}#{self.number}"

    @property
    def anchor(self) -> str:
        """Its place on the page of the reports."""
        return f"{self.report.slug}-{self.number}"

    @property
    def text(self) -> Wording:
        """What is recommended."""
        return wording(self.texts)

    @property
    def addressee(self) -> Wording:
        """To whom; may be empty."""
        return wording(self.addressees)
