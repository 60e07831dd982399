"""Boxes that several forms of dialogues have."""

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from core import reading
from core.forms import TableField
from forum.choices import OfTwo

MOST_QUESTIONS = 5
"""Guiding questions of one meeting (D16)."""


class ClockField(forms.CharField):
    """A time of day as people write it: `10:00`, `10.30`, `3 pm`, `15h00`, with digits of any script."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For example 10:00 or 3 pm."))
        super().__init__(max_length=20, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A stored time as it is typed."""
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def to_python(self, value: Any) -> Any:
        """The time, or None for nothing typed. Raises ValidationError for what is none, or could be two."""
        typed = super().to_python(value)
        return reading.clock(typed) if typed else None

    def run_validators(self, value: Any) -> None:
        """Those of a text do not fit a time."""


class AsksWhichOfTwo:
    """A form with `of_two`: shown only where the clocks show one of its times twice (B18)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self["of_two"].value():  # type: ignore[index]
            self.ask_which()

    def add_error(self, field: Any, error: Any) -> None:
        """As Django's own; a question about the hour opens its box."""
        super().add_error(field, error)  # type: ignore[misc]
        if field == "of_two" or "of_two" in getattr(error, "error_dict", {}):
            self.ask_which()

    def ask_which(self) -> None:
        """Show the choice."""
        field: Any = self.fields["of_two"]  # type: ignore[attr-defined]
        field.widget = forms.RadioSelect(choices=OfTwo.choices)


def which_of_two() -> forms.ChoiceField:
    """The box that is hidden until it is needed."""
    label = _("The clocks show this time twice. Which is meant?")
    choices = [("", ""), *OfTwo.choices]
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.HiddenInput)


class QuestionsField(TableField):
    """At most five guiding questions, each with who asks it."""

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """The rows. Raises ValidationError for a sixth."""
        rows = super().clean(value)
        if len(rows) > MOST_QUESTIONS:
            raise ValidationError(_t("Five guiding questions at most: people answer few questions well."))
        return rows
