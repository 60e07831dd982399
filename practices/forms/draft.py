"""What is written of a practice, part by part, with the criteria beside the boxes (FEATURES A1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.drafts import DraftForm, DraftPart
from core.forms import LineField, LinesField, OnceForm, PartOfDateField, RichField, TableField, WebAddressField
from practices.checks import SUMMARY_LENGTH, TITLE_LENGTH
from practices.choices import BodyKind, Part, PracticeType, Scope, Stage
from practices.models import CallForPractices, Practice
from reference.forms import PicksField

BLANK: list[tuple[Any, Any]] = [("", "–")]
BODIES = [*BLANK, *BodyKind.choices]
PARTS_OF_OTHERS = [*BLANK, *((value, label) for value, label in Part.choices if value != Part.LEAD)]


PARTS = (
    DraftPart(
        "what",
        _("What it is"),
        _("A title that says what was done, for whom. Write out every acronym once."),
        ("title", "language", "summary", "type", "type_note", "call"),
    ),
    DraftPart(
        "objectives",
        _("What it is for"),
        _("Criterion: it relates to at least one objective of the Compact, and upholds all ten guiding principles."),
        ("main_objectives", "further_objectives", "principles", "goals"),
    ),
    DraftPart(
        "where",
        _("Where and when"),
        _("Criterion: carried out after December 2018, and completed or mostly so."),
        ("scope", "scope_note", "countries", "regions", "starts_on", "ends_on", "is_ongoing", "dates_note", "stage"),
    ),
    DraftPart(
        "who",
        _("Who did it"),
        _("All who took part: from this list it is seen who cannot review the practice."),
        ("implementer", "implementer_kind", "web_address", "on_behalf", "contact_name", "contact_email",
         "participants"),
    ),
    DraftPart(
        "results",
        _("What came of it"),
        _("Criteria: evidence of benefit, what is innovative, and what others need to do the same."),
        ("impact", "lessons", "recommendations", "innovation", "resources", "links"),
    ),
    DraftPart("consent", _("Consent"), "", ("consent",)),
)  # fmt: skip


class PracticeForm(DraftForm):
    """All fields of a practice; each saves itself. What is needed to submit stands in `practices.checks`."""

    in_parts = PARTS
    enough = {"title": TITLE_LENGTH, "summary": SUMMARY_LENGTH}

    title = LineField(label=_("Title"), max_length=300)
    summary = LinesField(
        label=_("Summary"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was done, for whom, with what result."),
    )
    type = forms.ChoiceField(label=_("Type of practice"), choices=[*BLANK, *PracticeType.choices])
    type_note = LineField(label=_("Type in other words"), max_length=120)
    call = forms.ModelChoiceField(
        CallForPractices.objects.none(),
        label=_("In answer to a call"),
        empty_label=_("Outside any call"),
    )
    main_objectives = PicksField("objectives", label=_("Main objectives"), help_text=_("One to three."))
    further_objectives = PicksField("objectives", label=_("Further objectives"))
    principles = PicksField("principles", label=_("Guiding principles that it shows well"))
    goals = PicksField("goals", label=_("Sustainable Development Goals"))
    scope = forms.ChoiceField(label=_("How far it reaches"), choices=[*BLANK, *Scope.choices])
    scope_note = LinesField(label=_("Where exactly"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    countries = PicksField("countries", label=_("States in which it was carried out"))
    regions = PicksField("regions", label=_("Regions, where it is not limited to States"))
    starts_on = PartOfDateField(label=_("Began"))
    ends_on = PartOfDateField(label=_("Ended"))
    is_ongoing = forms.BooleanField(label=_("It goes on"))
    dates_note = LineField(label=_("Dates in other words"), max_length=300)
    stage = forms.ChoiceField(label=_("How far it is"), choices=[*BLANK, *Stage.choices])
    implementer = LineField(label=_("Main implementer"), max_length=300)
    implementer_kind = forms.ChoiceField(label=_("Kind of body"), choices=BODIES)
    web_address = WebAddressField(label=_("Web address"), max_length=500)
    on_behalf = forms.BooleanField(label=_("We send it on behalf of the main implementer"))
    contact_name = LineField(
        label=_("Focal point of the main implementer"),
        max_length=150,
        help_text=_("Needed when you send it on behalf of the main implementer, and asked to agree. Not published."),
    )
    contact_email = forms.EmailField(
        label=_("E-mail address of that focal point"), max_length=254, help_text=_("Not published.")
    )
    participants = TableField(
        {
            "name": LineField(label=_("Name"), max_length=300),
            "part": forms.ChoiceField(label=_("Part"), choices=PARTS_OF_OTHERS, required=False),
            "kind": forms.ChoiceField(label=_("Kind of body"), choices=BODIES, required=False),
            "country": LineField(label=_("State"), max_length=100, required=False),
        },
        label=_("Other implementers, partners and donors"),
        help_text=_("Up to 200. Many at once: use “Add many” below the table."),
    )
    impact = RichField(label=_("Benefit and impact"), help_text=_("What changed, for whom, and how you know."))
    lessons = RichField(label=_("Key lessons"), help_text=_("What did not work belongs here as well."))
    recommendations = RichField(label=_("Recommendations"), help_text=_("To those who want to do the same."))
    innovation = RichField(label=_("What is innovative"))
    resources = RichField(label=_("Resources that it took"), help_text=_("People, money, time."))
    links = TableField(
        {
            "title": LineField(label=_("Title"), max_length=200),
            "url": WebAddressField(label=_("Address"), max_length=500),
        },
        label=_("Links"),
    )
    consent = forms.BooleanField(
        label=_("We consent to the publication of the text and the pictures, hold the rights to them, "
                "and the people shown have agreed"),
    )  # fmt: skip

    class Meta:
        model = Practice
        fields = tuple(name for part in PARTS for name in part.fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        calls: Any = self.fields["call"]
        now = [call.pk for call in CallForPractices.objects.public() if call.takes_practices()]
        calls.queryset = CallForPractices.objects.filter(pk__in=[*now, self.instance.call_id or 0])
        if self.instance.submitted_at:
            calls.disabled = True
            del self.fields["call"]


class ManyForm(forms.Form):
    """Bodies by the line: `Name; kind; State`, as pasted from a list."""

    lines = LinesField(
        label=_("One body a line"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Only the name, or: name; part; kind; State. Copied from a sheet it works as well."),
    )

    def clean_lines(self) -> list[dict[str, str]]:
        """The rows. Words that are no part or kind of body are named with their line."""
        rows, problems = [], []
        parts = {str(label).casefold(): value for value, label in PARTS_OF_OTHERS if value}
        kinds = {str(label).casefold(): value for value, label in BodyKind.choices}
        for number, line in enumerate(filter(None, map(str.strip, self.cleaned_data["lines"].splitlines())), start=1):
            cells = [cell.strip() for cell in line.replace("\t", ";").split(";")] + [""] * 3
            name, part, kind, country = cells[:4]
            for said, known in ((part, parts), (kind, kinds)):
                if said and said.casefold() not in known:
                    words = _("Line %(number)d: “%(word)s” is neither a part nor a kind of body in the lists.")
                    problems.append(words % {"number": number, "word": said[:40]})
            if len(name) > 300 or not name:
                problems.append(_("Line %(number)d: write a name of at most 300 characters.") % {"number": number})
            rows.append(
                {"name": name, "part": parts.get(part.casefold(), ""), "kind": kinds.get(kind.casefold(), ""),
                 "country": country[:100]}
            )  # fmt: skip
        if problems:
            raise forms.ValidationError(problems[:5])
        return rows


class StartForm(OnceForm):
    """For which organisation, in which language, in answer to which call, and under which title."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("For"), empty_label=None)
    title = LineField(label=_("Title"), max_length=300, help_text=_("You can change it at any time."))
    language = forms.ChoiceField(label=_("Language of the text"))
    call = forms.ModelChoiceField(
        CallForPractices.objects.none(),
        label=_("In answer to a call"),
        empty_label=_("Outside any call"),
        required=False,
    )

    def __init__(self, *args: Any, organisations: Any, calls: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["organisation"].queryset = organisations
        chosen["language"].choices = Practice._meta.get_field("language").choices
        chosen["call"].queryset = CallForPractices.objects.filter(pk__in=[call.pk for call in calls])
        if not calls:
            del self.fields["call"]
