"""Inviting a named person from outside to read sections of a draft until a day (FEATURES U9)."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.addresses import normalised
from core.forms import DayField, LineField, LinesField, OnceForm
from core.templatetags.portal import city, day_of
from reviews.forms.team import SectionsField
from reviews.models.guest import LONGEST

LAST_MINUTE = time(23, 59)


class GuestForm(OnceForm):
    """Who, what, and until when."""

    name = LineField(label=gettext_lazy("Name"), max_length=150)
    email = LineField(
        label=gettext_lazy("E-mail address"),
        max_length=320,
        widget=forms.EmailInput,
        help_text=gettext_lazy("Only an account with this address opens the sections."),
    )
    sections = SectionsField(
        help_text=gettext_lazy("All answers of these sections are read, also those that are never published.")
    )
    until = DayField(label=gettext_lazy("Until"), not_past=True)
    message = LinesField(
        label=gettext_lazy("What is wanted"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The person gets it with the message."),
    )

    def __init__(self, *args: Any, sections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sections"]
        field.queryset = sections
        self.fields["until"].help_text = _(
            "For example %(day)s, at most %(days)s days from today. On this day at 23:59, %(zone)s, it ends by itself."
        ) % {
            "day": day_of(timezone.localdate() + LONGEST / 2),
            "days": LONGEST.days,
            "zone": city(timezone.get_current_timezone_name()),
        }

    def clean_email(self) -> str:
        """One plain address (RELIABILITY B34)."""
        return normalised(self.cleaned_data["email"])

    def clean_until(self) -> datetime:
        """The last minute of the day, where the inviting person is."""
        day: date = self.cleaned_data["until"]
        if day > timezone.localdate() + LONGEST:
            raise ValidationError(_("A guest reads for at most %(days)s days from today.") % {"days": LONGEST.days})
        return timezone.make_aware(datetime.combine(day, LAST_MINUTE))
