"""Which office changed hands."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from accounts.models import Handover
from core.admin import ReadOnlyAdmin


@admin.register(Handover)
class HandoverAdmin(ReadOnlyAdmin):
    """Which office changed hands, when, on what ground."""

    about = gettext_lazy("Which office went from whom to whom, on what ground. It begins on the page of the State.")
    list_display = ("organisation", "from_user", "to_user", "at", "ground", "by")
    list_select_related = ("organisation", "from_user", "to_user", "by")
    search_fields = ("organisation__name",)
    date_hierarchy = "at"
