"""Logins: how they begin, live and end, and what outsiders may learn (RELIABILITY S1 to S13, B36, B37, B50, B53)."""

import re
import time
from datetime import timedelta
from statistics import median
from types import SimpleNamespace
from unittest import mock

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal import flows as totp_flows
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts import steps
from accounts.choices import Role
from accounts.models import User
from tests.accounts.builders import GOOD, invited, letter, link, messages, path_of, roles_of, sign_in
from tests.cast import PASSWORD, person

pytestmark = pytest.mark.django_db
HERE = "/en/accounts/profile/"
PAST = "account_authentication_methods"


def is_in(client: Client) -> bool:
    return client.get(HERE).status_code == 200


def with_factor(user: User) -> Authenticator:
    return totp.TOTP.activate(user, totp.generate_totp_secret()).instance


def code_of(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def add_factor(client: Client) -> None:
    """Through the pages, as the person does."""
    page = client.get("/en/accounts/2fa/totp/activate/")
    assert page.status_code == 200, getattr(page, "url", page)
    secret = client.session["mfa.totp.secret"]
    at_once = SimpleNamespace(on_commit=lambda done: done())
    with mock.patch.object(totp_flows, "transaction", at_once):  # a test's own transaction never ends
        assert client.post("/en/accounts/2fa/totp/activate/", {"code": code_of(secret)}).status_code == 302


# --- S1, S2


@pytest.mark.parametrize("name", ["officer", "head", "superuser", "moderator"])
def test_s1_without_a_second_factor_a_compulsory_role_reaches_only_the_set_up_pages(cast, settings, name):
    settings.SECOND_FACTOR_REQUIRED = True
    client = cast.prove(name)
    for url in ("/en/work/", "/admin/", HERE, "/en/", "/en/reviews/", "/en/accounts/messages/"):
        assert client.get(url).url == "/en/accounts/2fa/", url
    assert client.get("/en/accounts/2fa/").status_code == 200
    add_factor(client)
    assert client.get(HERE).status_code == 200


@pytest.mark.parametrize("name", ["focal_point", "contributor", "member"])
def test_s1_others_are_only_offered_one(cast, settings, name):
    settings.SECOND_FACTOR_REQUIRED = True
    assert is_in(cast.client(name))


def test_s1_a_state_can_demand_it_of_its_people(cast, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    cast.state.requires_second_factor = True
    cast.state.save()
    assert cast.client("focal_point").get(HERE).url == "/en/accounts/2fa/"


def test_s1_the_last_factor_of_a_compulsory_role_stays(cast, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client = cast.prove("officer")
    add_factor(client)
    client = cast.prove("officer")
    client.post("/en/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=cast.officer, type="totp").exists()
    free = cast.prove("member")
    add_factor(free)
    free = cast.prove("member")
    free.post("/en/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=cast.member, type="totp").exists()


def test_s1_recovery_codes_alone_are_no_factor(cast, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    Authenticator.objects.create(user=cast.officer, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    assert cast.client("officer").get(HERE).url == "/en/accounts/2fa/"


def test_s1_a_person_with_a_factor_is_asked_for_it_at_sign_in(cast):
    with_factor(cast.officer)
    client = sign_in(cast.officer.email)
    assert not is_in(client)


def test_the_secret_of_an_authenticator_is_not_in_the_database_in_clear(cast):
    client = cast.prove("member")
    client.get("/en/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/en/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert secret not in str(Authenticator.objects.get(user=cast.member, type="totp").data)


def test_s2_admin_has_no_door_of_its_own(cast):
    response = Client().get("/admin/login/")
    assert response.status_code == 302
    assert response.url.startswith("/en/accounts/login/")
    refused = Client().post("/admin/login/", {"username": cast.officer.email, "password": PASSWORD})
    assert refused.status_code == 302
    with_factor(cast.officer)
    half = sign_in(cast.officer.email)
    assert "login" in half.get("/admin/").url


# --- S3


@pytest.mark.parametrize(
    ("password", "factor", "good"),
    [
        ("seven quiet herons", False, True),
        ("тихие цапли ходят вброд", False, True),
        ("fourteen-chars", False, False),
        ("fourteen-chars", True, True),
        ("eleven-char", True, False),
        ("a" * 129, False, False),
        ("heron wade quiet 7" * 7, False, True),
        ("migrationmigration", False, False),
        ("IMRF-Portal-Migration-2030", False, False),
        ("Mexico-Mexico-Mexico", False, False),
        ("côte d'ivoire 2030", False, False),
        ("international organization for migration", False, True),
        ("ana.perez.ministry", False, False),
        ("qwertyuiopasdfgh", False, True),
        ("passwordpassword", False, False),
        ("                    ", False, False),
    ],
)
def test_s3_table_of_passwords(db, password, factor, good):
    user = person("ana.perez", name="Ana")
    user.email = "ana.perez@ministry.example"
    if factor:
        with_factor(user)
    if good:
        validate_password(password, user)
    else:
        with pytest.raises(ValidationError):
            validate_password(password, user)


def test_s3_the_name_of_the_own_organisation_is_no_password(cast):
    with pytest.raises(ValidationError):
        validate_password("Demo State Demo State", User.objects.get(pk=cast.focal_point.pk))


# --- S4


def test_s4_the_sixth_wrong_password_closes_the_door_for_a_while(cast):
    client = Client()
    for _time in range(5):
        client.post("/en/accounts/login/", {"login": cast.member.email, "password": "wrong wrong wrong"})
    closed = client.post("/en/accounts/login/", {"login": cast.member.email, "password": PASSWORD})
    assert "Too many failed" in closed.content.decode()
    assert not is_in(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert is_in(sign_in(cast.member.email))


def test_s4_limits_are_counted_in_the_database(cast, settings):
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    sign_in(cast.member.email, "wrong wrong wrong")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_cache")
        assert cursor.fetchone()[0] > 0
    cache.clear()


def test_s4_a_ministry_behind_one_address_signs_in_30_times_a_minute(db):
    people = [person(f"p{number}") for number in range(31)]
    assert all(is_in(sign_in(user.email)) for user in people[:30])
    assert not is_in(sign_in(people[30].email))


# --- S5, S6


def without_variables(response, email: str) -> str:
    html = response.content.decode()
    html = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", html)
    return html.replace(email, "ADDRESS")


@pytest.mark.parametrize("page", ["login", "password/reset", "signup"])
def test_s5_answers_do_not_tell_who_has_an_account(db, page, settings):
    known = person("known").email
    answers = []
    for email in (known, "unknown@demo.example"):
        data = {"login": email, "email": email, "password": "wrong wrong wrong", "password1": GOOD, "password2": GOOD}
        response = Client().post(f"/en/accounts/{page}/", data, follow=True)
        path = response.redirect_chain[-1][0] if response.redirect_chain else ""
        answers.append((response.status_code, path, without_variables(response, email)))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(("page", "tries"), [("login", 15), ("password/reset", 60), ("signup", 15)])
def test_s5_nor_does_the_time_they_take(db, page, tries, settings):
    """The work of an answer, as the middle of differences between neighbours: what else the machine does meanwhile
    falls on both or is not counted. Half the work of one password is less than any answer that skips one would save.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    known = person("known").email
    differences, passwords = [], []
    for number in range(tries):
        took = {}
        for is_known in (True, False) if number % 2 else (False, True):
            email = known if is_known else f"unknown{number}@demo.example"
            data = {"login": email, "email": email, "password": GOOD, "password1": GOOD, "password2": GOOD}
            took[is_known] = work_of(Client().post, f"/en/accounts/{page}/", data)
        differences.append(took[True] - took[False])
        passwords.append(work_of(make_password, GOOD))
    assert abs(median(differences)) < median(passwords) / 2


def work_of(do, *given) -> float:
    """Seconds of processor for this call, waiting for others not counted."""
    start = time.process_time()
    do(*given)
    return time.process_time() - start


@pytest.mark.parametrize("page", ["login", "password/reset", "signup"])
def test_s5_as_many_passwords_are_hashed_for_a_stranger_as_for_a_member(db, page, settings, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    settings.ACCOUNT_RATE_LIMITS = False
    known = person("known").email
    hashed: list[str] = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: hashed.append("") or real(*given))
    counts = []
    for email in (known, "unknown@demo.example"):
        hashed.clear()
        data = {"login": email, "email": email, "password": GOOD, "password1": GOOD, "password2": GOOD}
        Client().post(f"/en/accounts/{page}/", data)
        counts.append(len(hashed))
    assert counts[0] == counts[1]


def test_s5_only_the_owner_learns_of_a_second_sign_up(db):
    known = person("known")
    Client().post("/en/accounts/signup/", {"email": known.email, "password1": GOOD, "password2": GOOD})
    assert messages("accounts.account_exists", known)
    Client().post("/en/accounts/password/reset/", {"email": "nobody@demo.example"})
    assert not messages("accounts.password_reset")


def test_s6_open_sign_up_gives_no_right_and_nothing_before_the_address_is_confirmed(db):
    client = Client()
    client.post("/en/accounts/signup/", {"email": "Minister@gov.example", "password1": GOOD, "password2": GOOD})
    user = User.objects.get(email="minister@gov.example")
    assert not is_in(client)
    path = link(messages("accounts.confirm_address", user)[0])
    assert client.get(path).status_code == 200
    client.post(path)
    assert is_in(client) or is_in(sign_in(user.email, GOOD))
    assert not roles_of(user)
    assert not User.objects.get(pk=user.pk).is_staff


def test_password_reset_by_the_link_in_the_mail(db):
    known = person("known")
    other = sign_in(known.email)
    assert is_in(other)
    client = Client()
    client.post("/en/accounts/password/reset/", {"email": known.email})
    path = link(messages("accounts.password_reset", known)[0])
    form = client.get(path, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": GOOD, "password2": GOOD})
    assert is_in(sign_in(known.email, GOOD))
    assert not is_in(other)
    assert messages("accounts.factor_changed", known)


# --- S9, S10


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


# --- S11, S12, S13

ACTS = [
    ("focal_point", "/en/accounts/team/zz/invite/"),
    ("focal_point", "/en/accounts/team/zz/hand-over/"),
    ("focal_point", "/en/accounts/roles/{role}/end/"),
    ("member", "/en/accounts/2fa/totp/activate/"),
    ("member", "/en/accounts/2fa/webauthn/add/"),
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
    named = [kind for kind in kinds if kind.name.startswith("accounts.")]
    assert len(named) == 13
    assert all(kind.policy == "resend" and not kind.optional for kind in named)
    calm = {
        "accounts.invitation", "accounts.renewal_asked", "accounts.other_address", "accounts.handover",
        "accounts.membership_asked", "accounts.membership_declined",
    }  # fmt: skip
    assert {kind.name for kind in named if not kind.security} == calm
    secret = {"accounts.invitation", "accounts.confirm_address", "accounts.password_reset"}
    assert {kind.name for kind in named if kind.secret} == secret


# --- B36, B37, B50, B53


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https:evil.example", "\\\\evil.example", "/%09/evil.example", "https://evil.example/",
     "javascript:alert(1)", "///evil.example", "http:///evil.example"],
)  # fmt: skip
def test_b36_after_signing_in_one_stays_here(cast, target):
    for url in ("/en/accounts/login/", "/en/accounts/reauthenticate/"):
        client = cast.client("member") if "re" in url else Client()
        data = {"login": cast.member.email, "password": PASSWORD, "next": target}
        response = client.post(url, data)
        assert response.status_code in {200, 302}
        assert "evil" not in response.get("Location", "") or response["Location"].startswith("/%09")
        assert not response.get("Location", "").startswith(("//", "\\", "http", "javascript"))


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "bad_host.example", "testserver.evil.example"])
def test_b37_a_foreign_host_is_refused(db, host):
    assert Client().get("/en/accounts/login/", headers={"host": host}).status_code == 400


def test_b37_links_in_mail_come_from_the_settings(db, settings):
    settings.ALLOWED_HOSTS = ["other.example", "testserver"]
    known = person("known")
    Client().post("/en/accounts/password/reset/", {"email": known.email}, headers={"host": "other.example"})
    text = letter(messages("accounts.password_reset", known)[0]).text
    assert settings.SITE_URL in text
    assert "other.example" not in text


@pytest.mark.parametrize("value", ["forged", "x" * 8000, "", "a:b:c", "../../etc/passwd"])
def test_b50_a_cookie_that_is_not_ours_counts_as_none(cast, value):
    for name in ("session", "device", "csrf"):
        client = Client()
        client.cookies[name] = value
        assert client.get("/en/accounts/login/").status_code == 200
        assert client.get(HERE).status_code == 302
    client = Client()
    client.cookies["device"] = value
    sign_in(cast.member.email, client=client)
    assert is_in(client)
    assert messages("accounts.new_device", cast.member)


def test_b50_the_device_cookie_of_another_person_counts_as_none(cast):
    mine = sign_in(cast.member.email)
    other = Client()
    other.cookies["device"] = mine.cookies["device"].value
    sign_in(cast.focal_point.email, client=other)
    assert messages("accounts.new_device", cast.focal_point)


def test_b53_a_forged_forwarded_address_neither_helps_nor_harms(cast):
    for number in range(12):
        Client().post(
            "/en/accounts/login/",
            {"login": f"nobody{number}@x.example", "password": "wrong wrong wrong"},
            headers={"x-forwarded-for": f"203.0.113.{number}"},
        )
    closed = Client().post(
        "/en/accounts/login/",
        {"login": cast.member.email, "password": PASSWORD},
        headers={"x-forwarded-for": "203.0.113.99"},
    )
    assert closed.status_code == 429 or "Too many" in closed.content.decode()


def test_b53_behind_a_proxy_each_address_has_its_own_limits_and_a_forged_one_does_not_count(cast, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def sign_in_from(address, number, password):
        data = {"login": f"nobody{number}@x.example" if number else cast.member.email, "password": password}
        client = Client()
        client.post("/en/accounts/login/", data, headers={"x-forwarded-for": f"198.51.100.{number}, {address}"})
        return is_in(client)

    for number in range(1, 12):
        sign_in_from("203.0.113.7", number, "wrong wrong wrong")
    assert not sign_in_from("203.0.113.7", 0, PASSWORD)
    assert sign_in_from("203.0.113.8", 0, PASSWORD)


def test_u7_language_and_zone_are_kept_and_used(cast):
    User.objects.filter(pk=cast.member.pk).update(language="fr", time_zone="Asia/Kathmandu")
    response = Client().post("/en/accounts/login/", {"login": cast.member.email, "password": PASSWORD})
    assert response.url == "/fr/work/"
    client = cast.client("member")
    client.get(HERE)
    from django.utils import timezone as zones

    assert zones.get_current_timezone_name() == "UTC"
    assert "Asia/Kathmandu" in client.get(HERE).content.decode()
    wrong = client.post(HERE, {"name": "A", "language": "xx", "time_zone": "Mars/Olympus"})
    assert wrong.status_code == 200
    assert User.objects.get(pk=cast.member.pk).language == "fr"


def test_a_role_that_ended_gives_no_right_in_the_next_request(cast):
    client = cast.client("focal_point")
    assert client.get("/en/accounts/team/zz/").status_code == 200
    role = cast.focal_point.memberships.get()
    assert role.role == Role.FOCAL_POINT
    steps.end_membership(role, by=cast.officer, note="left")
    assert client.get("/en/accounts/team/zz/").status_code == 404
