"""Practices from a list: each row becomes a submitted practice that the secretariat looks at, or is held and said why.

Nothing of the source is altered in silence: the row is kept as it came in ImportedRecord, with the fields that a
practice has no place for (tags, notes, suggested objectives); what was read otherwise than it stands is named in the
problems. Nothing is made up: what the source does not say stays empty, consent as well. A row is submitted in nobody's
name; an officer carries it over as published elsewhere, declines it, or sends it to peer review. What an officer has
decided, or people have written since, is never overwritten: the row is held with the difference.
"""

import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from core import plain_text, reading, rich_text
from core.imports import Line, Row, list_of, part_of, text_of
from core.models import Act
from core.workflow import signed
from practices.choices import BodyKind, PracticeType, Scope, Status
from practices.models import Practice
from practices.models.number import next_reference
from practices.steps.submission import freeze
from publications.models import ImportedRecord
from reference.models import Country, GuidingPrinciple, Objective, Region, SustainableDevelopmentGoal

COMMAND = "import_practices"
TYPES = (
    (re.compile(r"policy|law|strategy", re.IGNORECASE), PracticeType.POLICY),
    (re.compile(r"project|programme", re.IGNORECASE), PracticeType.PROGRAMME),
    (re.compile(r"partnership|multi-?stakeholder", re.IGNORECASE), PracticeType.PARTNERSHIP),
    (re.compile(r"tool|guid|training material", re.IGNORECASE), PracticeType.TOOL),
    (re.compile(r"campaign|awareness", re.IGNORECASE), PracticeType.CAMPAIGN),
    (re.compile(r"service", re.IGNORECASE), PracticeType.SERVICE),
)
SCOPES = {"local": Scope.LOCAL, "subnational": Scope.LOCAL, "national": Scope.NATIONAL, "regional": Scope.REGIONAL,
          "global": Scope.GLOBAL, "international": Scope.BETWEEN_COUNTRIES}  # fmt: skip
ONGOING = re.compile(r"\b(present|ongoing|today)\b", re.IGNORECASE)
NOT_SAID = {"not stated", "n/a", "-", "–", "unknown"}
PICKS = ("main_objectives", "further_objectives", "principles", "goals", "countries", "regions")


@dataclass
class Lists:
    """The reference lists that every row is held against; loaded once."""

    find: Callable[[str], Country | None]
    regions: dict[str, str]
    objectives: set[int]
    principles: set[int]
    goals: set[int]
    bodies: dict[str, int]

    @classmethod
    def load(cls) -> "Lists":
        """Five queries, whatever the number of rows."""
        bodies: dict[str, set[int]] = {}
        for pk, *names in Organisation.objects.values_list("pk", "name", "short_name"):
            for name in filter(None, names):
                bodies.setdefault(name.casefold(), set()).add(pk)
        return cls(
            Country.objects.finder(),
            {name.casefold(): region.pk for region in Region.objects.all() for name in region.names.values()},
            set(Objective.objects.values_list("pk", flat=True)),
            set(GuidingPrinciple.objects.values_list("pk", flat=True)),
            set(SustainableDevelopmentGoal.objects.values_list("pk", flat=True)),
            {name: next(iter(ids)) for name, ids in bodies.items() if len(ids) == 1},
        )


@dataclass
class Reading:
    """What a row says in our terms. `held` are reasons why it cannot be placed, `problems` smaller ones."""

    values: dict[str, Any] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


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
    """Why `row` is no record of a practice at all, or nothing."""
    if not isinstance(row, dict):
        return _("This is no record: a list of names and values is expected.")
    if not source_id:
        return _("The record has no id, so that it could not be found again.")
    if len(source_id) > 100:
        return _("The id has more than 100 characters.")
    if any(map(plain_text.UNREADABLE.search, plain_text.texts_of(row))):
        return _("The record holds a character that cannot be stored, perhaps shown as �. Save it anew.")
    if text_of(row.get("kind") or "practice") != "practice":
        return _("This record is a %(kind)s, not a practice.") % {"kind": text_of(row["kind"])}
    return ""


