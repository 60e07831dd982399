"""An account: the person, and what follows from the roles held now."""

import zoneinfo
from collections.abc import Iterator
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import SECOND_FACTOR_ROLES, STATE_ROLES, OrganisationKind, Role
from accounts.models.organisation import Organisation
from accounts.querysets import UserManager
from core.access import SECRETARIAT

if TYPE_CHECKING:
    from accounts.models.membership import Membership


def is_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is an IANA zone."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("Choose a time zone from the list, for example Africa/Nairobi."))


class User(AbstractBaseUser):
    """A person who signs in. `is_superuser` is a technical flag: it opens no content."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(
        _("language of mail and pages"), max_length=10, default="en", choices=settings.LANGUAGES
    )
    time_zone = models.CharField(_("time zone"), max_length=60, default="America/New_York", validators=[is_time_zone])
    is_active = models.BooleanField(_("active"), default=True)
    is_superuser = models.BooleanField(_("technical administrator"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    logins_ended = models.PositiveIntegerField(
        default=0, editable=False, help_text="Counts up to end every login of this person at once."
    )

    tour_ended_at = models.DateTimeField(
        null=True, editable=False, help_text="When this person said that the first tour need not be shown again."
    )

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def mailbox(self) -> str:
        """Name and address as the head of a letter has them; the address alone where no name is known."""
        return f"{self.name} <{self.email}>" if self.name else self.email

    @cached_property
    def current_memberships(self) -> list["Membership"]:
        """What this person is, now; read once per request (ARCHITECTURE 1: the one property that queries)."""
        return list(self.memberships.current().select_related("organisation").order_by("pk"))

    @cached_property
    def current_roles(self) -> frozenset[tuple[str, int, str]]:
        """(role, organisation id, two-letter code of the State or "") of every current membership."""
        return frozenset((m.role, m.organisation_id, m.organisation.country_id or "") for m in self.current_memberships)

    def without(self, right: str) -> "User":
        """The same person without the offices that have kept `right` to themselves (U8)."""
        kept = [one for one in self.current_memberships if right not in one.withheld.split(",")]
        if len(kept) == len(self.current_memberships):
            return self
        other = copy(self)
        other.__dict__.pop("current_roles", None)
        other.current_memberships = kept
        return other

    @property
    def is_staff(self) -> bool:
        """Whether admin is this person's desk; derived, never stored."""
        return self.is_active and (
            self.is_superuser or any(role in SECRETARIAT for role, _body, _country in self.current_roles)
        )

    def must_have_second_factor(self) -> bool:
        """Whether a role held now, or the body it is held in, makes a second factor compulsory (S1).

        A State's demand holds for its ministries too. One query, for whom the role alone does not say.
        """
        if self.is_superuser or any(one.role in SECOND_FACTOR_ROLES for one in self.current_memberships):
            return True
        bodies = Q(pk__in=[one.organisation_id for one in self.current_memberships])
        of_states = [one.organisation.country_id for one in self.current_memberships if one.role in STATE_ROLES]
        demanding = Organisation.objects.demanding_second_factor()
        return demanding.filter(bodies | Q(kind=OrganisationKind.STATE, country__in=of_states)).exists()

    def get_session_auth_hash(self) -> str:
        """Ends logins not only with the password but with `logins_ended` (RELIABILITY S12)."""
        return f"{super().get_session_auth_hash()}{self.logins_ended or ''}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under earlier secret keys."""
        for earlier in super().get_session_auth_fallback_hash():
            yield f"{earlier}{self.logins_ended or ''}"

    def confirmed_addresses(self) -> list[str]:
        """The addresses that this person has shown to be theirs."""
        return list(self.emailaddress_set.filter(verified=True).values_list("email", flat=True))  # type: ignore[attr-defined]

    @property
    def office(self) -> str:
        """What this person is called in records: office or role, body, and for whom, as far as 300 characters go."""
        return str(self.current_memberships[0])[:300] if self.current_memberships else ""

    def office_in(self, country: str) -> str:
        """The same in records of the State `country` (two-letter code): an office there, a focal point's first."""
        own = [one for one in self.current_memberships if one.organisation.country_id == country]
        own.sort(key=lambda one: one.role != Role.FOCAL_POINT)
        return str(own[0])[:300] if own else self.office

    def has_address(self, email: str) -> bool:
        """Whether `email` is this person's: the address of the account, or a further one that is confirmed."""
        return bool(type(self).objects.of_address(email).filter(pk=self.pk).exists())

    @property
    def works_for_a_state(self) -> bool:
        """Whether a State has this person in its team now."""
        return any(role in STATE_ROLES for role, _body, _country in self.current_roles)

    @property
    def shown_as(self) -> str:
        """What stands at the head of this person's pages: the name, else the body, else the address."""
        body = str(self.current_memberships[0].organisation) if self.current_memberships else ""
        return self.name or body or self.email

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Always no: rights are asked by `core.access.allowed` alone."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Always no, see `has_perm`."""
        return False
