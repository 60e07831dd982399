"""What may be typed about messages."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import plain_text
from core.access import has_role
from core.admin import StepForm
from core.forms import LineField, LinesField
from notifications import audiences, digests, kinds, steps, texts
from notifications.choices import Choice, Nature, Status
from notifications.models import Announcement, MailText, Message, Preference
from reference.forms import LANGUAGES, WordingsFormField


class PreferencesForm(forms.Form):
    """One question for each kind of message that may be switched off."""

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data)
        chosen = dict(Preference.objects.filter(user=user).values_list("kind", "choice"))
        for cls in sorted(optional_kinds(user), key=lambda cls: cls.name != digests.NAME):
            self.fields[cls.name] = forms.ChoiceField(
                label=cls.label,
                help_text=cls.reason,
                choices=[(choice.value, choice.label) for choice in cls.offered()],
                initial=chosen.get(cls.name, cls.default),
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        """What is to come in the digest needs one."""
        given = super().clean() or self.cleaned_data
        waits = [name for name, choice in given.items() if choice == Choice.DIGEST]
        if waits and given.get(digests.NAME) == Choice.NEVER:
            words = ngettext(
                "You want %(count)d kind of message in the digest: say how often the digest comes.",
                "You want %(count)d kinds of message in the digest: say how often the digest comes.",
                len(waits),
            )
            self.add_error(digests.NAME, words % {"count": len(waits)})
        return given


def optional_kinds(user: Any) -> list[type[kinds.Kind]]:
    """The kinds that `user` can get and may switch off, by label."""
    return sorted((cls for cls in _kinds_for(user) if cls.optional), key=lambda cls: str(cls.label))


def mandatory_kinds(user: Any) -> list[type[kinds.Kind]]:
    """The kinds that `user` always gets when concerned, by the reason and then by label."""
    always = (cls for cls in _kinds_for(user) if not cls.optional)
    return sorted(always, key=lambda cls: (str(cls.mandatory_because), str(cls.label)))


def _kinds_for(user: Any) -> Iterator[type[kinds.Kind]]:
    return (cls for cls in kinds.registry() if not cls.roles or has_role(user, *cls.roles))


class DecisionForm(forms.Form):
    """Why a message is resolved as it is; kept in the log of acts."""

    note = LineField(
        label=_("Reason"),
        max_length=200,
        help_text=_("For example: found in the mail server's log under its Message-ID."),
    )


class OneDecisionForm(DecisionForm):
    """What becomes of one message that waits for a person."""

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    field_order = ["decision", "note"]

    def __init__(self, message: Message, data: Any = None) -> None:
        super().__init__(data)
        decision: Any = self.fields["decision"]
        decision.choices = list(steps.DECISIONS.get(Status(message.status), {}).items())


class PauseForm(forms.Form):
    """Why mail is paused, or let go again."""

    note = LineField(label=_("Reason"), max_length=200)


class HeldForm(DecisionForm):
    """What to do with everything of one kind that the brake has stopped."""

    kind = forms.ChoiceField(label=_("Kind of message"))
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(Status.QUEUED.value, _("Send them")), (Status.CANCELLED.value, _("Do not send them"))],
        widget=forms.RadioSelect,
    )
    field_order = ["kind", "decision", "note"]

    def __init__(self, data: Any = None, *, held: dict[str, int]) -> None:
        super().__init__(data)
        kind: Any = self.fields["kind"]
        kind.choices = [(name, f"{kinds.label_of(name)} ({count})") for name, count in held.items()]


class DayForm(forms.Form):
    """A day to look at."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if not 1990 <= day.year <= 2100:
            raise forms.ValidationError(_("Choose a day between 1990 and 2100."))
        return day


