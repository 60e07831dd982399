"""Pledges from a list: each row waits for the secretariat as if it had been submitted, or is held and said why.

Nothing is guessed: an amount that can be read in two ways, several bodies in one cell, a State's pledge that names
something beside the State are held. Nobody is written to and no partner is asked: partners stay in `source` and
become public only if the lead asks them. The row is kept as it came in ImportedRecord.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import OrganisationKind
from accounts.likeness import outline
from accounts.models import Organisation
from core import reading
from core.models import Act
from core.rows import Reading, Row, list_of, text_of
from core.workflow import signed
from forum.models import ForumCycle
from pledges import publishing
from pledges.choices import Form, Outcome, Scope, Status, Together
from pledges.models import Pledge, PledgeVersion, next_reference
from pledges.rules import PLEDGERS
from publications import register
from publications.importing import Importer
from reference import currencies
from reference.models import Country, GuidingPrinciple, Objective

FORMS = {
    "policy/legal": Form.POLICY_LEGAL,
    "policy": Form.POLICY_LEGAL,
    "policy-oriented commitments": Form.POLICY_LEGAL,
    "process-oriented commitments": Form.PROCESS,
    "human resources": Form.TECHNICAL,
    "human resource contributions": Form.TECHNICAL,
    "financial contributions": Form.FINANCIAL,
}
"""As the Network's pledging initiative calls them."""
SCOPES = {"global": Scope.INTERNATIONAL}
KINDS = {"common": Together.COMMON, "individual": Together.INDIVIDUAL, "partnership": Together.PARTNERSHIP}
"""By the word that the name of each begins with or ends in, whatever stands in brackets behind it."""
STATE = {"state", "government", "country", "member state"}
SEVERAL = re.compile(r"[,;/\n]|\s(?:and|et|y|и|&)\s", re.IGNORECASE)
MONEY = re.compile(
    r"[$€£¥₣]|\b(?:euros?|dollars?|francs?|pounds?|yen|yuan|[mb]illions?|[a-z]{3} ?[mb]n)\b", re.IGNORECASE
)
YEAR = re.compile(r"\b(20\d\d)\b")
LONGEST_TARGET, LONGEST_UNIT = 300, 60


@dataclass
class Lists:
    """What every row is held against; five queries, whatever the number of rows."""

    find: Callable[[str], Country | None]
    bodies: dict[str, Organisation]
    states: dict[str, Organisation]
    objectives: set[int]
    principles: set[int]
    cycles: set[int]


class PledgeImport(Importer[Pledge, Lists]):
    """Pledges made elsewhere, for the secretariat to look at."""

    command = "import_pledges"
    label = gettext_lazy("Pledges made elsewhere")
    kind = "pledge"
    model = Pledge
    picks = ("countries", "objectives", "principles")
    foreign = ("organisation", "cycle")
    in_file: ClassVar = {"text": "summary", "places": "regions", "ends_on": "deadline"}
    aside = ("champion_country",)

    def lists(self) -> Lists:
        bodies = list(Organisation.objects.filter(kind__in=PLEDGERS).select_related("merged_into"))
        return Lists(
            Country.objects.finder(),
            _by_name(body for body in bodies if body.kind != OrganisationKind.STATE),
            {body.country_id or "": body for body in bodies if body.kind == OrganisationKind.STATE},
            set(Objective.objects.values_list("pk", flat=True)),
            set(GuidingPrinciple.objects.values_list("pk", flat=True)),
            set(ForumCycle.objects.values_list("year", flat=True)),
        )

    def read(self, row: Row, lists: Lists) -> Reading:
        found = Reading(row)
        _read_texts(found)
        _read_pledger(found, lists)
        _read_lists(found, lists)
        _read_partners(found)
        _read_figures(found)
        _read_rest(found, lists)
        return found

    def write(self, record: Pledge | None, values: dict[str, Any], *, by: Any) -> Pledge:
        """The pledge as submitted, with a version that waits for the secretariat; an earlier one is taken back."""
        pledge = record or Pledge(status=Status.SUBMITTED, reference=next_reference(), is_imported=True)
        for name, value in self.attributes(values).items():
            setattr(pledge, name, value)
        pledge.submitted_at = pledge.submitted_at or timezone.now()
        signed(pledge, by, "imported")
        pledge.save()
        for name in self.picks:
            getattr(pledge, name).set(values[name])
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

    def closed(self, record: Pledge) -> str:
        is_open = record.status == Status.SUBMITTED
        return "" if is_open else _("It was answered here since the last import; nothing was overwritten.")

    def take_out(self, record: Pledge) -> None:
        record.versions.all().delete()


