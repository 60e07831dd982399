"""How a login lives, proves itself once more, and ends (RELIABILITY S9 to S13)."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts import steps
from accounts.models import User
from tests.accounts.builders import GOOD, invited, letter, link, messages, path_of, roles_of, sign_in
from tests.accounts.signing_in import HERE, PAST, add_factor, is_in
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


def test_signing_in_is_not_announced(cast):
    form = {"login": cast.focal_point.email, "password": PASSWORD}
    page = Client().post("/en/accounts/login/", form, follow=True)
    assert page.redirect_chain[-1][0] == "/en/work/"
    assert "uccessfully" not in page.text


def test_who_is_asked_for_proof_reads_why(cast):
    page = cast.client("focal_point").get("/en/accounts/team/zz/invite/", follow=True)
    assert "Confirm that it is you" in page.text
    assert "Please" not in page.text


def test_s9_the_cookie_of_a_login(cast):
    client = sign_in(cast.member.email)
    cookie = client.cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.cookies["device"]["httponly"]


def test_s9_the_key_changes_at_sign_in_and_when_rights_rise(cast):
    client = Client()
    path = path_of(invited(cast, cast.member.email))
    client.post(path, {"sign_in": "1"})
    before = client.session.session_key
    sign_in(cast.member.email, client=client)
    signed_in = client.session.session_key
    client.post(path)
    assert len({before, signed_in, client.session.session_key}) == 3


LIVES = [
    ("officer", 30, 12 * 60),
    ("head", 30, 12 * 60),
    ("superuser", 30, 12 * 60),
    ("focal_point", 4 * 60, 24 * 60),
    ("contributor", 4 * 60, 24 * 60),
    ("reviewer", 4 * 60, 24 * 60),
    ("member", 14 * 24 * 60, 30 * 24 * 60),
]


@pytest.mark.parametrize(("name", "idle", "longest"), LIVES)
def test_s10_a_login_ends_after_idling(cast, name, idle, longest):
    start = timezone.now()
    client = cast.client(name)
    assert is_in(client)
    with time_machine.travel(start + timedelta(minutes=idle - 1)):
        assert is_in(client)
    with time_machine.travel(start + timedelta(minutes=2 * idle + 1)):
        response = client.get(HERE, follow=True)
        assert "/accounts/login/" in response.redirect_chain[-1][0]
        assert "signed out" in response.content.decode()


@pytest.mark.once
@pytest.mark.parametrize(("name", "idle", "longest"), LIVES)
def test_s10_a_login_ends_at_the_latest_even_when_used(cast, name, idle, longest):
    start = timezone.now()
    client = cast.client(name)
    assert is_in(client)
    for passed in range(idle - 1, longest, idle - 1):
        with time_machine.travel(start + timedelta(minutes=passed)):
            assert is_in(client), passed
    with time_machine.travel(start + timedelta(minutes=longest + 1)):
        assert not is_in(client)


def test_s10_staying_costs_a_write_a_minute_at_most(cast):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = cast.client("focal_point")
    is_in(client)
    with CaptureQueriesContext(connection) as caught:
        assert client.post("/en/accounts/stay/").status_code == 204
    assert not [one for one in caught.captured_queries if "UPDATE" in one["sql"] and "django_session" in one["sql"]]


ACTS = [
    ("focal_point", "/en/accounts/team/zz/invite/"),
    ("focal_point", "/en/accounts/team/zz/hand-over/"),
    ("focal_point", "/en/accounts/roles/{role}/end/"),
    ("member", "/en/accounts/2fa/totp/activate/"),
    ("member", "/en/accounts/2fa/webauthn/add/"),
    ("member", "/en/accounts/data/"),
    ("focal_point", "/en/accounts/tokens/new/"),
    ("head", "/admin/core/act/export/"),
    ("officer", "/admin/accounts/invitation/add/"),
    ("officer", "/admin/accounts/organisation/{state}/transition/hand_over/"),
    ("head", "/admin/accounts/user/{user}/transition/disable/"),
    ("officer", "/admin/accounts/membership/{role}/transition/end/"),
]


@pytest.mark.parametrize(("name", "url"), ACTS)
def test_s11_weighty_acts_ask_an_old_login_for_fresh_proof(cast, name, url):
    role = cast.focal_point.memberships.get().pk
    url = url.format(role=role, state=cast.state.pk, user=cast.member.pk)
    for method in ("get", "post"):
        response = getattr(cast.client(name), method)(url)
        assert response.status_code == 302
        assert "reauthenticate" in response.url
    fresh = cast.prove(name)
    assert fresh.get(url).status_code == 200
    session = fresh.session
    session[PAST] = [{"method": "password", "at": time.time() - 301, "reauthenticated": True}]
    session.save()
    assert "reauthenticate" in fresh.get(url).url


def test_s11_the_address_is_changed_only_with_fresh_proof(cast):
    data = {"action_add": "", "email": "new@demo.example"}
    response = cast.client("member").post("/en/accounts/email/", data)
    assert "reauthenticate" in response.url
    assert not messages("accounts.confirm_address")


def test_s11_a_post_that_was_asked_for_proof_is_done_afterwards(cast):
    client = cast.client("focal_point")
    data = {"role": "mission_reader", "email": "r@x.example", "ends_on": "2030-01-01",
            "form_key": "7d0f58f0-6a2a-4a3c-9b58-7f6a3d1a3c11"}  # fmt: skip
    asked = client.post("/en/accounts/team/zz/invite/", data)
    done = client.post(asked.url, {"password": PASSWORD})
    assert done.status_code == 302
    assert messages("accounts.invitation", "r@x.example")


def test_s12_a_new_password_ends_the_other_logins(cast):
    first, second = sign_in(cast.member.email), sign_in(cast.member.email)
    data = {"oldpassword": PASSWORD, "password1": GOOD, "password2": GOOD}
    session = first.session
    session[PAST] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()
    first.post("/en/accounts/password/change/", data)
    assert not is_in(second)
    assert is_in(sign_in(cast.member.email, GOOD))
    assert messages("accounts.factor_changed", cast.member)


def test_s12_a_new_factor_ends_the_other_logins(cast):
    other = sign_in(cast.member.email)
    client = cast.prove("member")
    add_factor(client)
    assert is_in(client)
    assert not is_in(other)


def test_s12_a_new_role_ends_the_other_logins(cast):
    first, second = sign_in(cast.member.email), sign_in(cast.member.email)
    path = path_of(invited(cast, cast.member.email))
    first.post(path)
    assert is_in(first)
    assert not is_in(second)


def test_s12_a_role_that_ends_takes_the_logins_with_it(cast):
    theirs = sign_in(cast.contributor.email)
    steps.end_membership(cast.contributor.memberships.get(), by=cast.focal_point)
    assert not is_in(theirs)


@pytest.mark.parametrize("act", ["end", "hand over"])
def test_s12_who_gives_up_the_own_role_keeps_the_login_in_hand_alone(cast, act):
    alternate, elsewhere = cast.alternate, sign_in(cast.focal_point.email)
    client, role = cast.prove("focal_point"), cast.focal_point.memberships.get()
    if act == "end":
        done = client.post(f"/en/accounts/roles/{role.pk}/end/", {"note": ""})
    else:
        done = client.post("/en/accounts/team/zz/hand-over/", {"to": alternate.email, "note": ""})
    assert done.status_code == 302
    assert not roles_of(cast.focal_point)
    assert is_in(client)
    assert not is_in(elsewhere)


def test_s12_taking_a_role_of_the_secretariat_ends_the_logins(cast):
    victim = sign_in(cast.second_officer.email)
    assert is_in(victim)
    role = steps.propose_end_of_role(cast.second_officer.memberships.get(), by=cast.head)
    steps.release_end_of_role(role, by=cast.officer)
    assert not is_in(victim)


def test_s12_one_can_end_the_own_logins_everywhere(cast):
    first, second = sign_in(cast.member.email), sign_in(cast.member.email)
    assert first.get("/en/accounts/sessions/").status_code == 200
    first.post("/en/accounts/sessions/")
    assert not is_in(second)


def test_s12_a_disabled_account_ends_at_once_and_an_officer_can_end_logins(cast):
    victim = sign_in(cast.focal_point.email)
    steps.end_logins_of(cast.focal_point, by=cast.head)
    assert not is_in(victim)
    victim = sign_in(cast.focal_point.email)
    assert is_in(victim)
    steps.disable(cast.focal_point, by=cast.head)
    assert not is_in(victim)
    assert not is_in(sign_in(cast.focal_point.email))


def test_s13_a_new_device_is_told_and_a_known_one_is_not(cast):
    client = sign_in(cast.member.email)
    assert len(messages("accounts.new_device", cast.member)) == 1
    client.post("/en/accounts/logout/")
    sign_in(cast.member.email, client=client)
    assert len(messages("accounts.new_device", cast.member)) == 1
    sign_in(cast.member.email)
    assert len(messages("accounts.new_device", cast.member)) == 2


def test_s13_a_changed_address_is_told_to_the_old_and_the_new_one(cast):
    old = cast.member.email
    client = cast.prove("member")
    client.post("/en/accounts/email/", {"action_add": "", "email": "new@demo.example"})
    path = link(messages("accounts.confirm_address", "new@demo.example")[0])
    client.get(path)
    client.post(path)
    assert User.objects.get(pk=cast.member.pk).email == "new@demo.example"
    told = {row.mailbox for row in messages("accounts.address_changed")}
    assert told == {old, "new@demo.example"}
    assert old not in letter(messages("accounts.address_changed", "new@demo.example")[0]).text


def test_s13_changed_factors_and_roles_are_told(cast):
    add_factor(cast.prove("member"))
    assert "second factor" in letter(messages("accounts.factor_changed", cast.member)[0]).text
    steps.end_membership(cast.contributor.memberships.get(), by=cast.focal_point)
    assert "no longer" in letter(messages("accounts.role_changed", cast.contributor)[0]).text


def test_s13_notices_are_security_mail_and_sent_again_when_in_doubt():
    from accounts import notifications
    from notifications.kinds import Kind

    kinds = [one for one in vars(notifications).values() if isinstance(one, type) and issubclass(one, Kind)]
    notes = {"accounts.task_given", "accounts.address_refused", "accounts.page_shown", "accounts.mentioned"}
    named = [kind for kind in kinds if kind.name.startswith("accounts.") and kind.name not in notes]
    assert len(named) == 16
    assert all(kind.policy == "resend" and not kind.optional for kind in named)
    calm = {
        "accounts.invitation", "accounts.renewal_asked", "accounts.other_address", "accounts.handover",
        "accounts.membership_asked", "accounts.membership_declined",
    }  # fmt: skip
    assert {kind.name for kind in named if not kind.security} == calm
    secret = {"accounts.invitation", "accounts.confirm_address", "accounts.password_reset"}
    assert {kind.name for kind in named if kind.secret} == secret
