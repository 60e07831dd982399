"""Lost second factors: started on the page of the person, confirmed here by another officer (RELIABILITY S14)."""

from typing import Any, ClassVar

from django import forms as django_forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import steps
from accounts.admin.desk import Desk, Offer
from accounts.models import FactorReset
from core.admin import ReadOnlyAdmin, Step


@admin.register(FactorReset)
class FactorResetAdmin(Desk, ReadOnlyAdmin):
    """Each reset with the call that it rests on."""

    about = gettext_lazy(
        "Who lost passkey, authenticator and recovery codes. One officer calls back the number in the note verbale, "
        "another confirms; the account and the alternate are told, and a day later the factors go."
    )
    list_display = ("person", "started_at", "started_by", "confirmed_at", "confirmed_by", "stopped_at", "done_at")
    list_select_related = ("person", "started_by", "confirmed_by")
    search_fields = ("person__email",)
    search_help_text = gettext_lazy("Address of the person")
    fields = readonly_fields = (
        "person", "called", "started_by", "started_at", "confirmed_by", "confirmed_at", "stopped_by", "stopped_at",
        "done_at",
    )  # fmt: skip
    steps: ClassVar = {
        "confirm": Step(
            steps.confirm_factor_reset, form=django_forms.Form, proof=True,
            mail=lambda reset: [
                str(reset.person), _("the other focal points of the State; the heads, for one of the secretariat"),
            ],
            explain=gettext_lazy("The account and the alternate are told. In 24 hours the factors go."),
        ),
        "stop": Step(
            steps.stop_factor_reset, form=django_forms.Form, explain=gettext_lazy("The factors stay on the account.")
        ),
    }  # fmt: skip
    offers: ClassVar = {
        "confirm": Offer(
            gettext_lazy("Confirm"), "accounts.confirm_factorreset", lambda one: one.is_open and not one.confirmed_at
        ),
        "stop": Offer(gettext_lazy("Stop"), "accounts.stop_factorreset", lambda one: one.is_open),
    }

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False
