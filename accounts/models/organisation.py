"""A State, a ministry of it, or another body that people work for."""

from datetime import time

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.choices import OrganisationKind
from accounts.querysets import OrganisationQuerySet
from core.loading import Loadable
from notifications.working import Week
from reference.models import Wording, WordingsField


class Organisation(Loadable):
    """A State, a ministry of it, a UN entity, a stakeholder, a regional office or the secretariat."""

    name = models.CharField(_("name"), max_length=250)
    names = WordingsField(
        _("names in other languages"), default=dict, db_default={}, blank=True,
        help_text=_("Readers see the name in their language where it stands here, else the name above."),
    )  # fmt: skip
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    country = models.ForeignKey(
        "reference.Country", models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    stakeholder_group = models.ForeignKey(
        "reference.StakeholderGroup", models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    web_address = models.URLField(_("web address"), blank=True)
    requires_second_factor = models.BooleanField(
        _("second factor compulsory"),
        default=False,
        help_text=_("Everybody with a role here works only with a second factor."),
    )
    asks_own_people_for_second_factor = models.BooleanField(
        _("second factor compulsory for its own people"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("A State's own choice: for everybody who works for it, in its ministries too."),
    )
    days_off = models.CharField(
        _("days off"), max_length=7, default="56", db_default="56", editable=False, blank=True,
        help_text=_("Weekdays on which its offices are closed, 0 for Monday to 6 for Sunday."),
    )  # fmt: skip
    opens_at = models.TimeField(_("offices open at"), default=time(9), db_default=time(9), editable=False)
    closes_at = models.TimeField(_("offices close at"), default=time(17), db_default=time(17), editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", verbose_name=_("merged into")
    )
    merged_at = models.DateTimeField(_("merged on"), null=True, editable=False)
    history = HistoricalRecords(excluded_fields=["loaded"])

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("country", condition=Q(kind="state"), name="one_organisation_per_state"),
            models.UniqueConstraint(
                "country", Lower("name"), condition=Q(kind="ministry"), name="one_ministry_per_name_and_state"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["state", "ministry"]) | Q(country__isnull=False),
                name="a_state_and_its_ministries_have_a_country",
            ),
        ]

    def __str__(self) -> str:
        return str(self.called)

    @property
    def called(self) -> Wording | str:
        """The name in the reader's language where it is on record, else the one by which it is registered."""
        language = (get_language() or "en").split("-")[0]
        return Wording(self.names[language], language) if self.names.get(language) else self.name

    @property
    def all_names(self) -> list[str]:
        """Every name by which it may be looked for, each once."""
        return list(dict.fromkeys(filter(None, [self.name, self.short_name, *self.names.values()])))

    def is_part_of(self, body: "Organisation") -> bool:
        """Whether `body` stands above this one, however far up; one query for each step."""
        above, seen = self.parent, set()
        while above is not None and above.pk not in seen:
            if above.pk == body.pk:
                return True
            seen.add(above.pk)
            above = above.parent
        return False

    @property
    def week(self) -> Week:
        """Its working days and office hours, in the zone of whoever works there."""
        return Week(frozenset(map(int, self.days_off)), self.opens_at, self.closes_at)

    def act_country(self) -> str:
        """The State that this body belongs to, for the log of acts."""
        return self.country_id or ""


class MailDomain(models.Model):
    """What stands after the @ in addresses of one body, as `iom.int`; addresses of `geneva.iom.int` are its, too.

    It gives no role (RELIABILITY S6): whoever has such an address is told which body to ask.
    """

    domain = models.CharField(_("domain"), max_length=253, unique=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="mail_domains")

    class Meta:
        verbose_name = _("domain of e-mail addresses")
        verbose_name_plural = _("domains of e-mail addresses")
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain
