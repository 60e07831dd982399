"""What may be typed about a reminder plan, the words of a page, an error and its answer."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import LineField, LinesField, RichField
from forum import xliff
from forum.models import Milestone, PageText, ReminderPlan
from forum.models.texts import SOURCE
from notifications.kinds import registry

LARGEST_XLIFF = 5_000_000
"""Bytes; all pages in one language have some hundred thousand."""


class LeadDaysField(forms.CharField):
    """Numbers of days with commas or blanks between them: `60, 30, 14, 7, 1`; kept largest first."""

    def prepare_value(self, value: Any) -> Any:
        """The stored list as it is typed."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The numbers. Raises ValidationError for what is none."""
        words = (super().to_python(value) or "").replace(",", " ").replace(";", " ").split()
        if not all(word.isdecimal() and len(word) < 5 for word in words):
            raise ValidationError(_("Write whole numbers of days, for example 60, 30, 14, 7, 1."))
        return sorted(map(int, words), reverse=True)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the numbers differ from the stored ones; what is no number has changed."""
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


def kinds_by_date() -> list[tuple[str, Any]]:
    """The kinds of messages whose time a plan says, with their names for people."""
    return [(kind.name, kind.label or kind.name) for kind in registry() if kind.planned_by]


class ReminderPlanForm(forms.ModelForm):
    """Kind, milestone and days ahead of a plan."""

    kind = forms.ChoiceField(label=_("Kind of message"), choices=kinds_by_date)
    lead_days = LeadDaysField(
        label=_("Days ahead"),
        initial=[60, 30, 14, 7, 1],
        help_text=_("Counted back from the milestone in the forum's time zone; 0 is the day itself."),
    )

    milestone = forms.ModelChoiceField(label=_("Milestone"), queryset=Milestone.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dates to come, and the plan's own."""
        super().__init__(*args, **kwargs)
        if "milestone" in self.fields:
            field: Any = self.fields["milestone"]
            chosen = Q(ends_on__gte=timezone.localdate(), cancelled_on=None) | Q(pk=self.instance.milestone_id)
            field.queryset = Milestone.objects.filter(chosen).select_related("cycle").order_by("starts_on")

    def clean(self) -> dict[str, Any] | None:
        """The sentence beside the date, where the kind of message is about another one."""
        given = super().clean()
        plan = ReminderPlan(kind=self.cleaned_data.get("kind", ""), milestone=self.cleaned_data.get("milestone"))
        if plan.milestone_id and (wrong := plan.wrong_milestone()):
            self.add_error("milestone", wrong)
        return given

    class Meta:
        model = ReminderPlan
        fields = ("kind", "milestone", "lead_days")


class PageTextForm(forms.ModelForm):
    """The words of a page in one language."""

    title = LineField(label=_("Title"), max_length=150)
    body = RichField(label=_("Text"))
    translator = LineField(
        label=_("Translated by"),
        max_length=150,
        required=False,
        help_text=_("A person, a unit or a service; shown below the text. Nobody for the English original."),
    )

    def clean(self) -> dict[str, Any] | None:
        """A translation begins as the English text, and is none as long as it still is that."""
        given = super().clean() or {}
        language = given.get("language") or self.instance.language
        page = given.get("page") or (self.instance.page if self.instance.page_id else None)
        source = PageText.objects.in_force().filter(page=page, language=SOURCE).first()
        if language != SOURCE and source and given.get("body") == source.body:
            self.add_error("body", _("This is still the English text. Write the translation."))
        return given

    class Meta:
        model = PageText
        fields = ("page", "language", "title", "body", "translator")


class TranslatedForm(forms.Form):
    """A file that came back from a translator."""

    language = forms.ChoiceField(label=_("Language"), choices=[one for one in settings.LANGUAGES if one[0] != SOURCE])
    file = forms.FileField(label=_("XLIFF file"))
    translator = LineField(
        label=_("Translated by"), max_length=150, help_text=_("A person, a unit or a service; shown below the text.")
    )

    def clean(self) -> dict[str, Any]:
        """With the pages that the file holds."""
        given = super().clean() or {}
        if (file := given.get("file")) and given.get("language"):
            if file.size > LARGEST_XLIFF:
                self.add_error("file", _("The file is larger than 5 MB."))
                return given
            try:
                given["pages"] = xliff.read(file.read(), given["language"])
            except xliff.Unreadable as error:
                self.add_error("file", str(error))
        return given


class ErrorReportForm(forms.Form):
    """What a reader says is wrong on a page."""

    page = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)
    text = LinesField(
        label=_("What is wrong, and what would be right?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    email = forms.EmailField(
        label=_("E-mail, if you want an answer"),
        required=False,
        help_text=_("Used for the answer only, and taken out ninety days after it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(label=_("Leave this empty"), required=False, max_length=200)


class AnswerForm(forms.Form):
    """What the reader who reported an error gets by mail."""

    note = LinesField(label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}))
