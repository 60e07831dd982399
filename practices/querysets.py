"""Questions about practices. `visible_to` is the database's twin of the view permission in `rules.py`."""

from typing import Any

from django.db import models
from django.db.models import Q

from accounts.choices import STATE_ROLES, Role
from core.access import SECRETARIAT, countries_of, has_role, is_secretariat, organisations_of
from practices.choices import (
    AT_WORK,
    AWAITED,
    WITH_SECRETARIAT,
    AssignmentStatus,
    CallStatus,
    Status,
    UseStatus,
)
from practices.rules import OF_STATES, PEOPLE, WRITERS


def _own(user: Any, path: str = "", roles: tuple[str, ...] = PEOPLE) -> Q:
    """Of an organisation that `user` works for, or of the State whose focal point it is."""
    return Q(**{f"{path}organisation__in": organisations_of(user, *roles)}) | Q(
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
        return self.filter(_own(user) | self._submitted(user)) if is_secretariat(user) else self.filter(_own(user))

    def handled_by(self, user: Any) -> "PracticeQuerySet":
        """What `user` handles as an officer: submitted, and not recused; nobody else any (P24, P25)."""
        return self.filter(self._submitted(user)) if is_secretariat(user) else self.none()

    def _submitted(self, user: Any) -> Q:
        from practices.models import OfficerTie

        tied = OfficerTie.objects.filter(officer=user).values("practice")
        submitted = Q(status__in=WITH_SECRETARIAT) & ~Q(pk__in=tied)
        if any(role not in SECRETARIAT for role, _body, _country in user.current_roles):
            mine = self.model._base_manager.filter(_recused(user)).values("pk")
            submitted &= ~Q(pk__in=mine)
        return submitted

    def own_of(self, user: Any) -> "PracticeQuerySet":
        """Those of the organisations that `user` works for, drafts as well."""
        return self.filter(_own(user))

    def standing(self) -> "PracticeQuerySet":
        """All but discarded drafts."""
        return self.filter(discarded_at__isnull=True)

    def with_secretariat(self) -> "PracticeQuerySet":
        """Submitted by now, to whomever they are open."""
        return self.filter(status__in=WITH_SECRETARIAT)


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
        """What one's own body said, and what others say of its practices; the secretariat all."""
        if is_secretariat(user):
            return self
        said = Q(organisation__in=organisations_of(user, *PEOPLE))
        return self.filter(said | _own(user, "practice__", WRITERS))

    def asked(self) -> "UseQuerySet":
        """Those that the people of the practice have not answered yet."""
        return self.filter(status=UseStatus.ASKED)

    def unanswered(self) -> "UseQuerySet":
        """Those that wait for the people of the practice, or for an officer."""
        return self.filter(status__in=(UseStatus.ASKED, UseStatus.WAITING))

    def waiting(self) -> "UseQuerySet":
        """Not checked yet."""
        return self.filter(status=UseStatus.WAITING)


# --- peer review


def _current_memberships() -> models.QuerySet[Any]:
    from accounts.models import Membership

    return Membership.objects.current()


class ReviewerQuerySet(models.QuerySet[Any]):
    """Questions about the roster."""

    def visible_to(self, user: Any) -> "ReviewerQuerySet":
        """One's own; the secretariat all."""
        if is_secretariat(user):
            return self
        return self.filter(user=user) if user.is_authenticated else self.none()

    def listed(self) -> "ReviewerQuerySet":
        """Those who agreed to be named, have a name, are reviewers now and filed a report (A23). By name."""
        filed = Q(user__review_assignments__status=AssignmentStatus.FILED)
        held = self.model._meta.get_field("user").related_model.objects.filter(
            memberships__in=_current_memberships().filter(role=Role.PEER_REVIEWER)
        )
        return (
            self.filter(filed, is_listed=True, user__in=held.values("pk"))
            .exclude(user__name="")
            .order_by("user__name")
            .distinct()
        )

    def with_load(self) -> "ReviewerQuerySet":
        """With `load`, reports that are awaited, `done`, filed ones, and `last_filed_at`."""
        asked = "user__review_assignments"
        waiting = Q(**{f"{asked}__status__in": AWAITED, f"{asked}__round__closed_at": None})
        return self.annotate(
            load=models.Count(asked, filter=waiting, distinct=True),
            done=models.Count(asked, filter=Q(**{f"{asked}__status": AssignmentStatus.FILED}), distinct=True),
            last_filed_at=models.Max(f"{asked}__filed_at"),
        )


def _handled(user: Any) -> models.QuerySet[Any]:
    from practices.models import Practice

    return Practice.objects.handled_by(user).values("pk")


class RoundQuerySet(models.QuerySet[Any]):
    """Questions about rounds of review."""

    def visible_to(self, user: Any) -> "RoundQuerySet":
        """Officers who are not recused; nobody else (P25, P30)."""
        return self.filter(practice__in=_handled(user)) if is_secretariat(user) else self.none()

    def open(self) -> "RoundQuerySet":
        """Those that wait for reports or a decision."""
        return self.filter(closed_at__isnull=True, practice__status=Status.IN_REVIEW)


class AssignmentQuerySet(models.QuerySet[Any]):
    """Questions about who reviews what."""

    def visible_to(self, user: Any) -> "AssignmentQuerySet":
        """Officers who are not recused; the reviewer her own from the invitation on (P25, P30)."""
        if not user.is_authenticated:
            return self.none()
        own = Q(reviewer=user, invited_at__isnull=False) if has_role(user, Role.PEER_REVIEWER) else Q(pk__in=[])
        return self.filter(own | Q(round__practice__in=_handled(user))) if is_secretariat(user) else self.filter(own)

    def of_reviewer(self, user: Any) -> "AssignmentQuerySet":
        """One's own, the newest first."""
        if not has_role(user, Role.PEER_REVIEWER):
            return self.none()
        return self.filter(reviewer=user, invited_at__isnull=False).order_by("-proposed_at")

    def at_work(self) -> "AssignmentQuerySet":
        """Asked or to be asked, and not ended."""
        return self.filter(status__in=AT_WORK)

    def in_open_rounds(self) -> "AssignmentQuerySet":
        """Of rounds that still wait for reports."""
        return self.filter(round__closed_at__isnull=True, round__practice__status=Status.IN_REVIEW)


class DecisionQuerySet(models.QuerySet[Any]):
    """Questions about decisions."""

    def visible_to(self, user: Any) -> "DecisionQuerySet":
        """The practice's own people, and officers who are not recused."""
        from practices.models import Practice

        own = Practice.objects.own_of(user).values("pk")
        seen = Q(round__practice__in=own)
        return self.filter(seen | Q(round__practice__in=_handled(user)) if is_secretariat(user) else seen)
