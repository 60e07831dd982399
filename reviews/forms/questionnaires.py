"""What officers type when they write a questionnaire: wordings, choices and columns without any JSON."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.formsets import BaseFormSet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DeskForm
from reference.forms import LANGUAGES, WordingsFormField, WordingsWidget
from reviews import conditions
from reviews.choices import PUBLISHED_COLUMNS, Meaning, QuestionType
from reviews.models import Question, Questionnaire, Section

CODE = re.compile(r"[a-z][a-z0-9_]{0,19}")
RESERVED = {
    "team", "consultations", "check", "preview", "history", "print", "newer", "discard", "rights", "earlier", "copies",
    "files", "submit", "signatures", "languages", "meeting",
}  # fmt: skip
"""Words that stand in the address where the code of a section stands."""
COLUMN_TYPES = (
    QuestionType.TEXT,
    QuestionType.NUMBER,
    QuestionType.MONEY,
    QuestionType.DATE,
    QuestionType.BOOLEAN,
    QuestionType.URL,
    QuestionType.SINGLE,
    QuestionType.OBJECTIVES,
    QuestionType.ACTIONS,
    QuestionType.PRINCIPLES,
    QuestionType.STAKEHOLDERS,
)
"""What a column of a table may hold: the simple types, one of a list, and picks from the Compact."""
FITS = {
    Meaning.LANGUAGE: QuestionType.SINGLE,
    Meaning.COVERED: QuestionType.OBJECTIVES,
    Meaning.REST_LEFT_OUT: QuestionType.BOOLEAN,
    Meaning.CLEARED: QuestionType.BOOLEAN,
}
"""The type of question that the portal can read each meaning out of."""
CODE_HELP = gettext_lazy("Small letters and digits, for example c2b. Answers are found again by it in later versions.")


def code_error(code: str) -> str:
    """What is wrong with the code of a question or column, or nothing."""
    return "" if CODE.fullmatch(code) else _("Write a letter, then letters, digits or _, all small: for example c2b.")


class FoldedWordings(WordingsWidget):
    """English open, the other languages folded away, with a count of those still missing."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The boxes, each other language under its own name."""
        texts = value if isinstance(value, list) else self.decompress(value)
        (_id, _english, box), *others = self.drawn(name, value, attrs, renderer)
        missing = sum(not text for text in texts[1:]) if texts and texts[0] else 0
        count = _("%(count)s missing") % {"count": missing} if missing else _("complete")
        summary = _("Other languages") if not (texts and texts[0]) else f"{_('Other languages')} ({count})"
        return format_html(
            '<div class="wordings">{}<details><summary>{}</summary>{}</details></div>',
            box,
            summary,
            self.labelled(others),
        )


class WordingsBox(WordingsFormField):
    """A text in six languages, folded."""

    widget = FoldedWordings


class ChoicesWidget(FoldedWordings):
    """One box of lines for each language."""

    def decompress(self, value: Any) -> list[str]:
        """The stored choices as lines `code: label`."""
        choices = value or []
        return [
            "\n".join(f"{one['value']}: {one['labels'][code]}" for one in choices if one["labels"].get(code))
            for code in self.codes
        ]


