"""Questions about the outbox and about letters to many."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Greatest, Lower

from core.access import countries_of, is_secretariat
from notifications.choices import LOST, UNDER_WAY, Choice, LetterStatus, Status, TextStatus

LATE = timedelta(minutes=60)


class MessageQuerySet(models.QuerySet[Any]):
    """Questions about messages; who may see them comes first."""

    def visible_to(self, user: Any) -> "MessageQuerySet":
        """Own messages; a focal point's own State's confidential ones; for the secretariat, and the
        superuser flag, all that are not confidential to a State (promise P55, conditions 18)."""
        if not user.is_authenticated:
            return self.none()
        seen = Q(recipient=user) | Q(confidential=True, country__in=countries_of(user, "focal_point"))
        if is_secretariat(user) or user.is_superuser:
            seen |= Q(confidential=False)
        return self.filter(seen)

    def own_to(self, country: str) -> "MessageQuerySet":
        """Those born of this State's own work, which its focal point resolves (condition 18)."""
        return self.filter(confidential=True, country=country)

    def due(self, now: datetime) -> "MessageQuerySet":
        """Those that may go at `now`, the longest waiting first."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), status=Status.QUEUED, next_try__lte=now)

    def overdue(self, now: datetime) -> "MessageQuerySet":
        """Due for an hour and not taken over, however often it was tried meanwhile, the oldest first; `since` says
        from when (FEATURES N5)."""
        since = Greatest(Coalesce("not_before", "planned_at"), "planned_at")
        under_way = Q(status__in=UNDER_WAY) & (Q(expires_at=None) | Q(expires_at__gt=now))
        return self.annotate(since=since).filter(under_way, since__lt=now - LATE).order_by("since")

    def for_digest_of(self, user: Any, now: datetime) -> "MessageQuerySet":
        """What waits for the digest of `user` at `now`, with what a digest told that may not have arrived."""
        waits = Q(status=Status.DIGEST) | Q(status=Status.TOLD, told_in__status__in=LOST)
        begun = Q(not_before=None) | Q(not_before__lte=now)
        rows = self.filter(begun, Q(expires_at=None) | Q(expires_at__gt=now), waits, recipient=user)
        return rows.order_by("planned_at", "pk")

    def needing_decision(self) -> "MessageQuerySet":
        """Those that wait for a person to decide."""
        return self.filter(status__in=[Status.UNCERTAIN, Status.HELD])


class RefusedAddressQuerySet(models.QuerySet[Any]):
    """Questions about addresses that refuse mail."""

    def visible_to(self, user: Any) -> "RefusedAddressQuerySet":
        """For the secretariat those that its own mail met; none for anybody else."""
        return self.filter(confidential=False) if is_secretariat(user) else self.none()

    def of(self, addresses: Any) -> "RefusedAddressQuerySet":
        """Those of `addresses`, in whatever case."""
        return self.annotate(small=Lower("address")).filter(small__in={str(one).lower() for one in addresses})


class AnnouncementQuerySet(models.QuerySet[Any]):
    """Questions about letters to many."""

    def visible_to(self, user: Any) -> "AnnouncementQuerySet":
        """All for the secretariat, none for anybody else (P54)."""
        return self if is_secretariat(user) else self.none()

    def proposed(self) -> "AnnouncementQuerySet":
        """Those that wait for a second officer."""
        return self.filter(status=LetterStatus.PROPOSED)


class MailTextQuerySet(models.QuerySet[Any]):
    """Questions about officers' own words."""

    def visible_to(self, user: Any) -> "MailTextQuerySet":
        """All for the secretariat, none for anybody else."""
        return self if is_secretariat(user) else self.none()

    def proposed(self) -> "MailTextQuerySet":
        """Those that wait for a second officer."""
        return self.filter(status=TextStatus.PROPOSED)

    def in_force(self, kind: str, language: str) -> "MailTextQuerySet":
        """The one that replaces the shipped words, if any."""
        return self.filter(kind=kind, language=language, status=TextStatus.IN_FORCE)


class PreferenceQuerySet(models.QuerySet[Any]):
    """Questions about what people want to hear."""

    def choice_of(self, user: Any, kind: str) -> str:
        """What `user` chose for the kind of this name; at once, when nothing was chosen."""
        return self.filter(user=user, kind=kind).values_list("choice", flat=True).first() or Choice.AT_ONCE

    def chosen(self, kinds: set[str]) -> dict[tuple[Any, str], str]:
        """By (person, kind) what everybody chose who does not want messages of `kinds` at once."""
        if not kinds:
            return {}
        rows = self.filter(kind__in=kinds).exclude(choice=Choice.AT_ONCE)
        return {(person, kind): choice for person, kind, choice in rows.values_list("user_id", "kind", "choice")}

    def silenced(self, kinds: set[str]) -> set[tuple[Any, str]]:
        """(person, kind) of everybody who does not want to hear of one of `kinds`."""
        return {who for who, choice in self.chosen(kinds).items() if choice == Choice.NEVER}