def _by_name(bodies: Iterable[Organisation]) -> dict[str, Organisation]:
    """Each by all its names, the short one too; without those that two bodies have."""
    known: dict[str, set[Organisation]] = {}
    for body in bodies:
        for name in filter(None, (body.name, body.short_name, *body.names.values())):
            known.setdefault(outline(name), set()).add(body.merged_into or body)
    return {name: found.pop() for name, found in known.items() if len(found) == 1}


def _read_texts(found: Reading) -> None:
    found.values |= {"title": found.title(), "text": found.lines("summary")}
    if not found.values["text"]:
        found.hold(_("It has no text."))


def _read_pledger(found: Reading, lists: Lists) -> None:
    """A State by its name in the list of the United Nations, others by their name on record."""
    names, kind = found.texts("pledger"), found.text("pledger_type").casefold()
    named = "; ".join(names)
    country = lists.find(named)
    found.values["organisation"] = None
    if not named:
        found.hold(_("It does not say who pledges."))
    elif len(names) > 1 or "\n" in named:
        found.hold(_("“%(name)s” may be several bodies. Name the one that files it."), name=named)
    elif kind in STATE:
        body = lists.states.get(country.pk) if country else None
        if body is None:
            words = _(
                "“%(name)s” is no State in the list of the United Nations. If the State pledges, write its name alone."
            )
            found.hold(words, name=named)
        found.values["organisation"] = body.pk if body else None
    elif body := lists.bodies.get(outline(named)):
        found.values["organisation"] = body.pk
    elif country and not kind:
        found.hold(
            _("“%(name)s” is the name of a State. If the State pledges, say so by the kind “state”."), name=named
        )
    else:
        found.tell(_("“%(name)s” is not on record here; it stands as printed."), name=named)
        if re.search("[,/]", named):
            found.tell(
                _("“%(name)s” may be several bodies; it stands as one until somebody says otherwise."), name=named
            )


def _read_lists(found: Reading, lists: Lists) -> None:
    countries, strange = found.named("countries", lists.find)
    places = [*strange, *found.texts("regions")]
    found.values |= {
        "forms": found.some_of("nature", {**FORMS, **_codes(Form)}, _("What is given")),
        "scope": found.some_of("scope", {**SCOPES, **_codes(Scope)}, _("Level")),
        "objectives": found.numbers("objectives", lists.objectives, _("23 objectives")),
        "principles": found.numbers("principles", lists.principles, _("guiding principles")),
        "countries": countries,
        "places": "; ".join(places),
    }
    if strange:
        words = _("No State in the list of the United Nations, named in “places or regions”: %(names)s.")
        found.tell(words, names=strange)


def _read_partners(found: Reading) -> None:
    """One that is written as {"name": …} has been decided on: it is one, whatever its name holds."""
    partners = found.texts("partners")
    undecided = [text_of(one) for one in list_of(found.row.get("partners")) if not isinstance(one, dict)]
    words = _('“%(name)s” may be several bodies in one cell. Write each for itself; if it is one, as {"name": "…"}.')
    for one in filter(SEVERAL.search, undecided):
        (found.hold if re.search(r"[,;\n]", one) else found.tell)(words, name=one)
    if partners:
        found.tell(_("Its partners have not confirmed here: they are kept with the source and not shown."))


