"""A model form whose fields save themselves, so that nothing typed is lost (RELIABILITY F1 to F7).

For the draft of a practice, a pledge, a note: ordinary fields of a model with `history`. A box carries `<name>-seen`,
a digest of the value it showed. Of the locked record each field is then asked by itself:

- typed is what was seen: the box was not touched, whatever others saved meanwhile;
- typed is what is stored: the save whose reply was lost comes once more;
- stored is what was seen: nobody was faster, and this field alone is written;
- else a conflict: what was typed goes into the history as "not kept" before both are shown.

No column of versions is needed. The view locks and asks; it is the same for script and plain form:

    def _form(request, reference):              # inside transaction.atomic()
        practices = Practice.objects.visible_to(request.user).select_for_update(of=("self",), no_key=True)
        practice = get_object_or_404(practices, reference=reference)
        return PracticeForm(request.POST or None, instance=practice)

    @by_script                                  # core.autosave: one field
    def save_field(request, reference):
        form = _form(request, reference)
        if not allowed(request.user, "practices.edit_practice", form.instance):
            return refused(_("It has been submitted already."), 409)
        return form.answer(request)

    @text_is_kept                               # core.kept_text: all of them
    def edit(request, reference):               # on POST: form.take(by=…), and a redirect if form.is_whole

A draft may have gaps: every field is optional here, so columns of dates, numbers and foreign keys are nullable; what
is needed to submit stands in `problems_before`, as do rules that join two fields. What a constraint of the database
refuses is said beside the fields that were typed. Files have pages of their own. Picks are many-to-many fields.
A page draws `form.boxes` with `components/draft_field.html`.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import autosave, downloads
from core.autosave import NOT_KEPT, writer
from core.differences import difference, side
from core.forms import RichField, in_a_box
from core.templatetags.portal import clock
from core.workflow import signed

ONE_SITTING = timedelta(minutes=10)
AS_TYPED = "saved as typed"
"""The reason of a row of the history that the same person's next save may replace, within ONE_SITTING."""
LOOKED_BACK = 50


@dataclass
class Box:
    """One field as a page draws it; `conflict` is what `components/conflict.html` takes."""

    field: forms.BoundField
    seen: str
    conflict: dict[str, Any] | None = None
    saved_at: str = ""
    about: int = 0
    """How many characters are enough; 0 where nobody counts."""

    @property
    def letters(self) -> int:
        """How many it has."""
        return len(str(self.field.value() or "").strip())

    @property
    def name(self) -> str:
        """The name of its boxes, and its anchor in the page."""
        return self.field.html_name


class DraftPart(NamedTuple):
    """A part of the page: its anchor, title, a hint, and its fields."""

    code: str
    title: Any
    hint: Any
    fields: tuple[str, ...]


@dataclass
class _Taken:
    """What became of the fields that were sent."""

    saved: set[str] = field(default_factory=set)
    conflicts: dict[str, dict[str, Any]] = field(default_factory=dict)
    joined: dict[str, Any] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)


