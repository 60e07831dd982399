"""Pledges from a list: each row waits for the secretariat as if it had been submitted, or is held and said why.

Nothing is guessed: an amount that can be read in two ways, several bodies in one cell, a State's pledge that names
something beside the State are held. Nobody is written to and no partner is asked: partners stay in `source` and
become public only if the lead asks them. The row is kept as it came in ImportedRecord.
"""

import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import OrganisationKind
from accounts.likeness import outline
from accounts.models import Organisation
from core import plain_text, reading
from core.imports import Line, Row, list_of, part_of, text_of
from core.models import Act
from core.workflow import signed
from forum.models import ForumCycle
from pledges import publishing
from pledges.choices import Form, Outcome, Scope, Status, Together
from pledges.models import Pledge, PledgeVersion, next_reference
from pledges.rules import PLEDGERS
from publications import register
from publications.models import ImportedRecord
from reference import currencies
from reference.models import Country, Objective

COMMAND = "import_pledges"
FORMS = {"policy/legal": Form.POLICY_LEGAL, "policy": Form.POLICY_LEGAL, "human resources": Form.TECHNICAL}
SCOPES = {"global": Scope.INTERNATIONAL}
KINDS = {"common": Together.COMMON, "individual": Together.INDIVIDUAL, "partnership": Together.PARTNERSHIP}
SEVERAL = re.compile(r"[,;/\n]|\s(?:and|et|y|и|&)\s", re.IGNORECASE)
YEAR = re.compile(r"\b(20\d\d)\b")
PICKS = ("countries", "objectives")


@dataclass
class Lists:
    """What every row is held against; loaded once."""

    find: Callable[[str], Country | None]
    bodies: dict[str, Organisation]
    states: dict[str, Organisation]
    objectives: set[int]
    cycles: set[int]

    @classmethod
    def load(cls) -> "Lists":
        """Four queries, whatever the number of rows."""
        bodies = list(Organisation.objects.filter(kind__in=PLEDGERS))
        return cls(
            Country.objects.finder(),
            {outline(body.name): body for body in bodies if body.kind != OrganisationKind.STATE},
            {body.country_id or "": body for body in bodies if body.kind == OrganisationKind.STATE},
            set(Objective.objects.values_list("pk", flat=True)),
            set(ForumCycle.objects.values_list("year", flat=True)),
        )


@dataclass
class Reading:
    """What a row says in our terms. `held` are reasons why it waits for a decision, `problems` smaller ones."""

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
    """Why `row` is no record of a pledge at all, or nothing."""
    if not isinstance(row, dict):
        return _("This is no record: a list of names and values is expected.")
    if not source_id or len(source_id) > 100:
        return _("The record has no id of at most 100 characters, so that it could not be found again.")
    if any(map(plain_text.UNREADABLE.search, plain_text.texts_of(row))):
        return _("The record holds a character that cannot be stored, perhaps shown as �. Save it anew.")
    if text_of(row.get("kind") or "pledge") != "pledge":
        return _("This record is a %(kind)s, not a pledge.") % {"kind": text_of(row["kind"])}
    return ""


def _import(row: Row, source_id: str, lists: Lists, run: uuid.UUID, by: Any) -> Line:
    record = ImportedRecord.objects.select_for_update().filter(command=COMMAND, source_id=source_id).first()
    record = record or ImportedRecord(command=COMMAND, source_id=source_id)
    found = read(row, lists)
    pledge = Pledge.objects.filter(pk=record.record_id).first() if record.record_id else None
    if not found.held:
        found.held += _cannot_be_taken(pledge, record.written, found.values)
    outcome = "held" if found.held else "updated" if pledge else "created"
    if not found.held and (pledge is None or record.written != found.values):
        pledge = _write(pledge, found.values, by=by)
        record.written, record.record_id, record.reference = found.values, str(pledge.pk), pledge.reference or ""
    record.raw, record.outcome, record.problems, record.run = row, outcome, [*found.held, *found.problems], run
    record.save()
    return Line(source_id, outcome, pledge.reference if pledge else None, record.problems)


