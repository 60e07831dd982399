"""The secretariat's desk for people: accounts, bodies, roles, invitations, hand-overs (FEATURES W7, U1, U3).

It shows who works for whom, never who holds which section of a draft. Every change of a role is a step
with a page of its own and fresh proof; nobody can act as somebody else (RELIABILITY P62, S15).
"""

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

from django import forms as django_forms
from django.contrib import admin, messages
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import forms, steps
from accounts.choices import SECRETARIAT_ROLES, STATE_ROLES, InvitationState, OrganisationKind, Role
from accounts.likeness import looks_like
from accounts.models import Handover, Invitation, Membership, MembershipRequest, Organisation, User
from core import proof
from core.access import allowed, has_role, is_secretariat
from core.admin import PortalAdmin, ReadOnlyAdmin, ReasonForm, Step, StepForm
from core.forms import LineField, LinesField
from core.workflow import NotReady


class Offer(NamedTuple):
    """A step on the page of a record: its words, the permission it needs, and when it makes sense."""

    words: Any
    permission: str
    when: Callable[[Any], bool] = lambda record: True


class Desk(PortalAdmin):
    """Steps of records that have no workflow: each has an offer."""

    offers: ClassVar[dict[str, Offer]] = {}

    def open_steps(self, request: HttpRequest, record: Any) -> list[tuple[str, str]]:
        return [
            (name, str(offer.words))
            for name, offer in self.offers.items()
            if allowed(request.user, offer.permission, record) and offer.when(record)
        ]


def is_technical(request: HttpRequest) -> bool:
    """Whether the superuser flag is set: it opens accounts, and nothing that a State wrote."""
    return bool(getattr(request.user, "is_superuser", False))


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


@admin.register(User)
class PersonAdmin(Desk, ReadOnlyAdmin):
    """Accounts: who they are, and three steps of a head or the technical administrator (P61)."""

    about = gettext_lazy(
        "Everybody with an account. Accounts begin with an invitation. A head ends the logins of a lost device, or "
        "disables an account, on the page of the person."
    )
    list_display = ("email", "name", "roles_now", "is_active", "last_month")
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


class HandOverForm(django_forms.Form):
    """A new nomination: who leaves, who comes."""

    leaving = django_forms.ModelChoiceField(label=gettext_lazy("Who leaves"), queryset=User.objects.none())
    to = forms.AddressField(label=gettext_lazy("Address of the successor"))
    ground = LineField(
        label=gettext_lazy("New nomination"), max_length=200, help_text=gettext_lazy("Note verbale: reference, date.")
    )


def hand_over(organisation: Organisation, *, by: Any, leaving: User, to: str, ground: str) -> None:
    """As the step, in the words of the form."""
    steps.hand_over(organisation, leaving, to, by=by, ground=ground)


class LacksFocalPoint(admin.SimpleListFilter):
    """States without a focal point (U3)."""

    title = gettext_lazy("focal point")
    parameter_name = "focal_point"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", _("States without one")), ("some", _("States with one"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        if self.value() not in {"none", "some"}:
            return queryset
        points = Membership.objects.focal_points().filter(organisation=OuterRef("pk"))
        states = queryset.filter(kind=OrganisationKind.STATE)
        return states.filter(Exists(points)) if self.value() == "some" else states.filter(~Exists(points))


