"""The Global Compact for Migration and the lists of the United Nations that everything refers to.

Primary keys are the codes that the documents use (docs/decisions/natural-keys.md), so that a link,
an export and another installation agree on them. Texts are kept by language; only wordings that were
read in that language on a published page are stored, the rest is shown in English and marked so.
"""

from typing import Any, Self

from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.loading import Loadable
from reference.choices import CountryKind, RegionKind
from reference.querysets import ActionQuerySet, CountryQuerySet, PublicQuerySet, RegionalCommissionQuerySet


class Wording(str):
    """A text that knows its language: `{{ x.name }}` prints it, `.lang` and `.dir` are for its element.

    `is_fallback` says that the reader's language has no confirmed wording and English stands in.
    """

    lang: str
    is_fallback: bool

    def __new__(cls, text: str, lang: str, *, is_fallback: bool = False) -> Self:
        wording = super().__new__(cls, text)
        wording.lang = "zh-Hans" if lang == "zh" else lang
        wording.is_fallback = is_fallback
        return wording

    @property
    def dir(self) -> str:
        """`rtl` for Arabic, `ltr` otherwise."""
        return "rtl" if self.lang == "ar" else "ltr"


def wording(texts: dict[str, str]) -> Wording:
    """The text of `texts` in the active language, or in English; empty where there is neither."""
    active = (get_language() or "en").split("-")[0]
    if texts.get(active):
        return Wording(texts[active], active)
    return Wording(texts.get("en", ""), "en", is_fallback=active != "en")


class WordingsField(models.JSONField):
    """One text in up to six languages: {"en": "Data", "fr": "Données"}. A language without text is left out."""

    def formfield(self, **kwargs: Any) -> Any:
        """Without JSON's encoder: admin gives the form field of `reference.forms`."""
        return models.Field.formfield(self, **kwargs)


def kept_history() -> HistoricalRecords:
    """The past of a reference list. Who changed it is kept as a number: these tables lie below the people's."""
    return HistoricalRecords(excluded_fields=["loaded"], history_user_id_field=models.BigIntegerField(null=True))


class Named(Loadable):
    """Something with a name in several languages."""

    names = WordingsField(_("names"), default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.name)

    @property
    def name(self) -> Wording:
        """The name in the active language, else in English; says which by `.lang`."""
        return wording(self.names)


class Objective(Named):
    """One of the 23 objectives (A/RES/73/195, annex, paragraphs 16 to 39); `names` are their titles."""

    number = models.PositiveSmallIntegerField(_("number"), primary_key=True)
    slug = models.SlugField(_("slug"), unique=True)
    paragraph = models.PositiveSmallIntegerField(_("paragraph of the Compact"), unique=True)
    short_labels = WordingsField(_("short labels"), default=dict)
    roundtable = models.PositiveSmallIntegerField(
        _("roundtable"),
        help_text=_("The indicative grouping of A/RES/73/326; a cycle may group otherwise."),
    )
    mptf_area = models.PositiveSmallIntegerField(
        _("thematic area of the Migration MPTF"),
        null=True,
        blank=True,
        help_text=_("Which objective belongs to which area is not confirmed: not for public pages."),
    )

    objects = PublicQuerySet.as_manager()
    history = kept_history()

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(roundtable__range=(1, 4)), name="objective_in_one_of_four_roundtables"
            )
        ]

    @property
    def title(self) -> Wording:
        """The title as agreed, in the active language where that is confirmed."""
        return self.name

    @property
    def short_label(self) -> Wording:
        """Two or three words for lists and filters; a label, not the agreed text."""
        return wording(self.short_labels)


class Action(Named):
    """One of the 187 actions that States draw from; `names` are our labels, never the agreed text."""

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="actions", verbose_name=_("objective"))
    letter = models.CharField(_("letter"), max_length=1)
    order = models.PositiveSmallIntegerField(_("order"))

    objects = ActionQuerySet.as_manager()
    history = kept_history()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["objective", "order"]
        constraints = [
            models.UniqueConstraint(fields=["objective", "letter"], name="action_letter_once_in_objective"),
            models.UniqueConstraint(fields=["objective", "order"], name="action_order_once_in_objective"),
        ]

    @property
    def slug(self) -> str:
        """The code as it stands in an address: `2a` for 2(a)."""
        return f"{self.objective_id}{self.letter}"


class GuidingPrinciple(Named):
    """One of the ten guiding principles (A/RES/73/195, annex, paragraph 15 (a) to (j))."""

    number = models.PositiveSmallIntegerField(_("number"), primary_key=True)
    letter = models.CharField(_("letter"), max_length=1, unique=True)
    slug = models.SlugField(_("slug"), unique=True)
    short_labels = WordingsField(_("short labels"), default=dict)
    summaries = WordingsField(_("summaries"), default=dict, help_text=_("Our words, not the agreed text."))

    objects = PublicQuerySet.as_manager()
    history = kept_history()

    class Meta:
        verbose_name = _("guiding principle")
        verbose_name_plural = _("guiding principles")
        ordering = ["number"]

    @property
    def short_label(self) -> Wording:
        """A word or two for lists and filters."""
        return wording(self.short_labels)

    @property
    def summary(self) -> Wording:
        """One sentence in our words."""
        return wording(self.summaries)


