"""Reviews from a list: each row becomes a ReceivedDocument, or is held and said why.

Nothing of the source is altered in silence: the row is kept as it came in ImportedRecord, with the fields
that a document has no place for (region, tags, notes); what was read otherwise than it stands is named
in the problems. What people changed here since the last import is not
overwritten: the row is held with the difference. An import registers nothing in anybody's name; a first
officer confirms, a second releases (docs/decisions/documents-by-e-mail.md).
"""

import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import plain_text
from core.imports import Line, Row, list_of, part_of, text_of, truth_of
from core.models import Act
from core.workflow import signed
from forum.models import ForumCycle
from publications.models import ImportedRecord
from reference.models import Country, Objective
from reviews.choices import DocumentStatus, ReviewKind, Round
from reviews.models import ReceivedDocument
from reviews.models.submission import FIRST_YEAR, day_error

COMMAND = "import_reviews"
ROUNDS = (
    (re.compile(r"\bregional\b", re.IGNORECASE), Round.REGIONAL),
    (re.compile(r"\b(IMRF|forum|international migration review)\b", re.IGNORECASE), Round.FORUM),
)
YEAR = re.compile(r"\b(20\d\d)\b")
LINE_FIELDS = {"title": "title", "lead_entity": "lead_body"}
TEXT_FIELDS = {"summary": "summary", "results": "results"}


@dataclass
class Lists:
    """The reference lists that every row is held against; loaded once."""

    find: Callable[[str], Country | None]
    objectives: set[int]
    cycles: list[int]

    @classmethod
    def load(cls) -> "Lists":
        """Three queries, whatever the number of rows."""
        return cls(
            Country.objects.finder(),
            set(Objective.objects.values_list("pk", flat=True)),
            list(ForumCycle.objects.order_by("year").values_list("year", flat=True)),
        )


@dataclass
class Reading:
    """What a row says in our terms. `held` are reasons why it cannot be placed, `problems` smaller ones."""

    values: dict[str, Any] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def all_problems(self) -> list[str]:
        """Both kinds, the grave ones first."""
        return self.held + self.problems


def import_rows(rows: Iterable[Any], *, by: Any = None) -> Iterable[Line]:
    """Import one row after another, each in a transaction of its own; what became of it, as it happens."""
    lists, run, seen = Lists.load(), uuid.uuid4(), set()
    for row in rows:
        source_id = text_of(row.get("id")) if isinstance(row, dict) else ""
        problem = refusal(row, source_id) or (_("This id stands twice in the file.") if source_id in seen else "")
        if problem:
            yield Line(plain_text.UNREADABLE.sub("�", source_id), "refused", None, [problem])
            continue
        seen.add(source_id)
        with transaction.atomic():
            line = _import(row, source_id, lists, run, by)
        yield line


def refusal(row: Any, source_id: str) -> str:
    """Why `row` is no record of a review at all, or nothing."""
    if not isinstance(row, dict):
        return _("This is no record: a list of names and values is expected.")
    if not source_id:
        return _("The record has no id, so that it could not be found again.")
    if len(source_id) > 100:
        return _("The id has more than 100 characters.")
    if any(map(plain_text.UNREADABLE.search, plain_text.texts_of(row))):
        return _("The record holds a character that cannot be stored, perhaps shown as �. Save it anew.")
    if text_of(row.get("kind") or "review") != "review":
        return _("This record is a %(kind)s, not a review.") % {"kind": text_of(row["kind"])}
    return ""


