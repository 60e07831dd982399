"""Invitations: sent, corrected, released, taken back (FEATURES U1)."""

from typing import Any, ClassVar

from django import forms as django_forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import forms, steps
from accounts.admin import many
from accounts.admin.desk import Desk, Offer, is_technical
from accounts.choices import SECRETARIAT_ROLES, STATE_ROLES, InvitationState, OrganisationKind, Role
from accounts.models import Invitation
from core import proof
from core.access import allowed, has_role, is_secretariat
from core.admin import ReadOnlyAdmin, Step
from core.forms import LineField, LinesField
from core.workflow import NotReady


class InvitationForm(django_forms.ModelForm):
    """An officer invites: the focal point of a State, somebody outside States, a head an officer."""

    ROLES = [(value, label) for value, label in Role.choices if value not in set(STATE_ROLES) - {Role.FOCAL_POINT}]
    email = forms.AddressField(label=gettext_lazy("E-mail address"))
    name = LineField(label=gettext_lazy("Name"), max_length=150, required=False)
    office = LineField(label=gettext_lazy("Office"), max_length=200, required=False)
    ground = LineField(
        label=gettext_lazy("Nomination"), max_length=200, required=False,
        help_text=gettext_lazy("Note verbale: reference, date. Needed for a focal point."),
    )  # fmt: skip
    role = django_forms.ChoiceField(label=gettext_lazy("Role"), choices=ROLES)
    message = LinesField(
        label=gettext_lazy("Your words"), max_length=2000, required=False,
        help_text=gettext_lazy("Stands in the e-mail, above the button. Can be left empty."),
    )  # fmt: skip

    class Meta:
        model = Invitation
        fields = ("organisation", "role", "email", "name", "office", "ground", "message")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("role") == Role.FOCAL_POINT and not data.get("ground"):
            self.add_error("ground", _("Give reference and date of the note verbale."))
        offered = Invitation(organisation=data.get("organisation"), role=data.get("role", ""))
        if data.get("organisation") and not allowed(self.by, "accounts.send_invitation", offered):
            self.add_error("role", _("This role is not given in this organisation, or not by you."))
        elif data.get("organisation") and data.get("email"):
            offered.email = data["email"]
            for problem in steps.problems_before_inviting(offered, by=self.by):
                self.add_error("email", problem)
        return data

    by: Any = None


class CorrectAddressForm(django_forms.Form):
    """The right address."""

    email = forms.AddressField(label=gettext_lazy("Right address"))


