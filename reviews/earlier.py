"""A review beside the one that it updates: both as frozen texts, compared question by question, word by word.

Questions are found again by their keys, which are the same in every version of the questionnaire. Nothing is
guessed: what has no question any more stands beside, in the words of its day (FEATURES R12, R26).
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.differences import Piece, difference
from publications.choices import Kind
from publications.models import Publication
from reviews import answers, question_types
from reviews.checks import Asked, Check, everything_asked
from reviews.choices import Audience, Meaning, QuestionType, Since, Standing
from reviews.models import CarriedOver, EarlierDocument, Question, SaidOfSection, VoluntaryReview
from reviews.models.earlier import STILL_TRUE, WAITS
from reviews.outline import outline_of

GONE, LEFT_OUT = "gone", "left_out"
WORDS = {
    Since.UNCHANGED: ("", Since.UNCHANGED.label),
    Since.CHANGED: ("info", Since.CHANGED.label),
    Since.NEW: ("ok", Since.NEW.label),
    GONE: ("warn", _("No longer asked")),
    LEFT_OUT: ("warn", _("No longer answered")),
}
"""Tone and word of each way in which an answer can stand to the earlier one."""
NOT_CARRIED = (QuestionType.FILE, QuestionType.CONSULTATIONS)
Key = tuple[str, int | None]


@dataclass(frozen=True)
class Change:
    """One answer of either text; `pieces` lead from the old words to the new."""

    name: str
    label: str
    how: str
    old: str = ""
    new: str = ""
    as_of: str = ""

    @property
    def status(self) -> dict[str, Any]:
        """Tone and word."""
        kind, label = WORDS[self.how]
        return {"kind": kind, "label": str(label)}

    @property
    def pieces(self) -> list[Piece]:
        """What changed, word by word; worked out when somebody reads it."""
        return difference(self.old, self.new)


@dataclass
class Compared:
    """A section of either text with its changes in order."""

    code: str
    title: str
    objective: int | None
    changes: list[Change] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[Any, int]]:
        """(word, how many) of each way that occurs."""
        found = {how: sum(change.how == how for change in self.changes) for how in WORDS}
        return [(WORDS[how][1], count) for how, count in found.items() if count]

    @property
    def differing(self) -> list[Change]:
        """All but the unchanged ones."""
        return [change for change in self.changes if change.how != Since.UNCHANGED]

    @property
    def asked(self) -> list[Change]:
        """The differing ones for which a question still asks."""
        return [change for change in self.differing if change.how != GONE]

    @property
    def gone(self) -> list[Change]:
        """Those for which nothing asks any more."""
        return [change for change in self.changes if change.how == GONE]

    @property
    def is_gone(self) -> bool:
        """Whether nothing of it is asked any more."""
        return len(self.gone) == len(self.changes)


class Carried(NamedTuple):
    """An answer of the earlier review that fits a question of this one."""

    question: Question
    objective: int | None
    reading: answers.Reading


def offered(country: str) -> list[Publication]:
    """What the State has published, newest first: an update can begin with any of it."""
    published = Publication.objects.current().filter(kind=Kind.REVIEW).of_country(country)
    newest = F("cycle").desc(nulls_last=True)
    return list(published.select_related("content").order_by(newest, "-received_at", "-pk"))


def content_of(review: VoluntaryReview) -> dict[str, Any] | None:
    """The frozen text that `review` begins with; None where there is none, or where it was withdrawn since."""
    if review.earlier_id is None or review.earlier is None or review.earlier.withdrawn_at is not None:
        return None
    found: dict[str, Any] = review.earlier.content.content
    return found


def is_document(review: VoluntaryReview) -> bool:
    """Whether `review` begins with a document, which cannot be compared and was not withdrawn since."""
    content = content_of(review)
    return content is not None and content["form"] == "document"


def documents_of(review: VoluntaryReview, user: Any) -> list[EarlierDocument]:
    """What was read of the earlier review, and sent by `user`, by headings; without their texts, one query."""
    if review.earlier_id is None:
        return []
    found = EarlierDocument.objects.visible_to(user).filter(review=review).defer("parts")
    return list(found.exclude(source__publication__withdrawn_at__isnull=False))


def open_for_text(review: VoluntaryReview) -> list[Asked]:
    """The questions to whose text more can be put; "not applicable" and what could not be read stay as they are."""
    return [
        one
        for one in everything_asked(review)
        if one.question.type == QuestionType.LONG
        and (one.answer is None or (one.answer.standing not in answers.INSTEAD and not one.answer.problem))
    ]


def compare(
    old: Mapping[str, Any], new: Mapping[str, Any], gone: Iterable[str], codes: Iterable[str] | None = None
) -> list[Compared]:
    """Every section of `new` beside `old`; `gone` names what is no longer asked, `codes` the sections to look at.

    Earlier answers without a counterpart stand at the end of the section that asked for them.
    """
    before, no_longer = dict(_by_key(old)), set(gone)
    sections = {mark_of(part): _compared(part) for part in new["sections"]}
    said = set()
    for part in new["sections"]:
        for answer in part["answers"]:
            key = (answer["key"], number_of(part))
            said.add(key)
            sections[mark_of(part)].changes.append(change(key, before.get(key), answer))
    for part in old["sections"]:
        for answer in part["answers"]:
            key = (answer["key"], number_of(part))
            if key not in said:
                section = sections.setdefault(mark_of(part), _compared(part))
                section.changes.append(_left(key, answer, no_longer))
    wanted = None if codes is None else set(codes)
    return [one for one in sections.values() if one.changes and (wanted is None or one.code in wanted)]


def fits(review: VoluntaryReview, content: Mapping[str, Any]) -> list[Carried]:
    """The answers of an earlier review that its questions of today can hold as they are."""
    asked = {question.key: question for question in outline_of(review.questionnaire_id).questions}
    found = []
    for (key, objective), answer in _by_key(content):
        question = asked.get(key)
        if question is None or question.section.repeats != bool(objective):
            continue
        if reading := _reading(question, answer):
            found.append(Carried(question, objective, reading))
    return found


def frozen(review: VoluntaryReview, asked: Iterable[Asked]) -> dict[str, Any] | None:
    """What `review` updates, as its own text keeps it; `gone` are the earlier answers that nothing asks for now."""
    content = content_of(review)
    if content is None or review.earlier is None:
        return None
    return {
        "reference": review.earlier.reference,
        "version": review.earlier.version,
        "name": content["cycle"]["name"],
        "form": content["form"],
        "gone": no_longer_asked(content, asked) if content["form"] == "answers" else [],
    }


def no_longer_asked(content: Mapping[str, Any], asked: Iterable[Asked]) -> list[str]:
    """The names of the answers in an earlier text for which nothing among `asked` asks now."""
    now = {one.name for one in asked}
    return [name for key, _answer in _by_key(content) if (name := name_of(key)) not in now]


def corrected(review: VoluntaryReview) -> dict[str, Any] | None:
    """What a correction corrects: the version that is public now, with the State's note."""
    if not review.is_correction:
        return None
    public = Publication.objects.current().filter(reference=review.reference).first()
    return {"version": public.version, "note": review.correction_note} if public else None