def token(value: Any) -> str:
    """`seen` of a box that shows `value`; nothing, an empty text and an empty list are the same."""
    text = downloads.dumps(_plain(value) or None).replace("\\r\\n", "\\n")
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """Records by their keys, so that what is stored and what is chosen compare."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, models.QuerySet) or (isinstance(value, list) and value and isinstance(value[0], models.Model)):
        return sorted((one.pk for one in value), key=str)
    return value


class DraftForm(forms.ModelForm):
    """Base of a draft's form; see the top of this file."""

    use_required_attribute = False
    enough: ClassVar[Mapping[str, int]] = {}
    """How many characters of a text are enough: they are counted below its box, and no more than that."""
    in_parts: ClassVar[tuple[DraftPart, ...]] = ()
    """The parts of its page, in their order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Read once: the boxes, what they showed and what is still missing all ask for the picks.
        picks = {column.name for column in self._meta.model._meta.many_to_many} & set(self.base_fields)
        if instance := kwargs.get("instance"):  # a Word copy is read with the fields alone
            models.prefetch_related_objects([instance], *picks)
        super().__init__(*args, **kwargs)
        for one in self.fields.values():
            one.required = False
        self._taken = _Taken()

    # --- the page

    @property
    def boxes(self) -> dict[str, Box]:
        """Every field as it stands, by name."""
        at, drawn = self._newest_moment(), {}
        fresh = type(self)(instance=self.instance, initial=self._taken.joined, prefix=self.prefix)
        for name in self.fields:
            sides = self._taken.conflicts.get(name)
            # What came back refused shows what was typed; everything else what is stored.
            refused = name in self._taken.refused
            box = self[name] if refused else fresh[name]
            seen = token(fresh._stored(name))
            if refused:  # they still have not seen what others stored meanwhile
                seen = self.data.get(f"{self.add_prefix(name)}-seen", seen)
            drawn[name] = Box(box, seen, sides, "" if refused else at, self.enough.get(name, 0))
        return drawn

    @property
    def parts(self) -> list[tuple[DraftPart, list[Box]]]:
        """Each part with its boxes."""
        boxes = self.boxes
        return [(part, [boxes[name] for name in part.fields if name in boxes]) for part in self.in_parts]

    @property
    def is_whole(self) -> bool:
        """Whether all that was sent is stored, and nobody has to choose or mend."""
        return not (self._taken.refused or self._taken.conflicts or self._taken.joined)

    @property
    def status(self) -> int:
        """The status of the page that comes back: 409 with a choice to make, 400 with something to mend."""
        return 409 if self._taken.conflicts else 400 if self._taken.refused else 200

    # --- saving

    def take(self, *, by: Any) -> None:
        """Save each field that was touched, for `by`, who may; the record is locked by the caller."""
        chosen, way = self._chosen()
        asked = [name for name in self.fields if f"{self.add_prefix(name)}-seen" in self.data or name == chosen]
        waiting = [name for name in self.fields if f"{self.add_prefix(name)}-theirs" in self.data and name != chosen]
        typed = self._read([*asked, *waiting])
        stored = {name: self._stored(name) for name in typed}
        changes = {}
        for name, value in typed.items():
            seen = self.data.get(f"{self.add_prefix(name)}-{'theirs' if name == chosen else 'seen'}", "")
            if name == chosen and way != "mine":
                if way == "both":
                    self._taken.joined[name] = joined(value, stored[name])
            elif token(value) in (seen, token(stored[name])):
                continue
            elif name not in waiting and token(stored[name]) == seen:
                changes[name] = value
            else:
                self._taken.conflicts[name] = self._set_aside(name, value, by)
        if changes:
            self._write(changes, stored, by)
        self._taken.refused = {name for name in self.errors if name in self.fields}

    def answer(self, request: HttpRequest) -> JsonResponse:
        """Save the one field that the script sent, and say what became of it."""
        name = request.POST.get("field", "")
        if name not in self.fields:
            raise Http404
        self.take(by=request.user)
        if sides := self._taken.conflicts.get(name):
            return autosave.conflict(request, sides)
        if name in self._taken.refused:
            return autosave.refused(" ".join(map(str, self.errors[name])), 400)
        seen = token(self._stored(name))
        return autosave.saved(seen, timezone.now()) if name in self._taken.saved else autosave.unchanged(seen)

    def _chosen(self) -> tuple[str, str]:
        """The way out of a conflict: `keep` is “<name>:mine”, “:theirs” or “:both”."""
        name, _colon, way = self.data.get("keep", "").rpartition(":")
        return (name, way) if name in self.fields else ("", "")

    def _read(self, names: list[str]) -> dict[str, Any]:
        """What is typed in these fields, where it can be read; the record stays as it is."""
        every, self.fields = self.fields, {name: self.fields[name] for name in names}
        before = {one.attname: getattr(self.instance, one.attname) for one in self.instance._meta.concrete_fields}
        try:
            self.full_clean()
        finally:
            self.fields = every
            for attname, value in before.items():
                if getattr(self.instance, attname) != value:  # a status is protected, and no form changes it
                    setattr(self.instance, attname, value)
        for name in names:
            column = self.instance._meta.get_field(name)
            if self.cleaned_data.get(name, "") is None and not column.null and name not in self.errors:
                self.add_error(name, _("This cannot be left empty."))
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def _stored(self, name: str) -> Any:
        column = self.instance._meta.get_field(name)
        value = column.value_from_object(self.instance)
        return value or [] if column.many_to_many else value

    def _write(self, changes: dict[str, Any], stored: dict[str, Any], by: Any) -> None:
        """Change these fields alone, with one row of the history."""
        record, meta = self.instance, self.instance._meta
        picks = {name for name in changes if meta.get_field(name).many_to_many}
        columns = [name for name in changes if name not in picks]
        for name in columns:
            setattr(record, meta.get_field(name).attname, _plain(changes[name]))
        try:
            record.validate_constraints()
        except ValidationError as clash:
            for name in columns:
                setattr(record, meta.get_field(name).attname, _plain(stored[name]))
                self.add_error(name, ValidationError(clash.messages))
            columns = []
        if not columns and not picks:
            return
        _replace_row_of_this_sitting(record, by)
        record.skip_history_when_saving = True
        for name in picks:
            getattr(record, name).set(changes[name])
        del record.skip_history_when_saving
        signed(record, by, AS_TYPED)
        record.save(update_fields=columns or None)  # locked, so that nothing of anybody is written over
        self._taken.saved |= {*columns, *picks}

    # --- a conflict

    def _set_aside(self, name: str, typed: Any, by: Any) -> dict[str, Any]:
        """Keep `typed` as a row of the history, once; both texts for the page."""
        theirs = self._stored(name)
        row, column = self._row_now(), self.instance._meta.get_field(name)
        row.history_user, row.history_change_reason = by, f"{NOT_KEPT}: {name}"
        if column.many_to_many:
            row.history_change_reason += f": {self._in_words(name, typed)}"
        else:
            setattr(row, column.attname, _plain(typed))
        aside = self._rows().filter(history_user=by, history_change_reason=row.history_change_reason)
        known = aside.exists() if column.many_to_many else any(_holds(one, column, typed) for one in aside[:5])
        if not known:
            row.save()
        pieces = difference(self._in_words(name, theirs), self._in_words(name, typed))
        who, when = self._who_wrote(name)
        data: Any = self.data
        own = re.compile(re.escape(self.add_prefix(name)) + r"(?:[-_]\d[-\w]*|-html|-kept)?")
        sent = [(key, text) for key, texts in data.lists() if own.fullmatch(key) for text in texts]
        return {
            "key": self.add_prefix(name),
            "mine": side(pieces, "ins"),
            "theirs": side(pieces, "del"),
            "mine_when": clock(timezone.now()),
            "theirs_when": clock(when),
            **writer(who, by),
            "hidden": [*sent, (f"{self.add_prefix(name)}-theirs", token(theirs))],
            "can_join": joined(typed, theirs) is not None,
        }

    def _rows(self) -> Any:
        return self.instance.history.order_by("-history_date", "-history_id")

    def _row_now(self) -> Any:
        history = self.instance.history.model
        values = {one.attname: getattr(self.instance, one.attname) for one in history.tracked_fields}
        return history(history_date=timezone.now(), history_type="~", **values)

    def _who_wrote(self, name: str) -> tuple[Any, Any]:
        """Who gave this field its present value, and when; of picks, who saved last."""
        attname = self.instance._meta.get_field(name).attname
        rows = self._rows().exclude(history_change_reason__startswith=NOT_KEPT).select_related("history_user")
        found = None
        for row in rows[:LOOKED_BACK]:
            if found and getattr(row, attname, None) != getattr(found, attname, ""):
                break
            found = row
        return found.history_user if found else None, found.history_date if found else timezone.now()

    def _newest_moment(self) -> str:
        newest = self._rows().exclude(history_change_reason__startswith=NOT_KEPT).values_list("history_date", flat=True)
        return clock(newest[0]) if self.instance.pk and newest[:1] else ""

    def _in_words(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        column = self.instance._meta.get_field(name)
        if column.many_to_one and value is not None:
            return str(column.related_model._default_manager.get(pk=_plain(value)))
        if isinstance(value, models.QuerySet | list):
            return "; ".join(" | ".join(map(str, one.values())) if isinstance(one, dict) else str(one) for one in value)
        if isinstance(self.fields[name], RichField):
            return in_a_box(value or "")
        labels = dict(column.flatchoices)
        return str(labels.get(value, "" if value is None else value))


def _holds(row: Any, column: Any, value: Any) -> bool:
    return token(getattr(row, column.attname)) == token(value)


def joined(mine: Any, theirs: Any) -> Any:
    """Both in one box, to be edited; None where that makes no sense."""
    if isinstance(mine, str) and isinstance(theirs, str):
        return "\n\n".join(filter(None, [theirs, mine]))
    if isinstance(mine, list) and isinstance(theirs, list):
        return [*theirs, *(row for row in mine if row not in theirs)]
    if isinstance(mine, models.QuerySet):
        return [*dict.fromkeys([*theirs, *mine])]
    return None


def _replace_row_of_this_sitting(record: Any, by: Any) -> None:
    """Take out the newest row of the history where the one to come tells the same: the same person, just now."""
    newest = record.history.order_by("-history_date", "-history_id").first()
    if newest is None or newest.history_user_id != by.pk or newest.history_change_reason != AS_TYPED:
        return
    if timezone.now() - newest.history_date < ONE_SITTING:
        newest.delete()
