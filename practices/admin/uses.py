"""Bodies that say they took a practice up; shown in public once an officer has checked it (A28)."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin
from practices.models import UsedElsewhere


@admin.register(UsedElsewhere)
class UsedElsewhereAdmin(ReadOnlyAdmin):
    """What was said, by whom, and whether it was checked."""

    list_display = ("practice", "organisation", "standing", "said_at")
    list_filter = ("standing",)
    list_select_related = ("practice", "organisation")
    fields = readonly_fields = ("practice", "organisation", "account", "standing", "said_at", "checked_at")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request)