class AnnouncementForm(forms.ModelForm):
    """A letter to many: to whom, of which kind, in which words."""

    audience = forms.ChoiceField(
        label=_("To whom"),
        choices=audiences.offered,
        help_text=_("Who belongs to it is looked up when the letter is released."),
    )
    subjects = WordingsFormField(
        label=_("Subject"),
        longest=kinds.SUBJECT_LENGTH,
        rows=1,
        help_text=_("At most 69 characters: phones show no more."),
    )
    texts = WordingsFormField(
        label=_("Text"),
        longest=10_000,
        rows=12,
        help_text=_(
            "Plain text; an empty line begins a paragraph, addresses become links. Whoever reads another language than "
            "those you write gets the English one, with a line that says so."
        ),
    )

    class Meta:
        model = Announcement
        fields = ("audience", "nature", "subjects", "texts")

    def clean_subjects(self) -> dict[str, str]:
        """Each in one line."""
        return {code: plain_text.clean_line(text) for code, text in self.cleaned_data["subjects"].items()}

    def clean_texts(self) -> dict[str, str]:
        """Cleaned of what no text needs."""
        return {code: plain_text.clean_lines(text) for code, text in self.cleaned_data["texts"].items()}

    def clean(self) -> dict[str, Any] | None:
        """Each language has both; a correction goes to those who got what it corrects."""
        given = super().clean()
        if {"subjects", "texts"} <= set(self.cleaned_data):
            pairs = {name: set(self.cleaned_data[name]) for name in ("subjects", "texts")}
            for name, other in (("subjects", "texts"), ("texts", "subjects")):
                if lacking := [LANGUAGES[code] for code in LANGUAGES if code in pairs[other] - pairs[name]]:
                    words = _("Missing here, though its other half is written: %(languages)s.")
                    self.add_error(name, words % {"languages": ", ".join(lacking)})
        chosen = self.cleaned_data.get("audience")
        correction = self.cleaned_data.get("nature") == Nature.CORRECTION
        if chosen and correction and not audiences.find(chosen).of_a_message:
            words = _("A correction goes to those who got what it corrects. Choose them above, or another kind.")
            self.add_error("nature", words)
        return given


class ReleaseForm(StepForm):
    """The second officer releases the list that they saw, and no other."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Without the mark of the list, once it is that of the present one."""
        given = {**(super().clean() or {})}
        if given.pop("seen", "") != self.initial["seen"]:
            data: Any = self.data
            data = data.copy()
            data["seen"] = self.initial["seen"]
            self.data = data
            raise forms.ValidationError(
                _("Somebody came to the list or left it since you looked. Look at it once more, then release.")
            )
        return given


def kinds_with_own_words() -> list[tuple[str, Any]]:
    """The kinds whose words can be replaced, with their names for people."""
    return [(cls.name, cls.label) for cls in texts.offered()]


class MailTextForm(forms.ModelForm):
    """Own words for a kind of message in one language."""

    kind = forms.ChoiceField(label=_("Kind of message"), choices=kinds_with_own_words)
    subject = LineField(
        label=_("Subject"), max_length=150, help_text=_("Cut after 69 characters once it is filled in.")
    )
    text = LinesField(
        label=_("Text"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 14, "cols": 80, "dir": "auto"}),
        help_text=_("Plain text; an empty line begins a paragraph. The portal adds button, reason and its address."),
    )

    class Meta:
        model = MailText
        fields = ("kind", "language", "subject", "text")

    def clean(self) -> dict[str, Any] | None:
        """What stands in braces is known to the kind; said beside the box, with what is known."""
        given = super().clean()
        name = self.cleaned_data.get("kind") or self.instance.kind
        if cls := next((one for one in texts.offered() if one.name == name), None):
            known = ", ".join(f"{{{one}}}" for one in texts.placeholders_of(cls))
            for box in ("subject", "text"):
                if lost := texts.unknown(self.cleaned_data.get(box, ""), cls):
                    words = _("Not known here: %(names)s. What can stand in braces: %(known)s.")
                    self.add_error(box, words % {"names": ", ".join(lost), "known": known})
        return given
