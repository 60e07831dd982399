"""A plan is written by one officer and put in force by another (RELIABILITY P48)."""

import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from core.workflow import MovedOn, NotReady, steps_open_to
from forum import steps
from forum.choices import PlanStatus
from forum.models import Milestone, ReminderPlan, are_lead_days
from tests.forum.builders import saved_plan

pytestmark = pytest.mark.django_db
STEPS = {
    "propose": PlanStatus.DRAFT,
    "take_back": PlanStatus.PROPOSED,
    "put_in_force": PlanStatus.PROPOSED,
    "end": PlanStatus.IN_FORCE,
}
OFFICERS = {"officer", "second_officer", "head"}


def plan_in(status, cast):
    """A plan in `status`, proposed by the officer and released by the second."""
    plan = saved_plan()
    for step, by in (("propose", cast.officer), ("put_in_force", cast.second_officer), ("end", cast.officer)):
        if plan.status == status:
            break
        plan = getattr(steps, step)(plan, by=by)
    return plan


@pytest.mark.parametrize(
    "person", ["member", "focal_point", "officer", "second_officer", "head", "superuser", "moderator"]
)
def test_each_step_is_open_to_whom_the_matrix_says(cast, person):
    by = getattr(cast, person)
    for status, step in itertools.product(PlanStatus.values, STEPS):
        plan = plan_in(status, cast)
        may = STEPS[step] == status and person in OFFICERS and (step != "put_in_force" or person != "officer")
        assert (step in steps_open_to(by, plan)) == may, (status, step)
        if may:
            assert getattr(steps, step)(plan, by=by).status != status
        else:
            with pytest.raises((PermissionDenied, MovedOn)):
                getattr(steps, step)(plan, by=by)
            assert ReminderPlan.objects.get(pk=plan.pk).status == status
        plan.delete()  # a milestone has one plan of a kind


def test_nobody_releases_what_they_proposed_not_even_the_head(cast):
    plan = steps.propose(saved_plan(), by=cast.head)
    with pytest.raises(PermissionDenied):
        steps.put_in_force(plan, by=cast.head)
    assert steps.put_in_force(plan, by=cast.officer).released_by == cast.officer


def test_a_plan_without_days_or_for_a_cancelled_milestone_is_not_proposed(cast):
    with pytest.raises(NotReady):
        steps.propose(saved_plan(lead_days=[]), by=cast.officer)
    plan = saved_plan()
    Milestone.objects.filter(pk=plan.milestone_id).update(cancelled_on="2029-01-01")
    with pytest.raises(NotReady):
        steps.propose(plan, by=cast.officer)


def test_one_plan_of_a_kind_is_in_force_for_a_milestone(cast):
    plan_in(PlanStatus.IN_FORCE, cast)
    with pytest.raises(NotReady):
        steps.propose(saved_plan(), by=cast.officer)
    second = saved_plan()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderPlan.objects.bulk_create(
            [ReminderPlan(kind=second.kind, milestone=second.milestone, status="in_force")]
        )


@pytest.mark.parametrize("wrong", [[], [1, 1], [-1], [401], ["7"], [True], "7", None, [1.5]])
def test_days_ahead_are_different_whole_numbers(wrong):
    with pytest.raises(ValidationError):
        are_lead_days(wrong)


def test_plans_are_seen_by_the_secretariat_alone(cast):
    saved_plan()
    seen = {
        who: ReminderPlan.objects.visible_to(getattr(cast, who)).exists()
        for who in ("officer", "head", "focal_point", "superuser", "member")
    }
    assert seen == {"officer": True, "head": True, "focal_point": False, "superuser": False, "member": False}
