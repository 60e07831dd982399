"""What all forms share: cleaned plain text, days as people write them, a key that makes a second press harmless."""

import re
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import plain_text, reading, rich_text, web_addresses

BLOCK_ENDS = re.compile(r"(</(?:p|ul|ol|h3|h4|blockquote|table)>)")


class DeskForm(forms.ModelForm):
    """A record's form: what may stand once in a set of fields is said at the last of them that can be typed."""

    def add_error(self, field: str | None, error: Any) -> None:
        """As Django's; a sentence about several fields does not stand far above all of them."""
        taken = [one for one in _about_all(field, error) if getattr(one, "code", "") == "unique_together"]
        for one in taken:
            names = [name for name in one.params["unique_check"] if name in self.fields]
            super().add_error(names[-1] if names else None, one)
        if not taken:
            super().add_error(field, error)


def _about_all(field: str | None, error: Any) -> list[Any]:
    """The single errors in what a model says of itself, where each is about no field alone."""
    said = getattr(error, "error_dict", {})
    return said[NON_FIELD_ERRORS] if field is None and set(said) == {NON_FIELD_ERRORS} else []


class LineField(forms.CharField):
    """One line of plain text: names, titles."""

    def to_python(self, value: Any) -> Any:
        return plain_text.clean_line(super().to_python(value) or "")


class WebAddressField(LineField):
    """An address on the web that anybody can open, http or https alone (B35)."""

    widget = forms.URLInput

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return web_addresses.read(typed) if typed else ""


class LinesField(forms.CharField):
    """Several lines of plain text."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return plain_text.clean_lines(super().to_python(value) or "")


class DayField(forms.CharField):
    """A day as people write it: `28 February 2030`, `2030-02-28`; read as questions of type date are (B17)."""

    def __init__(self, *, not_past: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("For example 28 February 2030."))
        super().__init__(max_length=60, **kwargs)
        self.not_past = not_past

    def prepare_value(self, value: Any) -> Any:
        """A stored day in the form that is read without doubt in every language."""
        return value.isoformat() if isinstance(value, date) else value

    def to_python(self, value: Any) -> Any:
        """The day, or None for nothing typed."""
        typed = super().to_python(value)
        return reading.day(typed) if typed else None

    def validate(self, value: Any) -> None:
        """Raise ValidationError for a missing day, or one that has passed where that makes no sense."""
        super().validate(value)
        if value and self.not_past and value < timezone.localdate():
            raise ValidationError(_("This day has passed. Choose a later one."))

    def run_validators(self, value: Any) -> None:
        """Those of a text do not fit a day."""


REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
"""Where time zones lie that bear the name of a city."""


class ZoneField(forms.ChoiceField):
    """A time zone by its city, or UTC. Names of the machine's own clock, of offsets and of former days are not offered;
    one that is stored stays."""

    def __init__(self, **kwargs: Any) -> None:
        named = sorted(name for name in available_timezones() if name.partition("/")[0] in REGIONS)
        super().__init__(choices=[(name, name.replace("_", " ")) for name in (*named, "UTC")], **kwargs)

    def get_bound_field(self, form: Any, field_name: str) -> forms.BoundField:
        """The list with the stored name."""
        bound = super().get_bound_field(form, field_name)
        stored = form.get_initial_for_field(self, field_name)
        if stored and not self.valid_value(stored):
            offered: Any = self.choices
            self.choices = [*offered, (stored, stored)]
        return bound


class PartOfDateField(forms.CharField):
    """A year, a month or a day, kept as exact as it was written: `2021`, `2021-03` (core.reading.part_of_date)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("For example March 2021, or only 2021."))
        super().__init__(max_length=60, **kwargs)

    def to_python(self, value: Any) -> Any:
        """The text that is kept; it sorts as dates do."""
        typed = super().to_python(value)
        return reading.part_of_date(typed) if typed else ""


class RichWidget(forms.Textarea):
    """A box for formatted text: `rich_text.js` puts its editor there and sends `<name>-html`; without script it takes
    plain text. `<name>-kept` is what it showed, so that a box nobody touched does not lose its formats."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[bool, str]:
        """Whether it is HTML, and the text."""
        if f"{name}-html" in data:
            return True, data[f"{name}-html"]
        plain, kept = data.get(name, ""), data.get(f"{name}-kept", "")
        untouched = kept and plain.split() == in_a_box(kept).split()
        return (True, kept) if untouched else (False, plain)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether neither form of it was sent."""
        return name not in data and f"{name}-html" not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The box, and what it shows."""
        rich = {
            "data-rich": True,
            "dir": self.attrs.get("dir", "auto"),
            "rows": 6,
            **({"data-html": value} if value else {}),
        }
        box = super().render(name, in_a_box(value or ""), {**rich, **(attrs or {})}, renderer)
        return format_html('{}<input type="hidden" name="{}-kept" value="{}">', box, name, value or "")


class RichField(forms.CharField):
    """Formatted text, kept as cleaned HTML (docs/decisions/rich-text.md)."""

    widget = RichWidget
    MOST, MOST_HTML = 20_000, 400_000
    """Characters of the text, and with its marks."""

    def prepare_value(self, value: Any) -> Any:
        """HTML, of what was stored or typed."""
        if not isinstance(value, tuple):
            return value
        return rich_text.clean(value[1]) if value[0] else rich_text.from_plain(value[1])

    def to_python(self, value: Any) -> str:
        """The cleaned HTML; empty where it says nothing. Raises ValidationError for a text that is too long."""
        is_html, text = value or (False, "")
        if len(text) > self.MOST_HTML:
            raise ValidationError(_("The text is too long. Shorten it; it is still here."))
        typed = plain_text.clean_lines(text)
        html = rich_text.clean(typed) if is_html else rich_text.from_plain(typed)
        if (length := len(rich_text.to_plain(html))) > self.MOST:
            sentence = _("The text has %(present)s characters; at most %(limit)s can be stored. Shorten it.")
            raise ValidationError(sentence % {"present": f"{length:,}", "limit": f"{self.MOST:,}"})
        return html if rich_text.to_plain(html).strip() else ""


def in_a_box(html: str) -> str:
    """Stored HTML as the plain text of its box."""
    return rich_text.to_plain(BLOCK_ENDS.sub(r"\1\n", html)) if html else ""


class TicksWidget(forms.CheckboxSelectMultiple):
    """Choices to tick in a cell of a table; they have no ids, so that a further row can be a copy of the last."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The boxes, as a group that is called as its column."""
        options = [option for _group, options, _index in self.optgroups(name, value or []) for option in options]
        context = {"label": (attrs or {}).get("aria-label", ""), "options": options}
        return SafeString(render_to_string("components/ticks.html", context))


