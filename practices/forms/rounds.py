"""What an officer types around a round of review."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from core.forms import LinesField
from practices.choices import Readers, Verdict
from practices.models import ReviewerProfile
from practices.steps.deciding import Comment


class InviteForm(forms.Form):
    """One person of the roster; a reason where a soft tie was found."""

    person = forms.ModelChoiceField(ReviewerProfile.objects.select_related("user"), widget=forms.HiddenInput)
    reason = LinesField(label=_("Why the tie is acceptable"), required=False, max_length=2000,
                        widget=forms.Textarea(attrs={"rows": 2}))  # fmt: skip


class NoteForm(forms.Form):
    """A step with a reason for the record."""

    note = LinesField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Officers read it with the round; the reviewer does not."),
    )


class TieForm(forms.Form):
    """An officer's own tie."""

    words = LinesField(
        label=_("What ties you to it"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The officers who handle it read this."),
    )


class DecisionForm(forms.Form):
    """The decision, the comments that go to the author, and the letter as it will be sent."""

    verdict = forms.ChoiceField(label=_("Decision"), choices=Verdict.choices, widget=forms.RadioSelect)
    readers = forms.ChoiceField(
        label=_("After changes, the text is read by"),
        choices=Readers.choices,
        initial=Readers.REVIEWERS,
        widget=forms.RadioSelect,
    )
    released = forms.MultipleChoiceField(required=False, label=_("Comments that the author gets"))
    summary = LinesField(
        label=_("Why, for the record of the secretariat"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Not sent. Where reports differ, say how you weighed them."),
    )
    without = LinesField(
        label=_("Why no comment goes along"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only needed to decline without a comment. Not sent: it is kept for the secretariat."),
    )
    letter = LinesField(
        label=_("Letter to the author"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
        help_text=_("Written from your choices when you look at the preview. Change it as you like."),
    )
    written = LinesField(required=False, widget=forms.HiddenInput)
    """The letter as it was last written from choices: another one now says that they have changed since."""

    def __init__(self, *args: Any, comments: list[Comment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        released: Any = self.fields["released"]
        released.choices = [(one.key, one.key) for one in comments]

    def letter_for(self, fresh: str) -> str:
        """The letter to show for the choices that `fresh` is written from: the officer's own words stay, with an error
        where they were written for other choices; a letter that nobody touched is written anew."""
        letter, was = (str(self.cleaned_data[name]) for name in ("letter", "written"))
        if not letter or letter.split() == was.split():
            return fresh
        if was and was.split() != fresh.split():
            self.add_error("letter", _t("You have changed your choices since it was written. Change the letter so that "
                                        "it fits, or empty the box to have it written anew."))  # fmt: skip
        return letter

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        declines = cleaned.get("verdict") == Verdict.DECLINE
        if declines and not cleaned.get("released") and not cleaned.get("without"):
            self.add_error("without", _t("Release at least one comment, or say here why none goes along."))
        if cleaned.get("verdict") == Verdict.CHANGES and not cleaned.get("released"):
            self.add_error("released", _t("Choose the comments that the author has to answer."))
        return cleaned
