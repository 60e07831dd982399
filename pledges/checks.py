"""How will we know: what a pledge still lacks, in words (FEATURES C1).

For a State nothing but an empty, an endless or a contradictory text stands in the way: the rest is advice, and its
page then says that no measurable target is given. For everybody else a target or stage with a date and a way to know
is a must.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import regex
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pledges.choices import Answer, Form, Together
from pledges.models import Pledge

LEAST, MOST = 300, 3_000
"""Characters of the text, as people count them."""
MOST_STEPS = 50
"""Pledges that answer one another in a row, at most; what is longer is taken for a circle."""
PERCENT = ("%", "percent", "per cent", "per cent.", "pct")


MUST, MUST_UNLESS_STATE, ADVICE = "must", "must unless it is a State", "advice"


class _Finding(NamedTuple):
    text: str
    field: str
    weight: str


@dataclass(frozen=True)
class Check:
    """One thing that is missing or doubtful; `field` is the anchor of its box."""

    text: str
    field: str
    blocks: bool

    @property
    def url(self) -> str:
        """Its box on the page of the draft."""
        return f"#{self.field}"


def length(text: str) -> int:
    """Characters as people count them: a letter with its marks, a flag, a family are one."""
    return len(regex.findall(r"\X", text.strip()))


def is_measurable(row: dict[str, Any]) -> bool:
    """Whether a row of the table is a target or stage with a date and a way to know."""
    return bool(row.get("indicator") and row.get("by_when") and row.get("how_known"))


def has_measurable_target(targets: list[dict[str, Any]]) -> bool:
    """Whether one row of the table can be measured."""
    return any(map(is_measurable, targets))


def checks_of(pledge: Pledge) -> list[Check]:
    """Everything to look at before others read it, in the order of the form."""
    musts = (MUST,) if pledge.is_of_a_state else (MUST, MUST_UNLESS_STATE)
    found = (*_of_words(pledge), *_of_scope(pledge), *_of_targets(pledge), *_of_others(pledge))
    return [Check(one.text, one.field, one.weight in musts) for one in found]


def _of_words(pledge: Pledge) -> Iterator[_Finding]:
    if not pledge.title:
        yield _Finding(_("Give the pledge a title."), "title", MUST)
    count = length(pledge.text)
    words = {"count": f"{count:,}", "least": LEAST, "most": f"{MOST:,}"}
    if not count:
        yield _Finding(_("Say what is pledged."), "text", MUST)
    elif count < LEAST:
        sentence = _(
            "The text has %(count)s characters. Say in at least %(least)s what will be done, for whom and where."
        )
        yield _Finding(sentence % words, "text", MUST_UNLESS_STATE)
    elif count > MOST:
        yield _Finding(_("The text has %(count)s characters; at most %(most)s can be submitted.") % words, "text", MUST)
    if not pledge.forms:
        yield _Finding(_("Say what is given: money, people, material, a law, a process."), "forms", MUST_UNLESS_STATE)


def _of_scope(pledge: Pledge) -> Iterator[_Finding]:
    if not (pledge.objectives.exists() or pledge.principles.exists() or pledge.actions.exists()):
        yield _Finding(
            _("Choose at least one objective, guiding principle or action."), "objectives", MUST_UNLESS_STATE
        )
    if not pledge.scope:
        yield _Finding(_("Say at which level it works."), "scope", MUST_UNLESS_STATE)
    if not (pledge.places or pledge.countries.exists() or "international" in pledge.scope):
        yield _Finding(_("Say where: States, regions or places."), "countries", ADVICE)
    if not pledge.beneficiaries:
        yield _Finding(_("Say for whom."), "beneficiaries", ADVICE)
    if not pledge.ends_on and not any(row.get("by_when") for row in pledge.targets):
        yield _Finding(_("Say by when it will be done."), "ends_on", ADVICE)


def _of_targets(pledge: Pledge) -> Iterator[_Finding]:
    if not has_measurable_target(pledge.targets):
        words = _(
            "How will we know? Name at least one target or stage, by when it is reached, and how that will be known: "
            "a register, a survey, a law in force."
        )
        yield _Finding(words, "targets", MUST_UNLESS_STATE)
    for row in pledge.targets:
        yield from _of_target(row)
    if Form.FINANCIAL in pledge.forms and not pledge.amounts:
        yield _Finding(_("It is financial, and no amount is given."), "amounts", ADVICE)


def _of_target(row: dict[str, Any]) -> Iterator[_Finding]:
    """What is doubtful in one row; nothing of it is a must."""
    name = {"target": row["indicator"]}
    gaps = [
        word
        for key, word in (("by_when", _("by when it is reached")), ("how_known", _("how that will be known")))
        if not row.get(key)
    ]
    if gaps:
        yield _Finding(_("“%(target)s”: say %(gaps)s.") % {**name, "gaps": _(" and ").join(gaps)}, "targets", ADVICE)
    if not row.get("target"):
        return
    if not row.get("unit"):
        yield _Finding(_("“%(target)s”: the number has no unit. What is counted?") % name, "targets", ADVICE)
    if not row.get("baseline"):
        yield _Finding(_("“%(target)s”: say from where it starts, be it 0.") % name, "targets", ADVICE)
    elif Decimal(row["baseline"]) == Decimal(row["target"]):
        yield _Finding(_("“%(target)s”: baseline and target are the same. What will change?") % name, "targets", ADVICE)
    if row.get("unit", "").casefold() in PERCENT and Decimal(row["target"]) > 100:
        sentence = _(
            "“%(target)s”: more than 100 percent. That can be meant (a doubling is 200); look at it once more."
        )
        yield _Finding(sentence % name, "targets", ADVICE)


def _of_others(pledge: Pledge) -> Iterator[_Finding]:
    if pledge.together != Together.INDIVIDUAL:
        yield from _of_partners(pledge)
    if pledge.answers and answers_in_a_circle(pledge):
        yield _Finding(
            _("%(number)s answers this pledge: two cannot answer each other.") % {"number": pledge.answers},
            "answers",
            MUST,
        )


def _of_partners(pledge: Pledge) -> Iterator[_Finding]:
    part = [one for one in pledge.participants.all() if one.answer in (Answer.INVITED, Answer.CONFIRMED)]
    if not part:
        others_come = pledge.together == Together.COMMON or pledge.seeks
        weight = ADVICE if others_come else MUST_UNLESS_STATE
        yield _Finding(_("It is joint, and no partner is asked yet."), "partners", weight)
    waiting = [one for one in part if one.answer == Answer.INVITED or one.agreed_to != pledge.commitment()]
    if waiting:
        sentence = ngettext(
            "%(count)d partner has not confirmed this text. It appears once it has.",
            "%(count)d partners have not confirmed this text. They appear once they have.",
            len(waiting),
        )
        yield _Finding(sentence % {"count": len(waiting)}, "partners", ADVICE)


def answers_in_a_circle(pledge: Pledge) -> bool:
    """Whether following what each pledge answers leads back to this one."""
    number, steps = pledge.answers, 0
    while number and steps < MOST_STEPS:
        if number == pledge.reference:
            return True
        number = Pledge.objects.filter(reference=number).values_list("answers", flat=True).first() or ""
        steps += 1
    return bool(number)
