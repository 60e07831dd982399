"""What may be typed into an observation on a pledge, and into its answer."""

from django import forms
from django.forms import Textarea
from django.utils.translation import gettext_lazy as _

from accounts.forms import ForABody
from accounts.models import Organisation
from core.forms import LineField, LinesField, OnceForm, WebAddressField


class ObservationForm(ForABody, OnceForm):
    """For which body, what was observed, and where that can be read."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Observed by"), empty_label=None)
    text = LinesField(
        label=_("What is observed"),
        max_length=3000,
        widget=Textarea(attrs={"rows": 8}),
        help_text=_("About this pledge alone: what was seen, where and when. No names of private persons."),
    )
    source_title = LineField(label=_("Source"), max_length=300, help_text=_("A report, a survey, a law; its year."))
    source_url = WebAddressField(label=_("Address of the source"), max_length=500)


class AnswerObservationForm(forms.Form):
    """What those who pledged say to it."""

    text = LinesField(
        label=_("Your answer"),
        max_length=3000,
        widget=Textarea(attrs={"rows": 6}),
        help_text=_("Public at once, beside the observation. It can be given once."),
    )