class RowsWidget(forms.Widget):
    """A table whose last row is always empty; `fill.js` adds rows and takes them out in place."""

    columns: Mapping[str, forms.Field]
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        """The rows in the order of their numbers, without those that say nothing; boxes are `<name>-<row>-<column>`."""
        rows: dict[int, dict[str, Any]] = {}
        box = re.compile(re.escape(name) + r"-([0-9]{1,4})-(\w{1,40})")
        without = data.get("out", "")  # the row whose button to take it out was pressed
        for sent in data:
            if (match := box.fullmatch(sent)) and match[2] in self.columns and f"{name}-{match[1]}" != without:
                read = self.columns[match[2]].widget.value_from_datadict(data, files, sent)
                rows.setdefault(int(match[1]), {})[match[2]] = read
        return [row for _number, row in sorted(rows.items()) if self._says_something(row)]

    def _says_something(self, row: Mapping[str, Any]) -> bool:
        """Whether anything is typed in it: a list that shows its first entry by itself says nothing."""
        typed = {key: text for key, text in row.items() if not isinstance(self.columns[key].widget, forms.Select)}
        return any(said.strip() if isinstance(said, str) else said for said in (typed or row).values())

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The table."""
        rows = [self._cells(name, number, row) for number, row in enumerate([*(value or []), {}])]
        context = {"name": name, "labels": [column.label for column in self.columns.values()], "rows": rows}
        return SafeString(render_to_string("components/rows.html", context))

    def _cells(self, name: str, number: int, row: Mapping[str, Any]) -> list[tuple[Any, SafeString]]:
        cells = []
        for key, column in self.columns.items():
            kind = "form-select" if isinstance(column.widget, forms.Select) else "form-control"
            box = {"class": kind, "aria-label": str(column.label), **column.widget_attrs(column.widget)}
            shown = column.prepare_value(row.get(key, ""))
            cells.append((column.label, column.widget.render(f"{name}-{number}-{key}", shown, box)))
        return cells


class TableField(forms.Field):
    """Rows of a table, kept in a JSON column: `TableField({"name": LineField(…), "kind": ChoiceField(…)})` gives a
    list of {"name": …, "kind": …}. Columns give texts or numbers. At most MOST_ROWS (DOMAIN: 200 partners)."""

    MOST_ROWS = 200
    widget = RowsWidget

    def __init__(self, columns: Mapping[str, forms.Field], **kwargs: Any) -> None:
        self.columns = columns
        super().__init__(**kwargs)
        self.widget.columns = columns

    def __deepcopy__(self, memo: Any) -> Any:
        copied: Any = super().__deepcopy__(memo)
        copied.widget.columns = self.columns
        return copied

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """Every cell read. Raises ValidationError that names row and column."""
        if len(value or []) > self.MOST_ROWS:
            raise ValidationError(_("A table can have at most %(count)s rows.") % {"count": self.MOST_ROWS})
        problems: list[str] = []
        rows = [self._read(number, row, problems) for number, row in enumerate(value or [], start=1)]
        if problems:
            raise ValidationError(problems[:5])
        return rows

    def _read(self, number: int, row: Mapping[str, Any], problems: list[str]) -> dict[str, Any]:
        read = {}
        for key, column in self.columns.items():
            try:
                read[key] = column.clean(row.get(key, ""))
            except ValidationError as wrong:
                where = {"number": number, "column": column.label, "problem": wrong.messages[0]}
                problems.append(_("Row %(number)s, %(column)s: %(problem)s") % where)
        return read


class RowsField(forms.ModelMultipleChoiceField):
    """Rows to tick, by a numeric key. A number that no key can be is a wrong choice, not a fault (B13)."""

    def clean(self, value: Any) -> Any:
        """The chosen rows. Raises ValidationError for one that is not offered."""
        for key in value or ():
            if not re.fullmatch("[0-9]{1,9}", str(key)):
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": str(key)[:40]})
        return super().clean(value)


class OnceForm(forms.Form):
    """A form that creates a record: `form_key` goes into its unique column, so that the second press
    finds the first record (RELIABILITY F2). Without a key that can be read nothing is created: the form
    comes back with what was typed and a fresh one (B43)."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, label=gettext_lazy("One-time key"))

    def clean(self) -> dict[str, Any] | None:
        """Give a fresh key in place of a missing or broken one, and say what to do at the top of the form."""
        if self.errors.pop("form_key", None):
            self.replace("form_key", str(uuid.uuid4()))
            raise forms.ValidationError(_("The form was not complete when it arrived. Send it once more."))
        return super().clean()

    def replace(self, name: str, value: str) -> None:
        """Put `value` into a box in place of what came: the form comes back with it."""
        data: Any = self.data
        data = data.copy()
        data[self.add_prefix(name)] = value
        self.data = data
