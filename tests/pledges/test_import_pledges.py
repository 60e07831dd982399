"""Pledges from a list: taken as submitted, or held and said why; nothing is guessed."""

import re

import pytest
from django.core.management import call_command

from pledges.models import Pledge, PledgeVersion
from pledges.steps import submission
from pledges.steps.import_pledges import PledgeImport
from publications.models import ImportedRecord, Publication

pytestmark = pytest.mark.django_db
import_rows = PledgeImport().import_rows

ROW = {"id": "a", "title": "A pledge", "summary": "What is done.", "pledger": "Demo State", "pledger_type": "state"}


def lines(*rows):
    return list(import_rows([{**ROW, **row} for row in rows]))


def test_a_row_waits_for_the_secretariat_and_nothing_is_published(cast):
    assert cast.state
    (line,) = lines(
        {"amount": "200000", "unit": "EUR", "deadline": "2027", "nature": ["policy/legal"], "scope": "global"}
    )
    assert (line.outcome, line.reference) == ("created", "PL-0001")
    pledge = Pledge.objects.get()
    assert pledge.amounts == [{"amount": "200000", "currency": "EUR", "year": "2027", "money": "", "funding": ""}]
    assert (pledge.forms, pledge.scope) == (["policy_legal"], ["international"])
    assert PledgeVersion.objects.waiting().count() == 1
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"amount": "200.000 euros"}, "is not a number"),
        ({"amount": "200.000", "unit": "EUR"}, "two ways"),
        ({"amount": "500"}, "of what?"),
        ({"partners": ["SRSG VAC (chair), SRSG CAC, UNICEF"]}, "several bodies in one cell"),
        ({"pledger": "Demo State, Ministry of Labour"}, "no State in the list"),
        ({"pledger": "City A; City B", "pledger_type": "local_government"}, "several bodies"),
        ({"title": ""}, "no title"),
        ({"amount": "200000", "unit": "euros", "target": "Money"}, "which currency"),
        ({"amount": "2.35", "unit": "US$ billion", "target": "Money"}, "which currency"),
        ({"deadline": "12/11/2027"}, "two ways"),
        ({"pledger": ["Demo State", "Demo City"]}, "several bodies"),
        ({"pledger_type": None}, "is the name of a State"),
        ({"title": {"en": "A"}}, "a text is expected"),
        ({"amount": "5", "unit": "x" * 61, "target": "Places"}, "more than 60 characters"),
        ({"pledger": True}, "a text is expected"),
    ],
)
def test_what_can_be_read_in_two_ways_is_held_and_never_guessed(cast, row, sentence):
    assert cast.state
    (line,) = lines(row)
    assert line.outcome == "held"
    assert sentence in " ".join(line.problems)
    assert not Pledge.objects.exists()
    assert ImportedRecord.objects.held().count() == 1


def test_what_is_told_and_taken_is_told_in_words(cast):
    assert cast.state
    (line,) = lines({"partners": [{"name": "Mechanism (A, B, C)"}], "forum": "A call", "unit": "families",
                     "objectives": ["Objective 17", "5: a title", "17.5", "1 and 2"], "title_lang": "pt",
                     "nature": "financial; structured"})  # fmt: skip
    assert line.outcome == "created"
    pledge, said = Pledge.objects.get(), " ".join(line.problems)
    assert sorted(pledge.objectives.values_list("pk", flat=True)) == [5, 17]
    assert pledge.forms == ["financial"]
    for words in ("17.5, 1 and 2", "“A call” is no forum", "“families” has no number", "“pt”", "“structured”"):
        assert words in said


def test_partners_in_a_list_are_neither_asked_nor_shown(cast):
    assert cast.state
    lines({"partners": ["Demo City"]})
    version = PledgeVersion.objects.get()
    assert not version.pledge.participants.exists()
    assert "Demo City" not in str(version.content)


def test_running_again_updates_and_never_doubles(cast):
    assert cast.state
    lines({})
    (same,) = lines({})
    (changed,) = lines({"title": "Another title"})
    assert (same.outcome, changed.outcome, changed.reference) == ("updated", "updated", "PL-0001")
    assert Pledge.objects.get().title == "Another title"
    assert PledgeVersion.objects.waiting().get().number == 2


def test_a_row_twice_and_what_is_no_row_is_refused(cast):
    assert cast.state
    found = [line.outcome for line in import_rows([ROW, ROW, 5, {"title": "No id"}])]
    assert found == ["created", "refused", "refused", "refused"]


def test_a_dry_run_changes_nothing(cast, tmp_path, capsys):
    assert cast.state
    file = tmp_path / "pledges.csv"
    file.write_text("id;title;summary;pledger;pledger_type\na;T;S;Demo State;state\n", encoding="utf-8")
    call_command("import_pledges", str(file), "--dry-run", "--format", "json")
    assert '"created"' in capsys.readouterr().out
    assert not Pledge.objects.exists()


def test_w9_the_public_page_of_an_imported_pledge_says_where_it_was_found(cast):
    assert cast.state
    lines({"source": {"page_title": "A page", "url": "https://example.org/a", "collection": "A collection"}})
    submission.publish(PledgeVersion.objects.waiting().get(), by=cast.officer)
    page = cast.client("visitor").get("/en/pledges/PL-0001/").text
    assert re.search(r'Imported from\s*<a href="https://example.org/a"[^>]*>A page</a>', page)
    assert "A collection" in page.partition("Imported from")[2].partition("</p>")[0]


def test_where_it_works_and_its_principles_are_kept_and_what_has_no_place_is_named(cast):
    assert cast.state
    (line,) = lines({"countries": ["Mexico", "Kosovo*"], "regions": ["Americas"], "principles": [1, 7], "sdgs": [8],
                     "champion_country": True, "scope": "National and local"})  # fmt: skip
    pledge = Pledge.objects.get()
    assert [country.pk for country in pledge.countries.all()] == ["MX"]
    assert (pledge.places, pledge.scope) == ("Kosovo*; Americas", ["national", "local"])
    assert sorted(pledge.principles.values_list("pk", flat=True)) == [1, 7]
    assert "Not read here, and kept with the row alone: sdgs." in line.problems
    assert any("Kosovo*" in problem for problem in line.problems)


@pytest.mark.parametrize(
    ("said", "together"),
    [
        ("Common Pledge", "common"),
        (
            "In partnership (several states/actors contribute towards a common goal with different pledges",
            "partnership",
        ),
        ("Joint pledge", "individual"),
    ],
)
def test_the_kind_of_pledge_is_read_as_the_pledging_initiative_calls_it(cast, said, together):
    assert cast.state
    (line,) = lines({"form": said, "nature": ["Financial contributions", "Process-oriented commitments"]})
    pledge = Pledge.objects.get()
    assert (pledge.together, pledge.forms) == (together, ["financial", "process"])
    assert ("stands as individual" in " ".join(line.problems)) == (together == "individual")


def test_a_body_on_record_is_known_by_its_short_name(cast):
    body = cast.association
    body.short_name = "DAM"
    body.save()
    (line,) = lines({"pledger": "DAM", "pledger_type": "civil_society"})
    assert Pledge.objects.get().organisation == body, line.problems
