"""Bodies, their teams, and handing over an office (FEATURES U3)."""

from typing import Any, ClassVar

from django import forms as django_forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import forms, steps
from accounts.addresses import normalised_domain
from accounts.admin import merging
from accounts.admin.desk import Desk, Offer
from accounts.choices import CONTRIBUTORS, SECRETARIAT_ROLES, OrganisationKind, Role
from accounts.models import Invitation, MailDomain, Membership, Organisation, User
from accounts.steps.merging import MERGED
from core.access import allowed
from core.admin import Step, WordedFilter
from core.forms import DeskForm, LineField
from reference import forms as reference_forms
from reference.models import WordingsField


class DomainsField(reference_forms.LinesField):
    """Domains of e-mail addresses, one a line."""

    def clean(self, value: Any) -> Any:
        """The domains in small letters, each once. Raises ValidationError, see `normalised_domain`."""
        return list(dict.fromkeys(normalised_domain(line) for line in super().clean(value)))


class HandOverForm(django_forms.Form):
    """A new nomination: who leaves of those who hold the office of `initial["state"]`, and who comes."""

    leaving = django_forms.ModelChoiceField(label=gettext_lazy("Who leaves"), queryset=User.objects.none())
    to = forms.AddressField(label=gettext_lazy("Address of the successor"))
    ground = LineField(
        label=gettext_lazy("New nomination"), max_length=200, help_text=gettext_lazy("Note verbale: reference, date.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaving: Any = self.fields["leaving"]
        points = Membership.objects.focal_points(self.initial["state"].country_id)
        leaving.queryset = User.objects.filter(pk__in=points.values("user"))


def hand_over(organisation: Organisation, *, by: Any, leaving: User, to: str, ground: str) -> None:
    """As the step, in the words of the form."""
    steps.hand_over(organisation, leaving, to, by=by, ground=ground)


class OrganisationForm(DeskForm):
    """A body as an officer puts it on record, with its domains one a line."""

    domains = DomainsField(
        label=gettext_lazy("Domains of its e-mail addresses"), required=False,
        widget=django_forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "One a line, for example iom.int. Whoever has a confirmed address there is told that they may ask to join; "
            "the administrators of the body still answer."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["domains"] = [one.domain for one in self.instance.mail_domains.all()]

    def clean_domains(self) -> list[str]:
        """Raises ValidationError for the domain of another body, or on one that invites its people itself."""
        domains: list[str] = self.cleaned_data["domains"]
        kind = self.instance.kind or self.cleaned_data.get("kind")
        if domains and kind not in CONTRIBUTORS:
            raise ValidationError(_("Only for bodies that people ask to join. This one invites its people itself."))
        if taken := MailDomain.objects.exclude(organisation=self.instance.pk).filter(domain__in=domains).first():
            told = _("%(domain)s is the domain of %(body)s.")
            raise ValidationError(told % {"domain": taken, "body": taken.organisation})
        return domains

    def clean(self) -> dict[str, Any]:
        """Of which State a new State or ministry is, and that it is not on record yet, said at the box."""
        given: dict[str, Any] = super().clean() or {}
        kind, country = given.get("kind"), given.get("country")
        if "country" not in self.fields or kind not in {OrganisationKind.STATE, OrganisationKind.MINISTRY}:
            return given
        here = Organisation.objects.filter(kind=kind, country=country)
        if country is None:
            self.add_error("country", _("Choose the country: a State and its ministries have one."))
        elif kind == OrganisationKind.STATE and here.exists():
            self.add_error("country", _("This State is on record already."))
        elif kind == OrganisationKind.MINISTRY and here.filter(name__iexact=given.get("name", "")).exists():
            self.add_error("name", _("This State has a ministry of this name already."))
        return given

    def clean_parent(self) -> Organisation | None:
        """Raises ValidationError for a body that is part of itself, however far up."""
        parent: Organisation | None = self.cleaned_data.get("parent")
        if parent is not None and (parent.pk == self.instance.pk or parent.is_part_of(self.instance)):
            raise ValidationError(_("That body is itself part of this one."))
        return parent


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


class MergedFilter(WordedFilter):
    """Bodies of their own, or those that became part of another."""

    words = (gettext_lazy("All"), gettext_lazy("A body of its own"), gettext_lazy("Part of another now"))


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
    extra_columns = ("short_name", "country", "web_address")
    list_select_related = ("country",)
    list_filter = ("kind", LacksFocalPoint, ("merged_into", MergedFilter))
    form = OrganisationForm
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        WordingsField: {"form_class": reference_forms.WordingsFormField, "longest": 250, "rows": 1}
    }
    search_fields = ("name", "names", "short_name", "slug", "country__code", "mail_domains__domain")
    fields = (
        "name", "names", "short_name", "slug", "kind", "parent", "country", "stakeholder_group", "web_address",
        "domains", "requires_second_factor", "asks_own_people_for_second_factor", "office_hours", "part_of_now",
    )  # fmt: skip
    readonly_fields = ("asks_own_people_for_second_factor", "office_hours", "part_of_now")
    steps: ClassVar = {
        "hand_over": Step(
            hand_over, form=HandOverForm, initial=lambda state: {"state": state}, proof=True,
            mail=lambda state: [_("the successor"), *(str(one.user) for one in team(state))],
            explain=gettext_lazy(
                "An alternate takes over at once; anybody else in the minute in which they accept the invitation. "
                "Drafts belong to the State and stay as they are."
            ),
        ),
    }  # fmt: skip
    offers: ClassVar = {"hand_over": Offer(gettext_lazy("Hand over to a successor"), "accounts.hand_over")}

    def get_urls(self) -> list[URLPattern]:
        merge = path(
            "<int:key>/merge/", self.admin_site.admin_view(self.merge_view), name="accounts_organisation_merge"
        )
        return [merge, *super().get_urls()]

    def merge_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Say that this body and another are one. Where it has become part of one already, its page says so."""
        gone = self.get_object(request, str(key))
        if gone is not None and gone.merged_into_id and self.has_view_permission(request, gone):
            return redirect("admin:accounts_organisation_change", gone.pk)
        if gone is None or not allowed(request.user, "accounts.merge_organisation", gone):
            raise Http404
        return merging.page(request, {**self.admin_site.each_context(request), "opts": self.opts}, gone)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        points = Membership.objects.focal_points().filter(organisation=OuterRef("pk"))
        offers = Invitation.objects.open().filter(organisation=OuterRef("pk"), role=Role.FOCAL_POINT)
        return super().get_queryset(request).annotate(
            points=Subquery(points.values("organisation").annotate(n=Count("pk")).values("n")),
            is_invited=Exists(offers),
            seen=Subquery(points.order_by("-user__last_login").values("user__last_login")[:1]),
        )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, *(("slug", "kind", "country") if obj else ()))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Nothing is part of a ministry, and States may have hundreds."""
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "parent":
            field.queryset = field.queryset.standing().exclude(kind=OrganisationKind.MINISTRY)
        return field

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """The address of a new body follows its name."""
        return {} if obj else {"slug": ("name",)}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """The domains of its addresses belong to it, once it is on record."""
        super().save_related(request, form, formsets, change)
        if "domains" in form.cleaned_data:
            steps.set_mail_domains(form.instance, form.cleaned_data["domains"], by=request.user)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add who works for a State's review here, and which invitations are open or expired."""
        body = kwargs.get("obj")
        if body is not None and body.kind == OrganisationKind.STATE:
            offices = Membership.objects.focal_points(body.country_id).visible_to(request.user)
            offers = Invitation.objects.pending().visible_to(request.user).filter(organisation=body)
            context = {**context, "offices": offices.select_related("user"), "offers": offers}
        may_merge = (
            body is not None and body.kind in MERGED and allowed(request.user, "accounts.merge_organisation", body)
        )
        return super().render_change_form(request, {**context, "may_merge": may_merge}, *args, **kwargs)

    @admin.display(description=gettext_lazy("merged into"))
    def part_of_now(self, body: Organisation) -> str:
        """Of which body it has become part, and when."""
        if not body.merged_into or not body.merged_at:
            return "–"
        return f"{body.merged_into}, {date_format(localdate(body.merged_at))}"

    @admin.display(description=gettext_lazy("office hours"))
    def office_hours(self, body: Organisation) -> str:
        """When its people can be called, each in the own time zone; a State sets it."""
        off = ", ".join(str(WEEKDAYS[day]) for day in sorted(body.week.off)) or "–"
        return _("%(opens)s to %(closes)s. Off: %(days)s") % {
            "opens": f"{body.opens_at:%H:%M}", "closes": f"{body.closes_at:%H:%M}", "days": off,
        }  # fmt: skip

    @admin.display(description=gettext_lazy("focal points"), ordering="points")
    def focal_points(self, body: Any) -> Any:
        return (body.points or 0) if body.kind == OrganisationKind.STATE else ""

    @admin.display(description=gettext_lazy("invited"))
    def invited(self, body: Any) -> str:
        """Whether an invitation of a focal point is open; no mark of what is missing stands against a State's name."""
        return _("yes") if body.is_invited and body.kind == OrganisationKind.STATE else ""

    @admin.display(description=gettext_lazy("last login"))
    def last_month(self, body: Any) -> str:
        return f"{body.seen:%Y-%m}" if body.seen else ""


def team(state: Organisation) -> QuerySet[Membership]:
    """Who hears of a hand-over."""
    return Membership.objects.team_of(state.country_id).select_related("user")
