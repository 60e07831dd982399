"""What reaches a view: nothing that no database can store, nothing too much, by no other method."""

import gzip
import io
import json
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.test.client import encode_multipart
from django.urls import reverse

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.addresses")]

SENTENCE = "cannot be stored"
URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def assert_refused(response, sentence=SENTENCE):
    assert response.status_code == 400
    assert sentence in response.text
    assert response["X-Request-Id"] in response.text


@pytest.mark.parametrize("text", ["a%00b", "%00"])
def test_b1_nul_in_path_or_query_is_refused(client, text):
    assert_refused(client.get(f"/echo/{text}/"))
    assert_refused(client.get(f"/en/?q={text}"))
    assert_refused(client.get(f"/en/?{text}=1"))


def test_b1_nul_in_an_address_that_is_none_is_a_missing_page(client):
    assert client.get("/en/none%00/").status_code == 404


@pytest.mark.parametrize("body", [{"a": "x\x00y"}, {"x\x00y": "a"}])
def test_b1_nul_in_a_form_is_refused(client, body):
    assert_refused(client.post("/echo/", body))
    assert_refused(client.post("/echo/", urlencode(body), content_type=URLENCODED))


@pytest.mark.parametrize("body", [{"a": ["\x00"]}, {"\x00": 1}, ["a", {"b": {"c": "d\x00"}}], ["\x00"]])
def test_b1_nul_in_json_is_refused(client, body):
    assert_refused(client.post("/echo/", json.dumps(body), content_type="application/json"))


@pytest.mark.parametrize("broken", ["%ff", "%c3%28", "%ed%a0%80"], ids=["byte", "sequence", "surrogate"])
def test_b2_broken_encoding_is_refused(client, broken):
    assert_refused(client.get(f"/en/?q={broken}"))
    assert_refused(client.post("/echo/", f"a={broken}", content_type=URLENCODED))
    assert client.get(f"/echo/{broken}/").status_code in (200, 400, 404)


def test_b2_broken_encoding_in_a_form_with_files_is_refused(client):
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\xfe\r\n--x--\r\n'
    assert_refused(client.post("/echo/", part, content_type="multipart/form-data; boundary=x"))


@pytest.mark.parametrize("body", [rb'["\ud800"]', rb'{"a": "\udfff"}'])
def test_b2_a_lone_surrogate_in_json_is_refused(client, body):
    assert_refused(client.post("/echo/", body, content_type="application/json"))


MULTIPART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nThe text as it was typed\r\n--x--\r\n'


@pytest.mark.parametrize("part", [0.1, 0.7, 1])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (MULTIPART, "multipart/form-data; boundary=x"),
        (b"a=The+text+as+it+was+typed", URLENCODED),
        (b'["The text as it was typed"]', "application/json"),
    ],
)
def test_f21_half_a_form_is_not_taken_for_the_whole(client, body, kind, part):
    """Servers hand over what came before the line was cut as if it were all."""
    announced = {
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": kind,
        "wsgi.input": io.BytesIO(body[: int(len(body) * part)]),
    }
    reply = client.generic("POST", "/echo/", b"", **announced)
    assert reply.status_code == (200 if part == 1 else 400)


@pytest.mark.parametrize(
    "body",
    [b"{", b"[1,]", b'["\xff"]', b"[" * 100_000, b"[" * 10_000 + b"]" * 10_000, b'{"a": 1, "a": 2}', b'"text"', b"7"],
    ids=["broken", "comma", "bytes", "open", "deep", "twice", "text", "number"],
)
def test_b2_b20_json_that_is_none_is_refused(client, body):
    assert_refused(client.post("/echo/", body, content_type="application/json"), "not readable JSON")


@pytest.mark.parametrize("text", ["é", "e\u0301", "عربي", "中文", "😀", "\u200d", "{{ 7 }}", "%", "a\r\nb"])
def test_what_people_write_passes(client, text):
    assert client.post("/echo/", {"a": text}).status_code == 200
    assert client.post("/echo/", json.dumps([text]), content_type="application/json").status_code == 200
    assert client.post("/echo/", b"", content_type="application/json").status_code == 200


def test_b9_a_text_too_large_is_refused_with_a_page_that_says_so(client):
    response = client.post("/echo/", {"a": "x" * 2_100_000})
    assert response.status_code == 413
    assert "larger than this portal accepts" in response.text
    assert response["X-Request-Id"] in response.text


ARABIC = "كلمة " * 240_000
"""Two megabytes, which a plain form sends as six million characters."""


