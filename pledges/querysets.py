"""Questions about pledges. `visible_to` is the database's twin of the view permission in `rules.py`."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.choices import STATE_ROLES, OrganisationKind, Role
from core.access import countries_of, is_secretariat, organisations_of
from pledges.choices import ENDED, OVER, PART, Answer, ObservationStatus, Outcome, ReportStatus, Status
from pledges.rules import SPEAKERS


def committed_by(user: Any, path: str = "organisation__") -> Q:
    """Of the bodies that `user` can commit (the twin of `rules.speaks_for`); `path` leads to the body."""
    states = {"kind": OrganisationKind.STATE, "country__in": countries_of(user, Role.FOCAL_POINT)}
    others = {
        "pk__in": organisations_of(user, *SPEAKERS),
        "kind__in": (OrganisationKind.UN_ENTITY, OrganisationKind.STAKEHOLDER),
    }
    return Q(**{f"{path}{name}": value for name, value in states.items()}) | Q(
        **{f"{path}{name}": value for name, value in others.items()}
    )


class PledgeQuerySet(models.QuerySet[Any]):
    """Questions about pledges as their people write them; the secretariat reads versions."""

    def visible_to(self, user: Any) -> "PledgeQuerySet":
        """One's own body's, those one is named for, those one's body was asked to join (P32, P34)."""
        if not user.is_authenticated:
            return self.none()
        from pledges.models import PledgeParticipant

        joined = PledgeParticipant.objects.filter(committed_by(user), answer__in=PART).values("pledge")
        named = self.model.delegates.through.objects.filter(user=user).values("pledge")
        return self.filter(
            committed_by(user)
            | Q(pk__in=named, organisation__country__in=countries_of(user, *STATE_ROLES))
            | Q(pk__in=joined, discarded_at__isnull=True)
        )

    def led_by(self, user: Any) -> "PledgeQuerySet":
        """Those of the bodies that `user` can commit."""
        return self.filter(committed_by(user))

    def standing(self) -> "PledgeQuerySet":
        """All but discarded drafts."""
        return self.filter(discarded_at__isnull=True)

    def published(self) -> "PledgeQuerySet":
        """Those that the public reads."""
        return self.filter(status=Status.PUBLISHED)


class OfPledgeQuerySet(models.QuerySet[Any]):
    """Parts of a pledge that only its own people reach: files of the draft."""

    def visible_to(self, user: Any) -> "OfPledgeQuerySet":
        """Those of the pledges that one may see."""
        from pledges.models import Pledge

        return self.filter(pledge__in=Pledge.objects.visible_to(user).values("pk"))

    def standing(self) -> "OfPledgeQuerySet":
        """Those not removed."""
        return self.filter(removed_at__isnull=True)


class ParticipantQuerySet(models.QuerySet[Any]):
    """Questions about partners."""

    def visible_to(self, user: Any) -> "ParticipantQuerySet":
        """The lead's, one's own, those one was written to about; the secretariat all that were submitted (P35)."""
        if not user.is_authenticated:
            return self.none()
        seen = committed_by(user, "pledge__organisation__") | committed_by(user) | Q(email__iexact=user.email)
        if is_secretariat(user):
            seen |= Q(pledge__reference__isnull=False)
        return self.filter(seen)

    def part(self) -> "ParticipantQuerySet":
        """Asked or confirmed."""
        return self.exclude(answer__in=OVER)

    def offered_to(self, user: Any) -> "ParticipantQuerySet":
        """Offers that wait for an answer of `user`, who can commit the body that leads."""
        return self.filter(committed_by(user, "pledge__organisation__"), answer=Answer.OFFERED)

    def waiting(self) -> "ParticipantQuerySet":
        """Asked, and not answered yet."""
        return self.filter(answer=Answer.INVITED, pledge__discarded_at__isnull=True).exclude(
            pledge__status__in=(Status.DECLINED, Status.WITHDRAWN)
        )


class VersionQuerySet(models.QuerySet[Any]):
    """Questions about versions that were submitted."""

    def visible_to(self, user: Any) -> "VersionQuerySet":
        """The secretariat's and those of the bodies that `user` can commit (P36)."""
        return self if is_secretariat(user) else self.filter(committed_by(user, "pledge__organisation__"))

    def waiting(self) -> "VersionQuerySet":
        """Those that the secretariat has not looked at."""
        return self.filter(outcome=Outcome.WAITING)


