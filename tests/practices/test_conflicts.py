"""Ties between a person and a practice are found before anybody is asked (FEATURES A6, A9)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership
from accounts.steps import merge_bodies, plan_of_merger
from core.workflow import MovedOn, NotReady
from notifications.models import Message
from practices import conflicts
from practices.choices import Tie
from practices.conflicts import Finding, Matter, Person
from practices.models import ConflictCheck, Practice, ReviewAssignment
from practices.steps import reviewing, submission
from tests.cast import stakeholder
from tests.practices.builders import practice, ready_practice
from tests.practices.reviewing import body_of_un, reviewer, round_of

pytestmark = pytest.mark.django_db


def codes(cast, profile, record):
    person = conflicts.people_of([profile])[profile.user_id]
    return {one.code for one in conflicts.ties(person, conflicts.matter_of(record))}


def test_nothing_in_common_is_no_tie():
    assert conflicts.ties(Person(pk=1, addresses=frozenset({"a@one.example"})), Matter(submitter=7)) == []


def test_a_hard_tie_outweighs_a_soft_one():
    assert conflicts.result([Finding("domain"), Finding("author")]) == Tie.HARD
    assert conflicts.result([Finding("domain")]) == Tie.SOFT
    assert conflicts.result([]) == Tie.NONE


def test_mail_domains_that_anybody_can_have_are_no_tie():
    shared = frozenset({"a@gmail.com"})
    assert conflicts.ties(Person(pk=1, addresses=shared), Matter(addresses=frozenset({"b@gmail.com"}))) == []


def test_whoever_works_for_the_submitter_is_shut_out(cast):
    assert "same_body" in codes(cast, reviewer(cast, "inside", cast.association), practice(cast))


def test_a_co_author_is_shut_out(cast):
    profile, draft = reviewer(cast, "writes-along"), practice(cast)
    draft.co_authors.add(profile.user)
    assert "author" in codes(cast, profile, draft)


def test_the_focal_point_is_found_by_an_address_that_is_not_the_first_one(cast):
    profile = reviewer(cast, "many-addresses")
    profile.user.emailaddress_set.create(email="Other@Partner.example", verified=True)
    assert "address" in codes(cast, profile, practice(cast, contact_email="other@partner.example"))


def test_an_address_that_was_never_verified_proves_nothing(cast):
    profile = reviewer(cast, "claims")
    profile.user.emailaddress_set.create(email="other@partner.example", verified=False)
    assert codes(cast, profile, practice(cast, contact_email="other@partner.example")) == set()


def test_a_body_under_the_same_parent_is_a_tie(cast):
    parent = stakeholder("Federation")
    cast.association.parent = parent
    cast.association.save()
    sister = stakeholder("Sister association")
    sister.parent = parent
    sister.save()
    assert "same_family" in codes(cast, reviewer(cast, "sister", sister), practice(cast))


def test_a_role_for_the_submitting_state_is_a_tie_in_whatever_ministry(cast):
    profile = reviewer(cast, "civil-servant")
    Membership.objects.create(user=profile.user, organisation=cast.health, role=Role.MINISTRY_CONTRIBUTOR)
    assert "same_state" in codes(cast, profile, practice(cast, organisation=cast.labour))


def test_a_declared_partner_is_a_tie_by_record_and_by_name(cast):
    by_record = reviewer(cast, "by-record", stakeholder("Chamber of Growers"))
    by_name = reviewer(cast, "by-name", affiliation="  chamber of PICKERS ")
    rows = [
        {"name": name, "part": "partner", "kind": "", "country": ""}
        for name in ("Chamber of Growers", "Chamber of Pickers")
    ]
    version = submission.submit(ready_practice(cast, participants=rows), by=cast.owner)
    assert "partner" in codes(cast, by_record, version.practice)
    assert "partner" in codes(cast, by_name, version.practice)


@pytest.mark.parametrize(("years", "found"), [(3, True), (5, False)])
def test_a_past_employer_is_a_soft_tie_for_four_years(cast, years, found):
    profile = reviewer(cast, "moved-on")
    Membership.objects.create(
        user=profile.user, organisation=cast.association, role=Role.STAKEHOLDER,
        starts_at=timezone.now() - timedelta(days=3000), ends_at=timezone.now() - timedelta(days=365 * years),
    )  # fmt: skip
    assert ("former" in codes(cast, profile, practice(cast))) is found


def test_a_past_employer_that_was_merged_into_the_submitting_body_is_the_same_tie(cast):
    profile, earlier = reviewer(cast, "moved-on"), stakeholder("Association as it was before")
    Membership.objects.create(
        user=profile.user, organisation=earlier, role=Role.STAKEHOLDER,
        starts_at=timezone.now() - timedelta(days=3000), ends_at=timezone.now() - timedelta(days=30),
    )  # fmt: skip
    plan = plan_of_merger(earlier, cast.association)
    merge_bodies(earlier, into=cast.association, seal=plan.seal, by=cast.officer)
    assert "former" in codes(cast, profile, practice(cast))


def test_a_practice_done_together_in_the_last_three_years_is_a_soft_tie(cast):
    other = stakeholder("Companion")
    rows = [{"name": "Companion", "part": "partner", "kind": "", "country": ""}]
    submission.submit(ready_practice(cast, participants=rows), by=cast.owner)
    Practice.objects.exclude(status="draft").update(submitted_at=timezone.now())
    assert codes(cast, reviewer(cast, "companion", other), practice(cast)) == {"together"}


def test_the_lent_role_of_a_reviewer_is_no_work_for_the_secretariat(cast):
    profile = reviewer(cast, "lent")
    assert not conflicts.people_of([profile])[profile.user_id].in_secretariat


def test_an_officer_of_the_secretariat_does_not_review(cast):
    profile = reviewer(cast, "officer-too")
    Membership.objects.create(
        user=profile.user, organisation=cast.secretariat, role=Role.SECRETARIAT_OFFICER, released_at=timezone.now()
    )
    assert "secretariat" in codes(cast, profile, practice(cast))


def test_a6_nobody_can_invite_over_a_hard_tie_and_what_was_found_is_kept(cast):
    round_, profile = round_of(cast), reviewer(cast, "inside", cast.association)
    with pytest.raises(NotReady):
        reviewing.invite(round_, profile, by=cast.officer, reason="It will be fine.")
    assert not ReviewAssignment.objects.exists()


def test_a6_every_different_result_is_kept_once(cast):
    round_, profile = round_of(cast), reviewer(cast, "watched")
    for _again in range(2):
        conflicts.keep(round_.version, {profile.user_id: []}, by=cast.officer)
    conflicts.keep(round_.version, {profile.user_id: [Finding("domain")]}, by=cast.officer)
    assert list(ConflictCheck.objects.order_by("pk").values_list("result", flat=True)) == [Tie.NONE, Tie.SOFT]


def soft(cast):
    round_, profile = round_of(cast), reviewer(cast, "past")
    profile.ties.add(cast.association)
    return round_, profile


def test_p27_a_soft_tie_needs_a_reason_and_another_officer_before_any_mail(cast):
    round_, profile = soft(cast)
    with pytest.raises(NotReady):
        reviewing.invite(round_, profile, by=cast.officer)
    proposed = reviewing.invite(round_, profile, by=cast.officer, reason="Ten years ago.")
    assert proposed.status == "proposed"
    assert not Message.objects.filter(kind="practices.review_invited").exists()
    with pytest.raises(PermissionDenied):
        reviewing.waive(proposed, by=cast.officer, note="I agree with myself.")
    waived = reviewing.waive(proposed, by=cast.second_officer, note="Long ago.")
    assert (waived.status, waived.waived_by) == ("invited", cast.second_officer)
    year = timezone.localtime(waived.waived_at).year
    figures = cast.client("officer").get("/en/practices/rounds/figures/").text
    assert f"<dd>{year}: 1</dd>" in figures, "waivers are counted by year (A9)"
    assert "Long ago." in cast.client("officer").get("/en/practices/PR-0001/round/").text
    assert Message.objects.filter(kind="practices.review_invited").count() == 1


def test_p25_a_recused_officer_cannot_invite(cast):
    round_ = round_of(cast)
    Membership.objects.create(user=cast.officer, organisation=cast.association, role=Role.STAKEHOLDER)
    with pytest.raises(PermissionDenied):
        reviewing.invite(round_, reviewer(cast, "free"), by=cast.officer)


def test_the_same_person_is_asked_once(cast):
    round_, profile = round_of(cast), reviewer(cast, "once")
    reviewing.invite(round_, profile, by=cast.officer)
    with pytest.raises(MovedOn):
        reviewing.invite(round_, profile, by=cast.second_officer)
    assert Message.objects.filter(kind="practices.review_invited").count() == 1


def test_a_tie_that_comes_after_the_invitation_stops_the_text(cast):
    round_, profile = round_of(cast), reviewer(cast, "hired")
    assignment = reviewing.invite(round_, profile, by=cast.officer)
    Membership.objects.create(user=profile.user, organisation=cast.association, role=Role.STAKEHOLDER)
    assert reviewing.declare(assignment, "none", by=profile.user).status == "perhaps"
    with pytest.raises(NotReady):
        reviewing.clear_tie(ReviewAssignment.objects.get(), by=cast.second_officer, note="Never mind.")


def test_seats_are_told_apart_by_where_people_work(cast):
    round_ = round_of(cast)
    un = reviewing.invite(round_, reviewer(cast, "un", body_of_un()), by=cast.officer)
    outside = reviewing.invite(round_, reviewer(cast, "outside"), by=cast.officer)
    assert (un.seat, outside.seat) == ("un", "outside")


def test_comparing_a_person_asks_the_database_nothing(cast, django_assert_num_queries):
    profile, draft = reviewer(cast, "quick"), practice(cast)
    person, matter = conflicts.people_of([profile])[profile.user_id], conflicts.matter_of(draft)
    with django_assert_num_queries(0):
        conflicts.ties(person, matter)


def test_people_who_share_a_mail_domain_with_the_author_are_a_soft_tie(cast):
    matter = Matter(addresses=frozenset({"author@house.org"}))
    assert [one.code for one in conflicts.ties(Person(pk=1, addresses=frozenset({"me@house.org"})), matter)] == [
        "domain"
    ]
