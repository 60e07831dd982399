"""What one version of a questionnaire asks otherwise than another, question by question (FEATURES R25).

Questions are found again by their keys. What anybody has answered is not looked at: an officer reads the same words
whether a State has begun to write or not (RELIABILITY P1).
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reviews.choices import QuestionnaireStatus
from reviews.models import Question, Questionnaire
from reviews.outline import outline_of

GONE, NEW, CHANGED = "gone", "new", "changed"
WORDS = {
    GONE: gettext_lazy("No longer asked"),
    NEW: gettext_lazy("New"),
    CHANGED: gettext_lazy("Asked otherwise"),
}
PARTS = {
    "labels": gettext_lazy("another wording"),
    "helps": gettext_lazy("another help"),
    "examples": gettext_lazy("another example"),
    "options": gettext_lazy("other choices"),
    "columns": gettext_lazy("other columns"),
    "ranks": gettext_lazy("another number to be put in order"),
    "words": gettext_lazy("another length"),
    "asked_if": gettext_lazy("asked under another condition"),
    "meaning": gettext_lazy("the portal reads it otherwise"),
}


@dataclass(frozen=True)
class Difference:
    """One question that is gone, new or asked otherwise; `what` says in which respects."""

    how: str
    question: Question
    what: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """How, in words."""
        return str(WORDS[self.how])


def newer(form: Questionnaire) -> Questionnaire | None:
    """The version in force that has replaced `form`, if any; one query."""
    if form.status == QuestionnaireStatus.IN_FORCE:
        return None
    in_force = Questionnaire.objects.in_force(form.cycle_id).filter(kind=form.kind)
    return in_force.exclude(pk=form.pk).first()


def before(form: Questionnaire) -> Questionnaire | None:
    """The version that stood or stands in force when `form` comes: the newest with a lower number; one query."""
    known = (QuestionnaireStatus.IN_FORCE, QuestionnaireStatus.REPLACED)
    earlier = Questionnaire.objects.filter(cycle=form.cycle_id, kind=form.kind, status__in=known)
    return earlier.filter(version__lt=form.version).order_by("-version").first()


def between(old: Questionnaire, new: Questionnaire) -> list[Difference]:
    """What `new` asks otherwise than `old`: gone first, in the order of the questionnaires."""
    asked, asks = ({question.key: question for question in outline_of(one.pk).questions} for one in (old, new))
    gone = [Difference(GONE, question) for key, question in asked.items() if key not in asks]
    added = [Difference(NEW, question) for key, question in asks.items() if key not in asked]
    both = [(question, _respects(asked[key], question)) for key, question in asks.items() if key in asked]
    return [*gone, *added, *(Difference(CHANGED, question, what) for question, what in both if what)]


def counted(differences: list[Difference]) -> str:
    """“2 questions are no longer asked (b1, c2), 1 is new, 3 are asked otherwise”, in a sentence."""
    keys = {how: [one.question.key for one in differences if one.how == how] for how in WORDS}
    gone, added, changed = (len(keys[how]) for how in (GONE, NEW, CHANGED))
    sentences = [
        ngettext("%(n)s question is no longer asked", "%(n)s questions are no longer asked", gone) % {"n": gone}
        + (f" ({', '.join(keys[GONE])})" if gone else ""),
        ngettext("%(n)s is new", "%(n)s are new", added) % {"n": added},
        ngettext("%(n)s is asked otherwise", "%(n)s are asked otherwise", changed) % {"n": changed},
    ]
    return ", ".join(sentences) + "."


def _respects(old: Question, new: Question) -> tuple[str, ...]:
    """In which respects two questions of one key differ, in words."""
    found: list[Any] = []
    if old.type != new.type:
        found.append(_("answered as: %(type)s") % {"type": new.get_type_display()})
    if old.section.code != new.section.code or old.section.repeat != new.section.repeat:
        found.append(_("in section %(section)s") % {"section": new.section})
    if old.required != new.required:
        found.append(_("required now") if new.required else _("no longer required"))
    if old.audience != new.audience:
        found.append(_("its answer is: %(audience)s") % {"audience": new.get_audience_display()})
    found += [words for name, words in PARTS.items() if getattr(old, name) != getattr(new, name)]
    return tuple(str(one) for one in found)