def _import(row: Row, source_id: str, lists: Lists, run: uuid.UUID, by: Any) -> Line:
    found = read(row, lists)
    record = ImportedRecord.objects.select_for_update().filter(command=COMMAND, source_id=source_id).first()
    record = record or ImportedRecord(command=COMMAND, source_id=source_id)
    practice = Practice.objects.filter(pk=record.record_id).first() if record.record_id else None
    if not found.held:
        found.held += _decided_or_changed(practice, record.written, found.values) + _does_not_fit(found.values)
    outcome = "held" if found.held else "updated" if practice else "created"
    if not found.held:
        practice = _write(practice, found.values, by=by)
        record.written, record.record_id, record.reference = found.values, str(practice.pk), practice.reference or ""
    problems = found.held + found.problems
    record.raw, record.outcome, record.problems, record.run = row, outcome, problems, run
    record.save()
    return Line(source_id, outcome, practice.reference if practice else None, problems)


def _write(practice: Practice | None, values: dict[str, Any], *, by: Any) -> Practice:
    """Create it, or write what is new; unchanged rows change nothing."""
    if practice is not None and current(practice) == values:
        return practice
    plain = {name: value for name, value in values.items() if name not in PICKS}
    if practice is None:
        now = timezone.now()
        practice = Practice(status=Status.SUBMITTED, reference=next_reference(), submitted_at=now, is_imported=True)
    for name, value in plain.items():
        setattr(practice, name, value)
    signed(practice, by)
    practice.save()
    for name in PICKS:
        getattr(practice, name).set(values[name])
    freeze(practice, by=by, note=_("By an import."))
    Act.objects.log("imported", practice, by=by)
    return practice


# --- reading a row


def read(row: Row, lists: Lists) -> Reading:
    """`row` in our terms, with all that could not be understood."""
    found = Reading()
    _read_texts(row, found)
    _read_body(row, lists, found)
    _read_lists(row, lists, found)
    _read_kind(row, found)
    _read_dates(row, found)
    _read_source(row, found)
    return found


def _read_texts(row: Row, found: Reading) -> None:
    language = text_of(row.get("title_lang")) or "en"
    if language not in dict(settings.LANGUAGES):
        found.problems.append(_("The language “%(code)s” is none of the portal's; the text stands as English.")
                              % {"code": language[:20]})  # fmt: skip
        language = "en"
    title = _line(row, "title", found)
    if not title:
        found.held.append(_("It has no title."))
    results = _lines(row, "results", found)
    found.values |= {
        "title": title,
        "language": language,
        "summary": _lines(row, "summary", found),
        "impact": rich_text.from_plain(results) if results else "",
    }
    found.problems += [_("It has no summary.")] if not found.values["summary"] else []


def _read_body(row: Row, lists: Lists, found: Reading) -> None:
    lead = _line(row, "lead_entity", found)
    if lead.casefold() in NOT_SAID:
        found.problems.append(
            _("The lead is “%(name)s” in the source; the main implementer stays empty.") % {"name": lead}
        )
        lead = ""
    kind = text_of(row.get("entity_type"))
    if kind and kind not in BodyKind.values:
        found.problems.append(_("“%(kind)s” is no kind of body in the list, and was left out.") % {"kind": kind[:60]})
        kind = ""
    partners = [
        {"name": name, "part": "", "kind": "", "country": ""} for name in map(text_of, list_of(row.get("partners")))
    ]
    found.values |= {
        "organisation_id": _body_of(lead, lists),
        "implementer": lead,
        "implementer_kind": kind,
        "participants": [partner for partner in partners if partner["name"]],
    }
    if lead and not found.values["organisation_id"]:
        found.problems.append(
            _("“%(name)s” is no organisation on record: nobody can correct it yet.") % {"name": lead[:120]}
        )


def _body_of(lead: str, lists: Lists) -> int | None:
    """The organisation on record with that very name; “Government of X” is the State X."""
    named = re.fullmatch(r"(?:the )?government of (.+)", lead, re.IGNORECASE)
    if named and (country := lists.find(named[1])):
        return Organisation.objects.filter(kind="state", country=country).values_list("pk", flat=True).first()
    return lists.bodies.get(lead.casefold())


