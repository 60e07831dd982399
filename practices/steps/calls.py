"""What the secretariat does with a call for practices."""

from typing import Any

from core.workflow import perform
from practices.models import CallForPractices


def open(call: CallForPractices, *, by: Any, note: str = "") -> CallForPractices:  # noqa: A001 - the step's name
    """Everybody can read it; practices can be submitted for it from its first day."""
    return perform(call, "open", by=by, note=note)


def close(call: CallForPractices, *, by: Any, note: str = "") -> CallForPractices:
    """No practice is taken for it any more; its page stays."""
    return perform(call, "close", by=by, note=note)
