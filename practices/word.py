"""The draft of a practice as a Word file and back (FEATURES A1): a box under each heading, found again by its code.

    write      a file that says, in its own properties, what stood in each box as it left
    read       what a file that came back says, as a browser would have sent it
    changes_in what differs from the draft now, beside it; nothing is taken over without a yes

Only workers write and read: the libraries are 20 MB that no page needs. `changes_in` needs none of them.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import rich_text
from core.differences import Piece, difference
from core.drafts import token
from core.forms import LinesField, RichField, TableField
from core.templatetags.portal import written_day
from core.word import ticks
from practices.forms.draft import PARTS, PracticeForm
from practices.models import Practice
from reference.forms import PicksField
from reference.models import Country, Region

LEFT_OUT = ("call", "consent")
"""What is chosen and said on the page alone."""
WRITTEN = ("countries", "regions")
"""Long lists: their entries are written by name, not ticked."""
SPARE_ROWS = 3
MARK = 6
"""Letters of a digest that the file carries for each box: two rows of them fit among its properties."""


def names() -> list[str]:
    """The boxes of a file, in the order of the page; marks stand in this order."""
    return [name for part in PARTS for name in part.fields if name not in LEFT_OUT]


# --- out


def write(practice: Practice) -> bytes:
    """The file, in the language of the text.

    It is read once by our own reader, so that what differs when it comes back was changed by somebody.
    """
    form = PracticeForm(instance=practice)
    with translation.override(practice.language):
        values, _problems = _values(read(io.BytesIO(_written(practice, form)))["sent"])
        left = "".join(token(values.get(name))[:MARK] for name in names())
        stored = "".join(box.seen[:MARK] for name, box in form.boxes.items() if name in names())
        return _written(practice, form, left=left, stored=stored)


def _written(practice: Practice, form: PracticeForm, *, left: str = "", stored: str = "") -> bytes:
    from core.word import binding

    day = written_day(timezone.localdate())
    cover = binding.Cover(
        title=practice.title or _("Draft of a practice"),
        lines=[str(practice.organisation), _("Draft, %(day)s") % {"day": day}],
        mark=f"{_('Draft of a practice')} · {day}",
        identifier=f"practice:{practice.pk}",
        language=practice.language,
    )
    return binding.bound(cover, lambda link: _blocks(cover, form, link), keywords=left, category=stored)


def _blocks(cover: Any, form: PracticeForm, link: Any) -> Iterator[str]:
    from core.word import markup

    whole, number = cover.direction, 0
    here = _(
        "When the file is sent back, every change is shown before anything is taken over. Pictures, the call and the "
        "consent are dealt with in the portal."
    )
    yield markup.plain(cover.title, "Title", whole=whole)
    yield from (markup.plain(line, "Subtitle", whole=whole) for line in cover.lines)
    yield markup.plain(f"{ticks.HOW} {here}", "Help", whole=whole)
    for part in PARTS:
        wanted = [name for name in part.fields if name not in LEFT_OUT]
        if wanted:
            yield markup.plain(str(part.title), "Heading1", whole=whole)
        if wanted and part.hint:
            yield markup.plain(str(part.hint), "Help", whole=whole)
        for name in wanted:
            number += 1
            field = form.fields[name]
            yield markup.heading(number, name, str(field.label), 3, whole=whole)
            note = _("Names, separated by a semicolon.") if name in WRITTEN else str(field.help_text or "")
            if note:
                yield markup.plain(note, "Help", whole=whole)
            rows = _rows(name, field, form[name].value(), link, whole)
            yield markup.table(rows, whole=whole, head=len(rows) > 1, roomy=isinstance(field, RichField))
            yield markup.plain("", "Gap", whole=whole)


def _rows(name: str, field: forms.Field, value: Any, link: Any, whole: str) -> list[list[str]]:
    """What stands in the box of a field, as rows of cells."""
    from core.word import markup

    if isinstance(field, RichField):
        return [[markup.formatted(value or "", link, whole=whole)]]
    if isinstance(field, TableField):
        labels = [markup.plain(str(column.label), "TableHead", whole=whole) for column in field.columns.values()]
        filled = [*(value or []), *({} for _spare in range(SPARE_ROWS))]
        cells = [[_cell(column, row.get(key)) for key, column in field.columns.items()] for row in filled]
        return [labels, *([markup.plain(text, whole=whole) for text in row] for row in cells)]
    if name not in WRITTEN and (options := _options(field)) is not None:
        chosen = {str(getattr(one, "pk", one)) for one in (value if isinstance(value, list | tuple) else [value])}
        return [["".join(markup.tick(said, chosen=code in chosen, whole=whole) for code, said in options.items())]]
    return [[markup.plain(said(name, field, value), whole=whole)]]


def _options(field: forms.Field) -> dict[str, str] | None:
    """What is ticked in the box of `field`, by code; None for a box of text."""
    if isinstance(field, PicksField):
        return {str(one.code): f"{one.mark} {one.label}".strip() for one in field.entries().values()}
    if isinstance(field, forms.BooleanField):
        return {"True": str(field.label)}
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return {str(code): str(label) for code, label in choices if code}
    return None


def _cell(column: forms.Field, value: Any) -> str:
    options = _options(column)
    return str(value or "") if options is None else options.get(str(value), "")


def said(name: str, field: forms.Field, value: Any) -> str:
    """A value of the form, in words."""
    if isinstance(field, RichField):
        return rich_text.to_plain(value or "")
    if isinstance(field, TableField):
        rows = [[_cell(column, row.get(key)) for key, column in field.columns.items()] for row in value or []]
        return "\n".join(" · ".join(filter(None, row)) for row in rows)
    options = _options(field)
    if options is None:
        return str(value or "")
    chosen = value if isinstance(value, list | tuple) or hasattr(value, "model") else [value]
    found = [options[code] for one in chosen if (code := str(getattr(one, "pk", one))) in options]
    return ("; " if name in WRITTEN else "\n").join(found)


# --- back


def read(file: Any) -> dict[str, Any]:
    """What a file says: `sent` {box: texts} as a browser would have sent it, `found` the boxes, `left` and `stored` the
    marks it carries, `of` which draft it is, `outside` what stands in no box, `notes` counted.

    Raises ValidationError for a file that is not opened.
    """
    from core.word import reading

    contents, fields = reading.read(file, names()), PracticeForm().fields
    sent: dict[str, list[str]] = {}
    found: list[str] = []
    outside = list(contents.outside)
    for box in contents.boxes:
        if box.name not in found:
            found.append(box.name)
            texts, unknown = _sent(box.name, fields[box.name], box.grid)
            sent |= texts
            outside += unknown
    notes = {name: count for name, count in contents.notes.items() if count}
    return {
        "sent": sent,
        "found": found,
        "left": contents.keywords,
        "stored": contents.category,
        "of": contents.identifier,
        "outside": outside,
        "notes": notes,
    }


def _sent(name: str, field: forms.Field, grid: Any) -> tuple[dict[str, list[str]], list[str]]:
    """What stands in the box of a field, and what of it could not be understood."""
    lines = [line.strip() for line in grid.lines() if line.strip()]
    if isinstance(field, RichField):
        return {f"{name}-html": [grid.html()]}, []
    if isinstance(field, TableField):
        return _sent_rows(name, field, grid), []
    if name in WRITTEN:
        return _sent_names(name, lines)
    if (options := _options(field)) is not None:
        return _sent_ticks(name, options, lines)
    return {name: ["\n".join(grid.lines()) if isinstance(field, LinesField) else " ".join(lines)]}, []


def _sent_ticks(name: str, options: dict[str, str], lines: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """The lines that are ticked. One without a sign is not; where it is none of the choices, it is not understood."""
    codes = {label.casefold(): code for code, label in options.items()}
    chosen, unknown = [], []
    for line in lines:
        mark = ticks.MARK.match(line)
        code = codes.get(line[mark.end() if mark else 0 :].casefold())
        if code is not None and mark and ticks.is_ticked(mark):
            chosen.append(code)
        elif code is None and (mark is None or ticks.is_ticked(mark)):
            unknown.append(line)
    return {name: chosen}, unknown


def _sent_rows(name: str, field: TableField, grid: Any) -> dict[str, list[str]]:
    """Cells of a table under the names of its boxes; the first row holds the labels."""
    sent = {}
    for number, row in enumerate(grid.rows[1:]):
        for (key, column), cell in zip(field.columns.items(), row, strict=False):
            text = " ".join(cell.lines()).strip()
            codes = {label.casefold(): code for code, label in (_options(column) or {}).items()}
            sent[f"{name}-{number}-{key}"] = [codes.get(text.casefold(), text)]
    return sent


def _sent_names(name: str, lines: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """States or regions by their names, in any of the six languages."""
    find: Callable[[str], Any] = Country.objects.finder() if name == "countries" else _regions()
    typed = [part.strip() for line in lines for part in line.split(";") if part.strip()]
    known = {one: find(one) for one in typed}
    return {name: [str(one.pk) for one in known.values() if one]}, [one for one, record in known.items() if not record]


def _regions() -> Callable[[str], Region | None]:
    """Finds a region by its name in any language; one query for all that were typed."""
    by_name: dict[str, Region] = {}
    for one in Region.objects.all():
        for name in one.names.values():
            by_name.setdefault(name.casefold(), one)
    return lambda typed: by_name.get(typed.casefold())


def _values(sent: Mapping[str, list[str]]) -> tuple[dict[str, Any], dict[str, str]]:
    """The value of each box as the form reads it, and the sentence for one that it refuses."""
    data, fields = _as_sent(sent), PracticeForm().fields
    values, problems = {}, {}
    for name in names():
        field = fields[name]
        try:
            values[name] = field.clean(field.widget.value_from_datadict(data, {}, name))
        except ValidationError as wrong:
            problems[name] = wrong.messages[0]
    return values, problems


def _as_sent(sent: Mapping[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for key, texts in sent.items():
        data.setlist(key, texts)
    return data


@dataclass(frozen=True)
class Change:
    """One box as the file has it, beside what stands. `problem` says why it cannot be taken over."""

    name: str
    label: str
    seen: str
    pieces: list[Piece]
    problem: str
    is_conflict: bool
    empties: bool

    @property
    def is_offered(self) -> bool:
        """Whether it is ticked from the start: nothing that would empty, or write over what others changed."""
        return not (self.is_conflict or self.empties or self.problem)


def changes_in(practice: Practice, returned: Mapping[str, Any]) -> list[Change]:
    """What the file `returned` (see `read`) would change in the draft as it is now, in the order of the page."""
    form = PracticeForm(instance=practice)
    boxes, (values, problems) = form.boxes, _values(returned["sent"])
    is_of_it = returned["of"] == f"practice:{practice.pk}"
    left, stored = (_marks(returned[name] if is_of_it else "") for name in ("left", "stored"))
    changes = []
    for name in (one for one in names() if one in returned["found"]):
        seen, mark = boxes[name].seen, token(values.get(name))
        if name not in problems and (mark == seen or mark[:MARK] == left.get(name)):
            continue
        before = said(name, form.fields[name], form[name].value())
        after = said(name, form.fields[name], values.get(name))
        moved_on = stored.get(name, seen[:MARK] if not before else "") != seen[:MARK]
        changes.append(
            Change(
                name=name,
                label=str(form.fields[name].label),
                seen=seen,
                pieces=difference(before, after) if name not in problems else [],
                problem=problems.get(name, ""),
                is_conflict=moved_on,
                empties=bool(before) and not after,
            )
        )
    return changes


def _marks(text: str) -> dict[str, str]:
    """The marks of a file by box; none where it does not carry all of them."""
    if len(text) != MARK * len(names()):
        return {}
    return {name: text[place * MARK : (place + 1) * MARK] for place, name in enumerate(names())}


def sent_for(returned: Mapping[str, Any], seen: Mapping[str, str]) -> QueryDict:
    """What the form of the draft takes for the boxes in `seen`, each with what was seen of it."""
    sent = {key: texts for key, texts in returned["sent"].items() if key in seen or key.partition("-")[0] in seen}
    return _as_sent(sent | {f"{name}-seen": [shown] for name, shown in seen.items()})
