"""What may be typed about a pledge, and the sentence for each mistake."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import ChoiceField, EmailField, MultipleChoiceField, Textarea
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from core import reading
from core.drafts import DraftForm, DraftPart
from core.forms import DayField, LineField, LinesField, PartOfDateField, TableField, WebAddressField
from pledges.choices import Form, Funding, Money, Scope, Together
from pledges.models import Pledge
from publications.choices import Kind
from publications.models import Publication
from reference import currencies
from reference.forms import PicksField, ShortListWidget

MOST = Decimal(10) ** 15
YEARS = range(1990, 2101)


class NumberCell(forms.CharField):
    """A number as people write it, kept as text with a point. Not below zero, and none that nothing has (B11)."""

    def to_python(self, value: Any) -> str:
        """The number; empty for nothing."""
        typed = super().to_python(value)
        if not typed:
            return ""
        read = reading.number(typed)
        if read.startswith("-"):
            raise ValidationError(_t("Not below zero: write what will be left, or what will be added."))
        if Decimal(read) >= MOST:
            raise ValidationError(_t("The number is too large. Use a larger unit and say so."))
        return read


class YearCell(forms.CharField):
    """A year of four digits."""

    def to_python(self, value: Any) -> str:
        """The year; empty for nothing."""
        typed = reading.western(super().to_python(value) or "")
        if typed and not (typed.isascii() and typed.isdigit() and int(typed) in YEARS):
            raise ValidationError(_t("Write the year with four digits, for example 2027."))
        return typed


class AmountsField(TableField):
    """Rows of money: the amount fits its currency, which exists (ISO 4217, B12)."""

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """Every row read. Raises ValidationError that names the row."""
        rows = super().clean(value)
        problems = []
        for number, row in enumerate(rows, start=1):
            row["currency"] = row["currency"].upper()
            try:
                currencies.check_amount(row["amount"], row["currency"])
            except ValidationError as wrong:
                problems.append(_t("Row %(number)s: %(problem)s") % {"number": number, "problem": wrong.messages[0]})
        if problems:
            raise ValidationError(problems[:5])
        return rows


PARTS = (
    DraftPart("what", _("What is pledged"), "", ("title", "language", "text", "forms", "beneficiaries")),
    DraftPart(
        "how",
        _("How will we know"),
        _("A target has a number; a law or a process has stages instead. Both have a date and a way to know."),
        ("targets", "amounts"),
    ),
    DraftPart("where", _("Where and when"), "", ("scope", "countries", "places", "starts_on", "ends_on")),
    DraftPart(
        "why", _("What it advances"), _("At least one."), ("objectives", "principles", "actions", "rights")
    ),
    DraftPart(
        "others",
        _("With others"),
        _("A joint pledge is recorded once, by one of those who make it."),
        ("together", "answers", "need", "continues", "seeks", "seeks_partners_until"),
    ),
    DraftPart(
        "announced", _("Where it was announced"), "", ("announced_at", "announced_on", "announced_url")
    ),
    DraftPart("contact", _("Contact, for the secretariat only"), "", ("contact_name", "contact_email")),
)  # fmt: skip


class PledgeForm(DraftForm):
    """All fields of a pledge; each saves itself. What is needed to submit stands in `pledges.checks`."""

    in_parts = PARTS
    title = LineField(label=_("Title"), max_length=300)
    text = LinesField(
        label=_("Text"),
        max_length=20_000,
        widget=Textarea(attrs={"rows": 8}),
        help_text=_(
            "300 to 3,000 characters: what will be done, by whom, for whom, where, until when. A recommendation of the "
            "Secretary-General is pointed to by its number, such as A/76/642#2."
        ),
    )
    forms = MultipleChoiceField(label=_("What is given"), choices=Form.choices, widget=ShortListWidget)
    beneficiaries = LineField(label=_("For whom"), max_length=300)
    targets = TableField(
        {
            "indicator": LineField(label=_("What is counted, or the stage"), max_length=300),
            "baseline": NumberCell(label=_("From"), max_length=40, required=False),
            "target": NumberCell(label=_("To"), max_length=40, required=False),
            "unit": LineField(label=_("Unit"), max_length=60, required=False),
            "by_when": PartOfDateField(label=_("By when"), required=False),
            "how_known": LineField(label=_("How it will be known"), max_length=300, required=False),
        },
        label=_("Targets and stages"),
        help_text=_("For example: certified care workers, from 0 to 12000, people, by 2028-12, joint register."),
    )
    amounts = AmountsField(
        {
            "amount": NumberCell(label=_("Amount"), max_length=40),
            "currency": LineField(label=_("Currency"), max_length=3),
            "year": YearCell(label=_("Year"), max_length=8),
            "money": ChoiceField(label=_("New or reaffirmed"), choices=Money.choices),
            "funding": ChoiceField(label=_("Secured or sought"), choices=Funding.choices),
        },
        label=_("Money"),
        help_text=_("Shown as you write it, never converted. A currency by its three letters, for example USD."),
    )
    scope = MultipleChoiceField(label=_("Level"), choices=Scope.choices, widget=ShortListWidget)
    countries = PicksField("countries", label=_("States in which it works"))
    places = LineField(label=_("Regions or places"), max_length=300)
    starts_on = PartOfDateField(label=_("Begins"))
    ends_on = PartOfDateField(label=_("Ends"))
    objectives = PicksField("objectives", label=_("Objectives"))
    principles = PicksField("principles", label=_("Guiding principles"))
    actions = PicksField("actions", label=_("Actions"))
    rights = LineField(label=_("Rights and themes across objectives"), max_length=300)
    together = ChoiceField(label=_("Alone or joint"), choices=Together.choices)
    answers = LineField(
        label=_("Pledge that this one answers"),
        max_length=12,
        help_text=_("Its number, for example PL-0042. Only a published pledge can be answered."),
    )
    need = LineField(label=_("Need that it answers"), max_length=300)
    continues = LineField(
        label=_("Pledge that this one continues"), max_length=12, help_text=_("The number of one of your own.")
    )
    seeks = LineField(
        label=_("What partners could bring"),
        max_length=300,
        help_text=_("If you write something here, the published pledge says that it seeks partners."),
    )
    seeks_partners_until = DayField(label=_("Seeks partners until"))
    announced_at = LineField(label=_("Session or event"), max_length=300)
    announced_on = PartOfDateField(label=_("Date"))
    announced_url = WebAddressField(label=_("Recording"), max_length=500)
    contact_name = LineField(label=_("Name or office"), max_length=150)
    contact_email = EmailField(label=_("E-mail address"), max_length=254)

    class Meta:
        model = Pledge
        fields = tuple(name for part in PARTS for name in part.fields)

    def clean_answers(self) -> str:
        """The number of another published pledge."""
        return self._number("answers", Publication.objects.current())

    def clean_continues(self) -> str:
        """The number of an earlier pledge of the same body."""
        own = Publication.objects.current().filter(organisation=self.instance.organisation_id)
        return self._number("continues", own)

    def _number(self, name: str, among: Any) -> str:
        number = str(self.cleaned_data[name] or "").upper()
        if not number:
            return ""
        if number == self.instance.reference:
            raise ValidationError(_t("That is the number of this pledge itself."))
        if not among.filter(kind=Kind.PLEDGE, reference=number).exists():
            raise ValidationError(_t("No published pledge has the number %(number)s.") % {"number": number})
        return number
