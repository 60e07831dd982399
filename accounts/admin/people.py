"""Everybody with an account: what the secretariat sees, ending logins, disabling (RELIABILITY P61)."""

from typing import Any, ClassVar

from django import forms as django_forms
from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from accounts import steps
from accounts.admin.desk import Desk, Offer, is_technical
from accounts.models import Membership, User
from core.access import is_secretariat
from core.admin import ReadOnlyAdmin, ReasonForm, Step
from core.forms import LineField


class RoleInline(admin.TabularInline):
    """The roles of a person, to look at."""

    model = Membership
    fk_name = "user"
    fields = readonly_fields = ("organisation", "role", "office", "starts_at", "ends_at")
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_secretariat(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CalledForm(django_forms.Form):
    """Which call a reset of a factor rests on."""

    called = LineField(
        label=gettext_lazy("Called back"), max_length=300,
        help_text=gettext_lazy("The number, and where it stands: reference and date of the note verbale."),
    )  # fmt: skip


@admin.register(User)
class PersonAdmin(Desk, ReadOnlyAdmin):
    """Accounts: who they are, and three steps of a head or the technical administrator (P61)."""

    about = gettext_lazy(
        "Everybody with an account. Accounts begin with an invitation. A head ends the logins of a lost device, or "
        "disables an account, on the page of the person."
    )
    list_display = ("email", "name", "roles_now", "is_active", "last_month")
    extra_columns = ("language", "time_zone", "date_joined")
    list_filter = ("is_active", "memberships__role")
    search_fields = ("email", "name", "memberships__organisation__name")
    search_help_text = gettext_lazy("Address, name, State or body")
    fields = readonly_fields = ("email", "name", "language", "time_zone", "is_active", "date_joined", "last_month")
    inlines = (RoleInline,)
    ordering = ("email",)
    steps: ClassVar = {
        "end_logins": Step(
            steps.end_logins_of, proof=True, explain=gettext_lazy("Every login of this person ends at once.")
        ),
        "reset_factor": Step(
            steps.start_factor_reset, form=CalledForm, proof=True,
            explain=gettext_lazy(
                "For whoever lost passkey, authenticator and recovery codes. Call back first, at the number in the "
                "note verbale, never at one from a message. Another officer confirms; the factors go 24 hours later."
            ),
        ),
        "disable": Step(
            steps.disable, form=ReasonForm, proof=True,
            explain=gettext_lazy("Nobody can sign in to it any more. What the person wrote stays."),
        ),
        "enable": Step(
            steps.enable, form=ReasonForm, proof=True,
            explain=gettext_lazy("The person can sign in again, with the roles still held."),
        ),
    }  # fmt: skip
    offers: ClassVar = {
        "end_logins": Offer(gettext_lazy("End all logins"), "accounts.disable_user"),
        "reset_factor": Offer(gettext_lazy("Reset a lost second factor"), "accounts.start_factorreset"),
        "disable": Offer(gettext_lazy("Disable the account"), "accounts.disable_user", lambda user: user.is_active),
        "enable": Offer(gettext_lazy("Enable the account"), "accounts.disable_user", lambda user: not user.is_active),
    }

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_technical(request) or super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_technical(request) or super().has_view_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        current = Membership.objects.current().visible_to(request.user).select_related("organisation")
        return super().get_queryset(request).prefetch_related(Prefetch("memberships", current, to_attr="held_now"))

    @admin.display(description=gettext_lazy("roles now"))
    def roles_now(self, user: Any) -> str:
        """What they are, for whom."""
        return "; ".join(f"{role.get_role_display()}, {role.organisation}" for role in user.held_now) or "–"

    @admin.display(description=gettext_lazy("last login"), ordering="last_login")
    def last_month(self, user: User) -> str:
        """The month only: enough to see who needs help, too little to watch anybody."""
        return f"{user.last_login:%Y-%m}" if user.last_login else "–"
