"""What people may type about themselves and their team, with the message for each mistake."""

from datetime import datetime, time
from typing import Any

from allauth.account import forms as account
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.addresses import normalised
from accounts.choices import CONTRIBUTORS, READ_ONLY_ROLES, OrganisationKind, Right, Role
from accounts.models import Invitation, Membership, Organisation, User
from core.forms import LineField, LinesField, OnceForm, WebAddressField, ZoneField
from reference.models import Country, StakeholderGroup

NAME_LENGTH = 150
LAST_YEAR = 2100


LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password, again"),
}


class ForABody(forms.Form):
    """A form that is sent for one of one's own bodies; `bodies` are those to choose from."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("For"), empty_label=None)

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["organisation"]
        chosen.queryset = bodies


class InOurWords:
    """A form of allauth whose boxes are called as everywhere else on the portal."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LABELS.keys() & self.fields.keys():
            self.fields[name].label = LABELS[name]
            self.fields[name].widget.attrs.pop("placeholder", None)


class SignInForm(InOurWords, account.LoginForm):
    """Address and password."""


class ForgottenPasswordForm(InOurWords, account.ResetPasswordForm):
    """Where the link for a new password goes."""


class NewPasswordForm(InOurWords, account.ResetPasswordKeyForm):
    """A new password, by the link."""


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    """Another password, for whoever knows the present one."""


class NewAddressForm(InOurWords, account.AddEmailForm):
    """Another address of the account."""


class AddressField(forms.CharField):
    """One e-mail address (RELIABILITY B34)."""

    widget = forms.EmailInput

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return normalised(typed) if typed else ""


class ProfileForm(forms.ModelForm):
    """Name, language, zone."""

    name = LineField(label=_("Name"), max_length=NAME_LENGTH, help_text=_("As your colleagues know you."))
    time_zone = ZoneField(
        label=_("Time zone"),
        help_text=_("Dates of the forum are always shown in the forum's own zone as well."),
    )

    class Meta:
        model = User
        fields = ("name", "language", "time_zone")


class TokenForm(OnceForm):
    """A personal token: what its person calls it, and for how long."""

    name = LineField(
        label=_("Name"), max_length=60, help_text=_("For you, to tell it from others: “copy in our archive”.")
    )
    days = forms.TypedChoiceField(
        label=_("It works for"),
        coerce=int,
        initial=30,
        choices=[(7, _("7 days")), (30, _("30 days")), (90, _("90 days"))],
        help_text=_("After that it opens nothing, and you make another."),
    )


