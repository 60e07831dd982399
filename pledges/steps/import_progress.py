"""A body reports on many pledges at once: it downloads them as a sheet, fills it in and sends it back (C14).

Each row becomes the draft of a report, which its people look at and publish on its page. A report that somebody is
writing by hand is not touched, and one that is published is not reported again by the same sheet.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from core import reading
from core.rows import Reading, Row
from core.workflow import signed
from pledges.choices import REPORTED, Answer, ReportStatus, Stage
from pledges.models import Pledge, PledgeTarget, ProgressReport
from pledges.querysets import committed_by
from pledges.rules import speaks_for
from pledges.steps import progress as steps
from publications.choices import Kind
from publications.importing import Importer
from publications.models import ImportedRecord, Publication

ID = re.compile(r"(PL-[0-9]{4,8})(?:-R[0-9]{1,4})?")
VALUE = re.compile(r"value_[0-9]{1,3}")
COLUMNS = {
    "id": gettext_lazy("The pledge and the number of the report. Leave it as it is."),
    "title": gettext_lazy("The pledge, for you to read."),
    "standing": gettext_lazy("How far it was by its last report."),
    "progress": gettext_lazy("not_started, planning, in_progress, delayed, completed, partly_completed, changed or "
                             "discontinued"),
    "as_of": gettext_lazy("The month or day that you report for: 2029-03 or 2029-03-05"),
    "text": gettext_lazy("What was done."),
    "obstacles": gettext_lazy("What stands in the way."),
}  # fmt: skip
FILLED = ("progress", "as_of", "text", "obstacles")


@dataclass
class Lists:
    """The published pledges of the body by number, their targets, and the reports that are being written by hand."""

    pledges: dict[str, Pledge]
    titles: dict[str, str]
    targets: dict[Any, list[PledgeTarget]]
    by_hand: set[Any]


class ProgressImport(Importer[ProgressReport, Lists]):
    """Drafts of progress reports of one body."""

    command = "pledge-progress"
    label = gettext_lazy("Progress of your pledges")
    lede = gettext_lazy(
        "Report on many pledges in one sheet. It holds the pledges that your organisation leads or has joined, with "
        "their targets. Fill in what is new and send it back: first you read row by row what would happen. Each row "
        "becomes the draft of a report, which you publish on its page."
    )
    kind = "progress"
    model = ProgressReport
    picks = ()
    foreign = ("pledge",)
    is_of_bodies = True
    takes_word = False

    def __init__(self, organisation: Organisation | None = None) -> None:
        self.organisation = organisation
        if organisation is not None:
            self.command = f"{ProgressImport.command}-{organisation.pk}"

    def of(self, organisation: Any) -> "ProgressImport":
        return ProgressImport(organisation)

    def may(self, user: Any) -> bool:
        return speaks_for(user, self.organisation)

    def bodies(self, user: Any) -> Any:
        return Organisation.objects.filter(committed_by(user, "")).order_by("name")

    # --- the sheet

    def columns(self) -> dict[str, Any]:
        lists = self.lists()
        most = max([1, *map(len, lists.targets.values())])
        boxes = {}
        for number in range(1, most + 1):
            boxes[f"target_{number}"] = _("A target of the pledge, for you to read.")
            boxes[f"value_{number}"] = _("What is reached of it so far: a number; of a stage “reached”, “under_way” or "
                                         "“not_begun”.")  # fmt: skip
        return COLUMNS | boxes

    def rows(self) -> Iterable[Sequence[Any]]:
        lists = self.lists()
        for reference, pledge in sorted(lists.pledges.items()):
            number = pledge.told + 1  # type: ignore[attr-defined]
            cells: list[Any] = [f"{reference}-R{number}", lists.titles.get(reference, "")]
            cells += [pledge.get_progress_display(), *[""] * len(FILLED)]
            for target in lists.targets.get(pledge.pk, []):
                cells += [f"{target.indicator} ({target.target} {target.unit})" if target.target is not None
                          else target.indicator, ""]  # fmt: skip
            yield cells

    # --- a row

    def lists(self) -> Lists:
        joined = Q(participants__organisation=self.organisation, participants__answer=Answer.CONFIRMED)
        own = Pledge.objects.published().filter(Q(organisation=self.organisation) | joined).values("pk")
        told = Count("reports", filter=Q(reports__reference__isnull=False))
        pledges = list(Pledge.objects.filter(pk__in=own).select_related("organisation").annotate(told=told))
        targets: dict[Any, list[PledgeTarget]] = {}
        for target in PledgeTarget.objects.filter(pledge__in=pledges, dropped_at__isnull=True):
            targets.setdefault(target.pledge_id, []).append(target)
        drafts = ProgressReport.objects.written().filter(organisation=self.organisation, status=ReportStatus.DRAFT)
        ours = set(ImportedRecord.objects.filter(command=self.command).values_list("record_id", flat=True))
        by_hand = {one.pledge_id for one in drafts if str(one.pk) not in ours}
        known: dict[str, Any] = {one.reference or "": one for one in pledges}
        public = Publication.objects.current().of_kind(Kind.PLEDGE).filter(reference__in=known)
        return Lists(known, dict(public.values_list("reference", "title")), targets, by_hand)

    def read(self, row: Row, lists: Lists) -> Reading:
        found = Reading(row)
        named = ID.fullmatch(found.text("id"))
        pledge = lists.pledges.get(named[1]) if named else None
        if pledge is None:
            found.hold(_("“%(id)s” is no published pledge of your organisation."), id=found.text("id"))
            return found
        if pledge.pk in lists.by_hand:
            found.hold(_("A report on it is being written by hand. Publish or discard it first."))
        targets = lists.targets.get(pledge.pk, [])
        found.values |= {
            "pledge": str(pledge.pk),
            "progress": found.one_of("progress", _codes(REPORTED), _("Progress")),
            "as_of": found.part_of_date("as_of"),
            "text": found.lines("text"),
            "obstacles": found.lines("obstacles"),
            "figures": _figures(found, targets),
        }
        if beyond := [name for name in row if VALUE.fullmatch(name) and int(name[6:]) > len(targets) and row[name]]:
            found.hold(_("The pledge has no such target: %(names)s."), names=beyond)
        if not any(found.text(name) for name in (*FILLED, *(f"value_{n}" for n in range(1, len(targets) + 1)))):
            found.hold(_("Nothing is filled in: no report is made."))
        found.held += found.problems  # what a report says is not guessed at, and not left out
        found.problems = []
        return found

    def current(self, record: ProgressReport, like: Iterable[str]) -> dict[str, Any]:
        values = super().current(record, like)
        return values | ({"pledge": str(record.pledge_id)} if "pledge" in values else {})

    def write(self, record: ProgressReport | None, values: dict[str, Any], *, by: Any) -> ProgressReport:
        if record is None:
            pledge = Pledge.objects.select_related("organisation").get(pk=values["pledge"])
            record = steps.start(pledge, self._body(), by=by)
        for name, value in values.items():
            if name != "pledge":
                setattr(record, name, value)
        signed(record, by)
        record.save()
        return record

    def closed(self, record: ProgressReport) -> str:
        if record.status != ReportStatus.DRAFT:
            return _("This report is published. For the next one, download the sheet anew.")
        return _("This report was discarded. Download the sheet anew.") if record.discarded_at else ""

    def _body(self) -> Organisation:
        if self.organisation is None:
            raise LookupError("A report is some body's: use `of`.")
        return self.organisation


def _figures(found: Reading, targets: list[PledgeTarget]) -> list[dict[str, Any]]:
    figures = []
    for number, target in enumerate(targets, start=1):
        name = f"value_{number}"
        if target.is_stage:
            value = found.one_of(name, _codes(Stage.choices), f"{name} ({target.indicator})")
        else:
            value = _number(found, name, target)
        if value:
            figures.append({"target": target.number, "value": value})
    return figures


def _number(found: Reading, name: str, target: PledgeTarget) -> str:
    said = found.text(name)
    try:
        return reading.number(said) if said else ""
    except ValidationError as error:
        found.held.append(f"{name} ({target.indicator}): {error.messages[0]}")
        return ""


def _codes(choices: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """Code to code, and words to code, in small letters."""
    known: dict[str, str] = {}
    for code, words in choices:
        known |= {str(code): str(code), str(words).casefold(): str(code)}
    return known
