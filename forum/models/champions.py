"""Champion countries: States that volunteered to lead the implementation of the Compact by example."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.loading import Loadable
from forum.choices import Confidence
from forum.models.parts import PartOfDateField, sourced
from forum.querysets import SureQuerySet
from reference.models import Country, Wording, WordingsField, wording


class ChampionMembership(Loadable):
    """That a State is a champion, by whom it is said and since when; a State that leaves keeps its line.

    `known_by` is the date of the earliest page found that names the State: where no date of joining was found, it is
    the only one there is.
    """

    country = models.OneToOneField(Country, models.PROTECT, related_name="champion", verbose_name=_("State"))
    joined = PartOfDateField(_("joined"), blank=True)
    known_by = PartOfDateField(_("named as a champion by"), blank=True)
    left = PartOfDateField(_("left"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    notes = WordingsField(_("note for readers"), default=dict, blank=True)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence, default=Confidence.UNCONFIRMED)

    objects = SureQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("champion country")
        verbose_name_plural = _("champion countries")
        ordering = ["country"]
        constraints = [sourced("a_public_champion_has_its_source")]

    def __str__(self) -> str:
        return str(self.country)

    @property
    def note(self) -> Wording:
        """What readers should know; may be empty."""
        return wording(self.notes)


class ChampionCount(Loadable):
    """How many champions a page spoke of on a day. No count is computed from the list, which is not complete."""

    as_of = PartOfDateField(_("as of"), unique=True)
    number = models.PositiveSmallIntegerField(_("number"))
    meanings = WordingsField(_("what is counted"), default=dict, blank=True)
    source = models.CharField(_("source"), max_length=300)
    confidence = models.CharField(_("how sure"), max_length=12, choices=Confidence, default=Confidence.UNCONFIRMED)

    objects = SureQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("number of champion countries")
        verbose_name_plural = _("numbers of champion countries")
        ordering = ["-as_of"]
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="a_count_has_its_source")]

    def __str__(self) -> str:
        return f"{self.number} ({self.as_of})"

    @property
    def meaning(self) -> Wording:
        """What is counted; may be empty."""
        return wording(self.meanings)
