"""The office of focal point changes hands; the draft stays with the State."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts import steps
from accounts.admin.organisations import HandOverForm
from accounts.choices import Role
from accounts.models import Handover, Invitation, Membership
from core.models import Act
from core.workflow import NotReady
from tests.accounts.builders import NOTE_VERBALE, invited, letter, messages, path_of, roles_of
from tests.cast import person

pytestmark = pytest.mark.django_db
POINT = Role.FOCAL_POINT


def test_u2_the_leaving_focal_point_hands_over_to_a_confirmed_alternate_at_once(cast):
    assert cast.alternate
    assert cast.contributor
    client = cast.prove("focal_point")
    page = client.get("/en/accounts/team/zz/hand-over/")
    assert cast.alternate.email in page.content.decode()
    answer = client.post(
        "/en/accounts/team/zz/hand-over/", {"to": cast.alternate.email, "note": "new post"}, follow=True
    )
    assert "Handed over" in answer.content.decode() or answer.redirect_chain
    assert (POINT, cast.state.pk) not in roles_of(cast.focal_point)
    assert (POINT, cast.state.pk) in roles_of(cast.alternate)
    done = Handover.objects.get()
    assert (done.from_user, done.to_user, done.by) == (cast.focal_point, cast.alternate, cast.focal_point)
    assert Act.objects.filter(verb="handed over", country="ZZ").exists()
    receipts = {row.mailbox for row in messages("accounts.handover")}
    assert receipts == {cast.focal_point.email, cast.alternate.email, cast.contributor.email}
    assert f"H-{done.pk}" in letter(messages("accounts.handover", cast.focal_point)[0]).text
    assert f"H-{done.pk}" not in letter(messages("accounts.handover", cast.contributor)[0]).text


def test_u2_a_successor_on_record_takes_over_in_the_minute_of_acceptance(cast):
    successor = person("successor")
    on_record = invited(cast, successor.email)
    client = cast.prove("focal_point")
    client.post("/en/accounts/team/zz/hand-over/", {"to": successor.email, "note": "rotation"})
    desk = cast.client("officer").get(f"/admin/accounts/invitation/{on_record.pk}/change/").text
    assert f"{NOTE_VERBALE}; rotation" in desk, "the nomination stands beside what the State notes"
    assert (POINT, cast.state.pk) in roles_of(cast.focal_point)
    cast._people["successor"] = successor
    steps.accept(Invitation.objects.get(pk=on_record.pk), successor)
    assert (POINT, cast.state.pk) not in roles_of(cast.focal_point)
    assert (POINT, cast.state.pk) in roles_of(successor)
    assert Handover.objects.get().to_user == successor


def test_where_there_is_nobody_to_hand_over_to_no_button_offers_it(cast):
    page = cast.prove("focal_point").get("/en/accounts/team/zz/hand-over/").text.split("<main")[1].split("</main>")[0]
    assert "Nobody to hand over to yet" in page
    assert "<form" not in page
    assert 'href="/en/accounts/team/zz/"' in page


def test_p50_condition_15_a_focal_point_chooses_no_stranger_and_hands_over_only_the_own_office(cast):
    with pytest.raises(NotReady, match="alternate"):
        steps.hand_over(cast.state, cast.focal_point, "friend@x.example", by=cast.focal_point)
    with pytest.raises(NotReady, match="own office"):
        steps.hand_over(cast.state, cast.alternate, cast.focal_point, by=cast.focal_point)
    for name in ("contributor", "reader", "other_focal_point", "member", "superuser", "moderator"):
        with pytest.raises(PermissionDenied):
            steps.hand_over(cast.state, cast.focal_point, cast.alternate, by=getattr(cast, name), ground="x")


def test_p50_an_officer_hands_over_with_a_new_nomination(cast):
    with pytest.raises(NotReady, match="nomination"):
        steps.hand_over(cast.state, cast.focal_point, "next@x.example", by=cast.officer)
    waits = steps.hand_over(cast.state, cast.focal_point, "next@x.example", by=cast.officer, ground=NOTE_VERBALE)
    assert isinstance(waits, Invitation)
    assert (POINT, cast.state.pk) in roles_of(cast.focal_point)
    done = steps.hand_over(cast.state, cast.focal_point, cast.alternate, by=cast.officer, ground=NOTE_VERBALE)
    assert isinstance(done, Handover)
    assert done.ground == NOTE_VERBALE


def test_p50_an_officer_hands_over_in_admin_with_fresh_proof(cast):
    assert cast.alternate
    point = cast.focal_point
    url = f"/admin/accounts/organisation/{cast.state.pk}/transition/hand_over/"
    assert "reauthenticate" in cast.client("officer").get(url).url
    client = cast.prove("officer")
    assert client.get(url).status_code == 200
    client.post(url, {"leaving": point.pk, "to": cast.alternate.email, "ground": NOTE_VERBALE})
    assert Handover.objects.get().to_user == cast.alternate


def test_p50_two_officers_at_once_each_choose_among_those_of_the_state_they_opened(cast):
    own, other = cast.focal_point, cast.other_focal_point
    here = HandOverForm(initial={"state": cast.state})
    there = HandOverForm(initial={"state": cast.other_state})
    assert list(here.fields["leaving"].queryset) == [own]
    assert list(there.fields["leaving"].queryset) == [other]


def test_p50_nominating_and_ending_a_focal_point(cast):
    invitation = invited(cast)
    assert invitation.state == "open"
    for name in ("contributor", "reader", "other_focal_point", "member", "superuser", "moderator", "reviewer"):
        with pytest.raises(PermissionDenied):
            steps.invite(cast.state, "x@x.example", POINT, by=getattr(cast, name))
    office = cast.alternate.memberships.get()
    assert cast.focal_point
    for name in ("focal_point", "contributor", "other_focal_point", "superuser"):
        with pytest.raises(PermissionDenied):
            steps.end_membership(office, by=getattr(cast, name))
    steps.end_membership(office, by=cast.officer)
    assert roles_of(cast.alternate) == set()


def test_p50_an_alternate_proposed_by_a_state_waits_for_an_officer(cast):
    client = cast.prove("focal_point")
    data = {"role": "focal_point", "email": "alt@x.example", "form_key": "7d0f58f0-6a2a-4a3c-9b58-7f6a3d1a3c11"}
    client.post("/en/accounts/team/zz/invite/", data)
    proposed = Invitation.objects.get()
    assert proposed.state == "waiting"
    assert not messages("accounts.invitation")
    with pytest.raises(PermissionDenied):
        steps.release_invitation(proposed, by=cast.alternate)
    proposed = steps.release_invitation(proposed, by=cast.officer)
    assert proposed.state == "open"
    assert messages("accounts.invitation", "alt@x.example")


def test_u8_an_alternate_for_a_time_ends_by_itself_keeps_no_office_and_can_take_it_over(cast):
    last_day = timezone.localdate() + timedelta(days=10)
    data = {"role": "focal_point", "email": cast.member.email, "ends_on": last_day.isoformat()}
    data["form_key"] = "7d0f58f0-6a2a-4a3c-9b58-7f6a3d1a3c12"
    cast.prove("focal_point").post("/en/accounts/team/zz/invite/", data)
    proposed = Invitation.objects.get()
    shown = cast.client("officer").get(f"/admin/accounts/invitation/{proposed.pk}/change/").text
    assert "Role ends" in shown, "who releases it reads until when"
    cast.focal_point.memberships.update(office="Directorate of Migration")
    role = steps.accept(steps.release_invitation(proposed, by=cast.officer), cast.member)
    assert str(role).endswith(", for Directorate of Migration"), "every act shows for whom"
    assert (Role.FOCAL_POINT, cast.state.pk) in roles_of(cast.member)
    with pytest.raises(NotReady):
        steps.end_membership(cast.focal_point.memberships.get(), by=cast.focal_point)
    with time_machine.travel(timezone.now() + timedelta(days=12)):
        assert roles_of(cast.member) == set()
    steps.hand_over(cast.state, cast.focal_point, cast.member, by=cast.focal_point)
    role.refresh_from_db()
    assert role.ends_at is None
    assert role.stands_in_for == "", "the office is its own now"
    assert roles_of(cast.focal_point) == set()


def test_u8_who_stands_in_for_a_time_has_no_office_to_give(cast):
    until = timezone.now() + timedelta(days=10)
    cast.focal_point.memberships.update(ends_at=until)
    other = Membership.objects.create(user=cast.member, organisation=cast.state, role=Role.FOCAL_POINT, ends_at=until)
    with pytest.raises(NotReady):
        steps.hand_over(cast.state, cast.focal_point, cast.member, by=cast.focal_point)
    other.refresh_from_db()
    assert other.ends_at == until


def test_u3_the_last_focal_point_does_not_leave_without_successor_or_an_officers_note(cast):
    office = cast.focal_point.memberships.get()
    client = cast.prove("focal_point")
    assert 'name="note"' not in client.get(f"/en/accounts/roles/{office.pk}/end/").text, "nobody would read it"
    page = client.post(f"/en/accounts/roles/{office.pk}/end/")
    assert "last focal point" in page.content.decode()
    with pytest.raises(NotReady):
        steps.end_membership(office, by=cast.officer)
    steps.end_membership(office, by=cast.officer, note="Post abolished, NV 3")
    assert roles_of(cast.focal_point) == set()
    desk = cast.client("officer").get("/admin/accounts/organisation/?focal_point=none&q=Demo")
    assert "Demo State" in desk.content.decode()


def test_u3_of_two_focal_points_one_may_leave(cast):
    assert cast.alternate
    steps.end_membership(cast.focal_point.memberships.get(), by=cast.focal_point)
    with pytest.raises(NotReady):
        steps.end_membership(cast.alternate.memberships.get(), by=cast.alternate)


def test_f6_after_a_hand_over_an_open_form_of_the_old_focal_point_does_nothing(cast):
    client = cast.prove("focal_point")
    assert client.get("/en/accounts/team/zz/invite/").status_code == 200
    steps.hand_over(cast.state, cast.focal_point, cast.alternate, by=cast.focal_point)
    data = {"role": "mission_reader", "email": "r@x.example", "ends_on": "2030-01-01",
            "form_key": "7d0f58f0-6a2a-4a3c-9b58-7f6a3d1a3c11"}  # fmt: skip
    assert "/accounts/login/" in client.post("/en/accounts/team/zz/invite/", data).url, "the login ended with the role"
    again = cast.prove("focal_point", anew=True)
    assert again.post("/en/accounts/team/zz/invite/", data).status_code == 404
    assert again.get("/en/accounts/team/zz/").status_code == 404
    assert not Invitation.objects.exists()
    with pytest.raises(PermissionDenied):
        steps.invite(cast.state, "r@x.example", POINT, by=cast.focal_point)


def test_what_the_leaving_person_invited_to_goes_on_under_the_successor(cast):
    labour = cast.labour
    open_one = steps.invite(labour, "m@x.example", Role.MINISTRY_CONTRIBUTOR, by=cast.focal_point, within_state=True)
    path = path_of(open_one)
    steps.hand_over(cast.state, cast.focal_point, cast.alternate, by=cast.focal_point)
    open_one.refresh_from_db()
    assert open_one.invited_by == cast.alternate
    assert cast.client("visitor").get(path).status_code == 200


def test_s7_what_a_focal_point_who_just_leaves_invited_to_is_void(cast):
    labour = cast.labour
    assert cast.alternate
    path = path_of(
        steps.invite(labour, "m@x.example", Role.MINISTRY_CONTRIBUTOR, by=cast.focal_point, within_state=True)
    )
    steps.end_membership(cast.focal_point.memberships.get(), by=cast.focal_point)
    assert cast.client("visitor").get(path).status_code == 410


def test_the_history_keeps_the_old_name(cast):
    steps.hand_over(cast.state, cast.focal_point, cast.alternate, by=cast.focal_point, ground="rotation")
    past = Membership.history.filter(user=cast.focal_point, organisation=cast.state)
    assert past.latest().history_change_reason == "handed over: rotation"


def test_two_names_of_one_ministry_are_one(cast):
    assert cast.state
    first = steps.ministry("ZZ", "Ministry of Labour")
    assert steps.ministry(cast.state.country, "ministry of labour") == first
    assert steps.ministry("ZZ", "وزارة العمل").slug != steps.ministry("ZZ", "وزارة الصحة").slug