@pytest.mark.parametrize("kind", [URLENCODED, "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("text", ["x" * 2_100_000, ARABIC], ids=["latin", "arabic"])
@pytest.mark.parametrize("sender", [{"sec-fetch-site": "same-origin"}, {"origin": "http://testserver"}])
def test_b9_a_plain_form_too_large_comes_back_with_all_that_was_typed(client, kind, text, sender):
    typed = {"long": text, "office": "Ministry of Labour", "password": "correct horse battery staple"}
    body = urlencode(typed) if kind == URLENCODED else encode_multipart("x", typed)
    response = client.post("/echo/", body, content_type=kind, headers={"host": "testserver", **sender})
    assert response.status_code == 413
    assert text in response.text
    assert "Ministry of Labour" in response.text
    assert "battery" not in response.text


@pytest.mark.parametrize("sender", [{}, {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
                                    {"origin": "https://elsewhere.example"}, {"origin": "null"}])  # fmt: skip
def test_b9_what_another_site_sent_is_not_put_on_our_page(client, sender):
    response = client.post("/echo/", {"a": "left right " * 200_000}, headers=sender)
    assert response.status_code == 413
    assert "left right" not in response.text


def test_b9_json_that_large_is_refused_unread(client):
    response = client.post("/echo/", json.dumps(["x" * 2_100_000]), content_type="application/json")
    assert response.status_code == 413


def test_b9_more_than_any_form_takes_is_refused_unread(client):
    assert client.post("/echo/", b"a=1", content_type=URLENCODED, CONTENT_LENGTH="5000000000").status_code == 413


@pytest.mark.parametrize("checks", [False, True], ids=["", "with a token asked for"])
@pytest.mark.parametrize("kind", [URLENCODED, "multipart/form-data; boundary=x"])
def test_b46_b47_too_many_fields_are_refused(kind, checks):
    client = Client(raise_request_exception=False, enforce_csrf_checks=checks)
    part = '--x\r\nContent-Disposition: form-data; name="a{0}"\r\n\r\n{0}\r\n'
    if kind == URLENCODED:
        body = "&".join(f"a{number}={number}" for number in range(10_000))
    else:
        body = "".join(part.format(number) for number in range(10_000)) + "--x--\r\n"
    response = client.post("/echo/", body, content_type=kind, headers={"sec-fetch-site": "same-origin"})
    assert_refused(response, "what was sent is not what this page expects")
    assert "DATA_UPLOAD" not in response.text


def test_b47_too_many_files_are_refused(client):
    part = '--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\na\r\n'
    response = client.post("/echo/", part * 2000 + "--x--\r\n", content_type="multipart/form-data; boundary=x")
    assert_refused(response, "what was sent is not what this page expects")


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=", "text/xml", ""])
def test_a_form_of_no_known_kind_is_answered_without_an_error(client, kind):
    assert client.post("/echo/", b"<a/>", content_type=kind).status_code in (200, 400)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND"])
def test_b48_a_method_that_no_page_has_does_nothing(client, method):
    response = client.generic(method, "/echo/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST, OPTIONS"


def test_b48_a_header_does_not_make_a_get_an_act(client):
    response = client.get("/echo/", headers={"x-http-method-override": "POST", "x-method-override": "DELETE"})
    assert response.text.startswith("GET")


NUMBERED = [
    "/admin/reference/objective/{}/change/",
    "/admin/core/act/{}/change/",
    "/admin/core/act/{}/history/",
    "/admin/accounts/user/{}/change/",
    "/admin/forum/reminderplan/{}/transition/propose/",
    "/en/roadmap/{}/",
    "/en/reviews/{}/mx/",
    "/en/reviews/2030/mx/v{}/",
    "/en/reviews/2030/mx/submissions/{}/",
    "/en/reviews/questionnaires/{}/",
    "/en/publications/{}/",
]


@pytest.mark.parametrize(
    "name", ["9223372036854775808", "-1", "1.0", "٣", "9" * 400, "0x10", "%2e%2e", "1%00"]
)  # fmt: skip
def test_b13_an_impossible_id_in_an_address_is_a_missing_page(cast, name):
    head = cast.client("head")
    refused = (404, 400) if "%00" in name else (404,)
    for address in NUMBERED:
        assert head.get(address.format(name)).status_code in refused, address


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-Hant-TW,zh;q=0.9", "zh-hans"),
        ("fr-CA", "fr"),
        ("xx", "en"),
        ("ar," * 3000, "ar"),
        ("a" * 8000, "en"),
        ("..;q=1", "en"),
        ("*", "en"),
    ],
)  # fmt: skip
def test_b49_the_nearest_language_is_taken(client, header, language):
    response = client.get("/", headers={"accept-language": header})
    assert response.status_code == 302
    assert response["Location"] == f"/{language}/"
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in response["Vary"].split(",")}


@pytest.mark.parametrize(
    ("path", "header", "address"),
    [
        ("/xx/", "", "/en/"),
        ("/xx/reviews/", "fr-CA", "/fr/reviews/"),
        ("/en-US/reviews/", "", "/en/reviews/"),
        ("/zh-Hant/", "", "/zh-hans/"),
        ("/de", "", "/en/"),
    ],
)
def test_b49_an_unknown_language_in_the_address_leads_to_the_nearest(client, path, header, address):
    response = client.get(path, headers={"accept-language": header})
    assert (response.status_code, response["Location"]) == (302, address)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "path",
    [f"/{'a' * 2000}/", "/../", "/xx/nowhere/", "/xx//evil.example/", "/en/nowhere/", "/api/nowhere", "/xx-" * 9],
)
def test_b49_what_is_in_no_language_is_a_missing_page(client, path):
    assert client.get(path).status_code == 404
    assert client.post("/xx/").status_code in (403, 404, 405)


