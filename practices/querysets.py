"""Questions about practices. `visible_to` is the database's twin of the view permission in `rules.py`."""

from typing import Any

from django.db import models
from django.db.models import Q

from accounts.choices import STATE_ROLES, Role
from core.access import SECRETARIAT, countries_of, is_secretariat, organisations_of
from practices.choices import WITH_SECRETARIAT, CallStatus, Status, UseStanding
from practices.rules import OF_STATES, PEOPLE


def _own(user: Any, path: str = "") -> Q:
    """Of an organisation that `user` works for, or of the State whose focal point it is."""
    return Q(**{f"{path}organisation__in": organisations_of(user, *PEOPLE)}) | Q(
        **{
            f"{path}organisation__kind__in": OF_STATES,
            f"{path}organisation__country__in": countries_of(user, Role.FOCAL_POINT),
        }
    )


def _recused(user: Any, path: str = "") -> Q:
    """Of an organisation or State that an officer belongs to as well (condition 7)."""
    outside = [role for role in Role.values if role not in SECRETARIAT]
    return Q(**{f"{path}organisation__in": organisations_of(user, *outside)}) | Q(
        **{
            f"{path}organisation__kind__in": OF_STATES,
            f"{path}organisation__country__in": countries_of(user, *STATE_ROLES),
        }
    )


class PracticeQuerySet(models.QuerySet[Any]):
    """Questions about practices as their people write them and the secretariat handles them."""

    def visible_to(self, user: Any) -> "PracticeQuerySet":
        """One's own organisation's; for officers who are not recused what was submitted (P21, P22)."""
        seen = _own(user)
        if not is_secretariat(user):
            return self.filter(seen)
        submitted = Q(status__in=WITH_SECRETARIAT)
        if any(role not in SECRETARIAT for role, _body, _country in user.current_roles):
            mine = self.model._base_manager.filter(_recused(user)).values("pk")
            submitted &= ~Q(pk__in=mine)
        return self.filter(seen | submitted)

    def own_of(self, user: Any) -> "PracticeQuerySet":
        """Those of the organisations that `user` works for, drafts as well."""
        return self.filter(_own(user))

    def standing(self) -> "PracticeQuerySet":
        """All but discarded drafts."""
        return self.filter(discarded_at__isnull=True)

    def to_screen(self) -> "PracticeQuerySet":
        """Submitted, and not looked at yet."""
        return self.filter(status=Status.SUBMITTED)


class OfPracticeQuerySet(models.QuerySet[Any]):
    """Parts of a practice that only its own people reach: images of the draft."""

    def visible_to(self, user: Any) -> "OfPracticeQuerySet":
        """Those of one's own organisation's practices."""
        return self.filter(_own(user, "practice__"))

    def standing(self) -> "OfPracticeQuerySet":
        """Those not removed."""
        return self.filter(removed_at__isnull=True)


class VersionQuerySet(models.QuerySet[Any]):
    """Questions about submitted versions."""

    def visible_to(self, user: Any) -> "VersionQuerySet":
        """Those of the practices that one may see."""
        from practices.models import Practice

        return self.filter(practice__in=Practice.objects.visible_to(user).values("pk"))


class CallQuerySet(models.QuerySet[Any]):
    """Questions about calls for practices."""

    def visible_to(self, user: Any) -> "CallQuerySet":
        """Everybody those that were opened; the secretariat all."""
        return self if is_secretariat(user) else self.public()

    def public(self) -> "CallQuerySet":
        """Open, or closed by now."""
        return self.exclude(status=CallStatus.DRAFT)


class UseQuerySet(models.QuerySet[Any]):
    """Questions about practices taken up elsewhere."""

    def visible_to(self, user: Any) -> "UseQuerySet":
        """What one's own body said; the secretariat all."""
        return self if is_secretariat(user) else self.filter(organisation__in=organisations_of(user, *PEOPLE))

    def waiting(self) -> "UseQuerySet":
        """Not checked yet."""
        return self.filter(standing=UseStanding.WAITING)