class StateFilter(admin.SimpleListFilter):
    """Where an invitation stands."""

    title = gettext_lazy("status")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return list(InvitationState.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        pending = queryset.filter(accepted_at__isnull=True, revoked_at__isnull=True)
        waiting = Q(needs_release=True, released_at__isnull=True)
        opened = Invitation.objects.open().values("pk")
        found = {
            InvitationState.ACCEPTED: queryset.filter(accepted_at__isnull=False),
            InvitationState.REVOKED: queryset.filter(revoked_at__isnull=False),
            InvitationState.WAITING: pending.filter(waiting),
            InvitationState.OPEN: queryset.filter(pk__in=opened),
            InvitationState.EXPIRED: pending.exclude(waiting).exclude(pk__in=opened),
        }
        return found.get(self.value(), queryset)  # type: ignore[call-overload]


def is_pending(invitation: Invitation) -> bool:
    """Whether it can still be changed."""
    return not invitation.accepted_at and not invitation.revoked_at


def is_waiting(invitation: Invitation) -> bool:
    """Whether a second officer must release it."""
    return invitation.state == InvitationState.WAITING


def is_sent(invitation: Invitation) -> bool:
    """Whether a link is out, in force or expired."""
    return is_pending(invitation) and not is_waiting(invitation)


def to_right_address(invitation: Invitation) -> list[str]:
    """Nobody until it is released again, where a second officer must."""
    return [] if invitation.needs_release else [_("the address that you write below, with a new link")]


def correct_address(invitation: Invitation, *, by: Any, email: str) -> None:
    """As the step, in the words of the form."""
    steps.correct_address(invitation, email, by=by)


def who_asks(invitation: Invitation) -> str:
    """What confirming does, with the address that the role would go to."""
    return _("It is the same person: the role goes to %(address)s.") % {"address": invitation.claimed_by}


@admin.register(Invitation)
class InvitationAdmin(Desk, ReadOnlyAdmin):
    """Invitations of the secretariat, and the alternates that States propose (P50, P52)."""

    about = gettext_lazy(
        "An invitation sends one e-mail with a link that works once and expires. On its page it is sent again, its "
        "address is corrected, or it is taken back; each makes the earlier link void. The teams that States build "
        "themselves are not shown."
    )
    add_roles = SECRETARIAT_ROLES
    form = InvitationForm
    change_list_template = "accounts/admin/invitations.html"
    list_display = ("email", "role", "organisation", "shown_state", "sent_at", "expires_at", "invited_by")
    extra_columns = ("name", "office")
    list_filter = (StateFilter, "role")
    search_fields = ("email", "name", "organisation__name", "=organisation__country__code")
    search_help_text = gettext_lazy("Address, name, body, or the two letters of a State")
    list_select_related = ("organisation", "invited_by")
    fields = ("organisation", "role", "email", "name", "office", "ground", "message")
    shown_fields = (
        *fields,
        "shown_state",
        "invited_by",
        "released_by",
        "role_starts_at",
        "role_ends_at",
        "kept_back",
        "sent_at",
        "expires_at",
        "accepted_by",
    )
    steps: ClassVar = {
        "release": Step(
            steps.release_invitation, proof=True, mail=lambda one: [one.email],
            explain=gettext_lazy("You agree with what another person proposed. The invitation is sent now."),
        ),
        "send_again": Step(
            steps.send_again, proof=True, mail=lambda one: [one.email],
            explain=gettext_lazy("A new link goes to the same address; the old one no longer works."),
        ),
        "correct_address": Step(
            correct_address, form=CorrectAddressForm, proof=True, mail=to_right_address,
            explain=gettext_lazy("The link that was sent no longer works."),
        ),
        "confirm_address": Step(
            steps.confirm_other_address, proof=True, mail=lambda one: [one.claimed_by.email],
            explain=who_asks,
        ),
        "take_back": Step(steps.take_back, proof=True, explain=gettext_lazy("The link no longer works.")),
    }  # fmt: skip
    offers: ClassVar = {
        "release": Offer(gettext_lazy("Release"), "accounts.release_invitation", is_waiting),
        "send_again": Offer(
            gettext_lazy("Send again"), "accounts.manage_invitation", is_sent
        ),
        "correct_address": Offer(gettext_lazy("Correct the address"), "accounts.manage_invitation", is_pending),
        "confirm_address": Offer(
            gettext_lazy("Confirm the other address"), "accounts.manage_invitation",
            lambda one: bool(is_pending(one) and one.claimed_by_id),
        ),
        "take_back": Offer(gettext_lazy("Take back"), "accounts.manage_invitation", is_pending),
    }  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        many = path("many/", self.admin_site.admin_view(self.many_view), name="accounts_invitation_many")
        return [many, *super().get_urls()]

    def many_view(self, request: HttpRequest) -> HttpResponse:
        """Focal points of many States from a list; 403 to all but the secretariat."""
        if not is_secretariat(request.user):
            raise PermissionDenied
        return many.page(request, {**self.admin_site.each_context(request), "opts": self.opts})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_technical(request) or super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return (is_technical(request) and obj is None) or super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_technical(request) or has_role(request.user, *self.add_roles)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.shown_fields if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.shown_fields if obj else self.fields

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Only with fresh proof. What another officer did in the same moment is told; the form tells the rest."""
        if not proof.is_fresh(request):
            return proof.ask(request)
        try:
            return super().add_view(request, form_url, extra_context)
        except NotReady as not_ready:
            for text in not_ready.texts:
                messages.error(request, text)
            return HttpResponseRedirect(self.list_url())

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest | None) -> Any:
        """Bodies that the secretariat invites for, as a plain list: a ministry is invited by its State, and a body that
        was merged has no people any more."""
        offered = super().get_field_queryset(db, db_field, request)
        if db_field.name != "organisation":
            return offered
        return offered.filter(merged_into=None).exclude(kind=OrganisationKind.MINISTRY)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:  # noqa: FBT001, FBT002 - Django's
        form: Any = super().get_form(request, obj, change, **options)
        form.by = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """The step makes it; admin's own object takes over its key."""
        data = form.cleaned_data
        made = steps.invite(data.pop("organisation"), data.pop("email"), data.pop("role"), by=request.user, **data)
        obj.pk = made.pk
        obj.needs_release = made.needs_release

    def response_add(self, request: HttpRequest, obj: Invitation, post_url_continue: str | None = None) -> HttpResponse:
        """Say what happened to it, not that a row was added."""
        words = (
            _("It waits for a second officer, who releases it. Nothing has been sent yet.")
            if obj.needs_release
            else _("The invitation goes to %(address)s now.") % {"address": obj.email}
        )
        messages.success(request, words)
        return HttpResponseRedirect(reverse("admin:accounts_invitation_change", args=[obj.pk]))

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The step has written the act."""

    @admin.display(description=gettext_lazy("rights that are not delegated"))
    def kept_back(self, one: Invitation) -> str:
        """In words."""
        return "; ".join(one.keeps_back)

    @admin.display(description=gettext_lazy("status"))
    def shown_state(self, invitation: Invitation) -> str:
        return invitation.get_state_display()
