"""What a reviewer types: interests, refusal, report, and the page of the roster."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.drafts import DraftForm
from core.forms import DayField, LinesField
from practices.choices import FURTHER, Criterion, DeclineReason, Interest, OwnLine, Recommendation, Score
from practices.models import PeerReview, ReviewerProfile


class DeclareForm(forms.Form):
    """Interests, before anything else is shown. Nothing is chosen beforehand (FEATURES A5)."""

    interest = forms.ChoiceField(
        label=_("Do any of these apply to you, or to someone close to you?"),
        choices=Interest.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )
    words = LinesField(
        label=_("Describe it, if you chose “Perhaps”"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the secretariat reads this."),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("interest") == Interest.PERHAPS and not cleaned.get("words"):
            self.add_error("words", _t("Describe it in a few words, so that the secretariat can decide."))
        return cleaned


class DeclineForm(forms.Form):
    """Declining: a reason, and perhaps somebody else."""

    reason = forms.ChoiceField(
        label=_("Why"), choices=DeclineReason.choices, initial=DeclineReason.TIME, widget=forms.Select
    )
    suggestion = LinesField(
        label=_("Somebody else who could review it"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only the secretariat reads this."),
    )


class DayForm(forms.Form):
    """Another day for the report."""

    day = DayField(label=_("Report by"), not_past=True)


class DateForm(DayForm):
    """The day that a reviewer asks for."""

    words = LinesField(
        label=_("Why"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only the secretariat reads this."),
    )


SCALE = [(score.value, score.label) for score in Score]


class ReportForm(DraftForm):
    """The report, which saves itself. What is missing is said when it is sent (`PeerReview.gaps`)."""

    class Meta:
        model = PeerReview
        fields = [
            *(name for one in (*Criterion.values, *FURTHER) for name in (one, f"{one}_comment")),
            *OwnLine.values,
            "recommendation",
            "to_author",
            "to_secretariat",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.instance.assignment.round.criteria
        for name in FURTHER[len(asked) - len(Criterion) :]:
            del self.fields[name], self.fields[f"{name}_comment"]
        for name in (*(one.code for one in asked), *OwnLine.values):
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label, choices=SCALE, widget=forms.RadioSelect, required=False
            )
        self.fields["recommendation"] = forms.ChoiceField(
            label=_("Recommendation"), choices=Recommendation.choices, widget=forms.RadioSelect, required=False
        )
        for one in asked:
            self._lines(f"{one.code}_comment", _t("Reason: %(criterion)s") % {"criterion": one.label}, 2, 5000)
        self._lines("to_author", _t("Comments to the author"), 6, 20_000)
        self.fields["to_author"].help_text = _t("What is strong, what is missing. Sent without your name.")
        self._lines("to_secretariat", _t("Note to the secretariat only"), 3, 20_000)

    def _lines(self, name: str, label: str, rows: int, most: int) -> None:
        box = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        self.fields[name] = LinesField(label=label, required=False, max_length=most, widget=box)


class ProfileForm(forms.ModelForm):
    """What a reviewer says of herself."""

    languages = forms.MultipleChoiceField(
        label=_("Languages you can review in"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    unavailable_until = DayField(
        label=_("Not available until"),
        required=False,
        not_past=True,
        help_text=_("Until then you are proposed last. For example 28 February 2030."),
    )

    class Meta:
        model = ReviewerProfile
        fields = [
            *("languages", "objectives", "regions", "affiliation", "ties", "unavailable_until"),
            *("gender", "is_listed"),
        ]
        widgets = {"objectives": forms.CheckboxSelectMultiple, "regions": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies: Any = self.fields["ties"]
        bodies.queryset = Organisation.objects.visible_to(by).standing().order_by("name")
        bodies.widget.attrs["size"] = 8
        bodies.help_text = _t("Practices of these bodies reach you only if two officers agree.")