def _read_lists(row: Row, lists: Lists, found: Reading) -> None:
    numbers = {
        "main_objectives": ("objectives_primary", lists.objectives, _("objectives")),
        "further_objectives": ("objectives_secondary", lists.objectives, _("objectives")),
        "principles": ("principles", lists.principles, _("guiding principles")),
        "goals": ("sdgs", lists.goals, _("Sustainable Development Goals")),
    }
    for ours, (theirs, known, words) in numbers.items():
        said = [text_of(number) for number in list_of(row.get(theirs))]
        found.values[ours] = sorted({int(one) for one in said if one.isdecimal() and int(one) in known})
        if unknown := [one for one in said if not (one.isdecimal() and int(one) in known)]:
            text = _("Not among the %(list)s, and left out: %(values)s.")
            found.problems.append(text % {"list": words, "values": ", ".join(unknown)[:200]})
    countries = {name: lists.find(name) for name in map(text_of, list_of(row.get("countries")))}
    found.values["countries"] = sorted(country.pk for country in countries.values() if country)
    _name(found, [name for name, country in countries.items() if not country], _("No State of the list of the United "
          "Nations, named in “where exactly”: %(values)s."))  # fmt: skip
    regions = {name: lists.regions.get(name.casefold()) for name in map(text_of, list_of(row.get("regions")))}
    found.values["regions"] = sorted(code for code in regions.values() if code)
    elsewhere = [name for name, code in regions.items() if not code]
    _name(found, elsewhere, _("No region of the M49 standard, named in “where exactly”: %(values)s."))
    unplaced = [name for name, country in countries.items() if not country] + elsewhere
    found.values["scope_note"] = "; ".join(unplaced)


def _name(found: Reading, values: list[str], text: str) -> None:
    if values:
        found.problems.append(text % {"values": ", ".join(values)[:300]})


def _read_kind(row: Row, found: Reading) -> None:
    said, scope = _line(row, "practice_type", found), text_of(row.get("scope")).casefold()
    kinds = [kind for pattern, kind in TYPES if pattern.search(said)]
    found.values |= {
        "type": kinds[0].value if len(kinds) == 1 else PracticeType.OTHER.value if said else "",
        "type_note": said,
        "scope": SCOPES[scope].value if scope in SCOPES else "",
    }
    if said and len(kinds) != 1:
        found.problems.append(
            _("“%(type)s” is no type of the list; it stands as “other”, in these words.") % {"type": said[:80]}
        )
    if scope and scope not in SCOPES:
        found.problems.append(_("“%(scope)s” is no scope of the list, and was left out.") % {"scope": scope[:60]})


def _read_dates(row: Row, found: Reading) -> None:
    printed = _line(row, "dates_as_printed", found)
    dates = {}
    for ours, theirs in (("starts_on", "start"), ("ends_on", "end")):
        said = text_of(row.get(theirs))
        try:
            dates[ours] = reading.part_of_date(said) if said else ""
        except ValidationError as wrong:
            dates[ours] = ""
            found.problems.append(f"{theirs}: {wrong.messages[0]}")
    if dates["starts_on"] and dates["ends_on"] and dates["ends_on"] < dates["starts_on"][: len(dates["ends_on"])]:
        found.held.append(_("It ends (%(end)s) before it begins (%(start)s).")
                          % {"end": dates["ends_on"], "start": dates["starts_on"]})  # fmt: skip
    status = text_of(row.get("status")).casefold()
    goes_on = not dates["ends_on"] and (status == "ongoing" or bool(ONGOING.search(printed)))
    stage = "completed" if status == "completed" else ""
    if printed and not dates["starts_on"] and not dates["ends_on"]:
        found.problems.append(_("Dates are kept as printed: “%(dates)s”.") % {"dates": printed})
    found.values |= {**dates, "is_ongoing": goes_on, "stage": stage, "dates_note": printed}


def _read_source(row: Row, found: Reading) -> None:
    url, title = part_of(row, "source", "url"), part_of(row, "source", "page_title")
    try:
        URLValidator(schemes=["http", "https"])(url) if url else None
    except ValidationError:
        found.problems.append(_("The address of the source is none, and was left out: %(url)s") % {"url": url[:100]})
        url = ""
    if not url:
        found.problems.append(_("It names no address where it was published before."))
    found.values["source"] = {"url": url, "page_title": title, "collection": part_of(row, "source", "collection")}


