"""What all forms share: cleaned plain text and a key that makes a second press harmless."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import plain_text


class LineField(forms.CharField):
    """One line of plain text: names, titles."""

    def to_python(self, value: Any) -> Any:
        return plain_text.clean_line(super().to_python(value) or "")


class LinesField(forms.CharField):
    """Several lines of plain text."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return plain_text.clean_lines(super().to_python(value) or "")


class OnceForm(forms.Form):
    """A form that creates a record: `form_key` goes into its unique column, so that the second press
    finds the first record (RELIABILITY F2). Without a key that can be read nothing is created: the form
    comes back with what was typed and a fresh one (B43)."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, label=_("One-time key"))

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
