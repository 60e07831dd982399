"""The API as a program reads it (FEATURES O4): lists, filters, pages, whole records, what changed."""

import hashlib
import json
from datetime import timedelta

import time_machine
from django.core.cache import caches
from django.utils import timezone
from django.utils.http import http_date

from core import kept, limits
from imrf_portal.api import openapi
from imrf_portal.api import register as api_register
from publications import register
from publications.models import FacetCount, Publication
from tests.publications.public_tables import only_public_tables

PLACE = "/api/v1/publications"


def references(response) -> list[str]:
    assert response.status_code == 200, response.text
    return [one["reference"] for one in response.json()["items"]]


def test_o4_a_list_holds_what_is_current_and_each_item_leads_to_all_of_it(program, four):
    answer = program.get(PLACE).json()
    assert answer["next"] is None
    assert [one["reference"] for one in answer["items"]] == ["RV-2030-ZZ", "PR-0001", "PL-0001"]
    item = answer["items"][-1]
    said = {"version": 2, "kind": "pledge", "organisation": "Demo State", "countries": ["ZZ"], "objectives": [5, 23]}
    assert said.items() <= item.items()
    whole = program.get(item["url"].removeprefix("http://testserver").replace("http://localhost:8000", "")).json()
    assert {name: whole[name] for name in item} == item
    assert whole["content"]["text"] == "Corrected – “été”, 1e3"
    canonical = json.dumps(whole["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == whole["sha256"]
    assert [(one["version"], one["current"], one["note"]) for one in whole["versions"]] == [
        (2, True, "A year"),
        (1, False, ""),
    ]
    first = program.get(f"{PLACE}/PL-0001/versions/1").json()
    assert (first["current"], first["content"]["text"]) == (False, "What we did.")


def test_l10_what_a_list_said_of_an_item_is_not_made_again_until_it_changes(cast, program, four, monkeypatch):
    said = program.get(f"{PLACE}?limit=2").json()["items"]
    made = []
    told = api_register.item
    monkeypatch.setattr(api_register, "item", lambda one: made.append(one.reference) or told(one))
    assert program.get(f"{PLACE}?limit=3").json()["items"][:2] == said
    assert made == ["PL-0001"]
    register.withdraw("PR-0001", by=cast.officer, reason="Asked.")
    assert references(program.get(PLACE)) == ["RV-2030-ZZ", "PL-0001"]
    cast.state.name = "Renamed State"
    cast.state.save()
    caches["near"].clear()  # names are kept for a minute
    assert program.get(PLACE).json()["items"][-1]["organisation"] == "Renamed State"


FILTERED = {
    "record=pledge": ["PL-0001"],
    "record=pledge&record=practice": ["PR-0001", "PL-0001"],
    "record=pledge&form=financial": ["PL-0001"],
    "record=pledge&form=material": [],
    "objective=7": ["RV-2030-ZZ"],
    "country=xz": ["RV-2030-ZZ", "PR-0001"],
    "language=fr": ["PR-0001"],
    "q=pledge": ["PL-0001"],
    "q=sample&sort=newest": ["RV-2030-ZZ", "PR-0001", "PL-0001"],
    "updated_since=2100-01-01": [],
    "updated_since=2020-01-01T00:00:00%2B02:00": ["RV-2030-ZZ", "PR-0001", "PL-0001"],
    "limit=1000000": ["RV-2030-ZZ", "PR-0001", "PL-0001"],
}


def test_o4_filters_are_those_of_the_site(program, four):
    found = {query: references(program.get(f"{PLACE}?{query}")) for query in FILTERED}
    assert found == FILTERED


REFUSED = {
    "colour=blue": "colour",
    "fields=names": "fields",
    "format=csv": "format",
    "form=financial": "form",
    "objective=24": "“24” is not in the list",
    "record=secret": "“secret” is not in the list",
    "sort=password": "best, newest",
    "limit=0": "limit",
    "limit=abc": "limit",
    "updated_since=yesterday": "updated_since",
    "updated_since=99999999999999999999": "updated_since",
    "updated_since=9999-12-31T23:59:59-12:00": "updated_since",
    "after=abc": "first page",
    "lang=xx": "There is no language",
    "lang=": "There is no language",
}


def test_b15_b16_b60_a_wrong_or_unknown_parameter_is_refused_by_name(program, four):
    for query, said in REFUSED.items():
        answer = program.get(f"{PLACE}?{query}")
        assert answer.status_code == 400, query
        assert answer["Content-Type"].startswith("application/problem+json")
        assert said in answer.json()["detail"], query
    assert program.get("/api/v1/countries?colour=blue").json()["parameter"] == "colour"


TWICE = {
    f"{PLACE}?limit=1&limit=2": "limit",
    f"{PLACE}?q=pledge&q=practice": "q",
    f"{PLACE}?sort=newest&sort=newest": "sort",
    f"{PLACE}?objective=5&lang=fr&lang=en": "lang",
    "/api/v1/changes?updated_since=2020-01-01&updated_since=2030-01-01": "updated_since",
    "/api/v1/milestones?cycle=2022&cycle=2030": "cycle",
    "/api/v1/countries?lang=fr&lang=en": "lang",
    "/api/v1/countries/ZZ?reference=DE": "reference",
    "/api/v1/countries/ZZ?request=1": "request",
}


def test_b15_what_takes_one_value_is_refused_twice_and_what_takes_several_is_not(program, four):
    for address, name in TWICE.items():
        answer = program.get(address)
        assert (answer.status_code, answer.json()["parameter"]) == (400, name), address
        assert f"“{name}”" in answer.json()["detail"]
    assert references(program.get(f"{PLACE}?objective=5&objective=5&objective=23")) == ["PR-0001", "PL-0001"]
    single = [
        one for one in openapi.document()["paths"][PLACE]["get"]["parameters"] if one["schema"].get("type") != "array"
    ]
    for one in single:
        assert program.get(f"{PLACE}?{one['name']}=x&{one['name']}=y").status_code == 400, one["name"]


def test_b14_pages_follow_one_another_and_belong_to_their_selection(program, publish):
    for n in range(7):
        publish(reference=f"RV-2030-{n:02}", summary="alike")
    for query in ("limit=3", "limit=3&q=sample", "limit=3&q=sample&sort=newest", "limit=3&updated_since=2020-01-01"):
        seen, address = [], f"{PLACE}?{query}"
        while address:
            answer = program.get(address)
            seen += references(answer)
            address = answer.json()["next"]
            assert bool(address) == ("Link" in answer)
        assert sorted(seen) == [f"RV-2030-{n:02}" for n in range(7)], query
    after = program.get(f"{PLACE}?limit=3").json()["next"].split("after=")[1]
    assert program.get(f"{PLACE}?limit=2&after={after}").status_code == 200, "as many as one likes"
    for other in ("country=ZZ", "q=sample", "updated_since=2020-01-01"):
        refused = program.get(f"{PLACE}?{other}&after={after}")
        assert (refused.status_code, "first page" in refused.text) == (400, True), other
    assert program.get(f"/api/v1/changes?after={after}").status_code == 400


def test_what_was_withdrawn_says_when_and_why_and_nothing_else(program, four):
    for address in (f"{PLACE}/RV-2030-XX", f"{PLACE}/RV-2030-XX/versions/1"):
        answer = program.get(address)
        assert answer.status_code == 410
        said = answer.json()
        assert said["reason"] == "Asked for by its State"
        assert said["withdrawn"][:10] == f"{timezone.now():%Y-%m-%d}"
        assert len(said["fingerprints"][0]) == 64
        assert "What we did" not in answer.text
    assert program.get(f"{PLACE}/RV-2030-QQ").status_code == 404


def test_changes_tell_what_happened_last_oldest_first(program, cast, four):
    register.restate("PR-0001", facts={"confirmed_on": "2026-01-01"})
    answer = program.get("/api/v1/changes?limit=2").json()
    following = program.get(answer["next"]).json()
    told = [(one["reference"], one["what"]) for one in [*answer["items"], *following["items"]]]
    assert told == [
        ("PL-0001", "corrected"),
        ("RV-2030-ZZ", "published"),
        ("RV-2030-XX", "withdrawn"),
        ("PR-0001", "restated"),
    ]
    since = following["items"][-1]["at"].replace("+", "%2B")
    assert references(program.get(f"/api/v1/changes?updated_since={since}")) == ["PR-0001"]
    assert program.get(f"{PLACE}/PR-0001").json()["today"] == {"confirmed_on": "2026-01-01"}


def test_an_answer_that_did_not_change_is_304_and_a_withdrawal_shows_at_once(program, cast, four):
    FacetCount.objects.update(changed_at=timezone.now() - timedelta(minutes=5))
    Publication.objects.update(changed_at=timezone.now() - timedelta(minutes=5))
    for address in (PLACE, f"{PLACE}?record=pledge", f"{PLACE}/PL-0001", "/api/v1/changes"):
        first = program.get(address)
        for header, value in (("if-none-match", first["ETag"]), ("if-modified-since", first["Last-Modified"])):
            assert program.get(address, headers={header: value}).status_code == 304, (address, header)
    etag = program.get(PLACE)["ETag"]
    with time_machine.travel(timezone.now(), tick=False):
        register.withdraw("PR-0001", by=cast.officer, reason="Asked")
        again = program.get(PLACE, headers={"if-none-match": etag})
    assert references(again) == ["RV-2030-ZZ", "PL-0001"]
    assert "Last-Modified" not in again, "the second in which it changed is not over"
    old = http_date((timezone.now() - timedelta(days=1)).timestamp())
    assert program.get(PLACE, headers={"if-modified-since": old}).status_code == 200
    countries = program.get("/api/v1/countries")
    assert program.get("/api/v1/countries", headers={"if-none-match": countries["ETag"]}).status_code == 304


def test_b60_who_asks_too_often_is_told_when_to_come_back(program, db, monkeypatch):
    monkeypatch.setitem(limits.MOST, "api", 2)
    left = [program.get("/api/v1/")["RateLimit-Remaining"] for _time in range(2)]
    assert left == ["1", "0"]
    refused = program.get("/api/v1/")
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["Access-Control-Allow-Origin"] == "*"
    caches["fast"].clear()
    monkeypatch.setitem(limits.MOST, "search", 0)
    assert program.get(f"{PLACE}?q=sample").status_code == 429


def test_a_script_of_another_site_may_read_and_nobody_may_write(program, cast, four):
    for address in (PLACE, "/api/v1/nothing", f"{PLACE}?colour=blue"):
        assert program.get(address)["Access-Control-Allow-Origin"] == "*"
    may = program.options(
        PLACE, headers={"access-control-request-method": "GET", "origin": "https://elsewhere.example"}
    )
    assert (may.status_code, may["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert "Access-Control-Allow-Credentials" not in program.get(PLACE)
    assert not program.get(PLACE).cookies
    assert program.get(PLACE)["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert program.post(PLACE, "{}", content_type="application/json").status_code == 405
    assert program.head(PLACE).status_code == 200
    assert "session" not in cast.client("head").get(PLACE).text


def test_s16_b60_reading_needs_no_key_and_gives_a_signed_in_person_no_more(program, cast, four):
    assert cast.client("head").get(PLACE).json() == program.get(PLACE).json()


def test_b60_who_takes_nothing_but_a_page_is_led_to_the_guide_and_a_browser_reads_the_data(program, four):
    led = program.get(PLACE, headers={"accept": "text/html"})
    assert (led.status_code, led["Location"], led["Cache-Control"]) == (302, "/api/docs", "no-store")
    assert program.get(led["Location"], headers={"accept": "text/html"}).status_code == 200
    for accepted in ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json", "*/*", ""):
        assert len(references(program.get(PLACE, headers={"accept": accepted}))) == 3, accepted


MISSING = ["/api/v2/publications", "/api/v1/nothing", "/api/v1/publications/", "/api/x", "/api/v1/countries/QQ"]


def test_b60_what_is_not_there_is_said_in_words(program, db):
    for address in MISSING:
        answer = program.get(address)
        assert (answer.status_code, answer.json()["status"]) == (404, 404), address


def test_the_lists_that_publications_refer_to(program, db):
    for resource in program.get("/api/v1/").json()["items"]:
        answer = program.get(f"/api/v1/{resource['reference']}")
        assert answer.status_code == 200
        assert {"items", "next"} == set(answer.json())
    countries = program.get("/api/v1/countries").json()["items"]
    assert len([one for one in countries if one["kind"] != "sample"]) == 195
    assert program.get("/api/v1/countries/mx").json()["names"]["fr"] == "Mexique"
    assert program.get("/api/v1/actions/2a").json()["code"] == "2(a)"
    assert len(program.get("/api/v1/objectives").json()["items"]) == 23
    milestones = program.get("/api/v1/milestones?cycle=2030").json()["items"]
    assert {one["cycle"] for one in milestones} == {2030}
    assert not [one for one in milestones if one["confidence"] == "unconfirmed"]


def test_the_api_reads_public_tables_alone_and_asks_as_often_for_many_as_for_few(
    program, publish, four, django_assert_max_num_queries
):
    for n in range(30):
        publish(reference=f"RV-2030-{n:02}")
    names = [one["reference"] for one in program.get("/api/v1/").json()["items"]]
    own = ["publications?limit=1", "publications?limit=100&record=review", "publications?q=sample"]
    for name in [*names, *own, "publications/PL-0001", "publications/RV-2030-XX", "openapi.json", ""]:
        kept.forget()
        with only_public_tables(), django_assert_max_num_queries(16):
            assert program.get(f"/api/v1/{name}").status_code in (200, 410), name


def test_a_translation_has_its_own_address_beside_the_original(program, publish):
    publish(reference="PR-0009", kind="practice", language="fr")
    publish(reference="PR-0009", kind="practice", language="es", standing="courtesy")
    (translation,) = program.get(f"{PLACE}/PR-0009").json()["translations"]
    assert translation["address"].endswith("/es/samples/PR-0009/v1/es/")
