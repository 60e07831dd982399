"""Inviting ministries and giving them sections."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.addresses import normalised
from accounts.models import Membership, Organisation
from core.forms import DayField, LineField, LinesField, OnceForm, RowsField
from reviews.forms.start import READING
from reviews.models import Section


class SectionsField(RowsField):
    """Sections of one questionnaire, to tick."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Section.objects.none(),
            label=gettext_lazy("Sections"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": gettext_lazy("Choose at least one section.")},
            **kwargs,
        )


class Giving(forms.Form):
    """What is asked of a ministry: sections, a day, a note."""

    sections = SectionsField()
    due_on = DayField(
        label=gettext_lazy("Wanted by"),
        required=False,
        not_past=True,
        help_text=gettext_lazy("Your own date inside your State, for example 28 January 2030."),
    )
    note = LinesField(
        label=gettext_lazy("What is wanted"),
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The ministry gets it with the message."),
    )

    def __init__(self, *args: Any, sections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sections"]
        field.queryset = sections


class InviteForm(OnceForm, Giving):
    """Somebody of a ministry, with or without an account, by the address."""

    email = LineField(label=gettext_lazy("E-mail address"), max_length=320, widget=forms.EmailInput)
    ministry = LineField(
        label=gettext_lazy("Ministry or public body"),
        max_length=250,
        widget=forms.TextInput(attrs={"list": "ministries", "autocomplete": "off"}),
        help_text=gettext_lazy("As it is called officially, for example Ministry of Labour."),
    )
    field_order = ("email", "ministry", "sections", "due_on", "note")

    def clean_email(self) -> str:
        """One plain address (RELIABILITY B34)."""
        return normalised(self.cleaned_data["email"])


class GiveForm(Giving):
    """Sections for a ministry that is there already."""

    ministry = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Ministry or public body"), empty_label=gettext_lazy("Choose")
    )
    field_order = ("ministry", "sections", "due_on", "note")

    def __init__(self, *args: Any, ministries: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["ministry"]
        field.queryset = ministries


class PeopleField(forms.ModelChoiceField):
    """Somebody of the team, with the office."""

    def label_from_instance(self, membership: Any) -> str:
        """Name and office."""
        return f"{membership.user}, {membership}"


class AssignmentForm(forms.Form):
    """What is asked of a ministry that has the section, and who agrees to it besides the focal point."""

    due_on = DayField(label=gettext_lazy("Wanted by"), required=False)
    note = LinesField(
        label=gettext_lazy("What is wanted"),
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The ministry reads it in its section."),
    )
    clearing_officer = PeopleField(
        Membership.objects.none(),
        label=gettext_lazy("Who agrees to this section, besides you"),
        required=False,
        empty_label=gettext_lazy("Nobody else"),
        help_text=gettext_lazy("Somebody of your team with the authority to agree to the text."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["clearing_officer"]
        field.queryset = people


class ReadingForm(forms.Form):
    """Whether ministries read all sections or their own alone."""

    reading = forms.ChoiceField(label=gettext_lazy("What ministries read"), widget=forms.RadioSelect, choices=READING)


class AgreeForm(forms.Form):
    """The agreement, with the fingerprint of the text that was on the screen."""

    seen = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A sentence at the top: the field itself is hidden."""
        if "seen" in self.errors:
            del self.errors["seen"]
            raise forms.ValidationError(_("Read the section on this page, then agree."))
        return super().clean() or {}
