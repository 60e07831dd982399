"""What may be typed about messages."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import has_role
from core.forms import LineField
from notifications import kinds, steps
from notifications.choices import Choice, Status
from notifications.models import Message, Preference


class PreferencesForm(forms.Form):
    """One question for each kind of message that may be switched off."""

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data)
        chosen = dict(Preference.objects.filter(user=user).values_list("kind", "choice"))
        for cls in optional_kinds(user):
            offered = [Choice.AT_ONCE, *([Choice.DIGEST] if cls.digest else []), Choice.NEVER]
            self.fields[cls.name] = forms.ChoiceField(
                label=cls.label,
                help_text=cls.reason,
                choices=[(choice.value, choice.label) for choice in offered],
                initial=chosen.get(cls.name, Choice.AT_ONCE),
                widget=forms.RadioSelect,
            )


def optional_kinds(user: Any) -> list[type[kinds.Kind]]:
    """The kinds that `user` can get and may switch off, by label."""
    return sorted((cls for cls in _kinds_for(user) if cls.optional), key=lambda cls: str(cls.label))


def mandatory_kinds(user: Any) -> list[type[kinds.Kind]]:
    """The kinds that `user` always gets when concerned, by the reason and then by label."""
    always = (cls for cls in _kinds_for(user) if not cls.optional)
    return sorted(always, key=lambda cls: (str(cls.mandatory_because), str(cls.label)))


def _kinds_for(user: Any) -> Iterator[type[kinds.Kind]]:
    return (cls for cls in kinds.registry() if not cls.roles or has_role(user, *cls.roles))


class DecisionForm(forms.Form):
    """Why a message is resolved as it is; kept in the log of acts."""

    note = LineField(
        label=_("Reason"),
        max_length=200,
        help_text=_("For example: found in the mail server's log under its Message-ID."),
    )


class OneDecisionForm(DecisionForm):
    """What becomes of one message that waits for a person."""

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    field_order = ["decision", "note"]

    def __init__(self, message: Message, data: Any = None) -> None:
        super().__init__(data)
        decision: Any = self.fields["decision"]
        decision.choices = list(steps.DECISIONS.get(Status(message.status), {}).items())


class PauseForm(forms.Form):
    """Why mail is paused, or let go again."""

    note = LineField(label=_("Reason"), max_length=200)


class HeldForm(DecisionForm):
    """What to do with everything of one kind that the brake has stopped."""

    kind = forms.ChoiceField(label=_("Kind of message"))
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(Status.QUEUED.value, _("Send them")), (Status.CANCELLED.value, _("Do not send them"))],
        widget=forms.RadioSelect,
    )
    field_order = ["kind", "decision", "note"]

    def __init__(self, data: Any = None, *, held: dict[str, int]) -> None:
        super().__init__(data)
        kind: Any = self.fields["kind"]
        kind.choices = [(name, f"{kinds.label_of(name)} ({count})") for name, count in held.items()]


class DayForm(forms.Form):
    """A day to look at."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if not 1990 <= day.year <= 2100:
            raise forms.ValidationError(_("Choose a day between 1990 and 2100."))
        return day


def today() -> date:
    """The day in the portal's own zone."""
    return timezone.localdate()
