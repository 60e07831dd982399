"""Which copy of a draft is wanted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import pdf
from reviews.choices import CopyFormat
from reviews.models import Section
from reviews.sections import SectionInReview


def formats() -> list[tuple[str, Any]]:
    """What this machine can make."""
    return [(value, label) for value, label in CopyFormat.choices if value != CopyFormat.PDF or pdf.is_available()]


class ReturnForm(forms.Form):
    """A copy in Word, filled in."""

    file = forms.FileField(
        label=_("The copy in Word"),
        help_text=_("DOCX, up to 20 MB. Every change is shown before anything is taken over."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        max_length=255,
    )


class DocumentForm(forms.Form):
    """An earlier review in Word."""

    file = forms.FileField(
        label=_("The earlier review in Word"),
        help_text=_(
            "DOCX with headings, up to 20 MB. Each part is shown first; you say which are taken over, and where."
        ),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        max_length=255,
    )


class CopyForm(forms.Form):
    """The whole draft or one of the sections that this person may read, as a file."""

    format = forms.ChoiceField(label=_("Kind of file"), widget=forms.RadioSelect)
    section = forms.ChoiceField(label=_("Which part"), required=False)
    blank = forms.BooleanField(label=_("Without the answers, to be filled in anew (Word only)"), required=False)

    def __init__(self, *args: Any, places: list[SectionInReview], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections: dict[str, Section] = {place.section.code: place.section for place in places}
        offered: Any = self.fields["format"]
        offered.choices = formats()
        offered.initial = offered.choices[0][0] if offered.choices else None
        wanted: Any = self.fields["section"]
        wanted.choices = [("", _("The whole review")), *((code, str(one)) for code, one in self.sections.items())]

    def clean(self) -> dict[str, Any]:
        """What `steps.copies.ask` takes."""
        wanted = super().clean() or {}
        with_answers = not wanted.pop("blank", False) or wanted.get("format") == CopyFormat.PDF
        return {**wanted, "with_answers": with_answers}

    def clean_section(self) -> Section | None:
        """The section itself."""
        return self.sections.get(self.cleaned_data["section"])