def beside_corrected(content: Mapping[str, Any], without: Container[str] = ()) -> list[Compared] | None:
    """The sections in which a correction says something else than the version that it corrects, but for those whose
    codes are in `without`: `content` does not hold them.

    None where it corrects nothing, or nothing that can be read beside it: a document, or what was withdrawn since.
    """
    corrects = content.get("corrects")
    if not corrects:
        return None
    old = _published_text(content["reference"], corrects["version"])
    if old is None or old["form"] != "answers":
        return None
    public = {answer["key"] for part in old["sections"] for answer in part["answers"]}
    compared = compare(old, _without_kept(content, public), ())
    return [one for one in compared if one.differing and one.code not in without]


def _published_text(reference: str, version: int) -> dict[str, Any] | None:
    """The frozen text of a version, unless it was withdrawn."""
    versions = Publication.objects.versions_of(reference).filter(withdrawn_at__isnull=True)
    found = versions.filter(version=version).select_related("content").first()
    return found.content.content if found else None


def _without_kept(content: Mapping[str, Any], public: Container[str]) -> dict[str, Any]:
    """`content` without what is for the secretariat only, which the public version never held."""
    sections = [
        {**part, "answers": [a for a in part["answers"] if a["audience"] == Audience.PUBLISHED or a["key"] in public]}
        for part in content["sections"]
    ]
    return {**content, "sections": [part for part in sections if part["answers"]]}


def days_of(review: VoluntaryReview) -> dict[int, str]:
    """As of which day an answer, by its primary key, was said to be still true."""
    if review.earlier_id is None:
        return {}
    rows = CarriedOver.objects.filter(STILL_TRUE, review=review).values_list("answer", "as_of")
    return {answer: as_of.isoformat() for answer, as_of in rows if as_of}


