"""Small forms of a pledge: begun, submitted, changed, answered by the secretariat, its files and writers."""

from typing import Any

from django import forms
from django.forms import ChoiceField, Textarea
from django.utils.translation import gettext_lazy as _

from accounts.forms import ForABody
from accounts.models import User
from core.forms import LineField, LinesField, OnceForm
from pledges.choices import EXTENSIONS, Purpose, Reason


class StartForm(ForABody, OnceForm):
    """For which body, under which title."""

    title = LineField(label=_("Title"), max_length=300, help_text=_("You can change it at any time."))


class SubmitForm(OnceForm):
    """The last button."""


class ReasonForm(forms.Form):
    """A step that wants a reason."""

    note = LinesField(label=_("Reason"), max_length=2000, widget=Textarea(attrs={"rows": 4}))


class ChangeForm(OnceForm):
    """Publishing a change: what is new, and whether it is wording alone."""

    note = LinesField(
        label=_("What is new, and why"),
        max_length=2000,
        widget=Textarea(attrs={"rows": 4}),
        help_text=_("Public, beside the version. The old text stays readable."),
    )
    editorial = forms.BooleanField(
        label=_("Only wording: spelling, a clearer sentence. The partners' confirmations stand."), required=False
    )


class FileForm(forms.Form):
    """One file, and whom it is for."""

    purpose = ChoiceField(label=_("What it is"), choices=Purpose.choices)
    file = forms.FileField(
        label=_("File"),
        help_text=_("At most 25 MB: text, RTF, PDF, Word, PowerPoint, Excel or OpenDocument."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{one}" for one in EXTENSIONS)}),
    )


class DelegatesForm(forms.Form):
    """Who of the State's team writes in this pledge."""

    delegates = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("May write in this pledge"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["delegates"]
        chosen.queryset = people


class LetterForm(forms.Form):
    """What the secretariat writes when it returns a pledge."""

    letter = LinesField(label=_("Remarks"), max_length=4000, widget=Textarea(attrs={"rows": 8}))


class DeclineForm(forms.Form):
    """Why a pledge is not recorded, and the letter that says so."""

    reason = ChoiceField(label=_("Reason"), choices=Reason.choices)
    letter = LinesField(
        label=_("Letter"),
        max_length=4000,
        widget=Textarea(attrs={"rows": 8}),
        help_text=_("For a pledge about refugees only: point to the pledges of the Global Refugee Forum."),
    )
