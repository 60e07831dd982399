"""Changes, open data, and what search engines are told (FEATURES O8, O16; issue "The open door", 9)."""

import re

import pytest
from django.conf import settings
from django.test import Client

from publications import register


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
