"""The home page: true content only, the forum's own days, and little work for the database."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from imrf_portal.pages.home import near
from publications.models import FacetCount
from reviews.steps import submission as steps
from tests.factories import CANARY, ready_review

HOME = "/en/"


@pytest.fixture
def visit(cast):
    return lambda: cast.client("visitor").get(HOME)


def test_it_opens_for_everybody(cast):
    for who in ("visitor", "member", "focal_point", "officer"):
        assert cast.client(who).get(HOME).status_code == 200


def test_the_grid_names_all_23_objectives(visit):
    tiles = re.findall(r'class="tile"[^>]*>.*?(\d+)<', visit().text)
    assert sorted(int(number) for number in tiles) == list(range(1, 24))


def test_days_are_counted_in_the_zone_of_the_forum_and_marked_provisional(cast):
    with time_machine.travel(datetime(2030, 5, 6, 3, 30, tzinfo=UTC), tick=False):  # 5 May, 23:30 in New York
        page = cast.client("visitor").get(HOME)
        assert page.context["days"] == 2
        assert "Provisional" in page.text
    with time_machine.travel(datetime(2030, 5, 6, 4, 30, tzinfo=UTC), tick=False):
        assert cast.client("visitor").get(HOME).context["days"] == 1


def test_it_leads_to_the_other_forums(visit):
    page = visit().text
    for year in (2022, 2026, 2030):
        assert f'href="/en/roadmap/{year}/"' in page


def test_its_search_looks_in_what_is_published(cast, visit):
    form = re.search(r'<form class="search"[^>]*action="([^"]*)".*?name="(\w+)"', visit().text)
    assert form
    assert cast.client("visitor").get(form[1], {form[2]: "labour"}).context["wanted"].words == "labour"


def test_the_next_milestone_is_marked_and_large_numbers_are_grouped(cast):
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False):
        page = cast.client("visitor").get(HOME).text
    assert page.count('class="is-next"') == 1
    assert "1,260 <span>days" in page


def test_four_ways_to_take_part_are_told_by_who_one_is_and_lead_to_what_there_is(visit):
    ways = re.findall(r"<li><svg.*?</li>", visit().text.split('class="ways"')[1].split("</ul>")[0], re.DOTALL)
    whos = ("a State", "United Nations entity", "stakeholder", "read and follow")
    firsts = ("work", "practices/new", "stakeholders", "reviews")
    assert len(ways) == 4
    for way, who, first in zip(ways, whos, firsts, strict=True):
        assert who in re.findall(r"<h3>(.*?)</h3>", way)[0]
        assert f'href="/en/{first}/"' in way
    assert "Preferably by 28 February 2030" in ways[0]


def test_each_figure_leads_to_the_list_behind_it_and_states_come_first(cast, visit):
    values = [("country", "CA", "review", 2), ("country", "MX", "review", 1), ("country", "VA", "review", 1),
              ("country", "ZZ", "review", 1), ("country", "FR", "review", 0), ("", "", "practice", 7)]  # fmt: skip
    for name, value, kind, count in values:
        FacetCount.objects.create(name=name, value=value, kind=kind, count=count)
    figures = re.findall(r'<li><a href="(.*?)"><b>(.*?)</b>(.*?)</a>', visit().text.split('class="stats"')[1])
    said = [(url, number, " ".join(words.split())) for url, number, words in figures]
    assert said[0] == ("/en/coverage/states/", "2", "of 193 States have published a review")  # no observer, no sample
    assert ("/en/practices/", "7", "Practices") in said


def test_search_engines_and_those_who_share_it_find_the_page_in_every_language(cast, visit):
    page = visit().text
    assert '<link rel="canonical" href="http://localhost:8000/en/">' in page
    assert page.count('<link rel="alternate" hreflang=') == 7
    assert 'hreflang="x-default" href="http://localhost:8000/en/"' in page
    assert '<meta property="og:title" content="Home - IMRF Portal">' in page
    assert '"@type": "WebSite"' in page
    searched = cast.client("visitor").get("/ar/search/?q=secret").text.split("<body")[0]
    assert '<link rel="canonical" href="http://localhost:8000/ar/search/">' in searched
    assert "hreflang" not in cast.client("officer").get("/en/work/").text.split("<body")[0]  # nobody's to find


def test_every_link_of_the_page_opens(cast, visit):
    links = set(re.findall(r'href="(/en/[^"#]*)"', visit().text.split("<main")[1]))
    assert links
    broken = {link: code for link in links if (code := cast.client("visitor").get(link).status_code) not in (200, 302)}
    assert broken == {}


def test_the_latest_published_reviews_stand_there_and_no_draft(cast, visit):
    draft = ready_review(cast)
    assert "Nothing is published yet" in visit().text
    record = steps.accept(steps.submit(draft, by=cast.focal_point), by=cast.officer)
    assert "Nothing is published yet" in visit().text
    steps.publish(record, by=cast.second_officer)
    page = visit().text
    assert "/en/reviews/2030/zz/" in page
    assert CANARY not in page


def test_a_visitor_costs_few_queries(visit):
    visit()
    with CaptureQueriesContext(connection) as caught:
        visit()
    assert len(caught) <= 10


@pytest.mark.parametrize(
    ("past", "ahead", "shown"), [(0, 9, "012348"), (4, 5, "345678"), (8, 1, "345678"), (1, 2, "012"), (2, 9, "12345a")]
)
def test_of_a_long_road_the_part_round_today_is_shown(past, ahead, shown):
    stones = [{"state": "past" if place < past else "later", "label": f"{place:x}"} for place in range(past + ahead)]
    assert "".join(stone["label"] for stone in near(stones)) == shown
