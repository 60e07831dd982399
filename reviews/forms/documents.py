"""What an officer writes about a review that a State sent by e-mail."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import uploads
from core.forms import LineField, LinesField, PartOfDateField, WebAddressField
from reference.forms import LinesField as ListField
from reference.models import Country, Objective
from reviews.choices import Round
from reviews.models import ReceivedDocument
from reviews.models.submission import FIRST_YEAR, LAST_YEAR, day_error

MAX_BYTES = 20_000_000


class NumberedObjectives(forms.ModelMultipleChoiceField):
    """Objectives with the number by which everybody calls them."""

    def label_from_instance(self, objective: Any) -> str:
        return f"{objective.number}. {objective}"


def languages(stored: str = "") -> list[tuple[str, Any]]:
    """The languages of the portal, then those that Django can name, by name; what an import `stored` stays."""
    ours = dict(settings.LANGUAGES)
    named = {code: _(info["name"]) for code, info in LANG_INFO.items() if "-" not in code and "name" in info}
    others = sorted((name, code) for code, name in named.items() if code not in ours)
    known = [("", "–"), *ours.items(), (_("Other languages"), [(code, name) for name, code in others])]
    return known if stored in {"", *ours, *named} else [*known, (stored, stored)]


def language_name(code: str) -> str:
    """What the language is called; a code that nobody can name stays as it is."""
    named = LANG_INFO.get(code, {}).get("name", "")
    return dict(settings.LANGUAGES).get(code) or (_(named) if named else code)


class ReceivedDocumentForm(forms.ModelForm):
    """A file is judged by its content; the State is chosen from a list in alphabetical order."""

    title = LineField(label=gettext_lazy("Title"), max_length=300)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    web_address = WebAddressField(label=gettext_lazy("Or where it is found"), max_length=500, required=False)
    received_on = PartOfDateField(
        label=gettext_lazy("Received on"),
        help_text=gettext_lazy("A day, a month or a year: 12 May 2022, May 2022, 2022."),
    )
    lead_body = LineField(label=gettext_lazy("Body that wrote it"), max_length=250, required=False)
    summary = LinesField(
        label=gettext_lazy("Summary by the secretariat"),
        max_length=5000,
        required=False,
        help_text=gettext_lazy("Published with the document."),
    )
    partners = ListField(
        label=gettext_lazy("Bodies that took part"), required=False, help_text=gettext_lazy("One a line.")
    )
    objectives = NumberedObjectives(
        Objective.objects.all(),
        label=gettext_lazy("Objectives"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ReceivedDocument
        fields: ClassVar[Any] = (
            "country",
            "round",
            "year",
            "cycle",
            "kind",
            "title",
            "language",
            "file",
            "web_address",
            "source_title",
            "received_on",
            "lead_body",
            "partners",
            "objectives",
            "objectives_complete",
            "summary",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "language" in self.fields:
            self.fields["language"].choices = languages(self.instance.language)  # type: ignore[attr-defined]
        if "country" in self.fields:
            countries = [(country.pk, str(country.name)) for country in Country.objects.by_name()]
            self.fields["country"].choices = [("", "–"), *countries]  # type: ignore[attr-defined]
            self.fields["country"].label = _("State")
            self.fields["year"].required = False
            self.fields["year"].help_text = _("Can be left empty when the forum is chosen below.")
            self.fields["cycle"].label = _("Forum")

    def clean_received_on(self) -> str:
        """Raises ValidationError for what is no day, month or year, or still to come."""
        text: str = self.cleaned_data["received_on"]
        if error := day_error(text):
            raise ValidationError(error)
        return text

    def clean_file(self) -> Any:
        """Look into a new file and note what it is."""
        file = self.cleaned_data.get("file")
        if isinstance(file, UploadedFile):
            checked = uploads.check(file, max_bytes=MAX_BYTES)
            self.instance.file_name = checked.name
            self.instance.content_type = checked.content_type
            self.instance.sha256 = checked.sha256
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("file"):
            self.instance.file_name = self.instance.content_type = self.instance.sha256 = ""
        if not (cleaned.get("file") or cleaned.get("web_address") or "file" in self.errors):
            self.add_error("file", _("Add the file, or the address where it is found."))
        cycle, year = cleaned.get("cycle"), cleaned.get("year")
        if year is None and "year" not in self.errors:
            year = cleaned["year"] = cycle.year if cycle and cleaned.get("round") == Round.FORUM else None
            if year is None:
                self.add_error("year", _("Choose the forum, or write the year of the Regional Review."))
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            self.add_error("year", _("The Compact is of 2018: write a year from then on."))
        elif cleaned.get("round") == Round.FORUM and cycle and cycle.year != year:
            self.add_error("year", _("The forum of this cycle is in %(year)s.") % {"year": cycle.year})
        return cleaned
