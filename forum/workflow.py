"""The life of a reminder plan (RELIABILITY P48) and of a version of a page's text: a second officer puts in force what
the first proposed.

draft --propose--> proposed --put_in_force--> in force --end--> ended
  ^                   |
  +---- take_back ----+

An error that a reader reports:

waiting --answer--> answered
   |
   +------close---> closed
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMModelMixin, transition

from core.workflow import Problem, StatusField, may
from forum.choices import PlanStatus, ReportStatus

if TYPE_CHECKING:
    Step = Callable[..., None]


def may_here(step: str) -> Any:
    """Only with the permission of this very record's model: `forum.propose_reminderplan`."""
    return lambda record, user: may(f"forum.{step}_{record._meta.model_name}")(record, user)


class ReleasedByAnother(FSMModelMixin, models.Model):
    """Status of what two officers put in force, and who they were; nothing follows from it before it is in force."""

    status = StatusField(_("status"), choices=PlanStatus.choices, default=PlanStatus.DRAFT, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("put in force by"),
    )

    class Meta:
        abstract = True

    @transition(status, [PlanStatus.DRAFT], PlanStatus.PROPOSED, permission=may_here("propose"))
    def propose(self, by: Any, note: str) -> None:
        """Propose."""
        self.proposed_by = by

    @transition(status, [PlanStatus.PROPOSED], PlanStatus.DRAFT, permission=may_here("take_back"))
    def take_back(self, by: Any, note: str) -> None:
        """Back to draft."""
        self.proposed_by = None

    @transition(status, [PlanStatus.PROPOSED], PlanStatus.IN_FORCE, permission=may_here("put_in_force"))
    def put_in_force(self, by: Any, note: str) -> None:
        """Put in force."""
        self.released_by = by

    @transition(status, [PlanStatus.IN_FORCE], PlanStatus.ENDED, permission=may_here("end"))
    def end(self, by: Any, note: str) -> None:
        """End."""

    def problems_before(self, step: str) -> list[Problem]:
        """What still stands in the way of `step`; the model says it."""
        return []


class ErrorReportWorkflow(FSMModelMixin, models.Model):
    """Whether somebody at the secretariat has dealt with it."""

    status = StatusField(_("status"), choices=ReportStatus.choices, default=ReportStatus.WAITING, editable=False)

    class Meta:
        abstract = True

    @transition(status, [ReportStatus.WAITING], ReportStatus.ANSWERED, permission=may_here("answer"))
    def answer(self, by: Any, note: str) -> None:
        """Answer."""
        self._deal(by, note)

    @transition(status, [ReportStatus.WAITING], ReportStatus.CLOSED, permission=may_here("close"))
    def close(self, by: Any, note: str) -> None:
        """Close without an answer."""
        self._deal(by, note)

    def _deal(self, by: Any, note: str) -> None:
        record: Any = self
        record.dealt_by, record.dealt_at, record.words = by, timezone.now(), note

    def problems_before(self, step: str) -> list[Problem]:
        """What still stands in the way of `step`; the model says it."""
        return []
