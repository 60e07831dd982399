"""Addresses, hosts and cookies that are not ours (RELIABILITY B36, B37, B50, B53); what the next request knows."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from tests.accounts.builders import letter, messages, sign_in
from tests.accounts.signing_in import HERE, is_in
from tests.cast import PASSWORD, person

pytestmark = pytest.mark.django_db


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
    role.ends_at = timezone.now()  # by itself, on the day that was set
    role.save()
    assert client.get("/en/accounts/team/zz/").status_code == 404
