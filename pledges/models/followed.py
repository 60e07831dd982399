"""Published pledges and reports as the secretariat follows them: proxies, so that drafts stay registered nowhere."""

from django.utils.translation import gettext_lazy as _

from pledges.models.pledge import Pledge
from pledges.models.progress import ProgressReport
from pledges.querysets import FollowedPledgeQuerySet, FollowedReportQuerySet


class FollowedPledge(Pledge):
    """A pledge that the public reads."""

    objects = FollowedPledgeQuerySet.as_manager()  # type: ignore[assignment,misc]  # of its own

    class Meta:
        proxy = True
        verbose_name = _("published pledge and its reports")
        verbose_name_plural = _("published pledges and their reports")


class FollowedReport(ProgressReport):
    """A progress report that the public reads."""

    objects = FollowedReportQuerySet.as_manager()  # type: ignore[assignment,misc]  # of its own

    class Meta:
        proxy = True
        verbose_name = _("published progress report")
        verbose_name_plural = _("published progress reports")

    def __str__(self) -> str:
        return str(self.reference)