FORGED = ["x", "a" * 8000, "'; DROP TABLE x; --", "é", r'"\000\000\000\000abcdefgh"', "abc:def:ghi", r'"\377\376"']


@pytest.mark.parametrize("value", FORGED)
@pytest.mark.parametrize("name", ["session", "csrf", "messages", "django_language"])
@pytest.mark.once
def test_b50_a_forged_cookie_is_none(client, name, value):
    response = client.get("/en/", headers={"cookie": f"{name}={value}"})
    assert response.status_code == 200
    response = client.get("/en/work/", headers={"cookie": f"{name}={value}"})
    assert response.status_code == 302
    assert response["Location"].startswith("/en/accounts/login/")


def test_b50_somebody_elses_session_does_not_follow_a_login(cast):
    client = cast.client("member")
    stolen = client.cookies["session"].value
    client.post("/en/accounts/logout/")
    thief = Client()
    thief.cookies["session"] = stolen
    assert thief.get("/en/work/").status_code == 302


def test_b54_a_thousand_ranges_are_refused_in_words_and_a_few_bring_the_whole(client):
    many = {"range": "bytes=" + ",".join(f"{n}-{n}" for n in range(1000))}
    for address in ("/en/", "/echo/", "/echo/x/"):
        refused = client.get(address, headers=many)
        assert refused.status_code == 416, address
        assert "Ask for all of it" in refused.text
        assert client.get(address, headers={"range": "bytes=0-0,5-9"}).status_code == client.get(address).status_code


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "GZIP, gzip"])
def test_b54_a_packed_body_is_refused_unread(client, coding):
    bomb = gzip.compress(b"a=" + b"x" * 50_000_000)
    refused = client.post("/echo/", bomb, content_type=URLENCODED, headers={"content-encoding": coding})
    assert refused.status_code == 413
    assert "Send it as it is" in refused.text
    assert (
        client.post("/echo/", b"a=x", content_type=URLENCODED, headers={"content-encoding": "identity"}).status_code
        == 200
    )


@pytest.mark.urls("imrf_portal.urls")
def test_b54_programs_are_told_the_same_in_their_own_way(client):
    packed = client.post(
        "/api/v1/publications", b"x", content_type="application/json", headers={"content-encoding": "gzip"}
    )
    many = client.get("/api/v1/publications", headers={"range": "bytes=" + "0-0," * 1000})
    for answer, status in ((packed, 413), (many, 416)):
        assert answer.status_code == status
        assert answer["Content-Type"].startswith("application/problem+json")
        assert answer.json()["status"] == status


HOSTS = ["evil.example", "testserver.evil.example", "test_server", "testserver:80:80", "@", ""]


@pytest.mark.parametrize("host", HOSTS)
def test_b37_a_foreign_host_is_refused_and_its_name_is_not_repeated(client, host):
    response = client.get("/en/", headers={"host": host})
    assert_refused(response, "is not what this page expects")
    assert "ALLOWED_HOSTS" not in response.text
    assert not host or host == "@" or host not in response.text


@pytest.mark.parametrize("forged", ["X-Forwarded-Host", "X-Host", "Forwarded"])
def test_b37_a_forwarded_host_moves_no_link(client, forged):
    response = client.get("/en/work/", headers={forged: "evil.example"})
    assert "evil" not in response["Location"]


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https:evil.example", "https://evil.example", r"\\evil.example", "/%09/evil.example",
     "/\t/evil.example", "///evil.example", "javascript:alert(1)", "http:///evil.example", r"/\evil.example"],
)  # fmt: skip
def test_b36_after_signing_in_one_stays_on_the_portal(cast, client, target):
    from urllib.parse import urlsplit

    from tests.cast import PASSWORD

    form = {"login": cast.member.email, "password": PASSWORD, "next": target}
    response = client.post(reverse("account_login"), form)
    assert response.status_code == 302
    goes = urlsplit(response["Location"].replace("\\", "/").replace("\t", ""))
    assert not goes.scheme
    assert not goes.netloc
    assert response["Location"].startswith("/")
