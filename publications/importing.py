"""Rows of a list become records, and one import is taken back as one (docs/architecture.md, "Running"; F30).

An app says what a row means by an `Importer`; everything else is here. Nothing of the source is altered in silence:
the row is kept as it came in ImportedRecord, with what a record has no place for. What people changed or decided
here since the last import is never overwritten: the row is held with the difference.
"""

import logging
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from core import plain_text
from core.access import is_secretariat
from core.imports import Line
from core.models import Act
from core.rows import Reading, Row, short, text_of
from publications.models import ImportedRecord

PORTION = 100
"""Rows of one transaction: what is read for them is read at once, and a killed import loses no more."""
LONGEST_ID = 100
ASIDE = frozenset({"id", "kind", "tags", "note"})
"""What whoever gathered a list wrote about its rows."""
MOST_NAMES = 20
"""Names of columns that a sentence counts up."""

log = logging.getLogger("portal.imports")

Record = TypeVar("Record", bound=models.Model)
Lists = TypeVar("Lists")


OFFERED: dict[str, "Importer[Any, Any]"] = {}


def offer(importer: "Importer[Any, Any]") -> None:
    """Take imports by this importer from the pages; each app says so in its overview.py."""
    OFFERED[importer.command] = importer


class Run(NamedTuple):
    """One import: its number, who runs it, and what its rows are held against."""

    number: uuid.UUID
    by: Any
    lists: Any
    aside: frozenset[str]


