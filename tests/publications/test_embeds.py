"""Publications on other websites, the catalogue, fingerprints (FEATURES O11, O13, O18)."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client

from core import limits
from publications import register
from tests.pledges import builders as pledges
from tests.publications.public_tables import only_public_tables
from tests.publications.test_search import lose_the_index


@pytest.fixture
def visitor() -> Client:
    return Client()


def test_o13_a_list_and_a_record_stand_in_frames_without_script_or_cookie(cast, visitor, publish):
    publish(title="<b>Bold</b>", summary="What it says")
    publish(reference="RV-2030-XX", title="Gone")
    register.withdraw("RV-2030-XX", by=cast.officer, reason="Asked for")
    for address, status in {
        "/en/embed/lists/review/?country=ZZ": 200,
        "/en/embed/lists/review/?country=QQ": 400,
        "/en/embed/lists/secret/": 404,
        "/ar/embed/records/RV-2030-ZZ/": 200,
        "/en/embed/records/RV-2030-XX/": 410,
        "/en/embed/records/RV-2030-QQ/": 404,
    }.items():
        with only_public_tables():
            page = visitor.get(address)
        assert page.status_code == status, address
        if status == 404:
            continue
        assert "X-Frame-Options" not in page
        assert "frame-ancestors *" in page["Content-Security-Policy"]
        assert "script-src 'none'" in page["Content-Security-Policy"]
        assert not page.cookies
        assert "<script" not in page.text
        assert "<b>Bold" not in page.text
    assert "Asked for" in visitor.get("/en/embed/records/RV-2030-XX/").text
    assert "What it says" in cast.client("head").get("/en/embed/records/RV-2030-ZZ/").text
    assert visitor.get("/en/data/")["X-Frame-Options"] == "DENY", "nothing else may be framed"


def test_s4_words_in_a_frame_and_in_a_feed_are_searches(visitor, publish, monkeypatch):
    publish()
    monkeypatch.setitem(limits.MOST, "search", 2)
    for address in ("/en/embed/lists/review/", "/feeds/review.atom"):
        limits.caches["fast"].clear()
        assert [visitor.get(f"{address}?q=sample").status_code for _time in range(3)] == [200, 200, 429]
        refused = visitor.get(f"{address}?q=sample")
        assert 1 <= int(refused["Retry-After"]) <= 60
        assert not refused.cookies
        assert visitor.get(address).status_code == 200, "reading has no limit"


def test_f23_a_frame_on_which_something_is_missing_is_kept_by_nobody(visitor, publish):
    publish()
    assert "ETag" in visitor.get("/en/embed/lists/review/?q=sample")
    lose_the_index()
    page = visitor.get("/en/embed/lists/review/?q=sample")
    assert page.status_code == 200
    assert "ETag" not in page


def test_o13_a_page_says_by_oembed_how_it_is_shown_in_a_frame(cast, visitor):
    pledge = pledges.published(cast)
    page = visitor.get(f"/en/pledges/{pledge.reference}/v1/")
    discovery = re.fullmatch(r'<(.+?)>; rel="alternate"; type="application/json\+oembed"', page["Link"])
    assert discovery is not None
    said = visitor.get(discovery[1].removeprefix(settings.SITE_URL)).json()
    assert {"type": "rich", "version": "1.0", "title": pledge.title}.items() <= said.items()
    frame = re.search(r'src="([^"]+)"', said["html"])
    assert frame is not None
    assert visitor.get(frame[1].removeprefix(settings.SITE_URL)).status_code == 200
    here = f"{settings.SITE_URL}/fr/pledges/{pledge.reference}/"
    small = visitor.get("/oembed", {"url": here, "maxwidth": "300", "maxheight": "100"}).json()
    assert (small["width"], small["height"]) == (300, 100)
    for query, status in (
        ({"url": here, "format": "xml"}, 501),
        ({"url": here, "maxwidth": "wide"}, 400),
        ({"url": here.replace("://", "://elsewhere.")}, 404),
        ({"url": f"{settings.SITE_URL}/en/"}, 404),
        ({"url": "http://[x"}, 404),
        ({}, 404),
    ):
        assert visitor.get("/oembed", query).status_code == status, query


def test_o11_the_catalogue_says_the_same_as_json_ld_and_as_turtle(visitor, publish):
    publish()
    said = json.loads(visitor.get("/catalogue.jsonld").text)
    datasets = [one for one in said["@graph"] if one["@type"] == "dcat:Dataset"]
    assert {one["dct:identifier"] for one in datasets} >= {"everything", "review", "practice", "pledge", "dialogue"}
    for dataset in datasets:
        for file in dataset["dcat:distribution"]:
            assert file["dct:rights"]["@id"].endswith("/data/"), "terms in words, no licence"
            assert "dct:license" not in file
            address = file["dcat:downloadURL"]["@id"].removeprefix(settings.SITE_URL)
            assert visitor.get(address).status_code == 200, address
    turtle = visitor.get("/catalogue.ttl")
    assert turtle["Content-Type"].startswith("text/turtle")
    statements = turtle.text.split("\n\n", 1)[1].split(" .\n")
    subjects = [one.strip().splitlines()[0] for one in statements if one.strip()]
    assert len(subjects) == len(set(subjects))
    for dataset in datasets:
        assert f"<{dataset['@id']}>" in subjects
    line = r'    (?:a|\w+:\w+) (?:(?:<[^<>" ]+>|\w+:\w+|"(?:[^"\\]|\\.)*"(?:@\w+|\^\^\w+:\w+)?)(?:, )?)+(?: ;)?'
    for statement in statements:
        for written in statement.strip().splitlines()[1:]:
            assert re.fullmatch(line, written), written
    assert visitor.get("/catalogue.pdf").status_code == 404


def test_o18_a_fingerprint_of_every_kind_is_recognised(cast, visitor, publish):
    for kind, reference in {"review": "RV-2030-ZZ", "practice": "PR-1", "pledge": "PL-1", "note": "BN-2030-1"}.items():
        made = publish({"schema": 1, "text": kind}, reference=reference, kind=kind)
        page = visitor.get(f"/en/verify/?sha256={made.content.sha256}")
        assert reference in page.text
    assert "BN-2030-1" not in visitor.get(f"/en/verify/?sha256={'0' * 64}").text
