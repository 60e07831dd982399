"""Which language is added, and the translated text of an answer."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import LineField, OnceForm, RichField
from reviews.choices import QuestionType
from reviews.models.languages import WORTH
from reviews.question_types.base import MAX_LINE


class LanguageForm(OnceForm):
    """A language beside the original, and what the text in it is worth."""

    language = forms.ChoiceField(label=_("Language"))
    standing = forms.ChoiceField(
        label=_("What the text is worth"),
        choices=WORTH,
        widget=forms.RadioSelect,
        help_text=_("Official: the State stands by it as by the original. Courtesy: the original alone counts."),
    )

    def __init__(self, *args: Any, original: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.choices = [(code, name) for code, name in settings.LANGUAGES if code != original]


class TranslationForm(forms.Form):
    """One text; `seen` is the version of it that the page shows, `of` that of the original beside it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False, initial=0)
    of = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, required=False)

    def __init__(self, *args: Any, row: Any, language: str, direction: str, **kwargs: Any) -> None:
        text = row.text
        shown = {"text": text.value, "seen": text.version} if text else {"text": "", "seen": 0}
        kwargs["initial"] = {**shown, "of": row.asked.answer.version}
        kwargs["prefix"] = row.asked.name
        super().__init__(*args, **kwargs)
        is_long = row.asked.question.type == QuestionType.LONG
        label = f"{row.asked.name}: {dict(settings.LANGUAGES)[language]}"
        field: Any = RichField(label=label, required=False) if is_long else None
        self.fields["text"] = field or LineField(label=label, required=False, max_length=MAX_LINE)
        self.fields["text"].widget.attrs |= {"lang": language, "dir": direction, "data-label": label}
