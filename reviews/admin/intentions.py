"""What States announced: "in preparation, expected by …" (RELIABILITY P11); read only."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from core.admin import ReadOnlyAdmin
from reviews.models import Intention


@admin.register(Intention)
class IntentionAdmin(ReadOnlyAdmin):
    """A State says it with or without a draft, so it tells nothing of one."""

    about = gettext_lazy(
        "What States said themselves: in preparation, expected by a date. It tells nothing of whether a draft exists."
    )
    list_display = ("country", "cycle", "expected_on", "said_at")
    list_filter = ("cycle",)
    list_select_related = ("country", "cycle")
    fields = ("country", "cycle", "expected_on", "said_at")
