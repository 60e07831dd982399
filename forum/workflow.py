"""The life of a reminder plan (RELIABILITY P48: a second officer puts in force what the first proposed).

draft --propose--> proposed --put_in_force--> in force --end--> ended
  ^                   |
  +---- take_back ----+
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMModelMixin, transition

from core.workflow import Problem, StatusField, may
from forum.choices import PlanStatus

if TYPE_CHECKING:
    Step = Callable[..., None]


class ReminderPlanWorkflow(FSMModelMixin, models.Model):
    """Status of a plan and who moved it; nothing is sent from a plan that is not in force."""

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

    @transition(status, [PlanStatus.DRAFT], PlanStatus.PROPOSED, permission=may("forum.propose_reminderplan"))
    def propose(self, by: Any, note: str) -> None:
        """Propose."""
        self.proposed_by = by

    @transition(status, [PlanStatus.PROPOSED], PlanStatus.DRAFT, permission=may("forum.take_back_reminderplan"))
    def take_back(self, by: Any, note: str) -> None:
        """Back to draft."""
        self.proposed_by = None

    @transition(status, [PlanStatus.PROPOSED], PlanStatus.IN_FORCE, permission=may("forum.put_in_force_reminderplan"))
    def put_in_force(self, by: Any, note: str) -> None:
        """Put in force."""
        self.released_by = by

    @transition(status, [PlanStatus.IN_FORCE], PlanStatus.ENDED, permission=may("forum.end_reminderplan"))
    def end(self, by: Any, note: str) -> None:
        """End."""

    def problems_before(self, step: str) -> list[Problem]:
        """What still stands in the way of `step`; the model says it."""
        return []