@admin.register(Organisation)
class OrganisationAdmin(Desk):
    """Bodies. A State's page is its contact list: focal points, invitation, month of the last login (W7)."""

    about = gettext_lazy(
        "States with their contacts, ministries, UN entities and other bodies. The page of a State says who its focal "
        "points are; from there one is invited, or hands over."
    )
    add_roles = SECRETARIAT_ROLES
    change_form_template = "accounts/admin/organisation.html"
    list_display = ("name", "kind", "focal_points", "invited", "last_month")
    list_filter = ("kind", LacksFocalPoint)
    search_fields = ("name", "short_name", "slug", "country__code")
    autocomplete_fields = ("parent",)
    fields = (
        "name", "short_name", "slug", "kind", "parent", "country", "stakeholder_group", "web_address",
        "requires_second_factor",
    )  # fmt: skip
    steps: ClassVar = {
        "hand_over": Step(
            hand_over, form=HandOverForm, proof=True,
            mail=lambda state: [_("the successor"), *(str(one.user) for one in team(state))],
            explain=gettext_lazy(
                "An alternate takes over at once; anybody else in the minute in which they accept the invitation. "
                "Drafts belong to the State and stay as they are."
            ),
        ),
    }  # fmt: skip
    offers: ClassVar = {"hand_over": Offer(gettext_lazy("Hand over to a successor"), "accounts.hand_over")}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        points = Membership.objects.focal_points().filter(organisation=OuterRef("pk"))
        offers = Invitation.objects.open().filter(organisation=OuterRef("pk"), role=Role.FOCAL_POINT)
        return super().get_queryset(request).annotate(
            points=Subquery(points.values("organisation").annotate(n=Count("pk")).values("n")),
            is_invited=Exists(offers),
            seen=Subquery(points.order_by("-user__last_login").values("user__last_login")[:1]),
        )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug", "kind", "country") if obj else ()

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add who works for a State's review here, and which invitations are open or expired."""
        body = kwargs.get("obj")
        if body is not None and body.kind == OrganisationKind.STATE:
            offices = Membership.objects.focal_points(body.country_id).visible_to(request.user)
            offers = Invitation.objects.pending().visible_to(request.user).filter(organisation=body)
            context = {**context, "offices": offices.select_related("user"), "offers": offers}
        return super().render_change_form(request, context, *args, **kwargs)

    def step_view(self, request: HttpRequest, object_id: str, step: str) -> HttpResponse:
        if step == "hand_over":
            state = self.get_object(request, object_id)
            field: Any = HandOverForm.base_fields["leaving"]
            points = Membership.objects.focal_points(state.country_id if state else "-")
            field.queryset = User.objects.filter(pk__in=points.values("user"))
        return super().step_view(request, object_id, step)

    @admin.display(description=gettext_lazy("focal points"), ordering="points")
    def focal_points(self, body: Any) -> Any:
        return (body.points or 0) if body.kind == OrganisationKind.STATE else ""

    @admin.display(description=gettext_lazy("invited"), boolean=True)
    def invited(self, body: Any) -> bool | None:
        return body.is_invited if body.kind == OrganisationKind.STATE else None

    @admin.display(description=gettext_lazy("last login"))
    def last_month(self, body: Any) -> str:
        return f"{body.seen:%Y-%m}" if body.seen else ""


def team(state: Organisation) -> QuerySet[Membership]:
    """Who hears of a hand-over."""
    return Membership.objects.team_of(state.country_id).select_related("user")


@admin.register(Membership)
class MembershipAdmin(Desk, ReadOnlyAdmin):
    """Roles, begun by invitation only; ended here, in the secretariat by two (P52)."""

    about = gettext_lazy(
        "Who may do what, for whom, since when. A role begins with an invitation that is accepted. It ends on its "
        "page: in the secretariat a head proposes and another officer agrees."
    )
    list_display = ("user", "role", "organisation", "starts_at", "ends_at", "end_proposed_by")
    list_filter = (("ends_at", admin.EmptyFieldListFilter), "role", ("end_proposed_by", admin.EmptyFieldListFilter))
    search_fields = ("user__email", "user__name", "organisation__name")
    list_select_related = ("user", "organisation", "end_proposed_by")
    fields = readonly_fields = (
        "user", "organisation", "role", "office", "starts_at", "ends_at", "ground", "given_by", "released_by",
        "end_proposed_by",
    )  # fmt: skip
    steps: ClassVar = {
        "end": Step(
            steps.end_membership, proof=True, mail=lambda role: [role.user.email],
            explain=gettext_lazy("The access ends at once. The last focal point of a State goes only with a note."),
        ),
        "propose_end": Step(
            steps.propose_end_of_role, form=ReasonForm, proof=True,
            explain=gettext_lazy("Another officer must agree before the role ends."),
        ),
        "release_end": Step(
            steps.release_end_of_role, proof=True, mail=lambda role: [role.user.email],
            explain=gettext_lazy("You agree with what another officer proposed. Role and logins end at once."),
        ),
    }  # fmt: skip
    offers: ClassVar = {
        "end": Offer(gettext_lazy("End the role"), "accounts.end_membership", lambda role: role.is_current),
        "propose_end": Offer(
            gettext_lazy("Propose to end the role"), "accounts.propose_end_of_role",
            lambda role: role.is_current and not role.end_proposed_by_id,
        ),
        "release_end": Offer(
            gettext_lazy("Agree to end the role"), "accounts.release_end_of_role", lambda role: role.is_current
        ),
    }  # fmt: skip

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_technical(request) or super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return (is_technical(request) and obj is None) or super().has_view_permission(request, obj)


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

    title = gettext_lazy("state")
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
    list_display = ("email", "role", "organisation", "shown_state", "sent_at", "expires_at", "invited_by")
    list_filter = (StateFilter, "role")
    search_fields = ("email", "name", "organisation__name", "=organisation__country__code")
    search_help_text = gettext_lazy("Address, name, body, or the two letters of a State")
    list_select_related = ("organisation", "invited_by")
    fields = ("organisation", "role", "email", "name", "office", "ground", "message")
    shown_fields = (*fields, "shown_state", "invited_by", "released_by", "sent_at", "expires_at", "accepted_by")
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
            for problem in not_ready.problems:
                messages.error(request, problem.text)
            return HttpResponseRedirect(self.list_url())

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest | None) -> Any:
        """Bodies that the secretariat invites for, as a plain list: a ministry is invited by its State."""
        offered = super().get_field_queryset(db, db_field, request)
        return offered.exclude(kind=OrganisationKind.MINISTRY) if db_field.name == "organisation" else offered

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

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, invitation: Invitation) -> str:
        return invitation.get_state_display()


