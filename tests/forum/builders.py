"""Milestones and plans to test with, in any zone."""

from datetime import UTC, date, datetime
from typing import Any

from forum.models import ForumCycle, Milestone, ReminderPlan


def utc(*parts):
    """A moment in UTC."""
    return datetime(*parts, tzinfo=UTC)


def milestone(day: date, zone: str = "America/New_York", **fields: Any) -> Milestone:
    """A preferred date in a cycle of its own; unsaved."""
    cycle = ForumCycle(year=2034, ordinal=4, time_zone=zone, starts_on=date(2034, 5, 2), ends_on=date(2034, 5, 5))
    given = {"code": "due", "kind": "soft_deadline", "ends_on": day, "labels": {"en": "Due"}, "source": "test"}
    return Milestone(cycle=cycle, starts_on=day, **{**given, **fields})


def plan(day: date, lead_days: list[int], zone: str = "America/New_York", **fields: Any) -> ReminderPlan:
    """A draft plan for a milestone on `day`; unsaved."""
    return ReminderPlan(kind="test", milestone=milestone(day, zone, **fields), lead_days=lead_days)


def saved_plan(**fields: Any) -> ReminderPlan:
    """A draft plan for the voluntary reviews of 2030."""
    due = ForumCycle.objects.get(year=2030).reviews_due
    return ReminderPlan.objects.create(**{"kind": "test", "milestone": due, "lead_days": [60, 30, 14, 7, 1], **fields})
