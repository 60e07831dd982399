"""Questions about people and bodies."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.choices import (
    CONTRIBUTORS,
    FACTORS,
    SECRETARIAT_ROLES,
    STATE_ROLES,
    OrganisationKind,
    RequestOutcome,
    Role,
)
from core.access import countries_of, is_secretariat, organisations_of


def _of_team_or_body(user: Any) -> Q:
    """Roles in the State's team that `user` belongs to, or in a body that `user` belongs to."""
    team = Q(role__in=STATE_ROLES, organisation__country__in=countries_of(user, *STATE_ROLES))
    return team | Q(organisation__in=organisations_of(user, *Role.values))


class UserQuerySet(models.QuerySet[Any]):
    """Questions about people."""

    def visible_to(self, user: Any) -> "UserQuerySet":
        """Oneself; people of one's own State's team or organisation; everyone for the secretariat (P53)
        and, as accounts, for the technical administrator (P61)."""
        if is_secretariat(user) or getattr(user, "is_superuser", False):
            return self
        if not user.is_authenticated:
            return self.none()
        roles: Any = self.model._meta.get_field("memberships").related_model
        together = roles.objects.current().filter(_of_team_or_body(user)).values("user")
        return self.filter(Q(pk=user.pk) | Q(pk__in=together))

    def of_address(self, email: str) -> "UserQuerySet":
        """Whoever has `email` as the address of the account, or as a further confirmed one; each once."""
        further = Q(emailaddress__email__iexact=email, emailaddress__verified=True)
        return self.filter(Q(email__iexact=email) | further).distinct()

    def officers(self) -> "UserQuerySet":
        """The people of the secretariat now, each once."""
        roles: Any = self.model._meta.get_field("memberships").related_model
        return self.filter(pk__in=roles.objects.current().filter(role__in=SECRETARIAT_ROLES).values("user"))

    def without_factor(self) -> "UserQuerySet":
        """Those who have neither a passkey nor an authenticator."""
        return self.exclude(authenticator__type__in=FACTORS)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes people; an address is kept in lower case and is unique so."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Any:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Any:
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> Any:
        return self.get(email=(username or "").lower())


class OrganisationQuerySet(models.QuerySet[Any]):
    """Questions about organisations. Their names are public; their people are not."""

    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """All but the ministries that other States have put on record."""
        if is_secretariat(user):
            return self
        return self.filter(~Q(kind=OrganisationKind.MINISTRY) | Q(country__in=countries_of(user, *STATE_ROLES)))

    def demanding_second_factor(self) -> "OrganisationQuerySet":
        """Those whose people work only with a second factor, by the secretariat's word or by their own (S1)."""
        return self.filter(Q(requires_second_factor=True) | Q(asks_own_people_for_second_factor=True))

    def joinable(self) -> "OrganisationQuerySet":
        """Those outside States, which people may ask to join."""
        return self.standing().filter(kind__in=CONTRIBUTORS)

    def standing(self) -> "OrganisationQuerySet":
        """Those that stand by themselves; the others have become part of one of these."""
        return self.filter(merged_into=None)

    def known_as(self) -> "models.QuerySet[Any, tuple[int, str, str, dict[str, str]]]":
        """(key, name, short name, names in other languages) of all; a name that was merged leads to who stays."""
        return self.values_list(Coalesce("merged_into", "pk"), "name", "short_name", "names")

    def at_home_in(self, domains: Iterable[str]) -> "OrganisationQuerySet":
        """Those whose people have addresses of one of `domains` (FEATURES U5)."""
        return self.filter(mail_domains__domain__in=domains).distinct()


class MembershipQuerySet(models.QuerySet[Any]):
    """Questions about who holds which role where."""

    def current(self) -> "MembershipQuerySet":
        """Those that give rights at this moment: begun, not ended, and of the secretariat's own only
        those that a second officer has released (P52)."""
        return self._not_over().filter(starts_at__lte=timezone.now())

    def unended(self) -> "MembershipQuerySet":
        """The same with those that begin on a later day, unless they were ended before it."""
        return self._not_over().filter(Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")))

    def _not_over(self) -> "MembershipQuerySet":
        """Those of active people whose end has not come, begun or not."""
        return self.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=timezone.now()),
            ~Q(role__in=SECRETARIAT_ROLES) | Q(released_at__isnull=False),
            user__is_active=True,
        )

    def focal_points(self, country: Any = None) -> "MembershipQuerySet":
        """Current focal points, of one State (object or two-letter code) or of all."""
        points = self.current().filter(role=Role.FOCAL_POINT)
        return points.filter(organisation__country=country) if country else points

    def team_of(self, country: Any) -> "MembershipQuerySet":
        """The current team of a State (object or two-letter code): its focal points, ministries, readers."""
        return self.current().filter(role__in=STATE_ROLES, organisation__country=country)

    def visible_to(self, user: Any) -> "MembershipQuerySet":
        """One's own, those of one's State's team and organisation; all for the secretariat; the
        secretariat's own for the technical administrator (P52)."""
        if is_secretariat(user):
            return self
        if not user.is_authenticated:
            return self.none()
        seen = Q(user=user) | _of_team_or_body(user)
        if user.is_superuser:
            seen |= Q(role__in=SECRETARIAT_ROLES)
        return self.filter(seen)