class Importer(ABC, Generic[Record, Lists]):
    """What the rows of one kind mean. Values of `read` are columns of `model`, those of `picks` keys of many records.

    `foreign` are columns that hold the key of one record. A record of which `may_replace` is false stays as it is.
    """

    command: str
    """The name of the command, and of its rows in ImportedRecord."""
    label: Any
    lede: Any = ""
    """What a body reads of it on its page."""
    kind: ClassVar[str]
    also: ClassVar[tuple[str, ...]] = ()
    """Kinds whose rows are read as well."""
    model: ClassVar[type[models.Model]]
    picks: ClassVar[tuple[str, ...]]
    foreign: ClassVar[tuple[str, ...]] = ()
    in_file: ClassVar[dict[str, str]] = {}
    """What is called otherwise in the file than here."""
    aside: ClassVar[tuple[str, ...]] = ()
    """Names of the file that a record needs no place for: it knows better, or they are the gatherer's own."""

    is_of_bodies: ClassVar[bool] = False
    """Whether bodies import with it, each for itself, and not the secretariat."""
    takes_word: ClassVar[bool] = True
    """Whether a body may write its list as a Word document too."""
    organisation: Any = None
    """The body that imports; none for the secretariat's imports."""

    def of(self, organisation: Any) -> "Importer[Record, Lists]":
        """The importer for one body."""
        return self

    def may(self, user: Any) -> bool:
        """Whether `user` may import now."""
        return is_secretariat(user)

    def bodies(self, user: Any) -> Any:
        """The organisations for which `user` may import."""
        return Organisation.objects.none()

    def columns(self) -> dict[str, Any]:
        """The names of the sheet that a body fills in, each with a sentence that explains it."""
        return {}

    def rows(self) -> Iterable[Sequence[Any]]:
        """What stands in that sheet already."""
        return ()

    @abstractmethod
    def lists(self) -> Lists:
        """What every row is held against; loaded once for a portion."""

    @abstractmethod
    def read(self, row: Row, lists: Lists) -> Reading:
        """`row` in our terms, with all that could not be understood."""

    @abstractmethod
    def write(self, record: Record | None, values: dict[str, Any], *, by: Any) -> Record:
        """Make a record, or write into `record`."""

    @abstractmethod
    def closed(self, record: Record) -> str:
        """Why nobody may overwrite `record` any more, as a sentence; or nothing."""

    def is_untouched(self, record: Record) -> bool:
        """Whether nobody has done anything with what an import made."""
        return not self.closed(record)

    def take_out(self, record: Record) -> None:
        """Delete what hangs on the record before it goes."""

    # --- rows

    def import_rows(
        self, rows: Iterable[Any], *, by: Any = None, run: uuid.UUID | None = None, seen: Iterable[str] = ()
    ) -> Iterator[Line]:
        """Import one row after another; what became of it. `seen` are ids that stood in the file before these rows."""
        aside = frozenset({*ASIDE, *self.aside, *self.columns()})
        this, known, remaining = Run(run or uuid.uuid4(), by, self.lists(), aside), set(seen), iter(rows)
        while portion := list(islice(remaining, PORTION)):
            with transaction.atomic():
                lines = list(self._portion(portion, this, known))
            yield from lines

    def _portion(self, rows: list[Any], run: Run, seen: set[str]) -> Iterator[Line]:
        ids = [id_of(row) for row in rows]
        kept = {one.source_id: one for one in ImportedRecord.objects.select_for_update().filter(
            command=self.command, source_id__in=[one for one in ids if _can_be_asked_for(one)])}  # fmt: skip
        records = self._records(one.record_id for one in kept.values())
        for row, source_id in zip(rows, ids, strict=True):
            problem = self._refusal(row, source_id, seen)
            if problem:
                yield Line(plain_text.UNREADABLE.sub("�", source_id)[:LONGEST_ID], "refused", None, [problem])
                continue
            seen.add(source_id)
            before = kept.get(source_id) or self._new(source_id)
            yield self._guarded(row, before, records.get(before.record_id), run)

    def _new(self, source_id: str) -> ImportedRecord:
        return ImportedRecord(command=self.command, source_id=source_id, organisation=self.organisation)

    def _records(self, keys: Iterable[str]) -> dict[str, Any]:
        found = self.model._default_manager.select_for_update().prefetch_related(*self.picks)
        return {str(one.pk): one for one in found.filter(pk__in=[key for key in keys if key])}

    def _refusal(self, row: Any, source_id: str, seen: set[str]) -> str:
        """Why `row` is no record of this kind at all, or nothing."""
        if not isinstance(row, dict):
            return _("This is no record: a list of names and values is expected.")
        if not source_id:
            return _("The record has no id, so that it could not be found again.")
        if len(source_id) > LONGEST_ID:
            return _("The id has more than 100 characters.")
        try:
            unreadable = any(map(plain_text.UNREADABLE.search, plain_text.texts_of(row)))
        except RecursionError:
            return _("The record nests lists too deeply.")
        if unreadable:
            return _("The record holds a character that cannot be stored, perhaps shown as �. Save it anew.")
        kind = text_of(row.get("kind") or self.kind)
        if kind.casefold() not in (self.kind, *self.also):
            return _("Its kind is “%(kind)s”; here only “%(ours)s” is taken.") % {
                "kind": short(kind),
                "ours": self.kind,
            }
        return _("This id stands twice in the file.") if source_id in seen else ""

    def _guarded(self, row: Row, *args: Any) -> Line:
        """`_import`, in which no row breaks those after it: what the database refuses is refused in words."""
        try:
            with transaction.atomic():
                return self._import(row, *args)
        except PermissionDenied:
            return Line(id_of(row), "refused", None, [_("Whoever imports has no right to write this record now.")])
        except (DatabaseError, ValidationError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            log.exception("%s: a row could not be read or stored: %s", self.command, type(error).__name__)
            sentence = _("It could not be read or stored as it stands; nothing of it was kept. Look at its values.")
            return Line(id_of(row), "refused", None, [sentence])

    def _import(self, row: Row, kept: ImportedRecord, record: Record | None, run: Run) -> Line:
        found = self.read(row, run.lists)
        if row.get("_beyond"):
            found.tell(_("Cells without a name above them were left out: %(values)s."), values=row["_beyond"])
        if found.values and (names := found.unread(run.aside)):
            shown = ", ".join([*map(short, names[:MOST_NAMES]), *(["…"] if names[MOST_NAMES:] else [])])
            found.problems.append(_("Not read here, and kept with the row alone: %(names)s.") % {"names": shown})
        here = self.current(record, found.values) if record else {}
        is_changed = record is None or here != found.values
        if is_changed and not found.held:
            found.held += self._conflict(record, kept.written, found.values) if record else []
            found.held += self._does_not_fit(found.values)
        outcome = "held" if found.held else "updated" if record else "created"
        is_written, before = is_changed and not found.held, kept.as_it_stood()
        if is_written:
            record = self.write(record, found.values, by=run.by)
            kept.record_id, kept.reference = str(record.pk), _reference(record) or ""
        if is_written or kept.is_news(row, outcome, found.all_problems):
            kept.written = kept.written if found.held else found.values
            kept.raw, kept.outcome, kept.problems = row, outcome, found.all_problems
            kept.run, kept.at, kept.before = run.number, timezone.now(), before
            kept.save()
        is_unchanged = outcome == "updated" and not is_written
        told = self._changes(here, found.values) if is_written else []
        return Line(kept.source_id, outcome, _reference(record), [*told, *found.all_problems], is_unchanged)

    def _changes(self, here: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
        """What an import has written over, in a sentence; nothing for a new record."""
        changed = [self.in_file.get(name, name) for name in here if here[name] != wanted[name]]
        return [_("Changed by this import: %(names)s.") % {"names": ", ".join(changed)}] if changed else []

    # --- what is there already

    def current(self, record: Record, like: Iterable[str]) -> dict[str, Any]:
        """The values of `record` under the names in `like`, as `read` gives them."""
        return {
            name: sorted(one.pk for one in getattr(record, name).all())
            if name in self.picks
            else getattr(record, self.column(name))
            for name in like
        }

    def column(self, name: str) -> str:
        """The attribute of a record that holds the value `name`."""
        return f"{name}_id" if name in self.foreign else name

    def attributes(self, values: dict[str, Any]) -> dict[str, Any]:
        """Attribute to value, without the picks."""
        return {self.column(name): value for name, value in values.items() if name not in self.picks}

    def _conflict(self, record: Record, written: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
        """Why what is here is not overwritten, with each difference in words."""
        here = self.current(record, wanted)
        other = [name for name in wanted if here[name] != wanted[name]]
        if reason := self.closed(record):
            return [reason, *self._differences(other, here, wanted)]
        by_people = [name for name in other if here[name] != written.get(name)]
        reason = _("It was changed here since the last import; nothing was overwritten.")
        return [reason, *self._differences(by_people, here, wanted)] if by_people else []

    def _differences(self, names: list[str], here: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
        """One sentence for each value that stands here otherwise than in the file."""
        text = _("%(name)s: here “%(here)s”, in the file “%(file)s”.")
        return [
            text % {"name": self.in_file.get(name, name), "here": short(here[name]), "file": short(wanted[name])}
            for name in names
        ]

    def _does_not_fit(self, values: dict[str, Any]) -> list[str]:
        """What the columns of the table cannot hold, as sentences."""
        filled = [name for name in values if name not in (*self.picks, *self.foreign)]
        try:
            self.model(**self.attributes(values)).clean_fields(
                exclude=[one.name for one in self.model._meta.fields if one.name not in filled]
            )
        except ValidationError as error:
            told = error.message_dict.items()
            return [f"{self.in_file.get(name, name)}: {' '.join(sentences)}" for name, sentences in told]
        return []

    # --- taking an import back (F30)

    @transaction.atomic
    def undo(self, run: uuid.UUID, *, by: Any = None) -> int:
        """Take back everything that import `run` did; how many rows that were. All of it or nothing.

        What it created goes, what it changed is again as the import before had written it, and the kept rows stand as
        they stood. Numbers are not given again. Raises ValueError with a sentence where somebody has decided on a
        record of it or written in it, or a later import has changed one: that is taken back first.
        """
        kept = ImportedRecord.objects.select_for_update().filter(command=self.command)
        keys = list(kept.filter(run=run).order_by("pk").values_list("pk", flat=True))
        if not keys:
            raise ValueError(_("There is no import with this number that changed anything."))
        if later := list(_changed_later(kept, run)):
            raise ValueError(_("Not undone: a later import changed %(names)s.") % {"names": ", ".join(later)})
        pairs = [pair for one in _portions(keys) for pair in self._with_records(kept.filter(pk__in=one))]
        if touched := [one.reference or one.source_id for one, record in pairs if self._is_touched(one, record)]:
            names = ", ".join(touched[:10])
            raise ValueError(_("Not undone: %(names)s was changed or decided on since.") % {"names": names})
        for one, record in pairs:
            self._undo_row(one, record, by)
        return len(pairs)

    def _with_records(self, kept: Iterable[ImportedRecord]) -> list[tuple[ImportedRecord, Any]]:
        rows = list(kept)
        records = self._records(one.record_id for one in rows)
        return [(one, records.get(one.record_id)) for one in rows]

    def _is_touched(self, kept: ImportedRecord, record: Any) -> bool:
        """Whether this import wrote the record, and it is no longer as it left it."""
        if not kept.has_written:
            return False
        if record is None or self.current(record, kept.written) != kept.written:
            return True
        return not self.is_untouched(record)

    def _undo_row(self, kept: ImportedRecord, record: Any, by: Any) -> None:
        before = kept.before or {}
        if kept.has_written and before.get("record_id"):
            self.write(record, before["written"], by=by)
        elif kept.has_written:
            Act.objects.log("import undone", record, by=by)
            past = record.history.model.objects.filter(id=record.pk)
            self.take_out(record)
            record.delete()
            past.delete()
        if before:
            kept.stand_as(before)
            kept.save()
        else:
            kept.delete()


def id_of(row: Any) -> str:
    """The number of a row in its source, or nothing."""
    value = row.get("id") if isinstance(row, dict) else None
    return "" if isinstance(value, list | dict | bool) else text_of(value)


def _can_be_asked_for(source_id: str) -> bool:
    return bool(source_id) and len(source_id) <= LONGEST_ID and not plain_text.UNREADABLE.search(source_id)


def _changed_later(kept: Any, run: uuid.UUID) -> Any:
    """Ids of rows that a later import changed after `run`, ten of them; in what stood before it stands its number."""
    later = kept.exclude(run=run).annotate(text=Cast("before", models.TextField())).filter(text__contains=str(run))
    return later.values_list("source_id", flat=True)[:10]


def _reference(record: Any) -> str | None:
    return getattr(record, "reference", None) or None


def _portions(keys: list[int]) -> Iterator[list[int]]:
    yield from (keys[start : start + PORTION] for start in range(0, len(keys), PORTION))
