"""What may be typed about a search that a person keeps."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LineField, OnceForm
from publications.choices import Rhythm


class SearchNameForm(forms.Form):
    """How it is called, and how often it is told of."""

    name = LineField(label=_("Name"), max_length=120, help_text=_("As it stands in the message and in your list."))
    rhythm = forms.ChoiceField(
        label=_("When do you want a message?"),
        choices=Rhythm.choices,
        initial=Rhythm.WEEKLY.value,
        widget=forms.RadioSelect,
        help_text=_("All your searches come in one message, in the morning. If nothing is new, none comes."),
    )


class SaveSearchForm(OnceForm, SearchNameForm):
    """The same for a new one."""
