"""What may be typed about meetings, and the sentence for each mistake."""

from datetime import time
from typing import Any, NamedTuple
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import ChoiceField, Textarea
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from core import reading, web_addresses
from core.drafts import Box, DraftForm
from core.forms import DayField, LineField, LinesField, OnceForm, RichField, TableField
from dialogues.choices import Audience, Format, MeetingKind
from dialogues.models import DialogueSeries, Meeting, Participant, Registration, Session
from forum.models import ForumCycle, Milestone
from reference.catalogue import Option
from reference.forms import PicksField

MOST_QUESTIONS = 5
"""Guiding questions of one meeting (D16)."""


class ClockField(forms.CharField):
    """A time of day as people write it: `10:00`, `10.30`, `3 pm`, `15h00`, with digits of any script."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For example 10:00 or 3 pm."))
        super().__init__(max_length=20, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A stored time as it is typed."""
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def to_python(self, value: Any) -> Any:
        """The time, or None for nothing typed. Raises ValidationError for what is none, or could be two."""
        typed = super().to_python(value)
        return reading.clock(typed) if typed else None

    def run_validators(self, value: Any) -> None:
        """Those of a text do not fit a time."""


class WebField(forms.URLField):
    """An address that anybody can open (B35)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=500, assume_scheme="https", **kwargs)

    def clean(self, value: Any) -> Any:
        """The address. Raises ValidationError for one of a closed network, or with a password in it."""
        address = super().clean(value)
        if address:
            web_addresses.check(address)
        return address


class TicksWidget(forms.CheckboxSelectMultiple):
    """A short list to tick, drawn as the lists of the Compact are."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """All the boxes."""
        chosen = set(value or ())
        options = [Option(code, label, "", code in chosen) for code, label in self.choices]
        return SafeString(render_to_string("components/picks.html", {"name": name, "options": options}))


class QuestionsField(TableField):
    """At most five guiding questions, each with who asks it."""

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """The rows. Raises ValidationError for a sixth."""
        rows = super().clean(value)
        if len(rows) > MOST_QUESTIONS:
            raise ValidationError(_t("Five guiding questions at most: people answer few questions well."))
        return rows


class DraftPart(NamedTuple):
    """A part of the page: its anchor, title, a hint, and its fields."""

    code: str
    title: Any
    hint: Any
    fields: tuple[str, ...]


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

    @property
    def parts(self) -> list[tuple[DraftPart, list[Box]]]:
        """Each part with its boxes, in the order of the page."""
        boxes = self.boxes
        return [(part, [boxes[name] for name in part.fields if name in boxes]) for part in PARTS]


class StartForm(OnceForm):
    """What kind of meeting, for which forum, under which title."""

    kind = ChoiceField(label=_("Kind"), choices=MeetingKind.choices)
    cycle = forms.ModelChoiceField(ForumCycle.objects.all(), label=_("Forum"), empty_label=None)
    number = ChoiceField(
        label=_("Number"),
        choices=[("", _("None")), *((str(n), str(n)) for n in range(1, 5))],
        required=False,
        help_text=_("Of a roundtable of the forum."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(kind=OrganisationKind.REGIONAL_OFFICE),
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


class SessionForm(OnceForm, forms.ModelForm):
    """When and where. The model says, at the field, what does not fit."""

    starts_on = DayField(label=_("Day"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Only where it lasts longer than a day."))
    time_of_day = ClockField(
        label=_("Begins"),
        required=False,
        help_text=_("In the time zone below, for example 10:00. Empty: not known yet."),
    )
    time_until = ClockField(label=_("Ends"), required=False)
    time_zone = ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(name, name.replace("_", " ")) for name in sorted(available_timezones())],
        help_text=_("Of the city named below. Readers see their own time as well."),
    )
    title = LineField(label=_("Title"), max_length=200, required=False, help_text=_("Where there are several."))
    format = ChoiceField(label=_("Format"), choices=[("", _("To be announced")), *Format.choices], required=False)
    city = LineField(label=_("City"), max_length=100, required=False)
    room = LineField(label=_("Building and room"), max_length=200, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=settings.LANGUAGES, widget=TicksWidget, required=False
    )
    interpretation = forms.MultipleChoiceField(
        label=_("Interpretation into"), choices=settings.LANGUAGES, widget=TicksWidget, required=False
    )
    accessibility = LineField(
        label=_("Accessibility"),
        max_length=300,
        required=False,
        help_text=_("For example: live captions, sign language, step-free access."),
    )
    registration_url = WebField(
        label=_("Registration elsewhere"), required=False, help_text=_("For example the page on Indico.")
    )
    join_url = WebField(
        label=_("Address to join"), required=False, help_text=_("Never public: for those who registered here.")
    )

    registers_here = forms.BooleanField(
        label=_("People register here"), required=False, help_text=_("A simple list; for accreditation link elsewhere.")
    )
    places = forms.IntegerField(
        label=_("Places"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("Empty: as many as want. When all are given, a waiting list begins."),
    )

    class Meta:
        model = Session
        fields = (
            *("starts_on", "time_of_day", "time_until", "time_zone", "ends_on", "format", "city", "room", "languages"),
            *("interpretation", "accessibility", "registration_url", "registers_here", "places"),
            *("join_url", "title"),
        )

    def clean_ends_on(self) -> Any:
        """The first day where no other is named."""
        return self.cleaned_data["ends_on"] or self.cleaned_data.get("starts_on")

    @property
    def written(self) -> dict[str, Any]:
        """The values for the step."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


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


