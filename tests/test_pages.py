"""What every page has in common: headers, error pages, health, what the frame costs, how the portal starts."""

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import get_language

from imrf_portal.management.commands.serve import Command as Serve
from imrf_portal.pages import errors
from tests.core.addresses import SECRET

WRONG = pytest.mark.urls("tests.core.addresses")
TYPED = "A long paragraph that nobody wants to type a second time."


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def addresses(resolver=None, space=""):
    """The address of every page that needs no number or name."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern) and one.name:
            with contextlib.suppress(NoReverseMatch):
                yield reverse(f"{space}{one.name}")


def assert_headers(response):
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    if response.streaming or "sandbox" not in policy:
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert "form-action 'self'" in policy
    assert "report-to policy" in policy or "sandbox" in policy
    assert response["Reporting-Endpoints"] == 'policy="/policy-reports"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] in ("same-origin", "strict-origin")
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] in ("same-origin", "cross-origin")
    assert "camera=()" in response["Permissions-Policy"]
    assert re.fullmatch(r"[0-9a-f]{12}", response["X-Request-Id"])


# --- headers


@pytest.mark.parametrize("who", ["visitor", "member", "focal_point", "officer", "superuser"])
@pytest.mark.once
def test_s18_every_address_answers_with_the_full_set_of_headers(cast, who):
    client = cast.client(who)
    client.raise_request_exception = False
    every = [address for address in addresses() if "logout" not in address]
    assert len(every) > 30
    for address in every:
        response = client.get(address)
        assert response.status_code < 500, address
        assert_headers(response)
        if who != "visitor" and not address.startswith("/static"):
            assert response["Cache-Control"] == "private, no-store", address
        assert "Cookie" in response["Vary"]


@WRONG
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [("bad", 400), ("suspicious", 400), ("denied", 403), ("missing", 404), ("broken", 500), ("none", 404)],
)
def test_s18_errors_have_them_too_and_are_kept_by_no_cache(visitor, address, status):
    response = visitor.get(f"/wrong/{address}/")
    assert response.status_code == status
    assert_headers(response)
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_s18_so_do_refusals_and_redirects_made_before_any_view(visitor, settings):
    for response in (
        visitor.get("/"),
        visitor.get("/en/work/"),
        visitor.get("/en/", headers={"host": "evil.example"}),
        visitor.put("/en/"),
        visitor.get("/en/?q=%00"),
        Client(enforce_csrf_checks=True).post("/en/accounts/login/", {}),
    ):
        assert 300 <= response.status_code < 500
        assert_headers(response)
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    assert_headers(Client().get("/en/"))
    assert Client().get("/en/")["Location"].startswith("https://")
    secure = Client().get("/en/", secure=True)["Strict-Transport-Security"]
    assert secure.startswith("max-age=31536000; includeSubDomains")


def test_s18_the_technical_pages_of_development_keep_their_style_and_nothing_else_does(visitor, settings):
    assert "Content-Security-Policy" in visitor.get("/en/no-such-page/")
    settings.DEBUG = True
    assert "Content-Security-Policy" not in visitor.get("/en/no-such-page/")
    assert "Content-Security-Policy" in visitor.get("/healthz")


REPORT = {
    "type": "csp-violation",
    "body": {
        "effectiveDirective": "script-src-elem",
        "blockedURL": "https://evil.example/x.js?who=me",
        "documentURL": "https://portal.example/en/reviews/?q=typed#here",
        "sample": "what stood in the page",
    },
}


def test_s18_what_a_browser_reports_is_logged_without_what_was_typed(db, caplog):
    browser = Client(enforce_csrf_checks=True)
    sent = browser.post("/policy-reports", [REPORT, "noise", {"body": 7}], content_type="application/json")
    assert sent.status_code == 204
    (line,) = [one.getMessage() for one in caplog.records if one.name == "portal.policy"]
    assert "script-src-elem" in line
    assert "https://evil.example/x.js" in line
    assert "https://portal.example/en/reviews/" in line
    assert not [word for word in ("who=me", "typed", "here", "stood in") if word in line]


@pytest.mark.parametrize(
    ("body", "status"), [(b"{", 400), (b"\xff", 400), (b"7", 400), (b"[[]]", 204), (b"[" * 9000, 400)]
)
def test_s18_whatever_is_sent_as_a_report_breaks_nothing(db, visitor, body, status):
    assert visitor.post("/policy-reports", body, content_type="application/reports+json").status_code == status
    assert visitor.get("/policy-reports").status_code == 405


@pytest.mark.parametrize("kind", ["application/xml", "text/plain", ""])
def test_b21_a_report_that_does_not_say_that_it_is_json_is_refused(db, visitor, kind):
    assert visitor.post("/policy-reports", b"[]", content_type=kind).status_code == 415


@WRONG
@pytest.mark.django_db
def test_s18_an_address_that_is_a_key_is_told_to_no_other_page(visitor):
    assert visitor.get("/invitations/abc/")["Referrer-Policy"] == "strict-origin"
    assert visitor.get("/en/")["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_a_public_page_may_be_kept_until_somebody_signs_in(cast, visitor):
    assert "no-store" not in visitor.get("/en/").get("Cache-Control", "")
    assert cast.client("focal_point").get("/en/")["Cache-Control"] == "private, no-store"


def test_s9_cookies_are_out_of_reach_of_scripts_and_other_sites(cast, visitor):
    from tests.cast import PASSWORD

    visitor.get("/en/accounts/login/")
    visitor.post("/en/accounts/login/", {"login": cast.member.email, "password": PASSWORD})
    cookies = {"session": visitor.cookies["session"], "csrf": visitor.cookies["csrf"]}
    for cookie in cookies.values():
        assert cookie["samesite"] == "Lax"
        assert cookie["httponly"]


INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=\"|javascript:", re.IGNORECASE)


def pages_of_admin(client):
    from django.contrib import admin

    yield reverse("admin:index")
    for model, page in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")
        if record := model._default_manager.first():
            yield from (reverse(f"{name}_{kind}", args=[record.pk]) for kind in ("change", "history", "delete"))
            yield from (page.step_url(str(record.pk), step) for step in page.steps)


@pytest.mark.parametrize("who", ["head", "superuser"])
@pytest.mark.once
def test_s18_admin_works_under_the_same_policy(cast, who):
    from tests.factories import questionnaire_in_force

    assert cast.focal_point
    questionnaire_in_force(cast)
    client = cast.client(who)
    shown = 0
    for address in pages_of_admin(client):
        response = client.get(address)
        assert response.status_code in (200, 302, 403, 404), address
        assert_headers(response)
        if response.status_code == 200:
            shown += 1
            assert INLINE.search(response.text) is None, address
    assert shown > (30 if who == "head" else 3)


# --- error pages


@WRONG
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("bad", "A sentence for people."),
        ("suspicious", "is not what this page expects"),
        ("denied", "Only the focal point submits."),
        ("missing", "This page is not here"),
        ("broken", "Something broke on our side"),
    ],
)
@pytest.mark.parametrize("who", ["visitor", "member"])
def test_s23_an_error_page_has_words_and_a_number_and_no_secret(cast, address, words, who):
    client = cast.client(who)
    client.raise_request_exception = False
    response = client.get(f"/wrong/{address}/")
    assert words in response.text
    assert response["X-Request-Id"] in response.text
    for leak in (SECRET, "Traceback", "Exception", "DEBUG", "settings"):
        assert leak not in response.text


@WRONG
@pytest.mark.django_db
@pytest.mark.parametrize("technical", [False, True], ids=["ours", "of Django"])
@pytest.mark.parametrize("address", ["/en/none/", "/wrong/missing/", "/wrong/bad/", "/wrong/broken/"])
def test_who_tries_the_portal_meets_our_error_pages_and_developers_may_ask_for_the_technical_ones(
    settings, address, technical
):
    settings.DEBUG, settings.TECHNICAL_PAGES = True, technical
    Serve().get_handler(use_static_handler=True, insecure_serving=False)
    response = Client(raise_request_exception=False).get(address)
    assert ("DEBUG = True" in response.text) == technical  # the foot of Django's pages
    assert (response["X-Request-Id"] in response.text) != technical


def test_the_page_of_a_broken_portal_needs_no_database():
    response = errors.broken(RequestFactory().get("/"))
    assert response.status_code == 500
    assert configured.CONTACT_EMAIL in response.text


def test_f8_without_a_database_the_error_page_comes_with_all_headers(cast, monkeypatch):
    client = cast.client("focal_point")
    client.raise_request_exception = False

    def down(*args):
        raise OperationalError(SECRET)

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", down)
    response = client.get("/en/work/")
    assert response.status_code == 500
    assert "saved answers are safe" in response.text
    assert SECRET not in response.text
    assert_headers(response)
    sent = client.post(
        "/en/accounts/profile/", {"name": TYPED, "password": SECRET}, headers={"sec-fetch-site": "same-origin"}
    )
    assert sent.status_code == 500
    assert "your text is safe here" in sent.text
    assert TYPED in sent.text
    assert SECRET not in sent.text


@WRONG
@pytest.mark.django_db
def test_an_error_page_is_in_the_language_of_the_address(visitor):
    assert 'href="/ar/"' in visitor.get("/ar/none/").text
    assert 'href="/fr/"' in visitor.get("/fr/?q=%00").text


@WRONG
@pytest.mark.django_db
def test_words_that_nobody_has_translated_are_english_in_a_page_of_the_readers_direction(visitor, monkeypatch):
    assert '<html lang="en" dir="rtl">' in visitor.get("/ar/none/").text
    monkeypatch.setattr("core.templatetags.portal.pgettext", lambda _context, _text: get_language())
    assert '<html lang="ar" dir="rtl">' in visitor.get("/ar/none/").text


def strict():
    """A client that is asked for the token of a form, as browsers are."""
    return Client(enforce_csrf_checks=True)


def a_token(client):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/en/accounts/login/").text)[1]


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "wrong", "x" * 64, "somebody else's"])
def test_b43_a_form_with_an_old_or_missing_seal_explains_itself_and_keeps_the_text(token):
    client = strict()
    a_token(client)
    token = a_token(strict()) if token == "somebody else's" else token
    form = {"csrfmiddlewaretoken": token, "summary": TYPED, "password": "correct horse battery staple", "short": "x"}
    response = client.post("/en/accounts/login/", form, headers={"sec-fetch-site": "same-origin"})
    assert response.status_code == 403
    assert "your safety the form was not sent" in response.text
    assert response["X-Request-Id"] in response.text
    assert TYPED in response.text
    assert "battery" not in response.text


@pytest.mark.django_db
@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_b43_a_form_that_another_site_sent_puts_no_words_on_our_page(site):
    response = strict().post(
        "/en/accounts/login/", {"summary": TYPED}, headers={"sec-fetch-site": site} if site else {}
    )
    assert response.status_code == 403
    assert TYPED not in response.text


@WRONG
@pytest.mark.django_db
def test_b2_a_text_with_a_broken_character_is_shown_to_be_put_right(visitor):
    response = visitor.post("/echo/", {"a": f"{TYPED}\ufffd <b>"}, headers={"sec-fetch-site": "same-origin"})
    assert response.status_code == 400
    assert f"{TYPED}\ufffd &lt;b&gt;" in response.text


@pytest.mark.django_db
def test_s4_too_many_tries_are_answered_by_a_page_with_words(settings, visitor):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    answers = [visitor.post("/en/accounts/login/", {"login": "a@b.example", "password": "x"}) for _try in range(3)]
    assert answers[-1].status_code == 429
    assert "Too many tries in a short time" in answers[-1].text
    assert answers[-1]["X-Request-Id"] in answers[-1].text


# --- what the frame costs


@pytest.mark.django_db
def test_the_frame_asks_the_database_nothing_for_a_visitor(visitor, django_assert_num_queries):
    visitor.get("/en/none/")
    with django_assert_num_queries(0):
        assert visitor.get("/en/none/").status_code == 404
        assert visitor.get("/healthz").status_code == 200


@pytest.mark.parametrize("who", ["visitor", "member", "focal_point"])
def test_a_public_page_writes_nothing(cast, who):
    client = cast.client(who)
    client.get("/en/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/en/").status_code == 200
    assert [one["sql"] for one in asked if re.match(r"INSERT|UPDATE|DELETE|SAVEPOINT", one["sql"])] == []


# --- health


@pytest.mark.django_db
def test_alive_and_ready_say_so_to_machines(visitor):
    assert visitor.get("/healthz").json() == {"status": "alive"}
    answer = visitor.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"]["database"] is True


@pytest.mark.django_db
def test_f10_without_a_queue_the_portal_is_degraded_and_goes_on(visitor, monkeypatch):
    def down(**options):
        raise ConnectionError

    monkeypatch.setattr("imrf_portal.pages.health.app.connection_for_write", down)
    answer = visitor.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["_database", "_cache"])
def test_without_database_or_cache_it_is_down(visitor, monkeypatch, what):
    monkeypatch.setattr(f"imrf_portal.pages.health.{what}", lambda: False)
    answer = visitor.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")


# --- how the portal starts

PRODUCTION = {
    "DATABASE_URL": "sqlite:///:memory:",
    "SECRET_KEY": "a-long-random-text-that-nobody-else-knows-0123456789",  # pragma: allowlist secret
    "SITE_URL": "https://portal.example",
    "ALLOWED_HOSTS": "portal.example",
    "CONTACT_EMAIL": "secretariat@portal.example",
    "EMAIL_URL": "smtp://localhost:25",
}
SHOWN = "from imrf_portal import settings as s; print(s.SESSION_COOKIE_NAME, s.MAIL_DOMAIN, s.SESSION_COOKIE_SECURE,"
SHOWN += " s.ALLAUTH_TRUSTED_PROXY_COUNT)"


def start(**environment):
    """The exit of a process that reads the settings with nothing but `environment`."""
    kept = {"PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, "-c", SHOWN],
        env={**kept, **environment},
        cwd=Path(configured.BASE_DIR),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", PRODUCTION)
def test_s29_a_missing_variable_stops_the_start_and_is_named(name):
    done = start(**{key: value for key, value in PRODUCTION.items() if key != name})
    assert done.returncode != 0
    assert name in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "development-only, kept by nobody as a secret"),
        ("SECRET_KEY", "short"),
        ("FORUM_DEMO", "1"),
        ("SECOND_FACTOR_REQUIRED", "0"),
        ("LICENCES", "practice=CC BY 4.0"),
    ],
)  # fmt: skip
def test_s29_what_is_for_development_only_or_cannot_be_right_stops_the_start(name, value):
    done = start(**{**PRODUCTION, name: value})
    assert done.returncode != 0
    assert name in done.stderr.splitlines()[-1]


def test_s29_with_all_of_them_it_starts_with_cookies_for_its_host_alone():
    done = start(**PRODUCTION)
    assert done.stdout.split() == ["__Host-session", "portal.example", "True", "0"], done.stderr


def test_b53_behind_a_proxy_people_are_told_apart_by_the_address_that_it_saw():
    done = start(**PRODUCTION, BEHIND_PROXY="1")
    assert done.stdout.split()[-1] == "1", done.stderr
