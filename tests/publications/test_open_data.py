"""Changes, open data, and what search engines are told (FEATURES O8, O16; issue "The open door", 9)."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client

from publications import register
from publications.choices import Kind
from reviews.steps import submission
from tests.factories import ready_review
from tests.pledges.builders import of_bank
from tests.pledges.builders import published as published_pledge
from tests.practices.builders import published_practice


@pytest.fixture
def visitor() -> Client:
    return Client()


def test_o16_published_corrected_and_withdrawn_stand_in_the_list_of_changes(cast, visitor, publish):
    publish()
    publish(title="Sample review, corrected")
    publish(reference="PR-0001", kind="practice", title="A practice")
    register.withdraw("PR-0001", by=cast.officer, reason="Asked for by its body")
    page = visitor.get("/en/changes/")
    assert [words for words in ("Published: ", "New version: ", "Withdrawn: ") if words in page.text] == [
        "Published: ",
        "New version: ",
        "Withdrawn: ",
    ]
    assert "Asked for by its body" in page.text
    assert visitor.get("/en/changes/", headers={"if-none-match": page["ETag"]}).status_code == 304


def test_the_page_of_open_data_leads_to_files_that_are_there(cast, visitor, publish):
    publish()
    page = visitor.get("/en/data/")
    links = [one["url"] + file["query"] for one in page.context["lists"] for file in one["files"]]
    assert len(links) >= 12
    for link in [*links, *(one["feed"] for one in page.context["lists"])]:
        assert visitor.get(link).status_code == 200, link


def test_o8_the_licence_of_each_kind_stands_beside_the_data_in_files_and_in_the_catalogue(visitor, publish, settings):
    publish(reference="PR-0001", kind="practice", path="practices/PR-0001/")
    bare = visitor.get("/en/data/").text
    assert bare.count("None given") == len(Kind)
    settings.LICENCES = {"practice": "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"}
    page = visitor.get("/en/data/").text
    assert page.count("None given") == len(Kind) - 1
    assert '<a href="https://creativecommons.org/licenses/by/4.0/" rel="license"><bdi>CC BY 4.0</bdi></a>' in page
    about = json.loads(b"".join(visitor.get("/en/practices/?format=json")))["about"]
    assert about["Licence, Practice"] == "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"
    said = json.loads(visitor.get("/catalogue.jsonld").text)["@graph"]
    files = {one["dct:identifier"]: one["dcat:distribution"] for one in said if one["@type"] == "dcat:Dataset"}
    licence = {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert {file["dct:license"]["@id"] for file in files["practice"]} == {licence["@id"]}
    assert not [file for file in files["review"] if "dct:license" in file]


LINKED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def test_o11_pages_are_data_sets_reports_events_and_ways_back_to_search_engines(cast, visitor):
    received = submission.submit(ready_review(cast), by=cast.focal_point)
    submission.publish(submission.accept(received, by=cast.officer), by=cast.second_officer)
    published_practice(cast)
    published_pledge(cast, of_bank(cast))
    found = {
        "/en/data/": "DataCatalog",
        "/en/reviews/2030/zz/": "Report",
        "/en/practices/PR-0001/": "CreativeWork",
        "/en/pledges/PL-0001/": "CreativeWork",
        "/en/roadmap/2030/": "Event",
    }
    for address, kind in found.items():
        page = visitor.get(address).text
        (said,) = [json.loads(one) for one in LINKED.findall(page)]
        assert said["@type"] == kind, address
        assert said["url"].endswith(address if kind in ("DataCatalog", "Event") else f"{address}v1/")
        assert re.search(r'<meta name="description" content="[^"]{20}', page), address
        assert page.count("BreadcrumbList") == (kind not in ("DataCatalog", "Event")), address
    (said,) = [json.loads(one) for one in LINKED.findall(visitor.get("/en/data/").text)]
    files = [file["contentUrl"] for dataset in said["dataset"] for file in dataset["distribution"]]
    assert len(files) == 12
    assert {visitor.get(file.removeprefix(settings.SITE_URL)).status_code for file in files} == {200}


def test_o11_every_page_that_search_engines_are_told_of_says_in_a_sentence_what_it_is(visitor, publish):
    publish()
    for page in addresses(visitor.get("/sitemap-pages.xml")):
        if page.startswith("/en/"):
            assert re.search(r'<meta name="description" content="[^"]{20}', visitor.get(page).text), page


def test_each_place_of_the_foot_is_there(db, visitor):
    links = visitor.get("/en/data/").context["footer_links"]
    assert {visitor.get(link["url"]).status_code for link in links} == {200}


def test_search_engines_find_what_is_current_in_six_languages_and_nothing_else(cast, visitor, publish):
    publish()
    publish(reference="PR-0001", kind="practice", path="practices/PR-0001/")
    register.withdraw("PR-0001", by=cast.officer, reason="Asked for by its body")
    assert len(addresses(visitor.get("/sitemap.xml"))) == 2
    found = addresses(visitor.get("/sitemap-published.xml"))
    assert found == [f"/{code}/samples/RV-2030-ZZ/" for code, _name in settings.LANGUAGES]
    for page in addresses(visitor.get("/sitemap-pages.xml")):
        if page.startswith("/en/"):
            assert visitor.get(page).status_code == 200, page


def addresses(response) -> list[str]:
    """What a map of the site names."""
    return re.findall(r"<loc>http://testserver(.*?)</loc>", response.text)


def test_robots_are_kept_from_desks(db, visitor):
    words = visitor.get("/robots.txt")
    assert words["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in words.text
    assert "/sitemap.xml" in words.text
