"""Forms around a submission."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LinesField, OnceForm
from reviews.models import Remark, Section


class SubmitForm(OnceForm):
    """The last press of the focal point; the clearance itself is a question of the questionnaire."""

    note = LinesField(
        label=_("Anything the secretariat should know about this submission"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Not published."),
    )


class EarlyForm(SubmitForm):
    """Chosen sections first, the others later; `along` are those that go with any of them."""

    sections = forms.MultipleChoiceField(
        label=_("Sections that go first"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick the sections that are ready.")},
    )

    def __init__(self, *args: object, sections: list[Section], along: list[Section], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        names = ", ".join(str(one) for one in along)
        boxes: Any = self.fields["sections"]
        boxes.choices = [(one.code, str(one)) for one in sections if one not in along]
        boxes.help_text = _("With them go: %(sections)s.") % {"sections": names} if names else ""
        self.order_fields(["sections", "note"])


class ReasonForm(forms.Form):
    """A step that needs a reason in words."""

    note = LinesField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class NoteForm(forms.Form):
    """A word with a step of the secretariat."""

    note = LinesField(
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The State's team reads it with the submission, and the secretariat does. It is never published."),
    )


class RemarksForm(forms.Form):
    """The secretariat's questions: one on the whole, one for each answer it names.

    Fields are `note` and, for every answer of the submission, `remark-<name>`; at least one is filled.
    """

    note = LinesField(
        label=_("On the whole"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: object, names: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in names:
            self.fields[f"remark-{name}"] = LinesField(required=False, max_length=2000, label=name)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if not any(cleaned.values()):
            raise forms.ValidationError(_("Write at least one question or remark."))
        return cleaned

    def remarks(self) -> dict[str, str]:
        """The filled remarks by the name of their answer (`c2`, `d2a-5`)."""
        return {
            name.removeprefix("remark-"): text
            for name, text in self.cleaned_data.items()
            if name.startswith("remark-") and text
        }


class RepliesForm(forms.Form):
    """What the State replies to the secretariat's questions; a field `reply-<pk>` for each remark."""

    def __init__(self, *args: object, remarks: list[Remark], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for one in remarks:
            self.fields[f"reply-{one.pk}"] = LinesField(required=False, max_length=2000, label=one.name)

    def replies(self) -> dict[int, str]:
        """The replies by the key of their remark; an empty one takes an earlier one back."""
        return {int(name.removeprefix("reply-")): text for name, text in self.cleaned_data.items()}
