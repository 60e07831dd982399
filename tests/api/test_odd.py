"""Every parameter of the API and of the public lists with what no person types: refused in words or nothing, never 500.

Few examples each time; `SOAK=1` tries many (issue "The open door", bad input; RELIABILITY B13 to B16, B38).
"""

import os
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import limits
from imrf_portal.api import openapi
from tests.test_matrix import PUBLIC

MANY = 2_000 if os.environ.get("SOAK") else 15
WITH_PARTS = (
    "/feeds/review.atom", "/feeds/pledge.atom", "/en/embed/lists/pledge/", "/en/objectives/5/", "/en/principles/3/",
    "/en/countries/mx/", "/en/regions/africa/", "/en/commissions/ece/", "/en/actions/5a/", "/en/reviews/objectives/5/",
    "/en/roadmap/2022/", "/calendar/2022.ics", "/calendar/2022.json", "/catalogue.jsonld", "/en/dialogues/forum/2030/",
    "/en/about/terms/", "/sitemap-published.xml", "/calendar/dialogues/forum/2030.ics",
)  # fmt: skip
"""Public pages whose address names something; all others are found in the list of addresses."""
NAMES = (
    "after", "alarm", "area", "body", "call", "country", "cycle", "fields", "form", "format", "goal", "group", "kind",
    "lang", "language", "led_by", "level", "limit", "list", "maxheight", "maxwidth", "objective", "of", "order", "page",
    "paragraph", "part", "principle", "progress", "q", "question", "record", "region", "review", "rows", "scope",
    "sha256", "snapshot", "sort", "table", "type", "updated_since", "url", "year",
)  # fmt: skip
ODD = (
    "\x00", "a\x00b", "\ud800", "\ufffd", "-1", "1.0", "٣", "9" * 40, "1e999", "NaN", "true", "null", "x" * 10_000,
    '"', "a OR", "*", "(((((", "(a+)+$", "a" * 5_000 + "!", "'; DROP TABLE x; --", "%", "%00", "../../etc/passwd",
    "{{7*7}}", "<script>", "\u202e", "0001-01-01", "9999-12-31T23:59:59+14:00", "ZZZ", "24", "", " ",
)  # fmt: skip
ROUNDS = 12 if os.environ.get("SOAK") else 4
ANSWERS = (200, 301, 302, 400, 401, 404, 405, 410, 501)
texts = st.one_of(st.sampled_from(ODD), st.text(max_size=60))
several = st.lists(st.tuples(st.sampled_from(NAMES), texts), max_size=3)
raw = st.sampled_from(["%FF", "%C0%80", "%ED%A0%80", "%", "%zz", "&&&", "=", "a=b=c", "[]=1", "%00=%00"])


@pytest.fixture
def unlimited(db, monkeypatch):
    monkeypatch.setattr(limits, "MOST", dict.fromkeys(limits.MOST, 10**6))


def pages() -> list[str]:
    """Every public page that can be opened without a record."""
    plain = {one for one in public_addresses(parts=False) if not one.startswith(("/healthz", "/readyz", "/^"))}
    return sorted(plain) + list(WITH_PARTS)


def asked(address: str) -> str:
    """What the portal answers is one of ANSWERS, in words."""
    answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code in ANSWERS, (answer.status_code, address[:300])
    b"".join(answer)
    return address


def encoded(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_b13_b15_b38_odd_parameters_of_the_api_are_no_fault(unlimited, data):
    paths = openapi.document()["paths"]
    path = data.draw(st.sampled_from(sorted(paths)))
    names = [one["name"] for one in paths[path]["get"]["parameters"] if one["in"] == "query"]
    for name in ("reference", "number"):
        path = path.replace(f"{{{name}}}", encoded(data.draw(texts) or "x"))
    pairs = data.draw(st.lists(st.tuples(st.sampled_from([*names, "colour"]), texts), max_size=3))
    asked(f"{path}?{'&'.join(f'{name}={encoded(value)}' for name, value in pairs)}")


@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.deferred(lambda: st.sampled_from(pages())),
    st.lists(st.tuples(st.sampled_from(NAMES), texts), max_size=3),
    st.one_of(st.none(), raw),
)
def test_b14_b16_odd_parameters_of_public_pages_are_no_fault(unlimited, page, pairs, broken):
    query = "&".join(f"{name}={encoded(value)}" for name, value in pairs)
    asked(f"{page}?{query}{'&' + broken if broken else ''}")


def test_b14_b15_b16_every_parameter_of_every_public_page_meets_odd_values(unlimited):
    """Each page with each parameter, some at a time; the values go round, so that each parameter meets many."""
    found = pages()
    assert len(found) > 45
    for row, page in enumerate(found):
        pairs = [(name, ODD[(5 * row + column) % len(ODD)]) for column, name in enumerate(NAMES)]
        for start in range(ROUNDS):
            some = pairs[(start + row) % ROUNDS :: ROUNDS]
            asked(f"{page}?{'&'.join(f'{name}={encoded(value)}' for name, value in some)}")


def test_b13_every_public_address_meets_odd_parts(unlimited):
    parts = [encoded(one) for one in ODD if 0 < len(one) < 100 and one.strip()]
    place = 0
    for address in sorted(set(public_addresses())):
        for _time in range(4):
            path = address
            while "{}" in path:
                path, place = path.replace("{}", parts[place % len(parts)], 1), place + 1
            asked(path)


def public_addresses(resolver: Any = None, before: str = "/", space: str = "", *, parts: bool = True) -> Iterator[str]:
    """Those that open without signing in: with `parts` the ones that name something, {} in its place, else the rest."""
    for one in (resolver or get_resolver()).url_patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from public_addresses(one, path, inner, parts=parts)
        elif f"{space}{one.name}" in PUBLIC and ("<" in path) == parts:
            yield re.sub("<[^>]*>", "{}", path)


def test_b20_b21_bodies_are_not_read(db):
    client, address = Client(raise_request_exception=False), "/api/v1/publications"
    bare = client.get(address)
    kinds = {"application/json": 400, "application/xml": 405, "multipart/form-data": 400, "text/plain": 405}
    for kind, refusal in kinds.items():
        same = client.generic("GET", address, "{[", content_type=kind)
        assert (same.status_code, same.content) == (200, bare.content), kind
        assert client.generic("OPTIONS", address, "{[", content_type=kind).status_code == 204, kind
        assert client.generic("POST", address, "{[", content_type=kind).status_code == refusal, kind
        for method in ("PUT", "PATCH", "DELETE"):
            assert client.generic(method, address, "{[", content_type=kind).status_code == 405, (method, kind)


def test_b38_each_odd_value_in_each_parameter_of_the_list(unlimited):
    for name in ("q", "country", "objective", "after", "limit", "updated_since"):
        for value in ODD:
            asked(f"/api/v1/publications?{name}={encoded(value)}")
