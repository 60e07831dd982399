"""What hangs on a body, and moves where two bodies on record turn out to be one (FEATURES U5).

Each app says in its `overview` which of its rows name a body, and what becomes of them; a test finds every relation
to `Organisation` that nobody has spoken for. What is frozen stays as it was published, under the name of its day.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import Organisation
from core.workflow import signed

Move = Callable[[Sequence[Any], Organisation, Any], None]
"""(rows, the body that stays, who merges)."""


@dataclass(frozen=True)
class Holding:
    """Rows of one relation. `move` gives those for which `only` holds to the body that stays. Where they stay
    where they are, `stays` says why. `clashes(gone, stays)` says in words what people have to settle first."""

    relation: str
    move: Move | None = None
    only: models.Q = field(default_factory=models.Q)
    clashes: Callable[[Organisation, Organisation], Iterable[str]] = lambda gone, stays: ()
    stays: str = ""

    @property
    def field(self) -> Any:
        """The relation itself. Raises LookupError, FieldDoesNotExist for a name that is none."""
        model, _dot, name = self.relation.rpartition(".")
        return apps.get_model(model)._meta.get_field(name)

    @property
    def label(self) -> str:
        """What the rows are called."""
        return str(self.field.model._meta.verbose_name_plural)

    def rows(self, body: Organisation) -> list[Any]:
        """Those that name `body`."""
        return list(self.field.model._base_manager.filter(self.only, **{self.field.name: body}).order_by("pk"))


HOLDINGS: dict[str, Holding] = {}
"""By relation, as `pledges.Pledge.organisation`."""


def declare(*holdings: Holding) -> None:
    """An app speaks for its relations. Called once, as its `overview` is read."""
    HOLDINGS.update({one.relation: one for one in holdings})


def moving(relation: str, **more: Any) -> Holding:
    """Rows that simply name the body that stays from now on; a record with a history says so there."""
    name = relation.rpartition(".")[2]

    def move(rows: Sequence[Any], stays: Organisation, by: Any) -> None:
        for row in rows:
            setattr(row, name, stays)
            signed(row, by, "bodies merged")
            row.save(update_fields=[name])

    return Holding(relation, move, **more)


def moving_in_list(relation: str) -> Holding:
    """The same for bodies in a many-to-many relation."""
    name = relation.rpartition(".")[2]

    def move(rows: Sequence[Any], stays: Organisation, by: Any) -> None:
        for row in rows:
            chosen = getattr(row, name)
            chosen.remove(*stays.merged.all())
            chosen.add(stays)

    return Holding(relation, move)


@dataclass
class Plan:
    """What a merger would do: how many rows of each kind, and what stands in its way. `rows` are their keys."""

    lines: list[tuple[str, int]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    rows: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def seal(self) -> str:
        """Another one as soon as other rows would move."""
        return hashlib.sha256(repr((self.lines, self.problems, self.rows)).encode()).hexdigest()[:16]


def look(gone: Organisation, stays: Organisation) -> Plan:
    """What would move from `gone` to `stays`; changes nothing."""
    plan = Plan()
    for one in HOLDINGS.values():
        rows = one.rows(gone) if one.move and not one.stays else []
        if rows:
            plan.lines.append((one.label, len(rows)))
            plan.rows[one.relation] = [row.pk for row in rows]
            plan.problems += one.clashes(gone, stays)
    plan.lines.sort()
    return plan


def carry_out(gone: Organisation, stays: Organisation, *, by: Any) -> None:
    """Move all of it, within the caller's transaction. `gone` says already what it became part of."""
    for one in HOLDINGS.values():
        if one.move and (rows := one.rows(gone)):
            one.move(rows, stays, by)


def relations() -> set[str]:
    """Every relation of any table to bodies, histories left out: each needs its Holding."""
    return {
        f"{model._meta.label}.{one.name}"
        for model in apps.get_models()
        if not hasattr(model, "history_object")
        for one in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if one.is_relation and one.related_model is Organisation
    }