def _line(row: Row, name: str, found: Reading) -> str:
    return _clean(row, name, found, plain_text.clean_line)


def _lines(row: Row, name: str, found: Reading) -> str:
    return _clean(row, name, found, plain_text.clean_lines)


def _clean(row: Row, name: str, found: Reading, clean: Callable[[str], str]) -> str:
    raw = text_of(row.get(name))
    try:
        text = clean(raw)
    except ValidationError as error:
        found.held.append(f"{name}: {error.messages[0]}")
        return ""
    if " ".join(text.split()) != " ".join(raw.split()):
        found.problems.append(_("%(name)s: invisible characters were left out.") % {"name": name})
    return text


# --- what is there already


def current(practice: Practice) -> dict[str, Any]:
    """The values of `practice` as `read` gives them."""
    names = (
        *(
            "title",
            "language",
            "summary",
            "impact",
            "organisation_id",
            "implementer",
            "implementer_kind",
            "participants",
        ),
        *(
            "scope_note",
            "type",
            "type_note",
            "scope",
            "starts_on",
            "ends_on",
            "is_ongoing",
            "stage",
            "dates_note",
            "source",
        ),
    )
    values = {name: getattr(practice, name) for name in names}
    return values | {name: sorted(getattr(practice, name).values_list("pk", flat=True)) for name in PICKS}


def _decided_or_changed(practice: Practice | None, written: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """Why what is here is not overwritten, with each difference in words."""
    if practice is None:
        return []
    here = current(practice)
    other = [name for name in wanted if here[name] != wanted[name]]
    if not other:
        return []
    if practice.status != Status.SUBMITTED:
        return [_("It has been decided on here; nothing was overwritten."), *_differences(other, here, wanted)]
    by_people = [name for name in other if here[name] != written.get(name)]
    if by_people:
        reason = _("It was changed here since the last import; nothing was overwritten.")
        return [reason, *_differences(by_people, here, wanted)]
    return []


def _differences(names: list[str], here: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    text = _("%(name)s: here “%(here)s”, in the file “%(file)s”.")
    return [text % {"name": name, "here": _short(here[name]), "file": _short(wanted[name])} for name in names]


def _short(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _does_not_fit(values: dict[str, Any]) -> list[str]:
    """What the columns of the table cannot hold, as sentences."""
    candidate = Practice(**{name: value for name, value in values.items() if name not in PICKS}, is_imported=True)
    try:
        candidate.clean_fields(exclude=["status", "organisation"])
    except ValidationError as error:
        return [f"{name}: {' '.join(sentences)}" for name, sentences in error.message_dict.items()]
    return []


# --- taking an import back (F30)


@transaction.atomic
def undo(run: uuid.UUID, *, by: Any = None) -> int:
    """Take out everything that import `run` brought; how many rows that were. All of it or nothing.

    Raises ValueError with a sentence where a practice of it has been decided on or written in since, or where the run
    changed what was there before: that cannot be told apart from what people did. Numbers are not given again.
    """
    records = ImportedRecord.objects.select_for_update().filter(command=COMMAND, run=run)
    rows = list(records)
    if not rows:
        raise ValueError(_("There is no import with this number."))
    made = {str(one.pk): one for one in Practice.objects.select_for_update().filter(
        pk__in=[row.record_id for row in rows if row.record_id])}  # fmt: skip
    touched = [row for row in rows if row.record_id and not _is_untouched(row, made.get(row.record_id))]
    if touched:
        names = ", ".join(row.reference or row.source_id for row in touched[:10])
        raise ValueError(
            _("Not undone: %(names)s was changed or decided on since, or was there before.") % {"names": names}
        )
    for practice in made.values():
        Act.objects.log("import undone", practice, by=by)
        past = Practice.history.filter(id=practice.pk)
        practice.versions.all().delete()
        practice.delete()
        past.delete()
    records.delete()
    return len(rows)


def _is_untouched(record: ImportedRecord, practice: Practice | None) -> bool:
    """Whether this run created it, and nobody did anything with it since."""
    if record.outcome != "created" or practice is None:
        return False
    return practice.status == Status.SUBMITTED and current(practice) == record.written