class ReportQuerySet(models.QuerySet[Any]):
    """Questions about progress reports as their people write them; everybody else reads publications."""

    def visible_to(self, user: Any) -> "ReportQuerySet":
        """One's own body's, and those of the State that named one for the pledge (P38)."""
        if not user.is_authenticated:
            return self.none()
        from pledges.models import Pledge

        named = Pledge.delegates.through.objects.filter(user=user).values("pledge")
        return self.filter(
            committed_by(user)
            | Q(
                pledge__in=named,
                organisation=models.F("pledge__organisation"),
                organisation__country__in=countries_of(user, *STATE_ROLES),
            )
        )

    def standing(self) -> "ReportQuerySet":
        """All but discarded drafts."""
        return self.filter(discarded_at__isnull=True)

    def discarded_since(self, moment: datetime) -> "ReportQuerySet":
        """Drafts that were thrown away after `moment`, the last one first."""
        return self.filter(discarded_at__gt=moment).order_by("-discarded_at")

    def written(self) -> "ReportQuerySet":
        """Drafts that are not discarded, and reports that are being corrected."""
        return self.filter(
            Q(status=ReportStatus.DRAFT, discarded_at__isnull=True) | Q(being_corrected_since__isnull=False)
        )


class ObservationQuerySet(models.QuerySet[Any]):
    """Questions about observations of others on published pledges."""

    def visible_to(self, user: Any) -> "ObservationQuerySet":
        """The secretariat's all; one's own body's; the published ones of one's own pledges (C19)."""
        if not user.is_authenticated:
            return self.none()
        if is_secretariat(user):
            return self
        of_own_pledge = committed_by(user, "pledge__organisation__") & Q(status=ObservationStatus.PUBLISHED)
        return self.filter(committed_by(user) | of_own_pledge)

    def waiting(self) -> "ObservationQuerySet":
        """Those that the secretariat has not looked at."""
        return self.filter(status=ObservationStatus.WAITING)

    def unanswered_by(self, user: Any) -> "ObservationQuerySet":
        """Published ones on pledges of the bodies that `user` can commit, as long as nobody has answered."""
        mine = committed_by(user, "pledge__organisation__")
        return self.filter(mine, status=ObservationStatus.PUBLISHED, answer="")


class OpenQuerySet(models.QuerySet[Any]):
    """Forums that take observations."""

    def visible_to(self, user: Any) -> "OpenQuerySet":
        """The secretariat's alone: everybody else meets the button, or none."""
        return self if is_secretariat(user) else self.none()


class EvidenceQuerySet(models.QuerySet[Any]):
    """Addresses that published reports name."""

    def visible_to(self, user: Any) -> "EvidenceQuerySet":
        """The secretariat's, and those of the reports that one may see."""
        from pledges.models import ProgressReport

        if is_secretariat(user):
            return self
        return self.filter(report__in=ProgressReport.objects.visible_to(user).values("pk"))

    def due(self, now: Any) -> "EvidenceQuerySet":
        """Those to look at now, the longest waiting first; none of a pledge that was withdrawn."""
        return self.filter(due_at__lte=now, report__pledge__status=Status.PUBLISHED).order_by("due_at")


class FollowedPledgeQuerySet(models.QuerySet[Any]):
    """Published pledges as the secretariat follows them."""

    def visible_to(self, user: Any) -> "FollowedPledgeQuerySet":
        """The secretariat's; what it shows of them is public, but for the day of the next report."""
        return self.filter(status=Status.PUBLISHED) if is_secretariat(user) else self.none()

    def late(self) -> "FollowedPledgeQuerySet":
        """Those whose planned day has passed, and that have not ended."""
        return self.filter(next_report_on__lt=timezone.localdate()).exclude(progress__in=ENDED)


class FollowedReportQuerySet(models.QuerySet[Any]):
    """Published reports as the secretariat follows them."""

    def visible_to(self, user: Any) -> "FollowedReportQuerySet":
        """The secretariat's, of pledges that stand."""
        published = self.filter(status=ReportStatus.PUBLISHED, pledge__status=Status.PUBLISHED)
        return published if is_secretariat(user) else self.none()
