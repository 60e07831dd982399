"""A file that is imported from a page: looked through first, carried out on a yes, taken back by one press (F30).

The row is the truth, the queue a hint (core/broker.py): of two workers one claims it, a small list is done at once,
a long one in portions, each with what it says of its rows in one transaction. Killed between two of them, it goes on.
"""

import logging
import uuid
from datetime import timedelta
from pathlib import PurePath
from time import monotonic
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import broker, imports, plain_text, uploads
from core.access import fresh
from core.models import Act
from core.workflow import MovedOn
from publications.choices import AT_WORK, ImportOutcome, ImportState
from publications.importing import OFFERED, PORTION, Importer
from publications.models import ImportLine, ImportRun

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 3_000
"""Of a file sent from a page; the command takes more."""
AT_ONCE = 300_000
"""Bytes of a file that is read while the person waits."""
FEW = 100
"""Rows that are taken back while the person waits."""
PATIENCE = 2.5
"""Seconds that the person waits for the rest; then a worker goes on."""
SHOWN = 100
"""Rows of a page."""
WORTH_READING = ("refused", "held", "created", "updated", "unchanged")
BUDGET = 40.0
"""Seconds of one task; it may last 60 (settings)."""
LEASE = timedelta(seconds=100)

log = logging.getLogger("portal.imports")


def importer_of(run: ImportRun) -> Importer[Any, Any]:
    """What the rows of `run` mean."""
    return OFFERED[run.command].of(run.organisation)


def demand(run: ImportRun, by: Any) -> Any:
    """`by` with the rights of this moment. Raises PermissionDenied to whoever may not import (any more)."""
    person = fresh(by)
    if not importer_of(run).may(person):
        raise PermissionDenied(_("You may not import this now."))
    return person


def check_file(file: UploadedFile) -> None:
    """Raises ValidationError with a sentence for a file that is not opened."""
    if PurePath(uploads.shown_name(file.name or "")).suffix.lower() not in imports.KINDS:
        raise ValidationError(_("Send a file that ends in .xlsx, .csv, .json or .docx."))
    if (file.size or 0) > MAX_BYTES:
        raise ValidationError(_("The file has more than 10 MB. Divide it."))
    if uploads.waits_for_scanner(file):
        raise ValidationError(uploads.AWAY)


def take_in(run: ImportRun, file: UploadedFile, *, by: Any) -> ImportRun:
    """Keep `file` for the new `run` and look it through; nothing of it is written. A second press gives the first back.

    Raises ValidationError with a sentence for a file that is not opened or stored, PermissionDenied.
    """
    run.by = demand(run, by)
    if first := run.form_key and ImportRun.objects.filter(form_key=run.form_key, by=run.by).first():
        return first
    check_file(file)
    run.file_name = uploads.shown_name(file.name or "")
    try:
        with transaction.atomic():
            run.file.save(run.file_name, file, save=False)
            run.save(force_insert=True)
            Act.objects.log("sent list", run, by=run.by)
    except OSError as full:
        raise ValidationError(_("The file could not be stored. Try again later.")) from full
    _go_on(run, is_long=(file.size or 0) > AT_ONCE or run.file_name.endswith(".docx"))  # its library is a worker's
    return run


def carry_out(run: ImportRun, *, by: Any, note: str = "") -> None:
    """Import what was looked through. Raises MovedOn where that was answered already."""
    _begin(run, ImportState.LOOKED, ImportState.IMPORTING, "imported list", by)


def take_back(run: ImportRun, *, by: Any, note: str = "") -> None:
    """Take the whole import back; where somebody has worked on a part of it, nothing is, and the page says why."""
    _begin(run, ImportState.DONE, ImportState.UNDOING, "took import back", by)


def drop(run: ImportRun, *, by: Any, note: str = "") -> None:
    """Nothing of it is imported; what was found stays to be read."""
    _begin(run, ImportState.LOOKED, ImportState.DROPPED, "dropped list", by)


STEPS = {
    ImportState.LOOKED: {"carry_out": carry_out, "drop": drop},
    ImportState.DONE: {"take_back": take_back},
}
"""What can be done with an import as it stands."""


def _begin(run: ImportRun, stands: str, becomes: str, verb: str, by: Any) -> None:
    person = demand(run, by)
    with transaction.atomic():
        if not ImportRun.objects.filter(pk=run.pk, state=stands).update(state=becomes, done=0, problem="", by=person):
            raise MovedOn(_("This import has moved on. Look at it again."))
        Act.objects.log(verb, run, by=person)
    run.refresh_from_db()
    if run.is_at_work:
        _go_on(run, is_long=run.state == ImportState.UNDOING and run.total > FEW)


def _go_on(run: ImportRun, *, is_long: bool) -> None:
    """Begin at once where no long piece comes first. Of what no worker hears, the sweep tells within a minute."""
    if is_long:
        transaction.on_commit(lambda: tell([run.pk]))
    else:
        work(run.pk, budget=PATIENCE)
        run.refresh_from_db()


def tell(keys: list[uuid.UUID]) -> None:
    """Let the workers know."""
    broker.send("publications.tasks.import_rows", [[str(key)] for key in keys])


def look_after() -> None:
    """Each minute: tell the workers of what nobody is at."""
    waiting = _unclaimed().filter(at__lt=timezone.now() - timedelta(seconds=30))
    if keys := list(waiting.values_list("pk", flat=True)[:20]):
        tell(keys)


