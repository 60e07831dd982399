"""Steps of questionnaires: loading a sample, a new version, proposal and release."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.models import Act
from core.workflow import MovedOn, perform
from forum.models import ForumCycle
from reviews.models import Question, Questionnaire, Section

SAMPLED = ("key", "type", "required", "audience", "meaning", "words", "ranks", "asked_if")
"""Fields of a question that a sample gives as they are."""
DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load_sample(name: str, cycle: ForumCycle, *, by: Any = None) -> Questionnaire:
    """The labelled sample `name` ("full" or "update") as a draft for `cycle`.

    Texts of the file are English; translators add the other languages in admin.
    """
    sample = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    questionnaire = Questionnaire.objects.create(
        cycle=cycle,
        kind=sample["kind"],
        version=next_version(cycle, sample["kind"]),
        titles={"en": sample["title"]},
        is_sample=True,
    )
    for order, row in enumerate(sample["sections"], start=1):
        section = Section.objects.create(
            questionnaire=questionnaire,
            order=order * 10,
            code=row["code"],
            titles={"en": row["title"]},
            introductions=_english(row.get("introduction")),
            **({"repeat": row["repeat"]} if "repeat" in row else {}),
        )
        Question.objects.bulk_create(
            [_question(section, place, question) for place, question in enumerate(row["questions"], start=1)]
        )
    Act.objects.log("loaded sample", questionnaire, by=by)
    return questionnaire


def new_version(questionnaire: Questionnaire, *, by: Any, note: str = "") -> Questionnaire:
    """A draft with the same sections and questions, one version higher: what is in force never changes."""
    return _copy(questionnaire, questionnaire.cycle, "new version", by=by, note=note)


def duplicate(questionnaire: Questionnaire, *, by: Any, cycle: ForumCycle, note: str = "") -> Questionnaire:
    """A draft for another forum with the same sections, questions and codes, by which answers are found again (R25)."""
    return _copy(questionnaire, cycle, f"copied from {questionnaire.cycle_id}", by=by, note=note)


@transaction.atomic
def _copy(questionnaire: Questionnaire, cycle: ForumCycle, verb: str, *, by: Any, note: str) -> Questionnaire:
    copy = Questionnaire.objects.create(
        cycle=cycle,
        kind=questionnaire.kind,
        version=next_version(cycle, questionnaire.kind),
        titles=questionnaire.titles,
        is_sample=questionnaire.is_sample,
    )
    for section in questionnaire.sections.prefetch_related("questions"):
        questions = list(section.questions.all())
        section.pk, section.questionnaire = None, copy
        section._state.adding = True
        section.save()
        for question in questions:
            question.pk, question.section = None, section
        Question.objects.bulk_create(questions)
    Act.objects.log(verb, copy, by=by, detail=note[:200])
    return copy


def propose(questionnaire: Questionnaire, *, by: Any, note: str = "") -> Questionnaire:
    """One officer proposes the draft; another puts it in force (RELIABILITY P20)."""
    return perform(questionnaire, "propose", by=by, note=note)


def take_up_again(questionnaire: Questionnaire, *, by: Any, note: str = "") -> Questionnaire:
    """Back to draft, to go on writing."""
    return perform(questionnaire, "take_up_again", by=by, note=note)


@transaction.atomic
def put_in_force(questionnaire: Questionnaire, *, by: Any, note: str = "") -> Questionnaire:
    """In force from now on; the version in force until now is replaced, its reviews keep it."""
    if questionnaire.status == "in_force":
        raise MovedOn(_("This version is in force already."))
    for earlier in Questionnaire.objects.in_force(questionnaire.cycle).filter(kind=questionnaire.kind):
        perform(earlier, "replace", by=by, note=note)
    return perform(questionnaire, "put_in_force", by=by, note=note)


def next_version(cycle: ForumCycle, kind: str) -> int:
    """One more than the newest version of this cycle and kind."""
    newest = Questionnaire.objects.filter(cycle=cycle, kind=kind).aggregate(Max("version"))["version__max"]
    return (newest or 0) + 1


def _english(text: str | None) -> dict[str, str]:
    return {"en": text} if text else {}


def _labelled(row: dict[str, Any]) -> dict[str, Any]:
    """A choice or column of the file with its label under its language."""
    labelled = {key: value for key, value in row.items() if key not in ("label", "options")}
    labelled["labels"] = _english(row["label"])
    if "options" in row:
        labelled["options"] = [_labelled(option) for option in row["options"]]
    return labelled


def _question(section: Section, place: int, row: dict[str, Any]) -> Question:
    return Question(
        section=section,
        order=place * 10,
        labels=_english(row["label"]),
        helps=_english(row.get("help")),
        examples=_english(row.get("example")),
        options=[_labelled(option) for option in row.get("options", [])],
        columns=[_labelled(column) for column in row.get("columns", [])],
        **{name: row[name] for name in SAMPLED if name in row},
    )
