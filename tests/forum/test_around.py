"""What stands around the forum: facts with date and source, nothing from memory, and numbers that are their lists'."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q

from forum.models import (
    ChampionCount,
    ChampionMembership,
    FundFigure,
    JointProgramme,
    Recommendation,
    SecretaryGeneralReport,
    ThematicArea,
)
from publications.models import FacetCount
from tests.publications.public_tables import only_public_tables

pytestmark = pytest.mark.django_db
PAGES = {"secretary-general": 6, "champions": 5, "trust-fund": 11, "stakeholders": 6}
"""Queries of each, however many rows it has."""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_everybody_reads_public_tables_alone_and_costs_the_same_for_many_rows(
    cast, name, django_assert_max_num_queries
):
    visitor = cast.client("visitor")
    with only_public_tables(), django_assert_max_num_queries(PAGES[name] + 3):  # and a savepoint with its role
        assert visitor.get(f"/en/{name}/").status_code == 200


def test_reports_have_their_dates_languages_and_recommendations_to_point_to(cast):
    page = cast.client("visitor").get("/ar/secretary-general/").text
    for said in ("A/75/542", "A/76/642", "A/79/590", "https://undocs.org/fr/A/76/642", 'id="a-76-642-2"', "A/76/642#2"):
        assert said in page
    assert 'dir="ltr">Promote safe and regular migration' in page
    assert "fourth biennial" not in page  # its symbol and date are not confirmed
    assert "fourth biennial" in cast.client("officer").get("/en/secretary-general/").text


def test_a_recommendation_of_a_report_that_is_not_sure_stays_inside(cast):
    last = SecretaryGeneralReport.objects.get(document__code="sg_report_4")
    Recommendation.objects.create(
        report=last, number=1, texts={"en": "Not yet said"}, source="a draft", confidence="confirmed"
    )
    assert "Not yet said" not in cast.client("visitor").get("/en/secretary-general/").text
    assert "Not yet said" in cast.client("officer").get("/en/secretary-general/").text


def test_champions_have_date_source_and_numbers_that_lead_to_their_lists(cast):
    FacetCount.objects.create(name="country", value="CA", kind="practice", count=3)
    page = cast.client("visitor").get("/en/champions/").text
    canada = re.search(r"<tr>\s*<th[^>]*>\s*<a href=\"/en/countries/ca/\".*?</tr>", page, re.DOTALL)
    assert canada
    assert "4 June 2020" in canada[0]
    assert "rli.blogs.sas.ac.uk" in canada[0]
    assert 'href="/en/practices/?country=CA"' in canada[0]
    assert "Practices: 3" in canada[0]
    assert "41 champions were spoken of as of 28 February 2026. The list is not complete." in page
    assert "Nepal" not in page.split("<main")[1]  # from memory alone


def test_a_state_that_left_is_still_read_and_one_that_an_officer_confirms_appears(cast):
    ChampionMembership.objects.filter(country="CO").update(left="2027-03")
    ChampionMembership.objects.filter(country="NP").update(confidence="confirmed", source="Letter of 3 May 2027")
    page = cast.client("visitor").get("/en/champions/").text
    assert "Letter of 3 May 2027" in page
    assert "Colombia" in page.split("No longer champions")[1]
    assert "March 2027" in page.split("No longer champions")[1]


def test_every_public_fact_has_its_source_and_one_that_lasts():
    weak = Q(source="") | Q(source__icontains="memory")
    for model in (Recommendation, ChampionMembership, ChampionCount, JointProgramme, FundFigure, ThematicArea):
        assert not model.objects.exclude(confidence="unconfirmed").filter(weak)
        assert not model.objects.filter(source__icontains="memory")
    for model in (JointProgramme, FundFigure):
        passing = Q(source_url__contains="uat.undp.org") | Q(source_url__contains="/tag/")
        assert not model.objects.exclude(confidence="unconfirmed").filter(passing)


def test_what_has_no_source_is_confirmed_neither_in_the_database_nor_by_an_officer(cast):
    for rows in (ChampionMembership.objects.filter(country="NP"), ThematicArea.objects.filter(number=5)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(confidence="confirmed")
    area = ThematicArea.objects.get(number=5)
    typed = {"names": "{}", "objectives": [14], "source": "", "confidence": "confirmed"}
    page = cast.client("officer").post(f"/admin/forum/thematicarea/{area.pk}/change/", typed)
    assert page.status_code == 200
    assert "Name the source" in page.text


def test_a_note_says_no_more_than_its_source_could():
    rows = ChampionMembership.objects.exclude(confidence="unconfirmed")
    for one in rows:
        years = re.findall(r"20\d\d", str(one.note))
        assert not years or max(years) <= max(re.findall(r"20\d\d", one.source) or [one.known_by[:4]]), one


def test_an_area_or_programme_that_is_not_public_is_not_named_beside_one_that_is(cast):
    area = ThematicArea.objects.get(number=5)
    hidden = JointProgramme.objects.get(code="tajikistan")
    JointProgramme.objects.filter(code="philippines").update(area=area, confidence="confirmed")
    FundFigure.objects.create(
        fund_id="migration-mptf", kind="donors", programme=hidden, value=3, as_of="2024", source="A", confidence="given"
    )
    page, inside = (cast.client(who).get("/en/trust-fund/").text for who in ("visitor", "officer"))
    for name in (str(area), str(hidden)):
        assert name not in page
        assert name in inside


def test_the_database_refuses_a_figure_without_date_or_source():
    fields = {"fund_id": "migration-mptf", "kind": "donors", "value": 12}
    for lacking in ({"as_of": "2024", "source": ""}, {"as_of": "", "source": "A letter"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FundFigure.objects.create(**fields, **lacking)


def test_figures_of_the_fund_say_when_and_whence_old_ones_in_their_heading_and_as_a_picture(cast):
    page = cast.client("visitor").get("/en/trust-fund/").text
    assert "<h3>Joint programmes, March 2024</h3>" in page
    assert "USD 70,000,000" in page
    assert page.count('<svg class="bar"') >= 2
    assert "uat.undp.org" not in page
    assert "thefreezonechannel" not in page
    assert "By its factsheet" in page
    assert "400 million" not in page
    assert "Social inclusion and integration" not in page  # the names of the areas have no source
    assert "are not confirmed here yet" in page


def test_contributions_and_results_stand_as_table_and_as_picture(cast):
    for kind, unit, figures in (
        ("contributions", "USD", {"2024": 45, "2025": 60}),
        ("reached", "", {"2024": 9, "2025": 18}),
    ):
        for as_of, value in figures.items():
            FundFigure.objects.create(
                fund_id="migration-mptf", kind=kind, unit=unit, value=value, as_of=as_of, source="A", confidence="given"
            )
    context = cast.client("visitor").get("/en/trust-fund/").context
    series = {str(one["label"]): one for one in context["series"]}
    reached = series["Results: people reached"]
    assert [(bar["label"], bar["words"], bar["value"]) for bar in reached["bars"]] == [
        ("2024", "9", 50),
        ("2025", "18", 100),
    ]
    assert series["Contributions received"]["newest"]["words"] == "USD 60"
    rows = [row["words"] for row in context["figures"] if row["kind"] in ("contributions", "reached")]
    assert sorted(rows) == ["18", "9", "USD 45", "USD 60"]


def test_a_figure_that_is_not_a_number_or_lacks_its_date_comes_back_with_the_sentence_beside_it(cast):
    client = cast.client("officer")
    typed = {"fund": "migration-mptf", "kind": "donors", "value": "many", "as_of": "soon", "source": "Kept words"}
    page = client.post("/admin/forum/fundfigure/add/", {**typed, "confidence": "confirmed"})
    assert page.status_code == 200
    assert "Kept words" in page.text
    assert {"value", "as_of"} <= set(page.context["adminform"].form.errors)
    saved = client.post(
        "/admin/forum/fundfigure/add/", {**typed, "value": "25", "as_of": "March 2025", "confidence": "confirmed"}
    )
    assert saved.status_code == 302
    assert FundFigure.objects.get(kind="donors").as_of == "2025-03"


def test_stakeholders_are_the_groups_of_the_compact_in_its_order_with_what_they_brought(cast):
    FacetCount.objects.create(name="group", value="trade_unions", kind="pledge", count=2)
    page = cast.client("visitor").get("/en/stakeholders/").text
    names = re.findall(r'<li id="(\w+)"><h3', page)
    assert names[0] == "migrants"
    assert names[12] == "other"
    assert set(names[13:]) == {"youth", "financial_institutions"}
    unions = page.split('<li id="trade_unions">')[1].split("</li>")[0]
    assert "Pledges: 2" in unions
    assert "group=trade_unions" in unions
    assert "26 January 2022, 17:00 New York" in page
    assert "Provisional" in page
