"""What a Word file that came back would change, beside what is there: three-way, by the copy that went out.

A box that holds what it held when it left changes nothing, whatever was saved since. One that was changed, while
the answer is still the one that left, is a change. One that was changed on both sides is a conflict: both are shown.
Compared anew each time the page is drawn, so that what others save meanwhile is always in it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.differences import Piece, difference
from reviews import answers, question_types
from reviews.checks import Asked, everything_asked
from reviews.choices import Standing
from reviews.fields import Field, in_words
from reviews.models import ReturnedCopy, VoluntaryReview
from reviews.sections import SectionInReview

CHANGE, CONFLICT, EMPTIES = "change", "conflict", "empties"


@dataclass(frozen=True)
class Proposal:
    """One answer as the file has it, beside the one that stands; `refusal` says why it cannot be taken."""

    place: SectionInReview
    field: Field
    kind: str
    raw: Any
    standing: str
    pieces: list[Piece]
    problem: str
    refusal: str
    tracked: bool

    @property
    def is_offered(self) -> bool:
        """Whether it is ticked from the start: nothing that would overwrite or empty, nothing undecided."""
        return self.kind == CHANGE and not self.tracked and not self.problem

    @property
    def is_form_only(self) -> bool:
        """Whether the words are the same and only their formatting is not."""
        return all(piece.kind == "same" for piece in self.pieces)


@dataclass
class Comparison:
    """All proposals in the order of the questionnaire, and what could not be placed, with the reason."""

    proposals: list[Proposal] = field(default_factory=list)
    unplaced: list[tuple[str, str]] = field(default_factory=list)

    @property
    def open(self) -> list[Proposal]:
        """Those that can be taken."""
        return [one for one in self.proposals if not one.refusal]


def compare(
    returned: ReturnedCopy,
    review: VoluntaryReview,
    *,
    reads: Callable[[SectionInReview], bool],
    why_not: Callable[[SectionInReview], str],
) -> Comparison:
    """What `returned` would change in `review` as it stands now.

    `why_not` says why somebody may not write in a section, or nothing.
    """
    asked = {one.name: one for one in everything_asked(review)}
    versions = returned.origin.base.get("versions", {}) if returned.origin else {}
    comparison = Comparison(unplaced=[(text, "") for text in returned.found.get("unplaced", [])])
    for box in returned.found.get("boxes", []):
        one = asked.get(box["name"])
        if one is None or not reads(one.place):
            comparison.unplaced.append((_said(box), _why_not_placed(box, one)))
        elif proposal := _proposal(one, box, versions.get(box["name"], 0), why_not(one.place)):
            comparison.proposals.append(proposal)
    order = {name: number for number, name in enumerate(asked)}
    comparison.proposals.sort(key=lambda proposal: order[proposal.field.name])
    return comparison


def _proposal(one: Asked, box: dict[str, Any], version: int, why_not: str) -> Proposal | None:
    """None where the answer says so already."""
    current = Field(one.question, one.objective, one.answer, editable=not why_not)
    refusal, reading = why_not, None
    try:
        reading = answers.read(one.question, box["raw"], box["standing"], one.answer)
    except question_types.Refused as refused:
        refusal = refused.messages[0]
    if reading is not None and reading.is_in(one.answer):
        return None
    before = in_words(current, one.answer) if one.answer else ""
    after = _in_words(current, reading) if reading else str(box["raw"])
    moved_on = one.answer is not None and one.answer.version != version and bool(before)
    kind = CONFLICT if moved_on else EMPTIES if before and not after else CHANGE
    return Proposal(
        place=one.place,
        field=current,
        kind=kind,
        raw=box["raw"],
        standing=box["standing"],
        pieces=difference(before, after),
        problem=reading.problem if reading else "",
        refusal=refusal,
        tracked=box["tracked"],
    )


def _in_words(current: Field, reading: answers.Reading) -> str:
    if reading.standing in answers.INSTEAD:
        return str(Standing(reading.standing).label)
    return str(reading.value) if reading.problem else current.kind.plain(reading.value, current.question)


def _said(box: dict[str, Any]) -> str:
    raw = box["raw"]
    words = raw.get("html", "") or " ".join(map(str, raw.values())) if isinstance(raw, dict) else str(raw)
    return f"{box['name']}: {box['words'] or words}"


def _why_not_placed(box: dict[str, Any], one: Asked | None) -> str:
    if one is not None:
        return _("You may not read the section it belongs to.")
    if "-" in box["name"]:
        return _("The review does not cover this objective now. Choose it first, then open this page again.")
    return _("This question is asked about each objective: say about which, under a heading such as d2a-5.")
