"""The Compact's lists as picks need them: code and label, read once a minute for each language.

Fifteen picks on a page make one query; an officer's correction is seen within a minute.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.utils.translation import get_language

from reference.models import (
    Action,
    Country,
    GuidingPrinciple,
    Objective,
    Region,
    StakeholderGroup,
    SustainableDevelopmentGoal,
    Wording,
)

SECONDS = 60


class Entry(NamedTuple):
    """A thing to pick: its code, what is said of it, the objective or roundtable it belongs to, and its name in few
    words where it has one."""

    code: Any
    label: Wording
    mark: str
    group: int
    short: Wording | str = ""

    @property
    def in_short(self) -> Wording | str:
        """What stands beside a box."""
        return self.short or self.label


class Option(NamedTuple):
    """One line to tick: `value` goes into the form, `mark` (a number, a letter) stands before the label."""

    value: str
    label: Any
    mark: str
    chosen: bool


_kept: dict[tuple[str, str], tuple[float, dict[Any, Entry]]] = {}


def _read_once(name: str, read: Callable[[], list[Entry]]) -> dict[Any, Entry]:
    key = (name, get_language() or "en")
    when, entries = _kept.get(key, (0.0, {}))
    if not entries or time.monotonic() - when > SECONDS:
        entries = {entry.code: entry for entry in read()}
        _kept[key] = (time.monotonic(), entries)
    return entries


def forget() -> None:
    """Read all anew; for tests, whose States come and go."""
    _kept.clear()


def objectives() -> dict[int, Entry]:
    """The 23 objectives by number; `group` is the roundtable."""
    return _read_once(
        "objectives",
        lambda: [Entry(o.number, o.title, str(o.number), o.roundtable, o.short_label) for o in Objective.objects.all()],
    )


def objective_titles() -> dict[int, Wording]:
    """The titles of the objectives by number, in the active language."""
    return {number: entry.label for number, entry in objectives().items()}


def actions() -> dict[str, Entry]:
    """The actions by code, as “2(a)”; `group` is the objective."""
    return _read_once("actions", lambda: [Entry(a.code, a.name, a.code, a.objective_id) for a in Action.objects.all()])


def principles() -> dict[int, Entry]:
    """The ten guiding principles by number; `mark` is the letter of paragraph 15."""
    return _read_once(
        "principles", lambda: [Entry(p.number, p.name, f"({p.letter})", 0) for p in GuidingPrinciple.objects.all()]
    )


def stakeholders() -> dict[str, Entry]:
    """The stakeholder groups by code."""
    return _read_once("stakeholders", lambda: [Entry(g.code, g.name, "", 0) for g in StakeholderGroup.objects.all()])


def goals() -> dict[int, Entry]:
    """The 17 Sustainable Development Goals by number."""
    return _read_once(
        "goals",
        lambda: [Entry(g.number, g.name, str(g.number), 0) for g in SustainableDevelopmentGoal.objects.all()],
    )


def regions() -> dict[str, Entry]:
    """The regions of the M49 standard by code, as far as a State lies in them, by name; each before its parts."""
    return _read_once("regions", lambda: [Entry(r.code, r.name, "", 0) for r in _in_tree(Region.objects.all())])


def _in_tree(regions: Iterable[Region]) -> list[Region]:
    by_code = {one.code: one for one in regions}

    def path(one: Region) -> list[str]:
        above = by_code.get(one.parent_id or "")
        return [*(path(above) if above else []), str(one.name)]

    return sorted(by_code.values(), key=path)


def countries() -> dict[str, Entry]:
    """The States by code, in the alphabetical order of their names; the demo's too, where it is there."""
    return _read_once("countries", lambda: [Entry(c.code, c.name, "", 0) for c in Country.objects.by_name()])