class SustainableDevelopmentGoal(Named):
    """One of the 17 Goals of the 2030 Agenda (A/RES/70/1), with the UN's short title."""

    number = models.PositiveSmallIntegerField(_("number"), primary_key=True)

    objects = PublicQuerySet.as_manager()
    history = kept_history()

    class Meta:
        verbose_name = _("Sustainable Development Goal")
        verbose_name_plural = _("Sustainable Development Goals")
        ordering = ["number"]


class Region(Named):
    """A region of the M49 standard for statistics, as far as a State lies in it; `parent` holds it."""

    code = models.CharField(_("M49 code"), max_length=3, primary_key=True)
    slug = models.SlugField(_("slug"), unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=RegionKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )

    objects = PublicQuerySet.as_manager()
    history = kept_history()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]


class RegionalCommission(Named):
    """One of the five regional commissions, each of which organises a Regional Review (RES 50).

    `review_names` name the region that its review covers; States choose freely in which they take part.
    """

    code = models.SlugField(_("code"), max_length=10, primary_key=True)
    acronym = models.CharField(_("acronym"), max_length=10, unique=True)
    review_slug = models.SlugField(_("region of its Regional Review"), unique=True)
    review_names = WordingsField(_("names of that region"), default=dict)
    aliases = models.JSONField(_("also called"), default=list, blank=True)

    objects = RegionalCommissionQuerySet.as_manager()
    history = kept_history()

    class Meta:
        verbose_name = _("regional commission")
        verbose_name_plural = _("regional commissions")
        ordering = ["code"]

    @property
    def review_name(self) -> Wording:
        """The region of its Regional Review: "Africa", "Arab States"."""
        return wording(self.review_names)

    def search_terms(self) -> list[str]:
        """All that `RegionalCommission.objects.find` understands for this one."""
        named = [*self.names.values(), *self.review_names.values(), *self.aliases]
        return [self.code, self.acronym, self.review_slug, *named]


class Countries(models.Manager.from_queryset(CountryQuerySet)):  # type: ignore[misc]  # Django makes the class
    """What every list, count and search begins with: the invented State of the practice spaces is in none."""

    def get_queryset(self) -> CountryQuerySet:
        """All but that one."""
        found: CountryQuerySet = super().get_queryset().exclude(kind=CountryKind.PRACTICE)
        return found


class Country(Named):
    """A Member State or observer State of the United Nations, by its UN short name; no territory.

    `names` are the forms for lists, without article. `aliases` (former, formal and popular names) are
    for search, never for display.
    """

    code = models.CharField(_("ISO code, two letters"), max_length=2, primary_key=True)
    iso3 = models.CharField(_("ISO code, three letters"), max_length=3, unique=True, null=True, blank=True)
    m49 = models.CharField(_("M49 code"), max_length=3, unique=True, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=CountryKind, default=CountryKind.MEMBER_STATE)
    articles = WordingsField(_("articles in running text"), default=dict, blank=True)
    aliases = models.JSONField(_("also found as"), default=list, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="countries", verbose_name=_("M49 region")
    )
    commissions = models.ManyToManyField(
        RegionalCommission, blank=True, related_name="members", verbose_name=_("member of")
    )
    review_regions = models.ManyToManyField(
        RegionalCommission,
        blank=True,
        related_name="review_countries",
        verbose_name=_("Regional Reviews"),
        help_text=_("By geography, a default for filters; no assignment by the United Nations."),
    )
    ldc = models.BooleanField(_("least developed country"), default=False)
    lldc = models.BooleanField(_("landlocked developing country"), default=False)
    sids = models.BooleanField(_("small island developing State"), default=False)

    objects = Countries()
    history = kept_history()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code=Upper("code")), name="country_code_in_capitals"),
            models.CheckConstraint(
                condition=models.Q(kind__in=(CountryKind.SAMPLE, CountryKind.PRACTICE))
                | models.Q(iso3__isnull=False, m49__isnull=False),
                name="a_state_has_all_its_codes",
            ),
        ]

    @property
    def slug(self) -> str:
        """The code as it stands in an address: `mx`."""
        return self.code.lower()

    def search_terms(self) -> list[str]:
        """All that `Country.objects.find` understands: codes, names, aliases, names without brackets."""
        named = [*self.names.values(), *self.aliases]
        bracketed = [name[:-1].partition("(") for name in self.names.values() if "(" in name and name.endswith(")")]
        turned = [form for name, __, more in bracketed for form in (name.strip(), f"{more} {name.strip()}")]
        return [self.code, self.iso3 or "", self.m49 or "", *named, *turned]


class StakeholderGroup(Named):
    """A category of stakeholders, in the order of A/RES/73/195, paragraph 44.

    `in_compact` is false for groups that forum practice added. Member States, UN entities and
    intergovernmental organisations are no stakeholder groups.
    """

    code = models.SlugField(_("code"), primary_key=True)
    order = models.PositiveSmallIntegerField(_("order"))
    in_compact = models.BooleanField(_("named in paragraph 44"), default=False)
    descriptions = WordingsField(_("descriptions"), default=dict, blank=True)

    objects = PublicQuerySet.as_manager()
    history = kept_history()

    class Meta:
        verbose_name = _("stakeholder group")
        verbose_name_plural = _("stakeholder groups")
        ordering = ["order", "code"]

    @property
    def description(self) -> Wording:
        """One sentence in our words; may be empty."""
        return wording(self.descriptions)