class ChoicesField(forms.MultiValueField):
    """A list of choices: one a line as `code: label`; English gives the list and its order.

    Gives [{"value": code, "labels": {"en": …}}]. Raises ValidationError, naming the line.
    """

    widget = ChoicesWidget

    def __init__(self, **kwargs: Any) -> None:
        boxes = [forms.CharField(required=False, max_length=8000) for _code in WordingsWidget().codes]
        kwargs.setdefault("help_text", gettext_lazy("One choice a line, its code first: “national: National level”."))
        super().__init__(boxes, required=False, require_all_fields=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Stored choices as lines; what was typed as it is."""
        typed = isinstance(value, list) and all(isinstance(one, str) for one in value) and value
        return value if typed else ChoicesWidget().decompress(value)

    def compress(self, data_list: list[str]) -> list[dict[str, Any]]:
        """The choices of the English lines with their labels in the other languages."""
        codes = WordingsWidget().codes
        read = {code: self._lines(lines) for code, lines in zip(codes, data_list or [], strict=False)}
        english = read.pop("en", {})
        choices = {value: {"value": value, "labels": {"en": label}} for value, label in english.items()}
        for language, labels in read.items():
            for value, label in labels.items():
                if value not in choices:
                    text = _("%(language)s: there is no choice “%(code)s” in the English list.")
                    raise ValidationError(text % {"language": LANGUAGES[language], "code": value})
                choices[value]["labels"][language] = label  # type: ignore[index]
        return list(choices.values())

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether any line differs."""
        return bool((data or []) != ChoicesWidget().decompress(initial))

    @staticmethod
    def _lines(text: str) -> dict[str, str]:
        labels: dict[str, str] = {}
        for line in filter(str.strip, text.splitlines()):
            code, colon, label = (part.strip() for part in line.partition(":"))
            if not (colon and label and re.fullmatch(r"[\w-]{1,40}", code)):
                raise ValidationError(
                    _("“%(line)s”: write a code, a colon, then the words.") % {"line": line.strip()[:60]}
                )
            if code in labels:
                raise ValidationError(_("The code “%(code)s” stands twice.") % {"code": code})
            labels[code] = label
        return labels


class ColumnForm(forms.Form):
    """One column of a table; a row left without code and English heading is not kept."""

    key = forms.CharField(label=gettext_lazy("Code"), required=False, max_length=20)
    type = forms.ChoiceField(
        label=gettext_lazy("Type"),
        required=False,
        choices=[*((kind.value, kind.label) for kind in COLUMN_TYPES), *PUBLISHED_COLUMNS],
    )
    labels = WordingsBox(label=gettext_lazy("Heading"), required=False)
    options = ChoicesField(label=gettext_lazy("Choices, for “One of a list”"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written in this row."""
        return not (self.cleaned_data.get("key") or self.cleaned_data.get("labels") or self.cleaned_data.get("options"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors or self.is_empty:
            return cleaned
        if error := code_error(cleaned["key"]):
            self.add_error("key", error)
        if not cleaned["labels"].get("en"):
            self.add_error("labels", _("Write the English heading: it stands in wherever another is missing."))
        if cleaned["type"] == QuestionType.SINGLE and not cleaned["options"]:
            self.add_error("options", _("Write at least one choice."))
        return cleaned

    def column(self) -> dict[str, Any]:
        """The column as it is stored."""
        kept = {name: self.cleaned_data[name] for name in ("key", "labels", "type")}
        return kept | ({"options": self.cleaned_data["options"]} if kept["type"] == QuestionType.SINGLE else {})


class ColumnsForms(BaseFormSet):
    """The columns of one table, in their order; three empty rows are offered for more."""

    def clean(self) -> None:
        """Raises ValidationError for a code that stands twice."""
        if any(self.errors):
            return
        keys = [column["key"] for column in self.columns()]
        if len(set(keys)) < len(keys):
            raise ValidationError(_("Two columns have the same code."))

    def columns(self) -> list[dict[str, Any]]:
        """The columns as they are stored, in the order of the numbers typed beside them."""
        kept = [form for form in self.ordered() if not form.is_empty]
        return [form.column() for form in kept]

    def ordered(self) -> list[Any]:
        """The forms by their order number; those without one last."""
        return sorted(self.forms, key=lambda form: form.cleaned_data.get("ORDER") or 1000)


ColumnFormSet = forms.formset_factory(ColumnForm, formset=ColumnsForms, extra=3, can_order=True, max_num=20)


class SectionForm(DeskForm):
    """A section of a draft."""

    titles = WordingsBox(label=gettext_lazy("Title"))
    introductions = WordingsBox(label=gettext_lazy("Introduction"), required=False)

    class Meta:
        model = Section
        fields = ("questionnaire", "order", "code", "titles", "introductions", "repeat")

    def clean_code(self) -> str:
        """Raises ValidationError for a code that cannot stand in an address."""
        code: str = self.cleaned_data["code"].lower()
        if code in RESERVED:
            raise ValidationError(_("“%(code)s” is the address of another page. Take another code.") % {"code": code})
        if error := code_error(code):
            raise ValidationError(error)
        return code


class QuestionForm(forms.ModelForm):
    """A question of a draft; its columns are a formset beside it."""

    labels = WordingsBox(label=gettext_lazy("Question"))
    helps = WordingsBox(label=gettext_lazy("Help"), required=False)
    examples = WordingsBox(
        label=gettext_lazy("Example of an answer"),
        required=False,
        help_text=gettext_lazy(
            "Invented, and of no real State. It opens under the question and is shown as an example."
        ),
    )
    options = ChoicesField(label=gettext_lazy("Choices"))
    key = forms.CharField(label=gettext_lazy("Code"), max_length=20, help_text=CODE_HELP)

    class Meta:
        model = Question
        fields: ClassVar[Any] = (
            "section",
            "order",
            "key",
            "labels",
            "helps",
            "examples",
            "type",
            "options",
            "ranks",
            "required",
            "audience",
            "meaning",
            "words",
            "asked_if",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = self.data if self.is_bound else None
        self.columns: Any = ColumnFormSet(data, initial=self.instance.columns, prefix="columns")

    def is_valid(self) -> bool:
        """Whether question and columns are; both say what is wrong."""
        return super().is_valid() & self.columns.is_valid()

    def clean_key(self) -> str:
        """Raises ValidationError for a code that is none."""
        key: str = self.cleaned_data["key"].strip().lower()
        if error := code_error(key):
            raise ValidationError(error)
        return key

    def clean_ranks(self) -> int:
        """The number, or three where none is typed."""
        return self.cleaned_data["ranks"] or 3

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        section = cleaned.get("section")
        if section is None:
            return cleaned
        others = Question.objects.filter(section__questionnaire=section.questionnaire_id).exclude(pk=self.instance.pk)
        if others.filter(key=cleaned.get("key")).exists():
            self.add_error("key", _("Another question of this questionnaire has this code."))
        is_list = cleaned.get("type") in (QuestionType.SINGLE, QuestionType.MULTI, QuestionType.RANKED)
        if is_list and not cleaned.get("options") and "options" not in self.errors:
            self.add_error("options", _("Write at least one choice."))
        if cleaned.get("type") == QuestionType.RANKED and len(cleaned.get("options") or []) == 1:
            self.add_error("options", _("Write at least two choices to be put in order."))
        if cleaned.get("type") == QuestionType.TABLE and self.columns.is_valid() and not self.columns.columns():
            self.add_error("type", _("Write at least one column, below."))
        self._clean_meaning(cleaned, others)
        self._clean_condition(cleaned, section, others)
        return cleaned

    def _clean_condition(self, cleaned: dict[str, Any], section: Section, others: Any) -> None:
        names = ("asked_if", "type", "meaning")
        question = Question(section=section, **{name: cleaned.get(name) or "" for name in names})
        order = cleaned.get("order") or 0
        if not question.asked_if:
            return
        above = Q(section__order__lt=section.order) | Q(section=section, order__lt=order)
        before = {question.key: question for question in others.filter(above).select_related("section")}
        if problem := conditions.problem_of(question, before):
            self.add_error("asked_if", problem)

    def _clean_meaning(self, cleaned: dict[str, Any], others: Any) -> None:
        meaning = cleaned.get("meaning")
        if not meaning:
            return
        wanted = FITS[Meaning(meaning)]
        if cleaned.get("type") != wanted:
            self.add_error(
                "meaning", _("The portal reads this out of a question of type “%(type)s”.") % {"type": wanted.label}
            )
        if other := others.filter(meaning=meaning).first():
            self.add_error("meaning", _("Question %(key)s says this already.") % {"key": other.key})


class StartForm(forms.ModelForm):
    """How a new questionnaire begins: empty, or as a copy of a labelled sample."""

    START = (
        ("new", gettext_lazy("Empty, for a new review")),
        ("update", gettext_lazy("Empty, for an update of an earlier review")),
        ("sample full", gettext_lazy("The sample for a new review")),
        ("sample update", gettext_lazy("The sample for an update")),
    )
    start = forms.ChoiceField(label=gettext_lazy("Begin with"), choices=START, widget=forms.RadioSelect, initial="new")
    titles = WordingsBox(
        label=gettext_lazy("Title"), required=False, help_text=gettext_lazy("A sample brings its own title.")
    )

    class Meta:
        model = Questionnaire
        fields = ("cycle", "start", "titles")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("start", "").startswith("sample") and not (cleaned.get("titles") or {}).get("en"):
            self.add_error("titles", _("Write the English title."))
        return cleaned


class QuestionnaireForm(forms.ModelForm):
    """The title of a draft; sections and questions have pages of their own."""

    titles = WordingsBox(label=gettext_lazy("Title"))

    class Meta:
        model = Questionnaire
        fields = ("titles",)
