"""What happened to a practice, in words and in order, for its own people (FEATURES A2)."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from practices.choices import Outcome
from practices.models import Decision, Practice


class Event(NamedTuple):
    """One line of the timeline."""

    at: Any
    words: str
    note: str = ""


def timeline_of(practice: Practice) -> list[Event]:
    """Oldest first; who of the secretariat did it is not named. Three queries."""
    events = [Event(practice.started_at, _("Started"))]
    for version in practice.versions.prefetch_related("screenings").order_by("number"):
        words = _("Submitted") if version.number == 1 else _("Submitted again, version %(n)d") % {"n": version.number}
        events.append(Event(version.submitted_at, words, version.note))
        events += [Event(one.at, str(Outcome(one.outcome).label), one.letter) for one in version.screenings.all()]
    for decision in Decision.objects.filter(round__practice=practice):
        words = _("Decision: %(verdict)s") % {"verdict": decision.outcome}
        events.append(Event(decision.at, words, decision.letter))
    return [*sorted(events, key=lambda event: event.at), *_now(practice)]


def _now(practice: Practice) -> list[Event]:
    """Where it stands, if no line says so yet."""
    said = ("draft", "submitted", "in_review")
    if practice.status in said:
        return []
    return [Event(practice.status_since, str(practice.get_status_display()), practice.closing_reason)]
