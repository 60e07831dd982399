"""An alternate stands in from a day until a day, with the rights that the office does not keep to itself (U8)."""

from datetime import timedelta

import pytest
import rules
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts import steps
from accounts.models import Invitation, Membership, User
from core.access import allowed, delegated_permissions
from core.models import Act
from core.workflow import NotReady
from pledges.choices import Together
from pledges.models import Pledge
from pledges.steps import joining
from practices.steps import translating
from reviews.sections import section_in
from reviews.steps import submission, team
from tests.factories import ready_review
from tests.pledges import builders as pledges
from tests.practices.builders import published_practice

pytestmark = pytest.mark.django_db
FORM = {"role": "focal_point", "form_key": "7d0f58f0-6a2a-4a3c-9b58-7f6a3d1a3c31"}
INVITE = "/en/accounts/team/zz/invite/"


def day(ahead: int) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def stand_in(cast, **typed) -> Membership:
    data = {**FORM, "email": cast.member.email, "starts_on": day(5), "ends_on": day(10), **typed}
    answered = cast.prove("focal_point").post(INVITE, data)
    assert answered.status_code == 302, answered.text
    return steps.accept(steps.release_invitation(Invitation.objects.get(), by=cast.officer), cast.member)


def test_u8_a_delegation_goes_from_a_day_to_a_day_and_every_act_says_for_whom(cast):
    review = ready_review(cast)
    role = stand_in(cast)
    assert Membership.objects.current().filter(pk=role.pk).count() == 0, "not before its first day"
    assert cast.client("member").get(review.get_absolute_url()).status_code == 404
    page = cast.client("focal_point").get("/en/accounts/team/zz/").text
    assert cast.member.email in page
    assert "for Migration office" in page
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        client = cast.prove("member", anew=True)
        assert client.get(review.get_absolute_url()).status_code == 200
        submission.submit(review, by=User.objects.get(pk=cast.member.pk))
        assert Act.objects.filter(by=cast.member).latest("pk").office.endswith(", for Migration office")
    with time_machine.travel(timezone.now() + timedelta(days=12)):
        assert not Membership.objects.unended().filter(pk=role.pk).exists()
        assert cast.prove("member", anew=True).get(review.get_absolute_url()).status_code == 404


def test_u8_what_the_office_keeps_to_itself_is_refused_and_the_rest_is_open(cast):
    review = ready_review(cast)
    shown = {"withheld": ["agree", "submit", "team"], "starts_on": ""}
    role = stand_in(cast, **shown)
    page = cast.client("officer").get(f"/admin/accounts/invitation/{Invitation.objects.get().pk}/change/").text
    assert "Submit, publish, correct and withdraw" in page, "who releases it reads what is not delegated"
    assert "the secretariat reads it before it confirms" in cast.prove("focal_point", anew=True).get(INVITE).text
    member = User.objects.get(pk=cast.member.pk)
    place = section_in(review, "b")
    assert allowed(member, "reviews.edit_section", place)
    assert not allowed(member, "reviews.clear_section", place)
    with pytest.raises(PermissionDenied):
        submission.submit(review, by=member)
    with pytest.raises(PermissionDenied):
        team.agree(review, "b", seen="", by=member)
    with pytest.raises(PermissionDenied):
        steps.invite(cast.state, "x@x.example", "mission_reader", by=member, role_ends_at=role.ends_at)
    client = cast.prove("member", anew=True)
    listed = client.get("/en/accounts/team/zz/").text
    assert "Not delegated" in listed
    assert INVITE not in listed
    refused = client.get(INVITE)
    assert (refused.status_code, "was not delegated to you" in refused.text) == (403, True)
    assert client.get(reverse("reviews:section", kwargs={**review.address, "code": "b"})).status_code == 200
    assert steps.end_membership(role, by=member).ends_at, "one's own role is given up all the same"


def test_u8_who_may_not_submit_commits_the_state_in_no_other_way(cast):
    stand_in(cast, withheld=["submit"], starts_on="")
    member = User.objects.get(pk=cast.member.pk)
    common = pledges.published(cast, pledges.joint(cast)[0])
    Pledge.objects.filter(pk=common.pk).update(together=Together.COMMON)
    with pytest.raises(PermissionDenied):
        joining.adopt(common, cast.state, by=member, agreed_to=common.published_version().commitment)
    practice = published_practice(cast)
    type(practice).objects.filter(pk=practice.pk).update(organisation=cast.state)
    translation = translating.start(practice, "fr", by=member)
    with pytest.raises(PermissionDenied):
        translating.publish(translation, by=member)
    assert not allowed(member, "dialogues.speak_for_organisation", cast.state)
    assert allowed(cast.focal_point, "dialogues.speak_for_organisation", cast.state)


def test_u8_who_holds_a_full_office_too_keeps_its_rights(cast):
    stand_in(cast, withheld=["submit"], starts_on="")
    Membership.objects.create(user=cast.member, organisation=cast.state, role="focal_point")
    assert allowed(User.objects.get(pk=cast.member.pk), "reviews.submit_voluntaryreview", ready_review(cast))


def test_u8_with_chosen_rights_one_names_no_alternate_and_taking_the_office_over_gives_them_all(cast):
    role = stand_in(cast, withheld=["submit"], starts_on="")
    with pytest.raises(NotReady, match="chosen rights"):
        steps.invite(cast.state, "x@x.example", "focal_point", by=User.objects.get(pk=cast.member.pk))
    steps.hand_over(cast.state, cast.focal_point, cast.member, by=cast.focal_point)
    role.refresh_from_db()
    assert (role.withheld, role.ends_at) == ("", None)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"starts_on": "5", "ends_on": ""}, "Say until when, too"),
        ({"starts_on": "12", "ends_on": "10"}, "This is after the last day."),
        ({"starts_on": "-2", "ends_on": "10"}, "Choose today or a later day."),
        ({"withheld": ["submit"], "ends_on": ""}, "rights are kept back only for a time"),
    ],
)
def test_u8_days_and_rights_that_make_no_sense_are_said_beside_the_field(cast, typed, words):
    data = {key: day(int(value)) if key != "withheld" and value else value for key, value in typed.items()}
    answered = cast.prove("focal_point").post(INVITE, {**FORM, "email": "alt@x.example", **data})
    assert words in answered.text
    assert "alt@x.example" in answered.text
    assert not Invitation.objects.exists()


def test_u8_one_that_has_not_begun_can_be_ended_and_never_begins(cast):
    role = stand_in(cast)
    answered = cast.prove("focal_point", anew=True).post(f"/en/accounts/roles/{role.pk}/end/", {"note": "not needed"})
    assert answered.status_code == 302, answered.text
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        assert not Membership.objects.current().filter(pk=role.pk).exists()


def test_u8_every_right_that_can_be_kept_back_is_a_permission_that_some_rule_declares():
    assert [name for name in delegated_permissions() if not rules.perm_exists(name)] == []
