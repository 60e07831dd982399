"""All that is published, made every night into three files (FEATURES O15).

JSON Lines hold every version in every language, complete, one to a line; CSV holds the newest version of each
reference, as the lists give it; a third file holds by what each is counted, so that a figure of that day can be counted
again (FEATURES O17). All are written as they are read, so that a hundred thousand records take no more
memory than a few hundred. What is withdrawn makes every file that holds it one that nobody gets any more
(`Dump.objects.visible_to`); the next round deletes those and makes today's anew (docs/decisions/nightly-files.md).
"""

import csv
import gzip
import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import IO, Any, cast

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import F
from django.utils import timezone, translation

from core import downloads
from publications import printed, records
from publications.choices import Standing
from publications.models import Dump, Publication

KEPT = 90
CHUNK = 200
"""Records in memory at a time; a whole review has some hundred kilobytes."""
TYPE = "application/gzip"
FACETS = "facets"
"""The form of the file by which figures are counted."""
EVERYBODY = AnonymousUser()


def look_after() -> Dump | None:
    """Make today's files where they are missing, and delete what is old or holds what was withdrawn."""
    offered = set(Dump.objects.visible_to(EVERYBODY)[:KEPT].values_list("pk", flat=True))
    for gone in Dump.objects.exclude(pk__in=offered):
        _delete(gone)
    today = timezone.now().date()
    return None if Dump.objects.filter(day=today).exists() else make(today)


def make(day: date) -> Dump:
    """The files of `day`. Of two workers at once the second's are dropped."""
    began = timezone.now()  # what is withdrawn while they are written may stand in them
    with translation.override("en"):
        number, lines = _written(day, "jsonl", _lines)
        _rows, table = _written(day, "csv", _table)
        _rows, facets = _written(day, FACETS, _facets)
    files = [lines, table, facets]
    dump, is_ours = Dump.objects.get_or_create(day=day, defaults={"made_at": began, "records": number, "files": files})
    if not is_ours:
        for file in files:
            default_storage.delete(file["place"])
    return dump


def _written(day: date, form: str, write: Callable[[gzip.GzipFile], int]) -> tuple[int, dict[str, Any]]:
    """How many records there are, and their file as `Dump.files` says it."""
    name = f"publications-{day}.{form}.gz"
    with tempfile.TemporaryFile() as made:
        # Neither name nor time within: the same records make the same file.
        with gzip.GzipFile(filename="", mode="wb", fileobj=made, mtime=0) as packed:
            number = write(packed)
        made.seek(0)
        sha256 = hashlib.file_digest(made, "sha256").hexdigest()
        size = made.tell()
        made.seek(0)
        place = default_storage.save(f"dumps/{name}", File(made))
    return number, {"format": form, "name": name, "place": place, "size": size, "sha256": sha256}


def _lines(out: gzip.GzipFile) -> int:
    """Every version as a line of JSON."""
    number = 0
    for one in _versions():
        number += 1
        line = {
            **records.item(one),
            "standing": one.standing,
            "current": one.is_current,
            "note": one.note,
            "content": one.content.content,
            "today": one.facts,
            "files": records.files_of(one),
        }
        if one.standing != Standing.ORIGINAL and one.path:
            line["address"] = printed.address_of(one)
        out.write(downloads.dumps(line).encode() + b"\n")
    return number


def _table(out: gzip.GzipFile) -> int:
    """The newest version of each reference as a row of CSV."""
    text = io.TextIOWrapper(cast(IO[bytes], out), encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow(records.COLUMNS)
    number = 0
    current = _fetched(Publication.objects.visible_to(EVERYBODY).current())
    for row in records.cells(map(records.record, current)):
        writer.writerow([downloads.harmless(cell) for cell in row])
        number += 1
    text.detach()
    return number


def _facets(out: gzip.GzipFile) -> int:
    """By what each current record is counted, as a line of JSON."""
    number = 0
    current = Publication.objects.visible_to(EVERYBODY).current().prefetch_related("facets")
    for one in current.order_by("pk").iterator(chunk_size=CHUNK):
        number += 1
        facets: dict[str, list[str]] = {}
        for facet in one.facets.all():
            facets.setdefault(facet.name, []).append(facet.value)
        said = {name: sorted(values) for name, values in facets.items()}
        line = {"reference": one.reference, "version": one.version, "facets": said}
        out.write(downloads.dumps(line).encode() + b"\n")
    return number


def facets_of(dump: Dump) -> dict[str, Any] | None:
    """The file of `dump` by which figures are counted, as `Dump.files` says it; None for a day that has none."""
    found = (one for one in dump.files if one["format"] == FACETS)
    return next((one for one in found if default_storage.exists(one["place"])), None)


def count(file: Mapping[str, Any], asked: Mapping[str, Collection[str]]) -> int:
    """How many records in `file` (`facets_of`) have, of each facet that is `asked`, one of its values.

    The same question gives the same number for as long as the file is kept.
    """
    with default_storage.open(file["place"]) as stored, gzip.GzipFile(fileobj=stored) as lines:
        return sum(_has(json.loads(line)["facets"], asked) for line in lines)


def _has(facets: Mapping[str, list[str]], asked: Mapping[str, Collection[str]]) -> bool:
    return all(not set(facets.get(name, ())).isdisjoint(values) for name, values in asked.items())


def _versions() -> Iterator[Any]:
    visible = Publication.objects.visible_to(EVERYBODY).filter(withdrawn_at__isnull=True)
    return _fetched(visible.select_related("content").prefetch_related("principles", "files"))


def _fetched(rows: Any) -> Iterator[Any]:
    """In the order in which they were written, some at a time."""
    whole = rows.select_related("organisation").prefetch_related("countries", "objectives")
    whole = whole.annotate(sha256=F("content__sha256"))
    return iter(whole.order_by("pk").iterator(chunk_size=CHUNK))


def _delete(dump: Dump) -> None:
    """Files first: a row without files is deleted the next time, files without a row never."""
    for file in dump.files:
        default_storage.delete(file["place"])
    dump.delete()
