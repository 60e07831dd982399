"""What came of a meeting: recordings, files, and the outcome that is released together."""

from typing import Any

from django import forms
from django.conf import settings
from django.forms import ChoiceField, IntegerField, Textarea
from django.utils.translation import gettext_lazy as _

from core.drafts import DraftForm
from core.forms import LineField, LinesField, OnceForm, RichField, TableField, WebAddressField
from dialogues.models import Meeting, Recording


class OutcomeForm(DraftForm):
    """Summary, key points, chat and attendance; each field saves itself, and is public once it was released."""

    summary = RichField(label=_("Summary"))
    key_points = TableField(
        {
            "objective": ChoiceField(label=_("Objective"), choices=[(str(n), str(n)) for n in range(1, 24)]),
            "point": LinesField(label=_("Key point"), max_length=1000, widget=Textarea(attrs={"rows": 2})),
        },
        label=_("Key points by objective"),
    )
    chat_digest = RichField(
        label=_("Digest of the chat"), help_text=_("What was said, without names of those who said it.")
    )
    attendance = TableField(
        {
            "group": LineField(label=_("Group"), max_length=100),
            "number": IntegerField(label=_("People"), min_value=0, max_value=1_000_000),
        },
        label=_("Attendance by group"),
        help_text=_("Numbers alone. For example: Member States, 84."),
    )

    class Meta:
        model = Meeting
        fields = ("summary", "key_points", "chat_digest", "attendance")


class RecordingForm(OnceForm, forms.ModelForm):
    """A recording in one language: a link, for we host none."""

    url = WebAddressField(label=_("Address"), max_length=500, help_text=_("Shown only after you release it."))
    language = ChoiceField(label=_("Language"), choices=[*settings.LANGUAGES, ("floor", _("Floor, as spoken"))])
    transcript = LinesField(
        label=_("Transcript"), max_length=400_000, required=False, widget=Textarea(attrs={"rows": 6})
    )
    consent = LineField(
        label=_("Consent"), max_length=300, help_text=_("How those who spoke agreed to be recorded and shown.")
    )

    class Meta:
        model = Recording
        fields = ("session", "url", "language", "minutes", "has_captions", "transcript", "consent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session: Any = self.fields["session"]
        session.queryset = self.instance.meeting.sessions.all()
        session.empty_label = _("The whole meeting")

    @property
    def written(self) -> dict[str, Any]:
        """The values for the step."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class MeetingFileForm(forms.Form):
    """A presentation or another file."""

    title = LineField(label=_("What it is"), max_length=200, help_text=_("For example: presentation of the ILO."))
    language = ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    file = forms.FileField(label=_("File"), help_text=_("At most 25 MB."))
