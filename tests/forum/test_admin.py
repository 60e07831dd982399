"""The secretariat's desk: cycles, milestones, plans."""

from datetime import UTC, date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.workflow import NotReady
from forum import steps
from forum.models import ForumCycle, Milestone, ReminderPlan
from notifications.kinds import Kind
from tests.forum.builders import saved_plan

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "ar", "zh", "fr", "ru", "es")
MODELS = ["forumcycle", "milestone", "forumdocument", "regionalreview", "reminderplan", "secretarygeneralreport",
          "recommendation", "championmembership", "championcount", "fund", "thematicarea", "jointprogramme",
          "fundfigure", "textpage", "pagetext", "errorreport"]  # fmt: skip


class Planned(Kind):
    """A kind whose time a plan says."""

    name = "forum.test_planned"
    label = "Planned in a test"
    planned_by = "voluntary_reviews_due"


def change(name, pk):
    return reverse(f"admin:forum_{name}_change", args=[pk])


def step(plan, name):
    return reverse("admin:forum_reminderplan_step", args=[plan.pk, name])


def milestone_form(milestone, **changes):
    fields = ("kind", "audience", "starts_on", "ends_on", "precision", "confidence", "source")
    texts = {f"{name}_{code}": "" for name in ("labels", "notes") for code in LANGUAGES}
    return {**{name: getattr(milestone, name) for name in fields}, **texts, "labels_en": "Hearing", **changes}


@pytest.mark.parametrize("model", MODELS)
def test_an_officer_opens_every_list_and_nobody_else(cast, model):
    saved_plan()
    url = reverse(f"admin:forum_{model}_changelist")
    assert cast.client("officer").get(url).status_code == 200
    for person in ("visitor", "focal_point", "member"):
        assert cast.client(person).get(url).status_code in (302, 403)


def test_a_list_of_milestones_costs_the_same_for_one_and_for_thirty(cast, django_assert_num_queries):
    client, url = cast.client("officer"), reverse("admin:forum_milestone_changelist")
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        assert "1 milestone" in client.get(url + "?q=special_accreditation").content.decode()
    with django_assert_num_queries(len(one)):
        assert client.get(url).status_code == 200


def test_a_milestone_is_moved_with_its_officer_in_the_history(cast):
    milestone = Milestone.objects.get(cycle=2030, code="hearing")
    form = milestone_form(milestone, starts_on="2030-05-13", ends_on="2030-05-13", labels_ar="جلسة")
    assert cast.client("officer").post(change("milestone", milestone.pk), form).status_code == 302
    milestone.refresh_from_db()
    assert (milestone.starts_on, milestone.labels) == (date(2030, 5, 13), {"en": "Hearing", "ar": "جلسة"})
    assert len(milestone.previous_dates) == 1
    assert milestone.history.first().history_user == cast.officer


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ends_on": "2030-05-01"}, "The last day is before the first."),
        ({"ends_on": "31 June 2030"}, "There is no such day: 31 June 2030"),
        ({"labels_en": "", "labels_ar": "جلسة"}, "Write the English text"),
        ({"time_until": "18:00"}, "Write when it begins, too."),
    ],
)
def test_a_mistake_is_answered_beside_the_field_and_nothing_changes(cast, changes, message):
    milestone = Milestone.objects.get(cycle=2030, code="hearing")
    response = cast.client("officer").post(change("milestone", milestone.pk), milestone_form(milestone, **changes))
    assert response.status_code == 200
    assert message in response.content.decode()
    assert Milestone.objects.get(pk=milestone.pk).labels == milestone.labels


def test_a_code_is_not_changed_by_a_forged_form(cast):
    milestone = Milestone.objects.get(cycle=2030, code="hearing")
    cast.client("officer").post(
        change("milestone", milestone.pk), milestone_form(milestone, code="other", cycle=2022, previous_dates="[1]")
    )
    milestone.refresh_from_db()
    assert (milestone.code, milestone.cycle_id, milestone.previous_dates) == ("hearing", 2030, [])


def test_p48_a_plan_is_written_proposed_and_put_in_force_by_two(cast):
    due = Milestone.objects.get(cycle=2030, code="voluntary_reviews_due")
    form = {"kind": Planned.name, "milestone": due.pk, "lead_days": "7, 60 30;14,1"}
    first, second = cast.client("officer"), cast.client("second_officer")
    assert first.post(reverse("admin:forum_reminderplan_add"), form).status_code == 302
    plan = ReminderPlan.objects.get()
    assert (plan.lead_days, plan.status) == ([60, 30, 14, 7, 1], "draft")
    assert first.get(step(plan, "propose")).status_code == 200
    first.post(step(plan, "propose"), {"note": ""})
    assert first.post(step(plan, "put_in_force"), {"note": ""}).status_code == 403
    assert second.post(step(plan, "put_in_force"), {"note": ""}).status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.proposed_by, plan.released_by) == ("in_force", cast.officer, cast.second_officer)


@pytest.mark.parametrize("typed", ["", "soon", "7, 7", "-1", "4.5", "999999999999"])
def test_days_that_are_none_are_refused_beside_the_field(cast, typed):
    due = Milestone.objects.get(cycle=2030, code="voluntary_reviews_due")
    form = {"kind": Planned.name, "milestone": due.pk, "lead_days": typed}
    response = cast.client("officer").post(reverse("admin:forum_reminderplan_add"), form)
    assert response.status_code == 200
    assert not ReminderPlan.objects.exists()


