"""Calls for practices: written by an officer, opened, closed."""

import re
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from core.access import SECRETARIAT
from core.admin import PortalAdmin, Step
from core.forms import LineField, LinesField, TableField
from practices import checks
from practices.choices import FURTHER, Applicant
from practices.models import CallForPractices
from practices.steps import calls


class DaysField(forms.CharField):
    """Days before a date, with commas: “14, 3”; −3 is three days after. Kept as numbers, the earliest first."""

    def __init__(self, *, most: int = 5, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=60, **kwargs)
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        """Stored numbers as they are typed."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compared as text."""
        return super().has_changed(self.prepare_value(initial), data)

    def to_python(self, value: Any) -> Any:
        """The numbers. Raises ValidationError for anything else."""
        typed = str(super().to_python(value) or "").replace("−", "-")
        parts = [part.strip() for part in typed.split(",") if part.strip()]
        if len(parts) > self.most or any(not re.fullmatch(r"-?\d{1,3}", part, re.ASCII) for part in parts):
            raise forms.ValidationError(_t("Write at most %(most)d numbers of days with commas.") % {"most": self.most})
        return sorted({int(part) for part in parts}, reverse=True)

    def run_validators(self, value: Any) -> None:
        """Those of a text do not fit numbers."""


class CallForm(forms.ModelForm):
    """A call, with its lists to tick and its questions as rows."""

    applicants = forms.MultipleChoiceField(
        label=_("Who may answer"),
        choices=Applicant.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: everybody."),
    )
    musts = forms.MultipleChoiceField(
        label=_("Criteria that must be met"),
        choices=list(checks.CRITERIA.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The others are said as advice before a practice goes out."),
    )
    further_criteria = TableField(
        {
            "label": LineField(label=_("Criterion"), max_length=80),
            "question": LineField(label=_("Question to the reviewers"), max_length=300),
        },
        label=_("Criteria that reviewers score beside the seven"),
        required=False,
        help_text=_("At most three. Rounds that have begun keep theirs."),
    )
    draft_reminders = DaysField(
        label=_("Reminders to drafts, days before the deadline"), help_text=_("For example: 14, 3")
    )
    report_reminders = DaysField(
        label=_("Reminders to reviewers, days before their report is due"),
        most=3,
        help_text=_("At most three, for example: 7, 1, −3 (three days after)."),
    )
    questions = TableField(
        {
            "question": LineField(label=_("Question"), max_length=300),
            "answer": LinesField(label=_("Answer"), max_length=3000),
        },
        label=_("Usual questions and their answers"),
        required=False,
    )

    class Meta:
        model = CallForPractices
        fields: Any = "__all__"

    def clean_further_criteria(self) -> list[dict[str, Any]]:
        """At most as many as a report has columns for."""
        rows: list[dict[str, Any]] = self.cleaned_data["further_criteria"]
        if len(rows) > len(FURTHER):
            raise forms.ValidationError(_t("Name at most three further criteria."))
        return rows

    def clean(self) -> dict[str, Any]:
        """The deadline is no day before the opening."""
        given: dict[str, Any] = super().clean() or {}
        opens, closes = given.get("opens_on"), given.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _t("The deadline is before the day on which the call opens."))
        return given


@admin.register(CallForPractices)
class CallForPracticesAdmin(PortalAdmin):
    """Calls, the newest first."""

    about = _("Calls for practices. Write one, then open it: its page is public from then on.")
    form = CallForm
    add_roles = SECRETARIAT
    list_display = ("title", "status", "opens_on", "closes_on", "time_zone")
    list_filter = ("status",)
    readonly_fields = ("status",)
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("title",)}
    filter_horizontal = ("stakeholder_groups", "countries", "objectives")
    fields = (
        *(
            "title",
            "slug",
            "status",
            "about",
            "criteria",
            "further_criteria",
            "musts",
            "opens_on",
            "closes_on",
            "time_zone",
        ),
        *("applicants", "stakeholder_groups", "countries", "objectives"),
        *(
            "reviewers_un",
            "reviewers_outside",
            "review_days",
            "is_blind",
            "reviewers_share",
            "disagreement",
            "draft_reminders",
            "report_reminders",
            "questions",
        ),
    )
    steps: ClassVar[dict[str, Step]] = {
        "open": Step(calls.open, explain=_("Everybody can read it from now on.")),
        "close": Step(calls.close, explain=_("No practice is taken for it any more. Its page stays.")),
    }
