"""When and where: one session, or a whole series."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import ChoiceField, Textarea
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from core.forms import DayField, LineField, LinesField, OnceForm, TableField, WebAddressField, ZoneField
from dialogues.choices import Audience, Format
from dialogues.forms.fields import AsksWhichOfTwo, ClockField, which_of_two
from dialogues.models import Session
from forum.models import ForumCycle
from reference.forms import ShortListWidget


class PlaceForm(forms.Form):
    """By which clocks, where and in which languages: of one session, or of all of a series."""

    time_zone = ZoneField(
        label=_("Time zone"),
        initial="America/New_York",
        help_text=_("Of the city named below. Readers see their own time as well."),
    )
    format = ChoiceField(label=_("Format"), choices=[("", _("To be announced")), *Format.choices], required=False)
    city = LineField(label=_("City"), max_length=100, required=False)
    room = LineField(label=_("Building and room"), max_length=200, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=settings.LANGUAGES, widget=ShortListWidget, required=False
    )
    interpretation = forms.MultipleChoiceField(
        label=_("Interpretation into"), choices=settings.LANGUAGES, widget=ShortListWidget, required=False
    )


class SessionForm(AsksWhichOfTwo, OnceForm, PlaceForm, forms.ModelForm):
    """When and where. The model says, at the field, what does not fit."""

    starts_on = DayField(label=_("Day"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Only where it lasts longer than a day."))
    time_of_day = ClockField(
        label=_("Begins"),
        required=False,
        help_text=_("In the time zone below, for example 10:00. Empty: not known yet."),
    )
    time_until = ClockField(label=_("Ends"), required=False)
    of_two = which_of_two()
    title = LineField(label=_("Title"), max_length=200, required=False, help_text=_("Where there are several."))
    accessibility = LineField(
        label=_("Accessibility"),
        max_length=300,
        required=False,
        help_text=_("For example: live captions, sign language, step-free access."),
    )
    registration_url = WebAddressField(
        label=_("Registration elsewhere"),
        max_length=500,
        required=False,
        help_text=_("For example the page on Indico."),
    )
    join_url = WebAddressField(
        label=_("Address to join"),
        max_length=500,
        required=False,
        help_text=_("Never public: for those who registered here."),
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
            *("starts_on", "time_of_day", "time_until", "of_two", "time_zone", "ends_on", "format", "city", "room"),
            *("languages", "interpretation", "accessibility", "registration_url", "registers_here", "places"),
            *("join_url", "title"),
        )

    def clean_ends_on(self) -> Any:
        """The first day where no other is named."""
        return self.cleaned_data["ends_on"] or self.cleaned_data.get("starts_on")

    @property
    def written(self) -> dict[str, Any]:
        """The values for the step."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class SeriesForm(AsksWhichOfTwo, OnceForm, PlaceForm):
    """A whole series: what its dialogues have in common, and a row for each."""

    title = LineField(label=_("Name of the series"), max_length=200)
    about = LinesField(label=_("What it is for"), max_length=5000, required=False, widget=Textarea(attrs={"rows": 3}))
    cycle = forms.ModelChoiceField(
        ForumCycle.objects.all(), label=_("Forum"), empty_label=None, initial=ForumCycle.objects.current
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.standing().filter(kind=OrganisationKind.REGIONAL_OFFICE),
        label=_("Held by"),
        empty_label=_("The secretariat"),
        required=False,
    )
    audience = ChoiceField(label=_("For"), choices=Audience.choices)
    time_of_day = ClockField(label=_("Begins"))
    time_until = ClockField(label=_("Ends"))
    of_two = which_of_two()
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

    EVERY = ("time_zone", "time_of_day", "time_until", "of_two", "format", "city", "room", "languages",
             "interpretation")  # fmt: skip
    """What all its sessions have in common."""
    field_order = ("form_key", "title", "about", "cycle", "organisation", "audience", *EVERY, "rows", "all_the_same")

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
        every = {name: data[name] for name in self.EVERY}
        for number, row in enumerate(data["rows"], start=1):
            try:
                Session(starts_on=row["day"], ends_on=row["day"], **every).clean()
            except ValidationError as wrong:
                said = {"number": number, "problem": " ".join(wrong.messages)}
                box = "of_two" if "of_two" in wrong.message_dict else "rows"
                self.add_error(box, _t("Row %(number)s: %(problem)s") % said)
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


class DaysForm(forms.Form):
    """By how many days several sessions are moved."""

    days = forms.IntegerField(
        label=_("Days later"),
        min_value=-366,
        max_value=366,
        help_text=_("7 for a week later, -7 for a week earlier."),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Write a number of days, for example 7, at most 366.")
        ),
    )

    def clean_days(self) -> int:
        """Some day other than its own."""
        days: int = self.cleaned_data["days"]
        if days == 0:
            raise ValidationError(_t("Write by how many days they move."))
        return days
