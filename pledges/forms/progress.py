"""A report on progress while it is written; a figure for each published target of its pledge."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import ChoiceField, Textarea
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.forms import ForABody
from accounts.models import Organisation
from core.drafts import DraftForm
from core.forms import DayField, LineField, LinesField, OnceForm, PartOfDateField, TableField, WebAddressField
from pledges.choices import REPORTED, Stage
from pledges.forms.draft import NumberCell
from pledges.models import ProgressReport
from pledges.publishing import targets_of


class FiguresWidget(forms.Widget):
    """A box for each target, called `<name>-<number of the target>`: a number, or how far a stage is."""

    targets: list[Any]
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[int, str]:
        """What stands in each box that was sent."""
        return {one.number: data.get(f"{name}-{one.number}", "") for one in self.targets}

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The targets with their boxes."""
        said = value if isinstance(value, dict) else {row["target"]: row["value"] for row in value or []}
        rows = [
            {"target": one, "name": f"{name}-{one.number}", "value": said.get(one.number, ""), "stages": Stage.choices}
            for one in self.targets
        ]
        return SafeString(render_to_string("pledges/figures_fill.html", {"rows": rows}))


class FiguresField(forms.Field):
    """Rows of {"target", "value"}, in the order of the targets; targets without a figure are left out."""

    widget = FiguresWidget

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """Every box read. Raises ValidationError that names the target."""
        read, problems = [], []
        box: Any = self.widget
        for one in box.targets:
            try:
                figure = self._read(one, (value or {}).get(one.number, ""))
            except ValidationError as wrong:
                words = {"target": one.indicator, "problem": wrong.messages[0]}
                problems.append(_t("“%(target)s”: %(problem)s") % words)
                continue
            if figure:
                read.append({"target": one.number, "value": figure})
        if problems:
            raise ValidationError(problems[:5])
        return read

    def _read(self, target: Any, typed: str) -> str:
        if target.is_stage:
            return str(ChoiceField(choices=[("", ""), *Stage.choices], required=False).clean(typed))
        return NumberCell(max_length=40, required=False).clean(typed)


class ReportForm(DraftForm):
    """All fields of a report; each saves itself. What is needed to publish stands in `pledges.reports`."""

    period_from = PartOfDateField(
        label=_("Period begins"), help_text=_("If the report covers a period: its first year, month or day.")
    )
    as_of = PartOfDateField(
        label=_("Reported for"), help_text=_("The month or day that the figures describe, for example March 2029.")
    )
    progress = ChoiceField(label=_("How far the pledge is"), choices=[("", "–"), *REPORTED])
    figures = FiguresField(label=_("Figures"), help_text=_("The total reached so far. Leave open what is not known."))
    text = LinesField(label=_("What was done"), max_length=10_000, widget=Textarea(attrs={"rows": 6}))
    obstacles = LinesField(label=_("What stands in the way"), max_length=5_000, widget=Textarea(attrs={"rows": 4}))
    evidence = TableField(
        {
            "label": LineField(label=_("What it is"), max_length=200),
            "url": WebAddressField(label=_("Address on the web"), max_length=500),
        },
        label=_("Evidence"),
        help_text=_("A register, a survey, a law: what readers can look up."),
    )

    class Meta:
        model = ProgressReport
        fields = ("period_from", "as_of", "progress", "figures", "text", "obstacles", "evidence", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box: Any = self.fields["figures"].widget
        box.targets = targets_of(self.instance.pledge)


class BodyForm(ForABody, OnceForm):
    """For which of one's bodies the report speaks."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("The report of"), empty_label=None)


class PublishReportForm(OnceForm):
    """The last button."""


class CorrectionForm(OnceForm):
    """The last button of a correction."""

    note = LinesField(
        label=_("What is corrected, and why"),
        max_length=2000,
        widget=Textarea(attrs={"rows": 3}),
        help_text=_("Public, beside the version. The old report stays readable."),
    )


class PlanForm(forms.Form):
    """When the next report is to come."""

    next_report_on = DayField(label=_("Next report"), required=False)
    is_reminded = forms.BooleanField(
        label=_("Remind us six months and one month before, and before each Forum"), required=False
    )


class CopiesForm(forms.Form):
    """For each address that a report names, that of a copy."""

    def __init__(self, *args: Any, links: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for link in links:
            self.fields[f"copy-{link.pk}"] = WebAddressField(
                label=_t("Address of a copy"), max_length=500, required=False, initial=link.archived_url
            )
