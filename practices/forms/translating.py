"""A published practice in another language: a translation, part by part, or a summary in plain words."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from core.drafts import DraftForm
from core.forms import DayField, LineField, LinesField, RichField
from practices.models import PracticeTranslation
from practices.models.translation import TRANSLATED
from practices.publishing import PARTS

MOST_WORDS = 150
WITHOUT_SPACES = ("zh-hans",)
"""Languages whose words are not told apart by spaces: two characters count as a word."""
WHO = _("A body, a service, or a person who agreed to be named. It stands on the public page.")


class TranslationForm(DraftForm):
    """All that is translated of a practice; each box saves itself."""

    title = LineField(label=_("Title"), max_length=300)
    summary = LinesField(label=_("Summary"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))
    impact = RichField(label=PARTS["impact"])
    lessons = RichField(label=PARTS["lessons"])
    recommendations = RichField(label=PARTS["recommendations"])
    innovation = RichField(label=PARTS["innovation"])
    resources = RichField(label=PARTS["resources"])
    standing = forms.ChoiceField(
        label=_("Standing"),
        choices=[(one.value, one.label) for one in TRANSLATED],
        help_text=_(
            "Official: your organisation stands by every word. Courtesy: for information; the original counts."
        ),
    )
    translator = LineField(label=_("Translated by"), max_length=150, help_text=WHO)
    made_on = DayField(label=_("Translated on"))

    class Meta:
        model = PracticeTranslation
        fields = ("title", "summary", *PARTS, "standing", "translator", "made_on")

    def clean_made_on(self) -> Any:
        """Not a day to come."""
        return not_to_come(self.cleaned_data["made_on"])


def not_to_come(day: Any) -> Any:
    """`day`, which has been. Raises ValidationError."""
    if day and day > timezone.localdate():
        raise forms.ValidationError(_t("This day is still to come."))
    return day


class PlainForm(forms.Form):
    """At most 150 plain words."""

    text = LinesField(
        label=_("In plain words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("At most 150 words: what was done, for whom, what came of it. Short sentences, no acronyms."),
    )
    translator = LineField(label=_("Written or translated by"), max_length=150, help_text=WHO)
    made_on = DayField(label=_("On"))

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        self.language = language
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= {"lang": language, "dir": "auto"}

    def clean_text(self) -> str:
        """Raises ValidationError for more than 150 words, with their number."""
        text: str = self.cleaned_data["text"]
        count = words_of(text, self.language)
        if count > MOST_WORDS:
            sentence = _t("The text has %(count)d words; at most %(most)d are shown. Shorten it.")
            raise forms.ValidationError(sentence % {"count": count, "most": MOST_WORDS})
        return text

    def clean_made_on(self) -> Any:
        """Not a day to come."""
        return not_to_come(self.cleaned_data["made_on"])


def words_of(text: str, language: str) -> int:
    """How many words `text` has."""
    return -(-len("".join(text.split())) // 2) if language in WITHOUT_SPACES else len(text.split())
