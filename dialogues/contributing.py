"""What may be typed about a discussion and in it, and the sentence for each mistake."""

from typing import Any

from django import forms
from django.conf import settings
from django.forms import Textarea
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models import Membership, Organisation, User
from core.forms import DayField, LineField, LinesField, OnceForm, TableField, TicksWidget
from dialogues.choices import Ground, Moderation
from dialogues.models import DiscussionSpace
from dialogues.rules import VOICES

MOST_QUESTIONS = 5
"""Questions of one discussion (D16)."""
PERSONALLY = "personally"
"""In nobody's name but one's own."""


def who_may_moderate() -> Any:
    """People who can be put to moderate: moderators and officers of the secretariat."""
    roles = (Role.MODERATOR, Role.SECRETARIAT_OFFICER, Role.SECRETARIAT_ADMIN)
    return User.objects.filter(pk__in=Membership.objects.current().filter(role__in=roles).values("user"))


class SpaceForm(OnceForm, forms.ModelForm):
    """A discussion as those who prepare the meeting open it: whole from the start, with who answers for it."""

    purpose = LinesField(
        label=_("What it is for"),
        max_length=3000,
        widget=Textarea(attrs={"rows": 4}),
        help_text=_("What becomes of the contributions, and for whom they are asked."),
    )
    opens_on = DayField(label=_("Opens on"))
    closes_on = DayField(label=_("Closes at the end of"))
    questions = TableField(
        {
            "text": LineField(label=_("Question"), max_length=500),
            "by": LineField(label=_("Asked by"), max_length=250, required=False),
        },
        label=_("Guiding questions"),
        required=False,
        help_text=_("Five at most. Each contribution answers one."),
    )
    moderators = TableField(
        {
            "email": LineField(label=_("E-mail of the account"), max_length=254),
            "languages": forms.MultipleChoiceField(
                label=_("Languages read"), choices=settings.LANGUAGES, widget=TicksWidget
            ),
        },
        label=_("Moderators"),
        help_text=_("Moderators or officers of the secretariat."),
    )
    reader_email = LineField(
        label=_("Colleague for other languages"),
        max_length=254,
        required=False,
        help_text=_("The e-mail of the account. What no moderator can read waits for this person."),
    )

    class Meta:
        model = DiscussionSpace
        fields = ("purpose", "opens_on", "closes_on", "moderation")

    field_order = ("purpose", "opens_on", "closes_on", "questions", "moderation", "moderators", "reader_email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        known: dict[str, Any] = {}
        if instance is not None and instance.pk and not instance._state.adding:
            known = {
                "questions": [{"text": one.text, "by": one.by} for one in instance.questions.all()],
                "moderators": [{"email": one.user.email, "languages": one.languages} for one in instance.posts.all()],
                "reader_email": instance.reader.email if instance.reader else "",
            }
        kwargs["initial"] = {**known, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["moderation"] = forms.ChoiceField(label=_("A moderator reads a contribution"),
                                                      choices=Moderation.choices, widget=forms.RadioSelect)  # fmt: skip

    def clean_questions(self) -> list[dict[str, Any]]:
        """At most five; none is taken out that was answered."""
        rows: list[dict[str, Any]] = self.cleaned_data["questions"]
        if len(rows) > MOST_QUESTIONS:
            raise forms.ValidationError(_t("Five guiding questions at most: people answer few questions well."))
        if not self.instance._state.adding:
            for gone in list(self.instance.questions.all())[len(rows) :]:
                if gone.contributions.exists():
                    raise forms.ValidationError(_t("A question that was answered stays: “%s”.") % gone.text)
        return rows

    def clean_moderators(self) -> list[tuple[Any, list[str]]]:
        """People with the codes of the languages that they read."""
        found: dict[Any, list[str]] = {}
        for number, row in enumerate(self.cleaned_data["moderators"], start=1):
            person = who_may_moderate().filter(email=row["email"].lower()).first()
            if person is None:
                words = {"number": number, "email": row["email"]}
                raise forms.ValidationError(
                    _t("Row %(number)s: %(email)s is no account of a moderator or an officer.") % words
                )
            found[person] = row["languages"]
        return list(found.items())

    def clean_reader_email(self) -> Any:
        """The account of the colleague, or None."""
        typed = self.cleaned_data["reader_email"]
        if not typed:
            return None
        person = who_may_moderate().filter(email=typed.lower()).first()
        if person is None:
            raise forms.ValidationError(_t("This is no account of a moderator or an officer."))
        return person

    def clean(self) -> dict[str, Any]:
        """The end after the beginning; somebody for every language."""
        data = super().clean() or {}
        if data.get("opens_on") and data.get("closes_on") and data["closes_on"] < data["opens_on"]:
            self.add_error("closes_on", _t("It closes before it opens."))
        if "moderators" in data and "reader_email" in data and data["reader_email"] is None:
            read = {code for _person, codes in data["moderators"] for code in codes}
            if unread := [str(name) for code, name in settings.LANGUAGES if code not in read]:
                words = {"languages": ", ".join(unread)}
                self.add_error(
                    "reader_email",
                    _t("No moderator reads %(languages)s. Name a colleague for what is written in them.") % words,
                )
        return data

    @property
    def written(self) -> dict[str, Any]:
        """The values for the step."""
        data = self.cleaned_data
        names = ("purpose", "opens_on", "closes_on", "moderation", "questions", "moderators")
        return {**{name: data[name] for name in names}, "reader": data["reader_email"]}


class WordsForm(forms.Form):
    """The wording of a contribution."""

    language = forms.ChoiceField(label=_("Language of your text"), choices=settings.LANGUAGES)
    text = LinesField(
        label=_("Your contribution"),
        max_length=10_000,
        widget=Textarea(attrs={"rows": 10, "dir": "auto"}),
        help_text=_("Up to 10,000 characters, as plain text. A longer paper goes into a file."),
    )


class ContributionForm(OnceForm, WordsForm):
    """A contribution, or a reply. `person` writes; `space` says which questions there are, if it `asks` for one."""

    question: Any = forms.ModelChoiceField(None, label=_("Answers the question"), empty_label=None)
    name = LineField(label=_("Your name"), max_length=150, help_text=_("Everybody reads it beside your text."))
    speaks_as = forms.ChoiceField(label=_("You write"), widget=forms.RadioSelect, initial=PERSONALLY)
    file = forms.FileField(label=_("File"), required=False, help_text=_("PDF, Word, Excel or a picture, up to 10 MB."))

    field_order = ("question", "language", "text", "name", "speaks_as", "file")

    def __init__(self, *args: Any, person: Any, space: Any, asks: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        questions: Any = self.fields["question"]
        questions.queryset = space.questions.all()
        if not asks or not space.questions.all():
            del self.fields["question"]
        voices: Any = self.fields["speaks_as"]
        bodies = ((str(pk), self._for(name)) for pk, name in self._bodies().items())
        voices.choices = [(PERSONALLY, self._personal()), *bodies]

    def _bodies(self) -> dict[int, str]:
        held = self.person.current_memberships
        return {one.organisation_id: str(one.organisation) for one in held if one.role in VOICES}

    @property
    def body(self) -> str:
        """Where the person works, as it stands beside what is said in a personal capacity."""
        held = self.person.current_memberships
        return str(held[0].organisation) if held else ""

    def _personal(self) -> str:
        if self.body:
            return _t("In a personal capacity (%(body)s)") % {"body": self.body}
        return _t("In a personal capacity")

    def _for(self, name: str) -> str:
        return _t("On behalf of %(name)s") % {"name": name}

    @property
    def written(self) -> dict[str, Any]:
        """The values for the step."""
        data = self.cleaned_data
        body = Organisation.objects.get(pk=data["speaks_as"]) if data["speaks_as"] != PERSONALLY else None
        return {
            "question": data.get("question"),
            "language": data["language"],
            "text": data["text"],
            "name": data["name"],
            "body": str(body) if body else self.body,
            "organisation": body,
            "form_key": data["form_key"],
        }


class HideForm(forms.Form):
    """Why a contribution is hidden: a rule and words to the author."""

    ground = forms.ChoiceField(label=_("Which rule it breaks"), choices=Ground.choices, widget=forms.RadioSelect)
    words = LinesField(
        label=_("Words to the author"),
        max_length=1000,
        widget=Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("The author, the moderators and the secretariat read them. Say what could be written instead."),
    )


class RestoreForm(forms.Form):
    """Why it is public again."""

    words = LinesField(
        label=_("Words to the author"), max_length=1000, widget=Textarea(attrs={"rows": 4, "dir": "auto"})
    )


class AppealForm(forms.Form):
    """What the author says against it."""

    appeal = LinesField(
        label=_("Why it should be public"), max_length=2000, widget=Textarea(attrs={"rows": 6, "dir": "auto"})
    )


class AnswerForm(forms.Form):
    """What another moderator answers."""

    upheld = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("no", _("Make it public again")), ("yes", _("It stays hidden"))],
        widget=forms.RadioSelect,
    )
    answer = LinesField(
        label=_("Answer to the author"), max_length=2000, widget=Textarea(attrs={"rows": 5, "dir": "auto"})
    )


def question_rows(meeting: Any) -> list[dict[str, str]]:
    """The meeting's own guiding questions, to begin with; they are at most five, too."""
    return [{"text": one.get("question", ""), "by": one.get("by", "")} for one in meeting.guiding_questions]