def _cannot_be_taken(pledge: Pledge | None, written: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """Why the row cannot replace what stands here, or what a column cannot hold."""
    if pledge is not None and written != wanted and pledge.status != Status.SUBMITTED:
        return [_("It was answered or changed here since the last import; nothing was overwritten.")]
    columns = {_attribute(name): value for name, value in wanted.items() if name not in PICKS}
    try:
        Pledge(reference="PL-0000", status=Status.SUBMITTED, is_imported=True, **columns).clean_fields(
            exclude=["organisation", "cycle", "status"]
        )
    except ValidationError as error:
        return [f"{name}: {' '.join(sentences)}" for name, sentences in error.message_dict.items()]
    return []


def _write(pledge: Pledge | None, values: dict[str, Any], *, by: Any) -> Pledge:
    """The pledge as submitted, with a version that waits for the secretariat; an earlier one is taken back."""
    pledge = pledge or Pledge(status=Status.SUBMITTED, reference=next_reference(), is_imported=True)
    for name, value in values.items():
        if name not in PICKS:
            setattr(pledge, _attribute(name), value)
    pledge.submitted_at = pledge.submitted_at or timezone.now()
    signed(pledge, by, "imported")
    pledge.save()
    pledge.countries.set(values["countries"])
    pledge.objectives.set(values["objectives"])
    pledge.versions.filter(outcome=Outcome.WAITING).update(outcome=Outcome.WITHDRAWN, decided_at=timezone.now())
    content = publishing.content_of(pledge)
    PledgeVersion.objects.create(
        pledge=pledge,
        number=(pledge.versions.aggregate(last=Max("number"))["last"] or 0) + 1,
        title=pledge.title,
        language=pledge.language,
        content=content,
        sha256=register.fingerprint(content),
        commitment=pledge.commitment(),
        submitted_by=by,
    )
    Act.objects.log("imported", pledge, by=by)
    return pledge


def _attribute(name: str) -> str:
    return f"{name}_id" if name in ("organisation", "cycle") else name


# --- one row


def read(row: Row, lists: Lists) -> Reading:
    """`row` in our terms, with all that could not be understood."""
    found = Reading()
    _read_texts(row, found)
    _read_pledger(row, lists, found)
    _read_lists(row, lists, found)
    _read_figures(row, found)
    _read_rest(row, lists, found)
    return found


def _read_texts(row: Row, found: Reading) -> None:
    for name, ours in (("title", "title"), ("summary", "text")):
        raw = text_of(row.get(name))
        clean = plain_text.clean_line if ours == "title" else plain_text.clean_lines
        try:
            found.values[ours] = clean(raw)
        except ValidationError as error:
            found.held.append(f"{name}: {error.messages[0]}")
            found.values[ours] = ""
    if not found.values["title"]:
        found.held.append(_("It has no title."))
    if not found.values["text"]:
        found.held.append(_("It has no text."))


def _read_pledger(row: Row, lists: Lists, found: Reading) -> None:
    """A State by its name in the list of the United Nations, others by their name on record."""
    named, kind = text_of(row.get("pledger")), text_of(row.get("pledger_type"))
    found.values["organisation"] = None
    if not named:
        found.held.append(_("It does not say who pledges."))
    elif kind == "state":
        country = lists.find(named)
        body = lists.states.get(country.pk) if country else None
        if body is None:
            words = _(
                "“%(name)s” is no State in the list of the United Nations. If the State pledges, write its name alone."
            )
            found.held.append(words % {"name": named})
        found.values["organisation"] = body.pk if body else None
    elif body := lists.bodies.get(outline(named)):
        found.values["organisation"] = body.pk
    elif ";" in named or "\n" in named:
        found.held.append(_("“%(name)s” may be several bodies. Name the one that files it.") % {"name": named})
    else:
        found.problems.append(_("“%(name)s” is not on record here; it stands as printed.") % {"name": named})


def _read_lists(row: Row, lists: Lists, found: Reading) -> None:
    found.values["forms"] = _known(row.get("nature"), {**FORMS, **_codes(Form)}, _("What is given"), found)
    found.values["scope"] = _known(row.get("scope"), {**SCOPES, **_codes(Scope)}, _("Level"), found)
    numbers = [text_of(one) for one in list_of(row.get("objectives"))]
    found.values["objectives"] = sorted(
        {int(one) for one in numbers if one.isdecimal() and int(one) in lists.objectives}
    )
    unknown = [one for one in numbers if not (one.isdecimal() and int(one) in lists.objectives)]
    if unknown:
        words = _("Not among the 23 objectives, and left out: %(numbers)s.")
        found.problems.append(words % {"numbers": ", ".join(unknown)})
    names = [text_of(one) for one in list_of(row.get("countries"))]
    found.values["countries"] = sorted({country.pk for one in names if (country := lists.find(one))})
    if strange := [one for one in names if lists.find(one) is None]:
        words = _("No State in the list of the United Nations, and left out: %(names)s.")
        found.problems.append(words % {"names": ", ".join(strange)})
    partners = [text_of(one) for one in list_of(row.get("partners"))]
    for one in partners:
        if SEVERAL.search(one):
            words = _("“%(name)s” may be several bodies in one cell. Write each for itself, or say that it is one.")
            (found.held if re.search(r"[,;\n]", one) else found.problems).append(words % {"name": one[:200]})
    if partners:
        found.problems.append(_("Its partners have not confirmed here: they are kept with the source and not shown."))


def _codes(choices: Any) -> dict[str, Any]:
    return {code: code for code in choices.values}


def _known(value: Any, known: dict[str, Any], label: str, found: Reading) -> list[str]:
    """The codes of a closed list; what is not in it is named and left out."""
    said = [text_of(one).casefold() for one in list_of(value)]
    if unknown := [one for one in said if one not in known]:
        words = _("%(label)s: “%(words)s” is not in the list, and left out.")
        found.problems.append(words % {"label": label, "words": ", ".join(unknown)})
    return list(dict.fromkeys(str(known[one]) for one in said if one in known))


def _read_figures(row: Row, found: Reading) -> None:
    """A number with a currency is money, with another unit a target; a sentence is neither and waits."""
    amount, unit = text_of(row.get("amount")), text_of(row.get("unit"))
    said, deadline = text_of(row.get("target")), _part_of_date(row, "deadline", found)
    target = {"indicator": said[:300], "baseline": "", "target": "", "unit": "", "by_when": deadline, "how_known": ""}
    found.values |= {"amounts": [], "targets": [target] if said else [], "ends_on": deadline}
    if len(said) > 300:
        found.held.append(_("The target has more than 300 characters. Shorten it; the text can say the rest."))
    if not amount:
        return
    number = _number(amount, found)
    if number and unit.upper() in currencies.CODES:
        year = (YEAR.findall(deadline) or [""])[0]
        _take_money(number, unit.upper(), year, found)
    elif number and unit and said:
        target |= {"target": number, "unit": unit[:60]}
    elif number:
        found.held.append(
            _("“%(amount)s”: of what? Give the unit, or the currency by its three letters.") % {"amount": amount}
        )


def _take_money(number: str, currency: str, year: str, found: Reading) -> None:
    try:
        currencies.check_amount(number, currency)
    except ValidationError as error:
        found.held.append(f"amount: {error.messages[0]}")
        return
    if not year:
        found.problems.append(_("The amount has no year."))
    found.values["amounts"] = [{"amount": number, "currency": currency, "year": year, "money": "", "funding": ""}]


def _number(amount: str, found: Reading) -> str:
    try:
        return reading.number(amount)
    except ValidationError as error:
        words = _("amount: %(problem)s Nothing was guessed; write number and unit in their own columns.")
        found.held.append(words % {"problem": error.messages[0]})
        return ""


def _part_of_date(row: Row, name: str, found: Reading) -> str:
    typed = text_of(row.get(name))
    try:
        return reading.part_of_date(typed) if typed else ""
    except ValidationError as error:
        found.problems.append(f"{name}: {error.messages[0]}")
        return ""


def _read_rest(row: Row, lists: Lists, found: Reading) -> None:
    kind = text_of(row.get("form")).casefold()
    if kind and kind not in KINDS:
        words = _("“%(kind)s” is neither individual, common nor partnership; it stands as individual.")
        found.problems.append(words % {"kind": kind})
    years = [int(year) for year in YEAR.findall(text_of(row.get("forum")))]
    language = text_of(row.get("title_lang")).lower()
    languages = dict(Pledge._meta.get_field("language").flatchoices)
    if language and language not in languages:
        found.problems.append(_("“%(code)s” is no language of the portal.") % {"code": language})
    found.values |= {
        "together": str(KINDS.get(kind, Together.INDIVIDUAL)),
        "cycle": years[0] if len(years) == 1 and years[0] in lists.cycles else None,
        "language": language if language in languages else "en",
        "source": {
            "pledger": text_of(row.get("pledger")),
            "submitted": text_of(row.get("submitted")),
            "number": text_of(row.get("submission_no")),
            "status": text_of(row.get("status")),
            "progress": text_of(row.get("progress")),
            "partners": "; ".join(text_of(one) for one in list_of(row.get("partners"))),
            "title": part_of(row, "source", "page_title"),
            "url": part_of(row, "source", "url"),
        },
    }
