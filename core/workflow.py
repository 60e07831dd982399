"""One door to a status.

An app declares its steps with django-fsm-2 on an abstract model in its `workflow.py`; `perform` is the
only caller of a transition, and the app's `steps.py` the only caller of `perform`. The class methods
that django-fsm generates ask `may(...)`, which asks `core.access.allowed`.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import FSMField, can_proceed, has_transition_perm

from core import access
from core.models import PUT_BACK_WITHIN, Act

Record = TypeVar("Record", bound=models.Model)


class StatusField(FSMField):
    """Where a record stands; only `perform` changes it.

    A migration sees plain text. For each of its fields django-fsm looks at every model that is made, and migrations
    make all models anew at each of their operations: together that took half of the time of setting up a database.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"protected": True, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """As a CharField."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        return name, "django.db.models.CharField", args, kwargs


class Problem(NamedTuple):
    """Something that stands in the way of a step, in words for the person at the screen."""

    text: str
    url: str = ""


class NotReady(Exception):
    """The step is allowed, but the record is not ready for it; `problems` says why, `texts` in words alone."""

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = [Problem(one) if isinstance(one, str) else one for one in problems]
        self.texts = [one.text for one in self.problems]
        super().__init__("; ".join(self.texts))


class MovedOn(Exception):
    """The record no longer stands where this step begins: somebody was here before."""


def kept_until(record: Any) -> Any:
    """The moment until when `record` can be taken back, by its `discarded_at`; None for one that is not discarded."""
    return record.discarded_at + PUT_BACK_WITHIN if record.discarded_at else None


def demand_kept(record: Any) -> None:
    """Raise MovedOn for what was discarded more than 30 days ago."""
    until = kept_until(record)
    if until and timezone.now() > until:
        raise MovedOn(_("It was discarded more than 30 days ago and can no longer be taken back."))


def may(permission: str) -> Callable[[Any, Any], bool]:
    """Only with `permission` on this very record."""
    return lambda record, user: access.allowed(user, permission, record)


def demand(record: Any, step: str, by: Any) -> None:
    """Raise what keeps `by` from taking `step` on `record` as it stands: MovedOn, PermissionDenied, or NotReady with
    the problems that `problems_before(step)` names."""
    transition = getattr(record, step)
    if not can_proceed(transition):
        raise MovedOn(_("Somebody has taken a step here meanwhile. Look at the page again."))
    if not by.is_active or not has_transition_perm(transition, by):
        raise PermissionDenied(_("You do not have the right to do this."))
    if problems := record.problems_before(step):
        raise NotReady(*problems)


@transaction.atomic
def perform(record: Record, step: str, *, by: Any, note: str = "", log: bool = True) -> Record:
    """Take `step` on the locked, freshly read record, with the rights `by` has at this moment.

    Returns the saved record. Raises as `demand`, MovedOn when the status has changed meanwhile. `log` is False where
    the caller writes the act of a record of its own: what somebody did once stands in the log once. A record's
    `SECRECY` names the steps whose act is secret, or open, whatever the status afterwards says.
    """
    by = access.fresh(by)
    locked: Any = type(record)._base_manager.select_for_update().get(pk=record.pk)
    demand(locked, step, by)
    getattr(locked, step)(by=by, note=note)
    signed(locked, by, note)
    locked.save()
    if log:
        Act.objects.log(step, locked, by=by, confidential=getattr(locked, "SECRECY", {}).get(step))
    return locked


def steps_open_to(user: Any, record: Any) -> list[str]:
    """The names of the steps that `user` may take now on `record`, in the order they are declared."""
    return [step.name for step in record.get_available_user_status_transitions(user)]


def signed(record: Any, by: Any, reason: str = "") -> None:
    """The history of `record`'s next save names `by` and the reason; no middleware guesses who it was."""
    record._history_user = by
    record._change_reason = reason
