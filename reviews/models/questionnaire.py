"""The questionnaire: data that the secretariat writes, versioned, and never changed under an answer."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from core.workflow import MovedOn
from reference.models import Wording, WordingsField, wording
from reviews.choices import Audience, Meaning, QuestionnaireStatus, QuestionType, Repeat, ReviewKind
from reviews.querysets import QuestionnaireQuerySet
from reviews.workflow import QuestionnaireWorkflow


class Questionnaire(QuestionnaireWorkflow):
    """One version of the form for a new review or for an update, of one forum cycle."""

    cycle = models.ForeignKey("forum.ForumCycle", models.PROTECT, related_name="questionnaires")
    kind = models.CharField(_("for"), max_length=10, choices=ReviewKind)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    titles = WordingsField(_("title"), default=dict)
    is_sample = models.BooleanField(
        _("sample"), default=False, help_text=_("Shown as “Sample, not an official questionnaire”.")
    )
    history = HistoricalRecords()

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["-cycle", "kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "kind", "version"], name="one_questionnaire_per_version"),
            models.UniqueConstraint(
                fields=["cycle", "kind"],
                condition=models.Q(status="in_force"),
                name="one_questionnaire_in_force_per_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.cycle_id}, {_t('version')} {self.version})"

    @property
    def title(self) -> Wording:
        """The title in the active language."""
        return wording(self.titles)

    def gaps(self) -> list[str]:
        """What is missing before it can be put in force, in words."""
        questions = list(Question.objects.filter(section__questionnaire=self).select_related("section"))
        gaps = [] if questions else [_t("It has no question yet.")]
        repeats = any(question.section.repeat != Repeat.ONCE for question in questions)
        if repeats and not any(question.meaning == Meaning.COVERED for question in questions):
            gaps.append(_t("A section repeats for each objective, but no question says which are covered."))
        return [*gaps, *_conditions_that_fail(questions)]


class PartOfQuestionnaire(models.Model):
    """A section or question: written while its questionnaire is a draft, and never afterwards (RELIABILITY P19).

    Rights forbid it first; this holds where code forgets to ask. Raises MovedOn.
    """

    class Meta:
        abstract = True

    def form_id(self) -> int:
        """The primary key of the questionnaire it belongs to."""
        raise NotImplementedError

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, unless the questionnaire has left its draft."""
        self._demand_draft()
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete, unless the questionnaire has left its draft."""
        self._demand_draft()
        return super().delete(*args, **kwargs)

    def _demand_draft(self) -> None:
        """Locks the questionnaire, so that nobody proposes it while its text still moves."""
        drafts = Questionnaire._base_manager.select_for_update().filter(status=QuestionnaireStatus.DRAFT)
        if drafts.filter(pk=self.form_id()).first() is None:
            raise MovedOn(_t("This questionnaire is no longer a draft. Make a new version to change it."))


class Section(PartOfQuestionnaire):
    """A page of the questionnaire; `repeat` says whether it stands once or for each covered objective."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField(_("order"))
    code = models.SlugField(_("code"), max_length=10)
    titles = WordingsField(_("title"), default=dict)
    introductions = WordingsField(_("introduction"), default=dict, blank=True)
    repeat = models.CharField(_("asked"), max_length=20, choices=Repeat, default=Repeat.ONCE)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="section_code_once_in_questionnaire"),
        ]

    def __str__(self) -> str:
        letter = len(self.code) <= 2  # longer codes are words and would only repeat the title
        return f"{self.code.upper()}. {self.title}" if letter else str(self.title)

    @property
    def title(self) -> Wording:
        """The title in the active language."""
        return wording(self.titles)

    @property
    def introduction(self) -> Wording:
        """One or two sentences under the title."""
        return wording(self.introductions)

    @property
    def repeats(self) -> bool:
        """Whether it is asked for each covered objective."""
        return self.repeat != Repeat.ONCE

    def form_id(self) -> int:
        """The primary key of its questionnaire."""
        return self.questionnaire_id

    def texts(self) -> list[dict[str, str]]:
        """Every text of it that is translated: {"en": …, "fr": …}."""
        return [texts for texts in (self.titles, self.introductions) if texts]


class Question(PartOfQuestionnaire):
    """One thing that is asked. `key` is stable across versions: answers are found again by it.

    `options` is a list of {"value", "labels"} for single and multi; `columns` a list of {"key", "labels",
    "type", "options"} for tables, whose types are the simple ones, single and picks from the Compact.
    """

    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(_("order"))
    key = models.SlugField(_("code"), max_length=20)
    labels = WordingsField(_("question"), default=dict)
    helps = WordingsField(_("help"), default=dict, blank=True)
    examples = WordingsField(_("example of an answer"), default=dict, db_default={}, blank=True)
    type = models.CharField(_("type"), max_length=20, choices=QuestionType)
    required = models.BooleanField(_("required"), default=False)
    audience = models.CharField(_("answer is"), max_length=20, choices=Audience, default=Audience.PUBLISHED)
    meaning = models.CharField(_("read by the portal as"), max_length=20, choices=Meaning, blank=True)
    words = models.PositiveIntegerField(_("about how many words"), null=True, blank=True)
    options = models.JSONField(_("choices"), default=list, blank=True)
    ranks = models.PositiveSmallIntegerField(
        _("how many are put in order"), default=3, db_default=3, blank=True,
        validators=[MinValueValidator(2), MaxValueValidator(10)],
        help_text=_("For “The first few of a list, in order”: 2 to 10."),
    )  # fmt: skip
    columns = models.JSONField(_("columns"), default=list, blank=True)
    asked_if = models.CharField(
        _("asked only if"), max_length=200, blank=True, default="", db_default="",
        help_text=_("For example “b2 = yes, partly”: the code of an earlier question with choices, and its answers."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["section__order", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["section", "key"], name="question_key_once_in_section"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.label}"

    @property
    def label(self) -> Wording:
        """The question in the active language."""
        return wording(self.labels)

    @property
    def help(self) -> Wording:
        """The help that opens under the question."""
        return wording(self.helps)

    @property
    def example(self) -> Wording:
        """How an answer may read; never taken for one."""
        return wording(self.examples)

    @property
    def is_public(self) -> bool:
        """Whether its answer is published; else it stays with State and secretariat."""
        return self.audience == Audience.PUBLISHED

    def form_id(self) -> int:
        """The primary key of its questionnaire; one query where the section is not loaded."""
        return self.section.questionnaire_id

    def texts(self) -> list[dict[str, str]]:
        """Every text of it that is translated, choices and columns included: {"en": …, "fr": …}."""
        labelled = [
            *self.options,
            *self.columns,
            *(one for column in self.columns for one in column.get("options", [])),
        ]
        return [
            texts for texts in (self.labels, self.helps, self.examples, *(one["labels"] for one in labelled)) if texts
        ]

    def choices(self) -> list[tuple[str, Wording]]:
        """(value, label in the active language) of single and multi."""
        return choices_of(self.options)


def _conditions_that_fail(questions: list[Question]) -> list[str]:
    """For each question whose condition cannot hold any more, after others were moved or changed: why, in words."""
    from reviews import conditions

    before: dict[str, Question] = {}
    found = []
    for question in questions:
        if question.asked_if and (why := conditions.problem_of(question, before)):
            found.append(_t("Question %(code)s: %(why)s") % {"code": question.key, "why": why})
        before[question.key] = question
    return found


def choices_of(options: list[dict[str, Any]]) -> list[tuple[str, Wording]]:
    """(value, label in the active language) of an options list."""
    return [(option["value"], wording(option["labels"])) for option in options]
