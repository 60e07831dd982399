"""Starting a review."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DayField, OnceForm
from publications.models import Publication
from reviews.choices import ReviewKind

READING = (
    ("all", gettext_lazy("Ministries read all sections and write in their own")),
    ("own", gettext_lazy("Each ministry reads only the sections given to it")),
)
TELLING = (
    ("no", gettext_lazy("Not now")),
    ("yes", gettext_lazy("Yes, tell them that a review is in preparation")),
)


def _begin_words(one: Publication) -> str:
    content = one.content.content
    words = (
        _("The answers of %(reference)s, %(name)s")
        if content["form"] == "answers"
        else _("%(reference)s, %(name)s: a document, which stands beside an empty form")
    )
    return words % {"reference": one.reference, "name": content["cycle"]["name"]}


class StartForm(OnceForm):
    """New or update, who reads what, and whether the secretariat may be told (R21). Nothing else is decided here."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you want to send?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a new review or an update.")},
    )
    begin = forms.ChoiceField(
        label=gettext_lazy("Begin with something that your State has published?"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Answers are taken in by the codes of their questions. Each is marked until somebody says that it is "
            "still true, or changes it. A document stands beside the form."
        ),
    )
    reading = forms.ChoiceField(
        label=gettext_lazy("What may the ministries you invite read?"),
        widget=forms.RadioSelect,
        choices=READING,
        initial="all",
        help_text=gettext_lazy("You can change this at any time."),
    )
    telling = forms.ChoiceField(
        label=gettext_lazy("May the secretariat be told that you prepare a review?"),
        widget=forms.RadioSelect,
        choices=TELLING,
        initial="no",
        help_text=gettext_lazy("Only this sentence is told, never a draft. You can say it later, or take it back."),
    )
    expected_on = DayField(
        label=gettext_lazy("If yes: expected by"),
        required=False,
        not_past=True,
        help_text=gettext_lazy("If you know it already, for example 28 February 2030."),
    )

    def __init__(self, *args: Any, questionnaires: list[Any], published: list[Publication], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.published = {one.reference: one for one in published}
        self._offer(published)
        self.by_kind = {form.kind: form for form in questionnaires}
        words = {
            ReviewKind.NEW: _("A new review: the full questionnaire"),
            ReviewKind.UPDATE: _("An update: what has changed since an earlier review"),
        }
        kind: Any = self.fields["kind"]
        kind.choices = [(value, label) for value, label in words.items() if value in self.by_kind]

    def _offer(self, published: list[Publication]) -> None:
        """What can be begun with, the newest first; no question where the State has published nothing."""
        if not published:
            del self.fields["begin"]
            return
        begin: Any = self.fields["begin"]
        begin.choices = [(one.reference, _begin_words(one)) for one in published] + [("", _("An empty form"))]
        begin.required, begin.initial = False, published[0].reference

    def clean(self) -> dict[str, Any]:
        """A day without "yes" would be lost in silence."""
        cleaned = super().clean() or {}
        if cleaned.get("expected_on") and cleaned.get("telling") == "no":
            self.add_error("telling", _("You wrote a day. Choose “Yes” to tell it, or remove the day."))
        return cleaned
