"""The third reminder that a State leaves unanswered is a call by an officer, not another mail (FEATURES N12)."""

import uuid
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import steps as accounts
from accounts.models import DeskNote, Membership, Organisation
from forum.models import Milestone, Moment, ReminderPlan
from notifications.models import Message
from reviews import board
from reviews.notifications.reminders import ReviewDue

SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "imrf-portal:calls")


def put_calls_on_the_desk(now: datetime | None = None) -> int:
    """A task for any officer for each State whose reminder would be due at `now` and is not sent any more; returns how
    many are new. However often it runs, a State has one open at most."""
    now = now or timezone.now()
    made = 0
    for plan in ReminderPlan.objects.in_force().filter(kind=ReviewDue.name, milestone__cancelled_on=None):
        for at in plan.moments():
            if at.not_before <= now < at.expires_at:
                made += sum(_ask(plan.milestone, at, state) for state in _silent(plan.milestone, at))
    return made


def _silent(milestone: Milestone, at: Moment) -> list[Organisation]:
    """The States that are to be called instead of this reminder, and for which no call stands open."""
    codes = board.to_be_called(milestone.cycle) - board.filed(milestone.cycle)
    points = Membership.objects.focal_points().filter(organisation__country__in=codes)
    states = Organisation.objects.filter(pk__in=points.values("organisation")).order_by("name")
    asked = set(DeskNote.objects.of_the_portal().open().values_list("object_id", flat=True))
    mailed = set(_occasions(milestone)) if codes else set()
    return [
        one for one in states if str(one.pk) not in asked and _reminder(milestone, at, one).occasion() not in mailed
    ]


def _occasions(milestone: Milestone) -> Any:
    """Of the reminders of this forum that are in the outbox."""
    kept = Message.objects.filter(kind=ReviewDue.name, occasion__startswith=f"reviews:{milestone.cycle_id}:")
    return kept.values_list("occasion", flat=True)


def _reminder(milestone: Milestone, at: Moment, state: Organisation) -> ReviewDue:
    return ReviewDue(milestone, [], country=state.country_id, due=milestone.ends_on, lead=at.lead_days)


def _ask(milestone: Milestone, at: Moment, state: Organisation) -> bool:
    with override("en"):
        text = _(
            "Please call the focal points. Two reminders of the voluntary review for the forum of %(forum)s got no "
            "answer: nobody signed in or announced a date since. A third is not sent. Addresses and office hours stand "
            "on the page of the State. Settle this when you have called; reminders then begin anew."
        ) % {"forum": milestone.cycle_id}
    key = uuid.uuid5(SPACE, _reminder(milestone, at, state).occasion())
    before = DeskNote.objects.filter(form_key=key).exists()
    accounts.give_task(state, text, due_on=at.expires_at.astimezone(milestone.cycle.zone).date(), form_key=key)
    return not before
