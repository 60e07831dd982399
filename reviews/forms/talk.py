"""Talking inside a State's team: a comment, a note with which a section goes back, a link of the chain."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership, Organisation
from core.forms import DayField, LineField, LinesField, OnceForm, RowsField
from reviews.forms.team import PeopleField


class TellField(RowsField):
    """People of the team, to tick."""

    def label_from_instance(self, membership: Any) -> str:
        """Name and office."""
        return f"{membership.user}, {membership}"


class CommentForm(OnceForm):
    """What somebody says about an answer or about the section, and who is told by e-mail."""

    about = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    text = LinesField(label=gettext_lazy("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    tell = TellField(
        Membership.objects.none(),
        label=gettext_lazy("Tell by e-mail"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The message says that you wrote, never what."),
    )

    def __init__(self, *args: Any, answers: list[tuple[str, str]], people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about: Any = self.fields["about"]
        told: Any = self.fields["tell"]
        about.choices = [("", _("The section as a whole")), *answers]
        told.queryset = people
        if not people:
            del self.fields["tell"]


class DecisionForm(OnceForm):
    """What a meeting decided about an answer."""

    text = LinesField(label=gettext_lazy("Decision"), max_length=1900, widget=forms.Textarea(attrs={"rows": 2}))


class ActionForm(forms.Form):
    """What a ministry does after a meeting, and by when."""

    what = LineField(label=gettext_lazy("What is to be done"), max_length=300)
    ministry = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Ministry or public body"), empty_label=gettext_lazy("Choose")
    )
    due_on = DayField(
        label=gettext_lazy("Wanted by"),
        not_past=True,
        help_text=gettext_lazy("Your own date inside your State, for example 28 January 2030."),
    )

    def __init__(self, *args: Any, ministries: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["ministry"]
        field.queryset = ministries


class NoteForm(OnceForm):
    """What is wanted of a section that is handed back."""

    text = LinesField(label=gettext_lazy("What is wanted"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class LinkForm(OnceForm):
    """Who signs next, and as what."""

    person = PeopleField(
        Membership.objects.none(), label=gettext_lazy("Who signs next"), empty_label=gettext_lazy("Choose")
    )
    words = LineField(
        label=gettext_lazy("As what"),
        max_length=200,
        help_text=gettext_lazy("For example: legal adviser, head of cabinet, minister."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = people
