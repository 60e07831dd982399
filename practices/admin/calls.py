"""Calls for practices: written by an officer, opened, closed."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.access import SECRETARIAT
from core.admin import PortalAdmin, Step
from core.forms import LineField, LinesField, TableField
from practices import checks
from practices.choices import Applicant
from practices.models import CallForPractices
from practices.steps import calls


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
        *("title", "slug", "status", "about", "criteria", "musts", "opens_on", "closes_on", "time_zone"),
        *("applicants", "stakeholder_groups", "countries", "objectives"),
        *(
            "reviewers_un",
            "reviewers_outside",
            "review_days",
            "is_blind",
            "reviewers_share",
            "disagreement",
            "questions",
        ),
    )
    steps: ClassVar[dict[str, Step]] = {
        "open": Step(calls.open, explain=_("Everybody can read it from now on.")),
        "close": Step(calls.close, explain=_("No practice is taken for it any more. Its page stays.")),
    }
