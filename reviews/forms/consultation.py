"""One consultation of the log (DOMAIN 4.3)."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DayField, LineField, LinesField, OnceForm, RowsField
from reference.models import Objective, StakeholderGroup
from reviews.choices import Approach, ConsultationForm, Level
from reviews.models import Consultation

HIDDEN = ("version", "form_key")
MOST = 1_000_000
"""More people than ever took part in one consultation; a typing mistake above it."""


class ObjectivesField(RowsField):
    """Objectives to tick, each with its number and short label."""

    def label_from_instance(self, objective: Any) -> str:
        """`5 Pathways`."""
        return f"{objective.number} {objective.short_label}"


def number(label: Any) -> forms.IntegerField:
    """A count of people."""
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Write a whole number, for example 64.")},
    )


def lines(label: Any, most: int, rows: int, help_text: Any = "") -> LinesField:
    """A text of several lines."""
    area = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return LinesField(label=label, required=False, max_length=most, widget=area, help_text=help_text)


class ConsultationEntry(OnceForm):
    """Everything about it but names: participants are numbers and groups."""

    title = LineField(
        label=gettext_lazy("Title"), max_length=200, help_text=gettext_lazy("For example: Diaspora associations.")
    )
    form = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", gettext_lazy("Choose")), *ConsultationForm.choices]
    )
    starts_on = DayField(label=gettext_lazy("Date, or first day"))
    ends_on = DayField(label=gettext_lazy("Last day, if it was longer than one"), required=False, help_text="")
    place = LineField(label=gettext_lazy("Place, or “online”"), max_length=200, required=False)
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=[("", gettext_lazy("Choose")), *Level.choices])
    approach = forms.ChoiceField(
        label=gettext_lazy("Who was asked"),
        choices=Approach.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Whole of government: ministries and levels of government. Whole of society: everybody else."
        ),
        error_messages={"required": gettext_lazy("Choose one of the three.")},
    )
    bodies = lines(
        gettext_lazy("Government bodies that took part"),
        2000,
        3,
        gettext_lazy("One on each line. Bodies, not persons."),
    )
    stakeholder_groups = forms.ModelMultipleChoiceField(
        StakeholderGroup.objects.all(),
        label=gettext_lazy("Stakeholder groups that took part"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The groups of the Compact, paragraph 44."),
    )
    participants = number(gettext_lazy("Number of participants"))
    women = number(gettext_lazy("Of them women"))
    men = number(gettext_lazy("Of them men"))
    migrants_part = lines(gettext_lazy("How migrants themselves took part"), 5000, 3)
    objectives = ObjectivesField(
        Objective.objects.all(),
        label=gettext_lazy("Objectives that were discussed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    summary = lines(gettext_lazy("Summary"), 20_000, 6, gettext_lazy("What was said. Leave out names of participants."))
    use = lines(gettext_lazy("What changed because of it"), 5000, 4)
    is_public = forms.BooleanField(label=gettext_lazy("Publish it with the review"), required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000)

    def clean(self) -> dict[str, Any]:
        """What does not fit together, said at the field where it is put right."""
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day is before the first. Change one of them."))
        whole, women, men = (cleaned.get(name) for name in ("participants", "women", "men"))
        if whole is not None and (women or 0) + (men or 0) > whole:
            self.add_error(
                "participants", _("There are more women and men than participants. Change one of the numbers.")
            )
        return cleaned

    def values(self) -> dict[str, Any]:
        """What is stored: everything but the hidden fields."""
        return {name: value for name, value in self.cleaned_data.items() if name not in HIDDEN}

    def typed(self) -> dict[str, list[str]]:
        """What was sent in each of its boxes, to fill the form with it again (`filled_again`)."""
        sent: Any = self.data
        return {name: sent.getlist(name) for name in self.fields if name not in HIDDEN}


def filled_again(typed: dict[str, list[str]]) -> ConsultationEntry:
    """A form that holds what `ConsultationEntry.typed` kept."""
    data = QueryDict(mutable=True)
    for name, texts in typed.items():
        data.setlist(name, texts)
    data["form_key"] = str(uuid.uuid4())
    return ConsultationEntry(data)


def initial_of(consultation: Consultation) -> dict[str, Any]:
    """What the form shows of a stored one."""
    names = [
        name for name in ConsultationEntry.base_fields if name not in ("form_key", "stakeholder_groups", "objectives")
    ]
    return {name: getattr(consultation, name) for name in names} | {
        "stakeholder_groups": [group.pk for group in consultation.stakeholder_groups.all()],
        "objectives": [objective.pk for objective in consultation.objectives.all()],
    }
