"""What officers do with a reminder plan. The planner of reminders reads what is in force by itself."""

from typing import Any

from django.db import transaction

from core.workflow import perform
from forum.models import ReminderPlan


@transaction.atomic
def propose(plan: ReminderPlan, *, by: Any, note: str = "") -> ReminderPlan:
    """Hand the plan to a second officer; from now on it is not edited."""
    return perform(plan, "propose", by=by, note=note)


@transaction.atomic
def take_back(plan: ReminderPlan, *, by: Any, note: str = "") -> ReminderPlan:
    """Back to draft, by the one who proposed it or the one who was to release it."""
    return perform(plan, "take_back", by=by, note=note)


@transaction.atomic
def put_in_force(plan: ReminderPlan, *, by: Any, note: str = "") -> ReminderPlan:
    """Reminders go out from this plan; never by the one who proposed it (P48)."""
    return perform(plan, "put_in_force", by=by, note=note)


@transaction.atomic
def end(plan: ReminderPlan, *, by: Any, note: str = "") -> ReminderPlan:
    """No further reminder goes out from this plan."""
    return perform(plan, "end", by=by, note=note)
