"""What all forms share: cleaned plain text, days as people write them, a key that makes a second press harmless."""

import re
import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import plain_text, reading


class LineField(forms.CharField):
    """One line of plain text: names, titles."""

    def to_python(self, value: Any) -> Any:
        return plain_text.clean_line(super().to_python(value) or "")


class LinesField(forms.CharField):
    """Several lines of plain text."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return plain_text.clean_lines(super().to_python(value) or "")


class DayField(forms.CharField):
    """A day as people write it: `28 February 2030`, `2030-02-28`; read as questions of type date are (B17)."""

    def __init__(self, *, not_past: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("For example 28 February 2030."))
        super().__init__(max_length=60, **kwargs)
        self.not_past = not_past

    def prepare_value(self, value: Any) -> Any:
        """A stored day in the form that is read without doubt in every language."""
        return value.isoformat() if isinstance(value, date) else value

    def to_python(self, value: Any) -> Any:
        """The day, or None for nothing typed."""
        typed = super().to_python(value)
        return reading.day(typed) if typed else None

    def validate(self, value: Any) -> None:
        """Raise ValidationError for a missing day, or one that has passed where that makes no sense."""
        super().validate(value)
        if value and self.not_past and value < timezone.localdate():
            raise ValidationError(_("This day has passed. Choose a later one."))

    def run_validators(self, value: Any) -> None:
        """Those of a text do not fit a day."""


class RowsField(forms.ModelMultipleChoiceField):
    """Rows to tick, by a numeric key. A number that no key can be is a wrong choice, not a fault (B13)."""

    def clean(self, value: Any) -> Any:
        """The chosen rows. Raises ValidationError for one that is not offered."""
        for key in value or ():
            if not re.fullmatch("[0-9]{1,9}", str(key)):
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": str(key)[:40]})
        return super().clean(value)


class OnceForm(forms.Form):
    """A form that creates a record: `form_key` goes into its unique column, so that the second press
    finds the first record (RELIABILITY F2). Without a key that can be read nothing is created: the form
    comes back with what was typed and a fresh one (B43)."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, label=gettext_lazy("One-time key"))

    def clean(self) -> dict[str, Any] | None:
        """Give a fresh key in place of a missing or broken one, and say what to do at the top of the form."""
        if self.errors.pop("form_key", None):
            self.replace("form_key", str(uuid.uuid4()))
            raise forms.ValidationError(_("The form was not complete when it arrived. Send it once more."))
        return super().clean()

    def replace(self, name: str, value: str) -> None:
        """Put `value` into a box in place of what came: the form comes back with it."""
        data: Any = self.data
        data = data.copy()
        data[self.add_prefix(name)] = value
        self.data = data