def work(key: Any, *, budget: float = BUDGET) -> None:
    """Claim the import `key` and bring it on for `budget` seconds; nothing when another has it or it is done."""
    if not _unclaimed().filter(pk=key).update(claimed_at=timezone.now()):
        return
    run = ImportRun.objects.select_related("organisation", "by").get(pk=key)
    ends = monotonic() + budget
    try:
        while run.is_at_work and monotonic() < ends:
            _bring_on(run)
    finally:
        ImportRun.objects.filter(pk=key).update(claimed_at=None)
    if run.is_at_work:
        tell([run.pk])


def _unclaimed() -> Any:
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=timezone.now() - LEASE)
    return ImportRun.objects.filter(free, state__in=AT_WORK)


def _bring_on(run: ImportRun) -> None:
    if run.state == ImportState.LOOKING and run.file:
        _read_file(run)
    elif run.state == ImportState.UNDOING:
        _undo(run)
    else:
        _portion(run, dry=run.state == ImportState.LOOKING)


def _read_file(run: ImportRun) -> None:
    """Its rows into the table; the file goes."""
    try:
        with run.file.open("rb") as file:
            rows = imports.rows_of(run.file_name, file.read(), MAX_ROWS)
            problem = "" if rows else _("The file holds no rows.")
    except (imports.UnreadableFile, OSError) as unreadable:
        rows, problem = [], str(unreadable)
    if problem:
        run.state, run.problem = ImportState.FAILED, problem[:500]
    with transaction.atomic():
        ImportLine.objects.bulk_create(
            (ImportLine(run=run, number=number, raw=_storable(row)) for number, row in enumerate(rows, start=1)),
            batch_size=200,
        )
        storage, name = run.file.storage, str(run.file.name)
        run.file, run.total = "", len(rows)
        run.save()
        transaction.on_commit(lambda: storage.delete(name))


def _storable(row: Any) -> Any:
    """The row with a sign in place of what no database can store; whoever reads it refuses the row for the sign."""
    try:
        return _with_signs(row)
    except RecursionError:
        return None


def _with_signs(value: Any) -> Any:
    if isinstance(value, str):
        return plain_text.UNREADABLE.sub("�", value)
    if isinstance(value, dict):
        return {_with_signs(name): _with_signs(inner) for name, inner in value.items()}
    return [_with_signs(inner) for inner in value] if isinstance(value, list) else value


def _portion(run: ImportRun, *, dry: bool) -> None:
    """The next rows, and what is said of them. Looking through does the very same, and takes it back at once."""
    lines = list(run.lines.filter(number__gt=run.done)[:PORTION])
    seen = run.lines.filter(number__lte=run.done).exclude(outcome="refused").values_list("source_id", flat=True)
    rows = [line.raw for line in lines]
    with transaction.atomic():
        with transaction.atomic():
            found = list(importer_of(run).import_rows(rows, by=run.by, run=run.pk, seen=seen))
            transaction.set_rollback(dry)
        for line, said in zip(lines, found, strict=True):
            line.source_id, line.outcome, line.problems = said.source_id, said.outcome, said.problems
            line.is_unchanged = said.is_unchanged
            line.reference = "" if dry and said.outcome == "created" else said.reference or ""
        told = ["source_id", "outcome", "problems", "is_unchanged", "reference"]
        ImportLine.objects.bulk_update(lines, told, batch_size=50)
        run.done += len(lines)
        if run.done >= run.total:
            run.state = ImportState.LOOKED if dry else ImportState.DONE
        run.save()


def _undo(run: ImportRun) -> None:
    run.state = ImportState.UNDONE
    try:
        with transaction.atomic():
            importer_of(run).undo(run.pk, by=run.by)
            run.save()
    except ValueError as not_now:
        run.state, run.problem = ImportState.DONE, str(not_now)[:500]
        run.save()


class Report(NamedTuple):
    """Rows of an import for a page: counts by outcome, those shown, and the number after which the next begin."""

    counts: list[tuple[str, Any, int]]
    outcome: str
    lines: list[Any]
    after: int

    @property
    def has_numbers(self) -> bool:
        """Whether any row shown has a number here; drafts have none."""
        return any(line.reference for line in self.lines)

    @property
    def leaves_out(self) -> bool:
        """Whether there are rows of which nothing is written."""
        return any(outcome in ("refused", "held") for outcome, _words, _count in self.counts)


def report_of(run: ImportRun, asked: Any) -> Report:
    """What became, or would become, of its rows; `asked` may hold `outcome` and `after`. Two queries."""
    found, words = run.lines.outcomes(), {**dict(ImportOutcome.choices), "unchanged": _("As it stands already")}
    if run.organisation_id:
        words["held"] = _("Left out")  # nobody decides on a body's own list but itself
    counts = [(outcome, words[outcome], found[outcome]) for outcome in WORTH_READING if found.get(outcome)]
    outcome = asked.get("outcome", "") if asked.get("outcome") in found else ""
    after = asked.get("after", "")
    lines = run.lines.filter(number__gt=int(after) if after.isascii() and after.isdecimal() and len(after) < 7 else 0)
    if outcome:
        same = outcome == "unchanged"
        lines = lines.filter(outcome="updated" if same else outcome, is_unchanged=same)
    shown: list[Any] = list(lines[: SHOWN + 1])
    for line in shown:
        line.words = words.get("unchanged" if line.is_unchanged else line.outcome, "")
    return Report(counts, outcome, shown[:SHOWN], shown[SHOWN - 1].number if len(shown) > SHOWN else 0)