class RegistrationForm(forms.ModelForm):
    """A place in a session."""

    name = LineField(label=_("Your name"), max_length=150)
    body = LineField(label=_("State or organisation"), max_length=250, required=False)
    language = ChoiceField(
        label=_("Language to listen in"), choices=[("", _("Any")), *settings.LANGUAGES], required=False
    )
    needs = LinesField(
        label=_("What you need to take part"),
        max_length=1000,
        required=False,
        widget=Textarea(attrs={"rows": 3}),
        help_text=_("For example sign language, or a place without steps. Only those who prepare the session read it."),
    )

    class Meta:
        model = Registration
        fields = ("name", "body", "language", "needs")


class SeriesForm(OnceForm):
    """A whole series: what its dialogues have in common, and a row for each."""

    title = LineField(label=_("Name of the series"), max_length=200)
    about = LinesField(label=_("What it is for"), max_length=5000, required=False, widget=Textarea(attrs={"rows": 3}))
    cycle = forms.ModelChoiceField(ForumCycle.objects.all(), label=_("Forum"), empty_label=None)
    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(kind=OrganisationKind.REGIONAL_OFFICE),
        label=_("Held by"),
        empty_label=_("The secretariat"),
        required=False,
    )
    audience = ChoiceField(label=_("For"), choices=Audience.choices)
    time_zone = ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(name, name.replace("_", " ")) for name in sorted(available_timezones())],
        initial="America/New_York",
    )
    time_of_day = ClockField(label=_("Begins"))
    time_until = ClockField(label=_("Ends"))
    format = ChoiceField(label=_("Format"), choices=[("", _("To be announced")), *Format.choices], required=False)
    city = LineField(label=_("City"), max_length=100, required=False)
    room = LineField(label=_("Building and room"), max_length=200, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=settings.LANGUAGES, widget=TicksWidget, required=False
    )
    interpretation = forms.MultipleChoiceField(
        label=_("Interpretation into"), choices=settings.LANGUAGES, widget=TicksWidget, required=False
    )
    rows = TableField(
        {
            "title": LineField(label=_("Title"), max_length=300),
            "day": DayField(label=_("Day"), help_text=""),
            "roundtable": ChoiceField(
                label=_("Prepares roundtable"),
                choices=[("", "–"), *((str(n), str(n)) for n in range(1, 5))],
                required=False,
            ),
            "co_chair": LineField(label=_("Co-chair"), max_length=250, required=False),
            "second_co_chair": LineField(label=_("Second co-chair"), max_length=250, required=False),
        },
        label=_("Dialogues"),
        help_text=_("A row for each. Co-chairs by State; names can follow later."),
    )
    all_the_same = forms.BooleanField(label=_("Plan it all the same, with these clashes"), required=False)

    EVERY = ("time_zone", "time_of_day", "time_until", "format", "city", "room", "languages", "interpretation")
    """What all its sessions have in common."""

    def __init__(self, *args: Any, offices: Any = None, **kwargs: Any) -> None:
        """`offices` as in StartForm."""
        super().__init__(*args, **kwargs)
        if offices is not None:
            held_by: Any = self.fields["organisation"]
            held_by.queryset = held_by.queryset.filter(pk__in=offices)
            held_by.required, held_by.empty_label = True, None

    def clean(self) -> dict[str, Any]:
        """The session of each row, as the model sees it: a day may have a change of clocks."""
        data = super().clean() or {}
        if self.errors:
            return data
        for number, row in enumerate(data["rows"], start=1):
            every = {name: data[name] for name in self.EVERY}
            try:
                Session(starts_on=row["day"], ends_on=row["day"], **every).clean()
            except ValidationError as wrong:
                said = {"number": number, "problem": " ".join(wrong.messages)}
                self.add_error("rows", _t("Row %(number)s: %(problem)s") % said)
        return data

    @property
    def plan(self) -> dict[str, Any]:
        """The values for the step."""
        data = self.cleaned_data
        return {
            "about": {name: data[name] for name in ("title", "about", "cycle", "organisation")},
            "every": {name: data[name] for name in self.EVERY},
            "rows": data["rows"],
            "audience": data["audience"],
            "all_the_same": data["all_the_same"],
            "form_key": data["form_key"],
        }

    @property
    def as_typed(self) -> dict[str, Any]:
        """What stands in the boxes, for a page that comes back with one row more or less."""
        return {name: self[name].value() for name in self.fields}
