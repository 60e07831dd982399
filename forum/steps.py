"""What officers do with a reminder plan and with the words of a page; what readers report, and how it is answered.

The planner of reminders, and the pages, read what is in force by themselves.
"""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.workflow import perform
from forum import notifications
from forum.models import ErrorReport, PageText, ReminderPlan


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


@transaction.atomic
def propose_text(text: PageText, *, by: Any, note: str = "") -> PageText:
    """Hand the words of a page to a second officer; from now on they are not edited."""
    return perform(text, "propose", by=by, note=note)


@transaction.atomic
def take_text_back(text: PageText, *, by: Any, note: str = "") -> PageText:
    """Back to draft."""
    return perform(text, "take_back", by=by, note=note)


@transaction.atomic
def put_text_in_force(text: PageText, *, by: Any, note: str = "") -> PageText:
    """Readers see these words; the version before them ends. Never by who proposed them."""
    for earlier in PageText.objects.in_force().filter(page=text.page_id, language=text.language):
        perform(earlier, "end", by=by, note=note)
    text = perform(text, "put_in_force", by=by, note=note)
    text.released_at = timezone.now()
    text.save(update_fields=["released_at"])
    return text


@transaction.atomic
def end_text(text: PageText, *, by: Any, note: str = "") -> PageText:
    """Readers see it no more: in another language than English, the English text instead."""
    return perform(text, "end", by=by, note=note)


@transaction.atomic
def report_error(page: str, text: str, email: str, language: str) -> ErrorReport:
    """What a reader says is wrong on a page; the second press on that day finds the first (F2).

    The form stands on pages that everybody keeps, so it has no key of its own: what it says is the key.
    """
    day = timezone.now().date().isoformat()
    form_key = uuid.uuid5(uuid.NAMESPACE_URL, f"{day}\n{page}\n{email}\n{text}")
    fields = {"page": page, "text": text, "email": email, "language": language}
    return ErrorReport.objects.get_or_create(form_key=form_key, defaults=fields)[0]


@transaction.atomic
def answer_error(report: ErrorReport, *, by: Any, note: str) -> ErrorReport:
    """Answer the reader, by mail where an address was given."""
    report = perform(report, "answer", by=by, note=note)
    if report.email:
        notifications.ErrorAnswered(report).queue()
    return report


@transaction.atomic
def close_error(report: ErrorReport, *, by: Any, note: str = "") -> ErrorReport:
    """Nothing is to be answered; nobody gets a message."""
    return perform(report, "close", by=by, note=note)
