"""Reviews from a list: each row becomes a ReceivedDocument, or is held and said why.

Nothing of the source is altered in silence: the row is kept as it came in ImportedRecord, with the fields
that a document has no place for (region, tags, notes). An import registers nothing in anybody's name; a first
officer confirms, a second releases (docs/decisions/documents-by-e-mail.md).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import reading
from core.models import Act
from core.rows import Reading, Row, truth_of
from core.workflow import signed
from forum.models import ForumCycle
from publications.importing import Importer
from reference.models import Country, Objective
from reviews.choices import DocumentStatus, ReviewKind, Round
from reviews.models import ReceivedDocument
from reviews.models.submission import FIRST_YEAR, LAST_YEAR, day_error

ROUNDS = (
    (re.compile(r"\br[ée]gional|региональн|إقليمي|区域", re.IGNORECASE), Round.REGIONAL),
    (re.compile(r"\b(IMRF|forum|foro|international migration review)\b|форум|منتدى|论坛", re.IGNORECASE), Round.FORUM),
)
YEAR = re.compile(r"(?<!\d)((?:19|20|21)\d\d)(?!\d)(?:[-–/](\d\d)(?!\d))?")
"""“2020”, and “2020-21” as the two that it is."""
STANDS = ("submitted", "published", "received", "final", "not stated")
"""What may be said of the status of a document that was handed in."""
NOT_HANDED_IN = re.compile(r"\b(draft|withdrawn|planned|announced|expected|preparation|not submitted)\b", re.IGNORECASE)


@dataclass
class Lists:
    """The reference lists that every row is held against; three queries, whatever the number of rows."""

    find: Callable[[str], Country | None]
    objectives: set[int]
    cycles: list[int]


class ReviewImport(Importer[ReceivedDocument, Lists]):
    """Documents received, as an import brings them."""

    command = "import_reviews"
    label = gettext_lazy("Reviews received from States")
    kind = "review"
    model = ReceivedDocument
    picks = ("objectives",)
    foreign = ("country", "cycle")
    in_file: ClassVar = {
        "lead_body": "lead_entity",
        "language": "languages",
        "web_address": "source.url",
        "source_title": "source.page_title",
    }
    aside = ("region", "entity_type")

    def lists(self) -> Lists:
        return Lists(
            Country.objects.finder(),
            set(Objective.objects.values_list("pk", flat=True)),
            list(ForumCycle.objects.order_by("year").values_list("year", flat=True)),
        )

    def read(self, row: Row, lists: Lists) -> Reading:
        found = Reading(row)
        _read_state(found, lists)
        _read_round(found, lists)
        _read_kind(found)
        _read_texts(found)
        _read_objectives(found, lists)
        _read_rest(found)
        _read_status(found)
        return found

    def write(self, record: ReceivedDocument | None, values: dict[str, Any], *, by: Any) -> ReceivedDocument:
        document = record or ReceivedDocument()
        for name, value in self.attributes(values).items():
            setattr(document, name, value)
        document.registered_by = None  # what was confirmed has changed: it is looked over again
        signed(document, by)
        document.save()
        document.objectives.set(values["objectives"])
        Act.objects.log("imported", document, by=by)
        return document

    def closed(self, record: ReceivedDocument) -> str:
        is_published = record.status == DocumentStatus.PUBLISHED
        return _("It is published already; a correction is a new document.") if is_published else ""

    def is_untouched(self, record: ReceivedDocument) -> bool:
        return record.status == DocumentStatus.REGISTERED and record.registered_by_id is None


def _read_state(found: Reading, lists: Lists) -> None:
    said, printed = found.texts("country"), found.text("country_as_printed")
    named = said[0] if said else ""
    country = lists.find(named) if named else lists.find(printed)
    found.values["country"] = country.pk if country and len(said) < 2 else None
    if len(said) > 1:
        found.hold(_("It names several States (%(names)s), and a review belongs to one."), names=said)
    elif country is None and named:
        found.hold(_("“%(name)s” is no State in the list of the United Nations."), name=named)
    elif country is None:
        text = _("It names no single State (printed: “%(printed)s”), and a review belongs to one.")
        found.hold(text, printed=printed or "–")
    elif printed and (other := lists.find(printed)) and other != country:
        found.hold(_("It says %(name)s, but “%(printed)s” is printed."), name=named, printed=printed)


def _read_round(found: Reading, lists: Lists) -> None:
    text = reading.western(found.text("review_round"))
    rounds = [round_ for pattern, round_ in ROUNDS if pattern.search(text)]
    said = [(int(year), next_ == f"{int(year) + 1}"[2:]) for year, next_ in YEAR.findall(text)]
    years = sorted({year for year, _is_span in said} | {year + 1 for year, is_span in said if is_span})
    if len(rounds) != 1:
        found.hold(_("“%(round)s” says neither a forum nor a Regional Review."), round=text or "–")
    if not years:
        found.hold(_("The year of the forum or of the Regional Review is missing."))
    elif len(years) > 1:
        found.hold(_("“%(round)s” names more than one year; write the one it was prepared for."), round=text)
    if len(rounds) != 1 or len(years) != 1:
        return
    year = years[0]
    if year < FIRST_YEAR:
        found.hold(_("%(year)s is before the Compact, which is of 2018."), year=year)
    elif year > LAST_YEAR:
        found.hold(_("%(year)s is too far away for a review."), year=year)
    cycles = [cycle for cycle in lists.cycles if cycle >= year]
    cycle = cycles[0] if cycles else None
    if rounds[0] == Round.FORUM and cycle != year:
        found.hold(_("There is no forum in %(year)s."), year=year)
    found.values |= {"round": rounds[0].value, "year": year, "cycle": cycle}


def _read_kind(found: Reading) -> None:
    kind = found.text("submission_kind").casefold()
    found.values["kind"] = kind if kind in ReviewKind.values else ReviewKind.NEW.value
    if kind and kind not in ReviewKind.values:
        found.hold(_("“%(kind)s” is neither a new review nor an update."), kind=kind)
    elif not kind:
        found.tell(_("It does not say whether it is new or an update; it stands as new until confirmed."))


def _read_texts(found: Reading) -> None:
    found.values |= {
        "title": found.title(),
        "lead_body": found.line("lead_entity"),
        "summary": found.lines("summary"),
        "results": found.lines("results"),
    }


def _read_objectives(found: Reading, lists: Lists) -> None:
    said = len(found.problems)
    found.values["objectives"] = found.numbers("objectives_covered", lists.objectives, _("23 objectives"))
    all_known = len(found.problems) == said
    found.values["objectives_complete"] = truth_of(found.row.get("objectives_list_complete")) and all_known


def _read_rest(found: Reading) -> None:
    languages = found.languages("languages")
    address = found.address()
    if not address:
        found.tell(_("It names no address where the document is found; add the file before release."))
    found.values |= {
        "language": languages[0] if languages else "",
        "other_languages": languages[1:],
        "received_on": _received_on(found),
        "web_address": address,
        "source_title": found.part("source", "page_title"),
        "partners": found.texts("partners"),
        "consultations": found.happenings("consultations"),
    }


def _read_status(found: Reading) -> None:
    status = found.text("status")
    if NOT_HANDED_IN.search(status):
        found.hold(_("Its status is “%(status)s”. Decide whether the State stands by it."), status=status)
    elif status and status.casefold() not in STANDS:
        found.tell(_("Its status is “%(status)s”; it stands as received."), status=status)


def _received_on(found: Reading) -> str:
    day = found.part_of_date("submitted")
    if error := day and day_error(day):
        found.problems.append(f"submitted: {error}")
    return "" if error else day