def _import(row: Row, source_id: str, lists: Lists, run: uuid.UUID, by: Any) -> Line:
    reading = read(row, lists)
    record = ImportedRecord.objects.select_for_update().filter(command=COMMAND, source_id=source_id).first()
    record = record or ImportedRecord(command=COMMAND, source_id=source_id)
    document = ReceivedDocument.objects.filter(pk=record.record_id).first() if record.record_id else None
    if not reading.held:
        reading.held += _people_changed(document, record.written, reading.values)
        reading.held += _does_not_fit(document, reading.values)
    outcome = "held" if reading.held else "updated" if document else "created"
    if not reading.held:
        document = _write(document or ReceivedDocument(), reading.values, is_new=outcome == "created", by=by)
        record.written, record.record_id, record.reference = reading.values, str(document.pk), document.reference
    record.raw, record.outcome, record.problems, record.run = row, outcome, reading.all_problems, run
    record.save()
    return Line(source_id, outcome, (document.reference or None) if document else None, reading.all_problems)


def _write(document: ReceivedDocument, values: dict[str, Any], *, is_new: bool, by: Any) -> ReceivedDocument:
    if not is_new and current(document) == values:
        return document
    for name, value in values.items():
        if name != "objectives":
            setattr(document, _attribute(name), value)
    if not is_new:
        document.registered_by = None  # what was confirmed has changed: it is looked over again
    signed(document, by)
    document.save()
    document.objectives.set(values["objectives"])
    Act.objects.log("imported", document, by=by)
    return document


def read(row: Row, lists: Lists) -> Reading:
    """`row` in our terms, with all that could not be understood."""
    reading = Reading()
    _read_state(row, lists, reading)
    _read_round(row, lists, reading)
    _read_kind(row, reading)
    _read_texts(row, reading)
    _read_objectives(row, lists, reading)
    _read_rest(row, reading)
    return reading


def _read_state(row: Row, lists: Lists, reading: Reading) -> None:
    named, printed = text_of(row.get("country")), text_of(row.get("country_as_printed"))
    country = lists.find(named) or (None if named else lists.find(printed))
    reading.values["country"] = country.pk if country else None
    if country is None and named:
        reading.held.append(_("“%(name)s” is no State in the list of the United Nations.") % {"name": named})
    elif country is None:
        text = _("It names no single State (printed: “%(printed)s”), and a review belongs to one.")
        reading.held.append(text % {"printed": printed or "–"})
    elif printed and (other := lists.find(printed)) and other != country:
        text = _("It says %(name)s, but “%(printed)s” is printed.")
        reading.held.append(text % {"name": named, "printed": printed})


def _read_round(row: Row, lists: Lists, reading: Reading) -> None:
    text = text_of(row.get("review_round"))
    rounds = [round_ for pattern, round_ in ROUNDS if pattern.search(text)]
    years = set(YEAR.findall(text))
    if len(rounds) != 1:
        reading.held.append(_("“%(round)s” says neither a forum nor a Regional Review.") % {"round": text or "–"})
    if len(years) != 1:
        reading.held.append(_("The year of the forum or of the Regional Review is missing."))
    if len(rounds) != 1 or len(years) != 1:
        return
    year = int(years.pop())
    if year < FIRST_YEAR:
        reading.held.append(_("%(year)s is before the Compact, which is of 2018.") % {"year": year})
    cycles = [cycle for cycle in lists.cycles if cycle >= year]
    cycle = cycles[0] if cycles else None
    if rounds[0] == Round.FORUM and cycle != year:
        reading.held.append(_("There is no forum in %(year)s.") % {"year": year})
    reading.values |= {"round": rounds[0].value, "year": year, "cycle": cycle}


def _read_kind(row: Row, reading: Reading) -> None:
    kind = text_of(row.get("submission_kind"))
    reading.values["kind"] = kind if kind in ReviewKind.values else ReviewKind.NEW.value
    if kind and kind not in ReviewKind.values:
        reading.held.append(_("“%(kind)s” is neither a new review nor an update.") % {"kind": kind})
    elif not kind:
        reading.problems.append(_("It does not say whether it is new or an update; it stands as new until confirmed."))