@admin.register(Handover)
class HandoverAdmin(ReadOnlyAdmin):
    """Which office changed hands, when, on what ground."""

    about = gettext_lazy("Which office went from whom to whom, on what ground. It begins on the page of the State.")
    list_display = ("organisation", "from_user", "to_user", "at", "ground", "by")
    list_select_related = ("organisation", "from_user", "to_user", "by")
    search_fields = ("organisation__name",)
    date_hierarchy = "at"


class ApprovalForm(StepForm):
    """A yes: for a body on record where the described one is the same, else it is put on record."""

    organisation = django_forms.ModelChoiceField(
        label=gettext_lazy("Organisation on record"), queryset=Organisation.objects.joinable(), required=False,
        help_text=gettext_lazy("If the described one is already on record, choose it. Empty puts it on record."),
    )  # fmt: skip
    as_administrator = django_forms.BooleanField(
        label=gettext_lazy("Also as administrator, who answers further requests"), required=False
    )
    field_order = ("organisation", "as_administrator", "note")


@admin.register(MembershipRequest)
class MembershipRequestAdmin(Desk, ReadOnlyAdmin):
    """Who asks to join which organisation, and what a described one looks like (P51, B6)."""

    list_display = ("name", "person", "kind", "asked_at", "outcome")
    list_filter = ("outcome", "kind")
    list_select_related = ("person",)
    search_fields = ("name", "person__email", "person__name")
    fields = readonly_fields = (
        "name", "organisation", "resembles", "kind", "stakeholder_group", "country", "web_address", "person",
        "office", "message", "asked_at", "outcome", "decided_by", "decided_at", "reason",
    )  # fmt: skip
    steps: ClassVar = {
        "approve": Step(
            steps.approve_request, form=ApprovalForm, proof=True, mail=lambda asked: [asked.person.email],
            explain=gettext_lazy("The person can then submit practices and pledges in its name."),
        ),
        "decline": Step(
            steps.decline_request, form=ReasonForm, mail=lambda asked: [asked.person.email],
            explain=gettext_lazy("The person reads the reason."),
        ),
    }  # fmt: skip
    offers: ClassVar = {
        "approve": Offer(gettext_lazy("Approve"), "accounts.decide_membershiprequest"),
        "decline": Offer(gettext_lazy("Decline"), "accounts.decide_membershiprequest"),
    }

    @admin.display(description=gettext_lazy("looks like"))
    def resembles(self, asked: MembershipRequest) -> str:
        """Organisations on record with a name like it: the same one perhaps, or one that somebody imitates."""
        if asked.organisation_id:
            return "–"
        near = looks_like(asked.name, Organisation.objects.joinable())
        return "; ".join(one.name for one in near) or _("nothing on record")
