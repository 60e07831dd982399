"""One door to a status: `perform`, and the pages of steps in admin; on the reminder plan, which needs two officers."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.urls import reverse

from core.models import Act
from core.workflow import MovedOn, NotReady, Problem, perform, steps_open_to
from forum import steps
from forum.models import Milestone, ReminderPlan
from tests.forum.builders import saved_plan

pytestmark = pytest.mark.django_db


def standing(plan):
    return ReminderPlan.objects.get(pk=plan.pk).status


def test_a_step_changes_the_status_and_leaves_an_act_and_a_line_of_history(cast):
    plan = saved_plan()
    done = perform(plan, "propose", by=cast.officer, note="a reason")
    assert (done.status, plan.status, standing(plan)) == ("proposed", "draft", "proposed")
    act = Act.objects.get(object_id=str(plan.pk), verb="propose")
    assert act.by == cast.officer
    assert "a reason" not in f"{act.detail}{act.reference}{act}"
    line = done.history.first()
    assert (line.history_user, line.history_change_reason) == (cast.officer, "a reason")


def test_a_long_reason_is_kept_whole(cast):
    reason = "As asked by the State in its letter of 3 March. " * 7
    done = perform(saved_plan(), "propose", by=cast.officer, note=reason)
    assert len(reason) > 300
    assert done.history.get(history_type="~").history_change_reason == reason


def test_somebody_was_here_before(cast):
    plan = saved_plan()
    perform(plan, "propose", by=cast.officer)
    with pytest.raises(MovedOn, match="meanwhile"):
        perform(plan, "propose", by=cast.second_officer)  # `plan` still reads as a draft
    assert ReminderPlan.objects.get(pk=plan.pk).proposed_by == cast.officer


@pytest.mark.parametrize("who", ["member", "focal_point", "superuser", "reviewer", "officer"])
def test_without_the_permission_nothing_changes(cast, who):
    plan = perform(saved_plan(), "propose", by=cast.officer)
    acts = Act.objects.count()
    with pytest.raises(PermissionDenied):
        perform(plan, "put_in_force", by=getattr(cast, who))  # the officer proposed it: not by the same
    assert standing(plan) == "proposed"
    assert Act.objects.count() == acts


def test_the_rights_of_this_moment_count(cast):
    plan = saved_plan()
    officer = cast.officer
    assert steps_open_to(officer, plan) == ["propose"]
    type(officer).objects.get(pk=officer.pk).memberships.all().delete()
    assert steps_open_to(officer, plan) == ["propose"]  # a page drawn before still offers it
    with pytest.raises(PermissionDenied):
        perform(plan, "propose", by=officer)
    assert standing(plan) == "draft"


def test_s12_a_disabled_account_takes_no_step(cast):
    plan = saved_plan()
    type(cast.officer).objects.filter(pk=cast.officer.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        perform(plan, "propose", by=cast.officer)
    assert standing(plan) == "draft"


def test_a_record_that_is_not_ready_says_why_and_stays(cast, monkeypatch):
    plan = saved_plan()
    monkeypatch.setattr(ReminderPlan, "problems_before", lambda self, step: [Problem("Write the days."), Problem("b")])
    with pytest.raises(NotReady) as told:
        perform(plan, "propose", by=cast.officer)
    assert [problem.text for problem in told.value.problems] == ["Write the days.", "b"]
    assert standing(plan) == "draft"
    assert not Act.objects.filter(verb="propose").exists()


def test_f9_a_fault_after_the_step_leaves_nothing_of_it(cast, monkeypatch):
    plan = saved_plan()

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("core.models.ActQuerySet.log", broken)
    with pytest.raises(RuntimeError):
        steps.propose(plan, by=cast.officer)
    assert standing(plan) == "draft"
    assert not plan.history.filter(status="proposed").exists()


@pytest.mark.django_db(transaction=True)
def test_b44_of_two_who_press_at_once_one_wins_and_the_other_is_told(lists, cast):
    plan = saved_plan()
    people = [cast.officer, cast.second_officer]
    told, start = [], threading.Barrier(2)

    def press(who):
        start.wait()
        try:
            told.append(perform(plan, "propose", by=who).status)
        except MovedOn:
            told.append("moved on")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[who]) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told) == ["moved on", "proposed"]
    assert Act.objects.filter(verb="propose").count() == 1
    assert plan.history.filter(status="proposed").count() == 1


# --- the pages of steps in admin


def page(plan, step):
    return reverse("admin:forum_reminderplan_step", args=[plan.pk, step])


def change(plan):
    return reverse("admin:forum_reminderplan_change", args=[plan.pk])


def test_the_page_of_a_step_says_what_will_happen_and_a_look_does_nothing(cast):
    plan = saved_plan()
    response = cast.client("officer").get(page(plan, "propose"))
    assert response.status_code == 200
    assert "A second officer sees the plan" in response.text
    assert "Nobody gets a message" in response.text
    assert standing(plan) == "draft"


@pytest.mark.parametrize("method", ["get", "post"])
def test_b61_a_step_outside_what_one_sees_is_missing_and_one_without_right_refused(cast, method):
    plan = saved_plan()
    answers = {
        "second_officer": ("put_in_force", 403),  # no such step from a draft
        "officer": ("none", 404),
        "head": ("delete", 404),
        "superuser": ("propose", 404),
        "focal_point": ("propose", 302),
        "member": ("propose", 302),
        "visitor": ("propose", 302),
    }
    for who, (step, status) in answers.items():
        assert getattr(cast.client(who), method)(page(plan, step)).status_code == status, who
    assert cast.client("officer").get(page(plan, "propose").replace(str(plan.pk), "999999")).status_code == 404
    assert standing(plan) == "draft"


def test_b61_a_step_forged_into_the_change_form_is_ignored(cast):
    plan = saved_plan()
    form = {"kind": plan.kind, "milestone": plan.milestone_id, "lead_days": "7"}
    forged = {"_fsm_transition_to": "propose", "_fsmtransition-status-propose": "1", "status": "in_force"}
    for who in ("officer", "superuser", "member"):
        cast.client(who).post(change(plan), {**form, **forged})
        assert standing(plan) == "draft", who
    cast.client("officer").post(page(plan, "propose"), {"_fsm_transition_to": "put_in_force", "status": "in_force"})
    assert standing(plan) == "proposed"


def test_a_step_is_open_where_the_record_itself_may_not_be_changed(cast):
    plan = perform(saved_plan(), "propose", by=cast.officer)
    second = cast.client("second_officer")
    assert second.post(change(plan), {"lead_days": "7"}).status_code == 403
    assert "Put in force" in second.get(change(plan)).text
    assert second.post(page(plan, "put_in_force"), {"note": ""}).status_code == 302
    assert standing(plan) == "in_force"


def test_what_stands_in_the_way_is_said_on_the_page_of_the_step_and_the_note_is_kept(cast):
    plan = saved_plan()
    Milestone.objects.filter(pk=plan.milestone_id).update(cancelled_on="2029-01-01")
    response = cast.client("officer").post(page(plan, "propose"), {"note": "what I wrote"})
    assert response.status_code == 200
    assert "The milestone is cancelled." in response.text
    assert "what I wrote" in response.text
    assert standing(plan) == "draft"


def test_what_an_officer_notes_with_a_step_is_read_in_the_history_and_in_no_other_place(cast):
    plan = saved_plan()
    cast.client("officer").post(page(plan, "propose"), {"note": "Two days more, aside-9k"})
    second = cast.client("second_officer")
    assert "Two days more, aside-9k" in second.get(change(plan).replace("change", "history")).text
    assert "aside-9k" not in second.get("/admin/core/act/").text
    taken = cast.prove("head").get("/admin/core/act/export/")
    assert b"noted" in (log := b"".join(taken.streaming_content))
    assert b"aside-9k" not in log


def test_a_step_taken_by_somebody_else_meanwhile_is_said_on_the_page(cast, monkeypatch):
    plan = saved_plan()
    monkeypatch.setattr("core.admin.steps_open_to", lambda user, record: ["propose"])
    perform(plan, "propose", by=cast.second_officer)
    response = cast.client("officer").post(page(plan, "propose"), {"note": "mine"})
    assert response.status_code == 200
    assert "Somebody has taken a step here meanwhile" in response.text
    assert ReminderPlan.objects.get(pk=plan.pk).proposed_by == cast.second_officer
