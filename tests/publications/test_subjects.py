"""The pages that bring together what is published on one subject, the search over all, and coverage (FEATURES O1, O2,
O14)."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import kept, limits
from forum.models import ForumCycle
from publications import register
from publications.models import Publication
from reference.models import Country

PAGES = [
    "/en/objectives/",
    "/en/objectives/5/",
    "/en/principles/",
    "/en/principles/3/",
    "/en/countries/",
    "/en/countries/mx/",
    "/en/regions/",
    "/en/regions/africa/",
    "/en/commissions/ece/",
    "/en/actions/5a/",
    "/en/coverage/",
    "/en/search/",
]


@pytest.fixture
def visitor() -> Client:
    return Client()


@pytest.fixture
def two(cast, publish):
    """A review of Portugal on objectives 5 and 7, and a practice of it on objective 5."""
    publish(reference="RV-2030-PT", title="A review", countries=["PT"], objectives=[5, 7], principles=[3])
    publish(reference="PR-0042", kind="practice", title="A practice", countries=["PT"], objectives=[5])


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_open_to_everybody_when_nothing_is_published(db, visitor, page):
    shown = visitor.get(page)
    assert shown.status_code == 200
    assert "Nothing" in shown.text or "numbers" not in (shown.context or {})


@pytest.mark.parametrize(
    "page",
    [
        "/en/objectives/0/",
        "/en/objectives/24/",
        "/en/principles/11/",
        "/en/countries/qq/",
        "/en/countries/mexico/",
        "/en/regions/atlantis/",
        "/en/commissions/nato/",
        "/en/actions/5z/",
        "/en/actions/x/",
        "/en/organisations/nobody/",
    ],
)
def test_what_does_not_exist_is_missing(db, visitor, page):
    assert visitor.get(page).status_code == 404


@pytest.mark.parametrize(
    ("page", "reviews", "practices"),
    [
        ("/en/objectives/5/", 1, 1),
        ("/en/objectives/7/", 1, 0),
        ("/en/objectives/6/", 0, 0),
        ("/en/principles/3/", 1, 0),
        ("/en/countries/pt/", 1, 1),
        ("/en/countries/mx/", 0, 0),
        ("/en/regions/europe/", 1, 1),
        ("/en/regions/southern-europe/", 1, 1),
        ("/en/regions/africa/", 0, 0),
        ("/en/commissions/ece/", 1, 1),
    ],
)
def test_o2_the_numbers_are_those_of_the_lists(two, visitor, page, reviews, practices):
    shown = visitor.get(page)
    sections = {section["id"]: section for section in shown.context["sections"]}
    assert (sections["review"]["number"], sections["practice"]["number"]) == (reviews, practices)
    assert ("A review" in shown.text, "A practice" in shown.text) == (bool(reviews), bool(practices))
    for section in sections.values():
        if section["number"]:
            listed = visitor.get(section["url"])
            assert listed.status_code == 200
            assert listed.context["shown"].count == section["number"]
            assert not listed.context["wanted"].ignored


def test_each_number_of_a_table_leads_to_what_it_counts(two, visitor):
    for page in ("/en/objectives/5/", "/en/countries/pt/"):
        table = visitor.get(page).context["table"]
        cells = [cell for row in table.rows for cell in row.cells if cell.number]
        assert cells
        for cell in cells:
            assert visitor.get(cell.url).context["shown"].count == cell.number


def test_what_is_missing_is_said(two, visitor):
    assert "Nothing published yet" in visitor.get("/en/objectives/7/").text
    page = visitor.get("/en/objectives/5/")
    assert "none yet" in page.text
    sections = {one["id"]: one for one in page.context["sections"]}
    assert [str(region) for region in sections["practice"]["missing"]] == [
        "Africa",
        "Latin America and the Caribbean",
        "Asia and the Pacific",
        "Arab States",
    ]
    assert sections["pledge"]["missing"] == [], "nothing from anywhere is one sentence"


def test_o14_the_list_behind_the_first_figure_counts_member_states_and_names_what_else_it_holds(two, visitor, publish):
    assert "1 of 193 Member States has published a review." in visitor.get("/en/coverage/states/").text
    publish(reference="RV-2030-VA", countries=["VA"], objectives=[5])
    page = visitor.get("/en/coverage/states/")
    assert "1 of 193 Member States has published a review. 1 other stands in the table." in " ".join(page.text.split())
    assert len(page.context["table"].rows) == 2
    assert "of 193" not in visitor.get("/en/coverage/states/?region=ece").text, "that is of a selection"


def test_o14_what_belongs_to_forums_is_counted_from_one_to_the_next_as_table_picture_and_file(two, visitor, publish):
    for year in (2022, 2022, 2026):
        cycle = ForumCycle.objects.get(year=year)
        reference = f"RV-{year}-{Publication.objects.count()}"
        publish(reference=reference, countries=["PT"], objectives=[5], cycle=cycle)
    page = visitor.get("/en/coverage/")
    table = {name: table for name, table, _files in page.context["tables"]}["forums"]
    numbers = {row.label: row.cells[0].number for row in table.rows}
    assert (numbers["2022"], numbers["2026"]) == (2, 1)
    for row in table.rows:
        for cell in (one for one in row.cells if one.number):
            assert visitor.get(cell.url).context["shown"].count == cell.number
    (trend,) = page.context["trends"]
    assert [(bar["label"], bar["words"]) for bar in trend["bars"]][:2] == [("2022", "2"), ("2026", "1")]
    assert '<rect width="2"' in page.text
    rows = visitor.get("/en/coverage/?table=forums&format=json").json()["items"]
    assert [list(row.values())[:2] for row in rows][:2] == [["2022", 2], ["2026", 1]]


def test_o2_the_page_of_an_action_and_of_an_organization_says_how_much_of_each_kind_and_what_is_missing(
    cast, visitor, publish
):
    facets = {"action": ["5(a)"]}
    for number in (1, 2):
        publish(reference=f"PR-000{number}", kind="practice", organisation=cast.association, facets=facets)
    publish(reference="PL-0001-R1", kind="progress", organisation=cast.association, facets=facets)
    for page in ("/en/actions/5a/", f"/en/organisations/{cast.association.slug}/"):
        text = visitor.get(page).text
        assert "<dt>Practices</dt><dd>2</dd>" in text, page
        assert "Nothing published yet: Voluntary reviews, Pledges, Dialogues" in text
        assert "How this is counted" in text
        assert "<dt>Progress report on a pledge</dt><dd>1</dd>" in text, "the numbers add up to the list"
        assert "<dt>Practices</dt><dd>2</dd>" in visitor.get(f"{page}?record=practice").text


def test_a_withdrawn_record_counts_nowhere(two, visitor, cast):
    register.withdraw("RV-2030-PT", by=cast.officer, reason="At the request of the State")
    page = visitor.get("/en/countries/pt/")
    assert {section["id"]: section["number"] for section in page.context["sections"]}["review"] == 0
    assert "A review" not in page.text


def test_a_table_is_taken_away_with_its_address(two, visitor):
    page = visitor.get("/en/countries/pt/?format=csv")
    rows = list(csv.reader(io.StringIO(page.getvalue().decode("utf-8-sig"))))
    assert rows[0][0] == "Objective"
    assert [row[0][:2] for row in rows[1:] if any(cell != "0" for cell in row[1:])] == ["5.", "7."]
    taken = visitor.get("/en/coverage/?table=regions&format=json").json()
    assert "/en/coverage/" in taken["about"]["Address"]
    assert sum(number for row in taken["items"] for number in row.values() if isinstance(number, int)) == 3


def test_coverage_counts_all_kinds_or_one(two, visitor):
    def numbers(page):
        tables = {name: table for name, table, _files in visitor.get(page).context["tables"]}
        return sum(cell.number for row in tables["regions"].rows for cell in row.cells)

    assert numbers("/en/coverage/") == 3
    assert numbers("/en/coverage/?record=practice") == 1
    assert numbers("/en/coverage/?record=pledge") == 0
    assert numbers("/en/coverage/?record=nonsense") == 3


def test_o1_one_search_finds_all_kinds(two, visitor):
    page = visitor.get("/en/search/?q=reviews")
    assert "A <mark>review</mark>" in page.text
    assert visitor.get("/en/search/").context["shown"].count == 2
    assert visitor.get("/en/search/?record=practice&objective=5").context["shown"].count == 1
    assert visitor.get("/en/search/?record=nonsense").status_code == 400


def test_an_organization_has_a_page_once_it_has_published(cast, visitor, publish):
    body = cast.association.organisation if hasattr(cast.association, "organisation") else cast.association
    assert visitor.get(f"/en/organisations/{body.slug}/").status_code == 404
    publish(reference="PR-0042", kind="practice", title="A practice", organisation=body)
    page = visitor.get(f"/en/organisations/{body.slug}/")
    assert page.status_code == 200
    assert "A practice" in page.text


def queries_for(visitor, page):
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(page).status_code == 200
    return len(queries)


@pytest.mark.parametrize("page", ["/en/objectives/5/", "/en/countries/pt/", "/en/coverage/", "/en/objectives/"])
def test_a_page_asks_as_often_for_thirty_records_as_for_two(two, visitor, publish, page):
    kept.forget()
    few = queries_for(visitor, page)
    for number in range(30):
        publish(reference=f"PR-1{number:03}", kind="practice", title=f"P {number}", countries=["PT"], objectives=[5])
    kept.forget()
    assert queries_for(visitor, page) <= few <= 20


@pytest.mark.parametrize("page", ["/en/objectives/5/", "/en/countries/pt/"])
def test_the_page_of_a_subject_is_drawn_once_and_anew_when_something_is_published(two, visitor, publish, page):
    visitor.get(page)
    assert queries_for(visitor, page) <= 4
    publish(reference="PR-2000", kind="practice", title="The newest of all", countries=["PT"], objectives=[5])
    assert "The newest of all" in visitor.get(page).text


def test_a_page_that_has_not_changed_is_not_sent_again(two, visitor):
    etag = visitor.get("/en/objectives/5/")["ETag"]
    assert visitor.get("/en/objectives/5/", headers={"if-none-match": etag}).status_code == 304


def test_a_state_that_moves_to_another_commission_stands_there_within_a_minute(two, visitor, monkeypatch):
    monkeypatch.setattr("core.kept.SECONDS", 0)
    page = "/en/commissions/eca/"
    etag = visitor.get(page)["ETag"]
    Country.objects.get(pk="MX").review_regions.set(["eca"])
    again = visitor.get(page, headers={"if-none-match": etag})
    assert again.status_code == 200
    assert "Mexico" in again.text


@pytest.mark.parametrize("page", ["/en/objectives/5/?", "/en/coverage/?table=years&", "/en/coverage/states/?"])
def test_s4_tables_are_taken_away_no_more_often_than_lists(db, visitor, monkeypatch, page):
    monkeypatch.setitem(limits.MOST, "list taken away", 1)
    assert [visitor.get(f"{page}format=csv").status_code for _time in range(2)] == [200, 429]
    assert visitor.get(page).status_code == 200