def _codes(choices: Any) -> dict[str, Any]:
    return {code: code for code in choices.values}


def _read_figures(found: Reading) -> None:
    """A number with a currency is money, with another unit a target; a sentence is neither and waits."""
    amount, unit, said = found.text("amount"), found.text("unit"), found.line("target")
    deadline = _deadline(found)
    target = {"indicator": said[:LONGEST_TARGET], "baseline": "", "target": "", "unit": "", "by_when": deadline,
              "how_known": ""}  # fmt: skip
    found.values |= {"amounts": [], "targets": [target] if said else [], "ends_on": deadline}
    if len(said) > LONGEST_TARGET:
        found.hold(_("The target has more than 300 characters. Shorten it; the text can say the rest."))
    number = _number(amount, found) if amount else ""
    if number and unit.upper() in currencies.CODES:
        _take_money(number, unit.upper(), (YEAR.findall(deadline) or [""])[0], found)
    elif number and MONEY.search(unit):
        words = _(
            "“%(amount)s %(unit)s”: which currency? Write the whole number, and the currency by its three letters."
        )
        found.hold(words, amount=amount, unit=unit)
    elif number and len(unit) > LONGEST_UNIT:
        found.hold(_("The unit “%(unit)s” has more than 60 characters. Shorten it."), unit=unit)
    elif number and unit and said:
        target |= {"target": number, "unit": unit}
    elif number:
        found.hold(_("“%(amount)s”: of what? Give the unit, or the currency by its three letters."), amount=amount)
    elif unit and not amount:
        found.tell(_("The unit “%(unit)s” has no number, and was left out."), unit=unit)


def _deadline(found: Reading) -> str:
    """What partners agree to is not left out: a date that cannot be read, or in two ways, waits."""
    told = len(found.problems)
    deadline = found.part_of_date("deadline")
    found.held += found.problems[told:]
    del found.problems[told:]
    return deadline


def _take_money(number: str, currency: str, year: str, found: Reading) -> None:
    try:
        currencies.check_amount(number, currency)
    except ValidationError as error:
        found.held.append(f"amount: {error.messages[0]}")
        return
    if not year:
        found.tell(_("The amount has no year."))
    found.values["amounts"] = [{"amount": number, "currency": currency, "year": year, "money": "", "funding": ""}]


def _number(amount: str, found: Reading) -> str:
    try:
        return reading.number(amount)
    except ValidationError as error:
        words = _("amount: %(problem)s Nothing was guessed; write number and unit in their own columns.")
        found.held.append(words % {"problem": error.messages[0]})
        return ""


def _read_rest(found: Reading, lists: Lists) -> None:
    said, forum = found.text("form"), found.text("forum")
    kinds = set(KINDS) & set(re.findall(r"\w+", said.partition("(")[0].casefold()))
    kind = kinds.pop() if len(kinds) == 1 else ""
    if said and not kind:
        words = _("“%(kind)s” is neither individual, common nor partnership; it stands as individual.")
        found.tell(words, kind=said)
    years = [int(year) for year in YEAR.findall(forum)]
    cycle = years[0] if len(years) == 1 and years[0] in lists.cycles else None
    if forum and cycle is None:
        found.tell(_("“%(forum)s” is no forum of the calendar; it stands with none."), forum=forum)
    found.values |= {
        "together": str(KINDS.get(kind, Together.INDIVIDUAL)),
        "cycle": cycle,
        "language": found.language("title_lang"),
        "source": {
            "pledger": "; ".join(found.texts("pledger")),
            "submitted": found.text("submitted"),
            "number": found.text("submission_no"),
            "status": found.text("status"),
            "progress": found.text("progress"),
            "forum": forum,
            "partners": "; ".join(found.texts("partners")),
            "title": found.part("source", "page_title"),
            "collection": found.part("source", "collection"),
            "url": found.address(),
        },
    }
