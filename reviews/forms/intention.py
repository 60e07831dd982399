"""What a State tells the secretariat before it submits (R21)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayField


class IntentionForm(forms.Form):
    """Expected by a day, or without one."""

    expected_on = DayField(
        label=_("Expected by"),
        required=False,
        not_past=True,
        help_text=_("Leave it empty to say only that a review is in preparation. For example 28 February 2030."),
    )
