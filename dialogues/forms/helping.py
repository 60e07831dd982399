"""What is typed about contributions besides them: reports, translations, summaries, a hand-over."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.forms import Textarea
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from core.forms import LineField, LinesField
from dialogues.choices import Ground, Rhythm, Standing
from dialogues.contributing import who_may_moderate
from dialogues.models import Contribution, DiscussionSpace

KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOST_SOURCES = 40


class FlagForm(forms.Form):
    """Why a reader reports a contribution."""

    ground = forms.ChoiceField(label=_("Which rule it breaks"), choices=Ground.choices, widget=forms.RadioSelect)
    note = LinesField(
        label=_("What is wrong"),
        max_length=1000,
        required=False,
        widget=Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Only moderators read it. You are told what came of it."),
    )


class LetStandForm(forms.Form):
    """Why what was reported stays public."""

    words = LinesField(
        label=_("Words to who reported it"), max_length=1000, widget=Textarea(attrs={"rows": 4, "dir": "auto"})
    )


class TranslationForm(forms.Form):
    """A translation made by a person."""

    language = forms.ChoiceField(label=_("Language of the translation"), choices=settings.LANGUAGES)
    text = LinesField(
        label=_("Translation"),
        max_length=20_000,
        required=False,
        widget=Textarea(attrs={"rows": 10, "dir": "auto"}),
        help_text=_("Shown below the original. Empty: the translation in this language is taken out."),
    )
    by_name = LineField(label=_("Translated by"), max_length=150, help_text=_("Everybody reads it."))

    def __init__(self, *args: Any, of: Contribution, **kwargs: Any) -> None:
        """`of` is what is translated: not into its own language."""
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.choices = [(code, name) for code, name in settings.LANGUAGES if code != of.language]


class SummaryForm(forms.Form):
    """A moderator's summary, with the contributions that it rests on."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    text = LinesField(
        label=_("Summary"),
        max_length=5000,
        required=False,
        widget=Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_("Everybody reads it as the moderators’ words. Empty: it is taken down."),
    )
    rests_on = LinesField(
        label=_("Contributions that it rests on"),
        max_length=10_000,
        required=False,
        widget=Textarea(attrs={"rows": 5}),
        help_text=_("The address of each, on a line of its own. The page links to them."),
    )

    def __init__(self, *args: Any, space: DiscussionSpace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.space = space

    def clean_rests_on(self) -> list[Contribution]:
        """The contributions. Raises ValidationError for a line that names none that is public here."""
        lines = [line.strip() for line in self.cleaned_data["rests_on"].splitlines() if line.strip()]
        if len(lines) > MOST_SOURCES:
            raise forms.ValidationError(_t("%(most)s contributions at most.") % {"most": MOST_SOURCES})
        keys = [(KEY.findall(line) or [""])[-1] for line in lines]
        public = self.space.contributions.filter(status=Standing.PUBLISHED)
        found = {str(one.pk): one for one in public.filter(pk__in=[key for key in keys if key])}
        for line, key in zip(lines, keys, strict=True):
            if key not in found:
                raise forms.ValidationError(
                    _t("“%(line)s” is not the address of a public contribution to this discussion.") % {"line": line}
                )
        return list(found.values())

    def clean(self) -> dict[str, Any]:
        """A summary rests on something."""
        data = super().clean() or {}
        if data.get("text") and not self.errors and not data.get("rests_on"):
            self.add_error("rests_on", _t("Name at least one contribution that it rests on."))
        return data


class HandOverForm(forms.Form):
    """Who moderates from now on."""

    email = LineField(
        label=_("E-mail of the account"),
        max_length=254,
        help_text=_("Of a moderator or an officer of the secretariat."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages that this person reads"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_email(self) -> Any:
        """The account."""
        person = who_may_moderate().filter(email=self.cleaned_data["email"].lower()).exclude(pk=self.by.pk).first()
        if person is None:
            raise forms.ValidationError(_t("This is no account of another moderator or officer."))
        return person


class FollowForm(forms.Form):
    """How often one hears of a discussion."""

    rhythm = forms.ChoiceField(
        label=_("Tell me by e-mail"), choices=[("", _("Never")), *Rhythm.choices], required=False
    )
