"""What may be typed about evidence and background notes, and the sentence for each mistake."""

from typing import Any

from django import forms
from django.forms import ChoiceField, Textarea
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.drafts import DraftForm
from core.forms import DayField, LineField, LinesField, OnceForm
from dialogues.choices import NoteOffice
from dialogues.models import BackgroundNote, NoteParagraph
from reference.models import Objective

OBJECTIVES = [("", "–"), *((str(number), str(number)) for number in range(1, 24))]


class AppointForm(forms.Form):
    """Whom the secretariat names for a note."""

    email = LineField(label=_("E-mail of the account"), max_length=254)
    office = ChoiceField(label=_("Office"), choices=NoteOffice.choices, widget=forms.RadioSelect)

    def clean_email(self) -> User:
        """The account."""
        person = User.objects.filter(email=self.cleaned_data["email"].lower(), is_active=True).first()
        if person is None:
            raise forms.ValidationError(_t("There is no account with this address."))
        return person


class _PointForm(OnceForm):
    """For which note, on which objective and theme."""

    note: Any = forms.ModelChoiceField(None, label=_("For the note"), empty_label=None)
    objective = ChoiceField(label=_("Objective"), choices=OBJECTIVES, required=False)
    theme = LineField(
        label=_("Theme"),
        max_length=100,
        required=False,
        help_text=_("A word or two: cost of remittances."),
    )

    def __init__(self, *args: Any, notes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["note"]
        field.queryset = notes
        field.label_from_instance = _name_of

    @property
    def written(self) -> dict[str, Any]:
        """The values for the step."""
        data = self.cleaned_data
        number = data["objective"]
        return {
            "objective": Objective.objects.get(number=number) if number else None,
            "theme": data["theme"],
            "form_key": data["form_key"],
        }


def _name_of(note: BackgroundNote) -> str:
    return str(note.meeting)


class MarkForm(_PointForm):
    """A passage of a text."""

    quote = LinesField(
        label=_("Passage"),
        max_length=3000,
        widget=Textarea(attrs={"rows": 5, "dir": "auto", "data-takes-passage": True}),
        help_text=_("Select it in the text and press “Take the selected words”, or copy it from there. Word for word."),
    )
    field_order = ("quote", "note", "objective", "theme")


class PublicationForm(_PointForm):
    """A published text by its number."""

    reference = LineField(
        label=_("Number"), max_length=40, help_text=_("Of a published review, practice or pledge, for example PR-0042.")
    )
    remark = LinesField(
        label=_("What it shows"), max_length=1000, widget=Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("In your own words. Everybody reads it in the annex once a published paragraph rests on it."),
    )  # fmt: skip
    field_order = ("reference", "remark", "note", "objective", "theme")


class ParagraphForm(DraftForm):
    """A paragraph; each field saves itself."""

    heading = LineField(label=_("Heading above it"), max_length=200, help_text=_("Leave it empty inside a section."))
    text = LinesField(
        label=_("Text"),
        max_length=5000,
        widget=Textarea(attrs={"rows": 10, "dir": "auto"}),
        help_text=_("A recommendation of the Secretary-General is pointed to by its number, such as A/76/642#2."),
    )
    points: Any = forms.ModelMultipleChoiceField(
        None,
        label=_("Points it rests on"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They stand in the annex, each with the number of this paragraph."),
    )

    class Meta:
        model = NoteParagraph
        fields = ("heading", "text", "points")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["points"]
        field.queryset = self.instance.note.points.all()


class CommentForm(OnceForm):
    """A remark on a paragraph."""

    text = LinesField(
        label=_("Remark"),
        max_length=2000,
        widget=Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Its drafters, co-chairs and the secretariat read it. Not published."),
    )


class BackForm(forms.Form):
    """Why a note goes back to its drafters."""

    note = LinesField(
        label=_("What should change"),
        max_length=1000,
        widget=Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Its drafters, co-chairs and the secretariat read it."),
    )


class PublishForm(forms.Form):
    """What is new in the version."""

    note = LinesField(
        label=_("What is new"),
        max_length=500,
        required=False,
        widget=Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Public, beside the version. Empty for the first one."),
    )


class PutOutForm(forms.Form):
    """Until when a draft is out for comment."""

    closes_on = DayField(label=_("Comments until the end of"), not_past=True)


class NothingForm(forms.Form):
    """A step that takes no words."""
