"""Who holds which role where, and who asks to."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.choices import CONTRIBUTORS, SECRETARIAT_ROLES, RequestOutcome, Right, Role
from accounts.models.organisation import Organisation
from accounts.models.person import User
from accounts.querysets import MembershipQuerySet, MembershipRequestQuerySet


class Membership(models.Model):
    """A person holds a role in an organisation, from a moment until another."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=30, choices=Role)
    office = models.CharField(
        _("office"), max_length=200, blank=True, help_text=_("For example: Directorate of Migration.")
    )
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    stands_in_for = models.CharField(
        _("stands in for"), max_length=200, blank=True, default="", db_default="", editable=False,
        help_text="The office that an alternate for a time acts for, as it was called when it was given.",
    )  # fmt: skip
    withheld = models.CharField(
        _("rights that are not delegated"), max_length=60, blank=True, default="", db_default="", editable=False,
        help_text="What the office keeps to itself while somebody stands in for a time (`choices.Right`).",
    )  # fmt: skip
    given_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    released_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True, editable=False)
    end_proposed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    ground = models.CharField(
        _("ground"),
        max_length=200,
        blank=True,
        help_text=_("What the role rests on: reference and date of the note verbale."),
    )
    history = HistoricalRecords()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        constraints = [
            models.UniqueConstraint(
                "user", "organisation", "role", condition=Q(ends_at__isnull=True), name="one_open_role_each"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=models.F("starts_at")),
                name="a_role_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        said = f"{self.office or self.get_role_display()}, {self.organisation}"
        return (
            _t("%(office)s, for %(whom)s") % {"office": said, "whom": self.stands_in_for}
            if self.stands_in_for
            else said
        )

    @property
    def is_current(self) -> bool:
        """Whether it gives rights at this moment."""
        now = timezone.now()
        released = self.role not in SECRETARIAT_ROLES or self.released_at is not None
        return released and self.starts_at <= now and (self.ends_at is None or self.ends_at > now)

    @property
    def keeps_back(self) -> list[str]:
        """The rights that its office has not delegated, in words."""
        return in_words(self.withheld)

    def act_country(self) -> str:
        """The State that the body belongs to, for the log of acts."""
        return self.organisation.country_id or ""


def in_words(withheld: str) -> list[str]:
    """The names of rights kept as `agree,team`."""
    return [str(Right(one).label) for one in withheld.split(",") if one]


def read_offices(people: Iterable[User | None]) -> None:
    """Read what `people` are (`current_memberships`, and so `office`) with one query, however many they are."""
    known = [person for person in people if person is not None]
    held: dict[int, list[Membership]] = defaultdict(list)
    current = Membership.objects.current().filter(user__in=known)
    for membership in current.select_related("organisation").order_by("pk"):
        held[membership.user_id].append(membership)
    for person in known:
        person.current_memberships = held[person.pk]


class MembershipRequest(models.Model):
    """Somebody asks to work for an organisation outside States (RELIABILITY P51): one that is known here, or
    one described for the first time, which the secretariat then puts on record."""

    person = models.ForeignKey(User, models.CASCADE, related_name="membership_requests", verbose_name=_("who asks"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="membership_requests", verbose_name=_("organisation")
    )
    name = models.CharField(_("name of the organisation"), max_length=250)
    kind = models.CharField(_("kind"), max_length=20, choices=[(kind.value, kind.label) for kind in CONTRIBUTORS])
    stakeholder_group = models.ForeignKey(
        "reference.StakeholderGroup", models.PROTECT, null=True, related_name="+", verbose_name=_("stakeholder group")
    )
    country = models.ForeignKey(
        "reference.Country", models.PROTECT, null=True, related_name="+", verbose_name=_("country of its seat")
    )
    web_address = models.URLField(_("web address"), blank=True)
    office = models.CharField(_("office"), max_length=200, blank=True)
    message = models.TextField(_("what you do there"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=20, choices=RequestOutcome, default=RequestOutcome.WAITING)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = MembershipRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join an organisation")
        verbose_name_plural = _("requests to join an organisation")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "person", "organisation", condition=Q(outcome=RequestOutcome.WAITING), name="one_waiting_request_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.name}"
