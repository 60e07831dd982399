"""Who may see and write a practice: the rules and the lists say the same (RELIABILITY P21 to P24)."""

import pytest
from django.db import IntegrityError, transaction

from accounts.choices import Role
from accounts.models import Membership
from core.access import allowed
from core.workflow import steps_open_to
from practices.choices import Status
from practices.models import Practice
from practices.models.number import next_reference
from tests.cast import MAKERS
from tests.practices.builders import practice, ready_practice

pytestmark = pytest.mark.django_db


def standing_at(draft, status):
    fields = {"status": status} | ({} if status == Status.DRAFT else {"reference": next_reference()})
    Practice.objects.filter(pk=draft.pk).update(**fields)
    return Practice.objects.select_related("organisation").get(pk=draft.pk)


def who_sees(cast, record):
    seen = {who for who in MAKERS if allowed(getattr(cast, who), "practices.view_practice", record)}
    listed = {who for who in MAKERS if Practice.objects.visible_to(getattr(cast, who)).filter(pk=record.pk).exists()}
    assert seen == listed
    return seen


def test_p21_a_draft_is_seen_by_its_own_organisation_alone(cast):
    assert who_sees(cast, practice(cast)) == {"owner", "co_owner"}


def test_p21_a_draft_of_a_ministry_is_seen_by_it_and_by_the_focal_points_of_its_state(cast):
    draft = practice(cast, organisation=cast.labour)
    assert who_sees(cast, draft) == {"contributor", "focal_point", "alternate"}


@pytest.mark.parametrize("status", [status for status in Status.values if status != Status.DRAFT])
def test_p22_the_secretariat_sees_what_was_submitted_in_every_later_status(cast, status):
    record = standing_at(practice(cast), status)
    assert who_sees(cast, record) == {"owner", "co_owner", "officer", "second_officer", "head"}


def test_p24_an_officer_of_the_submitting_state_is_recused(cast):
    Membership.objects.create(user=cast.officer, organisation=cast.state, role=Role.MISSION_READER)
    record = standing_at(practice(cast, organisation=cast.labour), Status.SUBMITTED)
    assert "officer" not in who_sees(cast, record)
    assert not allowed(cast.officer, "practices.screen_practice", record)
    assert allowed(cast.second_officer, "practices.screen_practice", record)


def test_p24_the_steps_that_each_person_may_take_in_each_status(cast):
    draft = ready_practice(cast)
    opened = {}
    for status in Status.values:
        record = standing_at(draft, status)
        for who in ("owner", "officer", "other_owner", "superuser"):
            if steps := steps_open_to(getattr(cast, who), record):
                opened[status, who] = set(steps)
    assert opened == {
        ("draft", "owner"): {"discard", "submit"},
        ("submitted", "owner"): {"withdraw"},
        ("submitted", "officer"): {"send_back", "decline", "send_to_review"},
        ("in_review", "owner"): {"withdraw"},
        ("in_review", "officer"): {"request_revision", "accept", "decline_after_review"},
        ("revision_requested", "owner"): {"resubmit", "withdraw"},
        ("accepted", "owner"): {"withdraw"},
        ("accepted", "officer"): {"publish"},
        ("published", "owner"): {"confirm", "start_correction", "retire"},
        ("archived", "owner"): {"take_up_again"},
    }


def test_numbers_follow_one_another_and_none_is_given_twice(cast):
    assert [next_reference() for _ in range(3)] == ["PR-0001", "PR-0002", "PR-0003"]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "fits"),
    [("2021-03", "2021", True), ("2021", "2021-03", True), ("2019", "2021-03-01", True), ("2021-03", "2021-02", False)],
)
def test_dates_are_compared_as_exactly_as_they_were_written(cast, starts_on, ends_on, fits):
    draft = practice(cast)
    rows = Practice.objects.filter(pk=draft.pk)
    if fits:
        assert rows.update(starts_on=starts_on, ends_on=ends_on) == 1
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(starts_on=starts_on, ends_on=ends_on)
