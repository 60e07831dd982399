"""Pledges in figures: definitions, queries and rows of today; frozen once a quarter to be cited (C18)."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
import time_machine

from pledges.choices import Together
from pledges.figures import freeze, quarter_before
from pledges.steps import submission
from pledges.tasks import freeze_figures
from publications.models import Publication
from tests.pledges import builders

pytestmark = pytest.mark.django_db

DOLLARS = {"amount": "100.5", "currency": "USD", "year": "2027", "money": "new", "funding": "secured"}
NEXT_QUARTER = datetime(2030, 4, 1, 6, tzinfo=UTC)


def three(cast):
    """A joint pledge of two bodies with money, one of a State, one that was withdrawn."""
    pledge, asked = builders.joint(cast, amounts=[DOLLARS])
    builders.confirmed(cast, asked)
    builders.published(cast, pledge)
    builders.published(cast, builders.of_state(cast, title="Of the State", targets=[], amounts=[DOLLARS]))
    gone = builders.published(cast, builders.of_bank(cast, title="Gone", together=Together.INDIVIDUAL))
    submission.withdraw(gone, by=cast.pledger, note="Ended")


def today(cast):
    shown = cast.client("visitor").get("/en/pledges/figures/?format=json").json()
    return {one["code"]: one for one in shown["figures"]}


def test_c18_every_figure_has_its_definition_query_day_and_rows(cast, django_assert_max_num_queries):
    three(cast)
    found = today(cast)
    values = {code: one["value"] for code, one in found.items()}
    expected = {
        "pledges": "2",
        "bodies": "3",
        "joint": "1",
        "measurable": "1",
        "reported": "0",
        "progress_no_report": "2",
    }
    assert values.items() >= expected.items()
    assert (values["money_USD"], found["money_USD"]["unit"]) == ("201", "USD")
    for code in ("joint", "measurable", "progress_no_report", "money_USD"):
        taken = cast.client("visitor").get(found[code]["address"] + "&format=json")
        rows = json.loads(b"".join(taken.streaming_content))
        count = values[code] if code != "money_USD" else "2"
        assert str(len(rows["items"])) == count, code
    with django_assert_max_num_queries(14):
        page = cast.client("visitor").get("/en/pledges/figures/").content.decode()
    assert "A joint pledge is one, whoever takes part." in page
    assert "USD 201" in page
    assert "/en/pledges/figures/" in cast.client("visitor").get("/en/pledges/").content.decode()


def test_c18_a_quarter_is_frozen_once_with_the_rows_that_give_its_figures(cast):
    three(cast)
    frozen = freeze(NEXT_QUARTER)
    assert frozen.reference == "PF-2030-Q1"
    assert freeze(NEXT_QUARTER) is None  # once
    before = cast.client("visitor").get("/en/pledges/figures/PF-2030-Q1/").content.decode()
    assert "Pledges in figures, 2030-Q1" in before
    assert "Received" not in before, "nobody sent them"
    builders.published(cast, builders.of_bank(cast, title="Later"))
    kept = cast.client("visitor").get("/en/pledges/figures/PF-2030-Q1/?format=json").json()
    assert next(one["value"] for one in kept["figures"] if one["code"] == "pledges") == "2"
    assert today(cast)["pledges"]["value"] == "3"
    with frozen.files.get().file.open("rb") as file:
        rows = list(csv.DictReader(io.StringIO(file.read().decode("utf-8-sig"))))
    assert [row["title"] for row in rows] == ["Skills of care workers", "Of the State"]
    assert sum("yes" in row["measurable"] for row in rows) == 1
    assert len({body for row in rows for body in row["pledger"].split("; ")}) == 3
    assert "PF-2030-Q1" in cast.client("visitor").get("/en/pledges/figures/").content.decode()
    assert cast.client("visitor").get("/en/pledges/figures/PF-2030-Q1/v1/").status_code == 200
    assert cast.client("visitor").get("/en/pledges/figures/PF-2031-Q1/").status_code == 404


def test_c18_nothing_is_frozen_where_nothing_is_published(cast):
    with time_machine.travel(NEXT_QUARTER, tick=False):
        freeze_figures()
    assert not Publication.objects.exists()


@pytest.mark.parametrize(("day", "frozen"), [((2030, 4, 14), True), ((2030, 4, 15), False), ((2030, 6, 30), False)])
def test_c18_a_quarter_is_frozen_in_the_first_fourteen_days_of_the_next_or_never(cast, day, frozen):
    builders.published(cast)
    with time_machine.travel(datetime(*day, 6, tzinfo=UTC), tick=False):
        freeze_figures()
    assert Publication.objects.filter(reference="PF-2030-Q1").exists() is frozen
    assert "after each quarter" in cast.client("visitor").get("/en/pledges/figures/").content.decode()


@pytest.mark.parametrize(
    ("day", "quarter"), [((2026, 1, 1), "2025-Q4"), ((2026, 3, 31), "2025-Q4"), ((2026, 11, 28), "2026-Q3")]
)
def test_the_quarter_that_is_over(day, quarter):
    assert quarter_before(datetime(*day, tzinfo=UTC).date()) == quarter
