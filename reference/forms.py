"""How a text in six languages is typed, a box for each, and how entries of the lists are picked."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from reference import catalogue
from reference.models import (
    Action,
    Country,
    GuidingPrinciple,
    Objective,
    Region,
    StakeholderGroup,
    SustainableDevelopmentGoal,
)

LANGUAGES = {code.split("-")[0]: label for code, label in settings.LANGUAGES}


class WordingsWidget(forms.MultiWidget):
    """A box for each language, English first, marked with its language and direction."""

    template_name = "django/forms/widgets/multiwidget.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, rows: int = 2) -> None:
        self.codes = ["en", *(code for code in LANGUAGES if code != "en")]
        boxes: dict[str, Any] = {
            code: forms.Textarea(
                {
                    "rows": rows,
                    "cols": 80,
                    "lang": "zh-Hans" if code == "zh" else code,
                    "dir": "rtl" if code == "ar" else "ltr",
                    "aria-label": LANGUAGES[code],
                }
            )
            for code in self.codes
        }
        super().__init__(boxes, attrs)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Every box under the name of its language, in two columns where there is room."""
        rows = self.labelled(self.drawn(name, value, attrs, renderer))
        return format_html('<div class="wordings wordings--all">{}</div>', rows)

    def drawn(self, name: str, value: Any, attrs: Any, renderer: Any) -> list[tuple[str, str, SafeString]]:
        """Of each box its id, the name of its language and the box itself."""
        boxes = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        draw: Any = self._render  # type: ignore[attr-defined]  # Django's own, unknown to its stubs
        return [
            (box["attrs"].get("id", ""), LANGUAGES[code], draw(box["template_name"], {"widget": box}, renderer))
            for code, box in zip(self.codes, boxes, strict=True)
        ]

    @staticmethod
    def labelled(drawn: list[tuple[str, str, SafeString]]) -> SafeString:
        """Boxes under their labels."""
        return format_html_join("", '<p><label for="{}">{}</label>{}</p>', drawn)

    def decompress(self, value: dict[str, str] | None) -> list[str]:
        """The stored texts in the order of the boxes."""
        return [(value or {}).get(code, "") for code in self.codes]


class WordingsFormField(forms.MultiValueField):
    """Gives {"en": …, "fr": …} with the languages that were filled in; English is asked for when required.

    A text has at most `longest` characters, its box so many `rows`.
    """

    widget = WordingsWidget
    default_error_messages = {"english": _("Write the English text: it stands in wherever another is missing.")}

    def __init__(self, *, required: bool = True, longest: int = 1000, rows: int = 2, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        kwargs.setdefault("widget", WordingsWidget(rows=rows))
        boxes = [forms.CharField(required=False, max_length=longest) for _code in WordingsWidget().codes]
        self.english_required = required
        super().__init__(boxes, required=False, require_all_fields=False, **kwargs)
        self.required = required
        for box in boxes:
            box.required = False

    def clean(self, value: Any) -> dict[str, str]:
        """Raises ValidationError without English text where one is required, or a text that is too long."""
        texts = self.compress([box.clean(part) for box, part in zip(self.fields, value or [], strict=False)])
        if self.english_required and not texts.get("en"):
            raise ValidationError(self.error_messages["english"])
        return texts

    def compress(self, data_list: list[str]) -> dict[str, str]:
        """The texts that were filled in, by language."""
        return {code: text for code, text in zip(WordingsWidget().codes, data_list, strict=False) if text}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether a text differs from the stored one."""
        return bool(self.compress([(part or "").strip() for part in data or []]) != (initial or {}))


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        """The stored list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The lines without blanks around them, each once."""
        lines = (super().clean(value) or "").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the list differs from the stored one."""
        return bool(self.clean(data) != (initial or []))


Entries = Callable[[], Mapping[Any, catalogue.Entry]]
LISTS: dict[str, tuple[Any, Entries]] = {
    "actions": (Action, catalogue.actions),
    "countries": (Country, catalogue.countries),
    "goals": (SustainableDevelopmentGoal, catalogue.goals),
    "objectives": (Objective, catalogue.objectives),
    "principles": (GuidingPrinciple, catalogue.principles),
    "regions": (Region, catalogue.regions),
    "stakeholders": (StakeholderGroup, catalogue.stakeholders),
}


class PicksWidget(forms.CheckboxSelectMultiple):
    """A box to tick for each entry, drawn by one loop: Django's own draws a template for each (PERFORMANCE.md 2)."""

    entries: Entries

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """All the boxes, those in `value` (records or keys) ticked."""
        chosen = {str(getattr(one, "pk", one)) for one in value or ()}
        options = [
            catalogue.Option(str(one.code), one.in_short, one.mark, str(one.code) in chosen)
            for one in self.entries().values()
        ]
        return SafeString(render_to_string("components/picks.html", {"name": name, "options": options}))


class ShortListWidget(forms.CheckboxSelectMultiple):
    """A short list of choices to tick, drawn as the lists of the Compact are."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """All the boxes."""
        chosen = set(value or ())
        options = [catalogue.Option(code, label, "", code in chosen) for code, label in self.choices]
        return SafeString(render_to_string("components/picks.html", {"name": name, "options": options}))


class PicksField(forms.ModelMultipleChoiceField):
    """Entries of one of LISTS to tick: `PicksField("objectives", label=…)`; gives the records, for a many-to-many."""

    widget = PicksWidget

    def __init__(self, of: str, **kwargs: Any) -> None:
        model, self.entries = LISTS[of]
        super().__init__(model._default_manager.all(), **kwargs)
        self.widget.entries = self.entries

    def __deepcopy__(self, memo: Any) -> Any:
        copied: Any = super().__deepcopy__(memo)
        copied.widget.entries = self.entries
        return copied

    def clean(self, value: Any) -> Any:
        """The chosen records. Raises ValidationError for one that is not in the list, whatever it looks like."""
        known = {str(code) for code in self.entries()}
        for key in value or ():
            if str(key) not in known:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": str(key)[:40]})
        return super().clean(value)
