"""The sections and questions of a questionnaire, read once by each process: in force, it never changes (P19).

One that is still written is read each time. The rows are shared by all requests: they are read and never written.
"""

from dataclasses import dataclass
from functools import cached_property

from reviews.choices import Meaning, QuestionnaireStatus
from reviews.models import Question, Questionnaire, Section

FIXED = (QuestionnaireStatus.IN_FORCE, QuestionnaireStatus.REPLACED)


@dataclass(frozen=True)
class Outline:
    """A questionnaire in its order."""

    sections: list[Section]
    questions: list[Question]

    @cached_property
    def by_section(self) -> dict[int, list[Question]]:
        """The questions of each section, by its primary key."""
        found: dict[int, list[Question]] = {section.pk: [] for section in self.sections}
        for question in self.questions:
            found[question.section_id].append(question)
        return found

    @cached_property
    def by_key(self) -> dict[str, Question]:
        """The questions by their codes."""
        return {question.key: question for question in self.questions}

    @cached_property
    def has_conditions(self) -> bool:
        """Whether some questions are asked only where others were answered in a certain way."""
        return any(question.asked_if for question in self.questions)

    def read_as(self, meaning: Meaning) -> Question | None:
        """The question that the portal reads as `meaning`, if one is asked."""
        return next((question for question in self.questions if question.meaning == meaning), None)


_kept: dict[int, Outline] = {}


def outline_of(questionnaire: int) -> Outline:
    """The outline of the questionnaire with this primary key; no query once it is known, three before."""
    if found := _kept.get(questionnaire):
        return found
    # The status first: what is in force when asked had its last word before.
    is_fixed = Questionnaire.objects.filter(pk=questionnaire, status__in=FIXED).exists()
    sections = {section.pk: section for section in Section.objects.filter(questionnaire=questionnaire)}
    questions = list(Question.objects.filter(section__questionnaire=questionnaire))
    for question in questions:
        question.section = sections[question.section_id]
    outline = Outline(list(sections.values()), questions)
    if is_fixed:
        _kept[questionnaire] = outline
    return outline


def forget() -> None:
    """Read all anew; for tests, whose questionnaires come and go under the same keys."""
    _kept.clear()
