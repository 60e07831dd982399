"""The Migration Multi-Partner Trust Fund: its areas, its joint programmes, and figures that say when and whence."""

from django.db import models
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Organisation
from core.loading import Loadable
from forum.choices import Confidence, FigureKind
from forum.models.parts import PartOfDateField, sourced
from forum.querysets import FundQuerySet, SureQuerySet
from reference.models import Country, Named, Objective, Wording, WordingsField, wording


class Fund(Named):
    """A fund for the Compact, by its code; the page shows the first."""

    code = models.SlugField(_("code"), primary_key=True)
    descriptions = WordingsField(_("what it is, in our words"), default=dict, blank=True)
    url = models.URLField(_("official page"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=300)

    objects = FundQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ["code"]

    @property
    def description(self) -> Wording:
        """What it is."""
        return wording(self.descriptions)


class ThematicArea(Named):
    """One of the areas in which a fund clusters the objectives of the Compact."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="areas", verbose_name=_("fund"))
    number = models.PositiveSmallIntegerField(_("number"))
    objectives = models.ManyToManyField(Objective, blank=True, related_name="+", verbose_name=_("objectives"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence, default=Confidence.UNCONFIRMED)

    objects = SureQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("thematic area")
        verbose_name_plural = _("thematic areas")
        ordering = ["fund", "number"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "number"], name="area_once_in_fund"),
            sourced("a_public_area_has_its_source"),
        ]


class JointProgramme(Named):
    """What several UN entities do together with a government, paid by a fund; `names` say what it is about."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="programmes", verbose_name=_("fund"))
    code = models.SlugField(_("code"), max_length=60)
    area = models.ForeignKey(
        ThematicArea, models.PROTECT, null=True, blank=True, related_name="programmes", verbose_name=_("thematic area")
    )
    countries = models.ManyToManyField(Country, blank=True, related_name="+", verbose_name=_("States"))
    objectives = models.ManyToManyField(Objective, blank=True, related_name="+", verbose_name=_("objectives"))
    partners = models.ManyToManyField(Organisation, blank=True, related_name="+", verbose_name=_("partners"))
    begins = PartOfDateField(_("begins"), blank=True)
    ends = PartOfDateField(_("ends"), blank=True)
    results = WordingsField(_("results, in our words"), default=dict, blank=True)
    url = models.URLField(_("official page"), max_length=500, blank=True)
    as_of = PartOfDateField(_("as of"))
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence, default=Confidence.UNCONFIRMED)

    objects = SureQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("joint programme")
        verbose_name_plural = _("joint programmes")
        ordering = ["fund", "as_of", "code"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "code"], name="programme_once_in_fund"),
            models.CheckConstraint(condition=~Q(source=""), name="a_programme_has_its_source"),
        ]

    @property
    def result(self) -> Wording:
        """What came of it; may be empty."""
        return wording(self.results)


class FundFigure(Loadable):
    """One figure of a fund as somebody published it: never without its day and its source, in the database too.

    `unit` is a currency (ISO 4217) for money, empty for what is counted.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="figures", verbose_name=_("fund"))
    kind = models.CharField(_("what it counts"), max_length=20, choices=FigureKind)
    programme = models.ForeignKey(
        JointProgramme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="figures",
        verbose_name=_("of the programme"),
    )
    value = models.DecimalField(_("figure"), max_digits=18, decimal_places=2)
    unit = models.CharField(_("currency"), max_length=3, blank=True)
    as_of = PartOfDateField(_("as of"))
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence, default=Confidence.UNCONFIRMED)

    objects = SureQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("figure of a fund")
        verbose_name_plural = _("figures of funds")
        ordering = ["fund", "kind", "-as_of"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "kind", "as_of"], condition=Q(programme=None), name="one_figure_of_a_fund_a_day"
            ),
            models.UniqueConstraint(
                fields=["kind", "programme", "as_of"],
                condition=Q(programme__isnull=False),
                name="one_figure_of_a_programme_a_day",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="a_figure_has_its_source"),
            models.CheckConstraint(condition=~Q(as_of=""), name="a_figure_has_its_date"),
            models.CheckConstraint(condition=Q(value__gte=0), name="a_figure_is_not_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.figure} {self.unit} ({self.as_of})"

    @property
    def figure(self) -> str:
        """The number as people write it: in groups, with decimals only where there are some."""
        places = 0 if self.value == self.value.to_integral_value() else 2
        return number_format(self.value, decimal_pos=places, force_grouping=True)
