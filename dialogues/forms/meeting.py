"""What may be typed about a meeting, and the sentence for each mistake."""

from typing import Any

from django import forms
from django.forms import ChoiceField, Textarea
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from core.drafts import DraftForm, DraftPart
from core.forms import LineField, LinesField, OnceForm, RichField, TableField
from dialogues.choices import Audience, MeetingKind
from dialogues.forms.fields import QuestionsField
from dialogues.models import DialogueSeries, Meeting, Participant
from forum.models import ForumCycle, Milestone
from reference.forms import PicksField

PARTS = (
    DraftPart("what", _("What it is"), "", ("title", "language", "about", "organisers", "audience", "source")),
    DraftPart(
        "where",
        _("Where it belongs"),
        _("A dialogue can prepare a roundtable: both pages then lead to each other."),
        ("series", "roundtable", "milestone"),
    ),
    DraftPart("why", _("Objectives"), "", ("objectives", "objectives_note")),
    DraftPart("how", _("Programme"), "", ("concept_note", "guiding_questions", "agenda")),
)


class MeetingForm(DraftForm):
    """The announcement of a meeting; each field saves itself. What the public lacks stands in the workflow."""

    in_parts = PARTS
    title = LineField(label=_("Title"), max_length=300)
    about = LinesField(label=_("What it is about"), max_length=5000, widget=Textarea(attrs={"rows": 5}))
    organisers = LineField(label=_("Organisers"), max_length=500, help_text=_("As they are to be named in public."))
    audience = ChoiceField(label=_("For"), choices=Audience.choices)
    source = LineField(
        label=_("Source"), max_length=300, help_text=_("Where the facts stand, for what others announced.")
    )
    objectives = PicksField("objectives", label=_("Objectives"))
    objectives_note = LinesField(label=_("Note on the objectives"), max_length=1000, widget=Textarea(attrs={"rows": 2}))
    concept_note = RichField(label=_("Concept note"))
    guiding_questions = QuestionsField(
        {
            "question": LineField(label=_("Question"), max_length=500),
            "by": LineField(label=_("Asked by"), max_length=200, required=False),
        },
        label=_("Guiding questions"),
        help_text=_("Five at most."),
    )
    agenda = TableField(
        {
            "time": LineField(label=_("Time"), max_length=20, required=False),
            "item": LineField(label=_("Item"), max_length=500),
            "who": LineField(label=_("Who"), max_length=300, required=False),
        },
        label=_("Agenda"),
    )

    class Meta:
        model = Meeting
        fields = tuple(name for part in PARTS for name in part.fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting = self.instance
        for name, rows in (
            ("series", DialogueSeries.objects.filter(cycle=meeting.cycle_id, organisation=meeting.organisation_id)),
            ("roundtable", Meeting.objects.standing().filter(cycle=meeting.cycle_id, kind=MeetingKind.ROUNDTABLE)),
            ("milestone", Milestone.objects.filter(cycle=meeting.cycle_id).select_related("cycle")),
        ):
            chosen: Any = self.fields[name]
            chosen.queryset = rows
        if meeting.kind == MeetingKind.ROUNDTABLE:  # its objectives are the forum's grouping, kept by the secretariat
            del self.fields["objectives"], self.fields["roundtable"]


class StartForm(OnceForm):
    """What kind of meeting, for which forum, under which title."""

    kind = ChoiceField(label=_("Kind"), choices=MeetingKind.choices)
    cycle = forms.ModelChoiceField(
        ForumCycle.objects.all(), label=_("Forum"), empty_label=None, initial=ForumCycle.objects.current
    )
    number = ChoiceField(
        label=_("Number"),
        choices=[("", _("None")), *((str(n), str(n)) for n in range(1, 5))],
        required=False,
        help_text=_("Of a roundtable of the forum."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.standing().filter(kind=OrganisationKind.REGIONAL_OFFICE),
        label=_("Held by"),
        empty_label=_("The secretariat"),
        required=False,
    )
    title = LineField(label=_("Title"), max_length=300)

    def __init__(self, *args: Any, offices: Any = None, **kwargs: Any) -> None:
        """`offices` are the regional offices in whose name alone this person holds meetings; None for all."""
        super().__init__(*args, **kwargs)
        if offices is not None:
            held_by: Any = self.fields["organisation"]
            held_by.queryset = held_by.queryset.filter(pk__in=offices)
            held_by.required, held_by.empty_label = True, None
            kinds = (MeetingKind.DIALOGUE, MeetingKind.REGIONAL_ROUNDTABLE)
            kind: Any = self.fields["kind"]
            kind.choices = [(one.value, one.label) for one in kinds]

    def clean_number(self) -> int | None:
        """The number."""
        return int(self.cleaned_data["number"]) if self.cleaned_data["number"] else None

    def clean(self) -> dict[str, Any]:
        """A roundtable has its number, no other kind has one."""
        data = super().clean() or {}
        if data.get("kind") == MeetingKind.ROUNDTABLE and not data.get("number"):
            self.add_error("number", _t("A roundtable has a number from 1 to 4."))
        if data.get("kind") != MeetingKind.ROUNDTABLE:
            data["number"] = None
        return data


class ParticipantForm(OnceForm, forms.ModelForm):
    """Who takes which part."""

    name = LineField(label=_("Name"), max_length=150, required=False)
    body = LineField(label=_("State or organisation"), max_length=250, required=False)

    class Meta:
        model = Participant
        fields = ("part", "name", "body", "name_is_public")

    def clean(self) -> dict[str, Any]:
        """Somebody, or a body."""
        data = super().clean() or {}
        if not data.get("name") and not data.get("body"):
            self.add_error("body", _t("Write who takes the part: a name, or a State or organisation."))
        return data

    @property
    def written(self) -> dict[str, Any]:
        """The values for the step."""
        return {name: self.cleaned_data[name] for name in ("part", "name", "body", "name_is_public")}


class ReasonForm(forms.Form):
    """A step that wants a reason."""

    note = LinesField(
        label=_("Reason"), max_length=500, widget=Textarea(attrs={"rows": 4}), help_text=_("Everybody reads it.")
    )


class NoteForm(forms.Form):
    """A step that may say what is new."""

    note = LinesField(
        label=_("What is new"),
        max_length=500,
        required=False,
        widget=Textarea(attrs={"rows": 3}),
        help_text=_("Public, beside the version."),
    )
