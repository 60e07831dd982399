"""Steps of officers who write a questionnaire: beginning one, and putting its parts in order.

All of them ask for a draft: what was proposed or is in force does not change (RELIABILITY P19).
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.access import allowed
from core.models import Act
from core.workflow import signed
from forum.models import ForumCycle
from reviews.models import Question, Questionnaire, Section
from reviews.steps import questionnaires


def start(cycle: ForumCycle, start_with: str, *, titles: dict[str, str], by: Any) -> Questionnaire:
    """A new draft: `start_with` is "new", "update", "sample full" or "sample update"."""
    sample, _space, name = start_with.partition(" ")
    if sample == "sample":
        return questionnaires.load_sample(name, cycle, by=by)
    version = questionnaires.next_version(cycle, start_with)
    questionnaire = Questionnaire(cycle=cycle, kind=start_with, version=version, titles=titles)
    signed(questionnaire, by)
    questionnaire.save()
    Act.objects.log("added", questionnaire, by=by)
    return questionnaire


@transaction.atomic
def move(part: Section | Question, direction: str, *, by: Any) -> None:
    """Move a section or question "up" or "down" among its neighbours; at the end it stays.

    The order numbers become 10, 20, 30…; raises PermissionDenied unless the questionnaire is a draft.
    """
    siblings = neighbours(part)
    questionnaire = Questionnaire.objects.select_for_update().get(pk=part.form_id())
    if not allowed(by, "reviews.change_questionnaire", questionnaire):
        raise PermissionDenied
    place = siblings.index(part)
    other = max(0, place - 1) if direction == "up" else min(len(siblings) - 1, place + 1)
    siblings[place], siblings[other] = siblings[other], siblings[place]
    for number, one in enumerate(siblings, start=1):
        one.order = number * 10
    type(part)._base_manager.bulk_update(siblings, ["order"])
    Act.objects.log("moved part", questionnaire, by=by)


def neighbours(part: Section | Question) -> list[Any]:
    """The sections of the same questionnaire, or the questions of the same section, in order."""
    if isinstance(part, Section):
        return list(Section.objects.filter(questionnaire=part.questionnaire_id))
    return list(Question.objects.filter(section=part.section_id))