def said_of_sections(review: VoluntaryReview) -> dict[str, str]:
    """What the State says of each section, by its code, beside a document that cannot be compared."""
    if review.earlier_id is None:
        return {}
    return dict(SaidOfSection.objects.filter(review=review).values_list("section__code", "since"))


def read_beside(content: Mapping[str, Any], codes: Iterable[str] | None = None) -> list[Compared]:
    """A frozen text beside the one that it updates; nothing where that is a document, or was withdrawn since."""
    update = content.get("update_of")
    if not update or update["form"] != "answers":
        return []
    old = _published_text(update["reference"], update["version"])
    return compare(old, content, update["gone"], codes) if old else []


def waiting(review: VoluntaryReview, asked: Iterable[Asked]) -> list[Asked]:
    """What of `asked` was carried over and nobody has looked at: neither said to be still true nor changed."""
    if review.earlier_id is None:
        return []
    open_ones = set(CarriedOver.objects.filter(WAITS, review=review).values_list("answer", flat=True))
    return [one for one in asked if one.answer is not None and one.answer.pk in open_ones]


def mark(review: VoluntaryReview, fields: Iterable[Any]) -> None:
    """Let each of the `fields` of a page say where its answer comes from; nothing where no review is updated.

    `fields_of` has read it with the answers.
    """
    if review.earlier_id is None:
        return
    for one in fields:
        carried = getattr(one.answer, "carried", None)
        if carried is None:
            continue
        stands = carried.version == one.answer.version
        one.carried = {
            "from": review.earlier.reference if review.earlier else "",
            "as_of": carried.as_of if stands else None,
            "waits": stands and carried.as_of is None,
        }


def unseen(review: VoluntaryReview, asked: Iterable[Asked]) -> list[Check]:
    """For the check page: how many of them in each section, leading to the first."""
    found: dict[str, list[Asked]] = {}
    for one in waiting(review, asked):
        found.setdefault(one.place.section.code, []).append(one)
    words = gettext("Carried over from the earlier review, and nobody has looked at it yet: %(count)s")
    return [
        Check(words % {"count": len(rows)}, rows[0].url, str(rows[0].place.section), blocks=False)
        for rows in found.values()
    ]


def name_of(key: Key) -> str:
    """The name of an answer, as its box and its anchor have it."""
    return f"{key[0]}-{key[1]}" if key[1] else key[0]


def number_of(part: Mapping[str, Any]) -> int | None:
    """The number of the objective that a frozen section is about, if it is about one."""
    return part["objective"]["number"] if part["objective"] else None


def mark_of(part: Mapping[str, Any]) -> tuple[str, int | None]:
    """What tells a frozen section from the others of its text."""
    return part["code"], number_of(part)


def _by_key(content: Mapping[str, Any]) -> list[tuple[Key, dict[str, Any]]]:
    return [((answer["key"], number_of(part)), answer) for part in content["sections"] for answer in part["answers"]]


def _compared(part: Mapping[str, Any]) -> Compared:
    return Compared(part["code"], part["title"], number_of(part))


def change(key: Key, before: Mapping[str, Any] | None, answer: Mapping[str, Any]) -> Change:
    """How `answer` stands to what an earlier text says under the same `key`; None where it says nothing."""
    name, label, as_of = name_of(key), answer["label"], answer.get("as_of", "")
    if before is None:
        return Change(name, label, Since.NEW, "", answer["plain"], as_of)
    same = (before["standing"], before["value"]) == (answer["standing"], answer["value"])
    if same or (answer["type"] not in NOT_CARRIED and before["plain"] == answer["plain"]):
        return Change(name, label, Since.UNCHANGED, before["plain"], answer["plain"], as_of)
    return Change(name, label, Since.CHANGED, before["plain"], answer["plain"], as_of)


def _left(key: Key, answer: dict[str, Any], gone: set[str]) -> Change:
    name = name_of(key)
    return Change(name, answer["label"], GONE if name in gone else LEFT_OUT, answer["plain"])


def _reading(question: Question, answer: Mapping[str, Any]) -> answers.Reading | None:
    """What the question of today reads in the earlier answer; None where it would lose or change anything."""
    if question.type != answer["type"] or question.type in NOT_CARRIED or question.meaning == Meaning.CLEARED:
        return None
    if answer["standing"] != Standing.ANSWERED:
        return answers.Reading(None, "", answer["standing"])
    kind, value = question_types.of(question), answer["value"]
    try:
        same = kind.parse({"html": value} if question.type == QuestionType.LONG else kind.untouched(value), question)
    except ValidationError:
        return None
    return answers.Reading(value, "", Standing.ANSWERED) if same == value else None