class AddKeyForm(AddWebAuthnForm):
    """A passkey or a security key, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, alone = self.fields["name"], self.fields["passwordless"]
        name.label, name.help_text = _("Name of the key"), _("For you, to tell it from others: “my telephone”.")
        alone.label = _("Sign in with this key alone, without the password")
        alone.help_text = _("The device then asks for your fingerprint, face or PIN.")


class InviteForm(OnceForm):
    """A focal point asks somebody into the State's team."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (Role.FOCAL_POINT, _("Alternate focal point: the same rights as you; the secretariat confirms first")),
            (Role.MINISTRY_CONTRIBUTOR, _("Ministry contributor: works on the sections that you give to the ministry")),
            (Role.MISSION_READER, _("Reader of the permanent mission: reads, changes nothing")),
            (Role.COUNTRY_NETWORK_SUPPORT, _("Support of the country network: reads, changes nothing")),
        ],
        widget=forms.RadioSelect,
    )
    email = AddressField(label=_("E-mail address"))
    ministry = LineField(
        label=_("Ministry or public body"),
        max_length=250,
        required=False,
        help_text=_("For a ministry contributor. A name that is in the team already is the same ministry."),
    )
    name = LineField(label=_("Name"), max_length=NAME_LENGTH, required=False)
    office = LineField(
        label=_("Office"), max_length=200, required=False, help_text=_("For example: Directorate of Migration.")
    )
    starts_on = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("For somebody who stands in or reads for a time. Without a day: from the moment of accepting."),
        error_messages={"invalid": _("Write the day as 2030-02-28.")},
    )
    ends_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("A reader's access ends on this day. So does the role of an alternate who stands in for a time."),
        error_messages={"invalid": _("Write the day as 2030-02-28.")},
    )
    withheld = forms.MultipleChoiceField(
        label=_("Rights that you keep to yourself"),
        required=False,
        choices=Right.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("While an alternate stands in for a time. Reading and writing go with the role."),
    )
    message = LinesField(
        label=_("What is wanted"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stands in the invitation. Of an alternate, the secretariat reads it before it confirms."),
    )

    def clean(self) -> dict[str, Any]:
        """A reader needs a last day, in the future; a ministry its name."""
        data = super().clean() or {}
        ends = data.get("ends_on")
        if data.get("role") == Role.MINISTRY_CONTRIBUTOR and not data.get("ministry") and "ministry" not in self.errors:
            self.add_error("ministry", _("Name the ministry or public body."))
        if data.get("role") in READ_ONLY_ROLES and not ends and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Say until when: a reader's access ends on a date that the State sets."))
        if ends and (ends <= timezone.localdate() or ends.year > LAST_YEAR):
            self.add_error("ends_on", _("Choose a day after today, not later than the year 2100."))
        self._clean_time(data)
        return data

    def _clean_time(self, data: dict[str, Any]) -> None:
        begins, ends = data.get("starts_on"), data.get("ends_on")
        if begins and not ends and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Say until when, too: a role from a day on is one for a time."))
        elif begins and ends and begins > ends:
            self.add_error("starts_on", _("This is after the last day."))
        if begins and begins < timezone.localdate():
            self.add_error("starts_on", _("Choose today or a later day."))
        if data.get("withheld") and data.get("role") == Role.FOCAL_POINT and not ends and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Say until when: rights are kept back only for a time."))

    def offer(self) -> dict[str, Any]:
        """What `steps.invite` takes."""
        data = {key: self.cleaned_data[key] for key in ("email", "role", "name", "office", "message", "form_key")}
        for_a_time = (*READ_ONLY_ROLES, Role.FOCAL_POINT)
        ends = self.cleaned_data["ends_on"] if data["role"] in for_a_time else None
        data["role_ends_at"] = timezone.make_aware(datetime.combine(ends, time(23, 59))) if ends else None
        begins = self.cleaned_data["starts_on"] if ends else None
        data["role_starts_at"] = timezone.make_aware(datetime.combine(begins, time.min)) if begins else None
        data["withheld"] = ",".join(self.cleaned_data["withheld"]) if data["role"] == Role.FOCAL_POINT else ""
        return {**data, "within_state": data["role"] != Role.FOCAL_POINT}


class OrganisationSearchForm(forms.Form):
    """Which organisation one works for."""

    q = LineField(label=_("Name of your organisation"), max_length=250, required=False)


class JoinForm(OnceForm):
    """What one says of oneself when asking to join an organisation."""

    office = LineField(
        label=_("Office"), max_length=200, required=False, help_text=_("For example: Programme on labour migration.")
    )
    message = LinesField(
        label=_("What you do there"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever answers your request reads this, and so can the secretariat."),
    )


class DescribeOrganisationForm(JoinForm):
    """An organisation that is not on record yet."""

    name = LineField(label=_("Name of your organisation"), max_length=250, help_text=_("In full, as it calls itself."))
    kind = forms.ChoiceField(
        label=_("Kind"),
        widget=forms.RadioSelect,
        choices=[(kind.value, kind.label) for kind in CONTRIBUTORS],
    )
    stakeholder_group = forms.ModelChoiceField(
        label=_("Stakeholder group"),
        queryset=StakeholderGroup.objects.all(),
        required=False,
        help_text=_("Of the groups that the Compact names, the one nearest to you."),
    )
    country = forms.ChoiceField(
        label=_("Country of its seat"),
        choices=lambda: [("", "–"), *((one.code, str(one)) for one in Country.objects.states().by_name())],
        required=False,
    )
    web_address = WebAddressField(label=_("Web address"), required=False, max_length=200)
    field_order = ("name", "kind", "stakeholder_group", "country", "web_address", "office", "message", "form_key")

    def clean_country(self) -> Country | None:
        """The record; none where none was chosen."""
        return Country.objects.filter(pk=self.cleaned_data["country"]).first()

    def clean_name(self) -> str:
        """Raises ValidationError for the name of a State: it invites its people itself (S6)."""
        name = str(self.cleaned_data["name"])
        if Country.objects.find(name):
            raise ValidationError(_("That is a State. A State invites its people itself: write to the secretariat."))
        return name

    def clean(self) -> dict[str, Any] | None:
        """A stakeholder says which group it belongs to; a UN entity belongs to none."""
        data = super().clean() or {}
        is_stakeholder = data.get("kind") == OrganisationKind.STAKEHOLDER
        if is_stakeholder and not data.get("stakeholder_group") and "stakeholder_group" not in self.errors:
            self.add_error("stakeholder_group", _("Choose the group that your organisation belongs to."))
        if not is_stakeholder:
            data["stakeholder_group"] = None
        return data


class AnswerForm(forms.Form):
    """An administrator says yes or no to somebody who wants to join."""

    note = LinesField(
        label=_("Reason"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for a no. The person reads it."),
    )


class HandOverForm(forms.Form):
    """To whom the leaving focal point hands over: an alternate, or a successor on record."""

    to = forms.ChoiceField(label=_("To whom"), widget=forms.RadioSelect, choices=[])
    note = LineField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("The secretariat reads it with the receipt of the hand-over."),
    )

    def __init__(self, leaving: Membership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = leaving.organisation.country_id
        alternates = Membership.objects.focal_points(country).exclude(user=leaving.user).select_related("user")
        on_record = Invitation.objects.open().filter(role=Role.FOCAL_POINT, organisation=leaving.organisation)
        field: Any = self.fields["to"]
        field.choices = [
            *((one.user.email, f"{one.user} ({one.user.email}), {one.get_role_display()}") for one in alternates),
            *((one.email, f"{one.name or one.email}, {one.get_state_display()}") for one in on_record),
        ]


class SecondFactorForm(forms.Form):
    """Whether a State's people work only with a second factor."""

    compulsory = forms.BooleanField(
        label=_("Everybody who works for my State signs in with a second factor"), required=False
    )


class SupportForm(forms.Form):
    """To which officer a page is shown."""

    officer = forms.ModelChoiceField(
        label=_("Officer"), queryset=User.objects.none(), empty_label=_("Choose"),
        help_text=_("Whom you have spoken or written to. This officer gets a message with the link."),
        error_messages={"required": _("Choose the officer who helps you.")},
    )  # fmt: skip

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["officer"]
        field.queryset = User.objects.officers().exclude(pk=user.pk).order_by("name", "email")


class OfficeHoursForm(forms.Form):
    """When the offices of a State are open."""

    days_off = forms.TypedMultipleChoiceField(
        label=_("Days off"), choices=list(WEEKDAYS.items()), coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    opens_at = forms.TimeField(
        label=_("Offices open at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write hour and minute, for example 09:00.")},
    )  # fmt: skip
    closes_at = forms.TimeField(
        label=_("Offices close at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write hour and minute, for example 17:00.")},
    )  # fmt: skip

    def clean_days_off(self) -> list[int]:
        days: list[int] = self.cleaned_data["days_off"]
        if len(days) == len(WEEKDAYS):
            raise ValidationError(_("Leave one working day at least: otherwise no reminder could come."))
        return days

    def clean_closes_at(self) -> Any:
        opens, closes = self.cleaned_data.get("opens_at"), self.cleaned_data["closes_at"]
        if opens and closes <= opens:
            raise ValidationError(_("This must be later than the hour at which the offices open."))
        return closes


class AddressForm(forms.Form):
    """The right address of an invitation."""

    email = AddressField(label=_("E-mail address"))

    def __init__(self, invitation: Invitation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if email == self.invitation.email:
            raise ValidationError(_("This is the address it went to. To send it there once more, use “Send again”."))
        return email
