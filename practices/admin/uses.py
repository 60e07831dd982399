"""Bodies that say they took a practice up: confirmed by its people, then checked by an officer, then public (A28)."""

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy

from core.admin import ReadOnlyAdmin, ReasonForm, Step
from practices.models import UsedElsewhere
from practices.notifications.uses import UseAnswered
from practices.steps import uses


def mailboxes(use: UsedElsewhere) -> list[str]:
    """Who hears of the answer."""
    return [use.said_by.mailbox] if use.said_by else []


@admin.register(UsedElsewhere)
class UsedElsewhereAdmin(ReadOnlyAdmin):
    """What was said, by whom, and whether it was checked."""

    about = gettext_lazy(
        "Bodies that say they took a practice up. The people of the practice are asked first; the public page shows "
        "what was confirmed here after them."
    )
    list_display = ("practice", "organisation", "status", "said_at")
    list_filter = ("status",)
    list_select_related = ("practice", "organisation")
    fields = readonly_fields = ("practice", "organisation", "account", "status", "said_at", "checked_at", "answer")
    steps: ClassVar[dict[str, Step]] = {
        "confirm": Step(
            uses.confirm,
            explain=gettext_lazy("It stands on the page of the practice from now on."),
            mail=mailboxes,
            tells=[UseAnswered],
        ),
        "decline": Step(
            uses.decline,
            form=ReasonForm,
            explain=gettext_lazy("It does not stand on the page. Whoever told it reads your reason."),
            mail=mailboxes,
        ),
    }