def _read_texts(row: Row, reading: Reading) -> None:
    for name, ours in {**LINE_FIELDS, **TEXT_FIELDS}.items():
        raw = text_of(row.get(name))
        try:
            clean = plain_text.clean_line(raw) if name in LINE_FIELDS else plain_text.clean_lines(raw)
        except ValidationError as error:
            reading.held.append(f"{name}: {error.messages[0]}")
            clean = ""
        if clean and " ".join(clean.split()) != " ".join(raw.split()):
            reading.problems.append(_("%(name)s: invisible characters were left out.") % {"name": name})
        reading.values[ours] = clean
    if not reading.values["title"]:
        reading.held.append(_("It has no title."))


def _read_objectives(row: Row, lists: Lists, reading: Reading) -> None:
    numbers = {text_of(number): number for number in list_of(row.get("objectives_covered"))}
    known = {int(text) for text in numbers if text.isdecimal() and int(text) in lists.objectives}
    unknown = [text for text in numbers if not (text.isdecimal() and int(text) in lists.objectives)]
    if unknown:
        text = _("Not among the 23 objectives, and left out: %(numbers)s.")
        reading.problems.append(text % {"numbers": ", ".join(unknown)})
    reading.values["objectives"] = sorted(known)
    reading.values["objectives_complete"] = truth_of(row.get("objectives_list_complete")) and not unknown


def _read_rest(row: Row, reading: Reading) -> None:
    languages = [text_of(language).lower() for language in list_of(row.get("languages"))]
    received, address = text_of(row.get("submitted")), part_of(row, "source", "url")
    if error := received and day_error(received):
        reading.problems.append(f"submitted: {error}")
    if not address:
        reading.problems.append(_("It names no address where the document is found; add the file before release."))
    reading.values |= {
        "language": languages[0] if languages else "",
        "other_languages": languages[1:],
        "received_on": "" if error else received,
        "web_address": address,
        "source_title": part_of(row, "source", "page_title"),
        "partners": [text_of(partner) for partner in list_of(row.get("partners"))],
        "consultations": list_of(row.get("consultations")),
    }


def current(document: ReceivedDocument) -> dict[str, Any]:
    """The values of `document` as `read` gives them."""
    names = ("country", "round", "year", "cycle", "kind", "title", "language", "other_languages", "received_on",
             "web_address", "source_title", "lead_body", "partners", "objectives_complete", "consultations",
             "summary", "results")  # fmt: skip
    values = {name: getattr(document, _attribute(name)) for name in names}
    return values | {"objectives": sorted(document.objectives.values_list("pk", flat=True))}


def _attribute(name: str) -> str:
    return f"{name}_id" if name in ("country", "cycle") else name


def _people_changed(document: ReceivedDocument | None, written: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """How `document` differs from what the last import wrote and from what this row wants, in words."""
    if document is None:
        return []
    here = current(document)
    other = [name for name in wanted if here[name] != wanted[name]]
    by_people = [name for name in other if here[name] != written.get(name)]
    if document.status == DocumentStatus.PUBLISHED and other:
        return [_("It is published already; a correction is a new document."), *_differences(other, here, wanted)]
    if by_people:
        reason = _("It was changed here since the last import; nothing was overwritten.")
        return [reason, *_differences(by_people, here, wanted)]
    return []


def _differences(names: list[str], here: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """One sentence for each value that stands here otherwise than in the file."""
    text = _("%(name)s: here “%(here)s”, in the file “%(file)s”.")
    return [text % {"name": name, "here": _short(here[name]), "file": _short(wanted[name])} for name in names]


def _short(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _does_not_fit(document: ReceivedDocument | None, values: dict[str, Any]) -> list[str]:
    """What the columns of the table cannot hold (too long, no address), as sentences."""
    candidate = ReceivedDocument(**{_attribute(name): value for name, value in values.items() if name != "objectives"})
    try:
        candidate.clean_fields(exclude=["country", "cycle", "status"])
    except ValidationError as error:
        return [f"{name}: {' '.join(sentences)}" for name, sentences in error.message_dict.items()]
    return []
