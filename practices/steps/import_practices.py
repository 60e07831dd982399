"""Practices from a list: each row becomes a submitted practice that the secretariat looks at, or is held and said why.

Nothing of the source is altered in silence: the row is kept as it came in ImportedRecord, with the fields that a
practice has no place for (tags, notes, suggested objectives); what was read otherwise than it stands is named in the
problems. Nothing is made up: what the source does not say stays empty, consent as well. A row is submitted in nobody's
name; an officer carries it over as published elsewhere, declines it, or sends it to peer review. What an officer has
decided, or people have written since, is never overwritten: the row is held with the difference.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from core import rich_text
from core.models import Act
from core.rows import Reading, Row
from core.workflow import signed
from practices.choices import BodyKind, PracticeType, Scope, Stage, Status
from practices.models import Practice
from practices.models.number import next_reference
from practices.steps.submission import freeze
from publications.importing import Importer
from reference.models import Country, GuidingPrinciple, Objective, Region, SustainableDevelopmentGoal

TYPES = (
    (re.compile(r"policy|law|strategy", re.IGNORECASE), PracticeType.POLICY),
    (re.compile(r"project|programme", re.IGNORECASE), PracticeType.PROGRAMME),
    (re.compile(r"partnership|multi-?stakeholder", re.IGNORECASE), PracticeType.PARTNERSHIP),
    (re.compile(r"tool|guid|training material", re.IGNORECASE), PracticeType.TOOL),
    (re.compile(r"campaign|awareness", re.IGNORECASE), PracticeType.CAMPAIGN),
    (re.compile(r"service", re.IGNORECASE), PracticeType.SERVICE),
)
SCOPES = {scope.value: scope.value for scope in Scope} | {
    "subnational": Scope.LOCAL.value,
    "international": Scope.BETWEEN_COUNTRIES.value,
}
ONGOING = re.compile(r"\b(present|ongoing|today|en cours|présent|en curso|presente|actualidad)\b", re.IGNORECASE)
RICH = {"results": "impact", **{name: name for name in ("lessons", "recommendations", "innovation", "resources")}}
"""Names of long texts in the file, and here."""
NOT_SAID = {"not stated", "n/a", "-", "–", "unknown"}
LONGEST_NAME = 300
STAGES = {stage.value: stage for stage in Stage}


@dataclass
class Lists:
    """The reference lists that every row is held against; six queries, whatever the number of rows."""

    find: Callable[[str], Country | None]
    regions: dict[str, Region]
    objectives: set[int]
    principles: set[int]
    goals: set[int]
    bodies: dict[str, int]
    states: dict[str, int]


class PracticeImport(Importer[Practice, Lists]):
    """Practices that were published elsewhere, for the secretariat to look at."""

    command = "import_practices"
    label = gettext_lazy("Practices published elsewhere")
    kind = "practice"
    model = Practice
    picks = ("main_objectives", "further_objectives", "principles", "goals", "countries", "regions")
    foreign = ("organisation",)
    in_file: ClassVar = {
        "implementer": "lead_entity",
        "type_note": "practice_type",
        "dates_note": "dates_as_printed",
        "impact": "results",
    }
    aside = ("objectives_suggested",)

    def lists(self) -> Lists:
        bodies: dict[str, set[int]] = {}
        for pk, name_on_record, short, names in Organisation.objects.known_as():
            for name in filter(None, (name_on_record, short, *names.values())):
                bodies.setdefault(name.casefold(), set()).add(pk)
        states = Organisation.objects.filter(kind=OrganisationKind.STATE, country__isnull=False)
        return Lists(
            Country.objects.finder(),
            {name.casefold(): region for region in Region.objects.all() for name in region.names.values()},
            set(Objective.objects.values_list("pk", flat=True)),
            set(GuidingPrinciple.objects.values_list("pk", flat=True)),
            set(SustainableDevelopmentGoal.objects.values_list("pk", flat=True)),
            {name: next(iter(ids)) for name, ids in bodies.items() if len(ids) == 1},
            dict(states.values_list("country_id", "pk")),
        )

    def read(self, row: Row, lists: Lists) -> Reading:
        found = self.read_what(row, lists)
        _read_submitter(found, lists)
        _read_source(found)
        return found

    def read_what(self, row: Row, lists: Lists) -> Reading:
        """What the row says of the practice, whoever brings it."""
        found = Reading(row)
        _read_texts(found)
        _read_bodies(found)
        _read_lists(found, lists)
        _read_kind(found)
        _read_dates(found)
        return found

    def write(self, record: Practice | None, values: dict[str, Any], *, by: Any) -> Practice:
        practice = record or Practice(
            status=Status.SUBMITTED, reference=next_reference(), submitted_at=timezone.now(), is_imported=True
        )
        for name, value in self.attributes(values).items():
            setattr(practice, name, value)
        signed(practice, by)
        practice.save()
        for name in self.picks:
            getattr(practice, name).set(values[name])
        freeze(practice, by=by, note=_("By an import."))
        Act.objects.log("imported", practice, by=by)
        return practice

    def closed(self, record: Practice) -> str:
        is_open = record.status == Status.SUBMITTED
        return "" if is_open else _("It has been decided on here; nothing was overwritten.")

    def take_out(self, record: Practice) -> None:
        record.versions.all().delete()


def _read_texts(found: Reading) -> None:
    found.values |= {
        "title": found.title(),
        "language": found.language("title_lang"),
        "summary": found.lines("summary"),
    }
    for name, ours in RICH.items():
        text = found.lines(name)
        found.values[ours] = rich_text.from_plain(text) if text else ""
    if not found.values["summary"]:
        found.tell(_("It has no summary."))


def _read_bodies(found: Reading) -> None:
    lead = found.line("lead_entity")
    if lead.casefold() in NOT_SAID:
        found.tell(_("The lead is “%(name)s” in the source; the main implementer stays empty."), name=lead)
        lead = ""
    partners = found.texts("partners")
    for name in partners:
        if len(name) > LONGEST_NAME:
            found.hold(_("partners: “%(name)s” has more than 300 characters. Write each body for itself."), name=name)
    found.values |= {
        "implementer": lead,
        "implementer_kind": found.one_of("entity_type", {kind: kind for kind in BodyKind.values}, _("Kind of body")),
        "participants": [{"name": name, "part": "", "kind": "", "country": ""} for name in partners],
    }


def _read_submitter(found: Reading, lists: Lists) -> None:
    lead = found.values["implementer"]
    found.values["organisation"] = _body_of(lead, lists)
    if lead and not found.values["organisation"]:
        found.tell(_("“%(name)s” is no organisation on record: nobody can correct it yet."), name=lead)


def _body_of(lead: str, lists: Lists) -> int | None:
    """The organisation on record with that very name; “Government of X” is the State X."""
    named = re.fullmatch(r"(?:the )?government of (.+)", lead, re.IGNORECASE)
    if named and (country := lists.find(named[1])):
        return lists.states.get(country.pk)
    return lists.bodies.get(lead.casefold())


def _read_lists(found: Reading, lists: Lists) -> None:
    countries, strange = found.named("countries", lists.find)
    regions, elsewhere = found.named("regions", lambda name: lists.regions.get(name.casefold()))
    found.values |= {
        "main_objectives": found.numbers("objectives_primary", lists.objectives, _("23 objectives")),
        "further_objectives": found.numbers("objectives_secondary", lists.objectives, _("23 objectives")),
        "principles": found.numbers("principles", lists.principles, _("guiding principles")),
        "goals": found.numbers("sdgs", lists.goals, _("Sustainable Development Goals")),
        "countries": countries,
        "regions": regions,
    }
    if strange:
        text = _("No State of the list of the United Nations, named in “where exactly”: %(values)s.")
        found.tell(text, values=strange)
    if elsewhere:
        found.tell(_("No region of the M49 standard, named in “where exactly”: %(values)s."), values=elsewhere)
    found.values["scope_note"] = "; ".join([*strange, *elsewhere])


def _read_kind(found: Reading) -> None:
    said, scope = found.line("practice_type"), found.line("scope")
    kinds = [kind for pattern, kind in TYPES if pattern.search(said)]
    if said and len(kinds) != 1:
        found.tell(_("“%(type)s” is no type of the list; it stands as “other”, in these words."), type=said)
    found.values |= {
        "type": kinds[0].value if len(kinds) == 1 else PracticeType.OTHER.value if said else "",
        "type_note": said,
        "scope": SCOPES.get(scope.casefold(), ""),
    }
    if scope and not found.values["scope"]:
        found.tell(_("“%(scope)s” is no geographic scope of the list; it stands in “where exactly”."), scope=scope)
        found.values["scope_note"] = "; ".join(filter(None, [scope, found.values["scope_note"]]))


def _read_dates(found: Reading) -> None:
    """What cannot be read as a date is kept in words; “ongoing” is no date and no mistake."""
    printed, said = found.line("dates_as_printed"), {name: found.line(name) for name in ("start", "end")}
    said = {name: "" if text.casefold() in NOT_SAID else text for name, text in said.items()}
    end_is_open = bool(ONGOING.search(said["end"]))
    starts_on = found.part_of_date("start") if said["start"] else ""
    ends_on = found.part_of_date("end") if said["end"] and not end_is_open else ""
    unread = [said[name] for name, read in (("start", starts_on), ("end", ends_on)) if said[name] and not read]
    note = printed or " - ".join(unread if not end_is_open else unread[:-1])
    if starts_on and ends_on and ends_on < starts_on[: len(ends_on)]:
        found.hold(_("It ends (%(end)s) before it begins (%(start)s)."), end=ends_on, start=starts_on)
    if printed and not starts_on and not ends_on:
        found.tell(_("Dates are kept as printed: “%(dates)s”."), dates=printed)
    status = found.text("status").casefold()
    is_open = status == "ongoing" or end_is_open or bool(ONGOING.search(printed))
    if status and status not in (*STAGES, *NOT_SAID, "ongoing"):
        found.tell(_("“%(status)s” is no stage of the list, and was left out."), status=status)
    found.values |= {
        "starts_on": starts_on,
        "ends_on": ends_on,
        "is_ongoing": is_open and not ends_on,
        "stage": STAGES[status].value if status in STAGES else "",
        "dates_note": note,
    }


def _read_source(found: Reading) -> None:
    url = found.address()
    if not url:
        found.tell(_("It names no address where it was published before."))
    found.values["source"] = {
        "url": url,
        "page_title": found.part("source", "page_title"),
        "collection": found.part("source", "collection"),
    }
