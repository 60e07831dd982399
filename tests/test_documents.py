"""What is kept as files beside the code is read in the portal: guides, what is new, measured promises."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from imrf_portal.pages import documents, measured


@pytest.fixture
def visitor() -> Client:
    return Client()


def test_x8_every_guide_is_a_page_with_its_pictures(cast, visitor):
    listed = visitor.get("/en/guides/").text
    for slug, one in documents.GUIDES.items():
        assert f"/en/guides/{slug}/" in listed
        page = visitor.get(f"/en/guides/{slug}/")
        assert (page.status_code, str(one.title) in page.text) == (200, True)
        for name in re.findall(r'src="/static/(guide/[\w-]+)[^"]*\.webp"', page.text):
            assert finders.find(f"{name.split('.')[0]}.webp")
    assert visitor.get("/en/guides/nobody/").status_code == 404
    assert "/en/reviews/practice/" in listed
    assert "This page is written in English" not in page.text
    assert 'lang="en" dir="ltr"' in visitor.get("/ar/guides/reviewers/").text


@pytest.mark.parametrize(
    ("who", "page", "guide"),
    [("focal_point", "/en/work/", "focal-points"), ("officer", "/admin/", "secretariat")],
)
def test_x8_the_desk_leads_to_its_guide(cast, who, page, guide):
    assert f"/en/guides/{guide}/" in cast.client(who).get(page).text


def test_x8_an_organization_is_led_to_what_it_may_open(cast):
    page = cast.client("owner").get("/en/work/").text
    assert "/en/guides/" in page
    assert "/en/guides/focal-points/" not in page
    assert "/en/reviews/practice/" not in page, "the practice space is for teams of States and the secretariat"


def test_x12_what_changed_for_users_stands_by_date_and_is_led_to_from_every_page(visitor):
    assert 'href="/en/whats-new/"' in visitor.get("/en/status/").text
    page = visitor.get("/en/whats-new/")
    days = re.findall(r"<h2>(\d+ \w+ \d{4})</h2>", page.text)
    assert days
    assert page.text.count("<li>") > len(days)
    assert visitor.get("/en/whats-new/", headers={"if-none-match": page["ETag"]}).status_code == 304


def test_x13_missed_aims_are_said_first_and_what_is_not_measured_as_well(visitor, monkeypatch, tmp_path):
    run = {"unit": "times", "day": "2026-11-29", "commit": "abc1234", "machine": "2 x Processor"}
    rows = [
        {"group": "door", "name": "home", "value": 1.1, "aim": 1.3, **run},
        {"group": "door", "name": "search", "value": 1.66, "aim": 1.3, **run},
    ]
    kept = tmp_path / "measured.json"
    kept.write_text(json.dumps(rows))
    monkeypatch.setattr(measured, "FILE", kept)
    measured._rows.cache_clear()
    page = visitor.get("/en/measured/").text
    measured._rows.cache_clear()
    assert "1 aim is missed" in page
    assert page.index("Pages of all kinds: search") < page.index("Pages of all kinds: home")
    assert "abc1234" in page
    assert "2026-11-29" in page
    assert "not measured yet" in page


def test_x13_what_is_kept_was_measured_by_a_run(visitor):
    for row in measured._rows():
        assert set(row) == {"group", "name", "value", "aim", "unit", "day", "commit", "machine", "of", "is_held"}
    assert visitor.get("/en/measured/").status_code == 200


def test_x8_the_first_tour_is_shown_until_it_is_skipped_for_ever(cast):
    client = cast.client("focal_point")
    assert "New here? Two minutes" in client.get("/en/work/").text
    assert client.get("/en/accounts/tour/end/").status_code == 405
    client.post("/en/accounts/tour/end/")
    assert "New here? Two minutes" not in client.get("/en/work/").text
    assert "New here? Two minutes" in cast.client("officer").get("/en/work/").text, "each person says so for herself"


def test_x10_lists_of_the_desk_are_gone_through_by_keys(cast):
    page = cast.client("officer").get("/admin/accounts/organisation/").text
    assert "js/rows" in page
    assert "j next row" in page


def test_x13_a_load_that_was_measured_is_not_named_as_missing_but_ten_minutes_are_no_four_seconds():
    rows = [{"group": "load", "name": f"{code}: 95 of 100 of some"} for code in ("L1", "L2", "L7")]
    missing = {code for code, _words in measured._not_measured(rows)}
    assert {"L1", "L10", "L16"} <= missing
    assert not {"L2", "L7"} & missing
