"""What this app holds of a person, and how it lets go of it (docs/architecture.md, "Deletion")."""

from typing import Any

from django.db.models import Q

from forum.models import ReminderPlan


def personal_data(user: Any) -> dict[str, Any]:
    """The plans of reminders that this person proposed or put in force."""
    plans = ReminderPlan.objects.filter(Q(proposed_by=user) | Q(released_by=user)).distinct()
    return {"reminder_plans": [str(plan) for plan in plans]}


def erase(user: Any) -> None:
    """Nothing: a plan names who proposed and released it, and that account has no name any more."""
