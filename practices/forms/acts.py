"""Forms around the steps that a practice's people take."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from core.forms import LineField, LinesField, OnceForm
from practices.choices import ImplementerAnswer
from practices.models import UsedElsewhere


class SubmitForm(OnceForm):
    """The last press; what is new in a further version."""

    note = LinesField(
        label=_("Anything the secretariat should know"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Not published."),
    )


class ImplementerForm(forms.Form):
    """The focal point of the implementer agrees, or does not."""

    answer = forms.ChoiceField(
        label=_("Do you agree that it is sent on behalf of your organisation?"),
        choices=[
            (ImplementerAnswer.AGREED.value, _("Yes, we agree")),
            (ImplementerAnswer.REFUSED.value, _("No, we do not agree")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    words = LinesField(
        label=_("Anything to correct"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who submitted it and the secretariat read this. Not published."),
    )


class StepForm(forms.Form):
    """A step with a note for the record."""

    note = LinesField(label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, needs_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = needs_reason


class ImageWordsForm(forms.Form):
    """What stands beside a picture."""

    alternative = LineField(
        label=_("What it shows"), max_length=300, help_text=_("For people who do not see it. One sentence.")
    )
    caption = LineField(label=_("Caption"), max_length=300, required=False)
    credit = LineField(label=_("Credit"), max_length=150, required=False)


class ImageForm(ImageWordsForm):
    """A picture to send."""

    field_order = ("file", "alternative", "caption", "credit")
    file = forms.FileField(
        label=_("Picture"),
        widget=forms.ClearableFileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
        help_text=_("JPEG or PNG, at most 20 MB. Place, author and camera are taken out of it."),
    )


class WordForm(forms.Form):
    """A Word copy that comes back."""

    file = forms.FileField(
        label=_("The copy in Word"),
        help_text=_("DOCX, up to 20 MB. Every change is shown before anything is taken over."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        max_length=255,
    )


class CoAuthorsForm(forms.Form):
    """Who of the organisation writes along."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Co-authors"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.queryset = colleagues


class UseAnswerForm(forms.Form):
    """The people of a practice say whether it is so."""

    answer = forms.ChoiceField(
        label=_("Did it take your practice up?"),
        choices=[("agree", _("Yes")), ("refuse", _("No, or not as it is told"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    note = LinesField(
        label=_("Why not"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for a no. Whoever told it reads this."),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == "refuse" and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", _t("Say why, in a sentence."))
        return cleaned


class UseForm(OnceForm):
    """An organisation tells that it took a practice up."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Which organisation took it up"), empty_label=None
    )
    account = LinesField(
        label=_("What was taken up, and how"),
        max_length=UsedElsewhere._meta.get_field("account").max_length,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Shown on the public page once the people of the practice and the secretariat have confirmed it."),
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body: Any = self.fields["organisation"]
        body.queryset = organisations
