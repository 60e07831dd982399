"""What somebody writes who registers."""

from django import forms
from django.conf import settings
from django.forms import ChoiceField, Textarea
from django.utils.translation import gettext_lazy as _

from core.forms import LineField, LinesField
from dialogues.models import Registration


class RegistrationForm(forms.ModelForm):
    """A place in a session."""

    name = LineField(label=_("Your name"), max_length=150)
    body = LineField(label=_("State or organisation"), max_length=250, required=False)
    language = ChoiceField(
        label=_("Language to listen in"), choices=[("", _("Any")), *settings.LANGUAGES], required=False
    )
    needs = LinesField(
        label=_("What you need to take part"),
        max_length=1000,
        required=False,
        widget=Textarea(attrs={"rows": 3}),
        help_text=_("For example sign language, or a place without steps. Only those who prepare the session read it."),
    )

    class Meta:
        model = Registration
        fields = ("name", "body", "language", "needs")