class InvitationQuerySet(models.QuerySet[Any]):
    """Questions about invitations."""

    def open(self) -> "InvitationQuerySet":
        """Those that can be accepted now."""
        return self.pending().filter(
            Q(needs_release=False) | Q(released_at__isnull=False), expires_at__gt=timezone.now()
        )

    def pending(self) -> "InvitationQuerySet":
        """Those that nobody has accepted or taken back: open, expired, or waiting for a second officer."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def visible_to(self, user: Any) -> "InvitationQuerySet":
        """The State's team sees its focal point's; the secretariat its own, never those by which a
        State builds its team on an unsubmitted review (RELIABILITY P55, condition 18)."""
        if not user.is_authenticated:
            return self.none()
        seen = Q(role__in=STATE_ROLES, organisation__country__in=countries_of(user, Role.FOCAL_POINT))
        if is_secretariat(user):
            seen |= Q(within_state=False)
        if user.is_superuser:
            seen |= Q(role__in=SECRETARIAT_ROLES)
        return self.filter(seen)


class MembershipRequestQuerySet(models.QuerySet[Any]):
    """Questions about who asks to join which organisation."""

    def visible_to(self, user: Any) -> "MembershipRequestQuerySet":
        """One's own, those to organisations that one administers, all for the secretariat (P51)."""
        if is_secretariat(user):
            return self
        if not user.is_authenticated:
            return self.none()
        administered = organisations_of(user, Role.ORGANISATION_ADMINISTRATOR)
        return self.filter(Q(person=user) | Q(organisation__in=administered))

    def waiting(self) -> "MembershipRequestQuerySet":
        """Those that nobody has answered."""
        return self.filter(outcome=RequestOutcome.WAITING)


class DeskNoteQuerySet(models.QuerySet[Any]):
    """Questions about internal notes."""

    def visible_to(self, user: Any) -> "DeskNoteQuerySet":
        """All for the secretariat, none for anybody else."""
        return self if is_secretariat(user) else self.none()

    def open(self) -> "DeskNoteQuerySet":
        """Those that nobody has settled."""
        return self.filter(settled_at__isnull=True)

    def settled(self) -> "DeskNoteQuerySet":
        """Those that somebody has settled."""
        return self.filter(settled_at__isnull=False)

    def of_the_portal(self) -> "DeskNoteQuerySet":
        """Tasks that no officer wrote."""
        return self.filter(by_the_portal=True)

    def for_anybody(self) -> "DeskNoteQuerySet":
        """Open tasks with a day that no officer has been given."""
        return self.open().filter(wanted_from=None, due_on__isnull=False)

    def of(self, record: Any) -> "DeskNoteQuerySet":
        """Those beside `record`, the newest first."""
        about = ContentType.objects.get_for_model(record)
        return self.filter(content_type=about, object_id=str(record.pk)).select_related("written_by", "wanted_from")


class FactorResetQuerySet(models.QuerySet[Any]):
    """Questions about lost second factors."""

    def visible_to(self, user: Any) -> "FactorResetQuerySet":
        """All for the secretariat, none for anybody else."""
        return self if is_secretariat(user) else self.none()

    def open(self) -> "FactorResetQuerySet":
        """Those that were neither done nor stopped."""
        return self.filter(done_at=None, stopped_at=None)


class HandoverQuerySet(models.QuerySet[Any]):
    """Questions about handovers."""

    def visible_to(self, user: Any) -> "HandoverQuerySet":
        """Those of one's own State; all for the secretariat."""
        if is_secretariat(user):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__country__in=countries_of(user, Role.FOCAL_POINT))


class SupportLookQuerySet(models.QuerySet[Any]):
    """Questions about pages that are shown to an officer."""

    def visible_to(self, user: Any) -> "SupportLookQuerySet":
        """Those that one has opened or is named in, and a State's own for its focal points."""
        if not user.is_authenticated:
            return self.none()
        own = countries_of(user, Role.FOCAL_POINT)
        return self.filter(Q(opened_by=user.pk) | Q(officer=user.pk) | Q(country__in=own))

    def open(self) -> "SupportLookQuerySet":
        """Those that have not ended."""
        return self.filter(ended_at=None, until__gt=timezone.now())


class AccessTokenQuerySet(models.QuerySet[Any]):
    """Questions about personal tokens."""

    def visible_to(self, user: Any) -> "AccessTokenQuerySet":
        """One's own; nobody looks into anybody else's."""
        return self.filter(person=user.pk or 0)

    def open(self) -> "AccessTokenQuerySet":
        """Those whose time is not over, with their people; whether their logins stand says `is_open`."""
        return self.filter(ended_at=None, expires_at__gt=timezone.now()).select_related("person")

    def with_hash(self, hash_: str) -> "AccessTokenQuerySet":
        """The open one that is known by `hash_`, if there is one."""
        return self.open().filter(hash=hash_)