def test_a_kind_that_nobody_declares_is_refused(cast):
    due = Milestone.objects.get(cycle=2030, code="voluntary_reviews_due")
    form = {"kind": "forum.none", "milestone": due.pk, "lead_days": "7"}
    assert cast.client("officer").post(reverse("admin:forum_reminderplan_add"), form).status_code == 200
    assert not ReminderPlan.objects.exists()


def test_p48_a_plan_for_another_date_than_its_messages_name_is_refused_and_never_put_in_force(cast):
    plenary = Milestone.objects.get(cycle=2030, code="plenary")
    form = {"kind": Planned.name, "milestone": plenary.pk, "lead_days": "7"}
    response = cast.client("officer").post(reverse("admin:forum_reminderplan_add"), form)
    assert "These messages are about another date." in response.text
    assert not ReminderPlan.objects.exists()
    plan = saved_plan(kind=Planned.name, milestone=plenary)
    with pytest.raises(NotReady, match="another date"):
        steps.propose(plan, by=cast.officer)
    digest = {"kind": "reviews.digest", "milestone": plenary.pk, "lead_days": "7"}
    assert cast.client("officer").post(reverse("admin:forum_reminderplan_add"), digest).status_code == 200
    assert not ReminderPlan.objects.exclude(pk=plan.pk).exists(), "a digest goes by itself: no plan concerns it"


def test_a_proposed_plan_is_not_edited_not_even_by_who_is_to_release_it(cast):
    plan = steps.propose(saved_plan(kind=Planned.name), by=cast.officer)
    form = {"kind": Planned.name, "milestone": plan.milestone_id, "lead_days": "400"}
    for person in ("officer", "second_officer", "head"):
        assert cast.client(person).post(change("reminderplan", plan.pk), form).status_code == 403
    plan.refresh_from_db()
    assert plan.lead_days == [60, 30, 14, 7, 1]


def test_a_forged_step_changes_nothing(cast):
    plan = saved_plan(kind=Planned.name)
    client = cast.client("officer")
    assert client.post(step(plan, "put_in_force"), {"note": ""}).status_code == 403
    form = {"kind": plan.kind, "milestone": plan.milestone_id, "lead_days": "7", "_fsm_transition_to": "put_in_force"}
    client.post(change("reminderplan", plan.pk), {**form, "status": "in_force", "proposed_by": cast.head.pk})
    plan.refresh_from_db()
    assert (plan.status, plan.proposed_by) == ("draft", None)


def test_the_page_of_a_date_says_which_reminders_count_from_it_and_moving_it_says_when_they_go_out(cast):
    plan = saved_plan()
    steps.propose(plan, by=cast.officer)
    steps.put_in_force(plan, by=cast.second_officer)
    url = change("milestone", plan.milestone_id)
    assert change("reminderplan", plan.pk) in cast.client("officer").get(url).text
    form = milestone_form(plan.milestone, starts_on="2030-03-10", ends_on="2030-03-10")
    shown = cast.client("officer").post(url, form, follow=True).text
    assert "goes out on" in shown
    assert "March 2030, 09:00" in shown


def test_a_plan_is_made_for_dates_to_come_and_says_what_putting_it_in_force_does(cast):
    shown = cast.client("officer").get(reverse("admin:forum_reminderplan_add")).text
    assert "Voluntary reviews, preferred cut-off (2030)" in shown
    assert "Voluntary reviews, preferred cut-off (2022)" not in shown
    plan = steps.propose(saved_plan(), by=cast.officer)
    words = cast.client("second_officer").get(step(plan, "put_in_force")).text
    assert "goes out on" in words
    assert "09:00" in words


@pytest.mark.parametrize(
    ("day", "at", "words"),
    [
        (date(2030, 3, 10), "02:30", "skip 02:30"),
        (date(2030, 11, 3), "01:30", "twice on that day, at UTC-0400 and at UTC-0500. Which is meant?"),
        (date(2030, 3, 8), "24:00", "Enter a valid time"),
        (date(2030, 3, 8), "17:00+25:00", "Enter a valid time"),
    ],
)
def test_b18_a_time_that_is_not_one_moment_is_refused_in_the_zone_that_the_page_shows(cast, day, at, words):
    one = ForumCycle.objects.get(year=2030).reviews_due
    client, page = cast.client("officer"), change("milestone", one.pk)
    assert "Time zone: America/New_York" in client.get(page).text
    refused = client.post(page, milestone_form(one, starts_on=day, ends_on=day, time_of_day=at))
    assert words in refused.text
    assert f'value="{at}"' in refused.text
    one.refresh_from_db()
    assert one.time_of_day is None
    good = client.post(page, milestone_form(one, starts_on=day, ends_on=day, time_of_day="17:00"))
    assert good.status_code == 302


@pytest.mark.parametrize(("which", "moment"), [("first", "05:30"), ("second", "06:30")])
def test_b18_of_a_time_that_comes_twice_the_one_that_is_meant_is_chosen(cast, which, moment):
    one = ForumCycle.objects.get(year=2030).reviews_due
    client, page, day = cast.client("officer"), change("milestone", one.pk), date(2030, 11, 3)
    said = milestone_form(one, starts_on=day, ends_on=day, time_of_day="01:30", of_two=which)
    assert client.post(page, said).status_code == 302
    one.refresh_from_db()
    assert f"{one.due_at().astimezone(UTC):%d %H:%M}" == f"03 {moment}"
    back = milestone_form(one, starts_on=day, ends_on=day, time_of_day="03:30", of_two=which)
    assert client.post(page, back).status_code == 302
    one.refresh_from_db()
    assert one.of_two == "", "what was chosen for one hour is not kept for the next"
    assert one.previous_dates[-1]["of_two"] == which
