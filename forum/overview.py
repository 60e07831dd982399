"""What this app holds of a person, and how it lets go of it (docs/architecture.md, "Deletion")."""

from typing import Any

from django.db.models import Q

from accounts.merging import declare, moving_in_list
from forum.models import ErrorReport, PageText, ReminderPlan


def personal_data(user: Any) -> dict[str, Any]:
    """The plans of reminders that this person proposed or put in force; the words of pages likewise, or written."""
    of_two = Q(proposed_by=user) | Q(released_by=user)
    texts = PageText.objects.filter(of_two | Q(written_by=user)).distinct()
    answered = ErrorReport.objects.filter(dealt_by=user)
    plans = ReminderPlan.objects.filter(of_two).distinct()
    return {
        "reminder_plans": [str(plan) for plan in plans],
        "texts_of_pages": [str(text) for text in texts],
        "errors_dealt_with": [str(report.page) for report in answered],
    }


def erase(user: Any) -> None:
    """Nothing: a plan names who proposed and released it, and that account has no name any more."""


declare(moving_in_list("forum.JointProgramme.partners"))
