"""Invitations: the link, the acceptance, and all that can go wrong with them."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import steps
from accounts.choices import Role
from accounts.models import Invitation, Membership, User
from core.models import Act
from core.workflow import NotReady
from notifications.models import Message
from tests.accounts.builders import GOOD, NOTE_VERBALE, invited, letter, link, messages, path_of, roles_of, sign_in
from tests.cast import PASSWORD, person

pytestmark = pytest.mark.django_db


def sign_up(client, path, email):
    """From the link to the account."""
    client.get(path)
    client.post(path, {"sign_up": "1"})
    data = {"email": email, "password1": GOOD, "password2": GOOD}
    return client.post("/en/accounts/signup/", data)


def test_u1_a_focal_point_accepts_by_mail_makes_an_account_and_lands_on_the_work(cast):
    invitation = invited(cast)
    path = path_of(invitation)
    client = Client()
    page = client.get(path)
    assert "Demo State" in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin"
    assert client.post(path, {"sign_up": "1"}).url == "/en/accounts/signup/"
    form = client.get("/en/accounts/signup/")
    assert "new@ministry.example" in form.content.decode()
    response = client.post(
        "/en/accounts/signup/", {"email": "New@Ministry.example", "password1": GOOD, "password2": GOOD}, follow=True
    )
    assert response.redirect_chain[-1][0] == "/en/work/"
    assert "add a passkey or an authenticator" in response.content.decode()
    user = User.objects.get(email="new@ministry.example")
    assert (Role.FOCAL_POINT, cast.state.pk) in roles_of(user)
    membership = user.memberships.get()
    assert membership.ground == NOTE_VERBALE
    assert membership.given_by == cast.officer
    assert user.emailaddress_set.get().verified
    assert not messages("accounts.confirm_address")
    assert membership.history.count() == 1
    assert Act.objects.filter(verb="role given", object_id=membership.pk, country="ZZ").exists()


def test_s7_the_token_is_bound_to_the_address_and_works_once(cast):
    path = path_of(invited(cast))
    client = Client()
    client.post(path, {"sign_up": "1"})
    other = client.post("/en/accounts/signup/", {"email": "else@x.example", "password1": GOOD, "password2": GOOD})
    assert "for another address" in other.content.decode()
    assert not User.objects.filter(email="else@x.example").exists()
    assert sign_up(client, path, "new@ministry.example").status_code == 302
    assert Client().get(path).status_code == 410


def test_s7_the_token_is_nowhere_stored_and_is_of_256_bits(cast):
    invitation = invited(cast)
    token = path_of(invitation).split("/")[-2]
    assert len(token) == 43
    row = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert token not in str(row)
    assert token not in str(list(Message.objects.values()))
    assert token not in str(list(Invitation.history.values()))
    client = Client()
    client.post(path_of(invitation), {"sign_up": "1"})
    assert token not in str(dict(client.session))


def test_s7_a_scanner_opening_the_link_ten_times_uses_nothing(cast):
    path = path_of(invited(cast))
    acts = Act.objects.count()
    for _time in range(10):
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200
    assert Act.objects.count() == acts
    assert sign_up(Client(), path, "new@ministry.example").status_code == 302


@pytest.mark.parametrize(("role", "days"), [(Role.FOCAL_POINT, 14), (Role.SECRETARIAT_OFFICER, 7)])
def test_s7_it_lives_14_days_and_7_for_the_secretariat(cast, role, days):
    if role == Role.FOCAL_POINT:
        invitation = invited(cast)
    else:
        invitation = steps.invite(cast.secretariat, "o@un.example", role, by=cast.head)
        invitation = steps.release_invitation(invitation, by=cast.officer)
    path = path_of(invitation)
    with time_machine.travel(timezone.now() + timedelta(days=days, minutes=-1)):
        assert Client().get(path).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=days, minutes=1)):
        assert Client().get(path).status_code == 410


def test_s7_sending_again_correcting_and_taking_back_void_the_old_link(cast):
    invitation = invited(cast)
    first = path_of(invitation)
    steps.send_again(invitation, by=cast.second_officer)
    second = path_of(invitation)
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200
    invitation = steps.correct_address(invitation, "Right@ministry.example", by=cast.officer)
    assert Client().get(second).status_code == 410
    third = path_of(invitation)
    assert messages("accounts.invitation", "right@ministry.example")
    steps.take_back(invitation, by=cast.officer)
    assert Client().get(third).status_code == 410
    assert {"invited", "invitation sent again", "address corrected", "invitation taken back"} <= set(
        Act.objects.values_list("verb", flat=True)
    )


def test_s7_it_is_void_when_the_role_of_the_inviter_ends(cast):
    path = path_of(invited(cast))
    Membership.objects.filter(user=cast.officer).update(ends_at=timezone.now())
    assert Client().get(path).status_code == 410
    assert Client().post(path, {"sign_up": "1"}).status_code == 410


def test_s7_a_message_waiting_for_a_link_that_was_replaced_is_not_sent(cast):
    invitation = invited(cast)
    old = messages("accounts.invitation")[0]
    steps.send_again(invitation, by=cast.officer)
    from notifications.kinds import Kind

    assert Kind.of(old).irrelevant(old.address)
    assert not Kind.of(messages("accounts.invitation")[-1]).irrelevant(old.address)


def test_s8_accepting_with_another_address_asks_the_inviter(cast):
    invitation = invited(cast)
    path = path_of(invitation)
    client = cast.client("member")
    answer = client.post(path)
    assert "We have asked" in answer.content.decode()
    assert roles_of(cast.member) == set()
    asked = messages("accounts.other_address")
    assert [row.recipient for row in asked] == [cast.officer]
    assert "member@demo.example" in letter(asked[0]).text
    client.post(path)
    assert len(messages("accounts.other_address")) == 1
    with pytest.raises(PermissionDenied):
        steps.confirm_other_address(invitation, by=cast.other_focal_point)
    steps.confirm_other_address(invitation, by=cast.officer)
    assert (Role.FOCAL_POINT, cast.state.pk) in roles_of(cast.member)


def test_s8_somebody_with_an_account_signs_in_and_accepts(cast):
    known = person("known")
    path = path_of(invited(cast, known.email))
    client = Client()
    assert client.post(path, {"sign_in": "1"}).url == "/en/accounts/login/"
    after = client.post("/en/accounts/login/", {"login": known.email, "password": PASSWORD})
    assert after.url == path
    assert client.post(path, follow=True).redirect_chain[-1][0] == "/en/work/"
    assert client.get("/en/accounts/profile/").status_code == 200
    assert (Role.FOCAL_POINT, cast.state.pk) in roles_of(known)


def bad_links(cast):
    """A link of each kind that opens nothing."""
    used = path_of(invited(cast, "used@x.example"))
    sign_up(Client(), used, "used@x.example")
    known = person("has-account")
    revoked = invited(cast, known.email)
    revoked_path = path_of(revoked)
    steps.take_back(revoked, by=cast.officer)
    good = path_of(invited(cast, "cut@x.example"))
    expired = invited(cast, "late@x.example")
    expired_path = path_of(expired)
    Invitation.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(days=1))
    return [
        used,
        revoked_path,
        good[:-6] + "/",
        expired_path,
        f"/en/invitations/{'x' * 43}/",
        "/en/invitations/%CF%80/",
    ]


def test_b51_used_expired_taken_back_cut_and_forged_links_answer_alike(cast):
    pages = set()
    for path in bad_links(cast):
        response = Client().get(path)
        assert response.status_code == 410
        assert response["Referrer-Policy"] == "strict-origin"
        pages.add(_without_tokens(response.content.decode(), path))
    assert len(pages) == 1
    assert "Ask for a new invitation" in pages.pop()


def test_b51_asking_for_a_new_one_answers_alike_and_asks_the_inviter_once_a_day(cast):
    pages = set()
    for path in bad_links(cast):
        for _time in range(2):
            response = Client().post(path)
            assert response.status_code == 410
            pages.add(_without_tokens(response.content.decode(), path))
    assert len(pages) == 1
    asked = messages("accounts.renewal_asked")
    assert [row.recipient for row in asked] == [cast.officer]


def _without_tokens(html: str, path: str) -> str:
    import re

    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
    tail = path.removeprefix("/en/")
    from urllib.parse import unquote

    return html.replace(tail, "").replace(unquote(tail), "")


def test_b51_opened_twice_the_second_acceptance_is_told_that_the_link_is_used(cast):
    known = person("known")
    path = path_of(invited(cast, known.email))
    first, second = sign_in(known.email), sign_in(known.email)
    assert first.post(path).status_code == 302
    assert Client().post(path).status_code == 410
    assert second.post(path).status_code == 410
    assert Membership.objects.filter(user=known).count() == 1


def test_b51_a_used_cut_or_forged_link_of_a_password_or_an_address_explains_itself_and_offers_a_new_one(cast):
    client = Client()
    client.post("/en/accounts/password/reset/", {"email": cast.member.email})
    path = link(messages("accounts.password_reset", cast.member)[0])
    for _scanner in range(3):
        assert Client().get(path, follow=True).status_code == 200
    form = client.get(path, follow=True).redirect_chain[-1][0]
    assert client.post(form, {"password1": GOOD, "password2": GOOD}).status_code == 302, "scanners used nothing"
    for bad in (path, path[:-5] + "/", "/en/accounts/password/reset/key/zz-zzzzzz/", "/en/accounts/confirm-email/cut/"):
        page = Client().get(bad, follow=True)
        assert page.status_code in (200, 404)
        assert "This link does not work any more" in page.text, bad
        assert 'href="/en/accounts/password/reset/"' in page.text or 'href="/en/accounts/email/"' in page.text
        assert cast.member.email not in page.text


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: x@y.example",
        '"x y"@z.example',
        "user@[127.0.0.1]",
        f"{'a' * 310}@x.example",
        "a@x.example, b@x.example",
        "a@b",
        "",
        "a@x.example;b@x.example",
        "<a@x.example>",
    ],
)
def test_b34_an_address_that_is_none_is_refused_and_what_was_typed_is_still_there(cast, address):
    client = cast.prove("focal_point")
    data = {"role": "mission_reader", "email": address, "ends_on": "2030-01-01", "form_key": "", "name": "Mr Typed"}
    data["form_key"] = "7d0f58f0-6a2a-4a3c-9b58-7f6a3d1a3c11"
    response = client.post("/en/accounts/team/zz/invite/", data)
    assert response.status_code == 200
    assert "Mr Typed" in response.content.decode()
    assert not Invitation.objects.exists()
    with pytest.raises(ValidationError):
        invited(cast, address)


def test_b34_capitals_and_international_domains_are_normalised(cast):
    assert invited(cast, "  Name@MINISTÈRE.example ").email == "name@ministère.example"


def test_f2_the_same_form_sent_twice_invites_once(cast):
    client = cast.prove("focal_point")
    data = {
        "role": "mission_reader",
        "email": "reader@x.example",
        "ends_on": "2030-01-01",
        "form_key": "7d0f58f0-6a2a-4a3c-9b58-7f6a3d1a3c11",
    }
    for _time in range(2):
        assert client.post("/en/accounts/team/zz/invite/", data).status_code == 302
    assert Invitation.objects.count() == 1
    assert len(messages("accounts.invitation")) == 1


def test_one_invites_at_most_200_a_day(cast, monkeypatch):
    from accounts.steps import invitations

    monkeypatch.setattr(invitations, "A_DAY", 2)
    invited(cast, "a@x.example")
    invited(cast, "b@x.example")
    with pytest.raises(NotReady, match="a day"):
        invited(cast, "c@x.example")


def test_an_existing_member_and_an_open_invitation_are_said_so(cast):
    with pytest.raises(NotReady, match="has the role"):
        invited(cast, cast.focal_point.email)
    invited(cast)
    with pytest.raises(NotReady, match="invited already"):
        invited(cast)


def test_a_reader_has_the_role_until_the_day_that_the_state_set(cast):
    ends = timezone.now() + timedelta(days=30)
    invitation = steps.invite(
        cast.state, "r@x.example", Role.MISSION_READER, by=cast.focal_point, role_ends_at=ends, within_state=True
    )
    reader = person("r2")
    Invitation.objects.filter(pk=invitation.pk).update(email=reader.email)
    steps.accept(Invitation.objects.get(pk=invitation.pk), reader)
    assert roles_of(reader) == {(Role.MISSION_READER, cast.state.pk)}
    with time_machine.travel(ends + timedelta(minutes=1)):
        assert roles_of(reader) == set()


def test_every_message_of_accounts_is_words_in_text_and_html(cast):
    invitation = invited(cast)
    row = messages("accounts.invitation")[0]
    text = letter(row)
    assert "Demo State" in text.subject
    assert link(row) in text.html
    assert "{{" not in text.text + text.html
    assert invitation.email not in text.subject


def test_s8_whoever_confirms_gives_the_role_to_the_address_that_was_named(cast):
    invitation = invited(cast)
    path = path_of(invitation)
    cast.client("member").post(path)
    page = reverse("admin:accounts_invitation_step", args=[invitation.pk, "confirm_address"])
    assert cast.member.email in cast.prove("officer").get(page).text
    cast.client("reviewer").post(path)
    cast.prove("officer").post(page)
    assert (Role.FOCAL_POINT, cast.state.pk) in roles_of(cast.member)
    assert (Role.FOCAL_POINT, cast.state.pk) not in roles_of(cast.reviewer)


def test_s8_a_new_link_forgets_who_asked(cast):
    invitation = invited(cast)
    cast.client("member").post(path_of(invitation))
    invitation = steps.send_again(invitation, by=cast.officer)
    with pytest.raises(NotReady):
        steps.confirm_other_address(invitation, by=cast.officer)


def test_p50_nobody_makes_themselves_focal_point_of_a_state(cast):
    with pytest.raises(NotReady):
        invited(cast, cast.officer.email)
    with pytest.raises(NotReady):
        steps.hand_over(cast.state, cast.focal_point, cast.officer.email, by=cast.officer, ground=NOTE_VERBALE)
    invitation = steps.correct_address(invited(cast), cast.officer.email, by=cast.officer)
    assert cast.client("officer").post(path_of(invitation)).status_code == 403
    assert roles_of(cast.officer) == {(Role.SECRETARIAT_OFFICER, cast.secretariat.pk)}


def test_b43_the_key_of_somebody_elses_form_is_answered_in_words(cast):
    key = "7d0f58f0-6a2a-4a3c-9b58-7f6a3d1a3c11"
    data = {"role": "mission_reader", "email": "reader@x.example", "ends_on": "2030-01-01", "form_key": key}
    cast.prove("focal_point").post("/en/accounts/team/zz/invite/", data)
    answer = cast.prove("other_focal_point").post("/en/accounts/team/xz/invite/", {**data, "email": "b@x.example"})
    assert answer.status_code == 200
    assert "This form was sent before." in answer.text
    assert "b@x.example" in answer.text
    assert Invitation.objects.count() == 1
